"""Shocks: a surge of demand, a closure, a breach of trust. What each must move, what it must not, and what is kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from pcnsim.config.parameters import declared
from pcnsim.config.parameters.programmes import PROGRAMMES
from pcnsim.model.columns import Clock
from pcnsim.model.programmes.shocks import can_close, closure_strikes, owner_breaks_trust
from pcnsim.model.rules.arithmetic import confirmed
from pcnsim.model.rules.environment import surge
from pcnsim.model.rules.trust import practices_trust_each_other
from pcnsim.model.simulation import Simulation
from pcnsim.model.vocabulary import ACUTE_TRUST, COMMUNITY_TRUST, OWNER_OF_SERVICE
from tests.model.world import STRUCTURES, area, at, differing, simulation, two_systems, weeks_of

STARTS = ("founding", "established")
EARLY = {
    "winter_surge": {"surge_start_week": 2, "surge_end_week": 4},
    "practice_closure": {"closure_week": 2},
    "breach_of_trust": {"breach_week": 2},
}
"""The shocks with weeks that a short run reaches."""


def world(start: str = "established", structure: str = "hybrid", weeks: int = 6, **values: Any) -> Simulation:
    """Two PCNs with three practices each, not begun."""
    made = at(structure, f"start={start}", weeks=weeks, burn_in=3, values=values)
    return simulation(made, area(2, 3))


def in_week(week: int) -> Clock:
    return Clock(5, week, True, 208 + week, False)


# ------------------------------------------------------------------------------------ off leaves no trace


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("name", EARLY)
def test_a_shock_that_is_off_leaves_no_trace_and_one_that_is_on_does(name: str, start: str) -> None:
    """Byte by byte, with every other parameter changed; on, the run is the same until its week and not after."""
    programme = PROGRAMMES[name]
    others = {}
    for parameter in programme.keys.values():
        one = declared()[parameter]
        if parameter != programme.switch:
            others[parameter] = EARLY[name].get(parameter, one.low if one.high == one.default else one.high)
    plain = world(start).run()
    assert differing(plain, world(start, **others).run()) == []
    on, off = world(start, **{**EARLY[name], programme.switch: 1}), world(start)
    for week in range(-3, 6):
        on.step()
        off.step()
        assert (differing(on, off) == []) == (week < 2)


# ------------------------------------------------------------------------------------ the surge


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_surge_multiplies_what_patients_ask_for_while_it_lasts(structure: str, start: str) -> None:
    """Until prevention answers to it, which takes longer than this run, expected contacts are 1.4 times the usual."""
    values = {"winter_surge": 1, "surge_size": 0.4, **EARLY["winter_surge"]}
    plain, hit = world(start, structure), world(start, structure, **values)
    for (_, usual), (_, state) in zip(weeks_of(plain), weeks_of(hit), strict=True):
        week = hit.week - 1
        factor = 1.4 if 2 <= week < 4 else 1.0
        expected = usual.practice_flows.expected
        assert (expected > 0.0).all()
        np.testing.assert_allclose(state.practice_flows.expected, factor * expected, rtol=1e-3)
        if week <= 2:
            np.testing.assert_allclose(state.practice_flows.expected, factor * expected, rtol=1e-14)
            np.testing.assert_array_equal(state.pcn_flows.budget_hours, usual.pcn_flows.budget_hours)
            np.testing.assert_array_equal(state.gps.filled, usual.gps.filled)
            np.testing.assert_array_equal(state.practices.list_size, usual.practices.list_size)


@pytest.mark.unit
def test_a_surge_of_nothing_is_no_surge() -> None:
    p = world(winter_surge=1, surge_size=0.3, **EARLY["winter_surge"]).record[0]
    assert [surge(p, week) for week in (1, 2, 3, 4)] == [1.0, 1.3, 1.3, 1.0]
    assert (
        differing(world().run(), world(winter_surge=1, surge_size=0.0, **EARLY["winter_surge"]).run()) == []
    )


@pytest.mark.unit
@pytest.mark.parametrize(("size", "share"), [(0.1, 0.4), (0.25, 1.0), (0.5, 1.0)])
def test_a_shared_threat_teaches_practices_of_the_contract_about_each_other(
    size: float, share: float
) -> None:
    """Evidence help_evidence x min(1, size / 0.25), quality 0.5 + 0.5 leadership x consensus, read as others are."""
    run = world(winter_surge=1, surge_size=size, practice_tie_density=1.0, surge_start_week=0).run(3)
    state, p = run.state, run.record[0]
    flows = state.pcn_flows
    flows.leadership[:], flows.consensus[:] = (0.2, 0.9), (0.5, 0.8)
    state.practices.signed[5] = False
    start = state.practice_ties.copy()
    learnt = {}
    for week in (-1, 1):
        ties = start.copy()
        practices_trust_each_other(
            p, in_week(week), state.pcns, flows, state.practices, state.practice_flows, ties
        )
        learnt[week] = ties
    one, two = state.practices.pcn[start.first], state.practices.pcn[start.second]
    quality = np.array([0.5 + 0.5 * 0.2 * 0.5, 0.5 + 0.5 * 0.9 * 0.8])
    mean = 0.5 * (quality[one] + quality[two])
    read = np.array(
        [confirmed(s, t, float(p["confirmation"])) for s, t in zip(mean, start.trust, strict=True)]
    )
    weight = np.where((start.first == 5) | (start.second == 5), 0.0, float(p["help_evidence"]) * share)
    assert 0 < (weight > 0.0).sum() < len(weight)
    assert (one != two).any()
    np.testing.assert_allclose(learnt[1].good - learnt[-1].good, weight * read, atol=1e-13)
    np.testing.assert_allclose(
        learnt[1].bad - learnt[-1].bad, float(p["bad_news_weight"]) * weight * (1.0 - read), atol=1e-13
    )


# ------------------------------------------------------------------------------------ the closure


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("rank", [1, 2, 6])
def test_a_closure_closes_the_practice_of_that_rank_in_its_week(start: str, rank: int) -> None:
    values = {"practice_closure": 1, "closure_week": 2, "closure_rank": rank, "closure_staffing": 0.0}
    run = world(start, practice_tie_density=1.0, **values)
    for before, state in weeks_of(run):
        closed = before.practices.open & ~state.practices.open
        np.testing.assert_allclose(
            state.practices.list_size.sum(), before.practices.list_size.sum(), rtol=1e-13
        )
        assert len(state.gps.practice) == len(before.gps.practice)
        if run.week - 1 != 2:
            assert not closed.any()
            continue
        row = int(np.argsort(-before.practices.list_size, kind="stable")[rank - 1])
        assert np.flatnonzero(closed).tolist() == [row]
        ties = state.practice_ties
        ended = (ties.first == row) | (ties.second == row)
        assert ended.any()
        np.testing.assert_array_equal(ties.live, ~ended)
        same = state.practices.pcn == state.practices.pcn[row]
        grew = state.practices.list_size > before.practices.list_size
        others = same & (np.arange(len(same)) != row)
        np.testing.assert_array_equal(grew, others)
        assert not (state.gps.practice == row).any()


@pytest.mark.unit
def test_a_closure_loses_no_waiting_work_and_no_need() -> None:
    run = world(practice_closure=1, closure_week=7).run()
    practices = run.state.practices
    work = practices.backlog.sum(axis=0), practices.returning.sum(axis=0)
    need = (practices.demand_factor * practices.list_size[:, None]).sum(axis=0)
    arguments = run.state.gps, practices, run.state.pcns, run.state.practice_ties
    closure_strikes(run.record[0], in_week(6), *arguments)
    assert practices.open.all()
    closure_strikes(run.record[0], in_week(7), *arguments)
    assert practices.open.sum() == 5
    np.testing.assert_allclose(practices.backlog.sum(axis=0), work[0])
    np.testing.assert_allclose(practices.returning.sum(axis=0), work[1])
    np.testing.assert_allclose((practices.demand_factor * practices.list_size[:, None]).sum(axis=0), need)


@pytest.mark.unit
def test_only_a_practice_whose_network_has_another_can_close() -> None:
    """Ranks pass over those that cannot; beyond the last it is the smallest; equal lists go by row."""
    run = world(practice_closure=1, closure_week=9).run()
    practices, pcns = run.state.practices, run.state.pcns
    practices.list_size[:] = 900.0, 100.0, 100.0, 500.0, 500.0, 400.0
    practices.open[1:3] = False
    assert [can_close(row, practices, pcns) for row in range(6)] == [False] * 3 + [True] * 3
    for rank, row in ((1, 3), (2, 4), (3, 5), (9, 5)):
        again = world().restored(run.snapshot())
        run.record["closure_rank"] = rank
        state = again.state
        closure_strikes(
            run.record[0], in_week(9), state.gps, state.practices, state.pcns, state.practice_ties
        )
        assert np.flatnonzero(practices.open & ~state.practices.open).tolist() == [row]


@pytest.mark.unit
def test_where_every_network_is_down_to_one_practice_nothing_closes() -> None:
    run = world(practice_closure=1, closure_week=9).run()
    practices = run.state.practices
    practices.open[[0, 1, 3, 5]] = False
    left, size = practices.open.copy(), practices.list_size.copy()
    closure_strikes(
        run.record[0], in_week(9), run.state.gps, practices, run.state.pcns, run.state.practice_ties
    )
    np.testing.assert_array_equal(practices.open, left)
    np.testing.assert_array_equal(practices.list_size, size)


# ------------------------------------------------------------------------------------ the breach


@pytest.mark.unit
@pytest.mark.parametrize("owner", range(5))
def test_a_breach_adds_its_evidence_to_every_tie_with_that_owner_and_to_no_other(owner: int) -> None:
    values = {"breach_of_trust": 1, "breach_week": 9, "breach_owner": owner, "breach_evidence": 4.0}
    made = at("hybrid", "start=established", weeks=6, burn_in=3, values=values)
    run = simulation(made, two_systems()).run()
    state, services = run.state, np.array(OWNER_OF_SERVICE)
    state.practices.open[0] = False
    state.pcns.network_gp[:] = -1
    state.pcns.network_gp[1] = 0
    practices, pcns = state.practices.copy(), state.pcns.copy()
    owner_breaks_trust(run.record[0], in_week(8), state.practices, state.pcns, services)
    np.testing.assert_array_equal(state.practices.service_bad, practices.service_bad)
    owner_breaks_trust(run.record[0], in_week(9), state.practices, state.pcns, services)
    theirs = 4.0 * (services == owner)
    added = state.practices.service_bad - practices.service_bad
    np.testing.assert_allclose(added[1:], np.tile(theirs, (len(practices) - 1, 1)), atol=1e-12)
    assert (added[0] == 0.0).all()
    np.testing.assert_allclose(state.pcns.bridge_bad - pcns.bridge_bad, np.tile(theirs, (3, 1)), atol=1e-12)
    known = state.pcns.network_bad - pcns.network_bad
    np.testing.assert_allclose(known, np.outer([0.0, 1.0, 0.0], theirs), atol=1e-12)
    kinds = np.tile(4.0 * (np.arange(5) == owner), (3, 1))
    np.testing.assert_allclose(state.pcns.owner_bad - pcns.owner_bad, kinds, atol=1e-12)
    for column in ("service_good", "centre_bad", "centre_good", "signed"):
        np.testing.assert_array_equal(state.practices[column], practices[column])
    for column in ("owner_good", "bridge_good", "director_good", "director_bad", "partner"):
        np.testing.assert_array_equal(state.pcns[column], pcns[column])


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_breach_lowers_trust_in_its_week_and_moves_no_demand(structure: str, start: str) -> None:
    """On common random numbers: less trust in the owner's services, more work moved if it is the hospital's."""
    plain = world(start, structure).run(5)
    for owner in (COMMUNITY_TRUST, ACUTE_TRUST):
        off = world(start, structure).restored(plain.snapshot())
        hit = world(start, structure, breach_of_trust=1, breach_week=2, breach_owner=owner).restored(
            plain.snapshot()
        )
        off.step()
        hit.step()
        trust = [
            run.state.practices.service_good
            / (run.state.practices.service_good + run.state.practices.service_bad)
            for run in (off, hit)
        ]
        theirs = np.array(OWNER_OF_SERVICE) == owner
        assert (trust[1] < trust[0] - 0.02)[:, theirs].all()
        moved = [run.state.systems.transferred[0] for run in (off, hit)]
        assert (moved[1] > moved[0]) == (owner == ACUTE_TRUST)
        np.testing.assert_array_equal(hit.state.practice_flows.expected, off.state.practice_flows.expected)
        np.testing.assert_array_equal(hit.state.gps.filled, off.state.gps.filled)
        if owner != ACUTE_TRUST:  # more work for practices leaves their GPs less time for each other
            np.testing.assert_array_equal(hit.state.practice_ties.trust, off.state.practice_ties.trust)


@pytest.mark.unit
def test_a_breach_is_forgotten_at_the_rate_at_which_everything_is() -> None:
    """With no cases and no meetings the extra evidence fades by ``trust_forgetting`` a week."""
    values = {"multi_agency_need": 0.0, "team_meetings_per_week": 0.0, "meeting_evidence": 0.0}
    run = world(structure="network", weeks=12, **values)
    hit = world(structure="network", weeks=12, breach_of_trust=1, breach_week=2, breach_owner=0, **values)
    run.run()
    hit.run()
    extra = hit.state.practices.service_bad - run.state.practices.service_bad
    keep, evidence = float(hit.record[0]["trust_forgetting"]), float(hit.record[0]["breach_evidence"])
    services = np.array(OWNER_OF_SERVICE) == 0
    np.testing.assert_allclose(extra[:, services], evidence * keep**10, rtol=1e-9)
    np.testing.assert_allclose(extra[:, ~services], 0.0, atol=1e-12)
