"""SM16 Observation: one row of outcomes from the state of a week, in the order of ``declared.OUTCOMES``.

Here the row is put together, and what concerns ties and money is observed; ``care``, ``people`` and ``governance``
observe the rest, ``summaries`` has the ways to sum up. Loops instead of array methods keep compiling short.
"""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import (
    Clock,
    Floats,
    Gps,
    GpTies,
    Owners,
    PcnFlows,
    Pcns,
    Practices,
    PracticeTies,
    Rates,
    State,
    Systems,
    Teams,
)
from pcnsim.model.compiled import rule
from pcnsim.model.outcomes.care import access_and_hospital, equity, integration
from pcnsim.model.outcomes.governance import power_and_leadership, programmes
from pcnsim.model.outcomes.people import change, workload
from pcnsim.model.rules.cases import trust_in_centre, trust_in_service
from pcnsim.model.rules.money import COSTS, TURNOVER
from pcnsim.model.rules.partners import OWNERS_IN_A_SYSTEM, trust_in_owner

BROKERED = 3
"""PCNs whose brokers are taken away in thought (evidence dossier, M7: the top three)."""


@rule
def observe(p: Rates, clock: Clock, state: State, leavers: float, costs: Floats, row: Floats) -> None:
    """Fill one row of outcomes; the order is that of ``declared.OUTCOMES``, which a test holds."""
    gps, practices, flows = state.gps, state.practices, state.practice_flows
    pcns, pcn_flows, systems = state.pcns, state.pcn_flows, state.systems
    at = integration(p, clock, practices, flows, pcns, pcn_flows, state.teams, row, 0)
    at = workload(p, gps, practices, flows, pcns, pcn_flows, leavers, row, at)
    at = access_and_hospital(p, clock, gps, practices, flows, pcn_flows, row, at)
    at = equity(practices, flows, row, at)
    at = power_and_leadership(p, gps, practices, flows, pcns, pcn_flows, systems, row, at)
    at = programmes(gps, pcns, pcn_flows, systems, row, at)
    at = ties(p, gps, state.gp_ties, practices, pcns, state.owners, state.practice_ties, row, at)
    row[at] = broker_dependence(practices, pcns, pcn_flows, state.owners)
    at = partners(state.owners, state.teams, row, at + 1)
    at = change(gps, practices, pcns, pcn_flows, row, at)
    money(systems, costs, row, at)


@rule
def ties(
    p: Rates,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    owners: Owners,
    practice_ties: PracticeTies,
    row: Floats,
    at: int,
) -> int:
    """Trust on each kind of tie, and how many ties GPs have."""
    trust = tied = 0.0
    for tie in range(practice_ties.first.shape[0]):
        if practice_ties.live[tie] and practice_ties.inside[tie]:
            trust += practice_ties.trust[tie]
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
            owner_trust += trust_in_owner(p, pcns, owners, pcn, owner)
    row[at + 5] = owner_trust / (pcns.system.shape[0] * OWNERS_IN_A_SYSTEM)
    return at + 6


@rule
def broker_dependence(practices: Practices, pcns: Pcns, pcn_flows: PcnFlows, owners: Owners) -> float:
    """Share of the effective trust across sectors that goes with the brokers of the three PCNs that lose most.

    Brokers are a PCN's bridging staff and network-role GPs, who lend practices trust in services, and its director,
    who adds to its tie with owners. Nobody's going adds trust: a PCN that would gain counts as losing nothing.
    """
    most = np.zeros(BROKERED)
    total = 0.0
    for pcn in range(pcns.system.shape[0]):
        lost = 0.0
        first = pcns.first_practice[pcn]
        for practice in range(first, first + pcns.practices[pcn]):
            if practices.open[practice]:
                for service in range(pcn_flows.bridge.shape[1]):
                    lent = pcn_flows.bridge[pcn, service] * (
                        1.0 - trust_in_service(practices, practice, service)
                    )
                    total += trust_in_service(practices, practice, service) + lent
                    lost += lent
        for owner in range(OWNERS_IN_A_SYSTEM):
            row = pcns.system[pcn] * OWNERS_IN_A_SYSTEM + owner
            good = pcns.owner_good[pcn, owner] + owners.executive_good[row]
            bad = pcns.owner_bad[pcn, owner] + owners.executive_bad[row]
            own = good / (good + bad)
            good += pcns.director_good[pcn, owner]
            bad += pcns.director_bad[pcn, owner]
            total += good / (good + bad)
            lost += good / (good + bad) - own
        for place in range(BROKERED):
            if lost > most[place]:
                most[place], lost = lost, most[place]
    gone = 0.0
    for place in range(BROKERED):
        gone += most[place]
    return gone / total


@rule
def partners(owners: Owners, teams: Teams, row: Floats, at: int) -> int:
    """How the owners of services and their teams fare."""
    pressure = priority = 0.0
    for owner in range(owners.kind.shape[0]):
        pressure += owners.pressure[owner]
        priority += owners.priority[owner]
    row[at] = pressure / owners.kind.shape[0]
    row[at + 1] = priority / owners.kind.shape[0]
    capacity = queue = arriving = refused = 0.0
    for team in range(teams.service.shape[0]):
        if teams.working[team]:
            capacity += teams.base_capacity[team]
            queue += teams.queue[team]
            arriving += teams.arriving[team]
            refused += teams.refused[team]
    row[at + 2] = queue / capacity if capacity > 0.0 else np.nan
    row[at + 3] = refused / arriving if arriving > 0.0 else 0.0
    return at + 4


@rule
def money(systems: Systems, costs: Floats, row: Floats, at: int) -> None:
    """Costs per patient a year: by kind, in all, and by who pays."""
    population = 0.0
    for system in range(systems.pcns.shape[0]):
        population += systems.population[system]
    total = 0.0
    for kind in range(TURNOVER + 1):
        row[at + kind] = costs[kind] * 52.0 / population
        total += row[at + kind]
    row[at + TURNOVER + 1] = total
    for payer in range(TURNOVER + 1, COSTS):
        row[at + 1 + payer] = costs[payer] * 52.0 / population
