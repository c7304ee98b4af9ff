"""Clinical directors: who resigns, who follows, and what goes with them (specification SM2).

A deputy, where the programme of deputy directors is on, steps in before anybody else is looked for.
"""

from __future__ import annotations

import math

from pcnsim.model import draws
from pcnsim.model.columns import Clock, Gps, GpTies, PcnFlows, Pcns, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.programmes.deputies import deputy_follows
from pcnsim.model.random import uniform, uniform_pair
from pcnsim.model.rules.arithmetic import chance_in_a_week
from pcnsim.model.rules.gp_ties import next_half
from pcnsim.model.vocabulary import DIRECTOR, NO_ROLE, SAME_PCN


@rule
def support_of_members(gps: Gps, gp_ties: GpTies, director: int) -> float:
    """How far GPs of other practices of the PCN who know the director trust them, 0-1; one half where none does."""
    trust = known = 0.0
    half = gp_ties.half[director]
    while half >= 0:
        if gp_ties.reach[half // 2] == SAME_PCN:
            trust += gp_ties.trust[half // 2]
            known += 1.0
        half = next_half(gp_ties, half)
    return trust / known if known > 0.0 else 0.5


@rule
def directors_resign(p: Rates, clock: Clock, gps: Gps, gp_ties: GpTies, pcns: Pcns, flows: PcnFlows) -> None:
    """A director gives up the role, not the practice: more often under strain and unpaid hours, at most 80 % a year.

    Members may recall a director whom they do not trust (``director_recall_rate``).
    """
    for pcn in range(pcns.director.shape[0]):
        director = pcns.director[pcn]
        if director < 0:
            continue
        chance = min(
            0.8,
            p.director_resignation_rate
            * math.exp(2.0 * (gps.strain[director] - 0.5) + 0.08 * flows.unpaid_hours[pcn]),
        )
        if p.director_recall_rate > 0.0:
            recall = p.director_recall_rate * (1.0 - support_of_members(gps, gp_ties, director))
            chance = min(0.8, 1.0 - (1.0 - chance) * (1.0 - recall))
        if uniform(clock.seed, draws.DIRECTOR_RESIGNS, clock.week, pcn) < chance_in_a_week(chance):
            gps.role[director] = NO_ROLE
            pcns.director[pcn] = -1


@rule
def directors_appointed(
    p: Rates, clock: Clock, gps: Gps, pcns: Pcns, practices: Practices, everywhere: bool
) -> None:
    """A vacant director's post is filled by the GP with the most skill and engagement, and some luck.

    ``everywhere`` fills all posts at once (the first week of the contract, before practices have signed); later a
    director comes from a practice that has signed. What the last director built with the
    owners of services goes with them: the personal evidence is lost (amendment A1), as is a share
    ``director_tie_loss`` of what the practices' own ties with services remember.
    """
    for pcn in range(pcns.director.shape[0]):
        if pcns.director[pcn] >= 0:
            continue
        pcns.weeks_without_director[pcn] += 1.0
        if deputy_follows(p, clock, gps, pcns, pcn, DIRECTOR):
            continue
        if not everywhere and (
            uniform(clock.seed, draws.DIRECTOR_APPOINTED, clock.week, pcn) >= p.director_fill_rate
        ):
            continue
        best, best_score = -1, -1.0
        for gp in range(pcns.first_gp[pcn], pcns.first_gp[pcn] + pcns.gps[pcn]):
            if not gps.filled[gp] or gps.role[gp] != NO_ROLE:
                continue
            if not everywhere and not practices.signed[gps.practice[gp]]:
                continue
            luck = uniform_pair(clock.seed, draws.CANDIDATE, clock.week, gp, DIRECTOR)
            score = gps.leadership_skill[gp] + 0.5 * gps.engagement[gp] + 0.2 * luck
            if score > best_score:
                best, best_score = gp, score
        if best < 0:
            continue
        pcns.director[pcn] = best
        gps.role[best] = DIRECTOR
        for owner in range(pcns.director_good.shape[1]):
            pcns.director_good[pcn, owner] = 0.0
            pcns.director_bad[pcn, owner] = 0.0
        if not everywhere and p.director_tie_loss > 0.0:
            practice_ties_suffer(p.director_tie_loss, pcn, pcns, practices)


@rule
def practice_ties_suffer(loss: float, pcn: int, pcns: Pcns, practices: Practices) -> None:
    """A share of what the practices' ties with services remember falls back to their general disposition."""
    first = pcns.first_practice[pcn]
    for practice in range(first, first + pcns.practices[pcn]):
        disposition = practices.general_trust[practice]
        for service in range(practices.service_good.shape[1]):
            mass = practices.service_good[practice, service] + practices.service_bad[practice, service]
            practices.service_good[practice, service] += loss * (
                mass * disposition - practices.service_good[practice, service]
            )
            practices.service_bad[practice, service] += loss * (
                mass * (1.0 - disposition) - practices.service_bad[practice, service]
            )
