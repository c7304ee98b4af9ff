"""Outcomes of a run as a whole (``declared.RUN_OUTCOMES``), from its weekly series: how fast, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pcnsim.model.columns import Floats
from pcnsim.model.outcomes.declared import NAMES, RUN_NAMES
from pcnsim.model.programmes.deputies import KEEP
from pcnsim.model.programmes.network_roles import REVIEW, STOP
from pcnsim.model.stretches import parameters_over_time

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.config.parameters import Parameters

QUARTER, YEAR = 13, 52
"""Weeks."""


def whole_run(config: Config, series: Floats, first_week: int) -> dict[str, float]:
    """Outcomes of a run whose weekly ``series`` (weeks, outcomes) begins with ``first_week``; nan where unknown."""
    column = dict(zip(NAMES, series.T, strict=True))
    weeks = np.arange(first_week, first_week + len(series))
    values = (
        weeks_to_half(column["adopted"], weeks),
        persistence(column["cross_sector_density"], weeks, ends_in_the_run(config)),
    )
    return dict(zip(RUN_NAMES, values, strict=True))


def weeks_to_half(adopted: Floats, weeks: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    """The first week from week 0 in which half of all initiatives are adopted; nan if there is none."""
    reached = weeks[(weeks >= 0) & (adopted >= 0.5)]
    return float(reached[0]) if len(reached) else float("nan")


def ends_in_the_run(config: Config) -> list[int]:
    """Weeks in which programmes end, in order, where parameters may change on the way.

    An end counts if it comes while the parameters that set it hold. One that a change puts into the past, of a
    programme that would have gone on, comes with the change.
    """
    over_time = parameters_over_time(config)
    ends: list[int] = []
    before: dict[str, int] = {}
    for place, (first, parameters) in enumerate(over_time):
        following = over_time[place + 1][0] if place + 1 < len(over_time) else None
        now = _ends(parameters)
        for name, end in now.items():
            over = place > 0 and end <= first and before.get(name, first) < first
            end = end if place == 0 else max(end, first)
            if not over and (following is None or end < following):
                ends.append(end)
        before = now
    return sorted(ends)


def _ends(parameters: Parameters) -> dict[str, int]:
    """The week in which the money of an enabled programme ends or is cut, by programme.

    Deputies: their outside money, unless they are kept anyway. Network-role GPs: their first year, where they are not
    extended everywhere. Support for development, the executive and the contract's money: the week that is set.
    """
    p = parameters
    ends: dict[str, float] = {}
    if p.deputy_directors and p.deputy_start_week < p.deputy_end_week:
        outside = p.deputy_start_week + p.deputy_weeks
        kept = p.deputy_policy == KEEP
        ends["deputy_directors"] = p.deputy_end_week if kept else min(outside, p.deputy_end_week)
    if p.network_role_gps and p.network_role_start_week < p.network_role_end_week:
        length = (
            p.network_role_first_weeks if p.network_role_policy in (STOP, REVIEW) else p.network_role_weeks
        )
        ends["network_role_gps"] = min(p.network_role_start_week + length, p.network_role_end_week)
    if p.development_support and p.development_start_week < p.development_end_week:
        ends["development_support"] = p.development_end_week
    if p.executive and p.executive_start_week < p.executive_end_week:
        ends["executive"] = p.executive_end_week
    if p.funding_cut and p.cut_week < p.cut_end_week:
        ends["funding_cut"] = p.cut_week
    return {name: int(end) for name, end in ends.items()}


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
