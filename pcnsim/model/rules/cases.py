"""SM8 Multi-agency cases: which channel they take, the coordination desk, and whether the other agency accepts."""

from __future__ import annotations

import math

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
from pcnsim.model.rules.arithmetic import cut
from pcnsim.model.rules.leadership import two_channels
from pcnsim.model.rules.partners import assigned_time
from pcnsim.model.vocabulary import DIRECT_CASES, NEIGHBOURHOOD_TEAM


@rule
def attention(p: Rates, strain: float) -> float:
    """The share of relationship work that strain leaves: strained practices cut it first."""
    return 1.0 - p.strain_squeeze * cut((strain - 0.3) / 0.6, 0.0, 1.0)


@rule
def trust_in_service(practices: Practices, practice: int, service: int) -> float:
    """A practice's trust in a service, 0-1."""
    good = practices.service_good[practice, service]
    return float(good / (good + practices.service_bad[practice, service]))


@rule
def trust_in_centre(practices: Practices, practice: int) -> float:
    """A practice's trust in the centre: the legitimacy of the vertical line, 0-1."""
    return float(
        practices.centre_good[practice] / (practices.centre_good[practice] + practices.centre_bad[practice])
    )


@rule
def direct_share(p: Rates, lateral: float, trust: float, trust_centre: float) -> float:
    """The share of cases that staff take to the other service themselves: they prefer the channel they trust."""
    if lateral <= 0.0:
        return 0.0
    if lateral >= 1.0:
        return 1.0
    direct = lateral * math.exp(p.channel_choice_strength * trust)
    pathway = (1.0 - lateral) * math.exp(p.channel_choice_strength * trust_centre)
    return direct / (direct + pathway)


@rule
def cases_are_routed(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    cases: Floats,
) -> None:
    """Contacts that need another agency become cases and take one of two channels; ``cases`` (P, class) is scratch.

    Pathway knowledge avoids part of them.
    """
    classes, services = p.agency_mix.shape
    clinic_class = class_of(specialty_of(p, clock.week))
    for practice in range(practices.pcn.shape[0]):
        pcn = practices.pcn[practice]
        flows.attention[practice] = attention(p, flows.strain[practice])
        flows.cases[practice] = 0.0
        for need_class in range(classes):
            contacts = flows.served[practice, need_class] + flows.by_staff[practice, need_class]
            known = answered_by_knowledge(practices, pcn_flows, practice, need_class, clinic_class)
            cases[practice, need_class] = (
                contacts
                * min(1.0, p.multi_agency_need * p.agency_share[need_class])
                * (1.0 - p.knowledge_avoids_referral * known)
            )
            flows.cases[practice] += cases[practice, need_class]
        trust_centre = trust_in_centre(practices, practice)
        for service in range(services):
            wanted = 0.0
            for need_class in range(classes):
                wanted += cases[practice, need_class] * p.agency_mix[need_class, service]
            trust = 1.0 - (1.0 - trust_in_service(practices, practice, service)) * (
                1.0 - pcn_flows.bridge[pcn, service]
            )
            share = direct_share(p, pcns.shares[pcn, DIRECT_CASES], trust, trust_centre)
            flows.direct[practice, service] = share * wanted
            flows.pathway[practice, service] = wanted - share * wanted


@rule
def desk_works(p: Rates, pcns: Pcns, flows: PcnFlows, practices: Practices, practice_flows: PracticeFlows,
               systems: Systems) -> None:  # fmt: skip
    """The coordination desk of each PCN handles pathway cases, keeps a queue and bounces what exceeds its limit.

    Queue + inflow = handled + bounced + new queue. Cases handled twice, because two channels are open, count twice.
    """
    for pcn in range(pcns.system.shape[0]):
        inflow = 0.0
        first = pcns.first_practice[pcn]
        for practice in range(first, first + pcns.practices[pcn]):
            for service in range(practice_flows.pathway.shape[1]):
                inflow += practice_flows.pathway[practice, service]
        inflow *= 1.0 + p.duplicate_handling * two_channels(pcns, pcn)
        layers = systems.layers[pcns.system[pcn]]
        capacity = 60.0 * flows.desk_hours[pcn] / (p.desk_minutes_per_case * layers)
        waiting = pcns.desk_queue[pcn] + inflow
        handled = min(waiting, capacity)
        queue = min(waiting - handled, p.desk_queue_limit * capacity)
        flows.desk_in[pcn] = inflow
        flows.desk_handled[pcn] = handled
        flows.desk_bounced[pcn] = waiting - handled - queue
        flows.desk_delay[pcn] = layers * p.layer_delay + (
            pcns.desk_queue[pcn] / capacity if capacity > 0.0 else 0.0
        )
        pcns.desk_queue[pcn] = queue


@rule
def pathway_success(
    p: Rates, ambiguity: float, fit: float, trust: float, delay: float, accepted: float
) -> float:
    """Chance that a pathway case is settled: trust in the centre, fit of the standard design, delay, jams."""
    known = p.pathway_success_without_trust
    return float(
        p.joint_success_ceiling
        * (1.0 - ambiguity)
        * fit
        * (known + (1.0 - known) * trust)
        * math.exp(-delay / p.joint_plan_decay)
        * accepted
    )


@rule
def direct_success(
    p: Rates,
    ambiguity: float,
    match: float,
    trust: float,
    engagement: float,
    delay: float,
    facilitation: float,
    near: float = 0.0,
) -> float:
    """Chance that a direct case is settled: trust (for which facilitation and closeness stand in), engagement, speed.

    ``near`` is 1 for a team on the PCN's footprint, 0 for one in a hub.
    """
    without = p.direct_success_without_trust
    without += (1.0 - without) * p.facilitation_stands_in * facilitation
    without += (1.0 - without) * p.colocation_stands_in * near
    return float(
        p.joint_success_ceiling
        * (1.0 - ambiguity)
        * match
        * (without + (1.0 - without) * trust)
        * (0.7 + 0.3 * engagement)
        * math.exp(-delay / p.joint_plan_decay)
    )


@rule
def on_footprint(teams: Teams, team: int) -> float:
    """1 for a team that works on the footprint of one PCN, 0 for one in a hub (F_t of the specification)."""
    return 1.0 if teams.hub_team[team] >= 0 else 0.0


@rule
def standard_fit(p: Rates, need_distance: float, local_knowledge: float) -> float:
    """How well a standard design fits local need: lost with distance, won back with knowledge at the centre."""
    return float(math.exp(-p.misfit_loss * need_distance * (1.0 - local_knowledge)))


@rule
def cases_are_answered(
    p: Rates,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    teams: Teams,
    owners: Owners,
) -> None:
    """Both channels meet the same ceiling, the same partners and the same teams; adds what is accepted to the teams."""
    for team in range(teams.service.shape[0]):
        teams.arriving[team] = 0.0
    for practice in range(practices.pcn.shape[0]):
        pcn = practices.pcn[practice]
        ambiguity = p.ambiguity * two_channels(pcns, pcn)
        fit = standard_fit(p, practices.need_distance[practice], pcns.local_knowledge[pcn])
        passed = 1.0
        if pcn_flows.desk_in[pcn] > 0.0:
            passed = max(0.0, 1.0 - pcn_flows.desk_bounced[pcn] / pcn_flows.desk_in[pcn])
        trust_centre = trust_in_centre(practices, practice)
        by_pathway = pathway_success(p, ambiguity, fit, trust_centre, pcn_flows.desk_delay[pcn], passed)
        integrated = min(
            0.6,
            p.integrated_team_effect
            * practices.effect[practice, NEIGHBOURHOOD_TEAM]
            * (1.0 + p.redesign_gain * pcns.redesigned[pcn]),
        )
        flows.delay[practice] = 0.0
        for service in range(flows.direct.shape[1]):
            team = practices.team[practice, service]
            own_trust = trust_in_service(practices, practice, service)
            trust = 1.0 - (1.0 - own_trust) * (1.0 - pcn_flows.bridge[pcn, service])
            # A full squeeze leaves no attention: answers then take a hundred times as long, not for ever.
            near = on_footprint(teams, team)
            lag = p.direct_response_time * (1.6 - trust) / max(flows.attention[practice], 0.01)
            lag *= 1.0 - p.colocation_saving * near
            by_direct = direct_success(
                p,
                ambiguity,
                practices.service_match[practice, service],
                trust,
                flows.engagement[practice],
                lag,
                pcn_flows.facilitation_reach[pcn],
                near,
            )
            unsigned = p.unsigned_partner_success
            partner = unsigned + (1.0 - unsigned) * pcns.partner[pcn, service]
            available = assigned_time(p, pcns, owners, teams, team, pcn)
            direct = flows.direct[practice, service]
            pathway = flows.pathway[practice, service]
            flows.accepted_direct[practice, service] = (
                direct * available * (1.0 - (1.0 - cut(by_direct * partner, 0.0, 0.98)) * (1.0 - integrated))
            )
            flows.accepted_pathway[practice, service] = (
                pathway
                * available
                * (1.0 - (1.0 - cut(by_pathway * partner, 0.0, 0.98)) * (1.0 - integrated))
            )
            teams.arriving[team] += (
                flows.accepted_direct[practice, service] + flows.accepted_pathway[practice, service]
            )
            capacity = teams.capacity[team]
            team_wait = teams.queue[team] / capacity if capacity > 0.0 else p.team_queue_limit
            flows.delay[practice] += direct * (lag + team_wait) + pathway * (
                pcn_flows.desk_delay[pcn] + team_wait
            )
