"""Provider trusts and the other owners of services as actors (amendment A2): pressure, priority, ties with PCNs.

They answer to what general practice does and to their own queues: a pressed owner pulls back team time and moves more
work to practices, a trusted PCN gets more of a team's time, and priority for neighbourhood working grows with both.
"""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model import draws
from pcnsim.model.columns import (
    Clock,
    Floats,
    Ints,
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
from pcnsim.model.random import uniform
from pcnsim.model.rules.arithmetic import chance_of, confirmed, cut

OWNERS_IN_A_SYSTEM = 5


@rule
def trust_in_owner(p: Rates, pcns: Pcns, owners: Owners, pcn: int, kind: int) -> float:
    """Trust between a PCN and its system's owner of a kind, 0-1.

    What cases taught the PCN, what its present director built, and what the executive built for all its PCNs.
    """
    owner = pcns.system[pcn] * OWNERS_IN_A_SYSTEM + kind
    good = pcns.owner_good[pcn, kind] + pcns.director_good[pcn, kind] + owners.executive_good[owner]
    total = good + pcns.owner_bad[pcn, kind] + pcns.director_bad[pcn, kind] + owners.executive_bad[owner]
    return float(good / total)


@rule
def owners_feel_pressure(p: Rates, teams: Teams, owners: Owners) -> None:
    """Pressure follows the weeks of work that wait in an owner's teams: half at ``pressure_midpoint_weeks``."""
    waiting = np.zeros(owners.kind.shape[0])
    capacity = np.zeros(owners.kind.shape[0])
    for team in range(teams.service.shape[0]):
        waiting[teams.owner[team]] += teams.queue[team]
        capacity[teams.owner[team]] += teams.base_capacity[team]
    for owner in range(owners.kind.shape[0]):
        owners.withdrawn[owner] = 0.0
        weeks = waiting[owner] / capacity[owner] if capacity[owner] > 0.0 else 0.0
        felt = weeks / (weeks + p.pressure_midpoint_weeks)
        owners.pressure[owner] += p.trust_pressure_speed * (felt - owners.pressure[owner])


@rule
def assigned_time(p: Rates, pcns: Pcns, owners: Owners, teams: Teams, team: int, pcn: int) -> float:
    """How far a team accepts a PCN's cases: its availability, shifted towards PCNs that its owner trusts more.

    The shift is relative to the mean trust of the owner's PCNs, so that it shares out time and makes none.
    """
    owner = teams.owner[team]
    return cut(
        teams.availability[team]
        + p.assignment_gain
        * (trust_in_owner(p, pcns, owners, pcn, owner % OWNERS_IN_A_SYSTEM) - teams.owner_trust[team]),
        0.0,
        1.0,
    )


@rule
def owners_and_pcns_meet(
    p: Rates,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    owners: Owners,
    owner_of_service: Ints,
    cases: Floats,
    settled: Floats,
) -> None:
    """Ties PCN-owner learn from the cases handled and from meetings at which the director represented the PCN.

    ``cases`` and ``settled`` (N, owner) are scratch. What meetings taught is personal to the director.
    """
    count, kinds = pcns.owner_good.shape
    for pcn in range(count):
        for owner in range(kinds):
            cases[pcn, owner] = 0.0
            settled[pcn, owner] = 0.0
    for practice in range(practices.pcn.shape[0]):
        pcn = practices.pcn[practice]
        for service in range(flows.direct.shape[1]):
            owner = owner_of_service[service]
            cases[pcn, owner] += flows.direct[practice, service] + flows.pathway[practice, service]
            settled[pcn, owner] += (
                flows.accepted_direct[practice, service] + flows.accepted_pathway[practice, service]
            )
    keep = p.trust_forgetting
    for pcn in range(count):
        for owner in range(kinds):
            row = pcns.system[pcn] * OWNERS_IN_A_SYSTEM + owner
            trust = trust_in_owner(p, pcns, owners, pcn, owner)
            number = cases[pcn, owner]
            weight = p.case_evidence * (1.0 - math.exp(-number / (4.0 * p.case_evidence_saturation)))
            read = confirmed(settled[pcn, owner] / number if number > 0.0 else 0.5, trust, p.confirmation)
            prior = (1.0 - keep) * p.trust_prior_mass
            pcns.owner_good[pcn, owner] = (
                keep * pcns.owner_good[pcn, owner] + prior * p.general_trust + weight * read
            )
            pcns.owner_bad[pcn, owner] = (
                keep * pcns.owner_bad[pcn, owner]
                + prior * (1.0 - p.general_trust)
                + weight * p.bad_news_weight * (1.0 - read)
            )
            met = p.representation_evidence * pcn_flows.represented[pcn] * pcn_flows.external_share[pcn] / 0.6
            read = confirmed(
                p.meeting_quality * (1.0 - p.pressure_spoils_meetings * owners.pressure[row]),
                trust,
                p.confirmation,
            )
            pcns.director_good[pcn, owner] = keep * pcns.director_good[pcn, owner] + met * read
            pcns.director_bad[pcn, owner] = keep * pcns.director_bad[pcn, owner] + met * p.bad_news_weight * (
                1.0 - read
            )


@rule
def owners_take_stock(
    p: Rates, clock: Clock, pcns: Pcns, pcn_flows: PcnFlows, owners: Owners, systems: Systems, teams: Teams
) -> None:
    """Owners' mean trust in their PCNs, the priority they give neighbourhood working, and the footprint agreement.

    Priority moves towards trust, less under pressure. The agreement to work on PCN footprints is the centre's channel
    to partners: its chance grows with central decision rights, influence, priority and the executive's mandate, and
    with the executive's capacity where it is the single point of access.
    """
    for owner in range(owners.kind.shape[0]):
        owners.trust[owner] = 0.0
    for pcn in range(pcns.system.shape[0]):
        system = pcns.system[pcn]
        for kind in range(OWNERS_IN_A_SYSTEM):
            owners.trust[system * OWNERS_IN_A_SYSTEM + kind] += (
                trust_in_owner(p, pcns, owners, pcn, kind)
                * pcn_flows.population[pcn]
                / systems.population[system]
            )
    for owner in range(owners.kind.shape[0]):
        system = owners.system[owner]
        wanted = owners.trust[owner] * (1.0 - p.pressure_lowers_priority * owners.pressure[owner])
        owners.priority[owner] += p.priority_speed * (wanted - owners.priority[owner])
        if clock.contract and owners.agreed[owner] == 0.0:
            mandate = 0.5 * systems.mandate[system] if systems.executive[system] else 0.0
            access = p.executive_access_gain * p.executive_single_point_of_access * systems.capacity[system]
            hazard = (
                (1.0 - systems.local_share[system])
                * p.owner_agreement_rate
                * (0.3 + systems.influence[system] + mandate)
                * (0.5 + owners.priority[owner])
                * (1.0 + access)
            )
            if uniform(clock.seed, draws.OWNER_AGREES, clock.week, owner) < chance_of(hazard):
                owners.agreed[owner] = 1.0
    for team in range(teams.service.shape[0]):
        teams.owner_trust[team] = owners.trust[teams.owner[team]]
