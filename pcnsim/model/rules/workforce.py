"""SM2 Workforce: GPs leave, posts are filled, people age, understaffed practices close."""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model import draws
from pcnsim.model.columns import (
    Clock,
    Flags,
    Floats,
    Gps,
    Ints,
    Pcns,
    PracticeFlows,
    Practices,
    PracticeTies,
    Rates,
    Systems,
)
from pcnsim.model.compiled import rule
from pcnsim.model.random import from_table, normal_quantile, two_uniforms, uniform, uniform_pair, uniforms
from pcnsim.model.rules.arithmetic import chance_in_a_week, chance_of, cut
from pcnsim.model.rules.environment import supply_of_gps
from pcnsim.model.vocabulary import DEPUTY_DIRECTOR, DIRECTOR, NETWORK_ROLE_GP, NO_ROLE

DISENGAGED, INWARD, OUTWARD = range(3)
"""The three types of GP of specification section 5, step 4, and rows of the table of quantiles."""

ENGAGEMENT_DISENGAGED, ENGAGEMENT_ENGAGED, ORIENTATION_BY_TYPE, SKILL, IDENTITY = 0, 1, 2, 5, 6
"""Rows of ``quantiles``, the table of Beta distributions that people are drawn from (made in initial.py)."""


HIGHEST_LEAVING_CHANCE = 0.9
"""Chance per year that nobody exceeds (specification SM2)."""


@rule
def leaving_chance(p: Rates, strain: float, age: float, in_role: bool) -> float:
    """The chance per year that a GP leaves the post: strain raises it, a role lowers it, retirement adds to it."""
    chance = p.leaving_rate * math.exp(p.strain_effect_on_leaving * (strain - 0.5))
    if in_role:
        chance *= 1.0 - p.role_retention
    if age > 57.0:
        chance += p.retirement_rate
    return min(HIGHEST_LEAVING_CHANCE, chance)


@rule
def gps_leave(p: Rates, clock: Clock, gps: Gps, pcns: Pcns, left: Flags) -> float:
    """Some GPs leave; a director who leaves gives up the post. Marks them in ``left`` and returns how many."""
    leavers = 0.0
    most = chance_in_a_week(HIGHEST_LEAVING_CHANCE)
    luck = uniforms(clock.seed, draws.LEAVE, clock.week, gps.filled.shape[0])
    for gp in range(gps.filled.shape[0]):
        left[gp] = False
        if not gps.filled[gp]:
            continue
        if luck[gp] >= most:  # nobody's chance is higher, so the chance need not be worked out
            continue
        chance = leaving_chance(p, gps.strain[gp], gps.age[gp], gps.role[gp] != NO_ROLE)
        if luck[gp] < chance_in_a_week(chance):
            gps.filled[gp] = False
            left[gp] = True
            leavers += 1.0
            if gps.role[gp] != NO_ROLE:
                role_falls_vacant(gps, pcns, gp)
            gps.network_role_held[gp] = False
    return leavers


@rule
def role_falls_vacant(gps: Gps, pcns: Pcns, gp: int) -> None:
    """The role of a GP who leaves is vacant, and what was personal goes with the GP (seats of an executive: there)."""
    if gps.role[gp] == DIRECTOR:
        pcns.director[gps.pcn[gp]] = -1
    elif gps.role[gp] == DEPUTY_DIRECTOR:
        pcns.deputy[gps.pcn[gp]] = -1
    elif gps.role[gp] == NETWORK_ROLE_GP:
        role_ends(pcns, gp)
    gps.role[gp] = NO_ROLE


@rule
def role_ends(pcns: Pcns, gp: int) -> None:
    """A network-role GP serves no PCN any more, and the personal ties with services go."""
    for pcn in range(pcns.network_gp.shape[0]):
        if pcns.network_gp[pcn] == gp:
            pcns.network_gp[pcn] = -1
            for service in range(pcns.network_good.shape[1]):
                pcns.network_good[pcn, service] = 0.0
                pcns.network_bad[pcn, service] = 0.0


@rule
def draw_type(p: Rates, u: float) -> int:
    """Disengaged, or looking inwards or outwards with equal odds."""
    if u < p.disengaged_share:
        return DISENGAGED
    return INWARD if u < 0.5 * (1.0 + p.disengaged_share) else OUTWARD


@rule
def posts_are_filled(
    p: Rates,
    clock: Clock,
    gps: Gps,
    practices: Practices,
    flows: PracticeFlows,
    quantiles: Floats,
    practice_goals: Floats,
    arrived: Flags,
) -> float:
    """Vacant posts find somebody, sooner where there is less deprivation and strain. Returns how many.

    ``practice_goals`` (P,) is the lasting lean of each practice's people; entrants share it as the first GPs did.
    """
    entrants = 0.0
    supply = supply_of_gps(p, clock.week)
    for gp in range(gps.filled.shape[0]):
        arrived[gp] = False
        if gps.filled[gp]:
            continue
        practice = gps.practice[gp]
        hazard = (
            p.vacancy_fill_rate
            * supply
            * math.exp(-p.deprivation_effect_on_filling * practices.deprivation[practice])
            * (1.5 - flows.strain[practice])
        )
        if uniform(clock.seed, draws.FILL, clock.week, gp) >= chance_of(hazard):
            continue
        u_type, u_engagement = two_uniforms(clock.seed, draws.ENTRANT, clock.week, gp, 0)
        u_orientation, u_skill = two_uniforms(clock.seed, draws.ENTRANT_PERSON, clock.week, gp, 0)
        u_identity, u_age = two_uniforms(clock.seed, draws.ENTRANT_PERSON, clock.week, gp, 1)
        kind = draw_type(p, u_type)
        engaged = ENGAGEMENT_DISENGAGED if kind == DISENGAGED else ENGAGEMENT_ENGAGED
        gps.disposition[gp] = from_table(quantiles[engaged], u_engagement)
        gps.engagement[gp] = gps.disposition[gp]
        orientation = from_table(quantiles[ORIENTATION_BY_TYPE + kind], u_orientation)
        gps.orientation[gp] = cut(
            0.5 + p.goal_spread * (orientation - 0.5) + practice_goals[practice], 0.0, 1.0
        )
        gps.leadership_skill[gp] = from_table(quantiles[SKILL], u_skill)
        gps.role_identity[gp] = from_table(quantiles[IDENTITY], u_identity)
        gps.age[gp] = cut(35.0 + 5.0 * normal_quantile(u_age), 28.0, 67.0)
        u_pace = uniform_pair(clock.seed, draws.ENTRANT, clock.week, gp, 2)
        gps.pace[gp] = math.exp(p.pace_spread * normal_quantile(u_pace) - 0.5 * p.pace_spread**2)
        gps.strain[gp] = 0.4
        gps.filled[gp] = True
        gps.arrivals[gp] += 1
        arrived[gp] = True
        entrants += 1.0
    return entrants


@rule
def people_age(gps: Gps) -> None:
    """Everybody is a week older."""
    for gp in range(gps.age.shape[0]):
        gps.age[gp] += 1.0 / 52.0


@rule
def practice_means(
    gps: Gps, practices: Practices, flows: PracticeFlows, systems: Systems, pcn_system: Ints
) -> None:
    """Means over the filled posts of each practice (0.5 where there are none), and the share of vacant posts."""
    for practice in range(practices.pcn.shape[0]):
        flows.engagement[practice] = 0.0
        flows.strain[practice] = 0.0
        flows.role_identity[practice] = 0.0
        flows.goals[practice] = 0.0
        flows.filled_posts[practice] = 0.0
    posts = np.zeros(systems.pcns.shape[0])
    filled = np.zeros(systems.pcns.shape[0])
    for gp in range(gps.filled.shape[0]):
        system = pcn_system[gps.pcn[gp]]
        posts[system] += 1.0
        if not gps.filled[gp]:
            continue
        filled[system] += 1.0
        practice = gps.practice[gp]
        flows.filled_posts[practice] += 1.0
        flows.engagement[practice] += gps.engagement[gp]
        flows.strain[practice] += gps.strain[gp]
        flows.role_identity[practice] += gps.role_identity[gp]
        flows.goals[practice] += gps.engagement[gp] * gps.orientation[gp]
    for practice in range(practices.pcn.shape[0]):
        count = flows.filled_posts[practice]
        if count > 0.0:
            weight = flows.engagement[practice]
            flows.goals[practice] = flows.goals[practice] / weight if weight > 0.0 else 0.5
            flows.engagement[practice] /= count
            flows.strain[practice] /= count
            flows.role_identity[practice] /= count
        else:
            flows.engagement[practice] = 0.5
            flows.strain[practice] = 0.5
            flows.role_identity[practice] = 0.5
            flows.goals[practice] = 0.5
    for system in range(systems.pcns.shape[0]):
        systems.vacancy[system] = 1.0 - filled[system] / max(posts[system], 1.0)


@rule
def practices_close(p: Rates, gps: Gps, practices: Practices, pcns: Pcns, ties: PracticeTies) -> float:
    """A practice that was understaffed for more than 26 weeks closes if its PCN has another open one.

    Patients and waiting work go to the open practices of the PCN in proportion to their lists, posts to the one with
    the largest list. Returns how many closed. No patient is lost.
    """
    closed = 0.0
    staffed = np.zeros(practices.pcn.shape[0])
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp]:
            staffed[gps.practice[gp]] += gps.sessions[gp]
    sessions_of_full_time = 37.5 / p.hours_per_session
    shaken = np.zeros(pcns.system.shape[0])
    for practice in range(practices.pcn.shape[0]):
        if not practices.open[practice] or shaken[practices.pcn[practice]] > 0.0:
            continue
        needed = sessions_of_full_time * practices.list_size[practice] / p.patients_per_fte
        if staffed[practice] < p.closure_staffing * needed:
            practices.weeks_understaffed[practice] += 1.0
        else:
            practices.weeks_understaffed[practice] = 0.0
        if practices.weeks_understaffed[practice] > 26.0:
            gone = close_practice(practice, gps, practices, pcns, ties)
            shaken[practices.pcn[practice]] += (
                gone  # posts have moved: its other practices are judged next week
            )
            closed += gone
    return closed


@rule
def close_practice(practice: int, gps: Gps, practices: Practices, pcns: Pcns, ties: PracticeTies) -> float:
    """Close one practice; returns 1, or 0 where its PCN has no other open practice."""
    pcn = practices.pcn[practice]
    first = pcns.first_practice[pcn]
    receivers = 0.0
    largest = -1
    for other in range(first, first + pcns.practices[pcn]):
        if other != practice and practices.open[other]:
            receivers += practices.list_size[other]
            if largest < 0 or practices.list_size[other] > practices.list_size[largest]:
                largest = other
    if largest < 0:
        return 0.0
    moving = practices.list_size[practice]
    for other in range(first, first + pcns.practices[pcn]):
        if other == practice or not practices.open[other]:
            continue
        share = practices.list_size[other] / receivers
        new_list = practices.list_size[other] + share * moving
        for need_class in range(practices.backlog.shape[1]):
            practices.demand_factor[other, need_class] = (
                practices.demand_factor[other, need_class] * practices.list_size[other]
                + practices.demand_factor[practice, need_class] * share * moving
            ) / new_list
            practices.backlog[other, need_class] += share * practices.backlog[practice, need_class]
            practices.returning[other, need_class] += share * practices.returning[practice, need_class]
        practices.list_size[other] = new_list
    practices.list_size[practice] = 0.0
    practices.open[practice] = False
    practices.signed[practice] = False
    practices.coordination_hours[practice] = 0.0
    for need_class in range(practices.backlog.shape[1]):
        practices.backlog[practice, need_class] = 0.0
        practices.returning[practice, need_class] = 0.0
    for initiative in range(practices.adopted.shape[1]):
        practices.adopted[practice, initiative] = 0.0
        practices.effect[practice, initiative] = 0.0
    practices.decision_weight[largest] += practices.decision_weight[practice]
    practices.decision_weight[practice] = 0.0
    for gp in range(pcns.first_gp[pcn], pcns.first_gp[pcn] + pcns.gps[pcn]):
        if gps.practice[gp] == practice:
            gps.practice[gp] = largest
    for tie in range(ties.first.shape[0]):
        if ties.first[tie] == practice or ties.second[tie] == practice:
            ties.live[tie] = False
    return 1.0
