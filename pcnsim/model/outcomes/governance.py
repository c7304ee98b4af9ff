"""SM16 Who decides, with what consent and how fast, who leads, and how far the programmes of roles have got."""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import Floats, Gps, PcnFlows, Pcns, PracticeFlows, Practices, Rates, Systems
from pcnsim.model.compiled import rule
from pcnsim.model.outcomes.summaries import gini
from pcnsim.model.rules.cases import trust_in_centre
from pcnsim.model.rules.decisions import decided, veto_chance
from pcnsim.model.rules.money import network_role_posts
from pcnsim.model.vocabulary import DEPUTY_ENDED, KEPT_BY_PCN, LOCAL_DECISIONS, NO_ROLE

SEATS = 3
"""Seats of a local general practice executive (seed 003), over which its decision weight is shared out."""


@rule
def decision_gini(practices: Practices, pcns: Pcns, systems: Systems) -> float:
    """Gini of cumulative decision weight over directors, practices, commissioners, and seats of executives."""
    count, number, commissioners = pcns.system.shape[0], practices.pcn.shape[0], systems.pcns.shape[0]
    people = count + number + (1 + SEATS) * commissioners
    weight = np.zeros(people)
    counted = np.zeros(people)
    at = 0
    for pcn in range(count):
        weight[at], counted[at] = pcns.decision_weight[pcn], 1.0
        at += 1
    for practice in range(number):
        weight[at], counted[at] = practices.decision_weight[practice], 1.0
        at += 1
    for system in range(commissioners):
        weight[at], counted[at] = systems.decision_weight[system], 1.0
        at += 1
    for system in range(commissioners):
        if systems.executive_weight[system] > 0.0:
            for _ in range(SEATS):
                weight[at], counted[at] = systems.executive_weight[system] / SEATS, 1.0
                at += 1
    return float(gini(weight, counted))


@rule
def consent(
    p: Rates, practices: Practices, pcns: Pcns, pcn_flows: PcnFlows, systems: Systems, pcn: int
) -> float:
    """How far a PCN's patients' practices accept those who decide for them, times its patients.

    Of central decisions the mandate of the executive, without one the practice's trust in the centre; of local ones
    the chance that a practice does not veto.
    """
    local = pcns.shares[pcn, LOCAL_DECISIONS]
    veto = veto_chance(p, pcn_flows.consensus[pcn], pcn_flows.practice_trust[pcn])
    accepted = 0.0
    first = pcns.first_practice[pcn]
    for practice in range(first, first + pcns.practices[pcn]):
        if practices.open[practice]:
            central = trust_in_centre(practices, practice)
            if systems.executive[pcns.system[pcn]]:
                central = pcn_flows.mandate[pcn]
            accepted += practices.list_size[practice] * ((1.0 - local) * central + local * (1.0 - veto))
    return accepted


@rule
def power_and_leadership(
    p: Rates,
    gps: Gps,
    practices: Practices,
    flows: PracticeFlows,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    systems: Systems,
    row: Floats,
    at: int,
) -> int:
    """Who decides, which channel cases take, and the leadership there is."""
    direct = pathway = 0.0
    for practice in range(practices.pcn.shape[0]):
        for service in range(flows.direct.shape[1]):
            direct += flows.direct[practice, service]
            pathway += flows.pathway[practice, service]
    influence = population = 0.0
    for system in range(systems.pcns.shape[0]):
        influence += systems.influence[system] * systems.population[system]
        population += systems.population[system]
    young = ready = skill = used = 0.0
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp]:
            continue
        skill += gps.leadership_skill[gp]
        if gps.role[gp] != NO_ROLE:
            used += gps.leadership_skill[gp]
        if gps.age[gp] < 50.0:
            young += 1.0
            if gps.leadership_skill[gp] > 0.5:
                ready += 1.0
    leadership = vacant = ready_networks = 0.0
    accepted = latency = deciding = 0.0
    count = pcns.system.shape[0]
    for pcn in range(count):
        accepted += consent(p, practices, pcns, pcn_flows, systems, pcn)
        taken = decided(pcns, systems, pcn)
        if taken > 0.0:
            latency += pcns.weeks_deciding[pcn] / taken
            deciding += 1.0
        leadership += pcn_flows.leadership[pcn]
        if pcns.director[pcn] < 0:
            vacant += 1.0
        if pcns.set_up[pcn] >= 1.0:
            ready_networks += 1.0
    row[at] = decision_gini(practices, pcns, systems)
    row[at + 1] = pathway / (direct + pathway) if direct + pathway > 0.0 else np.nan
    row[at + 2] = influence / population
    row[at + 3] = accepted / population
    row[at + 4] = latency / deciding if deciding > 0.0 else np.nan
    row[at + 5] = ready / young if young > 0.0 else np.nan
    row[at + 6] = used / skill if skill > 0.0 else np.nan
    row[at + 7] = leadership / count
    row[at + 8] = 100.0 * vacant / count
    row[at + 9] = ready_networks / count
    return at + 10


@rule
def programmes(gps: Gps, pcns: Pcns, pcn_flows: PcnFlows, systems: Systems, row: Floats, at: int) -> int:
    """Posts of deputies and network-role GPs, and the executive; nan where there is no executive or no review yet."""
    in_post = kept = ended = applicants = places = 0.0
    count = pcns.system.shape[0]
    for pcn in range(count):
        applicants += pcns.applicants[pcn]
        places += pcns.places[pcn]
        if pcns.deputy[pcn] >= 0:
            in_post += 1.0
        if pcns.deputy_stage[pcn] == KEPT_BY_PCN:
            kept += 1.0
        elif pcns.deputy_stage[pcn] == DEPUTY_ENDED:
            ended += 1.0
    mandate = powers = capacity = population = leadership = seats = 0.0
    for system in range(systems.pcns.shape[0]):
        if systems.executive[system]:
            population += systems.population[system]
            mandate += systems.population[system] * systems.mandate[system]
            powers += systems.population[system] * systems.powers[system]
            capacity += systems.population[system] * systems.capacity[system]
            director = systems.director_member[system]
            if director >= 0:
                leadership += pcn_flows.leadership[gps.pcn[director]]
                seats += 1.0
    row[at] = in_post / count
    row[at + 1] = kept / (kept + ended) if kept + ended > 0.0 else np.nan
    row[at + 2] = network_role_posts(pcns) / count
    row[at + 3] = applicants / places if places > 0.0 else np.nan
    row[at + 4] = mandate / population if population > 0.0 else np.nan
    row[at + 5] = powers / population if population > 0.0 else np.nan
    row[at + 6] = capacity / population if population > 0.0 else np.nan
    row[at + 7] = leadership / seats if seats > 0.0 else np.nan
    return at + 8
