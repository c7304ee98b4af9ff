"""A local general practice executive: seats, hours, mandate, powers, what it moves and what it must not move (SM14)."""

from __future__ import annotations

import math
from typing import Any

import networkx as nx
import numpy as np
import pytest

from pcnsim.model import Model, draws
from pcnsim.model.columns import Clock, State
from pcnsim.model.network import attribute, broker_dependence, graph, measures
from pcnsim.model.programmes.executive import (
    clinical_hours,
    executive_capacity,
    executive_position,
    executive_sits,
    hours_asked_of_executive,
    management_hours,
)
from pcnsim.model.random import uniform_pair
from pcnsim.model.rules.arithmetic import confirmed
from pcnsim.model.rules.decisions import centre_decides
from pcnsim.model.rules.partners import owners_take_stock, trust_in_owner
from pcnsim.model.rules.people import centre_learns
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import ACUTE_TRUST, DIRECTOR, EXECUTIVE_MEMBER, NO_ROLE
from tests.model.world import STRUCTURES, area, at, differing, simulation, two_systems, weeks_of

ON = {"executive": 1}
SEATS = ("first_member", "second_member", "director_member")


def started(structure: str = "hybrid", place: Any = None, weeks: int = 12, **values: float) -> Simulation:
    """A run of two PCNs of three practices with an executive from week 0, at week 0."""
    made = at(structure, weeks=weeks, burn_in=2, values={**ON, **values})
    return simulation(made, area(2, 3) if place is None else place).run(2)


def seats(state: State, system: int = 0) -> list[int]:
    return [int(state.systems[name][system]) for name in SEATS]


def clock(week: int = 0) -> Clock:
    return Clock(5, week, True, week, False)


def weight_in_all(state: State) -> float:
    """Decision weight of everybody: directors, practices, commissioners, executives' seats."""
    return float(
        state.pcns.decision_weight.sum()
        + state.practices.decision_weight.sum()
        + state.systems.decision_weight.sum()
        + state.systems.executive_weight.sum()
    )


# ------------------------------------------------------------------------------------------------------------ seats


@pytest.mark.property
@pytest.mark.parametrize("with_director", [0, 1])
def test_the_best_two_from_outside_and_the_most_skilled_director_sit(with_director: int) -> None:
    run = started(executive_has_director=with_director)
    run.record["leaving_rate"] = run.record["retirement_rate"] = run.record["vacancy_fill_rate"] = 0.0
    before = copy_state(run.state).gps  # as they are chosen, the week has not changed anybody yet
    run.step()
    gps, pcns = run.state.gps, run.state.pcns
    scores = {
        int(gp): before.leadership_skill[gp]
        + 0.5 * before.engagement[gp]
        + 0.2 * uniform_pair(5, draws.CANDIDATE, 0, gp, EXECUTIVE_MEMBER)
        for gp in np.flatnonzero(gps.filled & np.isin(gps.role, (NO_ROLE, EXECUTIVE_MEMBER)))
    }
    best = sorted(scores, key=lambda gp: -scores[gp])[:2]
    assert seats(run.state)[:2] == best
    skilled = max(pcns.director.tolist(), key=lambda gp: before.leadership_skill[gp])
    assert seats(run.state)[2] == (skilled if with_director else -1)
    assert set(np.flatnonzero(gps.role == EXECUTIVE_MEMBER).tolist()) == set(best)
    assert (gps.role[pcns.director] == DIRECTOR).all()


@pytest.mark.property
def test_nobody_holds_two_roles_and_seats_follow_those_who_leave() -> None:
    everything = {
        "leaving_rate": 0.7, "vacancy_fill_rate": 0.5, "director_resignation_rate": 0.8, "deputy_directors": 1,
        "network_role_gps": 1, "network_role_gps_per_pcn": 1.0, "network_role_application_rate": 1.0,
    }  # fmt: skip
    run = started(place=two_systems(), weeks=30, **everything)
    changes = set()
    for before, state in weeks_of(run):
        gps, pcns, systems = state.gps, state.pcns, state.systems
        outside = [gp for system in range(2) for gp in seats(state, system)[:2]]
        assert -1 not in outside
        holders = [*outside, *(gp for gp in (*pcns.director, *pcns.deputy, *pcns.network_gp) if gp >= 0)]
        assert len(set(holders)) == len(holders)
        assert set(holders) == set(np.flatnonzero(gps.role != NO_ROLE).tolist())
        assert gps.filled[holders].all()
        assert set(outside) == set(np.flatnonzero(gps.role == EXECUTIVE_MEMBER).tolist())
        for system in range(2):
            own = np.flatnonzero(pcns.system == system)
            assert (pcns.system[gps.pcn[seats(state, system)[:2]]] == system).all()
            assert systems.director_member[system] in (
                pcns.director[own] if (pcns.director[own] >= 0).any() else [-1]
            )
            changes |= {
                seat
                for seat, old, new in zip(SEATS, seats(before, system), seats(state, system), strict=True)
                if old >= 0 and old != new
            }
    assert changes == set(SEATS)


@pytest.mark.unit
@pytest.mark.parametrize("seat", SEATS)
def test_a_seat_belongs_to_a_person_and_not_to_the_post(seat: str) -> None:
    run = started()
    run.step()
    p, state = run.record[0], run.state
    holder = int(state.systems[seat][0])
    role = EXECUTIVE_MEMBER if seat != "director_member" else DIRECTOR
    others = [gp for gp in (*state.pcns.director, *np.flatnonzero(state.gps.role == NO_ROLE)) if gp != holder]
    state.gps.leadership_skill[others] = 1.0  # better, but nobody is put out for that
    left = np.zeros(len(state.gps), dtype=bool)

    def sit() -> int:
        executive_sits(p, clock(3), state.gps, state.pcns, state.pcn_flows, state.owners, state.systems, left)
        return int(state.systems[seat][0])

    assert sit() == holder
    left[holder] = True  # somebody new in the same post who got the same role in the same week
    assert state.gps.role[holder] == role
    assert sit() != holder
    left[:] = False
    for first in (True, False) if seat == "director_member" else ():
        state.systems[seat][0] = -1
        state.gps.leadership_skill[state.pcns.director] = [0.6, 0.4] if first else [0.4, 0.6]
        assert sit() == state.pcns.director[0 if first else 1]
    now = sit()
    state.gps.role[now] = NO_ROLE  # who gives up the role gives up the seat
    if seat == "director_member":
        state.pcns.director[state.gps.pcn[now]] = -1
    state.gps.leadership_skill[now] = state.gps.engagement[now] = 0.0
    assert sit() != now


@pytest.mark.property
def test_hours_come_from_existing_roles_and_fall_on_the_directors_own_pcn_only() -> None:
    with_one, without = started(), started(executive=0)
    for run in (with_one, without):
        run.record["director_extra_sessions"] = 0.0
    with_one.step(), without.step()
    one, other = with_one.state, without.state
    assert (
        one.gps.clinical_sessions == other.gps.clinical_sessions
    ).all()  # nobody's patients lose a session
    own = one.gps.pcn[seats(one)[2]]
    hours = float(with_one.record[0]["executive_clinical_hours"])
    funded = [flows.director_hours - flows.unpaid_hours for flows in (one.pcn_flows, other.pcn_flows)]
    assert (funded[1] - funded[0])[own] == pytest.approx(hours)
    assert one.pcn_flows.leadership[own] < other.pcn_flows.leadership[own]
    rest = np.arange(len(one.pcns)) != own
    for column in ("director_hours", "unpaid_hours", "leadership", "represented"):
        assert (one.pcn_flows[column][rest] == other.pcn_flows[column][rest]).all()
    p = with_one.record[0]
    assert clinical_hours(p, one.systems, 0, False) == pytest.approx(3 * hours)
    assert clinical_hours(p, one.systems, 0, True) == pytest.approx(2 * hours)


# ------------------------------------------------------------------------------------------------------------ hours


@pytest.mark.unit
@pytest.mark.parametrize(("source", "hours"), [(0, 0.0), (1, 15.0), (2, 20.0), (3, 37.5)])
@pytest.mark.parametrize("single_point", [0, 1])
def test_capacity_is_hours_supplied_over_hours_asked_for(
    source: int, hours: float, single_point: int
) -> None:
    run = started(executive_management=source, executive_single_point_of_access=single_point)
    run.step()
    p, systems = run.record[0], run.state.systems
    systems.pcns[0], systems.powers[0], systems.mandate[0] = 30.0, 0.2, 0.6
    supplied = 3 * 4.17 + hours
    asked = 6.0 + 1.2 * 30 + 8.0 * 0.8 + 4.0 * 0.6 + 3.0 * single_point
    assert management_hours(p) == hours
    assert hours_asked_of_executive(p, systems, 0) == pytest.approx(asked)
    assert executive_capacity(p, systems, 0) == pytest.approx(supplied / asked)
    systems.pcns[0] = 1.0
    enough = supplied > 6.0 + 1.2 + 8.0 * 0.8 + 4.0 * 0.6 + 3.0 * single_point
    assert (executive_capacity(p, systems, 0) == 1.0) == enough


@pytest.mark.unit
@pytest.mark.parametrize("source", [0, 1, 2, 3])
def test_only_a_system_lead_carries_less_and_only_while_the_mandate_is_weak(source: int) -> None:
    run = started(executive_management=source)
    run.step()
    p, systems = run.record[0], run.state.systems
    found = {}
    for mandate in (0.2, 0.499, 0.5, 0.8):
        systems.mandate[0] = mandate
        found[mandate] = executive_capacity(p, systems, 0)
    assert found[0.5] == found[0.8]
    assert found[0.2] == found[0.499] == pytest.approx(found[0.5] * (0.85 if source == 1 else 1.0))


# ---------------------------------------------------------------------------------------------------------- mandate


@pytest.mark.property
@pytest.mark.parametrize("process", [0, 1])
def test_each_week_the_mandate_learns_from_distance_powers_feedback_and_capacity(process: int) -> None:
    run = started(place=two_systems(), executive_priority_process=process, executive_powers=0.6)
    p = run.record[0]
    for before, state in weeks_of(run):
        if not before.systems.executive.all():
            continue
        for system in range(2):
            rows = np.flatnonzero(state.pcns.system == system)
            goals = state.pcn_flows.goals[rows]
            people = state.pcn_flows.population[rows]
            mean = (goals * people).sum() / people.sum()
            members = state.gps.orientation[seats(state, system)].mean()
            powers = before.systems.powers[system]
            position = (1 - 0.6 * powers) * mean + 0.6 * powers * members if process else members
            first, last = int(rows[0]), int(rows[-1]) + 1
            assert executive_position(
                p, state.gps, state.pcn_flows, before_powers(state, before), system, first, last
            ) == pytest.approx(position)
            heard = 0.45 + 0.55 * 0.6 * state.systems.capacity[system]
            quality = (1 - 1.5 * np.abs(position - goals) * (0.3 + powers)) * heard
            read = np.clip(quality + float(p["confirmation"]) * (before.pcn_flows.mandate[rows] - 0.5), 0, 1)
            keep, mass, prior = (
                float(p[name]) for name in ("trust_forgetting", "trust_prior_mass", "general_trust")
            )
            good = keep * before.pcns.mandate_good[rows] + (1 - keep) * mass * prior + 0.3 * read
            bad = keep * before.pcns.mandate_bad[rows] + (1 - keep) * mass * (1 - prior)
            bad += 0.3 * float(p["bad_news_weight"]) * (1 - read)
            np.testing.assert_allclose(state.pcns.mandate_good[rows], good, rtol=1e-12)
            np.testing.assert_allclose(state.pcns.mandate_bad[rows], bad, rtol=1e-12)
            trust = good / (good + bad)
            np.testing.assert_allclose(state.pcn_flows.mandate[rows], trust, rtol=1e-12)
            assert state.systems.mandate[system] == pytest.approx((trust * people).sum() / people.sum())


def before_powers(state: State, before: State) -> Any:
    """The systems of a state, with the powers of the week before."""
    systems = state.systems.copy()
    systems.powers[:] = before.systems.powers
    return systems


@pytest.mark.property
def test_feedback_makes_the_mandate_and_nothing_else_in_the_week_it_is_given() -> None:
    little, much = started(executive_feedback=0.1), started(executive_feedback=0.9)
    little.step(), much.step()
    assert set(differing(little, much)) == {"pcns", "pcn_flows", "systems", "series"}
    assert seats(little.state) == seats(much.state)
    for name in ("mandate_good", "mandate_bad"):
        assert (little.state.pcns[name] != much.state.pcns[name]).all()
    for name in set(little.state.pcns.dtype.names) - {"mandate_good", "mandate_bad"}:
        assert (little.state.pcns[name] == much.state.pcns[name]).all()
    for name in set(little.state.pcn_flows.dtype.names) - {"mandate"}:
        assert (little.state.pcn_flows[name] == much.state.pcn_flows[name]).all()


@pytest.mark.property
@pytest.mark.parametrize("structure", STRUCTURES)
def test_without_feedback_an_executive_loses_its_mandate_and_with_it_its_powers(structure: str) -> None:
    little, much = (
        started(structure, weeks=80, executive_feedback=feedback, executive_management=3).run()
        for feedback in (0.1, 0.9)
    )
    assert little.state.systems.capacity[0] == much.state.systems.capacity[0] == 1.0
    assert little.state.systems.mandate[0] < 0.5 < much.state.systems.mandate[0]
    assert (little.state.pcn_flows.mandate < much.state.pcn_flows.mandate).all()
    assert little.state.systems.powers[0] < 0.3 < much.state.systems.powers[0]
    assert little.state.systems.influence[0] < much.state.systems.influence[0]


@pytest.mark.property
@pytest.mark.parametrize("every", [0, 4])
@pytest.mark.parametrize("mandate", [0.25, 0.75])
def test_powers_move_by_the_mandate_at_reviews_and_at_no_other_time(every: int, mandate: float) -> None:
    run = started(executive_review_weeks=every, initial_mandate=mandate, executive_start_week=3, weeks=14)
    changed = []
    for before, state in weeks_of(run):
        if not before.systems.executive[0]:
            continue
        week = run.week - 1
        expected = before.systems.powers[0]
        if every and (week - 3) % every == 0:
            expected += 0.25 * (state.systems.mandate[0] - 0.5)
            changed.append(week)
        assert state.systems.powers[0] == pytest.approx(expected, rel=1e-12)
    assert changed == ([7, 11] if every else [])
    if every:
        assert (run.state.systems.powers[0] > 0.3) == (mandate > 0.5)


@pytest.mark.unit
@pytest.mark.parametrize(("powers", "mandate", "ends"), [(0.02, 0.2, 0.0), (0.99, 0.8, 1.0)])
def test_powers_stay_between_none_and_all(powers: float, mandate: float, ends: float) -> None:
    run = started(executive_review_weeks=1, executive_powers=powers, initial_mandate=mandate)
    run.run(4)
    assert run.state.systems.powers[0] == ends


# -------------------------------------------------------------------------------------------------------- decisions


@pytest.mark.property
@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("executive", [0, 1])
def test_every_decision_is_shared_out_once(structure: str, executive: int) -> None:
    soon = {"central_decision_weeks": 2.0, "proposals_per_meeting": 2.0, "set_up_weeks": 1.0}
    run = started(structure, place=area(3, 2), executive=executive, executive_powers=0.7, **soon)
    for before, state in weeks_of(run):
        central = (state.systems.approved - before.systems.approved).sum()
        local = (state.pcns.approved - before.pcns.approved).sum()
        share = 1.0 - state.systems.local_share[0]
        made = 3 * share * central + local + 0.02 * 3 * executive
        assert weight_in_all(state) - weight_in_all(before) == pytest.approx(made, abs=1e-12)
        powers = 0.7 if executive and run.week == 1 else float(before.systems.powers[0])
        of_seats = state.systems.executive_weight[0] - before.systems.executive_weight[0]
        assert of_seats == pytest.approx(powers * (3 * share * central + 0.06 * executive), abs=1e-12)
        of_commissioner = state.systems.decision_weight[0] - before.systems.decision_weight[0]
        theirs = 0.3 * (1.0 - powers) if executive else 0.5
        assert of_commissioner == pytest.approx(3 * share * central * theirs, abs=1e-12)
    assert weight_in_all(run.state) > 1.0


def first_decision(seed: int, **values: float) -> int:
    """The week of the first central decision in a hierarchy of three PCNs, or the end of the run."""
    made = at("hierarchy", weeks=25, burn_in=1, values={"central_decision_weeks": 3.0, **values})
    run = simulation(made, area(3, 2), seed)
    while run.week < 25 and not run.state.systems.approved.any():
        run.step()
    return run.week


@pytest.mark.property
def test_an_executive_acts_between_meetings_as_far_as_it_has_hours_and_powers() -> None:
    without = np.array([first_decision(seed) for seed in range(8)])
    able = {**ON, "executive_management": 3.0, "executive_powers": 0.8}
    idle = {**ON, "executive_management": 0.0, "executive_powers": 0.0, "executive_base_hours": 500.0}
    faster = np.array([first_decision(seed, **able) for seed in range(8)])
    slower = np.array([first_decision(seed, **idle) for seed in range(8)])
    # Under the same luck a larger hazard can only be earlier: speed 1.1 / (1 - .4), .7, and .5 + .6 x .02.
    assert (faster <= without).all()
    assert faster.sum() < without.sum()
    assert (slower >= without).all()
    assert slower.sum() > without.sum()


@pytest.mark.property
@pytest.mark.parametrize("changes", [False, True])
@pytest.mark.parametrize("focus", [0.0, 1.0])
def test_powers_turn_the_centre_towards_the_focus_and_leave_pcns_own_choices(
    focus: float, changes: bool
) -> None:
    run = started("hierarchy", external_focus=1.0 - focus if changes else focus)
    run.step()
    if changes:  # the focus of the week, not that of the start
        run.record["change_of_focus"], run.record["focus_change_week"] = 1.0, 0.0
        run.record["focus_after_change"] = focus
    run.record["central_decision_weeks"] = 1e-6  # it decides each time it is asked
    outward = {}
    for powers in (0.0, 1.0):
        found = []
        for week in range(60):
            state = copy_state(run.state)
            state.systems.approved[:] = 0.0
            state.systems.powers[:] = powers
            centre_decides(
                run.record[0], clock(week), state.pcns, state.pcn_flows, state.systems, np.zeros(1)
            )
            assert state.systems.approved.sum() == 1.0
            assert (state.pcns.approved == run.state.pcns.approved).all()
            found.append(state.systems.approved[0, 3:].any())
        outward[powers] = np.array(found)
    less, more = (outward[0.0], outward[1.0]) if focus else (outward[1.0], outward[0.0])
    assert (less <= more).all()  # the same luck in each week
    assert less.sum() < more.sum()


@pytest.mark.property
@pytest.mark.parametrize("structure", ["hierarchy", "network"])
def test_a_mandate_carries_what_is_imposed_and_nothing_that_peers_spread(structure: str) -> None:
    soon = {"central_decision_weeks": 0.1, "mandate_adoption_rate": 1.0, "set_up_weeks": 0.5, "sign_up_rate": 50.0,
            "proposals_per_meeting": 9.0, "own_interest_adoption_rate": 0.5}  # fmt: skip
    weak, strong = [], []
    for seed in range(6):
        for mandate, adopted in ((0.05, weak), (0.95, strong)):
            made = at(structure, weeks=8, burn_in=1, values={**ON, **soon, "initial_mandate": mandate})
            # The first central decision is followed in the same week; PCNs must be set up before they decide.
            run = simulation(made, area(2, 5), seed).run(2 if structure == "hierarchy" else 8)
            adopted.append(run.state.practices.adopted.copy())
    one, other = np.array(weak), np.array(strong)
    assert one.any()
    if structure == "network":
        assert (one == other).all()
    else:
        assert (one <= other).all()
        assert one.sum() < other.sum()


# ----------------------------------------------------------------------------------- owners, practices and the system


@pytest.mark.property
@pytest.mark.parametrize("represents", [0, 1])
def test_what_it_builds_with_owners_serves_every_pcn_and_is_lost_with_it(represents: int) -> None:
    run = started(place=two_systems(), executive_representation=represents, executive_end_week=8, weeks=10)
    p = run.record[0]
    for before, state in weeks_of(run):
        if run.week <= 8:
            system = state.owners.system
            met = float(p["representation_evidence"]) * before.systems.capacity * before.systems.mandate
            met = (met if before.systems.executive.all() else np.zeros(2))[system] * represents
            quality = float(p["meeting_quality"]) * (
                1 - float(p["pressure_spoils_meetings"]) * before.owners.pressure
            )
            read = np.array(
                [
                    confirmed(q, t, float(p["confirmation"]))
                    for q, t in zip(quality, before.owners.trust, strict=True)
                ]
            )
            keep = float(p["trust_forgetting"])
            good = keep * before.owners.executive_good + met * read
            bad = keep * before.owners.executive_bad + met * float(p["bad_news_weight"]) * (1 - read)
            np.testing.assert_allclose(state.owners.executive_good, good, rtol=1e-12)
            np.testing.assert_allclose(state.owners.executive_bad, bad, rtol=1e-12)
            pcns, owners = state.pcns, state.owners
            for pcn in range(3):
                row = 5 * int(pcns.system[pcn]) + ACUTE_TRUST
                own = [
                    pcns[f"owner_{side}"][pcn, 4] + pcns[f"director_{side}"][pcn, 4]
                    for side in ("good", "bad")
                ]
                own = [own[0] + owners.executive_good[row], own[1] + owners.executive_bad[row]]
                assert trust_in_owner(p, pcns, owners, pcn, ACUTE_TRUST) == pytest.approx(own[0] / sum(own))
            if run.week == 8:
                assert (state.owners.executive_good > 0.0).all() == bool(represents)
        else:
            assert not state.owners.executive_good.any()
            assert not state.owners.executive_bad.any()


@pytest.mark.property
def test_it_takes_meetings_off_directors_where_it_represents() -> None:
    both = {}
    for represents in (0, 1):
        run = started(
            executive_representation=represents, executive_management=3, director_extra_sessions=9.0
        )
        run.run(2)  # capacity of the first week counts in the second
        both[represents] = run.state.pcn_flows.director_hours.copy()
    saved = 0.5 * float(run.record[0]["director_representation_hours"])
    assert both[0] - both[1] == pytest.approx(saved)


@pytest.mark.property
@pytest.mark.parametrize(("structure", "moves"), [("hierarchy", True), ("network", False)])
def test_one_point_of_access_and_a_mandate_win_owners_sooner_where_the_centre_has_a_say(
    structure: str, moves: bool
) -> None:
    run = started(structure, owner_agreement_rate=0.3)
    run.run(4)
    p = run.record[0].copy()

    def agreeing(capacity: float, mandate: float, single_point: float) -> np.ndarray[Any, Any]:
        p["executive_single_point_of_access"] = single_point
        found = []
        for week in range(60):
            state = copy_state(run.state)
            state.systems.capacity[0], state.systems.mandate[0] = capacity, mandate
            state.owners.agreed[:] = 0.0
            owners_take_stock(
                p, clock(week), state.pcns, state.pcn_flows, state.owners, state.systems, state.teams
            )
            found.append(state.owners.agreed.copy())
        return np.array(found)

    base = agreeing(1.0, 0.5, 0.0)
    assert (agreeing(0.0, 0.5, 1.0) == base).all()  # without hours nobody answers at the one door
    for better in (agreeing(1.0, 0.5, 1.0), agreeing(1.0, 1.0, 0.0)):
        assert (better >= base).all()
        assert (better.sum() > base.sum()) == moves
    assert base.any() == moves


@pytest.mark.property
def test_feedback_reaches_practices_as_good_evidence_on_the_centre_and_nothing_bad() -> None:
    quiet, open_ = started(feedback_evidence=0.0), started(feedback_evidence=0.2)
    for run in (quiet, open_):
        run.run(2)
    given = open_.state.practices.centre_good - quiet.state.practices.centre_good
    capacity, mandate = 1.0, None
    fresh = started(feedback_evidence=0.2)
    fresh.step()
    capacity, mandate = fresh.state.systems.capacity[0], fresh.state.pcn_flows.mandate
    expected = 0.2 * 0.6 * capacity * mandate[fresh.state.practices.pcn]
    np.testing.assert_allclose(given, expected, rtol=1e-9)
    assert (given > 0.0).all()
    assert (open_.state.practices.centre_bad == quiet.state.practices.centre_bad).all()


@pytest.mark.unit
def test_the_centre_learns_from_an_executive_with_time() -> None:
    run = started("network")  # no bridging staff report here
    run.step()
    p, gained = run.record[0], {}
    for capacity in (0.0, 0.5):
        state = copy_state(run.state)
        state.systems.capacity[:] = capacity
        known = state.pcns.local_knowledge.copy()
        centre_learns(p, state.pcns, state.pcn_flows, state.systems)
        gained[capacity] = state.pcns.local_knowledge - known
    expected = float(p["local_knowledge_gain"]) * 2.0 * 0.5 / 8.0 * (1.0 - known)
    np.testing.assert_allclose(gained[0.5] - gained[0.0], expected, rtol=1e-9)


@pytest.mark.property
@pytest.mark.parametrize("structure", STRUCTURES)
def test_general_practice_speaks_with_its_mandate_and_hours_in_any_structure(structure: str) -> None:
    run = started(structure, executive_end_week=6, weeks=8)
    p = run.record[0]
    for _, state in weeks_of(run):
        systems, owners = state.systems, state.owners
        voice = systems.mandate[0] * (0.3 + 0.7 * systems.capacity[0])
        if run.week > 6:
            voice = float(p["voice_without_executive"]) * (1 + 0.5 * owners.trust.mean())
            voice /= 1 + 0.15 * math.log(2)
        ours = float(p["general_practice_voice_weight"]) * voice
        theirs = float(p["partners_voice_weight"]) * float(p["trusts_weight_in_system"])
        theirs *= 1.5 - owners.priority.mean()
        assert systems.influence[0] == pytest.approx(ours / (ours + theirs), rel=1e-12)


# -------------------------------------------------------------------------------------------- off, before, after, two


@pytest.mark.property
@pytest.mark.parametrize("structure", STRUCTURES)
def test_off_it_leaves_no_trace_whatever_else_is_set(structure: str) -> None:
    other = {
        "executive_powers": 0.9, "executive_feedback": 0.1, "executive_review_weeks": 2, "initial_mandate": 0.2,
        "executive_management": 1, "executive_clinical_hours": 8.0, "executive_has_director": 0,
        "executive_single_point_of_access": 0, "executive_access_gain": 1.0, "executive_access_hours": 8.0,
        "executive_priority_process": 0, "executive_representation": 0, "system_lead_discount": 0.4,
        "feedback_evidence": 0.2, "executive_start_week": 2, "executive_end_week": 60,
    }  # fmt: skip
    runs = [
        simulation(at(structure, weeks=12, burn_in=2, values=values), area(2, 3)).run()
        for values in ({}, other)
    ]
    assert differing(*runs) == []
    systems = runs[1].state.systems
    assert not systems.executive.any()
    assert not systems.executive_weight.any()
    assert not systems.powers.any()
    assert (systems.mandate == 0.5).all()
    assert (runs[1].state.pcn_flows.mandate == 0.5).all()
    assert not (runs[1].state.gps.role == EXECUTIVE_MEMBER).any()


@pytest.mark.property
def test_before_its_first_week_it_leaves_no_trace() -> None:
    one, other = started(executive_start_week=6), started(executive=0)
    one.run(6), other.run(6)
    assert differing(one, other) == []
    one.step(), other.step()
    assert one.state.systems.executive.all()
    assert {"systems", "gps", "pcns"} <= set(differing(one, other))


@pytest.mark.property
def test_when_it_ends_its_seats_powers_and_mandate_go_and_its_decisions_stay_counted() -> None:
    run = started(place=two_systems(), executive_end_week=5, executive_powers=0.5).run(5)
    members = seats(run.state, 0)
    weight = run.state.systems.executive_weight.copy()
    assert (weight > 0.0).all()
    assert run.state.gps.role[members[0]] == EXECUTIVE_MEMBER
    run.run(3)
    state, systems = run.state, run.state.systems
    assert not systems.executive.any()
    assert [seats(state, system) for system in range(2)] == [[-1] * 3] * 2
    assert not (state.gps.role == EXECUTIVE_MEMBER).any()
    assert set(np.flatnonzero(state.gps.role == DIRECTOR).tolist()) == set(state.pcns.director.tolist())
    assert not systems.powers.any()
    assert not systems.capacity.any()
    assert not state.pcns.mandate_good.any()
    assert not state.pcns.mandate_bad.any()
    assert (systems.mandate == 0.5).all()
    assert (state.pcn_flows.mandate == 0.5).all()
    assert (systems.executive_weight == weight).all()


@pytest.mark.property
def test_two_systems_have_two_executives_each_with_its_own_mandate_and_powers() -> None:
    run = started(place=two_systems(), executive_review_weeks=3, weeks=12).run()
    systems, pcns = run.state.systems, run.state.pcns
    assert systems.executive.tolist() == [True, True]
    for system in range(2):
        assert (pcns.system[run.state.gps.pcn[seats(run.state, system)]] == system).all()
    assert not set(seats(run.state, 0)) & set(seats(run.state, 1))
    assert systems.mandate[0] != systems.mandate[1]
    assert systems.powers[0] != systems.powers[1]
    people = run.state.pcn_flows.population
    mandate = run.state.pcn_flows.mandate
    assert systems.mandate[0] == pytest.approx((mandate * people)[:2].sum() / people[:2].sum())
    assert systems.mandate[1] == pytest.approx(mandate[2])


@pytest.mark.property
def test_it_goes_on_after_it_was_saved() -> None:
    run = started(place=two_systems(), weeks=12).run(5)
    again = simulation(run.config, two_systems()).restored(run.snapshot())
    assert differing(run.run(), again.run()) == []


# ------------------------------------------------------------------------------------------------ graph, tables, Mesa


@pytest.mark.property
def test_the_graph_shows_executives_with_members_mandate_and_owners() -> None:
    run = started(place=two_systems()).run(3)
    network, state = graph(run), run.state
    executives = [node for node, kind in attribute(network, "kind").items() if kind == "executive"]
    assert len(executives) == 2
    tables = run.tables()
    codes = tables["gps"]["gp"].tolist()
    for system, node in enumerate(
        sorted(executives, key=lambda one: tables["systems"]["system"].tolist().index(one[10:]))
    ):
        kinds = {other: data["kind"] for other, data in network[node].items()}
        assert {other for other, kind in kinds.items() if kind == "membership"} == {
            node.removeprefix("executive:"),
            *(codes[gp] for gp in seats(state, system)),
        }
        rows = np.flatnonzero(state.pcns.system == system)
        trust = {tables["pcns"]["pcn"][row]: state.pcn_flows.mandate[row] for row in rows}
        assert {
            other: data["trust"] for other, data in network[node].items() if data["kind"] == "pcn_executive"
        } == pytest.approx(trust)
        owners = [other for other, kind in kinds.items() if kind == "executive_owner"]
        assert len(owners) == 5
        assert network.nodes[node]["mandate"] == pytest.approx(state.systems.mandate[system])
    assert all(np.isfinite(value) for value in measures(network).values())
    assert "executive" in set(attribute(graph(run, gps=False), "kind").values())
    ended = started(executive=0).run(3)
    assert "executive" not in set(attribute(graph(ended), "kind").values())
    assert ended.tables()["programme_ties"].empty


@pytest.mark.unit
def test_an_executive_that_holds_all_ties_with_owners_is_the_broker_on_whom_all_depends() -> None:
    network: nx.Graph[str] = nx.Graph()
    for name in ("A", "B", "C", "D"):
        network.add_node(name, kind="pcn", sector="general practice")
        network.add_edge(name, "X", kind="pcn_executive", trust=0.5)
    network.add_node("X", kind="executive", sector="general practice")
    for name in ("O", "P"):
        network.add_node(name, kind="owner", sector="trusts and partners")
        network.add_edge("X", name, kind="executive_owner", trust=0.6)
    network.add_edge("A", "O", kind="pcn_owner", trust=0.3)
    assert broker_dependence(network, brokers=1) == pytest.approx(1.2 / 1.5)
    network.add_node("G", kind="gp", sector="general practice")
    network.add_node("S", kind="service", sector="community")
    network.add_edge("G", "B", kind="membership")
    network.add_edge("G", "S", kind="gp_service", trust=0.9)
    assert broker_dependence(network, brokers=3) == pytest.approx(2.1 / 2.4)


@pytest.mark.unit
def test_network_role_gps_ties_with_services_are_in_the_graph() -> None:
    run = started(
        executive=0, network_role_gps=1, network_role_gps_per_pcn=1.0, network_role_application_rate=1.0
    ).run(4)
    state, ties = run.state, run.tables()["programme_ties"]
    assert set(ties["tie"]) == {"gp_service"}
    holders = set(run.tables()["pcns"]["network_gp"])
    assert set(ties["first"]) == holders - {""}
    assert "" not in set(ties["first"])
    assert ties["evidence"].sum() == pytest.approx(
        float(state.pcns.network_good.sum() + state.pcns.network_bad.sum())
    )
    kinds = {data["kind"] for *_, data in graph(run).edges(data=True)}
    assert "gp_service" in kinds
    assert "gp_service" not in {data["kind"] for *_, data in graph(run, gps=False).edges(data=True)}


@pytest.mark.unit
def test_mesa_has_an_executive_agent_where_there_is_one() -> None:
    for executive in (0, 1):
        model = Model(at("hybrid", weeks=3, burn_in=1, values={"executive": executive}), area(2, 3), 5)
        model.run()
        found = [agent for agent in model.agents if type(agent).__name__ == "Executive"]
        assert len(found) == executive
        if found:
            assert found[0].executive is True
            assert found[0].mandate == model.simulation.state.systems.mandate[0]
