"""The ties at the start: between practices, and between GPs inside a practice, inside a PCN and beyond (A1)."""

from __future__ import annotations

from typing import Any

import numpy as np

from pcnsim.model import draws
from pcnsim.model.columns import (
    Floats,
    Gps,
    GpTies,
    Ints,
    Pcns,
    Practices,
    PracticeTies,
    Rates,
    Systems,
    table,
)
from pcnsim.model.compiled import rule
from pcnsim.model.random import normal_pair, two_uniforms, uniform_pair
from pcnsim.model.rules.arithmetic import cut
from pcnsim.model.rules.gp_ties import gp_trust, homophily
from pcnsim.model.rules.introductions import are_tied, form_tie

TRIES = 4
"""How often a GP looks round for a contact outside the practice before giving up."""


@rule
def pairs_inside(first: Ints, practices: Ints, seed: int, density: float) -> Ints:
    """Pairs of practices of one PCN that are tied, (E, 2) rows, each pair with the given chance, sorted."""
    possible = 0
    for pcn in range(first.shape[0]):
        possible += practices[pcn] * (practices[pcn] - 1) // 2
    pairs = np.empty((possible, 2), dtype=np.int64)
    number = 0
    for pcn in range(first.shape[0]):
        for one in range(first[pcn], first[pcn] + practices[pcn]):
            for other in range(one + 1, first[pcn] + practices[pcn]):
                if uniform_pair(seed, draws.PRACTICE_TIE, 0, one, other) < density:
                    pairs[number, 0] = one
                    pairs[number, 1] = other
                    number += 1
    return pairs[:number]


@rule
def pairs_across(first: Ints, practices: Ints, system: Ints, seed: int) -> Ints:
    """One tie per pair of neighbouring PCNs of a system, which stand in a ring, between one practice of each."""
    count = first.shape[0]
    pairs = np.empty((count, 2), dtype=np.int64)
    number = 0
    start = 0
    for pcn in range(count):
        if system[pcn] != system[start]:
            start = pcn
        last = pcn == count - 1 or system[pcn + 1] != system[pcn]
        size = pcn - start + 1
        if last and size < 3:
            continue
        neighbour = start if last else pcn + 1
        u_one, u_other = two_uniforms(seed, draws.CROSS_TIE, 0, pcn, 0)
        one = first[pcn] + min(int(u_one * practices[pcn]), practices[pcn] - 1)
        other = first[neighbour] + min(int(u_other * practices[neighbour]), practices[neighbour] - 1)
        pairs[number, 0] = min(one, other)
        pairs[number, 1] = max(one, other)
        number += 1
    return pairs[:number]


@rule
def tie_luck(seed: int, pairs: Ints) -> Floats:
    """One standard normal draw for each pair of practices."""
    out = np.empty(pairs.shape[0])
    for row in range(pairs.shape[0]):
        out[row] = normal_pair(seed, draws.PRACTICE_TRUST, 0, pairs[row, 0], pairs[row, 1])
    return out


def draw_practice_ties(p: Rates, seed: int, practices: Practices, pcns: Pcns) -> PracticeTies:
    """Ties between practices, sorted by their two ends; those across PCNs start with .1 less trust."""
    inside = pairs_inside(pcns.first_practice, pcns.practices, seed, float(p["practice_tie_density"]))
    across = pairs_across(pcns.first_practice, pcns.practices, pcns.system, seed)
    pairs = np.concatenate((inside, across))
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    pairs = np.ascontiguousarray(pairs[order])
    within = np.concatenate((np.ones(len(inside), dtype=bool), np.zeros(len(across), dtype=bool)))[order]
    prior = 0.5 * (
        pcns.prior_collaboration[practices.pcn[pairs[:, 0]]]
        + pcns.prior_collaboration[practices.pcn[pairs[:, 1]]]
    )
    trust = float(p["initial_trust_practices"]) + 0.5 * (prior - 0.4) + 0.08 * tie_luck(seed, pairs)
    trust = np.clip(np.where(within, trust, trust - 0.1), 0.05, 0.95)
    mass = float(p["initial_tie_evidence"])
    return table(
        PracticeTies,
        len(pairs),
        first=pairs[:, 0],
        second=pairs[:, 1],
        inside=within,
        live=True,
        good=mass * trust,
        bad=mass * (1.0 - trust),
        trust=trust,
    )


def empty_gp_ties(capacity: int, posts: int) -> GpTies:
    """A table of ties between GPs with room for ``capacity`` rows and none in use."""
    return GpTies(
        count=np.zeros(1, dtype=np.int64),
        first=np.zeros(capacity, dtype=np.int64),
        second=np.zeros(capacity, dtype=np.int64),
        reach=np.zeros(capacity, dtype=np.int64),
        good=np.zeros(capacity),
        bad=np.zeros(capacity),
        trust=np.zeros(capacity),
        contact=np.zeros(capacity),
        age=np.zeros(capacity),
        practice_tie=np.full(capacity, -1, dtype=np.int64),
        next_of_first=np.full(capacity, -1, dtype=np.int64),
        next_of_second=np.full(capacity, -1, dtype=np.int64),
        half=np.full(posts, -1, dtype=np.int64),
    )


def with_room(ties: GpTies, capacity: int) -> GpTies:
    """The same ties in a table with room for ``capacity`` rows."""
    grown = empty_gp_ties(capacity, len(ties.half))
    used = int(ties.count[0])
    for name in GpTies._fields:
        column = getattr(ties, name)
        if name in ("count", "half"):
            getattr(grown, name)[:] = column
        else:
            getattr(grown, name)[:used] = column[:used]
    return grown


def headroom(p: Rates, posts: int) -> int:
    """More ties than form in a week: each GP by a meeting and by a contact, and a circle each if all posts were new."""
    return posts * (int(p["practice_circle"]) + 6) + 64


def draw_gp_ties(
    record: np.ndarray[Any, Any],
    seed: int,
    gps: Gps,
    practices: Practices,
    pcns: Pcns,
    ties: PracticeTies,
    systems: Systems,
) -> GpTies:
    """Ties between GPs at the start: most pairs of a practice, some across the PCN, few beyond."""
    p = record[0]
    posts = len(gps.practice)
    per_post = float(p["practice_circle"]) + 3.0 * (
        1.0 + float(p["ties_between_practices"]) + float(p["ties_beyond_pcn"])
    )
    gp_ties = empty_gp_ties(int(posts * per_post) + headroom(p, posts), posts)
    first_pcn = np.searchsorted(pcns.system, np.arange(len(systems.pcns))).astype(np.int64)
    first_ties(p, seed, gps, gp_ties, practices, pcns, ties, first_pcn, systems.pcns)
    return gp_ties


@rule
def first_ties(
    p: Rates,
    seed: int,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    ties: PracticeTies,
    first_pcn: Ints,
    pcns_in_system: Floats,
) -> None:
    """Form all first ties; each starts at ``initial_trust_gps``, shifted by prior collaboration and luck."""
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp]:
            continue
        pcn = gps.pcn[gp]
        last = pcns.first_gp[pcn] + pcns.gps[pcn]
        colleagues = 0.0
        for other in range(pcns.first_gp[pcn], last):
            if other != gp and gps.filled[other] and gps.practice[other] == gps.practice[gp]:
                colleagues += 1.0
        chance = p.within_practice_pairs * min(1.0, p.practice_circle / max(colleagues, 1.0))
        for other in range(gp + 1, last):
            if (
                gps.filled[other]
                and gps.practice[other] == gps.practice[gp]
                and uniform_pair(seed, draws.TIE_WITHIN, 0, gp, other) < chance
            ):
                start_tie(p, seed, gps, gp_ties, practices, pcns, ties, gp, other)
    for gp in range(gps.filled.shape[0]):
        if not gps.filled[gp]:
            continue
        pcn = gps.pcn[gp]
        wish = 0.5 * p.ties_between_practices * (0.5 + 0.5 * pcns.prior_collaboration[pcn] / 0.4)
        look_round(p, seed, draws.TIE_BETWEEN, wish, gps, gp_ties, practices, pcns, ties, gp, pcn, 1)
        system = pcns.system[pcn]
        if pcns_in_system[system] > 1.0:
            wish = 0.5 * p.ties_beyond_pcn * (0.5 + 2.2 * gps.leadership_skill[gp])
            look_round(
                p, seed, draws.TIE_BEYOND, wish, gps, gp_ties, practices, pcns, ties, gp,
                first_pcn[system], int(pcns_in_system[system]),
            )  # fmt: skip


@rule
def look_round(
    p: Rates,
    seed: int,
    decision: int,
    wish: float,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    ties: PracticeTies,
    gp: int,
    first_pcn: int,
    number: int,
) -> None:
    """A GP seeks ``wish`` contacts (a fraction by luck) outside the practice, among PCNs ``first_pcn`` and following.

    Looking in one PCN only, candidates are of that PCN; looking in a whole system, of other PCNs than the GP's own.
    """
    first = pcns.first_gp[first_pcn]
    posts = 0
    for pcn in range(first_pcn, first_pcn + number):
        posts += pcns.gps[pcn]
    sought = int(wish) + (1 if uniform_pair(seed, decision, 0, gp, 0) < wish - int(wish) else 0)
    for one in range(sought):
        for attempt in range(TRIES):
            u_whom, u_liking = two_uniforms(seed, decision, 0, gp, 1 + one * TRIES + attempt)
            other = first + min(int(u_whom * posts), posts - 1)
            if not gps.filled[other] or gps.practice[other] == gps.practice[gp]:
                continue
            if number > 1 and gps.pcn[other] == gps.pcn[gp]:
                continue
            if u_liking < homophily(p, gps, gp, other) and not are_tied(gp_ties, gp, other):
                start_tie(p, seed, gps, gp_ties, practices, pcns, ties, gp, other)
                break


@rule
def start_tie(
    p: Rates,
    seed: int,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    ties: PracticeTies,
    one: int,
    other: int,
) -> None:
    """A tie that was there before the simulation starts, with its trust."""
    if not form_tie(p, gps, gp_ties, practices, ties, one, other):
        return
    tie = gp_ties.count[0] - 1
    prior = 0.5 * (pcns.prior_collaboration[gps.pcn[one]] + pcns.prior_collaboration[gps.pcn[other]])
    luck = normal_pair(seed, draws.GP_TRUST, 0, min(one, other), max(one, other))
    trust = cut(p.initial_trust_gps + 0.15 * (prior - 0.4) + 0.08 * luck, 0.05, 0.95)
    disposition = gp_ties.trust[tie]
    gp_ties.good[tie] = p.initial_gp_tie_evidence * trust
    gp_ties.bad[tie] = p.initial_gp_tie_evidence * (1.0 - trust)
    gp_ties.trust[tie] = gp_trust(p, gp_ties.good[tie], gp_ties.bad[tie], disposition)
