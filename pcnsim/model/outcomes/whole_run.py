"""Outcomes of a run as a whole (``declared.RUN_OUTCOMES``), from its weekly series: how fast, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcnsim.model.columns import Floats
from pcnsim.model.outcomes.declared import NAMES, RUN_NAMES
from pcnsim.model.programmes.deputies import KEEP
from pcnsim.model.programmes.network_roles import REVIEW, STOP

if TYPE_CHECKING:
    from pcnsim.config.parameters import Parameters

QUARTER, YEAR = 13, 52
"""Weeks."""


def whole_run(parameters: Parameters, series: Floats, first_week: int) -> dict[str, float]:
    """Outcomes of a run whose weekly ``series`` (weeks, outcomes) begins with ``first_week``; nan where unknown."""
    column = dict(zip(NAMES, series.T, strict=True))
    weeks = np.arange(first_week, first_week + len(series))
    values = (
        weeks_to_half(column["adopted"], weeks),
        persistence(column["cross_sector_density"], weeks, ends_of_programmes(parameters)),
    )
    return dict(zip(RUN_NAMES, values, strict=True))


def weeks_to_half(adopted: Floats, weeks: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """The first week from week 0 in which half of all initiatives are adopted; nan if there is none."""
    reached = weeks[(weeks >= 0) & (adopted >= 0.5)]
    return float(reached[0]) if len(reached) else float("nan")


def ends_of_programmes(parameters: Parameters) -> list[int]:
    """Weeks in which the money of an enabled programme ends or is cut, in order.

    Deputies: their outside money, unless they are kept anyway. Network-role GPs: their first year, where they are not
    extended everywhere. Support for development, the executive and the contract's money: the week that is set.
    """
    p = parameters
    ends: list[float] = []
    if p.deputy_directors and p.deputy_start_week < p.deputy_end_week:
        outside = p.deputy_start_week + p.deputy_weeks
        ends.append(p.deputy_end_week if p.deputy_policy == KEEP else min(outside, p.deputy_end_week))
    if p.network_role_gps and p.network_role_start_week < p.network_role_end_week:
        length = (
            p.network_role_first_weeks if p.network_role_policy in (STOP, REVIEW) else p.network_role_weeks
        )
        ends.append(min(p.network_role_start_week + length, p.network_role_end_week))
    if p.development_support and p.development_start_week < p.development_end_week:
        ends.append(p.development_end_week)
    if p.executive and p.executive_start_week < p.executive_end_week:
        ends.append(p.executive_end_week)
    if p.funding_cut and p.cut_week < p.cut_end_week:
        ends.append(p.cut_week)
    return sorted(int(end) for end in ends)


def persistence(density: Floats, weeks: np.ndarray[tuple[int], np.dtype[np.int64]], ends: list[int]) -> float:
    """What is left of cross-sector density a year after the first end that lies far enough inside the run, as a ratio.

    The quarter that ends a year after, over the quarter before; nan where no end has both within the run.
    """
    for end in ends:
        if end >= QUARTER and len(weeks) and end + YEAR <= weeks[-1] + 1:
            before = density[(weeks >= end - QUARTER) & (weeks < end)].mean()
            after = density[(weeks >= end + YEAR - QUARTER) & (weeks < end + YEAR)].mean()
            return float(after / before) if before > 0.0 else float("nan")
    return float("nan")
