"""Network-role GPs: who applies, who is chosen, whom they serve, how the scheme ends (specification SM2, seed 000)."""

from __future__ import annotations

from pcnsim.model import draws
from pcnsim.model.columns import Clock, Gps, GpTies, Pcns, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.programmes.bridging import bridges, specialty_of
from pcnsim.model.random import uniform, uniform_pair
from pcnsim.model.rules.arithmetic import chance_of, logistic
from pcnsim.model.rules.cases import trust_in_service
from pcnsim.model.rules.environment import in_force
from pcnsim.model.rules.gp_ties import next_half, other_end
from pcnsim.model.rules.workforce import role_ends
from pcnsim.model.vocabulary import (
    DIRECTOR,
    EXTENDED,
    FIRST_YEAR,
    NETWORK_ROLE_GP,
    NO_ROLE,
    NO_SCHEME_YET,
    SCHEME_ENDED,
)

STOP, REVIEW, EXTEND = range(3)
"""What ``network_role_policy`` says about the end of the first year."""
MOTIVATION, RANDOM, LEADERS_CHOICE = range(3)
"""How ``network_role_selection`` chooses among applicants."""
SHARED, HIGHEST_NEED, LOWEST_TRUST, BEST_CONNECTED = range(4)
"""Which PCNs ``network_role_placement`` puts a GP into."""


@rule
def network_role_gps_come_and_go(
    p: Rates, clock: Clock, gps: Gps, gp_ties: GpTies, practices: Practices, pcns: Pcns
) -> None:
    """Each group of neighbouring PCNs has one place: filled at the start, then by and by; ended or extended.

    Places that are filled when the programme is switched off end; in its first week it begins anew where it had been
    before.
    """
    if p.network_role_gps == 0.0 and pcns.network_stage[0] == NO_SCHEME_YET:
        return
    on = in_force(p.network_role_gps, p.network_role_start_week, p.network_role_end_week, clock.week)
    if on and clock.week == p.network_role_transfer_week:
        gps_transfer(p, clock, gps, practices, pcns)
    elapsed = clock.week - p.network_role_start_week
    size = pcns_for_one(p)
    upto = 0
    for first in range(pcns.system.shape[0]):
        if first < upto:
            continue
        last = group_end(pcns, first, size)
        upto = last
        stage = pcns.network_stage[first]
        if on and (stage == NO_SCHEME_YET or (stage == SCHEME_ENDED and elapsed == 0)):
            stage = FIRST_YEAR
            for pcn in range(first, last):
                pcns.network_success_before[pcn] = pcns.success[pcn]
        if on and stage == FIRST_YEAR and elapsed >= p.network_role_first_weeks:
            stage = EXTENDED if is_extended(p, clock, practices, pcns, first, last) else SCHEME_ENDED
        if (stage == EXTENDED and elapsed >= p.network_role_weeks) or (not on and stage != NO_SCHEME_YET):
            stage = SCHEME_ENDED
        holder = -1
        for pcn in range(first, last):
            pcns.network_stage[pcn] = stage
            holder = max(holder, pcns.network_gp[pcn])
        if stage == SCHEME_ENDED and holder >= 0:
            gps.role[holder] = NO_ROLE
            role_ends(pcns, holder)
        elif holder < 0 and (stage in (FIRST_YEAR, EXTENDED)):
            luck = uniform(clock.seed, draws.NETWORK_ROLE_FILLED, clock.week, first)
            if elapsed == 0 or luck < chance_of(p.network_role_fill_rate):
                place_is_filled(p, clock, gps, gp_ties, practices, pcns, first, last)


@rule
def pcns_for_one(p: Rates) -> int:
    """How many neighbouring PCNs share a network-role GP: 1 / GPs per PCN, rounded."""
    return int(max(1.0, 1.0 / p.network_role_gps_per_pcn + 0.5))


@rule
def group_end(pcns: Pcns, first: int, size: int) -> int:
    """The row after the last PCN of a group that begins at ``first`` and stays in one system."""
    last = first + 1
    while last < pcns.system.shape[0] and last - first < size and pcns.system[last] == pcns.system[first]:
        last += 1
    return last


@rule
def is_extended(p: Rates, clock: Clock, practices: Practices, pcns: Pcns, first: int, last: int) -> bool:
    """Whether the scheme goes on after its first year: as decided beforehand, or by a review.

    A review looks at how joint resolution has changed and at how far the bridged services are trusted.
    """
    if p.network_role_policy != REVIEW:
        return bool(p.network_role_policy == EXTEND)
    specialty = specialty_of(p, clock.week)
    benefit = trust = weight = 0.0
    for pcn in range(first, last):
        benefit += (pcns.success[pcn] - pcns.network_success_before[pcn]) / (last - first)
        for practice in range(pcns.first_practice[pcn], pcns.first_practice[pcn] + pcns.practices[pcn]):
            for service in range(practices.service_good.shape[1]):
                if bridges(specialty, service):
                    trust += practices.list_size[practice] * trust_in_service(practices, practice, service)
                    weight += practices.list_size[practice]
    odds = (
        p.network_role_renewal_intercept
        + p.network_role_renewal_benefit * benefit
        + p.network_role_renewal_trust * (trust / weight - 0.5)
    )
    return uniform(clock.seed, draws.NETWORK_ROLE_REVIEW, clock.week, first) < logistic(odds)


@rule
def place_is_filled(
    p: Rates,
    clock: Clock,
    gps: Gps,
    gp_ties: GpTies,
    practices: Practices,
    pcns: Pcns,
    first: int,
    last: int,
) -> None:
    """GPs of the group apply, more readily where engaged, outward and in touch with holders; one is chosen."""
    best, best_score = -1, -1.0
    for gp in range(pcns.first_gp[first], pcns.first_gp[last - 1] + pcns.gps[last - 1]):
        if not gps.filled[gp] or gps.role[gp] != NO_ROLE:
            continue
        seen = known_to_director = 0.0
        half = gp_ties.half[gp]
        while half >= 0:
            other = other_end(gp_ties, half)
            if gps.network_role_held[other]:
                seen += gp_ties.trust[half // 2]
            if gps.role[other] == DIRECTOR:
                known_to_director = max(known_to_director, gp_ties.trust[half // 2])
            half = next_half(gp_ties, half)
        interest = (
            p.network_role_application_rate
            * gps.engagement[gp]
            * (0.5 + 0.5 * gps.orientation[gp])
            * (1.0 + p.network_role_interest_from_peers * seen)
        )
        if uniform(clock.seed, draws.NETWORK_ROLE_APPLIES, clock.week, gp) >= interest:
            continue
        pcns.applicants[first] += 1.0
        luck = uniform_pair(clock.seed, draws.CANDIDATE, clock.week, gp, NETWORK_ROLE_GP)
        score = gps.engagement[gp] + gps.orientation[gp] + 0.3 * luck
        if p.network_role_selection == RANDOM:
            score = luck
        elif p.network_role_selection == LEADERS_CHOICE:
            score = known_to_director + gps.leadership_skill[gp] + 0.3 * luck
        if score > best_score:
            best, best_score = gp, score
    if best < 0:
        return
    pcns.places[first] += 1.0
    gps.role[best] = NETWORK_ROLE_GP
    gps.network_role_held[best] = True
    served = placement(p, gps, practices, pcns, first, last)
    for pcn in range(first, last):
        if served < 0 or served == pcn:
            pcns.network_gp[pcn] = best


@rule
def placement(p: Rates, gps: Gps, practices: Practices, pcns: Pcns, first: int, last: int) -> int:
    """The one PCN of a group that its GP serves, or -1 for all: most deprived, least trusting or best connected."""
    if p.network_role_placement == SHARED:
        return -1
    best, best_score = first, -1.0e9
    for pcn in range(first, last):
        score = population = 0.0
        for practice in range(pcns.first_practice[pcn], pcns.first_practice[pcn] + pcns.practices[pcn]):
            size = practices.list_size[practice]
            population += size
            if p.network_role_placement == HIGHEST_NEED:
                score += size * practices.deprivation[practice]
            else:
                for service in range(practices.service_good.shape[1]):
                    score -= size * trust_in_service(practices, practice, service)
        score /= population
        if p.network_role_placement == BEST_CONNECTED:
            score = 0.0
            for gp in range(pcns.first_gp[pcn], pcns.first_gp[pcn] + pcns.gps[pcn]):
                score += gps.ties_outside[gp] / pcns.gps[pcn]
        if score > best_score:
            best, best_score = pcn, score
    return best


@rule
def gps_transfer(p: Rates, clock: Clock, gps: Gps, practices: Practices, pcns: Pcns) -> None:
    """Network-role GPs move to the next place or to another specialty, and keep part of what their ties had gained.

    To the next place: each group's GP serves the next group of the system, the last one's the first, on the terms (a
    first year, or extended) on which the GP serves. Where groups differ in size, ties with the services of a PCN that
    has no counterpart are those with the first.
    """
    services = pcns.network_good.shape[1]
    if p.network_role_transfer_to > 0.0:
        old = specialty_of(p, clock.week - 1)
        new = specialty_of(p, clock.week)
        for pcn in range(pcns.network_gp.shape[0]):
            good = bad = count = 0.0
            for service in range(services):
                if bridges(old, service):
                    good += pcns.network_good[pcn, service]
                    bad += pcns.network_bad[pcn, service]
                    count += 1.0
            for service in range(services):
                kept = p.network_role_skill_kept / count if bridges(new, service) else 0.0
                pcns.network_good[pcn, service] = kept * good
                pcns.network_bad[pcn, service] = kept * bad
        return
    size = pcns_for_one(p)
    holders, stages = pcns.network_gp.copy(), pcns.network_stage.copy()
    all_good, all_bad = pcns.network_good.copy(), pcns.network_bad.copy()
    first = 0
    while first < pcns.system.shape[0]:
        last = group_end(pcns, first, size)
        left = before_in_turn(pcns, first, size)
        place = left
        for pcn in range(left, group_end(pcns, left, size)):
            if holders[pcn] >= 0:
                place = pcn  # where the GP served, of the group left behind
        served = -1 if p.network_role_placement == SHARED else placement(p, gps, practices, pcns, first, last)
        for pcn in range(first, last):
            came_from = place
            if served < 0 and left + pcn - first < group_end(pcns, left, size):
                came_from = left + pcn - first
            here = served < 0 or served == pcn
            kept = p.network_role_skill_kept if here else 0.0
            pcns.network_gp[pcn] = holders[place] if here else -1
            pcns.network_stage[pcn] = stages[left]
            for service in range(services):
                pcns.network_good[pcn, service] = kept * all_good[came_from, service]
                pcns.network_bad[pcn, service] = kept * all_bad[came_from, service]
        first = last


@rule
def before_in_turn(pcns: Pcns, first: int, size: int) -> int:
    """The first PCN of the group before the one that begins at ``first``; before a system's first comes its last."""
    start = first
    if first > 0 and pcns.system[first - 1] == pcns.system[first]:
        return first - size
    while True:
        last = group_end(pcns, start, size)
        if last == pcns.system.shape[0] or pcns.system[last] != pcns.system[first]:
            return start
        start = last
