"""Section 9 of the specification and its amendments: limit cases with known answers.

The amendments' own parameters are set so that the specification's case is there; each test says which.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import brentq

from pcnsim.config.record import as_record
from pcnsim.model.columns import Clock, PracticeTies, Teams, table
from pcnsim.model.initial_ties import with_room
from pcnsim.model.programmes.additional_roles import entitlement, round_by_luck
from pcnsim.model.rules.access import beyond_tolerance, patients_wait_or_leave
from pcnsim.model.rules.adoption import contagion, neighbours_adopt, practices_adopt
from pcnsim.model.rules.arithmetic import chance_in_a_week, chance_of
from pcnsim.model.rules.capacity import gps_deliver
from pcnsim.model.rules.cases import desk_works, direct_share, standard_fit
from pcnsim.model.rules.community import teams_are_staffed, teams_work
from pcnsim.model.rules.decisions import veto_chance
from pcnsim.model.rules.demand import transferred_share
from pcnsim.model.rules.environment import season, supply_of_gps
from pcnsim.model.rules.introductions import meetings_introduce
from pcnsim.model.rules.leadership import system_layers
from pcnsim.model.rules.partners import assigned_time, owners_and_pcns_meet
from pcnsim.model.rules.trust import (
    practices_trust_each_other,
    practices_trust_services,
    practices_trust_the_centre,
    remembered,
)
from pcnsim.model.rules.workforce import leaving_chance
from pcnsim.model.simulation import Simulation
from pcnsim.model.vocabulary import MEETINGS, OWNER_OF_SERVICE, PEER_SPREAD, SIMPLE
from tests.model.world import (
    CLASSES,
    SPECIFICATION,
    STRUCTURES,
    area,
    at,
    by_class,
    config,
    differing,
    gp_tie_rows,
    simulation,
    weeks_of,
)

BEFORE = Clock(5, -3, False, 0, True)
DURING = Clock(5, 60, True, 60, False)


def record(**values: Any) -> Any:
    """The parameters as the rules take them."""
    return as_record(config(values=values).parameters).view(np.recarray)[0]


def world(pcns: int = 2, practices: int = 3, structure: str = "hybrid", **values: Any) -> Simulation:
    """A simulation that has run its burn-in and stands at its structure, as a bench for single rules."""
    run = simulation(at(structure, weeks=2, burn_in=2, values=values), area(pcns, practices)).run(2)
    run.state.pcns.shares[:] = run.config.structure.as_tuple()
    return run


# ------------------------------------------------------------------------------------------------ L1 and L2


def fixed_point(p: Any, disposition: Any, weight: float, quality: float) -> Any:
    """L1: trust after constant evidence, from the two sides' geometric series."""
    gain = weight / (1.0 - float(p["trust_forgetting"]))
    mass, bad = float(p["trust_prior_mass"]), float(p["bad_news_weight"])
    return (mass * disposition + gain * quality) / (mass + gain * (quality + bad * (1.0 - quality)))


def constant_cases(run: Simulation, direct: float, pathway: float, accepted: float) -> None:
    flows = run.state.practice_flows
    flows.direct[:], flows.pathway[:] = direct, pathway
    flows.accepted_direct[:], flows.accepted_pathway[:] = accepted * direct, accepted * pathway


@pytest.mark.unit
@pytest.mark.parametrize(("quality", "bad"), [(0.2, 1.0), (0.7, 1.3), (0.9, 3.0)])
def test_L1_trust_in_services_under_constant_evidence(quality: float, bad: float) -> None:
    run = world(confirmation=0.0, bad_news_weight=bad)
    state, p = run.state, run.record[0]
    constant_cases(run, 6.0, 10.0, quality)
    for _ in range(3000):
        practices_trust_services(
            p, BEFORE, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.teams
        )
    practices = state.practices
    trust = practices.service_good / (practices.service_good + practices.service_bad)
    weight = float(p["case_evidence"]) * (
        1.0
        - math.exp(-(6.0 + float(p["pathway_contact_share"]) * 10.0) / float(p["case_evidence_saturation"]))
    )
    expected = fixed_point(p, practices.general_trust[:, None], weight, quality)
    np.testing.assert_allclose(trust, np.broadcast_to(expected, trust.shape), rtol=1e-10)


@pytest.mark.unit
def test_L1_trust_in_the_centre_under_constant_evidence() -> None:
    run = world(confirmation=0.0)
    state, p = run.state, run.record[0]
    constant_cases(run, 3.0, 5.0, 0.6)
    state.practice_flows.accepted_direct[:] = 0.0  # what went the direct way says nothing about the centre
    for _ in range(3000):
        practices_trust_the_centre(p, BEFORE, state.pcns, state.practices, state.practice_flows)
    practices = state.practices
    trust = practices.centre_good / (practices.centre_good + practices.centre_bad)
    weight = float(p["case_evidence"]) * (
        1.0 - math.exp(-8 * 5.0 / (4.0 * float(p["case_evidence_saturation"])))
    )
    np.testing.assert_allclose(trust, fixed_point(p, practices.general_trust, weight, 0.6), rtol=1e-10)


@pytest.mark.unit
def test_L1_trust_between_practices_that_meet_every_week() -> None:
    run = world(confirmation=0.0, practice_tie_density=1.0)
    state, p = run.state, run.record[0]
    state.practices.signed[:] = True
    state.pcn_flows.meetings[:], state.pcn_flows.leadership[:], state.pcn_flows.consensus[:] = 0.4, 0.6, 0.8
    state.practice_flows.helped[:] = 0.0
    state.practice_ties.contact[:] = 0.0
    for _ in range(3000):
        practices_trust_each_other(
            p, DURING, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.practice_ties
        )
    ties = state.practice_ties
    weight = float(p["meeting_evidence"]) * (1.0 - math.exp(-0.4 / 0.25)) * (0.5 + 0.5 * 0.6)
    quality = float(p["meeting_quality"]) * (0.6 + 0.4 * 0.8) * (0.9 + 0.1 * float(p["facilitative_style"]))
    disposition = 0.5 * (
        state.practices.general_trust[ties.first] + state.practices.general_trust[ties.second]
    )
    assert ties.inside.sum() == 2 * 3
    np.testing.assert_allclose(
        ties.trust[ties.inside], fixed_point(p, disposition, weight, quality)[ties.inside]
    )


@pytest.mark.unit
def test_L1_trust_between_pcns_and_owners() -> None:
    run = world(confirmation=0.0, representation_evidence=0.0)
    state, p = run.state, run.record[0]
    constant_cases(run, 2.0, 2.0, 0.55)
    empty = np.zeros((len(state.pcns), 5))
    for _ in range(3000):
        owners_and_pcns_meet(
            p, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.owners,
            np.array(OWNER_OF_SERVICE), empty, empty.copy(),
        )  # fmt: skip
    services = np.bincount(OWNER_OF_SERVICE, minlength=5)
    weight = float(p["case_evidence"]) * (
        1.0 - np.exp(-4.0 * 3 * services / (4.0 * float(p["case_evidence_saturation"])))
    )
    trust = state.pcns.owner_good / (state.pcns.owner_good + state.pcns.owner_bad)
    expected = fixed_point(p, float(p["general_trust"]), weight, 0.55)
    np.testing.assert_allclose(trust, np.broadcast_to(expected, trust.shape), rtol=1e-10)


def iterate_services(run: Simulation, start: float, weeks: int = 6000) -> Any:
    practices = run.state.practices
    practices.service_good[:], practices.service_bad[:] = 10.0 * start, 10.0 * (1.0 - start)
    for _ in range(weeks):
        practices_trust_services(
            run.record[0],
            BEFORE,
            run.state.pcns,
            run.state.pcn_flows,
            practices,
            run.state.practice_flows,
            run.state.teams,
        )
    return practices.service_good / (practices.service_good + practices.service_bad)


@pytest.mark.unit
def test_L1b_confirmation_moves_the_fixed_point_and_leaves_one() -> None:
    run = world(confirmation=0.4, general_trust_spread=0.0, prior_collaboration_effect=0.0)
    p = run.record[0]
    constant_cases(run, 8.0, 0.0, 0.6)
    weight = float(p["case_evidence"]) * (1.0 - math.exp(-8.0 / float(p["case_evidence_saturation"])))
    low, high = iterate_services(run, 0.06), iterate_services(run, 0.94)
    np.testing.assert_allclose(low, high, rtol=1e-9)

    def read(trust: float) -> float:
        return fixed_point(
            p, float(p["general_trust"]), weight, min(max(0.6 + 0.4 * (trust - 0.5), 0.0), 1.0)
        )

    np.testing.assert_allclose(low, brentq(lambda trust: read(trust) - trust, 0.0, 1.0), rtol=1e-9)


@pytest.mark.unit
def test_L1b_strong_confirmation_has_two_stable_points() -> None:
    run = world(confirmation=4.0, general_trust_spread=0.0, prior_collaboration_effect=0.0, case_evidence=2.0)
    p = run.record[0]
    constant_cases(run, 8.0, 0.0, 0.55)
    weight = 2.0 * (1.0 - math.exp(-8.0 / float(p["case_evidence_saturation"])))
    low, high = iterate_services(run, 0.06), iterate_services(run, 0.94)
    assert low.max() < 0.5 < high.min()
    for trust in (low.flat[0], high.flat[0]):
        quality = min(max(0.55 + 4.0 * (trust - 0.5), 0.0), 1.0)
        assert trust == pytest.approx(fixed_point(p, float(p["general_trust"]), weight, quality), rel=1e-9)


def forgotten(p: Any, weeks: int, good: Any, bad: Any, disposition: Any) -> Any:
    """L2: trust after weeks without contact."""
    kept = float(p["trust_forgetting"]) ** weeks
    mass = (1.0 - kept) * float(p["trust_prior_mass"])
    return (kept * good + mass * disposition) / (kept * (good + bad) + mass)


@pytest.mark.unit
@pytest.mark.parametrize("weeks", [1, 40, 2000])
def test_L2_trust_without_contact_falls_back_to_the_disposition(weeks: int) -> None:
    run = world()
    state, p = run.state, run.record[0]
    practices = state.practices
    constant_cases(run, 0.0, 0.0, 0.0)
    disposition = practices.general_trust
    services = forgotten(p, weeks, practices.service_good, practices.service_bad, disposition[:, None])
    centre = forgotten(p, weeks, practices.centre_good, practices.centre_bad, disposition)
    for _ in range(weeks):
        practices_trust_services(
            p, BEFORE, state.pcns, state.pcn_flows, practices, state.practice_flows, state.teams
        )
        practices_trust_the_centre(p, BEFORE, state.pcns, practices, state.practice_flows)
    found = practices.service_good / (practices.service_good + practices.service_bad)
    np.testing.assert_allclose(found, services, rtol=1e-9)
    np.testing.assert_allclose(
        practices.centre_good / (practices.centre_good + practices.centre_bad), centre, rtol=1e-9
    )
    if weeks == 2000:
        np.testing.assert_allclose(found, np.broadcast_to(disposition[:, None], found.shape), rtol=1e-9)
    assert remembered(0.9, 12.0, 5.0, 0.4, 0.3) == pytest.approx(0.9 * 5.0 + 0.1 * 12.0 * 0.4 + 0.3)


# ------------------------------------------------------------------------------------------------------- L3


def one_queue(p: Any, asked: float, capacity: float, weeks: int, need_class: int = SIMPLE) -> Any:
    """The state of one practice after weeks in which one class asks for contacts and GPs have time for ``capacity``."""
    run = world(1, 1)
    practices, flows = run.state.practices, run.state.practice_flows
    practices.backlog[:] = 0.0
    practices.effect[:] = 0.0
    flows.by_staff[:] = 0.0
    flows.inflow[:] = 0.0
    flows.inflow[:, need_class] = asked
    for _ in range(weeks):
        flows.minutes[:] = capacity * p["minutes_per_contact"][need_class]
        gps_deliver(p, practices, flows)
        patients_wait_or_leave(p, practices, flows)
    return run.state


@pytest.mark.unit
@pytest.mark.parametrize("need_class", range(5))
def test_L3_what_exceeds_capacity_spills_and_a_known_queue_remains(need_class: int) -> None:
    p = record(**SPECIFICATION, overtime_limit=0.0)
    state = one_queue(p, 120.0, 100.0, 400, need_class)
    flows = state.practice_flows
    assert flows.spilled[0, need_class] == pytest.approx(20.0, rel=1e-9)
    assert flows.served[0, need_class] == pytest.approx(100.0, rel=1e-9)
    rate, tolerance = float(p["spill_rate"][need_class]), float(p["wait_tolerance"][need_class])

    def spill(left: float) -> float:
        return left * (1.0 - math.exp(-rate * max(0.0, left / 100.0 - tolerance))) - 20.0

    left = brentq(spill, 1.0, 1e5)
    assert flows.unserved[0, need_class] == pytest.approx(left, rel=1e-8)
    assert flows.waiting[0, need_class] == pytest.approx(left / 100.0, rel=1e-8)
    assert state.practices.backlog[0, need_class] == pytest.approx(left - 20.0, rel=1e-8)
    others = [other for other in range(5) if other != need_class]
    assert flows.spilled[0, others].sum() == 0.0
    assert state.practices.returning.sum() == 0.0


@pytest.mark.unit
def test_L3b_below_capacity_nothing_waits() -> None:
    p = record(**SPECIFICATION, overtime_limit=0.0)
    state = one_queue(p, 99.0, 100.0, 5)
    assert state.practices.backlog.sum() == 0.0
    assert state.practice_flows.spilled.sum() == 0.0
    assert state.practice_flows.served[0, SIMPLE] == pytest.approx(99.0)
    assert state.practice_flows.load[0] == pytest.approx(0.99)


@pytest.mark.unit
@pytest.mark.parametrize(("asked", "share"), [(90.0, 0.0), (115.0, 0.5), (130.0, 1.0), (300.0, 1.0)])
def test_longer_hours_and_shorter_contacts_grow_with_the_load(asked: float, share: float) -> None:
    """SM6 and amendment A5: from a load of 1 to one of 1.3, both limits are used in proportion."""
    p = record(**{**SPECIFICATION, "quick_contact_limit": 0.1}, overtime_limit=0.15)
    flows = one_queue(p, asked, 100.0, 1).practice_flows
    assert flows.overtime[0] == pytest.approx(0.15 * share)
    assert flows.shortening[0] == pytest.approx(0.1 * share)
    room = 100.0 * (1.0 + 0.15 * share) / (1.0 - 0.1 * share)
    assert flows.served[0, SIMPLE] == pytest.approx(min(asked, room))


@pytest.mark.unit
def test_urgent_patients_come_first_and_the_others_share_in_proportion() -> None:
    p = record(**SPECIFICATION, overtime_limit=0.0)
    run = world(1, 1)
    practices, flows = run.state.practices, run.state.practice_flows
    practices.backlog[:], practices.effect[:], flows.by_staff[:] = 0.0, 0.0, 0.0
    flows.inflow[:] = 50.0
    minutes = p["minutes_per_contact"]
    flows.minutes[:] = 50.0 * minutes[4] + 0.25 * 50.0 * minutes[:4].sum()
    gps_deliver(p, practices, flows)
    np.testing.assert_allclose(flows.served[0], [12.5, 12.5, 12.5, 12.5, 50.0])


@pytest.mark.unit
def test_under_pressure_part_of_need_resolves_and_part_of_what_gives_up_returns() -> None:
    """Amendment A5: with self-resolving need the queue in balance is shorter; spill and resolved need fill the gap."""
    values = {**SPECIFICATION, "self_resolving": 0.3, "hidden_return": 0.5}
    p = record(**values, overtime_limit=0.0)
    state = one_queue(p, 120.0, 100.0, 400)
    flows = state.practice_flows
    left, rate, tolerance = flows.unserved[0, 0], float(p["spill_rate"][0]), float(p["wait_tolerance"][0])
    excess = left / 100.0 - tolerance
    resolved = left * (1.0 - math.exp(-0.3 * excess))
    spilled = (left - resolved) * (1.0 - math.exp(-rate * excess))
    assert resolved + spilled == pytest.approx(20.0, rel=1e-8)
    assert flows.resolved[0, 0] == pytest.approx(resolved)
    assert flows.spilled[0, 0] == pytest.approx(spilled)
    gives_up = float(p["spill_destination"][0, 3])
    assert flows.gave_up[0] == pytest.approx(gives_up * spilled)
    assert state.practices.returning[0, 0] == pytest.approx(0.5 * gives_up * spilled)


@pytest.mark.unit
def test_no_more_than_the_ceiling_reach_the_emergency_department() -> None:
    p = record(**{**SPECIFICATION, "emergency_ceiling": 0.2}, overtime_limit=0.0)
    flows = one_queue(p, 120.0, 100.0, 50, need_class=4).practice_flows
    spilled = flows.spilled[0, 4]
    assert flows.emergency[0] == pytest.approx(0.2 * spilled)
    urgent = p["spill_destination"][4]
    assert urgent[0] > 0.2
    assert flows.gave_up[0] == pytest.approx((urgent[3] + urgent[0] - 0.2) * spilled)


@pytest.mark.unit
def test_patience_without_spread_is_a_threshold_and_spread_rounds_it_off() -> None:
    for wait in (0.0, 1.0, 1.5, 4.0, 25.0):
        assert beyond_tolerance(wait, 1.5, 0.0) == max(0.0, wait - 1.5)
        # The mean of max(0, wait - T) over a logistic T with mean 1.5 and scale 0.6, by integration.
        grid = stats.logistic(1.5, 0.6).ppf((np.arange(200000) + 0.5) / 200000)
        assert beyond_tolerance(wait, 1.5, 0.4) == pytest.approx(
            np.maximum(0.0, wait - grid).mean(), rel=2e-3
        )
    assert beyond_tolerance(60.0, 1.5, 0.4) == pytest.approx(58.5)


@pytest.mark.unit
@pytest.mark.parametrize("share", [0.0, 0.08])
def test_some_requests_find_no_suitable_offer_however_much_time_there_is(share: float) -> None:
    p = record(**{**SPECIFICATION, "no_suitable_offer": share}, overtime_limit=0.0)
    flows = one_queue(p, 50.0, 100.0, 3).practice_flows
    assert flows.turned_away[0, 0] == pytest.approx(50.0 * share)
    assert flows.spilled[0, 0] == pytest.approx(50.0 * share)
    assert flows.served[0, 0] == pytest.approx(50.0 * (1 - share))


# ------------------------------------------------------------------------------------------------------- L4


def spread(seed: int, first: int, weeks: int, trust: float = 1.0, **values: float) -> list[int]:
    """Adopters of one initiative among 120 practices, all tied to all, week by week; only peers persuade."""
    quiet = {
        "personal_exposure_share": 0.0, "own_interest_adoption_rate": 0.0, "implementation_weeks": 0.0,
        "practice_tie_density": 1.0, **values,
    }  # fmt: skip
    run = world(3, 40, "network", **quiet)
    state, p = run.state, run.record[0]
    number = len(state.practices)
    pairs = np.array(np.triu_indices(number, 1)).T
    ties = table(
        PracticeTies, len(pairs), first=pairs[:, 0], second=pairs[:, 1], live=True, inside=True, trust=trust
    )
    state.practices.signed[:] = True
    state.practice_flows.strain[:] = 0.0
    state.pcn_flows.bridge[:] = 0.0
    state.pcns.approved[:, 1] = 1.0
    state.practices.adopted[:] = 0.0
    state.practices.adopted[:first, 1] = 1.0
    tied, outside = np.zeros(number, dtype=np.int64), np.zeros(number, dtype=np.int64)
    adopters = [first]
    for week in range(weeks):
        clock = Clock(seed, week, True, week, False)
        neighbours_adopt(state.practices, state.practice_flows, ties, tied)
        practices_adopt(
            p,
            clock,
            state.pcns,
            state.pcn_flows,
            state.practices,
            state.practice_flows,
            state.systems,
            tied,
            outside,
        )
        adopters.append(int(state.practices.adopted[:, 1].sum()))
    assert state.practices.adopted[:, [0, 2, 3, 4, 5]].sum() == 0
    return adopters


@pytest.mark.statistical
def test_L4_linear_contagion_on_a_complete_graph_is_the_logistic_map() -> None:
    rate, weeks, first, number = 0.15, 30, 20, 120
    runs = np.array(
        [spread(s, first, weeks, contagion_steepness=0.0, peer_adoption_rate=rate) for s in range(30)]
    )
    # Week by week, whatever the state: new adopters are binomial with the known chance.
    before, new = runs[:, :-1], np.diff(runs, axis=1)
    chance = 1.0 - np.exp(-rate * before / (number - 1))
    surprise = (new - (number - before) * chance).sum()
    assert abs(surprise) < 4.0 * math.sqrt(((number - before) * chance * (1.0 - chance)).sum())
    # And over time: the map of the specification, to within a standard error and one part in the number of practices.
    share = first / number
    for _ in range(weeks):
        share += (1.0 - share) * (1.0 - math.exp(-rate * share))
    final = runs[:, -1] / number
    assert 0.5 < share < 0.99
    assert abs(final.mean() - share) < 4.0 * final.std(ddof=1) / math.sqrt(len(runs)) + 1.5 / number


@pytest.mark.unit
def test_L4b_one_distrusted_adopter_persuades_almost_nobody() -> None:
    values = {"contagion_steepness": 2.0, "contagion_threshold": 1.0, "peer_adoption_rate": 0.08}
    p = record(**values)
    assert contagion(p, 0.1, 5.0) == pytest.approx(0.01 / 1.01)
    assert contagion(p, 0.0, 5.0) == 0.0
    assert contagion(p, 1.0, 1.0) == pytest.approx(0.5)
    # 119 practices each hear of one adopter whom they trust by 0.02: with 0.0038 adopting a week, 0.05 in twelve weeks.
    few = spread(1, 1, 12, trust=0.02, **values)
    many = spread(1, 1, 12, trust=1.0, **values)
    assert few[-1] <= 2
    assert many[-1] > 40


# ------------------------------------------------------------------------------------------------------- L5


@pytest.mark.property
def test_L5_without_demand_there_is_no_work_and_strain_and_leaving_are_known() -> None:
    made = at(
        "hybrid", weeks=250, burn_in=5,
        values={
            "contacts_per_person_year": 0.0, "coordination_load_weight": 0.0, "unpaid_hours_load_weight": 0.0,
            "leaving_rate": 0.0, "retirement_rate": 0.0, "vacancy_fill_rate": 0.0,
        },
    )  # fmt: skip
    run = simulation(made)
    for _, after in weeks_of(run):
        flows = after.practice_flows
        for nothing in (
            flows.inflow,
            flows.served,
            flows.spilled,
            flows.cases,
            flows.emergency,
            flows.escalations,
        ):
            assert (nothing == 0.0).all()
        assert (after.teams.queue == 0.0).all()
        assert (after.pcns.desk_queue == 0.0).all()
    p = run.record[0]
    strain = 1.0 / (1.0 + math.exp(float(p["strain_midpoint_load"]) / float(p["strain_load_width"])))
    filled = run.state.gps.filled
    np.testing.assert_allclose(
        run.state.gps.strain[filled],
        strain + (0.5 - strain) * (1 - float(p["strain_speed"])) ** 255,
        rtol=1e-6,
    )
    assert not run.weekly().drop(columns="week").isna().all(axis=1).any()
    assert run.weekly()["joint_resolution"].eq(1.0).all()


@pytest.mark.unit
def test_L5_the_chance_of_leaving_follows_strain_role_and_age() -> None:
    p = record(leaving_rate=0.06, strain_effect_on_leaving=1.6, retirement_rate=0.1, role_retention=0.3)
    for strain in (0.0, 0.5, 0.9):
        base = 0.06 * math.exp(1.6 * (strain - 0.5))
        assert leaving_chance(p, strain, 40.0, False) == pytest.approx(base)
        assert leaving_chance(p, strain, 40.0, True) == pytest.approx(0.7 * base)
        assert leaving_chance(p, strain, 58.0, False) == pytest.approx(base + 0.1)
    assert leaving_chance(record(leaving_rate=1.0), 1.0, 60.0, False) == 0.9
    assert (1.0 - chance_in_a_week(0.3)) ** 52 == pytest.approx(0.7)
    assert chance_of(0.0) == 0.0
    assert chance_of(0.2) == pytest.approx(1 - math.exp(-0.2))


@pytest.mark.statistical
def test_L5_as_many_leave_as_strain_and_age_say() -> None:
    leavers, expected, variance = 0.0, 0.0, 0.0
    for seed in range(6):
        run = simulation(at("network", weeks=60, burn_in=10), area(3, seed=10), seed)
        p = run.record[0]
        for before, after in weeks_of(run):
            gps = before.gps
            yearly = np.minimum(
                0.9,
                float(p["leaving_rate"])
                * np.exp(float(p["strain_effect_on_leaving"]) * (gps.strain - 0.5))
                * np.where(gps.role > 0, 1.0 - float(p["role_retention"]), 1.0)
                + float(p["retirement_rate"]) * (gps.age > 57.0),
            )
            chance = (1.0 - (1.0 - yearly) ** (1 / 52)) * gps.filled
            arrived = after.gps.arrivals - gps.arrivals
            leavers += (gps.filled.astype(int) + arrived - after.gps.filled).sum()
            expected += chance.sum()
            variance += (chance * (1 - chance)).sum()
    assert expected > 40
    assert abs(leavers - expected) < 4.0 * math.sqrt(variance)


# ----------------------------------------------------------------------------------------------- L6, L7, L8


@pytest.mark.property
def test_L6_a_hierarchy_has_no_direct_cases_and_its_ties_to_services_only_fade() -> None:
    made = at("hierarchy", weeks=30, burn_in=5, values={"pathway_contact_share": 0.0})
    run = simulation(made)
    p = run.record[0]
    keep, mass = float(p["trust_forgetting"]), float(p["trust_prior_mass"])
    for number, (before, after) in enumerate(weeks_of(run)):
        if number < 5:
            continue
        assert (after.practice_flows.direct == 0.0).all()
        assert (after.pcn_flows.facilitation_hours == 0.0).all()
        assert (after.pcn_flows.facilitation_reach == 0.0).all()
        assert (after.pcn_flows.bridge == 0.0).all()
        good = (
            keep * before.practices.service_good + (1 - keep) * mass * after.practices.general_trust[:, None]
        )
        bad = keep * before.practices.service_bad + (1 - keep) * mass * (
            1 - after.practices.general_trust[:, None]
        )
        np.testing.assert_allclose(after.practices.service_good, good, rtol=1e-12)
        np.testing.assert_allclose(after.practices.service_bad, bad, rtol=1e-12)


@pytest.mark.property
def test_L7_a_network_has_no_desk_and_its_ties_to_the_centre_only_fade() -> None:
    run = simulation(at("network", weeks=40, burn_in=5)).run(5)
    p, start = run.record[0], run.state.practices.copy()
    for weeks, (_, after) in enumerate(weeks_of(run), start=1):
        assert (after.practice_flows.pathway == 0.0).all()
        assert (after.pcn_flows.desk_in == 0.0).all()
        assert (after.pcn_flows.desk_hours == 0.0).all()
        trust = after.practices.centre_good / (after.practices.centre_good + after.practices.centre_bad)
        expected = forgotten(p, weeks, start.centre_good, start.centre_bad, start.general_trust)
        np.testing.assert_allclose(trust, expected, rtol=1e-9)
        assert (after.systems.approved == 0.0).all()


@pytest.mark.property
def test_L8_nobody_leaves_where_nobody_leaves_or_retires() -> None:
    run = simulation(at("hybrid", weeks=60, values={"leaving_rate": 0.0, "retirement_rate": 0.0})).run()
    assert (run.weekly()["leaving"] == 0.0).all()
    assert (run.weekly()["cost_turnover"] == 0.0).all()
    assert run.weekly()["vacancy"].is_monotonic_decreasing


# --------------------------------------------------------------------------------------------- L9, L10, L11


@pytest.mark.property
@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("start", ["founding", "established"])
def test_L9_one_practice_in_one_pcn_runs_without_ties_between_practices(structure: str, start: str) -> None:
    run = simulation(at(structure, f"start={start}", weeks=60, burn_in=10), area(1, 1))
    for _, after in weeks_of(run):
        assert len(after.practice_ties) == 0
        assert (after.gps.ties_outside == 0).all()
        assert (after.pcn_flows.practice_trust == 0.8).all()
        assert after.pcn_flows.consensus == pytest.approx(1.0, abs=1e-14)
    values = run.outcomes()
    assert math.isnan(values["practice_trust"])
    assert math.isfinite(values["integration_composite"])


@pytest.mark.property
def test_L10_without_money_for_roles_nobody_is_hired_and_supervised() -> None:
    values = {f"additional_roles_money.year_{year}": 0.0 for year in range(1, 6)}
    run = simulation(at("hybrid", weeks=60, values={**values, "set_up_weeks": 1.0}))
    for _, after in weeks_of(run):
        assert (after.pcns.staff == 0.0).all()
        assert (after.practice_flows.by_staff == 0.0).all()
        assert (after.practice_flows.supervision_hours == 0.0).all()
    assert (run.state.pcns.set_up == 1.0).all()  # nothing else kept them from hiring


@pytest.mark.property
def test_L11_without_cases_for_other_agencies_there_is_no_desk_and_no_escalation() -> None:
    run = simulation(at("hybrid", weeks=30, values={"multi_agency_need": 0.0}))
    for _, after in weeks_of(run):
        assert (after.practice_flows.cases == 0.0).all()
        assert (after.practice_flows.escalations == 0.0).all()
        assert (after.pcns.desk_queue == 0.0).all()
        assert (after.teams.queue == 0.0).all()
    assert run.outcomes()["joint_resolution"] == 1.0


# ----------------------------------------------------------------------------------------- L12, L13: queues


@pytest.mark.unit
@pytest.mark.parametrize("share", [0.8, 1.7])
def test_L12_the_desk_under_constant_inflow(share: float) -> None:
    run = world(2, 2, "hierarchy")
    state, p = run.state, run.record[0]
    state.pcn_flows.desk_hours[:] = 10.0
    layers = float(state.systems.layers[0])
    capacity = 60.0 * 10.0 / (float(p["desk_minutes_per_case"]) * layers)
    state.pcns.desk_queue[:] = 0.0
    state.practice_flows.pathway[:] = share * capacity / 16.0  # two practices, eight services
    for _ in range(60):
        desk_works(p, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.systems)
    flows, queue = state.pcn_flows, state.pcns.desk_queue
    if share < 1:
        np.testing.assert_allclose(queue, 0.0, atol=1e-9)
        np.testing.assert_allclose(flows.desk_delay, layers * float(p["layer_delay"]), rtol=1e-9)
        np.testing.assert_allclose(flows.desk_bounced, 0.0, atol=1e-9)
    else:
        limit = float(p["desk_queue_limit"])
        np.testing.assert_allclose(queue, limit * capacity)
        np.testing.assert_allclose(flows.desk_delay, layers * float(p["layer_delay"]) + limit)
        np.testing.assert_allclose(flows.desk_bounced, (share - 1.0) * capacity)
        np.testing.assert_allclose(flows.desk_handled, capacity)


def bench_of_teams(wte: np.ndarray, arriving: float) -> Teams:  # type: ignore[type-arg]
    number = len(wte)
    return table(
        Teams,
        number,
        base_capacity=100.0,
        wte=wte,
        capacity=100.0,
        arriving=arriving,
        hub_team=-1,
        working=True,
    )


@pytest.mark.unit
def test_L13_a_team_without_noise_keeps_no_queue_below_its_capacity() -> None:
    run = world(team_staffing_variation=0.0, community_staff_decline=0.0)
    teams, p = bench_of_teams(np.array([1.0, 9.0]), 99.0), run.record[0]
    run.state.owners.pressure[:] = 0.0
    teams.queue[:] = 50.0
    for _ in range(60):
        teams_are_staffed(p, DURING, teams, run.state.owners, run.state.systems)
        teams_work(p, teams)
    assert (teams.queue == 0.0).all()
    assert (teams.seen == 99.0).all()
    teams.arriving[:] = 130.0
    for _ in range(60):
        teams_are_staffed(p, DURING, teams, run.state.owners, run.state.systems)
        teams_work(p, teams)
    np.testing.assert_allclose(teams.queue, 100.0 * float(p["team_queue_limit"]))
    np.testing.assert_allclose(teams.refused, 30.0)


@pytest.mark.statistical
def test_L13_the_mean_wait_falls_with_the_root_of_team_size() -> None:
    """At arrivals equal to mean capacity the queue is a reflected random walk, whose mean Spitzer's formula gives."""
    weeks, spread_, size = 60, 0.05, 1500
    run = world(team_staffing_variation=spread_, community_staff_decline=0.0, team_queue_limit=1e6)
    p = run.record[0]
    run.state.owners.pressure[:] = 0.0
    run.state.systems.growth[:] = 0.0
    wte = np.repeat([1.0, 4.0, 16.0], size)
    teams = bench_of_teams(wte, 0.0)
    teams.arriving[:] = 100.0 * np.exp(0.5 * spread_**2 / wte)
    for week in range(weeks):
        teams_are_staffed(p, Clock(3, week, True, week, False), teams, run.state.owners, run.state.systems)
        teams_work(p, teams)
    walk = np.sum(1.0 / np.sqrt(2.0 * np.pi * np.arange(1, weeks + 1)))
    waits = (teams.queue / 100.0).reshape(3, size)
    for wait, people in zip(waits, (1.0, 4.0, 16.0), strict=True):
        expected = spread_ / math.sqrt(people) * walk
        assert abs(wait.mean() - expected) < 4.0 * wait.std(ddof=1) / math.sqrt(size) + 0.01 * expected


# -------------------------------------------------------------------------------------------- L14, L15, L16


@pytest.mark.property
def test_L14_where_needs_do_not_vary_the_standard_design_fits_everywhere() -> None:
    def run_with(loss: float) -> Simulation:
        values = {
            "need_variation": 0.0,
            "misfit_loss": loss,
            "mandate_adoption_rate": 1.0,
            "central_decision_weeks": 0.5,
        }
        return simulation(at("hierarchy", weeks=40, values=values)).run()

    one, other = run_with(0.0), run_with(1.6)
    assert differing(one, other) == []
    practices = one.state.practices
    assert (practices.need_distance == 0.0).all()
    adopted = practices.adopted > 0
    assert adopted.sum() > 5
    assert (practices.design_fit[adopted] == 1.0).all()
    assert standard_fit(one.record[0], 0.0, 0.3) == 1.0
    assert standard_fit(record(misfit_loss=0.8), 1.5, 0.25) == pytest.approx(math.exp(-0.8 * 1.5 * 0.75))


@pytest.mark.property
@pytest.mark.parametrize("structure", STRUCTURES)
def test_L15_with_a_ceiling_of_nothing_every_case_fails(structure: str) -> None:
    values = {"joint_success_ceiling": 0.0, "integrated_team_effect": 0.0}
    run = simulation(at(structure, weeks=20, values=values))
    for _, after in weeks_of(run):
        assert (after.practice_flows.joint_resolved == 0.0).all()
        np.testing.assert_allclose(after.practice_flows.failed_class.sum(axis=1), after.practice_flows.cases)
    assert run.outcomes()["joint_resolution"] == 0.0


@pytest.mark.unit
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.9, 1.0])
def test_L16_without_preference_or_difference_the_direct_share_is_the_structures(share: float) -> None:
    assert direct_share(record(channel_choice_strength=0.0), share, 0.9, 0.1) == pytest.approx(
        share, rel=1e-15
    )
    assert direct_share(record(channel_choice_strength=3.0), share, 0.6, 0.6) == pytest.approx(
        share, rel=1e-14
    )


@pytest.mark.property
def test_L16_in_a_run() -> None:
    made = at(0.3, weeks=10, values={"channel_choice_strength": 0.0})
    run = simulation(made).run()
    flows = run.state.practice_flows
    np.testing.assert_allclose(flows.direct, 0.3 * (flows.direct + flows.pathway), rtol=1e-12)
    assert run.outcomes()["desk_share"] == pytest.approx(0.7)


# ---------------------------------------------------------------------------------- A1: ties between people

STILL = {"leaving_rate": 0.0, "retirement_rate": 0.0, "vacancy_fill_rate": 0.0, "closure_staffing": 0.0}
NO_FORMATION = {"triadic_rate": 0.0, "meeting_introductions": 0.0}


@pytest.mark.property
def test_A1_ties_without_contact_or_formation_decay_to_none_in_known_weeks() -> None:
    values = {
        **STILL, **NO_FORMATION, "contact_evidence": 0.0, "meeting_evidence": 0.0, "tie_hours_limit": 0.0,
        "bridge_forgetting": 0.957, "embedded_forgetting": 0.97, "initial_gp_tie_evidence": 4.0,
        "tie_drop_evidence": 0.6,
    }  # fmt: skip
    run = simulation(config(weeks=1, burn_in=80, values=values), area(2, 3))
    # Nobody meets before the contract. A tie goes in the first week in which 4 keep**weeks is less than 0.6.
    outside_goes = math.ceil(math.log(0.6 / 4.0) / math.log(0.957))
    inside_goes = math.ceil(math.log(0.6 / 4.0) / math.log(0.97))
    assert (outside_goes, inside_goes) == (44, 63)
    used = int(run.state.gp_ties.count[0])
    inside = int((run.state.gp_ties.reach[:used] == 0).sum())
    assert 0 < inside < used
    counts = [int(after.gp_ties.count[0]) for _, after in weeks_of(run)]
    assert counts[: outside_goes - 1] == [used] * (outside_goes - 1)
    assert counts[outside_goes - 1 : inside_goes - 1] == [inside] * (inside_goes - outside_goes)
    assert set(counts[inside_goes - 1 :]) == {0}
    assert run.state.gps.ties.sum() == 0


@pytest.mark.unit
def test_A1_nine_in_ten_bridges_fade_in_a_year() -> None:
    assert float(record()["bridge_forgetting"]) ** 52 == pytest.approx(0.10, abs=0.005)


@pytest.mark.property
def test_A1_without_leavers_dissolution_and_formation_the_ties_stay_the_same() -> None:
    run = simulation(
        at("network", weeks=40, values={**STILL, **NO_FORMATION, "tie_drop_evidence": 0.0}), area(2, 3)
    )
    pairs = gp_tie_rows(run.state.gp_ties)
    for _, after in weeks_of(run):
        assert gp_tie_rows(after.gp_ties) == pairs


@pytest.mark.property
def test_A1_without_leavers_and_dissolution_ties_are_only_added() -> None:
    run = simulation(
        at("network", weeks=40, values={**STILL, "tie_drop_evidence": 0.0, "triadic_rate": 0.2}), area(2, 3)
    )
    pairs = gp_tie_rows(run.state.gp_ties)
    for _, after in weeks_of(run):
        grown = gp_tie_rows(after.gp_ties)
        assert grown >= pairs
        pairs = grown


def meet(weeks: int, seed: int) -> tuple[float, int]:
    """Density over pairs of GPs of two practices after so many weekly meetings that all attend, and the pairs."""
    values = {
        "meeting_introductions": 0.5, "homophily": 0.0, "facilitation_introductions": 0.0, "initial_vacancy": 0.0,
        "ties_between_practices": 0.0, "ties_beyond_pcn": 0.0,
    }  # fmt: skip
    run = world(1, 6, "network", **values)
    state = run.state
    gps = state.gps
    gps.filled[:], gps.attendance[:], gps.spare[:] = True, 1.0, 1.0
    state.pcn_flows.meetings[:] = 1.0
    number = len(gps)
    pairs = number * (number - 1) // 2 - sum(n * (n - 1) // 2 for n in np.bincount(gps.practice))
    ties = with_room(state.gp_ties, int(state.gp_ties.count[0]) + pairs)
    before = int(ties.count[0])
    assert not (gps.practice[ties.first[:before]] != gps.practice[ties.second[:before]]).any()
    for week in range(weeks):
        meetings_introduce(
            run.record[0], Clock(seed, week, True, week, False), gps, ties, state.practices, state.pcns,
            state.pcn_flows, state.practice_ties,
        )  # fmt: skip
    return (int(ties.count[0]) - before) / pairs, number


@pytest.mark.statistical
@pytest.mark.parametrize("weeks", [20, 80])
def test_A1_meetings_without_dissolution_fill_a_closed_group_at_a_known_rate(weeks: int) -> None:
    """Each week each of n GPs picks one of the n posts with chance 1/2: a pair ties with 1 - (1 - 1/(2n))**2 a week."""
    found = [meet(weeks, seed) for seed in range(12)]
    number = found[0][1]
    assert number > 20
    expected = 1.0 - (1.0 - 0.5 / number) ** (2 * weeks)
    densities = np.array([density for density, _ in found])
    assert abs(densities.mean() - expected) < 4.0 * densities.std(ddof=1) / math.sqrt(len(densities))
    assert densities.std(ddof=1) < 0.05


@pytest.mark.property
def test_A1_in_the_end_everybody_knows_everybody() -> None:
    assert meet(1500, 1)[0] == 1.0


@pytest.mark.property
def test_A1_what_a_leaver_built_goes_with_them() -> None:
    run = simulation(
        at("network", weeks=30, values={"leaving_rate": 0.9, "vacancy_fill_rate": 5.0}), area(2, 3)
    )
    seen = 0
    for before, after in weeks_of(run):
        new = set(np.flatnonzero(after.gps.arrivals > before.gps.arrivals).tolist())
        used = int(after.gp_ties.count[0])
        ages = {}
        for tie in range(used):
            for end in (int(after.gp_ties.first[tie]), int(after.gp_ties.second[tie])):
                ages[end] = max(ages.get(end, 0.0), float(after.gp_ties.age[tie]))
        assert all(ages.get(gp, 0.0) == 0.0 for gp in new)  # only ties of this week
        seen += len(new)
    assert seen > 20


# ----------------------------------------------------------------------------------------------- A2: owners


@pytest.mark.unit
def test_A2_pressure_pulls_back_time_and_moves_work_only_by_its_parameters() -> None:
    quiet = {"team_staffing_variation": 0.0, "community_staff_decline": 0.0}
    for pull, pressure, expected in (
        (0.0, 1.0, 100.0),
        (0.3, 0.5, 100.0),
        (0.3, 1.0, 70.0),
        (0.3, 0.75, 85.0),
    ):
        run = world(pull_back=pull, **quiet)
        run.state.owners.pressure[:], run.state.owners.withdrawn[:] = pressure, 0.0
        run.state.systems.growth[:] = 0.0
        teams = bench_of_teams(np.ones(2), 0.0)
        teams_are_staffed(run.record[0], DURING, teams, run.state.owners, run.state.systems)
        np.testing.assert_allclose(teams.capacity, expected)
        np.testing.assert_allclose(run.state.owners.withdrawn[0], 2 * (100.0 - expected))
    p = record(pressure_on_transfer=0.0, transferred_work=0.05, influence_on_transferred_work=0.8)
    for pressure in (0.0, 0.5, 1.0):
        assert transferred_share(p, 0.4, pressure, 0.5) == pytest.approx(0.05 * 0.8 * 0.6)
    p = record(pressure_on_transfer=0.5, transferred_work=0.05, influence_on_transferred_work=0.8)
    assert transferred_share(p, 0.4, 0.5, 0.5) == pytest.approx(
        0.05 * 0.8 * 0.6
    )  # the specification's constant
    assert transferred_share(p, 0.4, 1.0, 0.5) == pytest.approx(0.05 * 0.8 * 0.6 * 1.25)


@pytest.mark.property
def test_A2_without_its_parameters_pressure_changes_nothing() -> None:
    off = {
        "pull_back": 0.0, "pressure_on_transfer": 0.0, "representation_evidence": 0.0, "priority_speed": 0.0,
        "trust_pressure_speed": 0.0,
    }  # fmt: skip
    runs = []
    for pressure in (0.05, 0.95):
        run = simulation(at("hybrid", weeks=40, values=off))
        run.state.owners.pressure[:] = pressure
        runs.append(run.run())
    one, other = (run.weekly().drop(columns="owner_pressure") for run in runs)
    assert one.equals(other)
    assert set(differing(*runs)) == {"owners", "series"}


@pytest.mark.unit
def test_A2_time_follows_trust_only_by_its_parameter_and_is_shared_not_made() -> None:
    run = world(3, 2, assignment_gain=0.1)
    state, p = run.state, run.record[0]
    state.teams.availability[:] = 0.7
    shifts = np.array(
        [assigned_time(p, state.pcns, state.owners, state.teams, 0, pcn) - 0.7 for pcn in range(3)]
    )
    people = np.bincount(state.practices.pcn, state.practices.list_size)
    assert np.abs(shifts).max() > 1e-4
    assert abs(np.average(shifts, weights=people)) < 1e-12
    still = record(assignment_gain=0.0)
    assert {assigned_time(still, state.pcns, state.owners, state.teams, 0, pcn) for pcn in range(3)} == {0.7}


@pytest.mark.property
def test_A2_what_a_director_built_with_owners_goes_with_them() -> None:
    values = {"director_resignation_rate": 0.8, "director_fill_rate": 0.5, "representation_evidence": 0.2}
    run = simulation(at("hybrid", weeks=200, values=values), area(3, seed=10))
    changes = 0
    for before, after in weeks_of(run):
        followed = (before.pcns.director != after.pcns.director) & (after.pcns.director >= 0)
        one_week = 0.2 * after.pcn_flows.external_share / 0.6 * after.pcn_flows.represented * 1.3
        mass = (after.pcns.director_good + after.pcns.director_bad).max(axis=1)
        assert (mass[followed] <= one_week[followed] + 1e-12).all()
        changes += int(followed.sum())
    assert changes > 5


# ---------------------------------------------------------------------------------------------- small rules


@pytest.mark.unit
def test_layers_between_a_practice_and_the_centre() -> None:
    p = record(span_of_control=6)
    found = [system_layers(p, float(n)) for n in (1, 2, 6, 7, 20, 36, 37, 216, 217)]
    assert found == [2, 2, 2, 3, 3, 3, 4, 4, 5]


@pytest.mark.unit
def test_the_season_averages_to_one_and_peaks_in_mid_january() -> None:
    p = record()
    for need_class in range(5):
        year = [season(p, need_class, week) for week in range(52)]
        assert np.mean(year) == pytest.approx(1.0)
        assert int(np.argmax(year)) == 28
        assert max(year) == pytest.approx(1.0 + float(p["season_amplitude"][need_class]))
    assert supply_of_gps(record(gp_shortage_rate=0.12), 104) == pytest.approx(math.exp(-0.24))
    assert supply_of_gps(record(gp_shortage_rate=0.12), -30) == 1.0


@pytest.mark.unit
def test_the_veto_is_the_base_value_half_way() -> None:
    p = record(veto_base=0.3, facilitative_style=1.0)
    assert veto_chance(p, 0.5, 0.5) == pytest.approx(0.3)
    assert veto_chance(p, 1.0, 0.2) == 0.0
    assert veto_chance(p, 0.0, 0.0) == 0.9
    assert veto_chance(record(veto_base=0.3, facilitative_style=0.0), 0.5, 0.5) == pytest.approx(0.18)


@pytest.mark.unit
def test_the_entitlement_is_that_of_the_year_and_the_fifth_goes_on() -> None:
    p = record()
    money = p["additional_roles_money"]
    found = [entitlement(p, week) for week in (0, 51, 52, 104, 207, 208, 259, 400)]
    assert found == [money[year] for year in (0, 0, 1, 2, 3, 4, 4, 4)]


@pytest.mark.unit
def test_rounding_by_luck_keeps_the_mean() -> None:
    u = (np.arange(10000) + 0.5) / 10000
    for amount in (0.0, 0.31, 2.0, 7.75):
        rounded = np.array([round_by_luck(amount, one) for one in u])
        assert set(rounded) <= {math.floor(amount), math.floor(amount) + 1.0}
        assert rounded.mean() == pytest.approx(amount, abs=1e-9)


@pytest.mark.statistical
def test_requests_have_the_mean_and_the_variance_of_a_poisson() -> None:
    made = config(
        weeks=1,
        burn_in=60,
        values={**STILL, "transferred_work": 0.0, "failed_case_return": 0.0, "hidden_return": 0.0},
    )
    run = simulation(made, area(2, 5))
    z = []
    for _, after in weeks_of(run):
        flows = after.practice_flows
        z.append((flows.inflow - flows.expected) / np.sqrt(flows.expected))
    found = np.concatenate([one.ravel() for one in z])
    assert abs(found.mean()) < 4.0 / math.sqrt(len(found))
    assert abs(found.var() - 1.0) < 4.0 * math.sqrt(2.0 / len(found))
    by_need = np.stack(z).reshape(-1, 5)
    assert np.abs(np.corrcoef(by_need.T)[np.triu_indices(5, 1)]).max() < 4.0 / math.sqrt(len(by_need))


@pytest.mark.unit
def test_expected_contacts_by_hand() -> None:
    """The formula of SM4 from the area's own table, outside the model's columns."""
    place = area(2, 3)
    values = {
        **by_class("demand_growth", 0.02), "demand_scale": 1.1, "contacts_per_person_year": 3.0,
        "prevention_effect": 0.0, "wider_determinants_effect": 0.0, "demand_management_saving": 0.0,
    }  # fmt: skip
    run = simulation(at("hybrid", weeks=30, burn_in=2, values=values), place).run()
    p = run.record[0]
    week = 29
    share = p["contact_share"] / p["contact_share"].sum()
    columns = [
        f"patients_{group}" for group in ("0_4", "5_14", "15_44", "45_64", "65_74", "75_84", "85_over")
    ]
    for row, practice in enumerate(place.practices.itertuples()):
        ages = np.array([getattr(practice, column) for column in columns], dtype=float)
        mix = ages / ages.sum()
        d = (practice.imd_score - 23.5) / 11.6
        for need in range(len(CLASSES)):
            rates = p["relative_rate_by_age"][need]
            slope = float(p["deprivation_gradient"]) * float(p["deprivation_gradient_by_class"][need])
            expected = (
                practice.list_size / 52 * 3.0 * share[need]
                * (mix @ rates) / (p["england_age_mix"] @ rates)
                * math.exp(slope * d - slope**2 / 2)
                * (1 + float(p["season_amplitude"][need]) * math.cos(2 * math.pi * (week - 28) / 52))
                * 1.02 ** (week / 52) * 1.1
            )  # fmt: skip
            assert run.state.practice_flows.expected[row, need] == pytest.approx(expected, rel=1e-12)


@pytest.mark.unit
def test_the_bench_is_what_the_tests_think() -> None:
    run = world(2, 3, "network")
    assert (run.state.pcns.shares[:, [MEETINGS, PEER_SPREAD]] == 1.0).all()
    assert len(run.state.practices) == 6
