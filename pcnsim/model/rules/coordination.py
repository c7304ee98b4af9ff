"""SM9 Coordination hours: what working with others costs each practice's GPs next week, term by term."""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import (
    Clock,
    Gps,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    PracticeTies,
    Rates,
    Systems,
    Teams,
)
from pcnsim.model.compiled import rule
from pcnsim.model.rules.cases import on_footprint, trust_in_service
from pcnsim.model.rules.leadership import two_channels
from pcnsim.model.vocabulary import DIRECT_CASES, LOCAL_DECISIONS, MEETINGS


@rule
def meetings_in_a_week(p: Rates, meeting_share: float) -> float:
    """PCN meetings a week, between those of a hierarchy and those of a network."""
    return float(p.meetings_in_hierarchy + (p.meetings_in_network - p.meetings_in_hierarchy) * meeting_share)


@rule
def pcns_meet(p: Rates, clock: Clock, pcns: Pcns, flows: PcnFlows) -> None:
    """How often each PCN's practices meet this week (not before the contract)."""
    for pcn in range(pcns.system.shape[0]):
        flows.meetings[pcn] = meetings_in_a_week(p, pcns.shares[pcn, MEETINGS]) if clock.contract else 0.0


@rule
def coordination_takes_time(
    p: Rates,
    clock: Clock,
    gps: Gps,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    systems: Systems,
    ties: PracticeTies,
    teams: Teams,
) -> None:
    """GP hours a week per practice for ties, cases, failures, meetings, layers, supervision, implementation.

    Facilitators and bridging staff take some of it over (``facilitator_offset``), at most half of what they can.
    The GPs' own professional ties outside the practice cost their hours too (amendment A1).
    """
    number = practices.pcn.shape[0]
    tied = np.zeros(number)
    for tie in range(ties.first.shape[0]):
        if ties.live[tie]:
            tied[ties.first[tie]] += 1.0
            tied[ties.second[tie]] += 1.0
    personal = np.zeros(number)
    for gp in range(gps.filled.shape[0]):
        personal[gps.practice[gp]] += gps.tie_hours[gp]
    for practice in range(number):
        if not practices.open[practice]:
            practices.coordination_hours[practice] = 0.0
            continue
        pcn = practices.pcn[practice]
        attention = flows.attention[practice]
        meeting_share = pcns.shares[pcn, MEETINGS]
        services = flows.direct.shape[1]
        upkeep = services * p.tie_upkeep_minutes * attention / 60.0
        if clock.contract:
            upkeep = (
                pcns.shares[pcn, DIRECT_CASES]
                * p.tie_upkeep_minutes
                * attention
                * (services + p.practice_tie_upkeep * tied[practice])
                / 60.0
            )
        else:
            upkeep *= 0.5
        handling = 0.0
        failed = 0.0
        partners = 0.0
        for service in range(services):
            trust = 1.0 - (1.0 - trust_in_service(practices, practice, service)) * (
                1.0 - pcn_flows.bridge[pcn, service]
            )
            saved = p.colocation_saving * on_footprint(teams, practices.team[practice, service])
            handling += (
                flows.direct[practice, service] * p.direct_case_minutes * (1.5 - trust) * (1.0 - saved)
            )
            handling += flows.pathway[practice, service] * p.referral_minutes
            partners += pcns.partner[pcn, service]
        handling *= (1.0 + p.duplicate_handling * two_channels(pcns, pcn)) / 60.0
        for need_class in range(flows.failed_class.shape[1]):
            failed += flows.failed_class[practice, need_class]
        chasing = p.chasing_minutes * failed / 60.0
        meetings = 0.0
        layers = 0.0
        if practices.signed[practice]:
            meetings = pcn_flows.meetings[pcn] * p.meeting_hours
        if clock.contract:
            meetings += (
                meeting_share
                * p.team_meetings_per_week
                * p.team_meeting_hours
                * attention
                * (1.0 + partners)
                / 4.0
            )
            layers = (
                (1.0 - pcns.shares[pcn, LOCAL_DECISIONS])
                * systems.layers[pcns.system[pcn]]
                * p.assurance_hours_per_layer
            )
        implementing = 0.0
        for initiative in range(practices.adopted.shape[1]):
            if (
                practices.adopted[practice, initiative] > 0.0
                and practices.weeks_adopted[practice, initiative] < p.implementation_weeks
            ):
                implementing += p.implementation_hours
        share = practices.list_size[practice] / pcn_flows.population[pcn]
        help_hours = p.facilitator_offset * (
            pcn_flows.facilitation_hours[pcn] + 0.5 * pcn_flows.bridging_hours[pcn]
        ) * share  # fmt: skip
        taken_over = min(0.5 * (upkeep + meetings + 0.5 * handling), help_hours)
        practices.coordination_hours[practice] = max(
            0.0,
            upkeep
            + handling
            + chasing
            + meetings
            + layers
            + flows.supervision_hours[practice]
            + implementing
            + personal[practice]
            - taken_over,
        )
