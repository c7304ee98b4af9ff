"""What network-role GPs do: bridge to services, teach pathways, or run a clinic (specification SM3, SM8, SM13)."""

from __future__ import annotations

import math

from pcnsim.model.columns import Gps, PcnFlows, Pcns, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.rules.arithmetic import confirmed
from pcnsim.model.vocabulary import (
    ACUTE_INTERFACE,
    ADULT_SOCIAL_CARE,
    CHILD,
    COMMUNITY_MENTAL_HEALTH,
    COMPLEX,
    DIRECT_CASES,
    DISTRICT_NURSING,
    FAMILY_SUPPORT,
    MENTAL,
    NO_SCHEME_YET,
    UNSCHEDULED_CARE,
    VOLUNTARY_SECTOR,
)

CHILD_HEALTH, MENTAL_HEALTH, FRAILTY = range(3)
"""Specialties of network-role GPs."""
PEOPLE, SERVICE = range(2)
"""What ``network_role_arm`` invests in."""


@rule
def specialty_of(p: Rates, week: int) -> int:
    """The specialty of a week: it may change when network-role GPs transfer."""
    if week >= p.network_role_transfer_week and p.network_role_transfer_to > 0.0:
        return int(p.network_role_transfer_to) - 1
    return int(p.network_role_specialty)


@rule
def bridges(specialty: int, service: int) -> bool:
    """Whether the specialty's work is with a service; child health: family support, unscheduled and acute care."""
    if service == ACUTE_INTERFACE:
        return True
    if specialty == CHILD_HEALTH:
        return bool(service in (FAMILY_SUPPORT, UNSCHEDULED_CARE))
    if specialty == MENTAL_HEALTH:
        return bool(service in (COMMUNITY_MENTAL_HEALTH, VOLUNTARY_SECTOR))
    return bool(service in (DISTRICT_NURSING, ADULT_SOCIAL_CARE))


@rule
def class_of(specialty: int) -> int:
    """The need class whose pathways the specialty knows."""
    if specialty == CHILD_HEALTH:
        return CHILD
    return MENTAL if specialty == MENTAL_HEALTH else COMPLEX


@rule
def network_role_gps_work(
    p: Rates, week: int, gps: Gps, practices: Practices, pcns: Pcns, flows: PcnFlows
) -> None:
    """Hours of network-role GPs by PCN, and what comes of them: bridges to services, knowledge, or a clinic.

    Hours are shared between the PCNs a GP serves. Invested in people, they span distrust on the bridged services as
    far as cases go direct, through ties of the GP's own that need time to grow, and they teach practices pathways,
    which fade slowly. Invested in a service, the same hours run a clinic at once, and leave nothing.
    """
    if p.network_role_gps == 0.0 and pcns.network_stage[0] == NO_SCHEME_YET:
        return
    specialty = specialty_of(p, week)
    taught = class_of(specialty)
    for pcn in range(pcns.network_gp.shape[0]):
        holder = pcns.network_gp[pcn]
        flows.network_hours[pcn] = 0.0
        flows.network_reach[pcn] = 0.0
        flows.clinic_reach[pcn] = 0.0
        first = pcns.first_practice[pcn]
        if holder >= 0:
            hours = p.hours_per_session * p.network_role_sessions / pcns_served(pcns, pcn)
            per_practice = hours / (p.network_role_saturation_hours * flows.members[pcn])
            flows.network_hours[pcn] = hours
            if p.network_role_arm == SERVICE:
                flows.clinic_reach[pcn] = 1.0 - math.exp(-per_practice)
            else:
                lateral = pcns.shares[pcn, DIRECT_CASES]
                flows.network_reach[pcn] = 1.0 - math.exp(-lateral * per_practice)
                skill = 0.6 + 0.4 * gps.leadership_skill[holder]
                own_ties_grow(p, pcns, flows, pcn, specialty, skill)
        taught_hours = 0.0 if p.network_role_arm == SERVICE else flows.network_hours[pcn] / flows.members[pcn]
        for practice in range(first, first + pcns.practices[pcn]):
            for need_class in range(practices.pathway_knowledge.shape[1]):
                known = practices.pathway_knowledge[practice, need_class]
                known -= p.knowledge_fade * known
                if need_class == taught:
                    known += p.knowledge_gain * taught_hours * (1.0 - known)
                practices.pathway_knowledge[practice, need_class] = min(known, 1.0)


@rule
def pcns_served(pcns: Pcns, pcn: int) -> float:
    """How many PCNs the network-role GP of a PCN serves: they stand next to one another."""
    holder = pcns.network_gp[pcn]
    first = last = pcn
    while first > 0 and pcns.network_gp[first - 1] == holder:
        first -= 1
    while last + 1 < pcns.network_gp.shape[0] and pcns.network_gp[last + 1] == holder:
        last += 1
    return float(last - first + 1)


@rule
def own_ties_grow(p: Rates, pcns: Pcns, flows: PcnFlows, pcn: int, specialty: int, skill: float) -> None:
    """A network-role GP's own ties with the bridged services lend trust this week, and learn from it (amendment A1).

    At a personal trust of one half the specification's constant holds, as for bridging staff; both bridges combine.
    """
    for service in range(pcns.network_good.shape[1]):
        if not bridges(specialty, service):
            continue
        good = pcns.network_good[pcn, service] + p.trust_prior_mass * p.general_trust
        trust = good / (pcns.network_good[pcn, service] + pcns.network_bad[pcn, service] + p.trust_prior_mass)
        lent = min(1.0, p.bridged_share_of_distrust * skill * 2.0 * trust * flows.network_reach[pcn])
        flows.bridge[pcn, service] = 1.0 - (1.0 - flows.bridge[pcn, service]) * (1.0 - lent)
        weight = p.meeting_evidence * flows.network_reach[pcn]
        read = confirmed(p.meeting_quality, trust, p.confirmation)
        keep = p.trust_forgetting
        pcns.network_good[pcn, service] = keep * pcns.network_good[pcn, service] + weight * read
        pcns.network_bad[pcn, service] = keep * pcns.network_bad[
            pcn, service
        ] + weight * p.bad_news_weight * (1.0 - read)


@rule
def answered_by_knowledge(
    practices: Practices, flows: PcnFlows, practice: int, need_class: int, clinic_class: int
) -> float:
    """How far pathways of a class are known in a practice above the usual, or covered by a clinic; 0-1."""
    known = practices.pathway_knowledge[practice, need_class]
    if need_class == clinic_class:
        known = 1.0 - (1.0 - known) * (1.0 - flows.clinic_reach[practices.pcn[practice]])
    return float(known)
