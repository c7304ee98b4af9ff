"""What scripts read off a simulation at a week, beside its outcomes: single practices and PCNs.

Each is a ``Look`` of arms.py: numbers, or arrays with a place a row.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from experiments.arms import Floats
from pcnsim.model.simulation import Simulation


def practices_now(simulation: Simulation) -> dict[str, Any]:
    """Practices this week: PCN, whether open, list, and wait (contacts left over / contacts done)."""
    practices, flows = simulation.state.practices, simulation.state.practice_flows
    done = flows.served.sum(axis=1) + flows.by_staff.sum(axis=1)
    left = flows.unserved.sum(axis=1)
    return {
        "pcn": np.asarray(practices.pcn, dtype=float),
        "open": np.asarray(practices.open, dtype=float),
        "list": practices.list_size.copy(),
        "wait": np.divide(left, done, out=np.full(len(done), np.nan), where=done > 0),
        "strain": flows.strain.copy(),
    }


def networks_now(simulation: Simulation) -> dict[str, Any]:
    """PCNs this week: size, staff and GP sessions per 10,000 patients, set-up, first decision, success, structure.

    Trust between practices and leadership stand for PCNs of at least two practices; nan for the others.
    """
    state = simulation.state
    pcns, flows, gps = state.pcns, state.pcn_flows, state.gps
    sessions = np.bincount(gps.pcn, np.where(gps.filled, gps.sessions, 0.0), minlength=len(flows.population))
    several = np.asarray(pcns.practices) > 1
    return {
        "practices": np.asarray(pcns.practices, dtype=float),
        "prior_collaboration": pcns.prior_collaboration.copy(),
        "staff_per_head": pcns.staff.sum(axis=1) / flows.population * 10_000,
        "sessions_per_head": sessions / flows.population * 10_000,
        "set_up": pcns.set_up.copy(),
        "decided": pcns.approved.max(axis=1),
        "success": flows.success.copy(),
        "position": pcns.shares[:, 0].copy(),
        "trust": np.where(several, flows.practice_trust, np.nan),
        "leadership": np.where(several, flows.leadership, np.nan),
    }


def over_weeks(seen: Floats) -> Floats:
    """What was seen of places in one run as one array: (look, place)."""
    return np.array([np.asarray(one, dtype=float) for one in seen])


def next_door(before: Floats, after: Floats, pcn: Floats) -> Floats:
    """Practices that stay open in the PCN of one that is open in the reference only; arrays (look, practice)."""
    closed = np.flatnonzero((before[0] > 0) & (after[0] == 0))
    return np.asarray(np.isin(pcn, pcn[closed]) & (after.min(axis=0) > 0))
