"""Community teams in hubs or on PCN footprints: the same staff divided, closer and less resilient, and back again."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from pcnsim.model.columns import Clock, State
from pcnsim.model.network import graph
from pcnsim.model.rules.community import staffing, teams_move, wte_on_footprints
from pcnsim.model.simulation import Simulation
from pcnsim.model.vocabulary import SERVICES, SERVICES_IN_HUBS
from tests.model.world import area, at, by_class, bytes_of, differing, simulation, two_systems, weeks_of

START = 3
STAYING = [service for service in range(len(SERVICES)) if service not in SERVICES_IN_HUBS]
HELD = ("base_capacity", "wte", "queue")
NOTHING = {
    "hub_scale_gain": 0.0,
    "hub_support_gain": 0.0,
    "colocation_contact": 0.0,
    "colocation_stands_in": 0.0,
    "colocation_saving": 0.0,
    "hub_estate_saving": 0.0,
}
"""The programme with none of its effects: the same staff at other desks."""


def moved(structure: str = "network", weeks: int = 8, place: Any = None, **values: float) -> Simulation:
    """Three PCNs of three practices with one hub, whose teams move in week ``START``."""
    chosen = {"community_footprint": 1, "footprint_start_week": START, "pcns_per_hub": 3, **values}
    return simulation(at(structure, weeks=weeks, values=chosen), area(3, 3) if place is None else place)


def in_start_week(structure: str, **values: float) -> tuple[Simulation, Simulation]:
    """The same world with teams in the hub and on footprints, after the week in which the latter moved."""
    pair = [moved(structure, community_footprint=on, **{**NOTHING, **values}) for on in (0, 1)]
    for run in pair:
        run.run(4 + START + 1)
    return pair[0], pair[1]


def hub_teams(state: State) -> Any:
    return np.flatnonzero(np.asarray(state.teams.hub_team) < 0)


def by_hub(state: State, column: str) -> Any:
    """What a hub team and the teams that came out of it hold together."""
    teams = state.teams
    row = np.where(teams.hub_team < 0, np.arange(len(teams.service)), teams.hub_team)
    return np.bincount(row, weights=teams[column])


@pytest.mark.property
def test_without_the_programme_its_other_parameters_do_nothing() -> None:
    plain = moved(community_footprint=0).run()
    other = moved(
        community_footprint=0,
        footprint_start_week=1,
        footprint_end_week=5,
        hub_scale_gain=0.12,
        hub_support_gain=0.06,
        hub_estate_saving=4000.0,
        colocation_contact=1.0,
        colocation_stands_in=0.3,
        colocation_saving=0.6,
    ).run()
    assert bytes_of(plain) == bytes_of(other)
    assert differing(plain, moved().run())


@pytest.mark.property
def test_nothing_differs_before_the_teams_move_but_the_rows_that_wait() -> None:
    plain, run = moved(community_footprint=0).run(4 + START), moved().run(4 + START)
    assert differing(plain, run) == ["teams"]
    number = len(plain.state.teams.service)
    for name in plain.state.teams.dtype.names:
        assert (run.state.teams[name][:number] == plain.state.teams[name]).all(), name
    assert not run.state.teams.working[number:].any()
    run.step()
    plain.step()
    assert "practices" in differing(plain, run)


@pytest.mark.property
@pytest.mark.parametrize("need", [1.0, 0.0])
def test_a_hub_teams_work_is_shared_out_in_full(need: float) -> None:
    values = {} if need else by_class("agency_share", 0.0)
    teams = moved(**values).state.teams
    split = np.asarray(teams.hub_team) >= 0
    sums = np.bincount(teams.hub_team[split], weights=teams.hub_share[split])
    np.testing.assert_allclose(sums[sums > 0.0], 1.0, rtol=1e-12)
    assert (sums > 0.0).sum() == len(SERVICES_IN_HUBS)
    assert (teams.hub_share[split] > 0.0).all()


@pytest.mark.property
@pytest.mark.parametrize("place", ["one system", "two systems"])
def test_moving_out_and_back_loses_nothing(place: str) -> None:
    run = moved(place=two_systems() if place == "two systems" else area(3, 3))
    p, state = run.record[0], run.state
    hubs = hub_teams(state)
    state.teams.queue[hubs] = 1.0 + np.arange(len(hubs))
    serving = np.array(state.practices.team)
    before = {name: np.array(state.teams[name]) for name in HELD}
    together = {name: by_hub(state, name) for name in HELD}

    teams_move(p, Clock(1, START, True, START, False), state.pcns, state.practices, state.teams)
    teams = state.teams
    for name in HELD:
        np.testing.assert_allclose(by_hub(state, name), together[name], rtol=1e-12)
        assert (teams[name][~teams.working] == 0.0).all()
    for service in range(len(SERVICES)):
        rows = state.practices.team[:, service]
        assert teams.working[rows].all()
        assert (teams.service[rows] == service).all()
        assert (teams.system[rows] == state.pcns.system[state.practices.pcn]).all()
        assert (teams.owner[rows] == teams.owner[serving[:, service]]).all()
        if service in SERVICES_IN_HUBS:
            assert (teams.pcn[rows] == state.practices.pcn).all()
        else:
            assert (rows == serving[:, service]).all()
    out = np.flatnonzero(teams.hub_team >= 0)
    np.testing.assert_allclose(
        teams.queue[out], teams.hub_share[out] * before["queue"][teams.hub_team[out]], rtol=1e-12
    )

    never = {"footprint_end_week": START + 1}
    p = moved(**never).record[0]
    teams_move(p, Clock(1, START + 1, True, START + 1, False), state.pcns, state.practices, state.teams)
    assert (state.practices.team == serving).all()
    assert (np.flatnonzero(teams.working) == hubs).all()
    for name in HELD:
        np.testing.assert_allclose(teams[name], before[name], rtol=1e-12)


@pytest.mark.property
def test_staff_and_referrals_are_conserved_in_every_week_of_a_run() -> None:
    run = moved(weeks=12, footprint_end_week=8, multi_agency_need=1.5)
    first = {name: by_hub(run.state, name) for name in ("base_capacity", "wte")}
    out = []
    for before, state in weeks_of(run):
        teams = state.teams
        for name, held in first.items():
            np.testing.assert_allclose(by_hub(state, name), held, rtol=1e-12)
        came = by_hub(before, "queue") + by_hub(state, "arriving")
        went = by_hub(state, "seen") + by_hub(state, "refused") + by_hub(state, "queue")
        np.testing.assert_allclose(came, went, rtol=1e-9)
        for name in (*HELD, "capacity", "arriving", "seen", "refused", "availability"):
            assert (teams[name][~teams.working] == 0.0).all(), name
        assert teams.working[state.practices.team].all()
        out.append(bool((teams.working & (teams.hub_team >= 0)).any()))
    assert out == [START <= week < 8 for week in range(-4, 12)]
    assert max(run.weekly()["team_wait"]) > 0.0


@pytest.mark.property
def test_the_only_pcn_of_a_hub_notices_nothing_where_closeness_does_nothing() -> None:
    """Limit case: a hub of one PCN is that PCN's footprint, with the same staff and the same luck."""
    hub = moved(community_footprint=0, pcns_per_hub=1, **NOTHING).run()
    footprint = moved(pcns_per_hub=1, **NOTHING).run()
    assert (footprint.state.teams.hub_share[footprint.state.teams.hub_team >= 0] == 1.0).all()
    one, other = hub.weekly(), footprint.weekly()
    np.testing.assert_allclose(one, other, rtol=1e-9)
    assert (np.asarray(hub.state.practices.team) != np.asarray(footprint.state.practices.team)).any()


@pytest.mark.property
def test_the_same_staff_does_less_without_the_hubs_scale_and_support() -> None:
    values = {"team_staffing_variation": 0.0, "hub_scale_gain": 0.07, "hub_support_gain": 0.04}
    hub, footprint = in_start_week("network", **values)
    less, full = by_hub(footprint.state, "capacity"), by_hub(hub.state, "capacity")
    moving = np.isin(hub.state.teams.service, SERVICES_IN_HUBS)
    np.testing.assert_allclose(less[moving], (1.0 - 0.07 - 0.04) * full[moving], rtol=1e-12)
    assert (less[~moving] == full[~moving]).all()
    for column in ("direct", "pathway", "accepted_direct", "accepted_pathway"):
        np.testing.assert_allclose(
            hub.state.practice_flows[column], footprint.state.practice_flows[column], rtol=1e-12
        )


@pytest.mark.statistical
def test_small_teams_vary_more_about_the_same_mean() -> None:
    run = moved(hub_scale_gain=0.05, hub_support_gain=0.02).run(4 + START + 1)
    p, teams = run.record[0], run.state.teams
    spread = float(p["team_staffing_variation"])
    team = int(np.flatnonzero(teams.hub_team >= 0)[0])
    draws = np.random.default_rng(4).normal(size=20000)
    for size in (0.2, 1.5):
        teams.wte[team] = size
        found = np.array([staffing(p, teams, team, luck) for luck in draws]) / 0.93
        counted, hub = max(size, 0.5), max(size / teams.hub_share[team], 0.5)
        expected = math.exp(0.5 * spread**2 / hub)
        assert abs(found.mean() - expected) < 4.0 * found.std() / math.sqrt(len(draws))
        sd = np.log(found).std()
        assert abs(sd - spread / math.sqrt(counted)) < 4.0 * sd / math.sqrt(2.0 * len(draws))


def effective_trust(before: Simulation, after: Simulation) -> Any:
    """Trust in services, (P, service), which bridging staff add to, by the formula of the specification."""
    practices, flows = before.state.practices, after.state.pcn_flows
    own = practices.service_good / (practices.service_good + practices.service_bad)
    return 1.0 - (1.0 - own) * (1.0 - flows.bridge[practices.pcn])


@pytest.mark.property
@pytest.mark.parametrize("structure", ["hybrid", "network"])
def test_closeness_stands_in_for_trust_in_direct_work_alone(structure: str) -> None:
    alike = {"relationship_spread": 0.0}  # so that nobody's success is cut at .98
    before = moved(structure, **{**NOTHING, **alike, "community_footprint": 0}).run(4 + START)
    hub, footprint = in_start_week(structure, colocation_stands_in=0.2, **alike)
    p, state = before.record[0], before.state
    trust = effective_trust(before, hub)
    reach = hub.state.pcn_flows.facilitation_reach[state.practices.pcn][:, None]
    without = float(p["direct_success_without_trust"])
    without = without + (1.0 - without) * float(p["facilitation_stands_in"]) * reach
    nearer = without + (1.0 - without) * 0.2
    expected = (nearer + (1.0 - nearer) * trust) / (without + (1.0 - without) * trust)
    assert (expected > 1.01).all()
    expected[:, STAYING] = 1.0
    one, other = hub.state.practice_flows, footprint.state.practice_flows
    np.testing.assert_allclose(other.accepted_direct / one.accepted_direct, expected, rtol=1e-9)
    np.testing.assert_allclose(other.accepted_pathway, one.accepted_pathway, rtol=1e-12)
    assert (other.direct == one.direct).all()


@pytest.mark.property
def test_closeness_shortens_answers_and_saves_gps_time() -> None:
    quiet = {"chasing_minutes": 0.0, "facilitator_offset": 0.0, "relationship_spread": 0.0}
    before = moved("hybrid", **{**NOTHING, **quiet, "community_footprint": 0}).run(4 + START)
    hub, footprint = in_start_week("hybrid", colocation_saving=0.4, **quiet)
    p = before.record[0]
    one, other = hub.state.practice_flows, footprint.state.practice_flows
    trust = effective_trust(before, hub)
    lag = float(p["direct_response_time"]) * (1.6 - trust) / one.attention[:, None]
    faster = np.exp(0.4 * lag / float(p["joint_plan_decay"]))
    faster[:, STAYING] = 1.0
    np.testing.assert_allclose(other.accepted_direct / one.accepted_direct, faster, rtol=1e-9)
    np.testing.assert_allclose(other.accepted_pathway, one.accepted_pathway, rtol=1e-12)
    minutes = one.direct * float(p["direct_case_minutes"]) * (1.5 - trust) * 0.4
    saved = (1.0 + float(p["duplicate_handling"])) * minutes[:, SERVICES_IN_HUBS].sum(axis=1) / 60.0
    assert (saved > 0.0).all()
    found = hub.state.practices.coordination_hours - footprint.state.practices.coordination_hours
    np.testing.assert_allclose(found, saved, rtol=1e-9)


@pytest.mark.property
def test_those_who_share_a_footprint_meet_where_people_meet() -> None:
    for structure in ("hierarchy", "network"):
        hub, footprint = in_start_week(structure, colocation_contact=0.5)
        p, flows, state = hub.record[0], hub.state.practice_flows, hub.state
        share = 1.0 if structure == "network" else 0.0
        signed = state.pcns.partner[state.practices.pcn]
        met = (
            share * float(p["team_meetings_per_week"]) * flows.attention[:, None] * (0.5 + 0.5 * signed)
            + 0.5 * state.pcn_flows.facilitation_reach[state.practices.pcn][:, None]
            + state.pcn_flows.bridge[state.practices.pcn]
        )
        informal = 0.5 * share * flows.attention[:, None] * np.ones(8)
        informal[:, STAYING] = 0.0
        more = float(p["meeting_evidence"]) * (np.exp(-met) - np.exp(-met - informal))
        good = footprint.state.practices.service_good - state.practices.service_good
        bad = footprint.state.practices.service_bad - state.practices.service_bad
        found = good + bad / float(p["bad_news_weight"])
        np.testing.assert_allclose(found, more, rtol=1e-7, atol=1e-12)
        assert (good[:, STAYING] == 0.0).all()
        assert (more > 0.0).any() == (structure == "network")


@pytest.mark.property
def test_after_the_last_week_the_hub_works_as_it_did() -> None:
    values = {"team_staffing_variation": 0.0, "community_staff_decline": 0.0, "pull_back": 0.0}
    hub = moved(community_footprint=0, **values).run(4 + 7)
    run = moved(footprint_end_week=6, **values).run(4 + 7)
    number = len(hub.state.teams.service)
    assert (run.state.practices.team == hub.state.practices.team).all()
    assert (run.state.teams.working == (np.arange(len(run.state.teams.service)) < number)).all()
    np.testing.assert_allclose(run.state.teams.capacity[:number], hub.state.teams.capacity, rtol=1e-12)
    assert wte_on_footprints(run.state.teams) == 0.0


@pytest.mark.property
def test_the_staff_whose_estate_costs_more_is_the_staff_that_moved() -> None:
    run = moved().run(4 + START)
    moving = np.isin(run.state.teams.service, SERVICES_IN_HUBS)
    staff = run.state.teams.wte[moving].sum()
    assert wte_on_footprints(run.state.teams) == 0.0
    run.step()
    assert wte_on_footprints(run.state.teams) == pytest.approx(staff, rel=1e-12)


@pytest.mark.property
def test_a_saved_run_goes_on_to_the_same_bytes() -> None:
    run = moved().run(4 + START + 2)
    again = run.restored(run.snapshot()).run()
    assert bytes_of(again) == bytes_of(run.run())


@pytest.mark.property
def test_the_graph_and_the_tables_show_who_works() -> None:
    run = moved().run(4 + START)
    hub = {code for code, kind in graph(run).nodes(data="kind") if kind == "service"}
    services = run.tables()["services"]
    assert services["service"].is_unique
    assert hub == set(services["service"][services["working"]])
    run.step()
    network = graph(run)
    out = {code for code, kind in network.nodes(data="kind") if kind == "service"}
    services = run.tables()["services"].set_index("service")
    assert out == set(services.index[services["working"]])
    assert len(out) == 3 * len(SERVICES_IN_HUBS) + len(STAYING)
    ties = run.tables()["service_ties"].merge(run.tables()["practices"][["practice", "pcn"]])
    place = services.loc[ties["service"], "pcn"].to_numpy()
    assert ((place == ties["pcn"]) == ties["kind"].isin([SERVICES[s] for s in SERVICES_IN_HUBS])).all()
    assert set(services["hub_team"]) - {""} == hub - out
