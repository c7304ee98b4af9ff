"""SM9 Community teams: staffing, queues, refusals; which cases fail, come back or escalate to hospital."""

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
from pcnsim.model.random import normal


@rule
def teams_are_staffed(p: Rates, clock: Clock, teams: Teams, owners: Owners, systems: Systems) -> None:
    """Each team's capacity this week, and how ready it is to accept.

    Absence and turnover pool with team size (1 / sqrt of whole-time equivalents). Half of the growth that general
    practice won goes to teams; staff numbers decline; a pressed owner pulls time back (what it pulls back is counted).
    """
    staff = (1.0 - p.community_staff_decline) ** (max(clock.week, 0) / 52.0)
    for team in range(teams.service.shape[0]):
        luck = normal(clock.seed, draws.TEAM_STAFFING, clock.week, team)
        owner = teams.owner[team]
        full = (
            teams.base_capacity[team]
            * math.exp(p.team_staffing_variation * luck / math.sqrt(teams.wte[team]))
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
            known = answered_by_knowledge(practices, pcn_flows, practice, need_class, clinic_class)
            flows.escalations[practice] += (
                p.escalation_scale
                * p.escalation_probability[need_class]
                * (failed + p.escalation_if_resolved * settled)
                * (1.0 - p.knowledge_avoids_escalation * known)
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
