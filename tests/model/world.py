"""Small worlds for tests of the model: configs by parameter values, areas of one to three PCNs, runs week by week."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pcnsim.area import Area, draw_area
from pcnsim.config import Config, load
from pcnsim.model.columns import GpTies, State
from pcnsim.model.simulation import Simulation, copy_state

ROOT = Path(__file__).resolve().parents[2]
CLASSES = ("simple", "complex", "child", "mental", "urgent")
STRUCTURES = ("hierarchy", "hybrid", "network")

SPECIFICATION: dict[str, float] = {
    "patience_spread": 0.0,
    "self_resolving": 0.0,
    "no_suitable_offer": 0.0,
    "quick_contact_limit": 0.0,
    "hidden_return": 0.0,
    "pace_spread": 0.0,
    "emergency_ceiling": 1.0,
}
"""Values of the amendments' parameters at which the specification's own rules of access and capacity hold."""

EVERYTHING: dict[str, float] = {
    "network_role_gps": 1, "network_role_start_week": 2, "network_role_end_week": 44, "network_role_weeks": 38,
    "network_role_first_weeks": 14, "network_role_policy": 1, "network_role_renewal_intercept": 1.0,
    "network_role_gps_per_pcn": 0.5, "network_role_transfer_week": 20, "network_role_fill_rate": 0.5,
    "deputy_directors": 1, "deputy_start_week": 1, "deputy_end_week": 42, "deputy_weeks": 14, "deputy_policy": 1,
    "review_intercept": 2.0,
    "development_support": 1, "development_start_week": 1, "development_end_week": 31,
    "development_threshold": 0.6,
    "contract_deadline": 1, "contract_deadline_week": 8,
    "money_by_bids": 1, "bids_start_week": 4, "bids_end_week": 45, "bid_round_weeks": 7,
    "community_footprint": 1, "footprint_start_week": 10, "footprint_end_week": 38,
    "redesign": 1, "redesign_start_week": 9, "redesign_end_week": 40, "redesign_readiness": 0.1,
    "change_of_focus": 1, "focus_change_week": 12, "focus_change_end_week": 36,
    "executive": 1, "executive_start_week": 3, "executive_end_week": 43, "executive_review_weeks": 9,
    "executive_management": 2,
    "funding_cut": 1, "cut_week": 30, "cut_end_week": 41, "cut_additional_roles": 1,
    "winter_surge": 1, "surge_start_week": 15, "surge_end_week": 21,
    "practice_closure": 1, "closure_week": 18, "closure_rank": 2,
    "breach_of_trust": 1, "breach_week": 25,
}  # fmt: skip
"""All programmes in one run of less than a year, each of which begins and ends inside it: all are on in weeks 15 to 20
but the cut, and from week 45 on all are over."""


def config(*sets: str, weeks: int = 8, burn_in: int = 4, values: dict[str, Any] | None = None) -> Config:
    """A short run; ``sets`` as on the command line, ``values`` are parameters by dotted name."""
    made = load(None, [f"weeks={weeks}", f"burn_in_weeks={burn_in}", *sets])
    return made.model_copy(update={"parameters": made.parameters.with_values(values or {})})


def at(structure: str | float, *sets: str, **how: Any) -> Config:
    """The same at a structure."""
    return config(*sets, **how).with_factors({"structure": structure})


@functools.cache
def area(pcns: int = 2, practices: int = 0, seed: int = 11) -> Area:
    """A small area (its tables are not changed by a run)."""
    return draw_area(pcns, seed=seed, practices_per_pcn=practices)


@functools.cache
def two_systems() -> Area:
    """Three PCNs, of which the last belongs to another system with owners of its own."""
    place = area(3, seed=10)
    pcns, trusts = place.pcns.copy(), place.trusts.copy()
    name = f"Z{pcns['system_code'].iloc[0]}"
    pcns.loc[len(pcns) - 1, "system_code"] = name
    second = trusts.assign(system_code=name, code=[f"Z{code}" for code in trusts["code"]])
    return replace(place, pcns=pcns, trusts=pd.concat((trusts, second), ignore_index=True))


def by_class(name: str, value: float) -> dict[str, float]:
    """One value for all need classes of a table."""
    return {f"{name}.{need}": value for need in CLASSES}


def simulation(made: Config, place: Area | None = None, seed: int = 5) -> Simulation:
    """A simulation that has not begun."""
    return Simulation(made, area() if place is None else place, seed)


def weeks_of(run: Simulation) -> Iterator[tuple[State, State]]:
    """Step to the end; each week gives copies of the state before it and after it."""
    while run.week < run.last_week:
        before = copy_state(run.state)
        run.step()
        yield before, run.state


def bytes_of(run: Simulation) -> dict[str, bytes]:
    """Everything that a simulation holds and has recorded, as bytes; of ties between GPs only the rows in use."""
    saved = run.snapshot()
    used = int(run.state.gp_ties.count[0])
    out = {}
    for name, values in saved.items():
        if name.startswith("gp_ties.") and name not in ("gp_ties.count", "gp_ties.half"):
            values = values[:used]
        out[name] = plain(values).tobytes()
    return out


def plain(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """A table without the bytes that align its columns, which belong to nobody."""
    if values.dtype.names is None:
        return np.ascontiguousarray(values)
    return np.concatenate(
        [np.ascontiguousarray(values[name]).view(np.uint8).ravel() for name in values.dtype.names]
    )


def differing(one: Simulation, other: Simulation) -> list[str]:
    """Names of what differs between two simulations, to the bit."""
    left, right = bytes_of(one), bytes_of(other)
    return [name for name in left if left[name] != right[name]]


def gp_tie_rows(ties: GpTies) -> set[tuple[int, int]]:
    """The pairs of GPs that are tied."""
    used = int(ties.count[0])
    return set(zip(ties.first[:used].tolist(), ties.second[:used].tolist(), strict=True))


def uncompiled(code: str, *arguments: str) -> str:
    """Run a Python program with every rule as plain Python and every warning an error; its output."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
