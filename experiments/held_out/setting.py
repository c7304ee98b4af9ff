"""How the held-out patterns are run: place, luck and defaults; what is read off single practices and PCNs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.arms import YEAR, Arms, Floats, Look, run_arms
from pcnsim.config import load
from pcnsim.model.simulation import Simulation


@dataclass(frozen=True)
class Setting:
    """Replications, PCNs of each replication's own synthetic place, and the seed; all else is the model's default."""

    replications: int = 30
    pcns: int = 20
    seed: int = 2029

    def run(
        self,
        arms: Mapping[str, Mapping[str, Any]],
        weeks: int,
        *,
        look: Look | None = None,
        at: Sequence[int] = (),
        sets: Sequence[str] = (),
    ) -> Arms:
        """Run arms of the default model on common random numbers."""
        config = load(None, (
            f"seed={self.seed}", f"weeks={weeks}", f"area.pcns={self.pcns}",
            f"experiment.replications={self.replications}", *sets,
        ))  # fmt: skip
        return run_arms(config, arms, look=look, at=at, tell="held-out patterns")


def year_of(number: int) -> tuple[int, int]:
    """First week of a year of the contract and the week after its last."""
    return (number - 1) * YEAR, number * YEAR


def difference(arms: Arms, outcome: str, first: int, last: int, arm: int = 1, reference: int = 0) -> Floats:
    """Arm minus reference in the mean over weeks, one value a replication."""
    means = arms.mean(outcome, first, last)
    return np.asarray(means[arm] - means[reference])


def networks_now(simulation: Simulation) -> dict[str, Floats]:
    """PCNs as they are this week: size, staff and GPs per 10,000 patients, set-up, first decision, success."""
    state = simulation.state
    pcns, gps, population = state.pcns, state.gps, state.pcn_flows.population
    sessions = np.where(gps.filled, gps.sessions, 0.0)
    return {
        "practices": np.asarray(pcns.practices, dtype=float),
        "prior_collaboration": pcns.prior_collaboration.copy(),
        "staff_per_head": pcns.staff.sum(axis=1) / population * 10_000,
        "sessions_per_head": np.bincount(gps.pcn, sessions, minlength=len(population)) / population * 10_000,
        "set_up": pcns.set_up.copy(),
        "decided": pcns.approved.max(axis=1),
        "success": state.pcn_flows.success.copy(),
    }


def first_week(reached: Floats) -> Floats:
    """For each place (last axis) the first week (first axis) in which it is true; the number of weeks if never."""
    reached = np.asarray(reached, dtype=bool)
    return np.where(reached.any(axis=0), reached.argmax(axis=0), len(reached)).astype(float)
