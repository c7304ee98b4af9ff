"""A local general practice executive: its seats, its hours, what it does between meetings, its mandate (SM14).

One a system while it is in force. It has no authority of its own: what it may decide is delegated and reviewed, and
what it achieves depends on hours taken from existing roles and on the trust of the PCNs it speaks for (its mandate).
Decisions, owners' agreement, adoption and voice read its columns where those rules are.
"""

from __future__ import annotations

from pcnsim.model import draws
from pcnsim.model.columns import Clock, Flags, Gps, Owners, PcnFlows, Pcns, Practices, Rates, Systems
from pcnsim.model.compiled import rule, woven
from pcnsim.model.random import uniform_pair
from pcnsim.model.rules.arithmetic import confirmed, cut
from pcnsim.model.rules.environment import in_force
from pcnsim.model.rules.trust import remembered
from pcnsim.model.vocabulary import DIRECTOR, EXECUTIVE_MEMBER, NO_ROLE

MANDATE_WITHOUT_EXECUTIVE = 0.5
"""What stands for the mandate of an executive where there is none (specification SM12)."""

POSITION_OF_MEMBERS = 0.6
"""Weight of the members' own orientation in the executive's position at full powers (specification SM14)."""

RUNNING_BUSINESS = 0.02
"""Decision weight a week and PCN of what an executive settles between meetings (specification section 8)."""


# ------------------------------------------------------------------------------------------- beginning, end, seats


@rule
def executive_sits(
    p: Rates,
    clock: Clock,
    gps: Gps,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    owners: Owners,
    systems: Systems,
    left: Flags,
) -> None:
    """In each system the executive begins, ends, and has its empty seats filled; ``left`` (G,) left this week.

    Rows of a system's PCNs, and of their GP posts, stand together.
    """
    on = in_force(p.executive, p.executive_start_week, p.executive_end_week, clock.week)
    first = 0
    for system in range(systems.pcns.shape[0]):
        last = first + int(systems.pcns[system])
        if on and not systems.executive[system]:
            systems.executive[system] = True
            systems.powers[system] = p.executive_powers
            systems.mandate[system] = p.initial_mandate
            for pcn in range(first, last):
                pcns.mandate_good[pcn] = p.initial_tie_evidence * p.initial_mandate
                pcns.mandate_bad[pcn] = p.initial_tie_evidence * (1.0 - p.initial_mandate)
                pcn_flows.mandate[pcn] = p.initial_mandate
        if systems.executive[system]:
            if on:
                seats_are_filled(p, clock, gps, pcns, systems, left, system, first, last)
            else:
                executive_ends(gps, pcns, pcn_flows, owners, systems, system, first, last)
        first = last


@woven
def seats_are_filled(
    p: Rates,
    clock: Clock,
    gps: Gps,
    pcns: Pcns,
    systems: Systems,
    left: Flags,
    system: int,
    first: int,
    last: int,
) -> None:
    """Two members from outside the directors, and a director: who left or gave up the role is replaced at once.

    The two stand for the chair of the local medical committee and the lead of the federation, whose time is paid
    already; the director is the one with the most leadership skill and goes on being a director.
    """
    one = systems.first_member[system]
    if one < 0 or left[one] or gps.role[one] != EXECUTIVE_MEMBER:
        systems.first_member[system] = member_from_outside(clock, gps, pcns, first, last)
    two = systems.second_member[system]
    if two < 0 or left[two] or gps.role[two] != EXECUTIVE_MEMBER:
        systems.second_member[system] = member_from_outside(clock, gps, pcns, first, last)
    director = systems.director_member[system]
    if director < 0 or left[director] or gps.role[director] != DIRECTOR:
        director, most = -1, -1.0
        if p.executive_has_director == 1.0:
            for pcn in range(first, last):
                candidate = pcns.director[pcn]
                if candidate >= 0 and gps.leadership_skill[candidate] > most:
                    director, most = candidate, gps.leadership_skill[candidate]
        systems.director_member[system] = director


@rule
def member_from_outside(clock: Clock, gps: Gps, pcns: Pcns, first: int, last: int) -> int:
    """The GP of PCNs ``first .. last - 1`` without a role who has most skill and engagement, and some luck; or -1."""
    best, best_score = -1, -1.0
    for gp in range(pcns.first_gp[first], pcns.first_gp[last - 1] + pcns.gps[last - 1]):
        if gps.filled[gp] and gps.role[gp] == NO_ROLE:
            luck = uniform_pair(clock.seed, draws.CANDIDATE, clock.week, gp, EXECUTIVE_MEMBER)
            score = gps.leadership_skill[gp] + 0.5 * gps.engagement[gp] + 0.2 * luck
            if score > best_score:
                best, best_score = gp, score
    if best >= 0:
        gps.role[best] = EXECUTIVE_MEMBER
    return best


@woven
def executive_ends(
    gps: Gps,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    owners: Owners,
    systems: Systems,
    system: int,
    first: int,
    last: int,
) -> None:
    """Seats are given up; powers, mandate and what was built with owners go. Decisions made stay counted."""
    for gp in (systems.first_member[system], systems.second_member[system]):
        if gp >= 0 and gps.role[gp] == EXECUTIVE_MEMBER:
            gps.role[gp] = NO_ROLE
    systems.executive[system] = False
    systems.first_member[system] = -1
    systems.second_member[system] = -1
    systems.director_member[system] = -1
    systems.powers[system] = 0.0
    systems.capacity[system] = 0.0
    systems.mandate[system] = MANDATE_WITHOUT_EXECUTIVE
    for pcn in range(first, last):
        pcns.mandate_good[pcn] = 0.0
        pcns.mandate_bad[pcn] = 0.0
        pcn_flows.mandate[pcn] = MANDATE_WITHOUT_EXECUTIVE
    for owner in range(owners.kind.shape[0]):
        if owners.system[owner] == system:
            owners.executive_good[owner] = 0.0
            owners.executive_bad[owner] = 0.0


# --------------------------------------------------------------------------------------------------------- its time


@woven
def clinical_hours(p: Rates, systems: Systems, system: int, outside_only: bool) -> float:
    """Hours a week of its members, from roles that exist already: all, or only those who are not a director.

    Nobody pays them anew and no clinical session falls for the two from outside: they are an opportunity cost. The
    director's come off the funded time for the director's own PCN.
    """
    members = 0.0
    if systems.first_member[system] >= 0:
        members += 1.0
    if systems.second_member[system] >= 0:
        members += 1.0
    if systems.director_member[system] >= 0 and not outside_only:
        members += 1.0
    return float(p.executive_clinical_hours * members)


@woven
def management_hours(p: Rates) -> float:
    """Hours a week of management, by where it comes from: none, system lead, federation, manager that PCNs share."""
    if p.executive_management == 1.0:
        return float(p.management_hours_system_lead)
    if p.executive_management == 2.0:
        return float(p.management_hours_federation)
    if p.executive_management == 3.0:
        return float(p.management_hours_shared)
    return 0.0


@woven
def hours_asked_of_executive(p: Rates, systems: Systems, system: int) -> float:
    """Hours a week its work asks for: more with PCNs, feedback and one point of access, less with delegated powers."""
    return float(
        p.executive_base_hours
        + p.executive_hours_per_pcn * systems.pcns[system]
        + p.executive_group_hours * (1.0 - systems.powers[system])
        + p.executive_feedback_hours * p.executive_feedback
        + p.executive_access_hours * p.executive_single_point_of_access
    )


@woven
def executive_capacity(p: Rates, systems: Systems, system: int) -> float:
    """Hours supplied over hours asked for, at most 1; a system's own lead carries less while the mandate is weak."""
    supplied = clinical_hours(p, systems, system, False) + management_hours(p)
    capacity = min(1.0, supplied / hours_asked_of_executive(p, systems, system))
    if p.executive_management == 1.0 and systems.mandate[system] < 0.5:
        capacity *= 1.0 - p.system_lead_discount
    return float(capacity)


# --------------------------------------------------------------------------------------------------------- its work


@woven
def executive_gives_feedback(
    p: Rates, pcns: Pcns, pcn_flows: PcnFlows, practices: Practices, systems: Systems
) -> None:
    """What the executive tells practices is good evidence on their tie with the centre, as far as it is trusted."""
    for practice in range(practices.pcn.shape[0]):
        pcn = practices.pcn[practice]
        system = pcns.system[pcn]
        if systems.executive[system] and practices.open[practice]:
            weight = p.feedback_evidence * p.executive_feedback * systems.capacity[system]
            practices.centre_good[practice] += weight * pcn_flows.mandate[pcn]


@woven
def executive_meets_owners(p: Rates, owners: Owners, systems: Systems) -> None:
    """Where it represents general practice, its meetings with owners are evidence for every PCN of the system.

    They are as good as a director's meeting with the same owner; their weight follows capacity and mandate.
    """
    for owner in range(owners.kind.shape[0]):
        system = owners.system[owner]
        if systems.executive[system] and p.executive_representation == 1.0:
            met = p.representation_evidence * systems.capacity[system] * systems.mandate[system]
            read = confirmed(
                p.meeting_quality * (1.0 - p.pressure_spoils_meetings * owners.pressure[owner]),
                owners.trust[owner],
                p.confirmation,
            )
            owners.executive_good[owner] = p.trust_forgetting * owners.executive_good[owner] + met * read
            owners.executive_bad[owner] = p.trust_forgetting * owners.executive_bad[
                owner
            ] + met * p.bad_news_weight * (1.0 - read)


@woven
def executive_position(
    p: Rates, gps: Gps, pcn_flows: PcnFlows, systems: Systems, system: int, first: int, last: int
) -> float:
    """Where the executive stands between inward and outward, 0-1: PCNs' goals, and its members' own with its powers.

    Without a local priority process PCNs' goals do not reach it and its members' orientation is all.
    """
    goals = 0.0
    for pcn in range(first, last):
        goals += pcn_flows.goals[pcn] * pcn_flows.population[pcn] / systems.population[system]
    own = members = 0.0
    for gp in (systems.first_member[system], systems.second_member[system], systems.director_member[system]):
        if gp >= 0:
            own += gps.orientation[gp]
            members += 1.0
    if members == 0.0:
        return goals
    weight = POSITION_OF_MEMBERS * systems.powers[system] if p.executive_priority_process == 1.0 else 1.0
    return (1.0 - weight) * goals + weight * own / members


@rule
def executive_works(
    p: Rates, clock: Clock, gps: Gps, pcns: Pcns, pcn_flows: PcnFlows, systems: Systems
) -> None:
    """What it did becomes mandate: PCNs judge how near it stands and what they hear; powers are reviewed by it.

    quality = (1 - 1.5 distance (0.3 + powers)) (0.45 + 0.55 feedback capacity): numbers of specification SM14, assumed.
    Running business between meetings is decision weight, for its seats by its powers and else for the directors.
    """
    week = clock.week - int(p.executive_start_week)
    first = 0
    for system in range(systems.pcns.shape[0]):
        last = first + int(systems.pcns[system])
        if systems.executive[system]:
            powers = systems.powers[system]
            systems.capacity[system] = executive_capacity(p, systems, system)
            heard = 0.45 + 0.55 * p.executive_feedback * systems.capacity[system]
            position = executive_position(p, gps, pcn_flows, systems, system, first, last)
            mandate = 0.0
            for pcn in range(first, last):
                quality = (1.0 - 1.5 * abs(position - pcn_flows.goals[pcn]) * (0.3 + powers)) * heard
                read = confirmed(quality, pcn_flows.mandate[pcn], p.confirmation)
                good = remembered(
                    p.trust_forgetting, p.trust_prior_mass, pcns.mandate_good[pcn], p.general_trust,
                    p.executive_evidence * read,
                )  # fmt: skip
                bad = remembered(
                    p.trust_forgetting, p.trust_prior_mass, pcns.mandate_bad[pcn], 1.0 - p.general_trust,
                    p.executive_evidence * p.bad_news_weight * (1.0 - read),
                )  # fmt: skip
                pcns.mandate_good[pcn] = good
                pcns.mandate_bad[pcn] = bad
                pcn_flows.mandate[pcn] = good / (good + bad)
                mandate += pcn_flows.mandate[pcn] * pcn_flows.population[pcn] / systems.population[system]
                pcns.decision_weight[pcn] += RUNNING_BUSINESS * (1.0 - powers)
            systems.mandate[system] = mandate
            systems.executive_weight[system] += RUNNING_BUSINESS * powers * systems.pcns[system]
            review = int(p.executive_review_weeks)
            if review > 0 and week > 0 and week % review == 0:
                systems.powers[system] = cut(powers + p.review_gain * (mandate - 0.5), 0.0, 1.0)
        first = last
