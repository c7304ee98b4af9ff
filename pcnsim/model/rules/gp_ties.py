"""Ties between GPs (amendment A1): contact, experience, trust, fading; what spreads over them week by week.

How new ties form stands in ``introductions``. A tie is remembered as good and bad experience, to which the general
disposition of its two practices adds ``gp_trust_prior_mass``: the trust rule of SM10 with evidence and prior kept
apart, so that a tie that carries almost no evidence can be told and dropped.
"""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import (
    Clock,
    Flags,
    Gps,
    GpTies,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    PracticeTies,
    Rates,
)
from pcnsim.model.compiled import rule
from pcnsim.model.rules.arithmetic import confirmed, cut, pressure
from pcnsim.model.rules.cases import attention
from pcnsim.model.rules.environment import belief_in_policy
from pcnsim.model.vocabulary import (
    BEYOND_PCN,
    DEPUTY_DIRECTOR,
    DIRECTOR,
    MEETINGS,
    NETWORK_ROLE_GP,
    SAME_PCN,
    SAME_PRACTICE,
)


@rule
def tie_between_practices(ties: PracticeTies, one: int, other: int) -> int:
    """The row of the live tie between two practices, or -1 (ties are sorted by their two ends: binary search)."""
    first, second = min(one, other), max(one, other)
    low, high = 0, ties.first.shape[0]
    while low < high:
        middle = (low + high) // 2
        if ties.first[middle] < first or (ties.first[middle] == first and ties.second[middle] < second):
            low = middle + 1
        else:
            high = middle
    if (
        low < ties.first.shape[0]
        and ties.first[low] == first
        and ties.second[low] == second
        and ties.live[low]
    ):
        return low
    return -1


@rule
def other_end(gp_ties: GpTies, half: int) -> int:
    """The GP post at the other end of a half-tie."""
    return int(gp_ties.second[half // 2] if half % 2 == 0 else gp_ties.first[half // 2])


@rule
def next_half(gp_ties: GpTies, half: int) -> int:
    """The next half-tie of the same GP, or -1."""
    return int(gp_ties.next_of_first[half // 2] if half % 2 == 0 else gp_ties.next_of_second[half // 2])


@rule
def hook_in(gp_ties: GpTies, tie: int) -> None:
    """Put a tie at the head of both ends' lists of ties."""
    first, second = gp_ties.first[tie], gp_ties.second[tie]
    gp_ties.next_of_first[tie] = gp_ties.half[first]
    gp_ties.half[first] = 2 * tie
    gp_ties.next_of_second[tie] = gp_ties.half[second]
    gp_ties.half[second] = 2 * tie + 1


@rule
def reach_of(gps: Gps, one: int, other: int) -> int:
    """Whether two GPs share a practice, a PCN, or neither."""
    if gps.practice[one] == gps.practice[other]:
        return SAME_PRACTICE
    return SAME_PCN if gps.pcn[one] == gps.pcn[other] else BEYOND_PCN


@rule
def leads(role: int) -> bool:
    """Whether a role's work is to meet others: directors, their deputies, network-role GPs."""
    return bool(role == DIRECTOR or role == DEPUTY_DIRECTOR or role == NETWORK_ROLE_GP)


@rule
def past_the_director(p: Rates, gps: Gps, pcns: Pcns, one: int, other: int) -> float:
    """How two GPs of different practices meet: freely in a network, mostly through a leading role in a hierarchy."""
    if leads(gps.role[one]) or leads(gps.role[other]):
        return 1.0
    share = 0.5 * (pcns.shares[gps.pcn[one], MEETINGS] + pcns.shares[gps.pcn[other], MEETINGS])
    return float(share + (1.0 - share) * p.contact_past_the_director)


@rule
def gp_trust(p: Rates, good: float, bad: float, disposition: float) -> float:
    """Trust on a tie between two GPs from its evidence and their disposition."""
    return float((good + p.gp_trust_prior_mass * disposition) / (good + bad + p.gp_trust_prior_mass))


@rule
def people_attend(p: Rates, gps: Gps, practices: Practices, flows: PracticeFlows) -> None:
    """Share of meetings each GP attends: rises with engagement, falls with strain and overtime; leaders always.

    Those who take the network for this year's initiative (``policy_durability``) stay away more.
    """
    for gp in range(gps.filled.shape[0]):
        practice = gps.practice[gp]
        if not gps.filled[gp] or not practices.signed[practice]:
            gps.attendance[gp] = 0.0
        elif leads(gps.role[gp]):
            gps.attendance[gp] = 1.0
        else:
            gps.attendance[gp] = (
                gps.engagement[gp]
                * attention(p, gps.strain[gp])
                * (1.0 - 0.5 * pressure(flows.load[practice]))
                * p.policy_durability
            )


@rule
def hours_for_ties(p: Rates, clock: Clock, gps: Gps, gp_ties: GpTies) -> None:
    """How much of the self-started contact that trust asks for fits each GP's hours (not a number of ties)."""
    for gp in range(gps.filled.shape[0]):
        gps.tie_hours[gp] = 0.0
    hours = p.contact_minutes / 60.0 * belief_in_policy(p, clock.contract)
    for tie in range(gp_ties.count[0]):
        if gp_ties.reach[tie] != SAME_PRACTICE:
            gps.tie_hours[gp_ties.first[tie]] += hours * gp_ties.trust[tie]
            gps.tie_hours[gp_ties.second[tie]] += hours * gp_ties.trust[tie]
    for gp in range(gps.filled.shape[0]):
        limit = p.tie_hours_limit * attention(p, gps.strain[gp])
        gps.spare[gp] = min(1.0, limit / gps.tie_hours[gp]) if gps.tie_hours[gp] > 0.0 else 1.0
        gps.tie_hours[gp] = 0.0
        gps.ties[gp] = 0
        gps.ties_outside[gp] = 0
        gps.peer_orientation[gp] = 0.0
        gps.peer_engagement[gp] = 0.0
        gp_ties.half[gp] = -1


@rule
def gps_meet_and_judge(
    p: Rates,
    clock: Clock,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practice_ties: PracticeTies,
    left: Flags,
) -> None:
    """A week of every tie between GPs: contact, how it went, what is remembered; faded ties and leavers' ties go.

    Contact is weekly inside a practice; outside it comes from meetings both attend and from what the two start
    themselves, in proportion to trust and spare hours, less where the policy is not believed to last. Adds up what
    peers pull at (orientation, engagement) and what the two practices learn of each other, and keeps the rows in use
    together and in order.
    """
    for tie in range(practice_ties.first.shape[0]):
        practice_ties.contact[tie] = 0.0
        practice_ties.contact_quality[tie] = 0.0
    hours = p.contact_minutes / 60.0
    belief = belief_in_policy(p, clock.contract)
    kept = 0
    for tie in range(gp_ties.count[0]):
        one, other = gp_ties.first[tie], gp_ties.second[tie]
        if left[one] or left[other] or not gps.filled[one] or not gps.filled[other]:
            continue
        reach = reach_of(gps, one, other)
        good, bad, trust = gp_ties.good[tie], gp_ties.bad[tie], gp_ties.trust[tie]
        between = gp_ties.practice_tie[tie]
        if reach == SAME_PRACTICE:
            contact, weight = 1.0, p.contact_evidence
            keep = p.embedded_forgetting
            between = -1
        else:
            if between >= 0 and not practice_ties.live[between]:
                between = tie_between_practices(practice_ties, gps.practice[one], gps.practice[other])
            met = 0.0
            if reach == SAME_PCN:
                met = gps.attendance[one] * gps.attendance[other] * pcn_flows.meetings[gps.pcn[one]]
            started = (
                trust
                * min(gps.spare[one], gps.spare[other])
                * past_the_director(p, gps, pcns, one, other)
                * belief
            )
            gps.tie_hours[one] += hours * started
            gps.tie_hours[other] += hours * started
            contact = min(1.0, met + started)
            weight = p.meeting_evidence * min(met, 1.0) + p.contact_evidence * started
            keep = p.bridge_forgetting + (p.embedded_forgetting - p.bridge_forgetting) * contact
        quality = (
            p.meeting_quality
            * (1.0 - p.orientation_quality * abs(gps.orientation[one] - gps.orientation[other]))
            * (1.0 - p.strain_quality * 0.5 * (gps.strain[one] + gps.strain[other]))
        )
        read = confirmed(quality, trust, p.confirmation)
        good = keep * good + weight * read
        bad = keep * bad + weight * p.bad_news_weight * (1.0 - read)
        if good + bad < p.tie_drop_evidence:
            continue
        disposition = 0.5 * (
            practices.general_trust[gps.practice[one]] + practices.general_trust[gps.practice[other]]
        )
        trust = gp_trust(p, good, bad, disposition)
        if between >= 0:
            practice_ties.contact[between] += contact
            practice_ties.contact_quality[between] += contact * quality
        lean = trust * (gps.orientation[other] - gps.orientation[one])
        warmth = trust * (gps.engagement[other] - gps.engagement[one])
        gps.peer_orientation[one] += lean
        gps.peer_orientation[other] -= lean
        gps.peer_engagement[one] += warmth
        gps.peer_engagement[other] -= warmth
        gps.ties[one] += 1
        gps.ties[other] += 1
        if reach != SAME_PRACTICE:
            gps.ties_outside[one] += 1
            gps.ties_outside[other] += 1
        gp_ties.first[kept] = one
        gp_ties.second[kept] = other
        gp_ties.reach[kept] = reach
        gp_ties.good[kept] = good
        gp_ties.bad[kept] = bad
        gp_ties.trust[kept] = trust
        gp_ties.contact[kept] = contact
        gp_ties.age[kept] = gp_ties.age[tie] + 1.0
        gp_ties.practice_tie[kept] = between
        hook_in(gp_ties, kept)
        kept += 1
    gp_ties.count[0] = kept
    for gp in range(gps.filled.shape[0]):
        if gps.ties[gp] > 0:
            gps.peer_orientation[gp] /= gps.ties[gp]
            gps.peer_engagement[gp] /= gps.ties[gp]


@rule
def adopters_known(gps: Gps, gp_ties: GpTies, practices: Practices, flows: PracticeFlows) -> None:
    """Trust-weighted adopters that a practice's GPs know outside it, per filled post: exposure through people."""
    number, initiatives = practices.adopted.shape
    known = flows.personal_exposure
    posts = np.zeros(number)
    for practice in range(number):
        for initiative in range(initiatives):
            known[practice, initiative] = 0.0
    for gp in range(gps.filled.shape[0]):
        if gps.filled[gp]:
            posts[gps.practice[gp]] += 1.0
    for tie in range(gp_ties.count[0]):
        if gp_ties.reach[tie] == SAME_PRACTICE:
            continue
        one, other = gps.practice[gp_ties.first[tie]], gps.practice[gp_ties.second[tie]]
        trust = gp_ties.trust[tie]
        for initiative in range(initiatives):
            known[one, initiative] += trust * practices.adopted[other, initiative]
            known[other, initiative] += trust * practices.adopted[one, initiative]
    for practice in range(number):
        for initiative in range(initiatives):
            known[practice, initiative] /= max(posts[practice], 1.0)


@rule
def homophily(p: Rates, gps: Gps, one: int, other: int) -> float:
    """How readily two GPs take to each other: falls with the distance of orientation and, a little, of age."""
    age_gap = cut(abs(gps.age[one] - gps.age[other]) / 30.0, 0.0, 1.0)
    return float(np.exp(-p.homophily * (abs(gps.orientation[one] - gps.orientation[other]) + 0.25 * age_gap)))
