"""How ties between GPs form (amendment A1): new colleagues, meetings, and introduction by a common contact.

Each GP samples one candidate in each way, never all pairs, so the cost stays linear in GPs.
"""

from __future__ import annotations

from pcnsim.model import draws
from pcnsim.model.columns import (
    Clock,
    Flags,
    Gps,
    GpTies,
    PcnFlows,
    Pcns,
    Practices,
    PracticeTies,
    Rates,
)
from pcnsim.model.compiled import rule
from pcnsim.model.random import two_uniforms, uniform_pair, uniforms
from pcnsim.model.rules.arithmetic import cut
from pcnsim.model.rules.gp_ties import (
    homophily,
    hook_in,
    next_half,
    other_end,
    past_the_director,
    reach_of,
    tie_between_practices,
)
from pcnsim.model.vocabulary import SAME_PRACTICE


@rule
def are_tied(gp_ties: GpTies, one: int, other: int) -> bool:
    """Whether two GPs are tied already."""
    half = gp_ties.half[one]
    while half >= 0:
        if other_end(gp_ties, half) == other:
            return True
        half = next_half(gp_ties, half)
    return False


@rule
def form_tie(
    p: Rates,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    practice_ties: PracticeTies,
    one: int,
    other: int,
) -> bool:
    """Tie two GPs who are not tied: they start at their practices' disposition. False where the table is full."""
    tie = gp_ties.count[0]
    if tie >= gp_ties.first.shape[0]:
        return False
    reach = reach_of(gps, one, other)
    disposition = 0.5 * (
        practices.general_trust[gps.practice[one]] + practices.general_trust[gps.practice[other]]
    )
    gp_ties.first[tie] = min(one, other)
    gp_ties.second[tie] = max(one, other)
    gp_ties.reach[tie] = reach
    gp_ties.good[tie] = p.initial_gp_tie_evidence * disposition
    gp_ties.bad[tie] = p.initial_gp_tie_evidence * (1.0 - disposition)
    gp_ties.trust[tie] = disposition
    gp_ties.contact[tie] = 0.0
    gp_ties.age[tie] = 0.0
    gp_ties.practice_tie[tie] = -1
    gps.ties[one] += 1
    gps.ties[other] += 1
    if reach != SAME_PRACTICE:
        gp_ties.practice_tie[tie] = tie_between_practices(
            practice_ties, gps.practice[one], gps.practice[other]
        )
        gps.ties_outside[one] += 1
        gps.ties_outside[other] += 1
    gp_ties.count[0] = tie + 1
    hook_in(gp_ties, tie)
    return True


@rule
def colleagues_welcome(
    p: Rates,
    clock: Clock,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    practice_ties: PracticeTies,
    arrived: Flags,
) -> None:
    """Somebody new in a practice is tied to its GPs: to most in a small one, to a circle in a large one."""
    for gp in range(gps.filled.shape[0]):
        if not arrived[gp]:
            continue
        pcn = gps.pcn[gp]
        first = pcns.first_gp[pcn]
        colleagues = 0.0
        for other in range(first, first + pcns.gps[pcn]):
            if other != gp and gps.filled[other] and gps.practice[other] == gps.practice[gp]:
                colleagues += 1.0
        if colleagues == 0.0:
            continue
        chance = p.within_practice_pairs * min(1.0, p.practice_circle / colleagues)
        for other in range(first, first + pcns.gps[pcn]):
            if other != gp and gps.filled[other] and gps.practice[other] == gps.practice[gp]:
                low, high = min(gp, other), max(gp, other)
                if uniform_pair(
                    clock.seed, draws.NEW_COLLEAGUE, clock.week, low, high
                ) < chance and not are_tied(gp_ties, gp, other):
                    form_tie(p, gps, gp_ties, practices, practice_ties, gp, other)


@rule
def introductions_boost(p: Rates, pcn_flows: PcnFlows, pcn: int) -> float:
    """How much facilitation, bridging staff and network-role GPs raise introductions: 1 without them."""
    return float(
        1.0
        + p.facilitation_introductions
        * (pcn_flows.facilitation_reach[pcn] + pcn_flows.bridging_reach[pcn] + pcn_flows.network_reach[pcn])
    )


@rule
def meetings_introduce(
    p: Rates,
    clock: Clock,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practice_ties: PracticeTies,
) -> None:
    """At a PCN meeting each GP may get to know one GP of another practice who is there."""
    luck = uniforms(clock.seed, draws.INTRODUCTION, clock.week, gps.filled.shape[0])
    for gp in range(gps.filled.shape[0]):
        pcn = gps.pcn[gp]
        chance = p.meeting_introductions * gps.attendance[gp] * gps.spare[gp] * pcn_flows.meetings[pcn]
        if chance <= 0.0:
            continue
        chance *= introductions_boost(p, pcn_flows, pcn)
        if luck[gp] >= chance:
            continue
        _, u_whom = two_uniforms(clock.seed, draws.INTRODUCTION, clock.week, gp, 0)  # the first is ``luck``
        other = pcns.first_gp[pcn] + min(int(u_whom * pcns.gps[pcn]), pcns.gps[pcn] - 1)
        if other == gp or not gps.filled[other] or gps.practice[other] == gps.practice[gp]:
            continue
        taken_to = (
            gps.attendance[other] * homophily(p, gps, gp, other) * past_the_director(p, gps, pcns, gp, other)
        )
        if uniform_pair(clock.seed, draws.INTRODUCTION, clock.week, gp, 1) < taken_to and not are_tied(
            gp_ties, gp, other
        ):
            form_tie(p, gps, gp_ties, practices, practice_ties, gp, other)


@rule
def contacts_introduce(
    p: Rates,
    clock: Clock,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practice_ties: PracticeTies,
) -> None:
    """Triadic closure: a contact introduces one of their contacts, the likelier the more both legs are trusted."""
    luck = uniforms(clock.seed, draws.CLOSED_TRIAD, clock.week, gps.filled.shape[0])
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp] or gps.ties[gp] == 0:
            continue
        chance = p.triadic_rate * gps.spare[gp] * introductions_boost(p, pcn_flows, gps.pcn[gp])
        if luck[gp] >= chance:
            continue
        _, u_through = two_uniforms(
            clock.seed, draws.CLOSED_TRIAD, clock.week, gp, 0
        )  # the first is ``luck``
        u_whom, u_liking = two_uniforms(clock.seed, draws.CLOSED_TRIAD, clock.week, gp, 1)
        half = nth_half(gp_ties, gp, u_through)
        through = other_end(gp_ties, half)
        further = nth_half(gp_ties, through, u_whom)
        other = other_end(gp_ties, further)
        if other == gp or not gps.filled[other]:
            continue
        liking = gp_ties.trust[half // 2] * gp_ties.trust[further // 2] * homophily(p, gps, gp, other)
        if gps.practice[other] != gps.practice[gp]:
            liking *= past_the_director(p, gps, pcns, gp, other)
        if u_liking < cut(liking, 0.0, 1.0) and not are_tied(gp_ties, gp, other):
            form_tie(p, gps, gp_ties, practices, practice_ties, gp, other)


@rule
def nth_half(gp_ties: GpTies, gp: int, u: float) -> int:
    """One of a GP's half-ties, chosen by a uniform draw (the GP has at least one)."""
    number = 0
    half = gp_ties.half[gp]
    while half >= 0:
        number += 1
        half = next_half(gp_ties, half)
    skip = min(int(u * number), number - 1)
    half = gp_ties.half[gp]
    for _ in range(skip):
        half = next_half(gp_ties, half)
    return int(half)
