"""SM3 Leadership: what a PCN's practices have in common, where the coordination budget goes, the director's time."""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model.columns import (
    Clock,
    Floats,
    Gps,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    PracticeTies,
    Rates,
    Systems,
)
from pcnsim.model.compiled import rule
from pcnsim.model.rules.arithmetic import cut
from pcnsim.model.rules.capacity import role_sessions
from pcnsim.model.rules.environment import focus_now, help_for_embryonic, money_is_bid_for, money_is_cut
from pcnsim.model.vocabulary import BRIDGING, DIRECT_CASES, DIRECTOR, FACILITATION, LOCAL_DECISIONS, MEETINGS

TRUST_WITHOUT_TIES = 0.8
"""Trust between practices of a PCN that has no tie inside (one practice): specification section 7."""


@rule
def pcn_means(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    flows: PcnFlows,
    practices: Practices,
    practice_flows: PracticeFlows,
    ties: PracticeTies,
) -> None:
    """What the practices of each PCN have in common: members, means weighted by list, consensus, mutual trust."""
    count = pcns.system.shape[0]
    trust = np.zeros(count)
    tied = np.zeros(count)
    for tie in range(ties.first.shape[0]):
        if ties.live[tie] and ties.inside[tie]:
            pcn = practices.pcn[ties.first[tie]]
            trust[pcn] += ties.trust[tie]
            tied[pcn] += 1.0
    for pcn in range(count):
        flows.practice_trust[pcn] = trust[pcn] / tied[pcn] if tied[pcn] > 0.0 else TRUST_WITHOUT_TIES
        population = signed = members = 0.0
        engagement = strain = identity = goals = 0.0
        first = pcns.first_practice[pcn]
        for practice in range(first, first + pcns.practices[pcn]):
            if not practices.open[practice]:
                continue
            size = practices.list_size[practice]
            population += size
            if practices.signed[practice] or not clock.contract:
                members += 1.0
                signed += size
            engagement += size * practice_flows.engagement[practice]
            strain += size * practice_flows.strain[practice]
            identity += size * practice_flows.role_identity[practice]
            goals += size * practice_flows.goals[practice]
        flows.population[pcn] = population
        flows.members[pcn] = max(members, 1.0)
        flows.signed_population[pcn] = max(signed, 1.0)
        flows.engagement[pcn] = engagement / population
        flows.strain[pcn] = strain / population
        flows.role_identity[pcn] = identity / population
        flows.goals[pcn] = goals / population
        squares = 0.0  # a second pass: the difference of large sums would leave 1e-8 where all agree
        for practice in range(first, first + pcns.practices[pcn]):
            if practices.open[practice]:
                apart = practice_flows.goals[practice] - flows.goals[pcn]
                squares += practices.list_size[practice] * apart * apart
        flows.consensus[pcn] = cut(1.0 - p.consensus_scale * math.sqrt(squares / population), 0.0, 1.0)


@rule
def system_layers(p: Rates, pcns_in_system: float) -> float:
    """Layers between a practice and the centre: 1 + max(1, ceil(ln N / ln span of control))."""
    return 1.0 + max(1.0, math.ceil(math.log(pcns_in_system) / math.log(p.span_of_control) - 1e-12))


@rule
def coordination_budget_is_split(
    p: Rates, clock: Clock, pcns: Pcns, flows: PcnFlows, systems: Systems
) -> None:
    """The same coordination budget, in every structure, goes to desk, facilitation and bridging.

    desk + facilitation + bridging + fixed cost of open channels = budget + support, hours a week. A cut leaves
    ``coordination_after_cut`` of the budget; bids move part of it between PCNs of a system. Support for embryonic
    networks is extra: it is a share of the budget by formula, and goes to facilitation and desk as the budget does, so
    that it is the same in every structure. Reach is what facilitators and bridging staff achieve: it saturates with
    hours per practice.
    """
    bids = money_is_bid_for(p, clock.week)
    for pcn in range(pcns.system.shape[0]):
        level = p.coordination_before_contract if clock.restrained else 1.0 + systems.growth[pcns.system[pcn]]
        budget = p.coordination_hours_per_1000 * flows.population[pcn] / 1000.0 * level
        support = 0.0
        if clock.contract:
            if money_is_cut(p, clock.week):
                budget *= p.coordination_after_cut
            support = help_for_embryonic(p, clock.week, pcns.prior_collaboration[pcn])
            support *= p.development_facilitation * budget
            if bids:
                budget *= 1.0 + p.bid_share * (pcns.bid_won[pcn] - 1.0)
        lateral = pcns.shares[pcn, FACILITATION]
        bridging = pcns.shares[pcn, BRIDGING]
        fixed = p.channel_fixed_cost * budget
        flows.budget_hours[pcn] = budget
        flows.bridging_hours[pcn] = bridging * budget
        flows.desk_hours[pcn] = (
            max(0.0, (1.0 - lateral) * (1.0 - bridging) * budget - fixed) if lateral < 1.0 else 0.0
        )
        flows.facilitation_hours[pcn] = (
            max(0.0, lateral * (1.0 - bridging) * budget - fixed) if lateral > 0.0 else 0.0
        )
        flows.fixed_hours[pcn] = (
            budget - flows.bridging_hours[pcn] - flows.desk_hours[pcn] - flows.facilitation_hours[pcn]
        )
        flows.support_hours[pcn] = support
        flows.desk_hours[pcn] += (1.0 - lateral) * support
        flows.facilitation_hours[pcn] += lateral * support
        saturation = p.bridging_saturation_hours * flows.members[pcn]
        flows.facilitation_reach[pcn] = 1.0 - math.exp(-flows.facilitation_hours[pcn] / saturation)
        flows.bridging_reach[pcn] = 1.0 - math.exp(-flows.bridging_hours[pcn] / saturation)


@rule
def directors_divide_their_time(
    p: Rates, clock: Clock, gps: Gps, pcns: Pcns, flows: PcnFlows, systems: Systems
) -> None:
    """Hours the director's work asks for, hours worked and unpaid, and the leadership that comes of it.

    Worked hours are at most the funded sessions, with those of a deputy, plus ``director_extra_sessions``. Leadership
    is 0.2 before the contract, 0 without a director. An executive's director gives it hours of the PCN, and an
    executive that coordinates representation takes up to half of that work off all directors.
    """
    after_cut = money_is_cut(p, clock.week)
    bidding = p.bid_hours if money_is_bid_for(p, clock.week) else 0.0
    staff = 0.0
    for pcn in range(pcns.system.shape[0]):
        if not clock.contract:
            flows.leadership[pcn] = 0.2
            flows.represented[pcn] = 0.0
            flows.director_hours[pcn] = 0.0
            flows.unpaid_hours[pcn] = 0.0
            flows.external_share[pcn] = 0.0
            continue
        external = 0.2 if clock.contract_week < 52 else 0.4 + 0.4 * focus_now(p, clock.week)
        flows.external_share[pcn] = external
        director = pcns.director[pcn]
        if director < 0:
            flows.leadership[pcn] = 0.0
            flows.represented[pcn] = 0.0
            flows.director_hours[pcn] = 0.0
            flows.unpaid_hours[pcn] = 0.0
            continue
        system = pcns.system[pcn]
        staff = 0.0
        for role in range(pcns.staff.shape[1]):
            staff += pcns.staff[pcn, role]
        members = flows.members[pcn]
        wanted = (
            (p.director_set_up_hours if pcns.set_up[pcn] < 1.0 else 0.0)
            + p.director_hours_per_practice * members * (1.4 - external)
            + 8.0 * p.director_hours_per_service * external
            + p.director_hours_per_additional_fte * staff
            + p.director_representation_hours
            * (1.0 - 0.5 * p.executive_representation * systems.capacity[system])
            + (1.0 - pcns.shares[pcn, LOCAL_DECISIONS])
            * p.director_hours_per_layer
            * systems.layers[pcns.system[pcn]]
            + pcns.shares[pcn, MEETINGS]
            * p.director_hours_per_tie
            * p.practice_tie_density
            * members
            * (members - 1.0)
            / 2.0
            + bidding
        )
        funded = p.hours_per_session * role_sessions(p, DIRECTOR, after_cut)
        if pcns.deputy[pcn] >= 0:
            funded += p.hours_per_session * p.deputy_sessions
        if systems.director_member[system] == director:
            funded = max(0.0, funded - p.executive_clinical_hours)
        worked = min(wanted, funded + p.hours_per_session * p.director_extra_sessions)
        flows.director_hours[pcn] = worked
        flows.unpaid_hours[pcn] = max(0.0, worked - funded)
        flows.represented[pcn] = worked / wanted if wanted > 0.0 else 1.0
        flows.leadership[pcn] = flows.represented[pcn] * (0.6 + 0.4 * gps.leadership_skill[director])


@rule
def bridging_staff_bridge(p: Rates, pcns: Pcns, flows: PcnFlows) -> None:
    """The share of distrust that bridging staff span, by service, through ties of their own (amendment A1).

    At a personal trust of one half the specification's constant holds; it doubles at full trust. Two channels open
    at once do not matter here: the hours were bought from the one budget.
    """
    for pcn in range(pcns.system.shape[0]):
        for service in range(pcns.bridge_good.shape[1]):
            good = pcns.bridge_good[pcn, service] + p.trust_prior_mass * p.general_trust
            total = pcns.bridge_good[pcn, service] + pcns.bridge_bad[pcn, service] + p.trust_prior_mass
            flows.bridge[pcn, service] = min(
                1.0, p.bridged_share_of_distrust * 2.0 * good / total * flows.bridging_reach[pcn]
            )


@rule
def two_channels(pcns: Pcns, pcn: int) -> float:
    """How far two channels are open at once: 0 in the pure structures, 1 half way."""
    lateral = pcns.shares[pcn, DIRECT_CASES]
    return float(4.0 * lateral * (1.0 - lateral))


@rule
def local_shares(pcns: Pcns, flows: PcnFlows, systems: Systems, weights: Floats) -> None:
    """Population-weighted mean of the PCNs' share of local decisions, by system; ``weights`` is scratch (S,)."""
    for system in range(systems.pcns.shape[0]):
        systems.local_share[system] = 0.0
        weights[system] = 0.0
    for pcn in range(pcns.system.shape[0]):
        system = pcns.system[pcn]
        weights[system] += flows.population[pcn]
        systems.local_share[system] += flows.population[pcn] * pcns.shares[pcn, LOCAL_DECISIONS]
    for system in range(systems.pcns.shape[0]):
        systems.local_share[system] /= max(weights[system], 1.0)
