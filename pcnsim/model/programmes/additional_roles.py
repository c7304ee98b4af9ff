"""Additional roles: what they take off GPs, and how they are hired, learn and leave (specification SM5)."""

from __future__ import annotations

import math

from pcnsim.model import draws
from pcnsim.model.columns import Clock, PcnFlows, Pcns, PracticeFlows, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.random import uniform_pair
from pcnsim.model.rules.arithmetic import chance_of
from pcnsim.model.rules.environment import focus_now, money_is_cut

LEAVING_WHEN_UNPAID = 0.08
"""Share of additional staff that leave a week, at least, once nobody pays for them (specification SM5)."""


@rule
def additional_staff_work(
    p: Rates, pcns: Pcns, pcn_flows: PcnFlows, practices: Practices, flows: PracticeFlows
) -> None:
    """SM5a: contacts that additional staff take off GPs, by class, up to ``substitution_limit`` of what waits.

    Their output grows with experience and with integration into teams: trust between practices, GPs who see
    themselves as part of a team, common goals, few practices to work in.
    """
    roles, classes = p.role_class_mix.shape
    for pcn in range(pcns.system.shape[0]):
        teamwork = 0.5 * pcn_flows.practice_trust[pcn] + 0.5 * pcn_flows.role_identity[pcn]
        pcn_flows.integration[pcn] = (
            (p.integration_floor + (1.0 - p.integration_floor) * teamwork)
            * (0.5 + 0.5 * pcn_flows.consensus[pcn])
            / (1.0 + p.integration_loss_per_practice * max(0.0, pcn_flows.members[pcn] - 2.0))
        )
        first = pcns.first_practice[pcn]
        for need_class in range(classes):
            output = 0.0
            for role in range(roles):
                output += (
                    pcns.staff[pcn, role]
                    * (0.3 + 0.7 * pcns.staff_experience[pcn, role])
                    * p.role_contacts_per_week[role]
                    * p.contacts_saved[role]
                    * p.role_class_mix[role, need_class]
                )
            output *= pcn_flows.integration[pcn]
            for practice in range(first, first + pcns.practices[pcn]):
                taken = 0.0
                if practices.signed[practice] and practices.open[practice]:
                    share = practices.list_size[practice] / pcn_flows.signed_population[pcn]
                    limit = p.substitution_limit[need_class] * (
                        practices.backlog[practice, need_class] + flows.inflow[practice, need_class]
                    )
                    taken = min(output * share, limit)
                flows.by_staff[practice, need_class] = taken


@rule
def entitlement(p: Rates, contract_week: int) -> float:
    """Money for additional roles, GBP per patient a year, in the year of the contract (the fifth year's goes on)."""
    return float(p.additional_roles_money[min(contract_week // 52, 4)])


@rule
def additional_roles_are_paid(p: Rates, week: int) -> bool:
    """Whether the contract pays for additional roles; a start in week 0 or before means from the contract's start."""
    if p.additional_roles == 0.0 or week >= p.additional_roles_end_week:
        return False
    if week < p.additional_roles_start_week and p.additional_roles_start_week > 0.0:
        return False
    return not (p.cut_additional_roles > 0.0 and money_is_cut(p, week))


@rule
def round_by_luck(amount: float, u: float) -> float:
    """A whole number whose mean is the amount: the fraction decides with one uniform draw."""
    whole = math.floor(amount)
    return whole + (1.0 if u < amount - whole else 0.0)


@rule
def additional_staff_come_and_go(p: Rates, clock: Clock, pcns: Pcns, flows: PcnFlows) -> None:
    """SM5b: hiring up to the entitlement once the network is set up, leaving, and experience.

    While nobody pays there is no entitlement, and at least ``LEAVING_WHEN_UNPAID`` leave.
    """
    paid = additional_roles_are_paid(p, clock.week)
    money = entitlement(p, clock.contract_week) if paid else 0.0
    least = 0.0 if paid else LEAVING_WHEN_UNPAID
    focus = focus_now(p, clock.week)
    for pcn in range(pcns.system.shape[0]):
        for role in range(pcns.staff.shape[1]):
            mix = (1.0 - focus) * p.role_mix_internal[role] + focus * p.role_mix_external[role]
            target = math.floor(flows.signed_population[pcn] * money * mix / p.role_cost[role] + 0.5)
            present = pcns.staff[pcn, role]
            experience = pcns.staff_experience[pcn, role]
            leaving_hazard = p.additional_roles_leaving / 52.0 * (1.5 - flows.integration[pcn])
            leavers = min(
                present,
                round_by_luck(
                    present * max(least, chance_of(leaving_hazard)),
                    uniform_pair(clock.seed, draws.STAFF_LEAVE, clock.week, pcn, role),
                ),
            )
            starters = 0.0
            if pcns.set_up[pcn] >= 1.0:
                hazard = p.additional_roles_fill_rate * (0.4 + 0.6 * flows.leadership[pcn])
                starters = round_by_luck(
                    max(0.0, target - present) * chance_of(hazard),
                    uniform_pair(clock.seed, draws.HIRE, clock.week, pcn, role),
                )
            staying = present - leavers
            total = staying + starters
            if total > 0.0:
                experience = experience * staying / total
                experience += (1.0 - experience) / p.additional_roles_induction
            else:
                experience = 0.0
            pcns.staff[pcn, role] = total
            pcns.staff_experience[pcn, role] = min(experience, 1.0)
