"""SM6 Capacity: GP time for patients, how work is delivered and shared out, and what that means for each GP (A6)."""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import Clock, Gps, PcnFlows, Pcns, PracticeFlows, Practices, Rates, Systems
from pcnsim.model.compiled import rule
from pcnsim.model.rules.arithmetic import pressure
from pcnsim.model.rules.environment import money_is_cut
from pcnsim.model.vocabulary import (
    BACK_OFFICE,
    DEMAND_MANAGEMENT,
    DEPUTY_DIRECTOR,
    DIRECTOR,
    NETWORK_ROLE_GP,
    TECHNOLOGY,
    URGENT,
)


@rule
def role_sessions(p: Rates, role: int, after_cut: bool) -> float:
    """Sessions a week that a role takes; a director has one at most once the contract's money has been withdrawn.

    Members of an executive give time that is paid already.
    """
    if role == DIRECTOR:
        return float(min(1.0, p.director_sessions) if after_cut else p.director_sessions)
    if role == DEPUTY_DIRECTOR:
        return float(p.deputy_sessions)
    return float(p.network_role_sessions) if role == NETWORK_ROLE_GP else 0.0


@rule
def time_after_redesign(p: Rates, pcns: Pcns, pcn: int) -> float:
    """The share of clinical time that counts: less for ``redesign_dip_weeks`` after care was redesigned."""
    if pcns.redesigned[pcn] > 0.0 and pcns.weeks_redesigned[pcn] < p.redesign_dip_weeks:
        return float(1.0 - p.redesign_dip)
    return 1.0


@rule
def clinical_time(
    p: Rates, clock: Clock, gps: Gps, practices: Practices, flows: PracticeFlows, systems: Systems, pcns: Pcns
) -> None:
    """Sessions each GP has for patients, and each practice's minutes.

    A role takes its sessions away except for the share that is backfilled, which falls to nothing as a third of posts
    stand vacant. Coordination hours of last week are taken off, but never more than leaves ``clinical_time_floor``.
    """
    after_cut = money_is_cut(p, clock.week)
    for practice in range(practices.pcn.shape[0]):
        flows.clinical_sessions[practice] = 0.0
        flows.clinical_minutes[practice] = 0.0
    for gp in range(gps.filled.shape[0]):
        sessions = 0.0
        if gps.filled[gp]:
            sessions = gps.sessions[gp]
            given = role_sessions(p, gps.role[gp], after_cut)
            if given > 0.0:
                vacancy = systems.vacancy[pcns.system[gps.pcn[gp]]]
                backfill = p.backfill_share * max(0.0, 1.0 - 3.0 * vacancy)
                sessions = max(0.1 * sessions, sessions - (1.0 - backfill) * given)
        gps.clinical_sessions[gp] = sessions
        practice = gps.practice[gp]
        flows.clinical_sessions[practice] += sessions
        flows.clinical_minutes[practice] += p.contact_minutes_per_session * sessions * gps.pace[gp]
    for practice in range(practices.pcn.shape[0]):
        flows.clinical_minutes[practice] *= time_after_redesign(p, pcns, practices.pcn[practice])
        whole = flows.clinical_minutes[practice]
        flows.minutes[practice] = max(
            whole - 60.0 * practices.coordination_hours[practice], p.clinical_time_floor * whole
        )


@rule
def minutes_of(p: Rates, practices: Practices, practice: int, need_class: int) -> float:
    """GP minutes per contact, less what back office and technology save."""
    return float(
        p.minutes_per_contact[need_class]
        * (
            1.0
            - p.back_office_saving * practices.effect[practice, BACK_OFFICE]
            - p.technology_saving * practices.effect[practice, TECHNOLOGY]
        )
    )


@rule
def gps_deliver(p: Rates, practices: Practices, flows: PracticeFlows) -> None:
    """Each practice sees urgent patients first, then the others in proportion to the work they need.

    Above a full load GPs work longer (up to ``overtime_limit``) and contacts get shorter (up to
    ``quick_contact_limit``, amendment A5); both cost strain. Some requests find no suitable offer however much time
    there is, and are turned away. Leaves in ``flows.unserved`` what is left over.
    """
    classes = practices.backlog.shape[1]
    for practice in range(practices.pcn.shape[0]):
        work = 0.0
        for need_class in range(classes):
            asked = flows.inflow[practice, need_class] - flows.by_staff[practice, need_class]
            work += (asked + 0.15 * practices.backlog[practice, need_class]) * minutes_of(
                p, practices, practice, need_class
            )
        net = flows.minutes[practice]
        load = work / net if net > 0.0 else (1.3 if work > 0.0 else 0.0)
        flows.load[practice] = load
        flows.overtime[practice] = p.overtime_limit * pressure(load)
        flows.shortening[practice] = p.quick_contact_limit * pressure(load)
        left = net * (1.0 + flows.overtime[practice]) / (1.0 - flows.shortening[practice])
        flows.minutes[practice] = left
        needed = 0.0
        for need_class in range(classes):
            asked = flows.inflow[practice, need_class] - flows.by_staff[practice, need_class]
            flows.turned_away[practice, need_class] = p.no_suitable_offer * max(asked, 0.0)
            waiting = (
                practices.backlog[practice, need_class] + asked - flows.turned_away[practice, need_class]
            )
            flows.unserved[practice, need_class] = waiting
            if need_class == URGENT:
                minutes = minutes_of(p, practices, practice, URGENT)
                served = min(waiting, left / minutes)
                flows.served[practice, URGENT] = served
                flows.unserved[practice, URGENT] = waiting - served
                left -= served * minutes
            else:
                needed += waiting * minutes_of(p, practices, practice, need_class)
        share = min(1.0, max(left, 0.0) / needed) if needed > 0.0 else 0.0
        for need_class in range(classes):
            if need_class != URGENT:
                waiting = flows.unserved[practice, need_class]
                flows.served[practice, need_class] = waiting * share
                flows.unserved[practice, need_class] = waiting - waiting * share
        flows.helped[practice] = 0.0


@rule
def practices_help(p: Rates, practices: Practices, flows: PracticeFlows, pcns: Pcns) -> None:
    """Practices that share demand management pool spare minutes inside their PCN for those that cannot keep up.

    Contacts given by another practice's GPs count where the patient is registered.
    """
    classes = practices.backlog.shape[1]
    spare = np.zeros(practices.pcn.shape[0])
    unmet = np.zeros(practices.pcn.shape[0])
    for pcn in range(pcns.system.shape[0]):
        first = pcns.first_practice[pcn]
        all_spare = all_unmet = 0.0
        for practice in range(first, first + pcns.practices[pcn]):
            part = min(1.0, practices.effect[practice, DEMAND_MANAGEMENT]) * p.shareable_capacity
            if part == 0.0 or not practices.open[practice]:
                spare[practice] = unmet[practice] = 0.0
                continue
            used = lacking = 0.0
            for need_class in range(classes):
                minutes = minutes_of(p, practices, practice, need_class)
                used += flows.served[practice, need_class] * minutes
                lacking += flows.unserved[practice, need_class] * minutes
            spare[practice] = part * max(0.0, flows.minutes[practice] - used)
            unmet[practice] = part * lacking
            all_spare += spare[practice]
            all_unmet += unmet[practice]
        matched = min(all_spare, all_unmet)
        if matched <= 0.0:
            continue
        for practice in range(first, first + pcns.practices[pcn]):
            given = matched * spare[practice] / all_spare
            received = matched * unmet[practice] / all_unmet
            if received > 0.0:
                lacking = 0.0
                for need_class in range(classes):
                    lacking += flows.unserved[practice, need_class] * minutes_of(
                        p, practices, practice, need_class
                    )
                share = min(1.0, received / lacking)
                for need_class in range(classes):
                    extra = share * flows.unserved[practice, need_class]
                    flows.served[practice, need_class] += extra
                    flows.unserved[practice, need_class] -= extra
            if flows.minutes[practice] > 0.0:
                flows.helped[practice] = (given + received) / flows.minutes[practice]


@rule
def each_gps_load(gps: Gps, practices: Practices, flows: PracticeFlows) -> None:
    """Contacts per two-session day of each practice and each GP: work is shared by sessions, GPs differ in pace."""
    paced = np.zeros(practices.pcn.shape[0])
    for gp in range(gps.filled.shape[0]):
        paced[gps.practice[gp]] += gps.clinical_sessions[gp] * gps.pace[gp]
    for practice in range(practices.pcn.shape[0]):
        served = 0.0
        for need_class in range(practices.backlog.shape[1]):
            served += flows.served[practice, need_class]
        sessions = flows.clinical_sessions[practice]
        flows.contacts_per_day[practice] = 2.0 * served / sessions if sessions > 0.0 else 0.0
        paced[practice] = 2.0 * served / paced[practice] if paced[practice] > 0.0 else 0.0
    for gp in range(gps.filled.shape[0]):
        gps.contacts_per_day[gp] = (
            paced[gps.practice[gp]] * gps.pace[gp] if gps.clinical_sessions[gp] > 0.0 else 0.0
        )


@rule
def supervision(
    p: Rates, pcns: Pcns, pcn_flows: PcnFlows, practices: Practices, flows: PracticeFlows
) -> None:
    """GP hours that supervising additional staff takes, shared over signed practices by list; beginners take double."""
    for pcn in range(pcns.system.shape[0]):
        hours = 0.0
        for role in range(pcns.staff.shape[1]):
            hours += (
                pcns.staff[pcn, role]
                * p.supervision_hours[role]
                * p.supervision_scale
                * (2.0 - pcns.staff_experience[pcn, role])
            )
        first = pcns.first_practice[pcn]
        for practice in range(first, first + pcns.practices[pcn]):
            share = 0.0
            if practices.signed[practice]:
                share = practices.list_size[practice] / pcn_flows.signed_population[pcn]
            flows.supervision_hours[practice] = hours * share
