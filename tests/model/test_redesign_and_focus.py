"""Fundamental redesign, a change of focus, belief that the policy lasts, and prevention under pressure of work."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import pcnsim.model
from pcnsim.model.columns import Clock, PcnFlows, Pcns, table
from pcnsim.model.rules.adoption import initiatives_work_or_lapse, neighbours_adopt, practices_adopt
from pcnsim.model.rules.cases import cases_are_answered
from pcnsim.model.rules.decisions import pcns_redesign, readiness
from pcnsim.model.rules.environment import belief_in_policy, focus_now
from pcnsim.model.rules.gp_ties import gps_meet_and_judge, hours_for_ties, people_attend
from pcnsim.model.rules.people import people_change
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import (
    BACK_OFFICE,
    NEIGHBOURHOOD_TEAM,
    NO_ROLE,
    PREVENTION,
    SAME_PRACTICE,
    WIDER_DETERMINANTS,
)
from tests.model.world import area, at, bytes_of, differing, simulation, weeks_of

WEEK = 10
DURING = Clock(5, WEEK, True, WEEK, False)
QUICK = {
    "set_up_weeks": 1.0,
    "proposals_per_meeting": 3.0,
    "central_decision_weeks": 0.5,
    "mandate_adoption_rate": 0.5,
}
"""Networks that are soon set up and take up initiatives within weeks."""


def world(structure: str = "hybrid", weeks: int = WEEK, **values: float) -> Simulation:
    """Two PCNs of three practices that are soon at work."""
    return simulation(at(structure, weeks=weeks, values={**QUICK, **values}), area(2, 3))


# ------------------------------------------------------------------------------------------------- redesign


@pytest.mark.property
def test_without_redesign_its_other_parameters_do_nothing() -> None:
    values = {"redesign_rate": 0.05, "redesign_readiness": 0.35, "redesign_gain": 0.8, "redesign_dip": 0.08}
    weeks = {"redesign_start_week": 2, "redesign_end_week": 60, "redesign_dip_weeks": 5.0}
    assert bytes_of(world().run()) == bytes_of(world(**values, **weeks).run())
    assert differing(world().run(), world(redesign=1, **{**values, "redesign_rate": 3.0}).run())


def crowd(number: int = 4000) -> tuple[Pcns, PcnFlows]:
    """So many PCNs that are set up, all alike."""
    flows = table(PcnFlows, number, engagement=0.64, role_identity=0.25, goals=0.5)
    return table(Pcns, number, set_up=1.0), flows


@pytest.mark.statistical
@pytest.mark.parametrize(("rate", "threshold"), [(0.02, 0.3), (0.1, 0.35), (0.05, 0.5), (0.02, 0.1)])
def test_readiness_makes_redesign_likely_with_its_fourth_power(rate: float, threshold: float) -> None:
    ready = 0.4 * 0.75
    assert readiness(0.64, 0.25, 0.5) == pytest.approx(ready)
    assert readiness(1.0, 1.0, 1.0) == 1.0
    pcns, flows = crowd()
    p = world(redesign=1, redesign_rate=rate, redesign_readiness=threshold).record[0]
    pcns_redesign(p, DURING, pcns, flows)
    expected = 1.0 - np.exp(-min(1.0, rate * (ready / threshold) ** 4))
    sd = np.sqrt(expected * (1.0 - expected) / len(pcns.system))
    assert abs(pcns.redesigned.mean() - expected) < 4.0 * sd


@pytest.mark.unit
def test_a_pcn_redesigns_once_and_only_when_set_up_and_allowed() -> None:
    pcns, flows = crowd(50)
    pcns.set_up[:25] = 0.99
    p = world(
        redesign=1,
        redesign_rate=50.0,
        redesign_readiness=0.01,
        redesign_start_week=9,
        redesign_end_week=11,
    ).record[0]
    for week, done in ((8, 0), (11, 0), (9, None), (10, None)):
        pcns_redesign(p, Clock(5, week, True, week, False), pcns, flows)
        if done is not None:
            assert pcns.redesigned.sum() == done
    assert (pcns.redesigned[:25] == 0.0).all()
    redesigned = pcns.redesigned.copy()
    assert 0.6 < redesigned[25:].mean() <= 1.0
    weeks = pcns.weeks_redesigned.copy()
    assert set(weeks[redesigned > 0.0].tolist()) == {0.0, 1.0}
    pcns_redesign(p, Clock(5, 11, True, 11, False), pcns, flows)
    assert (pcns.redesigned == redesigned).all()
    assert (pcns.weeks_redesigned == weeks + redesigned).all()


@pytest.mark.property
def test_redesign_costs_clinical_time_for_its_weeks_and_no_longer() -> None:
    values = {"redesign_rate": 100.0, "redesign_readiness": 0.05, "redesign_dip": 0.07}
    run = world(weeks=20, redesign=1, redesign_dip_weeks=6.0, **values)
    since = np.full(2, -1)
    seen = 0
    for before, state in weeks_of(run):
        gps = state.gps
        whole = float(run.record[0]["contact_minutes_per_session"]) * np.bincount(
            before.gps.practice, weights=gps.clinical_sessions * gps.pace, minlength=len(state.practices.pcn)
        )
        dips = (since >= 0) & (since < 6)
        expected = np.where(dips, 0.93, 1.0)[state.practices.pcn] * whole
        np.testing.assert_allclose(state.practice_flows.clinical_minutes, expected, rtol=1e-12)
        seen += int(dips.sum())
        since = np.where(since >= 0, since + 1, np.where(state.pcns.redesigned > 0.0, 0, -1))
    assert seen == 2 * 6
    assert (since > 6).all()


@pytest.mark.property
def test_the_week_after_redesign_differs_in_time_and_not_in_demand() -> None:
    values = {"redesign_rate": 100.0, "redesign_readiness": 0.05}
    plain, run = world(weeks=20), world(weeks=20, redesign=1, **values)
    while run.state.pcns.redesigned.sum() == 0.0:
        assert run.week < 19
        run.step()
        plain.step()
    run.step()
    plain.step()
    there = run.state.pcns.weeks_redesigned[run.state.practices.pcn] == 1.0
    one, other = plain.state.practice_flows, run.state.practice_flows
    assert (other.clinical_minutes[there] < one.clinical_minutes[there]).all()
    assert (other.clinical_minutes[~there] == one.clinical_minutes[~there]).all()
    assert (other.expected == one.expected).all()
    assert (plain.state.gps.clinical_sessions == run.state.gps.clinical_sessions).all()


def at_work(**values: float) -> tuple[Simulation, Any, Any]:
    """A world after some weeks, and two copies of its state, of which the second has redesigned its first PCN."""
    run = world(**values).run()
    plain, redesigned = copy_state(run.state), copy_state(run.state)
    redesigned.pcns.redesigned[0] = 1.0
    return run, plain, redesigned


@pytest.mark.unit
def test_initiatives_work_better_after_redesign() -> None:
    run, plain, redesigned = at_work(redesign_gain=0.5, abandonment_rate=0.0)
    p = run.record[0]
    for state in (plain, redesigned):
        state.practices.adopted[:] = 1.0
        state.practices.design_fit[:] = 0.8
        for _ in range(400):
            initiatives_work_or_lapse(
                p, DURING, state.pcns, state.pcn_flows, state.practices, state.practice_flows
            )
    there = plain.practices.pcn == 0
    np.testing.assert_allclose(plain.practices.effect, 0.8, rtol=1e-9)
    np.testing.assert_allclose(redesigned.practices.effect[there], 1.2, rtol=1e-9)
    assert (redesigned.practices.effect[~there] == plain.practices.effect[~there]).all()
    redesigned.practices.design_fit[:] = 1.0
    for _ in range(400):
        initiatives_work_or_lapse(
            p,
            DURING,
            redesigned.pcns,
            redesigned.pcn_flows,
            redesigned.practices,
            redesigned.practice_flows,
        )
    np.testing.assert_allclose(redesigned.practices.effect[there], 1.3, rtol=1e-12)


@pytest.mark.unit
def test_an_integrated_team_settles_more_after_redesign() -> None:
    run, plain, redesigned = at_work(redesign_gain=0.4, integrated_team_effect=0.3)
    for state in (plain, redesigned):
        state.practices.effect[:, NEIGHBOURHOOD_TEAM] = 0.5
        cases_are_answered(
            run.record[0],
            state.pcns,
            state.pcn_flows,
            state.practices,
            state.practice_flows,
            state.teams,
            state.owners,
        )
    there = plain.practices.pcn == 0
    teams = plain.teams
    trust = (plain.pcns.owner_good + plain.pcns.director_good) / (
        plain.pcns.owner_good + plain.pcns.director_good + plain.pcns.owner_bad + plain.pcns.director_bad
    )
    rows = plain.practices.team
    shift = trust[plain.practices.pcn[:, None], teams.owner[rows] % 5] - teams.owner_trust[rows]
    available = np.clip(teams.availability[rows] + float(run.record[0]["assignment_gain"]) * shift, 0.0, 1.0)
    failing = [
        1.0 - state.practice_flows.accepted_direct / state.practice_flows.direct / available
        for state in (plain, redesigned)
    ]
    ratio = failing[1] / failing[0]
    np.testing.assert_allclose(ratio[there], (1.0 - 0.3 * 0.5 * 1.4) / (1.0 - 0.3 * 0.5), rtol=1e-9)
    np.testing.assert_allclose(ratio[~there], 1.0, rtol=1e-12)


@pytest.mark.unit
def test_redesigned_care_makes_contributors_to_a_team() -> None:
    run, plain, redesigned = at_work()
    p = run.record[0]
    before = plain.gps.role_identity.copy()
    for state in (plain, redesigned):
        people_change(
            p, DURING, state.gps, state.pcns, state.pcn_flows, state.practices, state.practice_flows
        )
    there = (plain.gps.pcn == 0) & plain.gps.filled
    more = redesigned.gps.role_identity - plain.gps.role_identity
    leadership = plain.pcn_flows.leadership[0]
    assert leadership > 0.0
    expected = float(p["role_identity_rate"]) * float(p["facilitative_style"]) * leadership
    np.testing.assert_allclose(more[there], (expected * (1.0 - before))[there], rtol=1e-9, atol=1e-15)
    assert (more[~there] == 0.0).all()
    for column in ("engagement", "orientation", "strain", "leadership_skill"):
        assert (plain.gps[column] == redesigned.gps[column]).all()


# ---------------------------------------------------------------------------------------------------- focus


@pytest.mark.unit
def test_the_focus_changes_and_changes_back() -> None:
    values = {
        "external_focus": 0.3,
        "focus_after_change": 0.9,
        "focus_change_week": 5,
        "focus_change_end_week": 8,
    }
    p = world(change_of_focus=1, **values).record[0]
    assert [focus_now(p, week) for week in range(3, 10)] == [0.3, 0.3, 0.9, 0.9, 0.9, 0.3, 0.3]
    p = world(change_of_focus=0, **values).record[0]
    assert {focus_now(p, week) for week in range(3, 10)} == {0.3}


@pytest.mark.property
def test_without_a_change_of_focus_its_other_parameters_do_nothing() -> None:
    values = {"focus_change_week": 1, "focus_change_end_week": 60, "focus_after_change": 1.0}
    assert bytes_of(world().run()) == bytes_of(world(**values).run())


@pytest.mark.property
@pytest.mark.parametrize("structure", ["hierarchy", "network"])
def test_a_focus_that_has_changed_is_the_focus_everywhere(structure: str) -> None:
    """Changed from week 0 on it is the focus set at the start; in a window it is its mirror image."""
    switched = {"change_of_focus": 1, "external_focus": 0.1, "focus_after_change": 0.9}
    late = {"focus_change_week": 5}
    plain = world(structure, external_focus=0.9).run()
    assert bytes_of(world(structure, focus_change_week=0, **switched).run()) == bytes_of(plain)
    window = world(structure, focus_change_week=0, focus_change_end_week=5, **switched)
    mirror = world(structure, change_of_focus=1, external_focus=0.9, focus_after_change=0.1, **late)
    assert bytes_of(window.run()) == bytes_of(mirror.run())
    before, after = (
        world(structure, external_focus=0.1),
        world(structure, **switched, **late),
    )
    assert differing(before.run(4 + 5), after.run(4 + 5)) == []
    assert differing(before.run(1), after.run(1)) != []


@pytest.mark.property
def test_the_focus_moves_directors_time_and_what_they_hire_in_the_week_it_changes() -> None:
    """In the second year of the contract, when directors look outside by the focus."""
    values = {"external_focus": 0.0, "focus_after_change": 1.0, "focus_change_week": 55}
    inward, outward = (world(weeks=57, change_of_focus=on, **values).run(4 + 56) for on in (0, 1))
    one, other = inward.state.pcn_flows, outward.state.pcn_flows
    np.testing.assert_allclose(one.external_share, 0.4)
    np.testing.assert_allclose(other.external_share, 0.8)
    assert (one.budget_hours == other.budget_hours).all()
    assert (inward.state.practice_flows.expected == outward.state.practice_flows.expected).all()
    pull = outward.state.gps.orientation - inward.state.gps.orientation
    led = inward.state.gps.filled & (np.minimum(one.leadership, other.leadership)[inward.state.gps.pcn] > 0.0)
    assert (pull[led] > 0.0).all()


@pytest.mark.unit
def test_no_rule_reads_the_focus_but_through_the_programme() -> None:
    folder = Path(pcnsim.model.__file__).parent
    readers = [
        path.name
        for path in folder.rglob("*.py")
        if re.search(r"\.external_focus\b", path.read_text("utf-8"))
    ]
    assert readers == ["environment.py"]


# ----------------------------------------------------------------------------------------- vehicle or fad


@pytest.mark.property
def test_belief_in_the_policy_matters_once_there_is_one() -> None:
    sure, doubtful = world(), world(policy_durability=0.3)
    assert belief_in_policy(doubtful.record[0], False) == 1.0
    assert belief_in_policy(doubtful.record[0], True) == pytest.approx(0.3)
    assert differing(sure.run(4), doubtful.run(4)) == []
    sure.run()
    doubtful.run()
    assert "gp_ties.trust" in differing(sure, doubtful)
    assert (sure.state.practices.signed == doubtful.state.practices.signed).all()


@pytest.mark.unit
def test_doubters_stay_away_from_meetings_but_leaders_are_paid_to_come() -> None:
    one, other = world(), world(policy_durability=0.4)
    state = one.run().state
    copy = copy_state(state)
    people_attend(one.record[0], state.gps, state.practices, state.practice_flows)
    people_attend(other.record[0], copy.gps, copy.practices, copy.practice_flows)
    led = state.gps.role != NO_ROLE
    present = state.gps.attendance > 0.0
    assert (led & present).any()
    assert (copy.gps.attendance[led] == state.gps.attendance[led]).all()
    np.testing.assert_allclose(
        copy.gps.attendance[present & ~led], 0.4 * state.gps.attendance[present & ~led], rtol=1e-12
    )


@pytest.mark.unit
def test_doubters_start_less_contact_outside_and_as_much_inside_the_practice() -> None:
    roomy = {"tie_hours_limit": 1e6, "strain_squeeze": 0.0}
    one, other = world("network", **roomy), world("network", policy_durability=0.4, **roomy)
    state = one.run().state
    states = (state, copy_state(state))
    number = int(state.gp_ties.count[0])
    nobody = np.zeros(len(state.gps.filled), dtype=bool)
    for run, its in zip((one, other), states, strict=True):
        its.pcn_flows.meetings[:] = 0.0
        hours_for_ties(run.record[0], DURING, its.gps, its.gp_ties)
        gps_meet_and_judge(
            run.record[0],
            DURING,
            its.gps,
            its.gp_ties,
            its.practices,
            its.pcns,
            its.pcn_flows,
            its.practice_ties,
            nobody,
        )
    contact = [its.gp_ties.contact[:number] for its in states]
    inside = state.gp_ties.reach[:number] == SAME_PRACTICE
    assert int(states[1].gp_ties.count[0]) == int(state.gp_ties.count[0]) == number
    assert (~inside).any()
    assert (contact[0][inside] == contact[1][inside]).all()
    np.testing.assert_allclose(contact[1][~inside], 0.4 * contact[0][~inside], rtol=1e-12)
    np.testing.assert_allclose(states[1].gps.tie_hours, 0.4 * states[0].gps.tie_hours, rtol=1e-12)


def adoption(structure: str, durability: float, bridge: float = 0.0) -> Any:
    """Practices after a season of adopting what is approved everywhere, with nothing else going on."""
    run = world(structure).run()
    run.record["policy_durability"] = durability
    run.record["bridging_adoption_rate"] = 0.2
    state = copy_state(run.state)
    state.practices.signed[:] = True
    state.practices.adopted[:] = 0.0
    state.pcns.approved[:] = 1.0
    state.systems.approved[:] = 1.0
    state.pcn_flows.bridge[:] = bridge
    state.practices.weeks_adopted[:] = 1000.0
    tied = np.zeros(len(state.practices.pcn), dtype=np.int64)
    for week in range(26):
        neighbours_adopt(state.practices, state.practice_flows, state.practice_ties, tied)
        practices_adopt(
            run.record[0],
            Clock(7, week, True, week, False),
            state.pcns,
            state.pcn_flows,
            state.practices,
            state.practice_flows,
            state.systems,
            tied,
            np.zeros_like(tied),
        )
        state.practices.weeks_adopted[:] = 1000.0
    return state.practices


@pytest.mark.property
def test_doubt_holds_back_what_is_voluntary_and_not_what_is_imposed_or_paid() -> None:
    assert adoption("network", 1.0).adopted.sum() > 0.0
    assert adoption("network", 0.0).adopted.sum() == 0.0
    imposed = [adoption("hierarchy", durability) for durability in (1.0, 0.0)]
    assert imposed[0].adopted.sum() > 0.0
    assert (imposed[0].adopted == imposed[1].adopted).all()
    assert (imposed[0].mandated == imposed[1].mandated).all()
    paid = adoption("network", 0.0, bridge=0.5)
    assert paid.adopted[:, PREVENTION:].sum() > 0.0
    assert paid.adopted[:, :PREVENTION].sum() == 0.0


@pytest.mark.property
def test_what_doubters_adopt_is_the_more_imposed() -> None:
    parts = [adoption("hybrid", durability) for durability in (1.0, 0.5)]
    both = (parts[0].adopted > 0.0) & (parts[1].adopted > 0.0)
    assert both.any()
    assert parts[1].mandated[both].mean() > parts[0].mandated[both].mean()


# ----------------------------------------------------------------------------- prevention under pressure


@pytest.mark.unit
@pytest.mark.parametrize(
    ("share", "load", "left"), [(0.0, 2.0, 1.0), (0.6, 1.0, 1.0), (0.6, 1.15, 0.7), (1.0, 1.6, 0.0)]
)
def test_work_crowds_out_prevention_and_nothing_else(share: float, load: float, left: float) -> None:
    run = world(prevention_crowding_out=share, abandonment_rate=0.0).run()
    state = run.state
    state.practices.adopted[:] = 1.0
    state.practices.design_fit[:] = 0.9
    state.practices.effect[:] = 0.0
    state.practice_flows.load[:] = load
    initiatives_work_or_lapse(
        run.record[0], DURING, state.pcns, state.pcn_flows, state.practices, state.practice_flows
    )
    weekly = 0.9 / float(run.record[0]["initiative_ramp_weeks"])
    for initiative in range(BACK_OFFICE, NEIGHBOURHOOD_TEAM + 1):
        crowded = initiative in (PREVENTION, WIDER_DETERMINANTS)
        np.testing.assert_allclose(
            state.practices.effect[:, initiative], (left if crowded else 1.0) * weekly, rtol=1e-9, atol=1e-15
        )


@pytest.mark.property
def test_crowding_out_acts_where_work_presses_and_not_where_it_does_not() -> None:
    for demand, changes in ((0.5, False), (1.3, True)):
        plain, run = (
            world("hierarchy", weeks=26, demand_scale=demand, prevention_crowding_out=share).run()
            for share in (0.0, 1.0)
        )
        assert plain.state.practices.adopted[:, [PREVENTION, WIDER_DETERMINANTS]].sum() > 0.0
        assert bool(differing(plain, run)) == changes
