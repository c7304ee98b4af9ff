"""Mechanisms of the source documents, each by the quantity that it must move and one that it must not.

Two worlds that differ in one number are taken through one rule with the same luck (common random numbers).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from pcnsim.model.columns import Clock
from pcnsim.model.programmes.contract import networks_set_up
from pcnsim.model.programmes.directors import directors_appointed, directors_resign
from pcnsim.model.rules.adoption import practices_adopt
from pcnsim.model.rules.cases import attention, cases_are_answered
from pcnsim.model.rules.leadership import directors_divide_their_time
from pcnsim.model.rules.partners import owners_and_pcns_meet, trust_in_owner
from pcnsim.model.rules.people import people_change
from pcnsim.model.rules.workforce import draw_type, posts_are_filled
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import DIRECTOR, NO_ROLE, OWNER_OF_SERVICE
from tests.model.test_limits import record, world
from tests.model.world import area, at, simulation

DURING = Clock(5, 60, True, 60, False)


def answered(run: Simulation, need_distance: float) -> Any:
    """Cases accepted by channel where every practice is so far from the standard design."""
    state = copy_state(run.state)
    state.practices.need_distance[:] = need_distance
    flows = state.practice_flows
    flows.direct[:], flows.pathway[:] = 3.0, 3.0
    state.pcn_flows.desk_in[:], state.pcn_flows.desk_bounced[:], state.pcn_flows.desk_delay[:] = 1.0, 0.0, 1.0
    cases_are_answered(
        run.record[0], state.pcns, state.pcn_flows, state.practices, flows, state.teams, state.owners
    )
    return flows


@pytest.mark.unit
def test_varied_need_costs_the_uniform_channel_and_not_the_direct_one() -> None:
    """S0-localism."""
    run = world()
    run.state.practices.effect[:] = 0.0
    near, far = answered(run, 0.0), answered(run, 0.8)
    p = run.record[0]
    known = run.state.pcns.local_knowledge[run.state.practices.pcn]
    lost = np.exp(-p["misfit_loss"] * 0.8 * (1.0 - known))[:, None]
    assert (lost < 0.9).all()
    assert near.accepted_pathway.min() > 0.0
    np.testing.assert_allclose(far.accepted_pathway, lost * near.accepted_pathway, rtol=1e-12)
    np.testing.assert_array_equal(far.accepted_direct, near.accepted_direct)


def adopted_with(rate: float) -> Any:
    """What practices have adopted after half a year of approved initiatives, bridged by half."""
    run = world(3, 8, "hybrid", bridging_adoption_rate=rate, mandate_adoption_rate=0.02)
    state = run.state
    state.practices.signed[:] = True
    state.practices.adopted[:] = 0.0
    state.practice_flows.strain[:] = 0.3
    state.practice_flows.peer_exposure[:] = 0.0
    state.practice_flows.personal_exposure[:] = 0.0
    state.pcn_flows.bridge[:] = 0.5
    state.pcns.approved[:] = 1.0
    state.systems.approved[:] = 1.0
    nobody = np.zeros(len(state.practices), dtype=np.int64)
    for week in range(26):
        # Nothing lasts but adoption, and no practice is ever busy: each initiative is judged by itself.
        state.practices.weeks_adopted[:] = 1000.0
        practices_adopt(
            run.record[0], Clock(5, week, True, week, False), state.pcns, state.pcn_flows, state.practices,
            state.practice_flows, state.systems, nobody, nobody,
        )  # fmt: skip
    return state.practices.adopted


@pytest.mark.unit
def test_bridging_spreads_external_initiatives_and_no_others() -> None:
    """S0-improvement-down."""
    without, with_bridges = adopted_with(0.0), adopted_with(0.05)
    internal, external = np.s_[:, :3], np.s_[:, 3:]
    assert (with_bridges >= without).all()
    assert with_bridges[external].sum() > without[external].sum() + 5
    assert without[internal].sum() > 0


def led(run: Simulation, skill: float, who: Any) -> Any:
    """The PCNs' leadership where some GPs have a given skill."""
    state = copy_state(run.state)
    state.gps.leadership_skill[who] = skill
    directors_divide_their_time(run.record[0], DURING, state.gps, state.pcns, state.pcn_flows, state.systems)
    return state.pcn_flows.leadership.copy()


@pytest.mark.unit
def test_leadership_skill_lies_idle_outside_a_role() -> None:
    """S0-latent-skill."""
    run = simulation(at("hybrid", weeks=6)).run()
    gps, directors = run.state.gps, run.state.pcns.director
    assert (directors >= 0).all()
    others = gps.role == NO_ROLE
    np.testing.assert_array_equal(led(run, 0.0, others), led(run, 1.0, others))
    unskilled, skilled = led(run, 0.0, directors), led(run, 1.0, directors)
    np.testing.assert_allclose(unskilled, 0.6 * run.state.pcn_flows.represented)
    np.testing.assert_allclose(skilled, 1.0 * run.state.pcn_flows.represented)
    skill = gps.leadership_skill[others & gps.filled]
    assert np.mean(skill) > np.median(skill)  # few have much


@pytest.mark.unit
def test_more_members_take_longer_to_set_up() -> None:
    """S1-size: the pace falls with members beyond five, the rest being equal."""
    run = world()
    flows, pcns = run.state.pcn_flows, run.state.pcns
    flows.leadership[:], flows.practice_trust[:] = 0.6, 0.5
    pcns.set_up[:] = 0.0
    paces = []
    for members in (2.0, 5.0, 15.0):
        flows.members[:] = members
        before = pcns.set_up.copy()
        networks_set_up(run.record[0], DURING, pcns, flows)
        paces.append((pcns.set_up - before)[0])
    assert paces[0] == pytest.approx(paces[1])
    assert paces[2] == pytest.approx(paces[1] / 1.5)


@pytest.mark.unit
def test_room_inside_leaves_attention_for_those_outside() -> None:
    """S1-not-either-or: less work inside practices, less strain, more attention for ties with services."""
    p = record(strain_squeeze=0.6)
    found = [attention(p, strain) for strain in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert found == pytest.approx([1.0, 1.0, 0.7, 0.4, 0.4])

    def attentive(demand: float) -> Any:
        run = simulation(at("network", weeks=30, values={"demand_scale": demand})).run()
        return run.state.practice_flows

    slack, pressed = attentive(0.8), attentive(1.25)
    assert (slack.attention > pressed.attention).all()
    assert (slack.strain < pressed.strain).all()


def changed(run: Simulation, leadership: float, **values: float) -> Any:
    """People after a week under a leader."""
    state = copy_state(run.state)
    state.pcn_flows.leadership[:] = leadership
    made = record(**values)
    people_change(made, DURING, state.gps, state.pcns, state.pcn_flows, state.practices, state.practice_flows)
    return state.gps[state.gps.filled]


@pytest.mark.unit
def test_a_facilitative_leader_engages_people_and_a_directive_one_does_not() -> None:
    """S1-directive-facilitative."""
    run = world()
    directive = changed(run, 0.8, facilitative_style=0.0)
    facilitative = changed(run, 0.8, facilitative_style=1.0)
    assert (facilitative.engagement >= directive.engagement).all()
    assert np.mean(facilitative.engagement > directive.engagement) > 0.9
    assert (facilitative.role_identity > directive.role_identity).all()
    np.testing.assert_array_equal(facilitative.strain, directive.strain)
    # A leader without leadership facilitates nobody; then the style costs or saves only what dictating costs.
    idle = {"directive_cost_to_engagement": 0.0}
    np.testing.assert_array_equal(
        changed(run, 0.0, facilitative_style=0.0, **idle).engagement,
        changed(run, 0.0, facilitative_style=1.0, **idle).engagement,
    )


@pytest.mark.unit
def test_leadership_draws_people_to_the_focus() -> None:
    """S1-galvanise: strong leaders engage people and draw their orientation to the focus, not past it."""
    run = world()
    weak, strong = changed(run, 0.1, external_focus=1.0), changed(run, 0.9, external_focus=1.0)
    assert (strong.orientation >= weak.orientation).all()
    assert strong.orientation.mean() > weak.orientation.mean()
    assert strong.orientation.max() <= 1.0
    assert (strong.engagement >= weak.engagement).all()
    assert strong.engagement.mean() > weak.engagement.mean()
    inward = changed(run, 0.9, external_focus=0.0)
    assert (inward.orientation <= strong.orientation).all()


@pytest.mark.statistical
def test_as_many_gps_are_disengaged_as_declared() -> None:
    """S1-engagement-split: the share among entrants is exact; the first GPs' dispositions have its mean."""
    u = (np.arange(1000) + 0.5) / 1000
    for share in (0.35, 0.65, 0.9):
        p = record(disengaged_share=share)
        kinds = np.array([draw_type(p, one) for one in u])
        assert np.mean(kinds == 0) == pytest.approx(share)
        assert np.mean(kinds == 1) == pytest.approx(0.5 * (1.0 - share))
        made = at("hybrid", values={"disengaged_share": share})
        gps = simulation(made, area(9, seed=3)).state.gps
        mean = share * 2.0 / 8.0 + (1.0 - share) * 5.0 / 7.5  # Beta(2, 6) and Beta(5, 2.5)
        error = gps.disposition.std(ddof=1) / math.sqrt(len(gps))
        assert abs(gps.disposition.mean() - mean) < 4.0 * error


@pytest.mark.property
def test_those_who_worked_together_before_start_with_trust_and_ties() -> None:
    """S2-prior-collab, S4-prior-cdg: the same area under the same luck, with little and with much behind it."""

    def start(prior: float) -> Simulation:
        return simulation(at("hybrid", values={"prior_collaboration": prior}), area(3, seed=10))

    little, much = start(0.2).state, start(0.7).state
    assert much.pcns.prior_collaboration.mean() > little.pcns.prior_collaboration.mean() + 0.3
    inside = little.practice_ties.inside
    assert much.practice_ties.trust[inside].mean() > little.practice_ties.trust[inside].mean() + 0.1
    trust = [one.practices.service_good / (one.practices.service_good + one.practices.service_bad)
             for one in (little, much)]  # fmt: skip
    assert trust[1].mean() > trust[0].mean()
    outside = [int((one.gp_ties.reach[: one.gp_ties.count[0]] == 1).sum()) for one in (little, much)]
    assert outside[1] > outside[0]
    np.testing.assert_array_equal(little.practices.list_size, much.practices.list_size)
    np.testing.assert_array_equal(little.practices.centre_good, much.practices.centre_good)


def arrivals(shortage: float, run: Simulation) -> tuple[Any, Any]:
    """Posts filled in a week four years on, half of all posts being vacant, and each vacant post's chance."""
    state = copy_state(run.state)
    state.gps.filled[::2] = False
    vacant = ~state.gps.filled
    p = record(gp_shortage_rate=shortage, vacancy_fill_rate=0.4)
    arrived = np.zeros(len(state.gps), dtype=bool)
    posts_are_filled(
        p, Clock(5, 208, True, 208, False), state.gps, state.practices, state.practice_flows,
        run.setting.quantiles, run.setting.practice_goals, arrived,
    )  # fmt: skip
    hazard = (
        0.4
        * math.exp(-4.0 * shortage)
        * np.exp(-float(p["deprivation_effect_on_filling"]) * state.practices.deprivation)
        * (1.5 - state.practice_flows.strain)
    )
    return arrived, vacant * (1.0 - np.exp(-hazard))[state.gps.practice]


@pytest.mark.statistical
def test_a_shortage_of_gps_leaves_posts_empty() -> None:
    """S2-gp-shortfall: whoever comes in a shortage would have come without it; as many come as the hazard says."""
    run = simulation(at("hybrid"), area(3, seed=10))
    found = [arrivals(shortage, run) for shortage in (0.0, 0.25)]
    (plenty, _), (short, _) = found
    assert not (short & ~plenty).any()
    for arrived, chance in found:
        assert abs(arrived.sum() - chance.sum()) < 4.0 * math.sqrt((chance * (1.0 - chance)).sum())
    assert short.sum() < 0.7 * plenty.sum()


@pytest.mark.property
def test_directors_come_from_the_practices_of_their_network() -> None:
    """S4-cd-accountable."""
    values = {"director_resignation_rate": 0.8, "director_fill_rate": 0.3, "opt_out_rate": 0.0}
    run = simulation(at("hybrid", weeks=120, values=values), area(3, seed=10))
    seen = 0
    while run.week < run.last_week:
        before = run.state.pcns.director.copy()
        run.step()
        pcns, gps, practices = run.state.pcns, run.state.gps, run.state.practices
        for pcn in np.flatnonzero((pcns.director != before) & (pcns.director >= 0)):
            chosen = pcns.director[pcn]
            assert gps.pcn[chosen] == pcn
            assert gps.filled[chosen]
            assert gps.role[chosen] == DIRECTOR
            assert run.week <= 5 or practices.signed[gps.practice[chosen]]
            seen += 1
    assert seen > 5


def after_meetings(represented: float) -> Any:
    """Trust between PCNs and owners after a year in which nothing but representation taught them anything."""
    run = world(confirmation=0.0, representation_evidence=0.2)
    state, p = run.state, run.record[0]
    state.practice_flows.direct[:], state.practice_flows.pathway[:] = 0.0, 0.0
    state.pcn_flows.represented[:], state.pcn_flows.external_share[:] = represented, 0.6
    empty = np.zeros((len(state.pcns), 5))
    for _ in range(52):
        owners_and_pcns_meet(
            p, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.owners,
            np.array(OWNER_OF_SERVICE), empty, empty.copy(),
        )  # fmt: skip
    trust = [
        [trust_in_owner(p, state.pcns, state.owners, pcn, owner) for owner in range(5)] for pcn in range(2)
    ]
    return np.array(trust), state


@pytest.mark.unit
def test_a_director_who_represents_builds_trust_with_owners() -> None:
    """S4-cd-represents: what is built is the director's, not the network's."""
    (absent, without), (present, with_director) = after_meetings(0.0), after_meetings(1.0)
    assert (present > absent + 0.02).all()
    np.testing.assert_array_equal(without.pcns.owner_good, with_director.pcns.owner_good)
    assert (without.pcns.director_good == without.pcns.director_good.min()).all()


@pytest.mark.unit
def test_setting_up_is_work_and_unpaid_work_makes_directors_resign() -> None:
    """S4-first-year-load."""
    run = simulation(at("hybrid", weeks=6, values={"director_extra_sessions": 10.0})).run()
    p = run.record[0]
    hours = []
    for set_up in (0.5, 1.0):
        state = copy_state(run.state)
        state.pcns.set_up[:] = set_up
        directors_divide_their_time(p, DURING, state.gps, state.pcns, state.pcn_flows, state.systems)
        hours.append(state.pcn_flows.director_hours.copy())
    np.testing.assert_allclose(hours[0] - hours[1], p["director_set_up_hours"])

    restless = record(director_resignation_rate=0.3)

    def resigned(unpaid: float) -> set[tuple[int, int]]:
        gone = set()
        for week in range(200):
            state = copy_state(run.state)
            state.pcn_flows.unpaid_hours[:] = unpaid
            clock = Clock(5, week, True, week, False)
            directors_resign(restless, clock, state.gps, state.gp_ties, state.pcns, state.pcn_flows)
            gone |= {(week, int(pcn)) for pcn in np.flatnonzero(state.pcns.director < 0)}
        return gone

    paid, unpaid = resigned(0.0), resigned(10.0)
    assert paid < unpaid


@pytest.mark.unit
def test_a_vacant_directors_post_waits_for_somebody() -> None:
    """S4-cd-accountable: with no chance of filling it, a post stays vacant; with certainty somebody follows at once."""
    run = simulation(at("hybrid", weeks=6)).run()
    for rate, filled in ((0.0, False), (1.0, True)):
        state = copy_state(run.state)
        state.gps.role[state.pcns.director] = NO_ROLE
        state.pcns.director[:] = -1
        state.practices.signed[:] = True
        directors_appointed(
            record(director_fill_rate=rate), DURING, state.gps, state.pcns, state.practices, False
        )
        assert ((state.pcns.director >= 0) == filled).all()
