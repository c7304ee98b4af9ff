"""Rules that carry a mechanism of the source documents and that no other test takes apart: each against its formula."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from pcnsim.model.columns import Clock
from pcnsim.model.programmes.network_roles import is_extended, placement
from pcnsim.model.rules.adoption import initiatives_work_or_lapse
from pcnsim.model.rules.capacity import minutes_of, practices_help
from pcnsim.model.rules.demand import expected_contacts
from pcnsim.model.rules.introductions import introductions_boost, meetings_introduce
from pcnsim.model.rules.leadership import directors_divide_their_time, pcn_means
from pcnsim.model.rules.people import strain_follows_load
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import (
    ACUTE_INTERFACE,
    DEMAND_MANAGEMENT,
    FAMILY_SUPPORT,
    NETWORK_ROLE_GP,
    NO_ROLE,
    SIMPLE,
    UNSCHEDULED_CARE,
)
from tests.model.test_limits import record, world
from tests.model.world import area, at, by_class, simulation

DURING = Clock(5, 60, True, 60, False)


# ------------------------------------------------------------------------------------------- S0: network-role GPs


@pytest.mark.statistical
@pytest.mark.parametrize(("benefit", "trust"), [(0.0, 0.5), (0.04, 0.5), (0.0, 0.7), (-0.04, 0.3)])
def test_a_review_of_network_roles_weighs_joint_working_and_trust(benefit: float, trust: float) -> None:
    """S0-extended: the logistic odds of the rule; trust in services that are not bridged does not count."""
    run = world(network_role_gps=1, network_role_policy=1)
    state, p = run.state, run.record[0]
    state.pcns.network_success_before[:] = 0.4
    state.pcns.success[:] = 0.4 + benefit
    good, bad = state.practices.service_good, state.practices.service_bad
    good[:], bad[:] = 9.0, 1.0
    for service in (FAMILY_SUPPORT, UNSCHEDULED_CARE, ACUTE_INTERFACE):
        good[:, service], bad[:, service] = 10.0 * trust, 10.0 * (1.0 - trust)
    odds = (
        float(p["network_role_renewal_intercept"])
        + float(p["network_role_renewal_benefit"]) * benefit
        + float(p["network_role_renewal_trust"]) * (trust - 0.5)
    )
    chance = 1.0 / (1.0 + math.exp(-odds))
    tries = 1500
    extended = [
        is_extended(p, Clock(seed, 52, True, 52, False), state.practices, state.pcns, 0, 1)
        for seed in range(tries)
    ]
    assert abs(np.mean(extended) - chance) < 4.0 * math.sqrt(chance * (1.0 - chance) / tries)


@pytest.mark.unit
def test_placement_finds_the_least_trusting_and_the_best_connected_pcn() -> None:
    """S0-how-used."""
    run = world(3, 3, network_role_gps=1)
    state = run.state
    state.practices.service_good[:], state.practices.service_bad[:] = 6.0, 4.0
    state.practices.service_good[state.practices.pcn == 1] = 2.0
    state.gps.ties_outside[:] = 1
    state.gps.ties_outside[state.gps.pcn == 2] = 5
    found = {
        kind: placement(record(network_role_placement=kind), state.gps, state.practices, state.pcns, 0, 3)
        for kind in (0, 2, 3)
    }
    assert found == {0: -1, 2: 1, 3: 2}


@pytest.mark.unit
def test_a_role_takes_load_off_its_holder_and_off_nobody_else() -> None:
    """S0-motives: variety relieves; the felt strain is that of a load smaller by ``role_relief``."""
    run = world(role_relief=0.1)
    p = run.record[0]
    plain, relieved = copy_state(run.state), copy_state(run.state)
    holder = int(np.flatnonzero(plain.gps.filled & (plain.gps.role == NO_ROLE))[0])
    relieved.gps.role[holder] = NETWORK_ROLE_GP
    felt = []
    for state in (plain, relieved):
        before = state.gps.strain.copy()
        strain_follows_load(p, state.gps, state.pcn_flows, state.practices, state.practice_flows)
        felt.append(before + (state.gps.strain - before) / float(p["strain_speed"]))
    others = np.arange(len(plain.gps)) != holder
    np.testing.assert_array_equal(felt[0][others], felt[1][others])
    logits = [math.log(one[holder] / (1.0 - one[holder])) for one in felt]
    assert logits[0] - logits[1] == pytest.approx(0.1 / float(p["strain_load_width"]))


@pytest.mark.unit
def test_those_who_bridge_introduce_people_of_different_practices() -> None:
    """S0-cross-boundary-leader: facilitators, bridging staff or network-role GPs raise introductions under one luck."""
    run = world(1, 6, "network", facilitation_introductions=2.0, meeting_introductions=0.05, homophily=0.0)
    p = run.record[0]
    made = {}
    for reach in ("", "facilitation_reach", "bridging_reach", "network_reach"):
        state = copy_state(run.state)
        state.gps.attendance[:], state.gps.spare[:] = 1.0, 1.0
        flows = state.pcn_flows
        flows.meetings[:], flows.facilitation_reach[:], flows.bridging_reach[:] = 1.0, 0.0, 0.0
        flows.network_reach[:] = 0.0
        if reach:
            flows[reach][:] = 0.9
        assert introductions_boost(p, flows, 0) == pytest.approx(1.0 + (1.8 if reach else 0.0))
        before = int(state.gp_ties.count[0])
        for week in range(8):
            meetings_introduce(
                p, Clock(5, week, True, week, False), state.gps, state.gp_ties, state.practices, state.pcns,
                flows, state.practice_ties,
            )  # fmt: skip
        made[reach] = int(state.gp_ties.count[0]) - before
    alone = made.pop("")
    assert set(made.values()) == {made["bridging_reach"]}
    assert made["bridging_reach"] > alone > 0


# --------------------------------------------------------------------------------------------- S1: inward, outward


@pytest.mark.unit
def test_initiatives_take_demand_away_from_the_classes_that_they_are_for() -> None:
    """S1-internal, S1-external: demand management at once, prevention and wider determinants by what has built up."""
    run = world()
    practices, p = run.state.practices, run.record[0]
    practices.effect[:], practices.prevention_stock[:] = 0.0, 0.0
    plain = [expected_contacts(p, practices, 0, need, 0.1) for need in range(5)]
    practices.effect[:, DEMAND_MANAGEMENT] = 0.6
    practices.prevention_stock[:] = 0.5, 0.4
    managed = 0.6 * float(p["demand_management_saving"])
    prevented, wider = 0.5 * float(p["prevention_effect"]), 0.4 * float(p["wider_determinants_effect"])
    share = [managed + wider, prevented + wider, 0.0, prevented + wider, prevented + managed]
    found = [expected_contacts(p, practices, 0, need, 0.1) for need in range(5)]
    assert min(managed, prevented, wider) > 0.0
    np.testing.assert_allclose(found, np.array(plain) * (1.0 - np.array(share)), rtol=1e-12)


@pytest.mark.unit
@pytest.mark.parametrize("spare", [6000.0, 300.0])
def test_practices_that_share_demand_help_inside_their_network_with_the_time_they_have(spare: float) -> None:
    """S1-internal: contacts move from left over to served, in the minutes that colleagues had to spare."""
    run = world(shareable_capacity=0.5)
    state, p = run.state, run.record[0]
    flows, practices = state.practice_flows, state.practices
    practices.effect[:] = 0.0
    flows.unserved[:], flows.served[:] = 0.0, 20.0
    used = [sum(20.0 * minutes_of(p, practices, one, need) for need in range(5)) for one in range(6)]
    flows.minutes[:] = used
    flows.minutes[[0, 3]] += spare
    flows.unserved[1, SIMPLE] = 100.0
    before = copy_state(state).practice_flows
    practices_help(p, practices, flows, state.pcns)
    np.testing.assert_array_equal(flows.served, before.served)  # nobody shares demand management
    practices.effect[:, DEMAND_MANAGEMENT] = 0.8
    practices_help(p, practices, flows, state.pcns)
    moved = flows.served - before.served
    minutes = 0.8 * 0.5 * min(spare, 100.0 * minutes_of(p, practices, 1, SIMPLE))
    assert moved[1, SIMPLE] == pytest.approx(minutes / minutes_of(p, practices, 1, SIMPLE))
    assert moved.sum() == pytest.approx(moved[1, SIMPLE])
    np.testing.assert_allclose(flows.served + flows.unserved, before.served + before.unserved)
    np.testing.assert_allclose(flows.helped[:2], minutes / flows.minutes[:2])
    assert (flows.helped[2:] == 0.0).all()


@pytest.mark.unit
def test_consensus_is_lost_with_the_spread_of_goals() -> None:
    """S1-beyond-history: one less the list-weighted standard deviation of what practices are after, scaled."""
    run = world(2, 4, consensus_scale=1.2)
    state, p = run.state, run.record[0]
    goals = state.practice_flows.goals
    goals[:4], goals[4:] = (0.2, 0.3, 0.5, 0.6), 0.4
    pcn_means(
        p, DURING, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.practice_ties
    )
    weights = state.practices.list_size[:4]
    mean = np.average(goals[:4], weights=weights)
    spread = math.sqrt(np.average((goals[:4] - mean) ** 2, weights=weights))
    np.testing.assert_allclose(state.pcn_flows.consensus, [1.0 - 1.2 * spread, 1.0], rtol=1e-12)
    assert state.pcn_flows.consensus[0] < 0.95


@pytest.mark.statistical
def test_as_many_initiatives_are_given_up_as_misfit_and_leadership_say() -> None:
    """S1-hard: none while it is new, and none that fits."""
    run = world()
    run.record["abandonment_rate"] = 0.5  # beyond its range, so that a small difference shows
    state, p = run.state, run.record[0]
    practices = state.practices
    state.pcn_flows.leadership[:] = 0.1, 0.9
    kept = np.zeros(2)
    tries = 1000
    for seed in range(tries):
        practices.adopted[:], practices.design_fit[:], practices.weeks_adopted[:] = 1.0, 0.1, 1000.0
        practices.weeks_adopted[:, 0] = 0.0
        practices.design_fit[:, 1] = 1.0
        initiatives_work_or_lapse(
            p, Clock(seed, 60, True, 60, False), state.pcns, state.pcn_flows, practices, state.practice_flows
        )
        assert (practices.adopted[:, :2] == 1.0).all()
        kept += [practices.adopted[practices.pcn == pcn, 2:].sum() for pcn in range(2)]
    number = tries * 3 * 4
    for pcn, leadership in enumerate((0.1, 0.9)):
        chance = 1.0 - math.exp(-0.5 * 0.9 * (1.3 - leadership))
        assert abs(1.0 - kept[pcn] / number - chance) < 4.0 * math.sqrt(chance * (1.0 - chance) / number)


@pytest.mark.property
def test_what_the_team_takes_over_costs_continuity_with_a_gp() -> None:
    """S1-role-shift: the same week with and without tasks that move; the measure is that of the outcome."""

    def week(limit: float) -> Any:
        values = by_class("substitution_limit", limit)
        run = simulation(at("hybrid", "start=established", weeks=2, burn_in=1, values=values), area(2, 3))
        return run.run(1)

    alone, team = week(0.0), week(0.4)
    assert (alone.state.practice_flows.by_staff == 0.0).all()
    assert team.state.practice_flows.by_staff.sum() > 0.0
    found = [run.weekly()["continuity"].iloc[0] for run in (alone, team)]
    assert found[1] < found[0]
    np.testing.assert_array_equal(alone.state.practice_flows.expected, team.state.practice_flows.expected)


# ------------------------------------------------------------------------------------------------------- S2: bids


@pytest.mark.unit
def test_bidding_takes_directors_hours_while_there_are_bids() -> None:
    """S2-bidding: hours for bids come on top of what is asked; where there are none to spare, leadership pays."""

    def directors(extra: float, week: int, **values: float) -> Simulation:
        run = world(director_extra_sessions=extra, money_by_bids=1, bids_end_week=60, bid_hours=3.0, **values)
        run.run(1)
        state = run.state
        directors_divide_their_time(
            run.record[0], Clock(5, week, True, week, False), state.gps, state.pcns, state.pcn_flows,
            state.systems,
        )  # fmt: skip
        return run

    roomy = [directors(10.0, week).state.pcn_flows for week in (59, 60)]
    np.testing.assert_allclose(roomy[0].director_hours - roomy[1].director_hours, 3.0)
    tight = [directors(0.0, week, director_hours_per_practice=12.0).state.pcn_flows for week in (59, 60)]
    np.testing.assert_array_equal(tight[0].director_hours, tight[1].director_hours)
    assert (tight[0].leadership < tight[1].leadership).all()
