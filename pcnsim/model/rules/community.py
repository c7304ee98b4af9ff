"""SM9 Community teams: hub or footprint, staffing, queues, refusals; which cases fail, come back or escalate."""

from __future__ import annotations

import math

from pcnsim.model import draws
from pcnsim.model.columns import (
    Clock,
    Floats,
    Owners,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    Rates,
    Systems,
    Teams,
)
from pcnsim.model.compiled import rule
from pcnsim.model.programmes.bridging import answered_by_knowledge, class_of, specialty_of
from pcnsim.model.random import normal_pair
from pcnsim.model.rules.cases import on_footprint
from pcnsim.model.rules.environment import in_force

SMALLEST_TEAM = 0.5
"""Whole-time equivalents below which a team's staffing varies no more (specification section 5, step 9)."""


@rule
def teams_move(p: Rates, clock: Clock, pcns: Pcns, practices: Practices, teams: Teams) -> None:
    """Hub teams are divided onto PCN footprints in one week, and come together again in another: the same staff.

    Capacity, staff and queue of a hub team go to its PCNs' teams in proportion to their expected cases, and add up
    again on the way back. A team that does not work holds nothing and serves nobody.
    """
    out = in_force(p.community_footprint, p.footprint_start_week, p.footprint_end_week, clock.week)
    for team in range(teams.service.shape[0]):
        hub = teams.hub_team[team]
        if hub < 0 or teams.working[team] == out:
            continue
        if out:
            teams.base_capacity[team] = teams.hub_share[team] * teams.base_capacity[hub]
            teams.wte[team] = teams.hub_share[team] * teams.wte[hub]
            teams.queue[team] = teams.hub_share[team] * teams.queue[hub]
        else:
            teams.base_capacity[hub] += teams.base_capacity[team]
            teams.wte[hub] += teams.wte[team]
            teams.queue[hub] += teams.queue[team]
        teams.working[team] = out
        teams.working[hub] = not out
        first = pcns.first_practice[teams.pcn[team]]
        for practice in range(first, first + pcns.practices[teams.pcn[team]]):
            practices.team[practice, teams.service[team]] = team if out else hub
    for team in range(teams.service.shape[0]):
        if not teams.working[team]:
            teams.base_capacity[team] = 0.0
            teams.wte[team] = 0.0
            teams.queue[team] = 0.0


@rule
def wte_on_footprints(teams: Teams) -> float:
    """Whole-time equivalents of teams that work on PCN footprints: those whose estate costs more than a hub's."""
    wte = 0.0
    for team in range(teams.service.shape[0]):
        wte += on_footprint(teams, team) * teams.wte[team]
    return wte


@rule
def staffing(p: Rates, teams: Teams, team: int, luck: float) -> float:
    """What absence and turnover leave of a team this week, 1 as a rule; they pool with team size (1 / sqrt of WTE).

    A team on a footprint does without the hub's scale and support. Its staffing varies more than the hub's, but not
    about a higher mean, as the longer upper tail of a lognormal draw would have it: the same staff is divided.
    """
    size = max(teams.wte[team], SMALLEST_TEAM)
    spread = p.team_staffing_variation * luck / math.sqrt(size)
    if teams.hub_team[team] < 0:
        return math.exp(spread)
    hub_size = max(teams.wte[team] / teams.hub_share[team], SMALLEST_TEAM)
    spread -= 0.5 * p.team_staffing_variation**2 * (1.0 / size - 1.0 / hub_size)
    return math.exp(spread) * (1.0 - p.hub_scale_gain - p.hub_support_gain)


@rule
def teams_are_staffed(p: Rates, clock: Clock, teams: Teams, owners: Owners, systems: Systems) -> None:
    """Each team's capacity this week, and how ready it is to accept.

    Half of the growth that general practice won goes to teams; staff numbers decline; a pressed owner pulls time back
    (what it pulls back is counted). The only PCN of a hub has the hub team's luck.
    """
    staff = (1.0 - p.community_staff_decline) ** (max(clock.week, 0) / 52.0)
    for team in range(teams.service.shape[0]):
        if not teams.working[team]:
            teams.capacity[team] = 0.0
            teams.availability[team] = 0.0
            continue
        drawn, place = team, 0
        if teams.hub_team[team] >= 0:
            drawn = teams.hub_team[team]
            place = 0 if teams.hub_share[team] == 1.0 else 1 + teams.pcn[team]
        luck = normal_pair(clock.seed, draws.TEAM_STAFFING, clock.week, drawn, place)
        owner = teams.owner[team]
        full = (
            teams.base_capacity[team]
            * staffing(p, teams, team, luck)
            * (1.0 + 0.5 * systems.growth[teams.system[team]])
            * staff
        )
        pulled_back = p.pull_back * max(0.0, 2.0 * owners.pressure[owner] - 1.0) * full
        owners.withdrawn[owner] += pulled_back
        teams.capacity[team] = full - pulled_back
        wait = teams.queue[team] / teams.base_capacity[team] if teams.base_capacity[team] > 0.0 else 0.0
        floor = p.acceptance_floor
        teams.availability[team] = floor + (1.0 - floor) * math.exp(-wait / p.team_wait_felt)


@rule
def teams_work(p: Rates, teams: Teams) -> None:
    """Queue + arriving = seen + refused + new queue: what exceeds ``team_queue_limit`` weeks is refused."""
    for team in range(teams.service.shape[0]):
        waiting = teams.queue[team] + teams.arriving[team]
        seen = min(waiting, teams.capacity[team])
        queue = min(waiting - seen, p.team_queue_limit * teams.base_capacity[team])
        refused = waiting - seen - queue
        teams.seen[team] = seen
        teams.refused[team] = min(refused, teams.arriving[team])
        teams.queue[team] = waiting - seen - teams.refused[team]


@rule
def escalations_of_class(
    p: Rates,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    practice: int,
    need_class: int,
    clinic_class: int,
) -> float:
    """Emergency escalations of a class this week: of failed cases more than of settled, fewer if pathways are known."""
    known = answered_by_knowledge(practices, pcn_flows, practice, need_class, clinic_class)
    failed = flows.failed_class[practice, need_class]
    settled = flows.accepted_class[practice, need_class]
    return float(
        p.escalation_scale
        * p.escalation_probability[need_class]
        * (failed + p.escalation_if_resolved * settled)
        * (1.0 - p.knowledge_avoids_escalation * known)
    )


@rule
def cases_end(
    p: Rates,
    clock: Clock,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    teams: Teams,
    cases: Floats,
) -> None:
    """Accepted and not refused cases are settled jointly; the others fail, and part of them comes back as work.

    Failed cases escalate to hospital more often than settled ones, and less where pathways are known. ``cases``
    (P, class) are the week's cases.
    """
    classes, services = p.agency_mix.shape
    clinic_class = class_of(specialty_of(p, clock.week))
    for practice in range(practices.pcn.shape[0]):
        flows.joint_resolved[practice] = 0.0
        flows.escalations[practice] = 0.0
        for need_class in range(classes):
            flows.accepted_class[practice, need_class] = 0.0
        for service in range(services):
            wanted = flows.direct[practice, service] + flows.pathway[practice, service]
            if wanted <= 0.0:
                continue
            team = practices.team[practice, service]
            kept = 1.0
            if teams.arriving[team] > 0.0:
                kept = 1.0 - teams.refused[team] / teams.arriving[team]
            settled = (
                flows.accepted_direct[practice, service] + flows.accepted_pathway[practice, service]
            ) * kept
            flows.joint_resolved[practice] += settled
            for need_class in range(classes):
                flows.accepted_class[practice, need_class] += (
                    cases[practice, need_class] * p.agency_mix[need_class, service] * settled / wanted
                )
        for need_class in range(classes):
            settled = flows.accepted_class[practice, need_class]
            failed = max(0.0, cases[practice, need_class] - settled)
            flows.case_class[practice, need_class] = cases[practice, need_class]
            flows.failed_class[practice, need_class] = failed
            practices.returning[practice, need_class] += p.failed_case_return * failed
            flows.escalations[practice] += escalations_of_class(
                p, pcn_flows, practices, flows, practice, need_class, clinic_class
            )


@rule
def success_is_remembered(
    pcns: Pcns, pcn_flows: PcnFlows, practices: Practices, flows: PracticeFlows
) -> None:
    """Each PCN's joint resolution this week, and the same smoothed by .02 a week: what reviews look at."""
    for pcn in range(pcns.system.shape[0]):
        settled = cases = 0.0
        first = pcns.first_practice[pcn]
        for practice in range(first, first + pcns.practices[pcn]):
            if practices.open[practice]:
                settled += flows.joint_resolved[practice]
                cases += flows.cases[practice]
        now = settled / cases if cases > 0.0 else 1.0
        pcn_flows.success[pcn] = now
        before = pcns.success[pcn]
        pcns.success[pcn] = now if before == 0.0 else before + 0.02 * (now - before)
