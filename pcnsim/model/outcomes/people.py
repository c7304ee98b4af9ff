"""SM16 What it is like to work there: workload, and how people, practices and PCNs change."""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import Floats, Gps, PcnFlows, Pcns, PracticeFlows, Practices, Rates
from pcnsim.model.compiled import rule

BURNT_OUT = 0.6
"""Strain above which a GP counts as burnt out (evidence dossier, M14)."""

ENGAGED = 0.5
"""Engagement above which a GP counts as engaged (assumption; the dossier's M16 names states, not a number)."""


@rule
def workload(
    p: Rates,
    gps: Gps,
    practices: Practices,
    flows: PracticeFlows,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    leavers: float,
    row: Floats,
    at: int,
) -> int:
    """Contacts, strain, leaving, hours."""
    sessions = days = above = over = strain = filled = staffed = ties = burnt_out = 0.0
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp]:
            continue
        filled += 1.0
        strain += gps.strain[gp]
        if gps.strain[gp] > BURNT_OUT:
            burnt_out += 1.0
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
    for pcn in range(pcns.director.shape[0]):
        if pcns.director[pcn] >= 0:
            directors += 1.0
            hours += pcn_flows.director_hours[pcn]
            unpaid += pcn_flows.unpaid_hours[pcn]
    posts = float(gps.filled.shape[0])
    row[at] = 2.0 * served / sessions if sessions > 0.0 else 0.0
    row[at + 1] = above / days if days > 0.0 else 0.0
    row[at + 2] = over / days if days > 0.0 else 0.0
    row[at + 3] = strain / filled if filled > 0.0 else np.nan
    row[at + 4] = burnt_out / filled if filled > 0.0 else np.nan
    row[at + 5] = 5200.0 * leavers / max(filled + leavers, 1.0)
    row[at + 6] = 1.0 - filled / posts
    row[at + 7] = full_time / population * 100000.0
    row[at + 8] = coordination / full_time if full_time > 0.0 else np.nan
    row[at + 9] = supervising / full_time if full_time > 0.0 else np.nan
    row[at + 10] = ties / max(filled, 1.0)
    row[at + 11] = hours / directors if directors > 0.0 else np.nan
    row[at + 12] = unpaid / directors if directors > 0.0 else np.nan
    row[at + 13] = overtime / population
    row[at + 14] = load / population
    return at + 15


@rule
def change(gps: Gps, practices: Practices, pcns: Pcns, pcn_flows: PcnFlows, row: Floats, at: int) -> int:
    """Adoption, people's engagement and goals, what is learnt of needs and pathways, additional staff, redesign."""
    adopted = fit = fitted = open_practices = known = 0.0
    initiatives = practices.adopted.shape[1]
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice]:
            continue
        open_practices += 1.0
        most = 0.0
        for need_class in range(practices.pathway_knowledge.shape[1]):
            most = max(most, practices.pathway_knowledge[practice, need_class])
        known += most
        for initiative in range(initiatives):
            if practices.adopted[practice, initiative] > 0.0:
                adopted += 1.0
                fit += practices.design_fit[practice, initiative]
                fitted += 1.0
    engagement = filled = engaged = 0.0
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp]:
            filled += 1.0
            engagement += gps.engagement[gp]
            if gps.engagement[gp] > ENGAGED:
                engaged += 1.0
    consensus = local = staff = redesigned = 0.0
    count = pcns.system.shape[0]
    for pcn in range(count):
        consensus += pcn_flows.consensus[pcn]
        local += pcns.local_knowledge[pcn]
        redesigned += pcns.redesigned[pcn]
        for role in range(pcns.staff.shape[1]):
            staff += pcns.staff[pcn, role]
    row[at] = adopted / (initiatives * open_practices)
    row[at + 1] = fit / fitted if fitted > 0.0 else np.nan
    row[at + 2] = engagement / filled if filled > 0.0 else np.nan
    row[at + 3] = engaged / filled if filled > 0.0 else np.nan
    row[at + 4] = consensus / count
    row[at + 5] = local / count
    row[at + 6] = known / open_practices
    row[at + 7] = staff / count
    row[at + 8] = 100.0 * (1.0 - open_practices / practices.pcn.shape[0])
    row[at + 9] = redesigned / count
    return at + 10
