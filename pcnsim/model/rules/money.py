"""SM15 Money: what each week costs, by kind and by who pays, and each network's own account."""

from __future__ import annotations

from pcnsim.model.columns import (
    Clock,
    Floats,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    Rates,
    Systems,
    Teams,
)
from pcnsim.model.compiled import rule
from pcnsim.model.programmes.deputies import deputy_week_cost
from pcnsim.model.programmes.executive import clinical_hours, management_hours
from pcnsim.model.rules.capacity import role_sessions
from pcnsim.model.rules.community import wte_on_footprints
from pcnsim.model.rules.environment import money_is_cut
from pcnsim.model.vocabulary import DIRECTOR, KEPT_BY_PCN, WEEKS_PER_YEAR

PROGRAMME, COORDINATION, HOSPITAL, TURNOVER = range(4)
"""Kinds of cost; the first, third and fourth are cash, coordination is the opportunity cost of GP time."""

(
    NATIONAL_CONTRACT,
    COMMISSIONER,
    EDUCATION,
    PCN_ACCOUNTS,
    PROVIDERS,
    URGENT_CARE,
    PRACTICES,
) = range(4, 11)
"""Who pays: the same money once more, so that the payers' sum is that of the kinds."""

COSTS = 11
"""Kinds and payers: the length of a week's costs."""

FEDERATION = 2.0
"""Value of ``executive_management`` whose managers practices pay themselves; the commissioner pays all others."""


@rule
def week_costs(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    teams: Teams,
    systems: Systems,
    leavers: float,
    costs: Floats,
) -> None:
    """Costs of the week in GBP into ``costs`` (11,): the four kinds, then the seven who pay.

    Every pound stands once under its kind and once under its payer. Core funding and the like are transfers between
    payers: they count where they are spent. The two members of an executive who are no directors give hours of posts
    that are paid already: an opportunity cost, as GPs' coordination hours are.
    """
    for kind in range(COSTS):
        costs[kind] = 0.0
    after_cut = money_is_cut(p, clock.week)
    sessions = role_sessions(p, DIRECTOR, after_cut)
    participation = 0.0 if after_cut else p.participation_payment
    for pcn in range(pcns.system.shape[0]):
        pay = p.coordinator_hour_cost * pcn_flows.budget_hours[pcn]
        costs[PROGRAMME] += pay
        own = p.coordinator_cost_paid_by_pcn * pay if clock.contract else 0.0
        costs[PCN_ACCOUNTS] += own
        costs[COMMISSIONER] += pay - own
        pay = p.coordinator_hour_cost * pcn_flows.support_hours[pcn]
        costs[PROGRAMME] += pay
        costs[COMMISSIONER] += pay
        if clock.contract:
            for role in range(pcns.staff.shape[1]):
                pay = pcns.staff[pcn, role] * p.role_cost[role] / WEEKS_PER_YEAR
                costs[PROGRAMME] += pay
                costs[NATIONAL_CONTRACT] += pay
            if pcns.director[pcn] >= 0:
                pay = sessions * p.hours_per_session * p.gp_hour_cost
                costs[PROGRAMME] += pay
                costs[NATIONAL_CONTRACT] += pay
            pay = participation / WEEKS_PER_YEAR * pcn_flows.signed_population[pcn]
            costs[PROGRAMME] += pay
            costs[NATIONAL_CONTRACT] += pay
        if pcns.deputy[pcn] >= 0:
            pay = deputy_week_cost(p)
            costs[PROGRAMME] += pay
            costs[PCN_ACCOUNTS if pcns.deputy_stage[pcn] == KEPT_BY_PCN else COMMISSIONER] += pay
    for practice in range(practices.pcn.shape[0]):
        costs[COORDINATION] += p.gp_hour_cost * practices.coordination_hours[practice]
        costs[HOSPITAL] += (
            p.emergency_attendance_cost * flows.emergency[practice]
            + p.out_of_hours_cost * flows.out_of_hours[practice]
            + p.escalation_cost * flows.escalations[practice]
        )
    costs[TURNOVER] = p.leaver_cost * leavers
    pay = network_role_posts(pcns) * p.network_role_sessions * p.hours_per_session * p.gp_hour_cost
    costs[PROGRAMME] += pay
    costs[EDUCATION] += pay
    for system in range(systems.pcns.shape[0]):
        if systems.executive[system]:
            costs[COORDINATION] += p.gp_hour_cost * clinical_hours(p, systems, system, True)
            pay = p.manager_hour_cost * management_hours(p)
            costs[PROGRAMME] += pay
            costs[PRACTICES if p.executive_management == FEDERATION else COMMISSIONER] += pay
    pay = p.hub_estate_saving * wte_on_footprints(teams) / WEEKS_PER_YEAR
    costs[PROGRAMME] += pay
    costs[PROVIDERS] += pay
    costs[URGENT_CARE] = costs[HOSPITAL]
    costs[PRACTICES] += costs[COORDINATION] + costs[TURNOVER]


@rule
def network_role_posts(pcns: Pcns) -> float:
    """Network-role GPs in post; one who serves several PCNs, which stand next to one another, counts once."""
    posts = 0.0
    before = -1
    for pcn in range(pcns.network_gp.shape[0]):
        holder = pcns.network_gp[pcn]
        if holder >= 0 and holder != before:
            posts += 1.0
        before = holder
    return posts


@rule
def networks_bank(p: Rates, clock: Clock, pcns: Pcns, flows: PcnFlows) -> None:
    """Core funding, unless it was cut, comes into each PCN's account; coordinators and a kept deputy are paid."""
    funding = 0.0 if money_is_cut(p, clock.week) else p.core_funding_per_patient
    for pcn in range(pcns.system.shape[0]):
        pcns.bank[pcn] += (
            funding / WEEKS_PER_YEAR * flows.population[pcn]
            - p.coordinator_cost_paid_by_pcn * p.coordinator_hour_cost * flows.budget_hours[pcn]
        )
        if pcns.deputy[pcn] >= 0 and pcns.deputy_stage[pcn] == KEPT_BY_PCN:
            pcns.bank[pcn] -= deputy_week_cost(p)
