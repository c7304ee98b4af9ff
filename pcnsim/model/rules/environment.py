"""SM1 Environment: what is in force in a week, the season, the supply of GPs, a surge of demand."""

from __future__ import annotations

import math

from pcnsim.model.columns import Rates
from pcnsim.model.compiled import rule


@rule
def in_force(switch: float, start: float, end: float, week: int) -> bool:
    """Whether a programme acts in a week: from its first week up to, but not in, its last."""
    return bool(switch > 0.0 and start <= week < end)


@rule
def money_is_cut(p: Rates, week: int) -> bool:
    """Whether the money of the network contract has stopped (programme of the funding cut)."""
    return in_force(p.funding_cut, p.cut_week, p.cut_end_week, week)


@rule
def money_is_bid_for(p: Rates, week: int) -> bool:
    """Whether part of the coordination money goes by bids (programme of money by bids)."""
    return in_force(p.money_by_bids, p.bids_start_week, p.bids_end_week, week)


@rule
def help_for_embryonic(p: Rates, week: int, prior_collaboration: float) -> float:
    """Strength of development support for a PCN: 0 unless it is embryonic and the support is in force."""
    if prior_collaboration < p.development_threshold and in_force(
        p.development_support, p.development_start_week, p.development_end_week, week
    ):
        return float(p.development_strength)
    return 0.0


@rule
def surge(p: Rates, week: int) -> float:
    """Demand relative to a week without a surge: 1 + ``surge_size`` while it lasts, exactly 1 otherwise."""
    if in_force(p.winter_surge, p.surge_start_week, p.surge_end_week, week):
        return 1.0 + float(p.surge_size)
    return 1.0


@rule
def focus_now(p: Rates, week: int) -> float:
    """The focus of directors' time, initiatives and staff this week, 0 on practices to 1 on the community (SM11)."""
    if in_force(p.change_of_focus, p.focus_change_week, p.focus_change_end_week, week):
        return float(p.focus_after_change)
    return float(p.external_focus)


@rule
def belief_in_policy(p: Rates, contract: bool) -> float:
    """What belief that the policy will last leaves of what nobody pays or orders: all before there is a contract."""
    return float(p.policy_durability) if contract else 1.0


@rule
def season(p: Rates, need_class: int, week: int) -> float:
    """Demand of a need class relative to its mean over the year: a cosine that peaks in ``season_peak_week``."""
    return 1.0 + p.season_amplitude[need_class] * math.cos(2.0 * math.pi * (week - p.season_peak_week) / 52.0)


@rule
def supply_of_gps(p: Rates, week: int) -> float:
    """How easily posts are filled relative to week 0: falls by ``gp_shortage_rate`` a year."""
    return math.exp(-p.gp_shortage_rate * max(week, 0) / 52.0)
