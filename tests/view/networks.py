"""Simulations small enough to be drawn in a test, and what a network figure holds."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from plotly.graph_objects import Figure

from pcnsim.area import Area, draw_area
from pcnsim.config import load
from pcnsim.model import Simulation
from pcnsim.view.look import TRUST_BANDS

EXECUTIVE = "programmes.executive={enabled=true, start_week=0}"
NETWORK_GPS = "programmes.network_role_gps={enabled=true, start_week=0}"
NOT_OF_GPS = (
    "practice",
    "practice_service",
    "practice_centre",
    "pcn_owner",
    "pcn_executive",
    "executive_owner",
)
"""Kinds of ties that are drawn between those who hold them; those of GPs are drawn between their practices."""

FOOTPRINT = "programmes.footprint={enabled=true, start_week=0}"


@cache
def place(pcns: int = 3, practices: int = 4) -> Area:
    """An area of so many PCNs with so many practices each."""
    return draw_area(pcns=pcns, seed=5, practices_per_pcn=practices)


def simulated(*sets: str, weeks: int = 20, pcns: int = 3, practices: int = 4, seed: int = 3) -> Simulation:
    """A simulation at that week."""
    simulation = Simulation(load(None, ("burn_in_weeks=4", *sets)), place(pcns, practices), seed)
    return simulation.run(weeks - simulation.week)


def traces(figure: Figure, name: str) -> list[Any]:
    """Traces of that name."""
    return [trace for trace in figure.data if trace.name == name]


def lines(trace: Any) -> int:
    """How many lines a trace of lines with gaps draws."""
    return int(np.isfinite(np.asarray(trace.x, dtype=float)).sum()) // 2


def by_band(figure: Figure) -> list[int]:
    """Ties drawn in each band of trust."""
    return [sum(lines(trace) for trace in traces(figure, band.words)) for band in TRUST_BANDS]


def ends(trace: Any) -> set[tuple[float, float]]:
    """Points at which lines of a trace begin or end."""
    points = np.column_stack([trace.x, trace.y]).astype(float)
    return {(float(x), float(y)) for x, y in points[np.isfinite(points[:, 0])].round(2)}
