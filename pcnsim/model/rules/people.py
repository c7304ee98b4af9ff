"""SM13 People: strain, engagement, orientation, role identity, leadership skill; what the centre learns locally."""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import Clock, Gps, PcnFlows, Pcns, PracticeFlows, Practices, Rates, Systems
from pcnsim.model.compiled import rule
from pcnsim.model.programmes.bridging import SERVICE
from pcnsim.model.rules.arithmetic import cut, logistic
from pcnsim.model.rules.environment import focus_now
from pcnsim.model.vocabulary import (
    BACK_OFFICE,
    DEMAND_MANAGEMENT,
    DIRECTOR,
    LOCAL_DECISIONS,
    NEIGHBOURHOOD_TEAM,
    NETWORK_ROLE_GP,
    NO_ROLE,
    PREVENTION,
    TECHNOLOGY,
    WIDER_DETERMINANTS,
)

LONGEST_WAIT = 25.0
"""Weeks at which a wait is cut (specification SM7, by its floor on work done)."""


@rule
def mean_wait(flows: PracticeFlows, practice: int) -> float:
    """Weeks a practice's patients wait on average: work left over against work done, at most 25."""
    left = done = 0.0
    for need_class in range(flows.served.shape[1]):
        left += flows.unserved[practice, need_class]
        done += flows.served[practice, need_class] + flows.by_staff[practice, need_class]
    if left <= 0.0:
        return 0.0
    return min(left / done, LONGEST_WAIT) if done > 0.0 else LONGEST_WAIT


@rule
def strain_follows_load(
    p: Rates, gps: Gps, pcn_flows: PcnFlows, practices: Practices, flows: PracticeFlows
) -> None:
    """Each GP's strain moves towards what the load asks: contacts, coordination, overtime, hurry, waits, unpaid hours.

    A load of 1 is 25 contacts a day and nothing else (BMA and UEMO advice). Directors carry their own unpaid hours.
    """
    waits = np.empty(practices.pcn.shape[0])
    for practice in range(practices.pcn.shape[0]):
        waits[practice] = mean_wait(flows, practice)
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp]:
            continue
        practice = gps.practice[gp]
        clinical_hours = p.hours_per_session * flows.clinical_sessions[practice]
        load = gps.contacts_per_day[gp] / 25.0
        if clinical_hours > 0.0:
            load += p.coordination_load_weight * practices.coordination_hours[practice] / clinical_hours
        if p.overtime_limit > 0.0:
            load += 0.15 * flows.overtime[practice] / p.overtime_limit
        load += p.quick_contact_load_weight * flows.shortening[practice]
        load += p.waiting_load_weight * min(1.0, waits[practice] / 3.0)
        if gps.role[gp] == DIRECTOR:
            load += p.unpaid_hours_load_weight * pcn_flows.unpaid_hours[gps.pcn[gp]] / 8.0
        elif gps.role[gp] != NO_ROLE:
            load -= p.role_relief
        felt = logistic((load - p.strain_midpoint_load) / p.strain_load_width)
        gps.strain[gp] = cut(gps.strain[gp] + p.strain_speed * (felt - gps.strain[gp]), 0.0, 1.0)


@rule
def visible_benefit(practices: Practices, flows: PracticeFlows, practice: int) -> float:
    """What a practice's people see of initiatives at work and of contacts that additional staff take."""
    done = by_staff = 0.0
    for need_class in range(flows.served.shape[1]):
        done += flows.served[practice, need_class] + flows.by_staff[practice, need_class]
        by_staff += flows.by_staff[practice, need_class]
    share = by_staff / done if done > 0.0 else 0.0
    return float(
        0.2
        * (
            practices.effect[practice, BACK_OFFICE]
            + practices.effect[practice, DEMAND_MANAGEMENT]
            + practices.effect[practice, TECHNOLOGY]
            + practices.effect[practice, NEIGHBOURHOOD_TEAM]
        )
        + 0.1 * (practices.effect[practice, PREVENTION] + practices.effect[practice, WIDER_DETERMINANTS])
        + 0.5 * min(0.3, share)
    )


@rule
def imposed_misfit(practices: Practices, practice: int) -> float:
    """Mean over initiatives of what was imposed and does not fit, 0-1."""
    total = 0.0
    initiatives = practices.adopted.shape[1]
    for initiative in range(initiatives):
        total += (
            practices.mandated[practice, initiative]
            * practices.adopted[practice, initiative]
            * (1.0 - practices.design_fit[practice, initiative])
        )
    return total / initiatives


@rule
def people_change(
    p: Rates,
    clock: Clock,
    gps: Gps,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
) -> None:
    """Engagement, orientation and role identity move with benefits, leadership, strain and peers; skill grows in role.

    Engagement and orientation spread over GPs' own ties (amendment A1), weighted by trust. Redesigned care makes
    contributors to a team of autonomous owners.
    """
    benefit, misfit = np.empty(practices.pcn.shape[0]), np.empty(practices.pcn.shape[0])
    for practice in range(practices.pcn.shape[0]):
        benefit[practice] = visible_benefit(practices, flows, practice)
        misfit[practice] = imposed_misfit(practices, practice)
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp]:
            continue
        practice = gps.practice[gp]
        pcn = gps.pcn[gp]
        leadership = pcn_flows.leadership[pcn]
        engagement, orientation = gps.engagement[gp], gps.orientation[gp]
        target = (
            gps.disposition[gp]
            + p.benefit_to_engagement * benefit[practice]
            + p.peer_engagement * gps.peer_engagement[gp]
            - p.strain_to_engagement * (gps.strain[gp] - 0.5)
        )
        if clock.contract:
            target += p.facilitation_to_engagement * p.facilitative_style * leadership
            target -= p.imposed_misfit_to_engagement * misfit[practice]
            target -= p.directive_cost_to_engagement * 0.5 * (1.0 - p.facilitative_style)
        gps.engagement[gp] = cut(
            engagement + p.engagement_speed * (cut(target, 0.0, 1.0) - engagement), 0.0, 1.0
        )
        pull = p.goal_influence_rate * gps.peer_orientation[gp]
        if clock.contract:
            pull += 0.3 * p.goal_influence_rate * leadership * (focus_now(p, clock.week) - orientation)
        gps.orientation[gp] = cut(orientation + (0.3 + 0.7 * engagement) * pull, 0.0, 1.0)
        if clock.contract:
            identity = gps.role_identity[gp]
            gps.role_identity[gp] = cut(
                identity
                + p.role_identity_rate
                * p.facilitative_style
                * leadership
                * (0.3 + practices.effect[practice, NEIGHBOURHOOD_TEAM] + pcns.redesigned[pcn])
                * (1.0 - identity)
                - 0.3 * p.role_identity_rate * (1.0 - p.facilitative_style) * identity,
                0.0,
                1.0,
            )
        in_clinic = gps.role[gp] == NETWORK_ROLE_GP and p.network_role_arm == SERVICE
        if gps.role[gp] != NO_ROLE and not in_clinic:
            gps.leadership_skill[gp] += p.leadership_learning * (1.0 - gps.leadership_skill[gp])


@rule
def network_hours(p: Rates, pcn_flows: PcnFlows, pcn: int) -> float:
    """Hours of network-role GPs that carry local knowledge upwards: none of a clinic's."""
    return 0.0 if p.network_role_arm == SERVICE else float(pcn_flows.network_hours[pcn])


@rule
def centre_learns(p: Rates, pcns: Pcns, pcn_flows: PcnFlows, systems: Systems) -> None:
    """The centre's knowledge of a PCN's needs grows with bridging hours that report to it, and fades to 0.2.

    A local executive tells it too, as far as it has the time.
    """
    for pcn in range(pcns.system.shape[0]):
        central = 1.0 - pcns.shares[pcn, LOCAL_DECISIONS]
        known = pcns.local_knowledge[pcn]
        reporting = 0.5 * pcn_flows.bridging_hours[pcn] + network_hours(p, pcn_flows, pcn)
        gained = p.local_knowledge_gain * reporting * central / 8.0 * (1.0 - known)
        gained += p.local_knowledge_gain * 2.0 * systems.capacity[pcns.system[pcn]] / 8.0 * (1.0 - known)
        pcns.local_knowledge[pcn] = cut(known + gained - p.local_knowledge_fade * (known - 0.2), 0.0, 1.0)
