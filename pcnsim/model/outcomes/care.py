"""SM16 What patients get: integration, access, what reaches hospital, and how equally."""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model.columns import Clock, Floats, Gps, PcnFlows, Pcns, PracticeFlows, Practices, Rates, Teams
from pcnsim.model.compiled import rule
from pcnsim.model.outcomes.summaries import BINS, bounded_product, centile, gini, slope_across_fifths
from pcnsim.model.programmes.bridging import class_of, specialty_of
from pcnsim.model.rules.cases import on_footprint, trust_in_service
from pcnsim.model.rules.community import escalations_of_class
from pcnsim.model.rules.people import mean_wait
from pcnsim.model.vocabulary import CHILD, FIRST_EXTERNAL_INITIATIVE, MEETINGS

WEEKS_OF_CONTACT = 13.0
"""A tie counts as alive by the chance that the two met within so many weeks (evidence dossier, M1)."""


@rule
def meetings_with_team(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    practices: Practices,
    flows: PracticeFlows,
    teams: Teams,
    practice: int,
    service: int,
) -> float:
    """Team meetings of a practice with a service a week; informal ones come on top where a team has its footprint."""
    if not clock.contract:
        return 0.0
    pcn = practices.pcn[practice]
    met = p.team_meetings_per_week * (0.5 + 0.5 * pcns.partner[pcn, service])
    met += p.colocation_contact * on_footprint(teams, practices.team[practice, service])
    return float(pcns.shares[pcn, MEETINGS] * flows.attention[practice] * met)


@rule
def integration(
    p: Rates,
    clock: Clock,
    practices: Practices,
    flows: PracticeFlows,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    teams: Teams,
    row: Floats,
    at: int,
) -> int:
    """The six parts of integration, four ways to sum them up, living ties across sectors, and hand-offs."""
    settled = cases = delay = trust = external = population = 0.0
    living = pairs = handed_over = lost = 0.0
    counts = np.zeros(BINS)
    services = flows.direct.shape[1]
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice]:
            continue
        size = practices.list_size[practice]
        population += size
        settled += flows.joint_resolved[practice]
        cases += flows.cases[practice]
        delay += flows.delay[practice]
        pcn = practices.pcn[practice]
        passed = 1.0
        if pcn_flows.desk_in[pcn] > 0.0:
            passed = max(0.0, 1.0 - pcn_flows.desk_bounced[pcn] / pcn_flows.desk_in[pcn])
        for service in range(services):
            trusted = trust_in_service(practices, practice, service)
            trust += size * trusted / services
            met = meetings_with_team(p, clock, pcns, practices, flows, teams, practice, service)
            direct = flows.direct[practice, service]
            met += direct + p.pathway_contact_share * flows.pathway[practice, service]
            living += trusted * (1.0 - math.exp(-WEEKS_OF_CONTACT * met))
            pairs += 1.0
            wanted = direct + flows.pathway[practice, service]
            if wanted > 0.0:
                team = practices.team[practice, service]
                kept = 1.0 - teams.refused[team] / teams.arriving[team] if teams.arriving[team] > 0.0 else 1.0
                done = flows.accepted_direct[practice, service] + flows.accepted_pathway[practice, service]
                counts[min(int(done * kept / wanted * BINS), BINS - 1)] += 1.0
                offered = direct + passed * flows.pathway[practice, service]
                handed_over += offered
                lost += max(0.0, offered - done) + done * (1.0 - kept)
        working = 0.0
        initiatives = practices.effect.shape[1]
        for initiative in range(FIRST_EXTERNAL_INITIATIVE, initiatives):
            working += practices.effect[practice, initiative] / (initiatives - FIRST_EXTERNAL_INITIATIVE)
        external += size * min(1.0, working)
    signed = 0.0
    for pcn in range(pcns.partner.shape[0]):
        handed_over += pcn_flows.desk_in[pcn]
        lost += pcn_flows.desk_bounced[pcn]
        for service in range(services):
            signed += pcns.partner[pcn, service]
    parts = np.empty(6)
    parts[0] = settled / cases if cases > 0.0 else 1.0
    parts[1] = math.exp(-delay / cases / 4.0) if cases > 0.0 else 1.0
    parts[2] = trust / population
    parts[3] = centile(counts, 0.2)
    parts[4] = signed / (pcns.partner.shape[0] * services)
    parts[5] = external / population
    total, least = 0.0, 1.0
    for part in range(6):
        row[at + part] = parts[part]
        total += parts[part]
        least = min(least, parts[part])
    row[at + 6] = bounded_product(parts, 1.0 / 6.0)
    functional = np.empty(3)
    functional[0], functional[1], functional[2] = parts[0], parts[1], parts[3]
    row[at + 7] = bounded_product(functional, 1.0 / 3.0)
    row[at + 8] = total / 6.0
    row[at + 9] = least
    row[at + 10] = living / pairs
    row[at + 11] = 7.0 * delay / cases if cases > 0.0 else np.nan
    row[at + 12] = 100.0 * lost / handed_over if handed_over > 0.0 else np.nan
    row[at + 13] = 52000.0 * cases / population
    row[at + 14] = 52000.0 * settled / population
    return at + 15


@rule
def access_and_hospital(
    p: Rates,
    clock: Clock,
    gps: Gps,
    practices: Practices,
    flows: PracticeFlows,
    pcn_flows: PcnFlows,
    row: Floats,
    at: int,
) -> int:
    """Waits, spill, who gives up, whether it is the same GP, and what reaches hospital."""
    classes = flows.served.shape[1]
    clinic_class = class_of(specialty_of(p, clock.week))
    left = np.zeros(classes)
    done = np.zeros(classes)
    backlog = spilled = asked = resolved = population = gave_up = 0.0
    emergency = escalations = out_of_hours = of_children = 0.0
    squares = np.zeros(practices.pcn.shape[0])
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp]:
            squares[gps.practice[gp]] += gps.clinical_sessions[gp] ** 2
    same_gp = seen = 0.0
    for practice in range(practices.pcn.shape[0]):
        size = practices.list_size[practice]
        population += size
        emergency += flows.emergency[practice]
        escalations += flows.escalations[practice]
        of_children += escalations_of_class(p, pcn_flows, practices, flows, practice, CHILD, clinic_class)
        out_of_hours += flows.out_of_hours[practice]
        gave_up += flows.gave_up[practice]
        by_gps = by_all = 0.0
        for need_class in range(classes):
            contacts = flows.served[practice, need_class] + flows.by_staff[practice, need_class]
            left[need_class] += flows.unserved[practice, need_class]
            done[need_class] += contacts
            backlog += practices.backlog[practice, need_class]
            spilled += flows.spilled[practice, need_class]
            resolved += flows.resolved[practice, need_class]
            asked += flows.inflow[practice, need_class]
            by_gps += flows.served[practice, need_class]
            by_all += contacts
        sessions = flows.clinical_sessions[practice]
        if size > 0.0 and sessions > 0.0 and by_all > 0.0:
            same_gp += size * squares[practice] / sessions**2 * (by_gps / by_all) ** 2
            seen += size
    all_left = all_done = 0.0
    for need_class in range(classes):
        all_left += left[need_class]
        all_done += done[need_class]
        row[at + 1 + need_class] = left[need_class] / done[need_class] if done[need_class] > 0.0 else 0.0
    row[at] = all_left / all_done if all_done > 0.0 else 0.0
    row[at + 6] = 1000.0 * backlog / population
    row[at + 7] = spilled / asked if asked > 0.0 else 0.0
    row[at + 8] = resolved / asked if asked > 0.0 else 0.0
    row[at + 9] = gave_up / asked if asked > 0.0 else 0.0
    row[at + 10] = same_gp / seen if seen > 0.0 else np.nan
    scale = 52000.0 / population
    row[at + 11] = scale * emergency
    row[at + 12] = scale * escalations
    row[at + 13] = scale * of_children
    row[at + 14] = scale * (emergency + escalations)
    row[at + 15] = scale * out_of_hours
    return at + 16


@rule
def equity(practices: Practices, flows: PracticeFlows, row: Floats, at: int) -> int:
    """How unequal practices are, whether deprived areas fare worse, and each fifth of deprivation by itself."""
    number = practices.pcn.shape[0]
    success = np.zeros(number)
    waits = np.zeros(number)
    weights = np.zeros(number)
    sums = np.zeros((6, 6))  # settled, cases, spilled, asked, left over, done; by fifth
    people = np.zeros(6)
    for practice in range(number):
        if not practices.open[practice]:
            continue
        weights[practice] = practices.list_size[practice]
        wanted = flows.cases[practice]
        success[practice] = flows.joint_resolved[practice] / wanted if wanted > 0.0 else 1.0
        waits[practice] = mean_wait(flows, practice)
        fifth = practices.fifth[practice]
        people[fifth] += practices.list_size[practice]
        sums[0, fifth] += flows.joint_resolved[practice]
        sums[1, fifth] += wanted
        for need_class in range(flows.served.shape[1]):
            sums[2, fifth] += flows.spilled[practice, need_class]
            sums[3, fifth] += flows.inflow[practice, need_class]
            sums[4, fifth] += flows.unserved[practice, need_class]
            sums[5, fifth] += flows.served[practice, need_class] + flows.by_staff[practice, need_class]
    row[at] = gini(success, weights)
    row[at + 1] = gini(waits, weights)
    row[at + 2] = np.nan
    row[at + 3] = np.nan
    if sums[1, 1] > 0.0 and sums[1, 5] > 0.0 and sums[0, 1] > 0.0:
        row[at + 2] = sums[0, 5] / sums[1, 5] * sums[1, 1] / sums[0, 1]
    if sums[3, 1] > 0.0 and sums[3, 5] > 0.0:
        row[at + 3] = sums[2, 5] / sums[3, 5] - sums[2, 1] / sums[3, 1]
    at += 4
    for measure in range(3):
        for fifth in range(1, 6):
            known = sums[2 * measure + 1, fifth] > 0.0
            row[at] = sums[2 * measure, fifth] / sums[2 * measure + 1, fifth] if known else np.nan
            at += 1
    row[at] = slope_across_fifths(row, at - 15, people)
    row[at + 1] = slope_across_fifths(row, at - 10, people)
    return at + 2
