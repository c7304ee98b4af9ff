"""SM1 Environment: season and the supply of GPs. what is in force, and shocks."""

from __future__ import annotations

import math

from pcnsim.model.columns import Rates
from pcnsim.model.compiled import rule


@rule
def in_force(switch: float, start: float, end: float, week: int) -> bool:
    """Whether a programme acts in a week: from its first week up to, but not in, its last."""
    return bool(switch > 0.0 and start <= week < end)


@rule
def season(p: Rates, need_class: int, week: int) -> float:
    """Demand of a need class relative to its mean over the year: a cosine that peaks in ``season_peak_week``."""
    return 1.0 + p.season_amplitude[need_class] * math.cos(2.0 * math.pi * (week - p.season_peak_week) / 52.0)


@rule
def supply_of_gps(p: Rates, week: int) -> float:
    """How easily posts are filled relative to week 0: falls by ``gp_shortage_rate`` a year."""
    return math.exp(-p.gp_shortage_rate * max(week, 0) / 52.0)
