"""SM12 Adoption: how initiatives reach practices, are given up again, and come to work."""

from __future__ import annotations

from pcnsim.model import draws
from pcnsim.model.columns import (
    Clock,
    Ints,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    PracticeTies,
    Rates,
    Systems,
)
from pcnsim.model.compiled import rule
from pcnsim.model.random import uniform_pair
from pcnsim.model.rules.arithmetic import chance_of, cut, pressure
from pcnsim.model.rules.cases import standard_fit, trust_in_centre
from pcnsim.model.rules.decisions import appeal
from pcnsim.model.vocabulary import FIRST_EXTERNAL_INITIATIVE, PEER_SPREAD, PREVENTION, WIDER_DETERMINANTS


@rule
def contagion(p: Rates, exposure: float, possible: float) -> float:
    """Social reinforcement, 0-1: complex contagion with a threshold (Centola and Macy 2007), linear at steepness 0.

    ``exposure`` is the sum of trust over adopting neighbours, ``possible`` the number of neighbours.
    """
    steepness = p.contagion_steepness
    if steepness <= 0.0:
        return exposure / possible if possible > 0.0 else 0.0
    if exposure <= 0.0:
        return 0.0
    raised = exposure**steepness
    return float(raised / (raised + p.contagion_threshold**steepness))


@rule
def neighbours_adopt(practices: Practices, flows: PracticeFlows, ties: PracticeTies, tied: Ints) -> None:
    """Trust-weighted adopting neighbours of each practice, and the number of its neighbours in ``tied`` (P,)."""
    number, initiatives = practices.adopted.shape
    for practice in range(number):
        tied[practice] = 0
        for initiative in range(initiatives):
            flows.peer_exposure[practice, initiative] = 0.0
    for tie in range(ties.first.shape[0]):
        if not ties.live[tie]:
            continue
        first, second, trust = ties.first[tie], ties.second[tie], ties.trust[tie]
        tied[first] += 1
        tied[second] += 1
        for initiative in range(initiatives):
            flows.peer_exposure[first, initiative] += trust * practices.adopted[second, initiative]
            flows.peer_exposure[second, initiative] += trust * practices.adopted[first, initiative]


@rule
def practices_adopt(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
    systems: Systems,
    tied: Ints,
    outside_ties: Ints,
) -> None:
    """Adopt by mandate, own interest, peers or bridging; what is imposed fits the standard, what is local fits better.

    What is voluntary is held back where the policy is not believed to last; mandates and paid bridging are not.
    ``tied`` (P,) are neighbours over practice ties, ``outside_ties`` (P,) the outside ties of a practice's GPs.
    """
    number, initiatives = practices.adopted.shape
    for practice in range(number):
        if not practices.open[practice] or not practices.signed[practice]:
            continue
        pcn = practices.pcn[practice]
        system = pcns.system[pcn]
        peers = pcns.shares[pcn, PEER_SPREAD]
        fit_standard = standard_fit(p, practices.need_distance[practice], pcns.local_knowledge[pcn])
        busy = 0.0
        for initiative in range(initiatives):
            if (
                practices.adopted[practice, initiative] > 0.0
                and practices.weeks_adopted[practice, initiative] < p.implementation_weeks
            ):
                busy += 1.0
        room = (1.0 - 0.6 * flows.strain[practice]) * max(0.0, 1.0 - busy / p.initiatives_at_once)
        bridged = 0.0
        for service in range(pcn_flows.bridge.shape[1]):
            bridged += pcn_flows.bridge[pcn, service] / pcn_flows.bridge.shape[1]
        for initiative in range(initiatives):
            if practices.adopted[practice, initiative] > 0.0:
                continue
            local = pcns.approved[pcn, initiative]
            central = systems.approved[system, initiative]
            if local == 0.0 and central == 0.0:
                continue
            external = 1.0 if initiative >= FIRST_EXTERNAL_INITIATIVE else 0.0
            mandate = (
                (1.0 - peers)
                * central
                * p.mandate_adoption_rate
                * trust_in_centre(practices, practice)
                * (0.4 + 0.6 * pcn_flows.mandate[pcn])
            )
            share = p.personal_exposure_share
            exposure = (1.0 - share) * flows.peer_exposure[
                practice, initiative
            ] + share * flows.personal_exposure[practice, initiative]
            posts = max(flows.filled_posts[practice], 1.0)
            possible = (1.0 - share) * tied[practice] + share * outside_ties[practice] / posts
            from_peers = (
                peers
                * local
                * (
                    p.own_interest_adoption_rate
                    * flows.engagement[practice]
                    * appeal(initiative, flows.goals[practice])
                    + p.peer_adoption_rate * contagion(p, exposure, possible)
                )
                * p.policy_durability
            )
            bridging = p.bridging_adoption_rate * external * bridged
            total = mandate + from_peers + bridging
            if total <= 0.0:
                continue
            if uniform_pair(clock.seed, draws.ADOPT, clock.week, practice, initiative) < chance_of(
                total * room
            ):
                practices.adopted[practice, initiative] = 1.0
                practices.weeks_adopted[practice, initiative] = 0.0
                practices.design_fit[practice, initiative] = (
                    mandate * fit_standard + (from_peers + bridging) * p.local_design_fit
                ) / total
                practices.mandated[practice, initiative] = mandate / total


@rule
def initiatives_work_or_lapse(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    flows: PracticeFlows,
) -> None:
    """Adopted initiatives are given up where they fit badly, come to work over a quarter, and prevention builds up.

    They work better in a PCN that redesigned care. Pressure of work may crowd out prevention and work on wider
    determinants, which are done with what time is left.
    """
    number, initiatives = practices.adopted.shape
    for practice in range(number):
        if not practices.open[practice]:
            continue
        pcn = practices.pcn[practice]
        better = 1.0 + p.redesign_gain * pcns.redesigned[pcn]
        crowded = 1.0 - p.prevention_crowding_out * pressure(flows.load[practice])
        for initiative in range(initiatives):
            if practices.adopted[practice, initiative] > 0.0:
                practices.weeks_adopted[practice, initiative] += 1.0
                if practices.weeks_adopted[practice, initiative] > p.implementation_weeks:
                    hazard = (
                        p.abandonment_rate
                        * (1.0 - practices.design_fit[practice, initiative])
                        * (1.3 - pcn_flows.leadership[pcn])
                    )
                    if uniform_pair(clock.seed, draws.ABANDON, clock.week, practice, initiative) < chance_of(
                        hazard
                    ):
                        practices.adopted[practice, initiative] = 0.0
            working = practices.adopted[practice, initiative] * practices.design_fit[practice, initiative]
            working *= better
            if initiative == PREVENTION or initiative == WIDER_DETERMINANTS:
                working *= crowded
            practices.effect[practice, initiative] = cut(
                practices.effect[practice, initiative]
                + (working - practices.effect[practice, initiative]) / p.initiative_ramp_weeks,
                0.0,
                1.3,
            )
        for slow, initiative in ((0, PREVENTION), (1, WIDER_DETERMINANTS)):
            practices.prevention_stock[practice, slow] += (
                practices.effect[practice, initiative] - practices.prevention_stock[practice, slow]
            ) / p.prevention_lag


@rule
def outside_ties_by_practice(gps_practice: Ints, ties_outside: Ints, outside: Ints) -> None:
    """Sum the GPs' outside ties by practice into ``outside`` (P,)."""
    for practice in range(outside.shape[0]):
        outside[practice] = 0
    for gp in range(gps_practice.shape[0]):
        outside[gps_practice[gp]] += ties_outside[gp]
