"""Deputy directors: what the post moves and what it does not, the review, the money, succession, the end."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pcnsim.model.programmes.deputies import chance_to_keep, deputy_week_cost
from pcnsim.model.simulation import Simulation
from pcnsim.model.vocabulary import (
    DEPUTY_DIRECTOR,
    DEPUTY_ENDED,
    DIRECTOR,
    KEPT_BY_PCN,
    OUTSIDE_MONEY,
)
from tests.model import world

ON = {"deputy_directors": 1, "deputy_fill_rate": 50.0}
BUSY = {"director_hours_per_practice": 12.0}
"""Directors who cannot do all that is asked of them, so that a deputy's hours add to what is done."""


def run(weeks: int, values: dict[str, float], seed: int = 5) -> Simulation:
    return world.simulation(
        world.at("hybrid", weeks=80, values=values), world.area(3, practices=4), seed
    ).run(weeks + 4)


@pytest.mark.unit
def test_a_deputy_adds_a_session_to_funded_hours_and_leadership_follows() -> None:
    without, with_deputy = run(30, BUSY), run(30, {**BUSY, **ON})
    flows, before = with_deputy.state.pcn_flows, without.state.pcn_flows
    led = (with_deputy.state.pcns.director >= 0) & (without.state.pcns.director >= 0)
    led &= with_deputy.state.pcns.deputy >= 0
    assert led.any()
    session = float(with_deputy.record["hours_per_session"][0])
    # the director works all hours there are in both arms, so one session more is worked
    assert flows.director_hours[led] == pytest.approx(before.director_hours[led] + session)
    assert flows.unpaid_hours[led] == pytest.approx(before.unpaid_hours[led])
    assert (flows.leadership[led] > before.leadership[led]).all()


@pytest.mark.unit
def test_a_deputy_gives_up_a_clinical_session_less_what_is_backfilled() -> None:
    state = run(30, {**ON, "backfill_share": 0.0}).state
    deputies = np.flatnonzero(state.gps.role == DEPUTY_DIRECTOR)
    assert len(deputies) > 0
    lost = state.gps.sessions[deputies] - state.gps.clinical_sessions[deputies]
    assert lost == pytest.approx(np.minimum(1.0, 0.9 * state.gps.sessions[deputies]))


@pytest.mark.unit
def test_deputies_are_young_and_hold_one_role() -> None:
    state = run(6, ON).state
    deputies = state.pcns.deputy[state.pcns.deputy >= 0]
    assert len(deputies) == 3
    assert (state.gps.age[deputies] < 47 + 6 / 52 + 1e-9).all()
    assert (state.gps.role[deputies] == DEPUTY_DIRECTOR).all()
    assert (state.gps.role == DEPUTY_DIRECTOR).sum() == 3
    directors = state.pcns.director[state.pcns.director >= 0]
    assert not set(directors) & set(deputies)


@pytest.mark.unit
@pytest.mark.parametrize(("policy", "stage"), [(0, DEPUTY_ENDED), (2, KEPT_BY_PCN)])
def test_the_year_ends_as_policy_says(policy: int, stage: int) -> None:
    before, after = run(51, {**ON, "deputy_policy": policy}), run(53, {**ON, "deputy_policy": policy})
    assert (before.state.pcns.deputy_stage == OUTSIDE_MONEY).all()
    assert (after.state.pcns.deputy_stage == stage).all()
    assert (after.state.pcns.deputy >= 0).any() == (stage == KEPT_BY_PCN)


@pytest.mark.unit
def test_a_withdrawn_deputy_leaves_hours_as_they_were_and_skill_behind() -> None:
    without, with_deputy = run(70, BUSY), run(70, {**BUSY, **ON, "deputy_policy": 0})
    assert (with_deputy.state.gps.role != DEPUTY_DIRECTOR).all()
    led = (with_deputy.state.pcns.director >= 0) & (without.state.pcns.director >= 0)
    assert with_deputy.state.pcn_flows.director_hours[led] == pytest.approx(
        without.state.pcn_flows.director_hours[led]
    )
    assert with_deputy.state.gps.leadership_skill.sum() > without.state.gps.leadership_skill.sum()


@pytest.mark.unit
def test_end_week_stops_deputies_whatever_the_policy() -> None:
    stopped = run(24, {**ON, "deputy_policy": 2, "deputy_end_week": 20}).state
    assert (stopped.pcns.deputy == -1).all()
    assert (stopped.gps.role != DEPUTY_DIRECTOR).all()


@pytest.mark.unit
def test_a_pcn_with_an_empty_account_gives_up_the_post_it_keeps() -> None:
    poor = run(56, {**ON, "deputy_policy": 2, "core_funding_per_patient": 0.0}).state
    assert (poor.pcns.bank < 0).all()
    assert (poor.pcns.deputy_stage == DEPUTY_ENDED).all()


@pytest.mark.unit
def test_the_review_weighs_benefit_overload_and_the_account() -> None:
    p = run(0, ON).record[0]
    half_a_year = 26 * deputy_week_cost(p)
    assert half_a_year == pytest.approx(26 * 1.0 * 4.17 * 80.0)
    level = chance_to_keep(p, 0.0, 4.0, half_a_year)
    assert level == pytest.approx(1 / (1 + math.exp(0.5)))
    assert chance_to_keep(p, 0.05, 4.0, half_a_year) == pytest.approx(1 / (1 + math.exp(-0.5)))
    assert chance_to_keep(p, 0.0, 8.0, half_a_year) > level > chance_to_keep(p, 0.0, 0.0, half_a_year)
    assert chance_to_keep(p, 0.0, 4.0, half_a_year - 1.0) == pytest.approx(1 / (1 + math.exp(2.5)))


@pytest.mark.statistical
def test_the_share_that_keeps_the_post_follows_the_review() -> None:
    # 20 areas of 3 PCNs; odds set so that a review keeps nobody, everybody, or about half
    def kept(intercept: float) -> float:
        values = {**ON, "review_intercept": intercept, "review_benefit": 0.0, "review_overload": 0.0,
                  "review_unaffordable": 0.0}  # fmt: skip
        stages = np.concatenate([run(53, values, seed).state.pcns.deputy_stage for seed in range(20)])
        return float((stages == KEPT_BY_PCN).mean())

    assert kept(-40.0) == 0.0
    assert kept(40.0) == 1.0
    assert kept(0.0) == pytest.approx(0.5, abs=3.5 * math.sqrt(0.25 / 60))


@pytest.mark.unit
def test_a_deputy_follows_a_director_and_keeps_the_ties() -> None:
    run_of = run(20, {**ON, "deputy_succession_rate": 1.0})
    state = run_of.state
    pcn = int(np.flatnonzero((state.pcns.deputy >= 0) & (state.pcns.director >= 0))[0])
    deputy, built = int(state.pcns.deputy[pcn]), state.pcns.director_good[pcn].copy()
    assert built.sum() > 0
    state.gps.role[state.pcns.director[pcn]] = 0
    state.pcns.director[pcn] = -1
    run_of.step()
    assert state.pcns.director[pcn] == deputy
    assert state.gps.role[deputy] == DIRECTOR
    assert (state.pcns.director_good[pcn] > 0.9 * built).all()


@pytest.mark.property
def test_switched_off_nothing_of_the_programme_leaves_a_trace() -> None:
    sizes = {"deputy_weeks": 10, "deputy_policy": 2, "deputy_sessions": 3, "deputy_fill_rate": 1.0}
    assert world.differing(run(12, {}), run(12, sizes)) == []


@pytest.mark.unit
def test_members_recall_a_director_they_do_not_trust_and_nobody_else() -> None:
    values = {"director_resignation_rate": 0.0, "director_recall_rate": 1.0, "director_fill_rate": 0.0}
    trusted, distrusted = run(8, values), run(8, values)
    for made, trust in ((trusted, 1.0), (distrusted, 0.0)):
        for _ in range(40):
            ties = made.state.gp_ties
            ties.trust[: ties.count[0]] = trust
            made.step()
    assert distrusted.state.pcns.director.min() == -1
    assert trusted.state.pcns.director.min() >= 0
