"""SM15 Money: what each week costs, by who pays, and each network's own account."""

from __future__ import annotations

from pcnsim.model.columns import Clock, Floats, PcnFlows, Pcns, PracticeFlows, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.rules.environment import money_is_cut
from pcnsim.model.vocabulary import WEEKS_PER_YEAR

PROGRAMME, COORDINATION, HOSPITAL, TURNOVER = range(4)
"""Kinds of cost; the first, third and fourth are cash, coordination is the opportunity cost of GP time."""


@rule
def week_costs(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    leavers: float,
    costs: Floats,
) -> None:
    """Costs of the week in GBP into ``costs`` (4,): programme, coordination, hospital and out of hours, turnover."""
    for kind in range(costs.shape[0]):
        costs[kind] = 0.0
    for pcn in range(pcns.system.shape[0]):
        costs[PROGRAMME] += p.coordinator_hour_cost * pcn_flows.budget_hours[pcn]
        if clock.contract:
            for role in range(pcns.staff.shape[1]):
                costs[PROGRAMME] += pcns.staff[pcn, role] * p.role_cost[role] / WEEKS_PER_YEAR
            if pcns.director[pcn] >= 0:
                costs[PROGRAMME] += p.director_sessions * p.hours_per_session * p.gp_hour_cost
            costs[PROGRAMME] += p.participation_payment / WEEKS_PER_YEAR * pcn_flows.signed_population[pcn]
    for practice in range(practices.pcn.shape[0]):
        costs[COORDINATION] += p.gp_hour_cost * practices.coordination_hours[practice]
        costs[HOSPITAL] += (
            p.emergency_attendance_cost * flows.emergency[practice]
            + p.out_of_hours_cost * flows.out_of_hours[practice]
            + p.escalation_cost * flows.escalations[practice]
        )
    costs[TURNOVER] = p.leaver_cost * leavers


@rule
def networks_bank(p: Rates, clock: Clock, pcns: Pcns, flows: PcnFlows) -> None:
    """Core funding, unless it was cut, comes into each PCN's account; its share of the coordinators' pay goes out."""
    funding = 0.0 if money_is_cut(p, clock.week) else p.core_funding_per_patient
    for pcn in range(pcns.system.shape[0]):
        pcns.bank[pcn] += (
            funding / WEEKS_PER_YEAR * flows.population[pcn]
            - p.coordinator_cost_paid_by_pcn * p.coordinator_hour_cost * flows.budget_hours[pcn]
        )
