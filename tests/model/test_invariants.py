"""Section 9 of the specification: what holds in every week of every run, and what is equal in every arm."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

from pcnsim.area import Area
from pcnsim.model.columns import State
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import (
    BACK_OFFICE,
    BRIDGING,
    DEMAND_MANAGEMENT,
    DIRECTOR,
    FACILITATION,
    NO_ROLE,
    SAME_PCN,
    SAME_PRACTICE,
    TECHNOLOGY,
)
from tests.model.world import STRUCTURES, area, at, bytes_of, differing, gp_tie_rows, simulation, two_systems

STRESS = {"demand_scale": 1.3, "leaving_rate": 0.6, "vacancy_fill_rate": 0.02, "closure_staffing": 0.8}
CASES = [
    *((structure, start, "calm") for structure in STRUCTURES for start in ("founding", "established")),
    ("hybrid", "founding", "stress"),
    ("network", "established", "stress"),
    ("hybrid", "established", "growth"),
    ("hybrid", "founding", "two systems"),
]
VALUES = {
    "calm": {},
    "two systems": {"contestable_growth": 0.3},
    "stress": STRESS,
    # Much adoption, help between practices, growth won, decline: everything that moves at once.
    "growth": {
        "mandate_adoption_rate": 1.0,
        "own_interest_adoption_rate": 1.0,
        "proposals_per_meeting": 5.0,
        "central_decision_weeks": 0.5,
        "contestable_growth": 0.3,
        "demand_scale": 1.15,
        "partner_sign_up_rate": 0.5,
        "partner_lapse_rate": 0.05,
        "director_resignation_rate": 0.8,
        "director_tie_loss": 0.3,
    },
}


@dataclass(frozen=True)
class Run:
    """A run with a copy of its state before the first and after every week."""

    simulation: Simulation
    states: list[State]

    @property
    def weeks(self) -> list[tuple[State, State]]:
        return list(pairwise(self.states))


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def run(request: pytest.FixtureRequest) -> Run:
    structure, start, kind = request.param
    made = at(structure, f"start={start}", weeks=70, burn_in=12, values=VALUES[kind])
    one = simulation(made, two_systems() if kind == "two systems" else area(3, seed=10), seed=8)
    states = [copy_state(one.state)]
    while one.week < one.last_week:
        one.step()
        states.append(copy_state(one.state))
    return Run(one, states)


def of_pcn(state: State, values: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
    """Sums of a practice's figures by PCN."""
    out = np.zeros((len(state.pcns), *values.shape[1:]))
    np.add.at(out, state.practices.pcn, values)
    return out


def near(left: object, right: object, scale: float = 1e-8) -> None:
    np.testing.assert_allclose(left, right, rtol=1e-10, atol=scale)


# ------------------------------------------------------------------------------------ conservation (1 to 4)


@pytest.mark.property
def test_stress_closes_practices() -> None:
    """The runs under stress are there to see closures; without one they would show little."""
    one = simulation(at("hybrid", weeks=70, burn_in=12, values=STRESS), area(3, seed=10), seed=8).run()
    closed = ~one.state.practices.open
    assert 2 <= closed.sum() < len(closed)


@pytest.mark.property
def test_no_contact_is_lost(run: Run) -> None:
    for before, after in run.weeks:
        flows, practices = after.practice_flows, after.practices
        into = before.practices.backlog + flows.inflow
        out = flows.by_staff + flows.served + flows.resolved + flows.spilled + practices.backlog
        if (before.practices.open == practices.open).all():
            near(into, out)
        near(of_pcn(after, into), of_pcn(after, out))
        for part in (
            flows.inflow,
            flows.by_staff,
            flows.served,
            flows.resolved,
            practices.backlog,
            flows.unserved,
        ):
            assert (part >= 0).all()
        assert (flows.turned_away <= flows.spilled + 1e-12).all()
        near(flows.unserved + flows.turned_away, flows.resolved + flows.spilled + practices.backlog)


@pytest.mark.property
def test_requests_are_new_ones_returns_and_work_from_hospital(run: Run) -> None:
    for before, after in run.weeks:
        flows = after.practice_flows
        came_back = of_pcn(before, before.practices.returning)
        new = of_pcn(after, flows.inflow) - came_back
        moved = after.systems.transferred.sum()
        noise = new.sum() - moved - flows.expected.sum()
        # The noise of the week has the expected number as its variance; five standard deviations are never passed.
        assert abs(noise) < 5.0 * math.sqrt(flows.expected.sum())
        assert moved >= 0


@pytest.mark.property
def test_spill_goes_somewhere(run: Run) -> None:
    p = run.simulation.record[0]
    for _, after in run.weeks:
        flows = after.practice_flows
        went = flows.emergency + flows.out_of_hours + flows.pharmacy + flows.gave_up
        near(went, flows.spilled.sum(axis=1))
        near(flows.pharmacy, flows.spilled @ p["spill_destination"][:, 2])
        hubs = np.bincount(after.pcns.hub[after.practices.pcn], weights=flows.out_of_hours)
        people = np.bincount(after.pcns.hub[after.practices.pcn], weights=after.practices.list_size)
        assert (hubs <= float(p["out_of_hours_capacity"]) * people / 52.0 + 1e-8).all()


@pytest.mark.property
def test_the_desk_loses_no_case(run: Run) -> None:
    p = run.simulation.record[0]
    for before, after in run.weeks:
        flows = after.pcn_flows
        near(
            before.pcns.desk_queue + flows.desk_in,
            flows.desk_handled + flows.desk_bounced + after.pcns.desk_queue,
        )
        layers = after.systems.layers[after.pcns.system]
        capacity = 60.0 * flows.desk_hours / (float(p["desk_minutes_per_case"]) * layers)
        assert (flows.desk_handled <= capacity + 1e-9).all()
        assert (after.pcns.desk_queue <= float(p["desk_queue_limit"]) * capacity + 1e-9).all()
        two = 4.0 * after.pcns.shares[:, 0] * (1.0 - after.pcns.shares[:, 0])
        pathway = of_pcn(after, after.practice_flows.pathway.sum(axis=1))
        near(flows.desk_in, pathway * (1.0 + float(p["duplicate_handling"]) * two))


@pytest.mark.property
def test_teams_lose_no_case(run: Run) -> None:
    for before, after in run.weeks:
        teams = after.teams
        near(before.teams.queue + teams.arriving, teams.seen + teams.refused + teams.queue)
        for part in (teams.seen, teams.refused, teams.queue, teams.capacity, teams.arriving):
            assert (part >= 0).all()
        assert (teams.seen <= teams.capacity + 1e-9).all()
        accepted = after.practice_flows.accepted_direct + after.practice_flows.accepted_pathway
        arriving = np.bincount(
            after.practices.team.ravel(), weights=accepted.ravel(), minlength=len(teams.queue)
        )
        near(arriving, teams.arriving)


@pytest.mark.property
def test_every_case_takes_one_channel_and_ends_one_way(run: Run) -> None:
    p = run.simulation.record[0]
    need = np.minimum(1.0, float(p["multi_agency_need"]) * p["agency_share"])
    for _, after in run.weeks:
        flows, teams = after.practice_flows, after.teams
        cases = (flows.served + flows.by_staff) * need
        near(flows.direct + flows.pathway, cases @ p["agency_mix"])
        near(flows.case_class, cases)
        near(flows.cases, cases.sum(axis=1))
        near(flows.joint_resolved + flows.failed_class.sum(axis=1), flows.cases)
        near(flows.accepted_class.sum(axis=1), flows.joint_resolved)
        near(flows.joint_resolved.sum(), (teams.arriving - teams.refused).sum())
        assert (flows.accepted_direct <= flows.direct + 1e-12).all()
        assert (flows.accepted_pathway <= flows.pathway + 1e-12).all()


@pytest.mark.property
def test_patients_and_posts_are_constant(run: Run) -> None:
    start = run.states[0]
    for state in run.states:
        near(state.practices.list_size.sum(), start.practices.list_size.sum())
        near(of_pcn(state, state.practices.list_size), of_pcn(start, start.practices.list_size))
        assert (state.gps.pcn == start.gps.pcn).all()
        assert (state.gps.sessions == start.gps.sessions).all()
        assert state.practices.open[state.gps.practice].all()
        assert (state.practices.pcn[state.gps.practice] == state.gps.pcn).all()
        assert (state.practices.list_size[~state.practices.open] == 0).all()
        assert (state.practices.list_size[state.practices.open] > 0).all()
        expected = (state.practices.list_size[:, None] * state.practices.demand_factor).sum(axis=0)
        near(expected, (start.practices.list_size[:, None] * start.practices.demand_factor).sum(axis=0))
        of_system = np.bincount(state.pcns.system[state.practices.pcn], state.practices.list_size)
        near(of_system, state.systems.population)


@pytest.mark.property
def test_posts_change_only_by_leaving_and_arriving(run: Run) -> None:
    leaving = run.simulation.weekly()["leaving"].to_numpy()
    for number, (before, after) in enumerate(run.weeks):
        arrived = (after.gps.arrivals - before.gps.arrivals).sum()
        filled = after.gps.filled.sum()
        leavers = before.gps.filled.sum() + arrived - filled
        assert leavers >= 0
        assert leaving[number] == pytest.approx(5200.0 * leavers / max(filled + leavers, 1))


@pytest.mark.property
def test_gps_work_no_more_minutes_than_they_have(run: Run) -> None:
    p = run.simulation.record[0]
    for before, after in run.weeks:
        flows = after.practice_flows
        saved = (
            float(p["back_office_saving"]) * before.practices.effect[:, BACK_OFFICE]
            + float(p["technology_saving"]) * before.practices.effect[:, TECHNOLOGY]
        )
        open_before = before.practices.open == after.practices.open
        used = (flows.served * p["minutes_per_contact"]).sum(axis=1) * (
            1.0 - np.where(open_before, saved, 0.0)
        )
        alone = before.practices.effect[:, DEMAND_MANAGEMENT] == 0
        assert (used <= flows.minutes + 1e-6)[alone].all()
        assert (of_pcn(after, used) <= of_pcn(after, flows.minutes) + 1e-6).all()
        near(
            np.bincount(after.gps.practice, after.gps.clinical_sessions, len(flows)),
            flows.clinical_sessions,
        )
        per_gp = after.gps.contacts_per_day * after.gps.clinical_sessions / 2.0
        served = np.where(flows.clinical_sessions > 0, flows.served.sum(axis=1), 0.0)
        near(np.bincount(after.gps.practice, per_gp, len(flows)), served)


# ----------------------------------------------------------------------------------------------- ranges (5)


@pytest.mark.property
def test_trust_stays_between_0_and_1_and_evidence_positive(run: Run) -> None:
    for state in run.states:
        practices, pcns = state.practices, state.pcns
        used = int(state.gp_ties.count[0])
        for good, bad in (
            (practices.service_good, practices.service_bad),
            (practices.centre_good, practices.centre_bad),
            (pcns.owner_good, pcns.owner_bad),
            (state.practice_ties.good, state.practice_ties.bad),
            (state.gp_ties.good[:used], state.gp_ties.bad[:used]),
        ):
            assert (good > 0).all()
            assert (bad > 0).all()
        for none_or_more in (pcns.bridge_good, pcns.bridge_bad, pcns.director_good, pcns.director_bad):
            assert (none_or_more >= 0).all()
        for trust in (state.practice_ties.trust, state.gp_ties.trust[:used]):
            assert ((trust > 0) & (trust < 1)).all()
        ties = state.practice_ties
        near(ties.trust, ties.good / (ties.good + ties.bad), 1e-12)


@pytest.mark.property
def test_every_state_is_in_its_range(run: Run) -> None:
    for state in run.states:
        gps, practices, pcns, flows = state.gps, state.practices, state.pcns, state.practice_flows
        of_0_to_1 = [
            *(
                gps[name]
                for name in (
                    "disposition",
                    "engagement",
                    "orientation",
                    "role_identity",
                    "strain",
                    "leadership_skill",
                )
            ),
            *(gps[name] for name in ("attendance", "spare")),
            *(practices[name] for name in ("adopted", "design_fit", "mandated", "general_trust")),
            *(flows[name] for name in ("engagement", "strain", "role_identity", "goals", "attention")),
            *(
                pcns[name]
                for name in ("set_up", "staff_experience", "partner", "approved", "local_knowledge", "shares")
            ),
            *(
                state.pcn_flows[name]
                for name in ("leadership", "consensus", "bridge", "practice_trust", "integration")
            ),
            *(state.owners[name] for name in ("pressure", "priority", "agreed", "trust")),
            *(state.systems[name] for name in ("approved", "influence", "vacancy", "local_share")),
            state.teams.availability,
        ]
        for values in of_0_to_1:
            assert ((values >= 0) & (values <= 1)).all()
        for values in (
            pcns.staff,
            pcns.desk_queue,
            state.teams.queue,
            practices.backlog,
            practices.returning,
        ):
            assert (values >= 0).all()
        assert ((practices.effect >= 0) & (practices.effect <= 1.3)).all()
        assert ((practices.prevention_stock >= 0) & (practices.prevention_stock <= 1.3)).all()
        assert (practices.coordination_hours >= 0).all()
        assert np.isin(practices.adopted, (0.0, 1.0)).all()
        for name in State._fields:
            table = getattr(state, name)
            for column in table.dtype.names if name != "gp_ties" else ():
                assert np.isfinite(table[column]).all(), f"{name}.{column}"


# ---------------------------------------------------------------------------------- budget and roles (6, 7)


@pytest.mark.property
def test_the_coordination_budget_is_spent_once(run: Run) -> None:
    p = run.simulation.record[0]
    hours_per_1000, fixed = float(p["coordination_hours_per_1000"]), float(p["channel_fixed_cost"])
    founding = run.simulation.config.start == "founding"
    for number, (before, after) in enumerate(run.weeks):
        flows, shares = after.pcn_flows, after.pcns.shares
        week = number - run.simulation.config.burn_in_weeks
        level = 1.0 + before.systems.growth[after.pcns.system]
        if founding and week < 0:
            level = np.full(len(level), float(p["coordination_before_contract"]))
        near(flows.population, of_pcn(after, after.practices.list_size))
        near(flows.budget_hours, hours_per_1000 * flows.population / 1000.0 * level)
        parts = flows.desk_hours + flows.facilitation_hours + flows.bridging_hours
        near(parts + flows.fixed_hours, flows.budget_hours)
        channels = (shares[:, FACILITATION] > 0).astype(int) + (shares[:, FACILITATION] < 1)
        near(flows.fixed_hours, channels * fixed * flows.budget_hours)
        near(flows.bridging_hours, shares[:, BRIDGING] * flows.budget_hours)
        rest = (1.0 - shares[:, BRIDGING]) * flows.budget_hours
        near(flows.facilitation_hours + (shares[:, FACILITATION] > 0) * fixed * flows.budget_hours,
             shares[:, FACILITATION] * rest)  # fmt: skip


@pytest.mark.property
def test_one_person_holds_one_role(run: Run) -> None:
    for state in run.states:
        director = state.pcns.director
        in_post = director[director >= 0]
        assert len(set(in_post.tolist())) == len(in_post)
        assert (state.gps.role[in_post] == DIRECTOR).all()
        assert state.gps.filled[in_post].all()
        assert (state.gps.pcn[in_post] == np.flatnonzero(director >= 0)).all()
        assert (state.gps.role != NO_ROLE).sum() == len(in_post)
        assert (state.gps.role[~state.gps.filled] == NO_ROLE).all()


@pytest.mark.property
def test_every_network_has_a_director_in_the_first_week_of_the_contract(run: Run) -> None:
    first = 1 + (run.simulation.config.burn_in_weeks if run.simulation.config.start == "founding" else 0)
    assert (run.states[first].pcns.director >= 0).all()
    assert (run.states[first - 1].pcns.director < 0).all()


# ----------------------------------------------------------------------------------------- ties between GPs


@pytest.mark.property
def test_ties_between_gps_are_sound(run: Run) -> None:
    for state in run.states:
        ties, gps = state.gp_ties, state.gps
        used = int(ties.count[0])
        first, second = ties.first[:used], ties.second[:used]
        assert (first < second).all()
        assert len(gp_tie_rows(ties)) == used  # no pair twice
        assert gps.filled[first].all()
        assert gps.filled[second].all()
        same_practice = gps.practice[first] == gps.practice[second]
        same_pcn = gps.pcn[first] == gps.pcn[second]
        reach = np.where(same_practice, SAME_PRACTICE, np.where(same_pcn, SAME_PCN, 2))
        assert (ties.reach[:used] == reach).all()
        between = ties.practice_tie[:used]
        assert (between[same_practice] == -1).all()
        known = between >= 0
        practice_ties = state.practice_ties
        ends = np.sort(np.stack((gps.practice[first], gps.practice[second]), axis=1), axis=1)[known]
        assert (np.stack((practice_ties.first, practice_ties.second), axis=1)[between[known]] == ends).all()
        assert practice_ties.live[between[known]].all()
        walked: list[set[int]] = []
        for gp in range(len(gps)):
            found = []
            half = ties.half[gp]
            while half >= 0:
                tie, end = divmod(int(half), 2)
                assert (ties.first, ties.second)[end][tie] == gp
                found.append(tie)
                half = (ties.next_of_first, ties.next_of_second)[end][tie]
            assert len(set(found)) == len(found)
            walked.append(set(found))
        assert [len(ties_of_gp) for ties_of_gp in walked] == gps.ties.tolist()
        assert gps.ties.sum() == 2 * used
        assert gps.ties_outside.sum() == 2 * (~same_practice).sum()


@pytest.mark.property
def test_ties_between_practices_live_as_long_as_both_ends(run: Run) -> None:
    for state in run.states:
        ties, practices = state.practice_ties, state.practices
        assert (ties.live == (practices.open[ties.first] & practices.open[ties.second])).all()
        assert (ties.inside == (practices.pcn[ties.first] == practices.pcn[ties.second])).all()
        pairs = list(zip(ties.first.tolist(), ties.second.tolist(), strict=True))
        assert pairs == sorted(set(pairs))  # sorted, as the search for a tie needs it


# ----------------------------------------------------------------------------------- equal in every arm (8)


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_the_burn_in_is_the_same_in_every_structure_to_the_bit(start: str) -> None:
    arms = [simulation(at(one, f"start={start}", burn_in=20), area(3, seed=10)).run(20) for one in STRUCTURES]
    assert differing(arms[0], arms[1]) == []
    assert differing(arms[0], arms[2]) == []
    for arm in arms:
        arm.run(1)
    assert differing(arms[0], arms[1]) != []
    assert differing(arms[0], arms[2]) != []


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_every_structure_is_given_the_same(start: str) -> None:
    """People, hours, money per patient and teams, whatever the structure, as long as nothing was won or closed."""
    arms = [
        simulation(at(one, f"start={start}", weeks=30, burn_in=10), area(3, seed=10)) for one in STRUCTURES
    ]
    for _ in range(40):
        for arm in arms:
            arm.step()
        one = arms[0].state
        for other in (arm.state for arm in arms[1:]):
            for name in ("sessions", "practice"):
                assert one.gps[name].tobytes() == other.gps[name].tobytes()
            assert one.teams.base_capacity.tobytes() == other.teams.base_capacity.tobytes()
            assert one.practices.list_size.tobytes() == other.practices.list_size.tobytes()
            near(one.pcn_flows.budget_hours, other.pcn_flows.budget_hours, 1e-12)
            assert one.practices.demand_factor.tobytes() == other.practices.demand_factor.tobytes()


@pytest.mark.property
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    one, again, other = (simulation(at("hybrid"), area(3, seed=10), seed=seed).run() for seed in (5, 5, 6))
    assert bytes_of(one) == bytes_of(again)
    assert "gps" in differing(one, other)
    assert "series" in differing(one, other)


# ------------------------------------------------------------------------------------------ relabelling (9)


def renamed(place: Area, codes: dict[str, str]) -> Area:
    """An area with other PCN and practice codes, sorted as an area must be."""
    practices, pcns = place.practices.copy(), place.pcns.copy()
    practices["practice_code"] = [codes.get(code, code) for code in practices["practice_code"]]
    practices["pcn_code"] = [codes.get(code, code) for code in practices["pcn_code"]]
    pcns["pcn_code"] = [codes.get(code, code) for code in pcns["pcn_code"]]
    return replace(
        place,
        practices=practices.sort_values(["pcn_code", "practice_code"]).reset_index(drop=True),
        pcns=pcns.sort_values(["system_code", "pcn_code"]).reset_index(drop=True),
    )


@pytest.mark.property
def test_new_codes_in_the_same_order_change_nothing() -> None:
    place = area(3, seed=10)
    every = [*place.practices["practice_code"], *place.pcns["pcn_code"]]
    codes = {code: f"{code[0]}9{code[1:]}" for code in every}
    other = renamed(place, codes)
    assert list(other.practices["list_size"]) == list(place.practices["list_size"])
    assert list(other.practices["practice_code"]) != list(place.practices["practice_code"])
    made = at("hybrid", weeks=20)
    assert differing(simulation(made, place).run(), simulation(made, other).run()) == []


@pytest.mark.statistical
def test_new_codes_in_another_order_do_not_change_distributions() -> None:
    """Luck is keyed by row, so a single run changes; means over seeds differ by no more than their standard errors."""
    place = area(3, seed=10)
    pcns, practices = list(place.pcns["pcn_code"]), list(place.practices["practice_code"])
    turned = renamed(
        place, dict(zip(pcns, pcns[::-1], strict=True)) | dict(zip(practices, practices[::-1], strict=True))
    )
    assert list(turned.practices["list_size"]) == list(place.practices["list_size"])[::-1]
    made = at("hybrid", weeks=45, burn_in=10)
    names = [
        "joint_resolution", "service_trust", "strain", "wait", "hospital_contacts", "gp_ties", "gp_ties_outside",
        "practice_trust", "engagement", "decision_gini", "coordination_hours", "additional_staff", "cost_total",
        "vacancy", "director_hours", "owner_trust", "consensus", "reach_floor",
    ]  # fmt: skip
    seeds = range(60)

    def found(there: Area, first_seed: int) -> np.ndarray:  # type: ignore[type-arg]
        runs = (simulation(made, there, first_seed + seed).run().outcomes() for seed in seeds)
        return np.array([[values[name] for name in names] for values in runs])

    one, other = found(place, 0), found(turned, 1000)
    error = np.sqrt((one.var(axis=0, ddof=1) + other.var(axis=0, ddof=1)) / len(seeds))
    distance = np.abs(one.mean(axis=0) - other.mean(axis=0)) / error
    assert (distance < 4.0).all(), dict(zip(names, distance.round(1), strict=True))
