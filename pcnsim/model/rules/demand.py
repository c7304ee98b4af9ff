"""SM4 Demand: how many contacts patients ask for, and what comes on top (returns, work moved from hospital)."""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model import draws
from pcnsim.model.columns import Clock, Owners, Pcns, PracticeFlows, Practices, Rates, Systems
from pcnsim.model.compiled import rule
from pcnsim.model.random import normal_quantile, uniforms_for
from pcnsim.model.rules.arithmetic import cut
from pcnsim.model.rules.environment import season, surge
from pcnsim.model.rules.partners import trust_in_owner
from pcnsim.model.vocabulary import (
    ACUTE_TRUST,
    COMPLEX,
    DEMAND_MANAGEMENT,
    MENTAL,
    SIMPLE,
    URGENT,
    WEEKS_PER_YEAR,
)


@rule
def prevented(p: Rates, practices: Practices, practice: int, need_class: int) -> float:
    """Share of demand that initiatives have prevented or answered otherwise (adds up over initiatives)."""
    share = 0.0
    if need_class == COMPLEX or need_class == MENTAL or need_class == URGENT:
        share += p.prevention_effect * practices.prevention_stock[practice, 0]
    if need_class == SIMPLE or need_class == COMPLEX or need_class == MENTAL:
        share += p.wider_determinants_effect * practices.prevention_stock[practice, 1]
    if need_class == SIMPLE or need_class == URGENT:
        share += p.demand_management_saving * practices.effect[practice, DEMAND_MANAGEMENT]
    return cut(share, 0.0, 1.0)


@rule
def contacts_per_person(p: Rates, need_class: int, week: int) -> float:
    """Contacts with a GP that an average person asks for in a week, by class (class weights sum to 1)."""
    return float(
        p.contacts_per_person_year
        / WEEKS_PER_YEAR
        * p.contact_share[need_class]
        * season(p, need_class, week)
        * (1.0 + p.demand_growth[need_class]) ** (max(week, 0) / 52.0)
        * p.demand_scale
        * surge(p, week)
    )


@rule
def expected_contacts(
    p: Rates, practices: Practices, practice: int, need_class: int, per_person: float
) -> float:
    """Contacts that a practice's patients ask for in a week, on average, given what an average person asks for."""
    return float(
        practices.list_size[practice]
        * per_person
        * practices.demand_factor[practice, need_class]
        * (1.0 - prevented(p, practices, practice, need_class))
    )


@rule
def transferred_share(p: Rates, trust_in_acute: float, pressure: float, influence: float) -> float:
    """Work that a hospital moves to practices, as a share of their demand.

    Less with trust and influence, more under pressure (amendment A2; at pressure 0.5 the specification's constant).
    """
    return max(
        0.0,
        p.transferred_work
        * (1.0 - 0.5 * trust_in_acute)
        * (1.0 - p.influence_on_transferred_work * influence)
        * (1.0 + p.pressure_on_transfer * (pressure - 0.5)),
    )


@rule
def patients_ask(
    p: Rates,
    clock: Clock,
    practices: Practices,
    flows: PracticeFlows,
    pcns: Pcns,
    owners: Owners,
    systems: Systems,
) -> None:
    """Draw the week's requests and add returns.

    Requests have the mean and variance of a Poisson, and are real-valued so that flows are exact.
    """
    classes = practices.backlog.shape[1]
    number = practices.pcn.shape[0]
    per_person = np.empty(classes)
    luck = np.empty((classes, number))
    for need_class in range(classes):
        luck[need_class] = uniforms_for(clock.seed, draws.DEMAND, clock.week, number, need_class)
        per_person[need_class] = contacts_per_person(p, need_class, clock.week)
    for system in range(systems.pcns.shape[0]):
        systems.transferred[system] = 0.0
    for practice in range(practices.pcn.shape[0]):
        pcn = practices.pcn[practice]
        system = pcns.system[pcn]
        expected_in_all = 0.0
        for need_class in range(classes):
            expected = 0.0
            if practices.open[practice]:
                expected = expected_contacts(p, practices, practice, need_class, per_person[need_class])
            asked = max(0.0, expected + math.sqrt(expected) * normal_quantile(luck[need_class, practice]))
            flows.expected[practice, need_class] = expected
            flows.inflow[practice, need_class] = asked + practices.returning[practice, need_class]
            expected_in_all += expected
        acute = 5 * system + ACUTE_TRUST
        moved = expected_in_all * transferred_share(
            p,
            trust_in_owner(p, pcns, owners, pcn, ACUTE_TRUST),
            owners.pressure[acute],
            systems.influence[system],
        )
        flows.inflow[practice, SIMPLE] += moved
        systems.transferred[system] += moved
