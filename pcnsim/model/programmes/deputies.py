"""Deputy clinical directors: a session a week on outside money for a year, then a review (specification SM2).

What a deputy does shows elsewhere: in the director's time (rules.leadership), in clinical time (rules.capacity), in
succession (directors) and in the skill that grows in a role (rules.people).
"""

from __future__ import annotations

from pcnsim.model import draws
from pcnsim.model.columns import Clock, Gps, PcnFlows, Pcns, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.random import uniform, uniform_pair
from pcnsim.model.rules.arithmetic import chance_of, logistic
from pcnsim.model.rules.environment import in_force
from pcnsim.model.vocabulary import (
    DEPUTY_DIRECTOR,
    DEPUTY_ENDED,
    KEPT_BY_PCN,
    NO_DEPUTY_YET,
    NO_ROLE,
    OUTSIDE_MONEY,
)

WITHDRAW, REVIEW, KEEP = range(3)
"""What ``deputy_policy`` says about the end of the year."""


@rule
def deputy_week_cost(p: Rates) -> float:
    """What a deputy's sessions cost in a week, GBP."""
    return float(p.deputy_sessions * p.hours_per_session * p.role_session_hour_cost)


@rule
def chance_to_keep(p: Rates, benefit: float, unpaid_hours: float, bank: float) -> float:
    """Chance that a review keeps the deputy: more for better joint working and an overloaded director.

    benefit: change of the PCN's smoothed joint resolution since deputies began. Less where the account does not hold
    half a year of the post.
    """
    unaffordable = 1.0 if bank < 26.0 * deputy_week_cost(p) else 0.0
    return logistic(
        p.review_intercept
        + p.review_benefit * benefit
        + p.review_overload * (unpaid_hours / 4.0 - 1.0)
        - p.review_unaffordable * unaffordable
    )


@rule
def deputies_come_and_go(
    p: Rates, clock: Clock, gps: Gps, pcns: Pcns, flows: PcnFlows, practices: Practices
) -> None:
    """Posts open with the outside money, are reviewed as it ends, and are filled while they last.

    A PCN that keeps the post pays for it, and gives it up when its account is empty. Posts that are there when the
    programme is switched off end; in its first week it begins anew where it had been before.
    """
    on = in_force(p.deputy_directors, p.deputy_start_week, p.deputy_end_week, clock.week)
    year_is_over = clock.week >= p.deputy_start_week + p.deputy_weeks
    for pcn in range(pcns.system.shape[0]):
        stage = pcns.deputy_stage[pcn]
        if on and (stage == NO_DEPUTY_YET or (stage == DEPUTY_ENDED and clock.week == p.deputy_start_week)):
            stage = OUTSIDE_MONEY
            pcns.success_before[pcn] = pcns.success[pcn]
        if on and stage == OUTSIDE_MONEY and year_is_over:
            stage = DEPUTY_ENDED
            if p.deputy_policy == KEEP:
                stage = KEPT_BY_PCN
            elif p.deputy_policy == REVIEW:
                benefit = pcns.success[pcn] - pcns.success_before[pcn]
                chance = chance_to_keep(p, benefit, flows.unpaid_hours[pcn], pcns.bank[pcn])
                if uniform(clock.seed, draws.DEPUTY_REVIEW, clock.week, pcn) < chance:
                    stage = KEPT_BY_PCN
        if (stage == KEPT_BY_PCN and pcns.bank[pcn] < 0.0) or (not on and stage != NO_DEPUTY_YET):
            stage = DEPUTY_ENDED
        pcns.deputy_stage[pcn] = stage
        deputy = pcns.deputy[pcn]
        if stage == DEPUTY_ENDED and deputy >= 0:
            gps.role[deputy] = NO_ROLE
            pcns.deputy[pcn] = -1
        elif deputy < 0 and (stage in (OUTSIDE_MONEY, KEPT_BY_PCN)):
            appoint_deputy(p, clock, gps, pcns, practices, pcn)


@rule
def appoint_deputy(p: Rates, clock: Clock, gps: Gps, pcns: Pcns, practices: Practices, pcn: int) -> None:
    """A vacant post goes, by and by, to the most engaged GP of the PCN below an age, with some luck."""
    if uniform(clock.seed, draws.DEPUTY_APPOINTED, clock.week, pcn) >= chance_of(p.deputy_fill_rate):
        return
    best, best_score = -1, -1.0
    for gp in range(pcns.first_gp[pcn], pcns.first_gp[pcn] + pcns.gps[pcn]):
        if not gps.filled[gp] or gps.role[gp] != NO_ROLE or gps.age[gp] >= p.deputy_oldest_age:
            continue
        if not practices.signed[gps.practice[gp]]:
            continue
        luck = uniform_pair(clock.seed, draws.CANDIDATE, clock.week, gp, DEPUTY_DIRECTOR)
        score = gps.engagement[gp] + 0.3 * luck
        if score > best_score:
            best, best_score = gp, score
    if best >= 0:
        pcns.deputy[pcn] = best
        gps.role[best] = DEPUTY_DIRECTOR


@rule
def deputy_follows(p: Rates, clock: Clock, gps: Gps, pcns: Pcns, pcn: int, director: int) -> bool:
    """A deputy steps into the director's vacant post, by and by, and brings the PCN's ties along.

    Returns whether the post is spoken for: with a deputy there, nobody else is looked for. ``director`` is the number
    of the role.
    """
    deputy = pcns.deputy[pcn]
    if deputy < 0:
        return False
    if uniform(clock.seed, draws.DEPUTY_FOLLOWS, clock.week, pcn) < p.deputy_succession_rate:
        pcns.director[pcn] = deputy
        pcns.deputy[pcn] = -1
        gps.role[deputy] = director
    return True
