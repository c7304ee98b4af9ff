"""SM11 Decisions: what the centre and each PCN take up, which partners sign, and who redesigns care."""

from __future__ import annotations

import math

from pcnsim.model import draws
from pcnsim.model.columns import (
    Clock,
    Floats,
    Ints,
    Owners,
    PcnFlows,
    Pcns,
    Practices,
    Rates,
    Systems,
)
from pcnsim.model.compiled import rule
from pcnsim.model.random import uniform, uniform_pair
from pcnsim.model.rules.arithmetic import chance_of, cut
from pcnsim.model.rules.cases import trust_in_service
from pcnsim.model.rules.environment import focus_now, in_force, money_is_cut
from pcnsim.model.rules.partners import OWNERS_IN_A_SYSTEM
from pcnsim.model.vocabulary import FIRST_EXTERNAL_INITIATIVE, LOCAL_DECISIONS

SPEED_WITHOUT_EXECUTIVE = 0.7
"""Speed of central decisions without a local general practice executive (specification SM11)."""


@rule
def appeal(initiative: int, external: float) -> float:
    """How much an initiative appeals to somebody who looks outwards by a share ``external``."""
    return external if initiative >= FIRST_EXTERNAL_INITIATIVE else 1.0 - external


@rule
def decided(pcns: Pcns, systems: Systems, pcn: int) -> float:
    """Initiatives that are decided for a PCN, locally or centrally."""
    number = 0.0
    for initiative in range(pcns.approved.shape[1]):
        if pcns.approved[pcn, initiative] > 0.0 or systems.approved[pcns.system[pcn], initiative] > 0.0:
            number += 1.0
    return number


@rule
def weeks_of_deciding(pcns: Pcns, systems: Systems) -> None:
    """A week of the contract counts for a PCN as long as it began with an initiative nobody had decided on."""
    for pcn in range(pcns.system.shape[0]):
        if decided(pcns, systems, pcn) < pcns.approved.shape[1]:
            pcns.weeks_deciding[pcn] += 1.0


@rule
def centre_decides(
    p: Rates, clock: Clock, pcns: Pcns, pcn_flows: PcnFlows, systems: Systems, outward: Floats
) -> None:
    """The centre takes up its next initiative for all PCNs at once, slower with each layer; ``outward`` (S,) scratch.

    Directors and the commissioner share the decision weight by halves. A local executive acts between meetings: it
    is faster with capacity and with powers, turns the choice towards the policy's focus by its powers, and takes their
    share of the decision weight; of the rest directors keep seven tenths.
    """
    for system in range(systems.pcns.shape[0]):
        outward[system] = 0.0
    for pcn in range(pcns.system.shape[0]):
        system = pcns.system[pcn]
        outward[system] += pcn_flows.goals[pcn] * pcn_flows.population[pcn] / systems.population[system]
    for system in range(systems.pcns.shape[0]):
        central = 1.0 - systems.local_share[system]
        powers = systems.powers[system]
        speed, of_seats, of_directors = SPEED_WITHOUT_EXECUTIVE, 0.0, 0.5
        if systems.executive[system]:
            speed = 0.5 + 0.6 * systems.capacity[system]
            of_seats, of_directors = powers, 0.7 * (1.0 - powers)
            outward[system] += 0.5 * powers * (focus_now(p, clock.week) - outward[system])
        layers = systems.layers[system] * (1.0 - 0.5 * powers)
        hazard = central * speed / (p.central_decision_weeks * layers)
        if uniform(clock.seed, draws.CENTRAL_DECISION, clock.week, system) >= chance_of(hazard):
            continue
        best, best_score = -1, -1.0
        for initiative in range(systems.approved.shape[1]):
            if systems.approved[system, initiative] > 0.0:
                continue
            luck = uniform_pair(clock.seed, draws.CENTRAL_CHOICE, clock.week, system, initiative)
            score = appeal(initiative, outward[system]) * (0.5 + luck)
            if score > best_score:
                best, best_score = initiative, score
        if best < 0:
            continue
        systems.approved[system, best] = 1.0
        systems.executive_weight[system] += of_seats * central * systems.pcns[system]
        systems.decision_weight[system] += (1.0 - of_seats - of_directors) * central * systems.pcns[system]
        for pcn in range(pcns.system.shape[0]):
            if pcns.system[pcn] == system:
                pcns.decision_weight[pcn] += of_directors * central


@rule
def veto_chance(p: Rates, consensus: float, trust: float) -> float:
    """Chance that a practice vetoes a proposal; the base value is at consensus and trust of .5, facilitative style."""
    return cut(
        4.0 * p.veto_base * (1.0 - consensus) * (1.0 - trust) * (1.0 - 0.4 * (1.0 - p.facilitative_style)),
        0.0,
        0.9,
    )


@rule
def pcns_decide(p: Rates, clock: Clock, pcns: Pcns, pcn_flows: PcnFlows, practices: Practices) -> None:
    """Each PCN that is set up may agree on its next initiative at a meeting: a quorum of practices must not veto."""
    for pcn in range(pcns.system.shape[0]):
        if pcns.set_up[pcn] < 1.0:
            continue
        veto = veto_chance(p, pcn_flows.consensus[pcn], pcn_flows.practice_trust[pcn])
        agreement = (1.0 - veto) ** (p.quorum * pcn_flows.members[pcn])
        hazard = (
            pcns.shares[pcn, LOCAL_DECISIONS]
            * pcn_flows.meetings[pcn]
            * pcn_flows.leadership[pcn]
            * agreement
            * p.proposals_per_meeting
        )
        if uniform(clock.seed, draws.LOCAL_DECISION, clock.week, pcn) >= chance_of(hazard):
            continue
        outward = 0.5 * focus_now(p, clock.week) + 0.5 * pcn_flows.goals[pcn]
        best, best_score = -1, -1.0
        for initiative in range(pcns.approved.shape[1]):
            if pcns.approved[pcn, initiative] > 0.0:
                continue
            luck = uniform_pair(clock.seed, draws.LOCAL_CHOICE, clock.week, pcn, initiative)
            score = appeal(initiative, outward) * (0.5 + luck)
            if score > best_score:
                best, best_score = initiative, score
        if best < 0:
            continue
        pcns.approved[pcn, best] = 1.0
        shared = 0.7 * p.facilitative_style
        pcns.decision_weight[pcn] += 1.0 - shared
        first = pcns.first_practice[pcn]
        for practice in range(first, first + pcns.practices[pcn]):
            practices.decision_weight[practice] += (
                shared * practices.list_size[practice] / pcn_flows.population[pcn]
            )


@rule
def partners_sign(
    p: Rates,
    clock: Clock,
    pcns: Pcns,
    pcn_flows: PcnFlows,
    practices: Practices,
    owners: Owners,
    systems: Systems,
    owner_of_service: Ints,
) -> None:
    """Services sign as partners of a PCN through trusted local contact or their owner's agreement; some lapse.

    Once the money is cut, ten times as many lapse (specification SM11).
    """
    lapse = 10.0 * p.partner_lapse_rate if money_is_cut(p, clock.week) else p.partner_lapse_rate
    for pcn in range(pcns.system.shape[0]):
        system = pcns.system[pcn]
        first = pcns.first_practice[pcn]
        for service in range(pcns.partner.shape[1]):
            if pcns.partner[pcn, service] > 0.0:
                if uniform_pair(clock.seed, draws.PARTNER_LAPSES, clock.week, pcn, service) < chance_of(
                    lapse
                ):
                    pcns.partner[pcn, service] = 0.0
                continue
            if pcns.set_up[pcn] < 1.0:
                continue
            trust = 0.0
            for practice in range(first, first + pcns.practices[pcn]):
                trust += (
                    trust_in_service(practices, practice, service)
                    * practices.list_size[practice]
                    / pcn_flows.population[pcn]
                )
            local = pcns.shares[pcn, LOCAL_DECISIONS]
            owner = system * OWNERS_IN_A_SYSTEM + owner_of_service[service]
            hazard = (
                p.partner_sign_up_rate
                * pcn_flows.leadership[pcn]
                * (
                    2.0 * local * trust * (0.5 + 0.5 * max(pcn_flows.external_share[pcn], 0.1) / 0.6)
                    + (1.0 - local) * owners.agreed[owner]
                )
                * (1.0 + systems.influence[system])
            )
            if clock.contract_week < 52:
                hazard *= p.first_year_partner_factor
            if uniform_pair(clock.seed, draws.PARTNER_SIGNS, clock.week, pcn, service) < chance_of(hazard):
                pcns.partner[pcn, service] = 1.0


@rule
def readiness(engagement: float, role_identity: float, goals: float) -> float:
    """How ready a PCN is to redesign care from its purpose: engaged, seeing itself as a team, looking outwards, 0-1."""
    return math.sqrt(engagement * role_identity) * (0.5 + 0.5 * goals)


@rule
def pcns_redesign(p: Rates, clock: Clock, pcns: Pcns, pcn_flows: PcnFlows) -> None:
    """A PCN that is set up and ready redesigns care, once: likely from ``redesign_readiness`` on (fourth power)."""
    for pcn in range(pcns.system.shape[0]):
        if pcns.redesigned[pcn] > 0.0:
            pcns.weeks_redesigned[pcn] += 1.0
            continue
        if pcns.set_up[pcn] < 1.0 or not in_force(
            p.redesign, p.redesign_start_week, p.redesign_end_week, clock.week
        ):
            continue
        ready = readiness(pcn_flows.engagement[pcn], pcn_flows.role_identity[pcn], pcn_flows.goals[pcn])
        hazard = min(1.0, p.redesign_rate * (ready / p.redesign_readiness) ** 4)
        if uniform(clock.seed, draws.REDESIGN, clock.week, pcn) < chance_of(hazard):
            pcns.redesigned[pcn] = 1.0
