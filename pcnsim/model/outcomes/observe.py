"""SM16 Observation: one row of outcomes from the state of a week, in the order of ``declared.OUTCOMES``."""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model.columns import Clock, Floats, Rates, State
from pcnsim.model.compiled import rule
from pcnsim.model.rules.cases import trust_in_centre, trust_in_service
from pcnsim.model.rules.partners import OWNERS_IN_A_SYSTEM, trust_in_owner
from pcnsim.model.rules.people import mean_wait
from pcnsim.model.vocabulary import FIRST_EXTERNAL_INITIATIVE

BINS = 2000
"""Ginis and centiles are taken over this many equal bins of the range, so that they cost one pass, not a sort."""


@rule
def gini(values: Floats, weights: Floats) -> float:
    """Weighted Gini coefficient of non-negative values over 2,000 bins; nan without values.

    Too low by at most the largest value over 4,000 means: values in a bin count as equal.
    """
    top = 0.0
    for value in values:
        top = max(top, value)
    weight = np.zeros(BINS)
    amount = np.zeros(BINS)
    total = mass = 0.0
    for row in range(values.shape[0]):
        if weights[row] > 0.0:
            place = min(int(values[row] / top * BINS), BINS - 1) if top > 0.0 else 0
            weight[place] += weights[row]
            amount[place] += weights[row] * values[row]
            mass += weights[row]
            total += weights[row] * values[row]
    if mass == 0.0:
        return np.nan
    if total == 0.0:
        return 0.0
    area = below = 0.0
    for place in range(BINS):
        if weight[place] > 0.0:  # most bins are empty
            area += weight[place] * (2.0 * below + amount[place])
            below += amount[place]
    return 1.0 - area / (mass * total)


@rule
def centile(counts: Floats, share: float) -> float:
    """The value below which a share of observations lies, from counts in equal bins of 0-1, linear inside a bin."""
    total = counts.sum()
    if total == 0.0:
        return 1.0
    below = 0.0
    for place in range(counts.shape[0]):
        if counts[place] > 0.0 and below + counts[place] >= share * total:
            return (place + (share * total - below) / counts[place]) / counts.shape[0]
        below += counts[place]
    return 1.0


@rule
def bounded_product(parts: Floats, power: float) -> float:
    """Geometric mean of parts, each taken as at least .02."""
    product = 1.0
    for part in parts:
        product *= max(part, 0.02)
    return product**power


@rule
def observe(p: Rates, clock: Clock, state: State, leavers: float, costs: Floats, row: Floats) -> None:
    """Fill one row of outcomes; the order is that of ``declared.OUTCOMES``, which a test holds."""
    at = integration(p, state, row, 0)
    at = workload(p, state, leavers, row, at)
    at = access_and_hospital(p, state, row, at)
    at = equity(p, state, row, at)
    at = power_and_leadership(p, state, row, at)
    at = ties_and_partners(p, state, row, at)
    at = change(p, state, row, at)
    population = state.systems.population.sum()
    total = 0.0
    for kind in range(costs.shape[0]):
        row[at + kind] = costs[kind] * 52.0 / population
        total += row[at + kind]
    row[at + costs.shape[0]] = total


@rule
def integration(p: Rates, state: State, row: Floats, at: int) -> int:
    """The six parts of integration and four ways to sum them up."""
    practices, flows, teams = state.practices, state.practice_flows, state.teams
    settled = cases = delay = trust = external = population = 0.0
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
        for service in range(services):
            trust += size * trust_in_service(practices, practice, service) / services
            wanted = flows.direct[practice, service] + flows.pathway[practice, service]
            if wanted > 0.0:
                team = practices.team[practice, service]
                kept = 1.0 - teams.refused[team] / teams.arriving[team] if teams.arriving[team] > 0.0 else 1.0
                done = flows.accepted_direct[practice, service] + flows.accepted_pathway[practice, service]
                counts[min(int(done * kept / wanted * BINS), BINS - 1)] += 1.0
        working = 0.0
        initiatives = practices.effect.shape[1]
        for initiative in range(FIRST_EXTERNAL_INITIATIVE, initiatives):
            working += practices.effect[practice, initiative] / (initiatives - FIRST_EXTERNAL_INITIATIVE)
        external += size * min(1.0, working)
    parts = np.empty(6)
    parts[0] = settled / cases if cases > 0.0 else 1.0
    parts[1] = math.exp(-delay / cases / 4.0) if cases > 0.0 else 1.0
    parts[2] = trust / population
    parts[3] = centile(counts, 0.2)
    parts[4] = state.pcns.partner.mean()
    parts[5] = external / population
    for part in range(6):
        row[at + part] = parts[part]
    row[at + 6] = bounded_product(parts, 1.0 / 6.0)
    functional = np.array([parts[0], parts[1], parts[3]])
    row[at + 7] = bounded_product(functional, 1.0 / 3.0)
    row[at + 8] = parts.mean()
    row[at + 9] = parts.min()
    return at + 10


@rule
def workload(p: Rates, state: State, leavers: float, row: Floats, at: int) -> int:
    """Contacts, strain, leaving, hours."""
    gps, practices, flows, pcn_flows = state.gps, state.practices, state.practice_flows, state.pcn_flows
    sessions = days = above = over = strain = filled = staffed = ties = 0.0
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp]:
            continue
        filled += 1.0
        strain += gps.strain[gp]
        staffed += gps.sessions[gp]
        ties += gps.tie_hours[gp]
        day = gps.clinical_sessions[gp] / 2.0
        sessions += gps.clinical_sessions[gp]
        days += day
        if gps.contacts_per_day[gp] > 25.0:
            over += day
            above += day * (gps.contacts_per_day[gp] - 25.0)
    served = coordination = supervising = overtime = load = population = 0.0
    for practice in range(practices.pcn.shape[0]):
        size = practices.list_size[practice]
        population += size
        for need_class in range(flows.served.shape[1]):
            served += flows.served[practice, need_class]
        coordination += practices.coordination_hours[practice]
        supervising += flows.supervision_hours[practice]
        overtime += size * flows.overtime[practice]
        load += size * flows.load[practice]
    full_time = staffed * p.hours_per_session / 37.5
    hours = unpaid = directors = 0.0
    for pcn in range(state.pcns.director.shape[0]):
        if state.pcns.director[pcn] >= 0:
            directors += 1.0
            hours += pcn_flows.director_hours[pcn]
            unpaid += pcn_flows.unpaid_hours[pcn]
    posts = float(gps.filled.shape[0])
    row[at] = 2.0 * served / sessions if sessions > 0.0 else 0.0
    row[at + 1] = above / days if days > 0.0 else 0.0
    row[at + 2] = over / days if days > 0.0 else 0.0
    row[at + 3] = strain / filled if filled > 0.0 else np.nan
    row[at + 4] = 5200.0 * leavers / max(filled + leavers, 1.0)
    row[at + 5] = 1.0 - filled / posts
    row[at + 6] = full_time / population * 100000.0
    row[at + 7] = coordination / full_time if full_time > 0.0 else np.nan
    row[at + 8] = supervising / full_time if full_time > 0.0 else np.nan
    row[at + 9] = ties / max(filled, 1.0)
    row[at + 10] = hours / directors if directors > 0.0 else np.nan
    row[at + 11] = unpaid / directors if directors > 0.0 else np.nan
    row[at + 12] = overtime / population
    row[at + 13] = load / population
    return at + 14


@rule
def access_and_hospital(p: Rates, state: State, row: Floats, at: int) -> int:
    """Waits, spill, and what reaches hospital."""
    practices, flows = state.practices, state.practice_flows
    classes = flows.served.shape[1]
    left = np.zeros(classes)
    done = np.zeros(classes)
    backlog = spilled = asked = resolved = population = 0.0
    emergency = escalations = out_of_hours = 0.0
    for practice in range(practices.pcn.shape[0]):
        population += practices.list_size[practice]
        emergency += flows.emergency[practice]
        escalations += flows.escalations[practice]
        out_of_hours += flows.out_of_hours[practice]
        for need_class in range(classes):
            left[need_class] += flows.unserved[practice, need_class]
            done[need_class] += flows.served[practice, need_class] + flows.by_staff[practice, need_class]
            backlog += practices.backlog[practice, need_class]
            spilled += flows.spilled[practice, need_class]
            resolved += flows.resolved[practice, need_class]
            asked += flows.inflow[practice, need_class]
    row[at] = left.sum() / done.sum() if done.sum() > 0.0 else 0.0
    for need_class in range(classes):
        row[at + 1 + need_class] = left[need_class] / done[need_class] if done[need_class] > 0.0 else 0.0
    row[at + 6] = 1000.0 * backlog / population
    row[at + 7] = spilled / asked if asked > 0.0 else 0.0
    row[at + 8] = resolved / asked if asked > 0.0 else 0.0
    scale = 52000.0 / population
    row[at + 9] = scale * emergency
    row[at + 10] = scale * escalations
    row[at + 11] = scale * (emergency + escalations)
    row[at + 12] = scale * out_of_hours
    return at + 13


@rule
def equity(p: Rates, state: State, row: Floats, at: int) -> int:
    """How unequal practices are, and whether deprived areas fare worse."""
    practices, flows = state.practices, state.practice_flows
    number = practices.pcn.shape[0]
    success = np.zeros(number)
    waits = np.zeros(number)
    weights = np.zeros(number)
    settled = np.zeros(6)
    cases = np.zeros(6)
    spilled = np.zeros(6)
    asked = np.zeros(6)
    for practice in range(number):
        if not practices.open[practice]:
            continue
        weights[practice] = practices.list_size[practice]
        wanted = flows.cases[practice]
        success[practice] = flows.joint_resolved[practice] / wanted if wanted > 0.0 else 1.0
        waits[practice] = mean_wait(flows, practice)
        fifth = practices.fifth[practice]
        settled[fifth] += flows.joint_resolved[practice]
        cases[fifth] += wanted
        for need_class in range(flows.served.shape[1]):
            spilled[fifth] += flows.spilled[practice, need_class]
            asked[fifth] += flows.inflow[practice, need_class]
    row[at] = gini(success, weights)
    row[at + 1] = gini(waits, weights)
    row[at + 2] = np.nan
    row[at + 3] = np.nan
    if cases[1] > 0.0 and cases[5] > 0.0 and settled[1] > 0.0:
        row[at + 2] = settled[5] / cases[5] * cases[1] / settled[1]
    if asked[1] > 0.0 and asked[5] > 0.0:
        row[at + 3] = spilled[5] / asked[5] - spilled[1] / asked[1]
    return at + 4


@rule
def power_and_leadership(p: Rates, state: State, row: Floats, at: int) -> int:
    """Who decides, which channel cases take, and the leadership there is."""
    practices, flows, pcns, systems, gps = (
        state.practices,
        state.practice_flows,
        state.pcns,
        state.systems,
        state.gps,
    )
    count, number, commissioners = pcns.system.shape[0], practices.pcn.shape[0], systems.pcns.shape[0]
    weight = np.empty(count + number + commissioners)
    weight[:count] = pcns.decision_weight
    weight[count : count + number] = state.practices.decision_weight
    weight[count + number :] = systems.decision_weight
    row[at] = gini(weight, np.ones(weight.shape[0]))
    direct = flows.direct.sum()
    pathway = flows.pathway.sum()
    row[at + 1] = pathway / (direct + pathway) if direct + pathway > 0.0 else np.nan
    row[at + 2] = (systems.influence * systems.population).sum() / systems.population.sum()
    young = ready = 0.0
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp] and gps.age[gp] < 50.0:
            young += 1.0
            if gps.leadership_skill[gp] > 0.5:
                ready += 1.0
    row[at + 3] = ready / young if young > 0.0 else np.nan
    row[at + 4] = state.pcn_flows.leadership.mean()
    vacant = ready_networks = 0.0
    for pcn in range(count):
        if pcns.director[pcn] < 0:
            vacant += 1.0
        if pcns.set_up[pcn] >= 1.0:
            ready_networks += 1.0
    row[at + 5] = 100.0 * vacant / count
    row[at + 6] = ready_networks / count
    return at + 7


@rule
def ties_and_partners(p: Rates, state: State, row: Floats, at: int) -> int:
    """Trust on each kind of tie, ties between GPs, and how the owners of services fare."""
    practices, pcns, gps, gp_ties, ties = (
        state.practices,
        state.pcns,
        state.gps,
        state.gp_ties,
        state.practice_ties,
    )
    trust = tied = 0.0
    for tie in range(ties.first.shape[0]):
        if ties.live[tie] and ties.inside[tie]:
            trust += ties.trust[tie]
            tied += 1.0
    row[at] = trust / tied if tied > 0.0 else np.nan
    centre = population = 0.0
    for practice in range(practices.pcn.shape[0]):
        centre += practices.list_size[practice] * trust_in_centre(practices, practice)
        population += practices.list_size[practice]
    row[at + 1] = centre / population
    between = outside = filled = 0.0
    number = gp_ties.count[0]
    for tie in range(number):
        between += gp_ties.trust[tie]
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp]:
            filled += 1.0
            outside += gps.ties_outside[gp]
    row[at + 2] = between / number if number > 0 else np.nan
    row[at + 3] = 2.0 * number / max(filled, 1.0)
    row[at + 4] = outside / max(filled, 1.0)
    owner_trust = 0.0
    for pcn in range(pcns.system.shape[0]):
        for owner in range(OWNERS_IN_A_SYSTEM):
            owner_trust += trust_in_owner(p, pcns, state.owners, pcn, owner)
    row[at + 5] = owner_trust / (pcns.system.shape[0] * OWNERS_IN_A_SYSTEM)
    row[at + 6] = state.owners.pressure.mean()
    row[at + 7] = state.owners.priority.mean()
    capacity = state.teams.base_capacity.sum()
    row[at + 8] = state.teams.queue.sum() / capacity if capacity > 0.0 else np.nan
    arriving = state.teams.arriving.sum()
    row[at + 9] = state.teams.refused.sum() / arriving if arriving > 0.0 else 0.0
    return at + 10


@rule
def change(p: Rates, state: State, row: Floats, at: int) -> int:
    """Adoption, people's engagement and goals, what the centre knows, additional staff."""
    practices, pcns, gps = state.practices, state.pcns, state.gps
    adopted = fit = fitted = open_practices = 0.0
    initiatives = practices.adopted.shape[1]
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice]:
            continue
        open_practices += 1.0
        for initiative in range(initiatives):
            if practices.adopted[practice, initiative] > 0.0:
                adopted += 1.0
                fit += practices.design_fit[practice, initiative]
                fitted += 1.0
    engagement = filled = 0.0
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp]:
            filled += 1.0
            engagement += gps.engagement[gp]
    row[at] = adopted / (initiatives * open_practices)
    row[at + 1] = fit / fitted if fitted > 0.0 else np.nan
    row[at + 2] = engagement / filled if filled > 0.0 else np.nan
    row[at + 3] = state.pcn_flows.consensus.mean()
    row[at + 4] = pcns.local_knowledge.mean()
    row[at + 5] = pcns.staff.sum() / pcns.system.shape[0]
    return at + 6
