"""Terms of the contract that policy can change: each moves what its rule says, on common random numbers, and no more.

Support for embryonic networks, a deadline, money by bids, the funding cut, and the switch of additional roles.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from pcnsim.config.parameters import declared
from pcnsim.config.parameters.programmes import PROGRAMMES
from pcnsim.model.columns import Clock
from pcnsim.model.programmes.additional_roles import additional_roles_are_paid, additional_staff_come_and_go
from pcnsim.model.programmes.contract import (
    deadline_falls,
    networks_bid,
    networks_set_up,
    practices_sign_up,
)
from pcnsim.model.rules.decisions import partners_sign
from pcnsim.model.rules.environment import help_for_embryonic, money_is_cut
from pcnsim.model.rules.leadership import coordination_budget_is_split
from pcnsim.model.rules.money import networks_bank
from pcnsim.model.simulation import Simulation
from pcnsim.model.vocabulary import BRIDGING, FACILITATION
from tests.model.world import STRUCTURES, area, at, differing, simulation, two_systems, weeks_of

STARTS = ("founding", "established")
EARLY = {
    "development_support": {"development_end_week": 4, "prior_collaboration": 0.2},
    "contract_deadline": {"contract_deadline_week": 2},
    "money_by_bids": {"bids_end_week": 4, "bid_leadership_effect": 0.0, "bid_round_weeks": 1},
    "funding_cut": {"cut_week": 2, "cut_end_week": 4},
}
"""The programmes of this file with weeks that a short run reaches."""


def run_of(start: str = "founding", structure: str = "hybrid", **values: Any) -> Simulation:
    """Six weeks of two PCNs with three practices each, run to the end."""
    made = at(structure, f"start={start}", weeks=6, burn_in=3, values=values)
    return simulation(made, area(2, 3)).run()


def bench(start: str = "established", structure: str = "hybrid", **values: Any) -> Simulation:
    """The same two weeks in, at its structure, as a bench for single rules."""
    made = at(structure, f"start={start}", weeks=6, burn_in=3, values=values)
    return simulation(made, area(2, 3)).run(5)


def clock_at(run: Simulation, week: int, seed: int | None = None) -> Clock:
    setting = run.setting
    age = week - setting.contract_from + setting.contract_age
    return Clock(run.seed if seed is None else seed, week, True, age, False)


def other_value(name: str) -> float:
    """A value that a parameter may have and does not have by default."""
    one = declared()[name]
    return one.low if one.high == one.default else one.high


# ------------------------------------------------------------------------------------ off leaves no trace


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("name", EARLY)
def test_a_programme_that_is_off_leaves_no_trace_and_one_that_is_on_does(name: str, start: str) -> None:
    """Byte by byte, with every other parameter of its block changed; on, something changes (but a deadline gone by)."""
    programme = PROGRAMMES[name]
    given = {
        parameter: EARLY[name].get(parameter, other_value(parameter))
        for parameter in programme.keys.values()
        if parameter != programme.switch
    }
    context = {key: value for key, value in EARLY[name].items() if key not in given}
    without = run_of(start, **context)
    assert differing(without, run_of(start, **context, **given)) == []
    on = run_of(start, **{**EARLY[name], programme.switch: 1})
    gone_by = name == "contract_deadline" and start == "established"
    assert (differing(without, on) == []) == gone_by


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize(
    ("name", "begin", "values"),
    [
        ("development_support", "development_start_week", {"prior_collaboration": 0.2}),
        ("money_by_bids", "bids_start_week", {"bid_leadership_effect": 0.0}),
        ("funding_cut", "cut_week", {}),
    ],
)
def test_before_its_start_a_programme_leaves_no_trace(
    name: str, begin: str, values: dict[str, float], start: str
) -> None:
    """A run that ends in the week in which the programme would begin is the run without it."""
    assert differing(run_of(start, **values), run_of(start, **values, **{name: 1, begin: 6})) == []
    assert differing(run_of(start, **values), run_of(start, **values, **{name: 1, begin: 5})) != []


# ------------------------------------------------------------------------------------ agreement and account


@pytest.mark.unit
def test_only_a_network_with_agreement_and_account_hires_and_signs_partners() -> None:
    run = bench(additional_roles_fill_rate=100.0, additional_roles_leaving=0.0, partner_sign_up_rate=1e6)
    state, p = run.state, run.record[0]
    state.pcns.set_up[:] = 0.999, 1.0
    state.pcns.staff[:], state.pcns.partner[:] = 0.0, 0.0
    state.pcn_flows.leadership[:] = 0.5
    additional_staff_come_and_go(p, clock_at(run, 6), state.pcns, state.pcn_flows)
    partners_sign(
        p, clock_at(run, 6), state.pcns, state.pcn_flows, state.practices, state.owners,
        state.systems, run.setting.owner_of_service,
    )  # fmt: skip
    assert (state.pcns.staff[0] == 0.0).all()
    assert (state.pcns.staff[1] > 0.0).all()
    assert (state.pcns.partner[0] == 0.0).all()
    assert (state.pcns.partner[1] == 1.0).all()


@pytest.mark.property
def test_networks_that_worked_together_before_trust_more_and_set_up_faster() -> None:
    """The same people and luck with more prior collaboration: more trust to begin with, more progress a week."""
    low, high = (
        simulation(
            at(
                "hybrid",
                weeks=2,
                burn_in=1,
                values={"prior_collaboration": mean, "practice_tie_density": 1.0},
            ),
            area(2, 3),
        )
        for mean in (0.2, 0.8)
    )
    np.testing.assert_array_equal(low.state.gps.leadership_skill, high.state.gps.leadership_skill)
    inside = low.state.practice_ties.inside
    assert (high.state.practice_ties.trust > low.state.practice_ties.trust)[inside].all()
    low.run()
    high.run()
    assert (low.state.pcns.set_up > 0.0).all()
    assert (high.state.pcns.set_up > low.state.pcns.set_up).all()


# ------------------------------------------------------------------------------------ development support


@pytest.mark.unit
@pytest.mark.parametrize("structure", [*STRUCTURES, 0.3])
def test_support_is_the_same_extra_hours_in_every_structure_and_only_for_embryonic_networks(
    structure: str | float,
) -> None:
    run = bench(structure=structure, development_support=1, development_strength=1.2)
    state, p = run.state, run.record[0]
    state.pcns.prior_collaboration[:] = 0.3, 0.5
    clock = clock_at(run, 6)
    coordination_budget_is_split(p, clock, state.pcns, state.pcn_flows, state.systems)
    flows = state.pcn_flows.copy()
    p["development_support"] = 0.0
    coordination_budget_is_split(p, clock, state.pcns, state.pcn_flows, state.systems)
    plain = state.pcn_flows
    np.testing.assert_array_equal(flows.budget_hours, plain.budget_hours)
    support = np.array([1.2 * float(p["development_facilitation"]) * plain.budget_hours[0], 0.0])
    np.testing.assert_allclose(flows.support_hours, support)
    assert (plain.support_hours == 0.0).all()
    lateral = state.pcns.shares[:, FACILITATION]
    np.testing.assert_allclose(flows.facilitation_hours - plain.facilitation_hours, lateral * support)
    np.testing.assert_allclose(flows.desk_hours - plain.desk_hours, (1.0 - lateral) * support)
    for column in ("bridging_hours", "fixed_hours", "bridging_reach"):
        np.testing.assert_array_equal(flows[column], plain[column])
    spent = flows.desk_hours + flows.facilitation_hours + flows.bridging_hours + flows.fixed_hours
    np.testing.assert_allclose(spent, flows.budget_hours + support)
    saturation = float(p["bridging_saturation_hours"]) * flows.members
    np.testing.assert_allclose(flows.facilitation_reach, 1.0 - np.exp(-flows.facilitation_hours / saturation))


@pytest.mark.unit
def test_support_makes_embryonic_networks_set_up_faster_and_others_not() -> None:
    run = bench("founding", development_support=1, development_strength=0.7)
    state, p = run.state, run.record[0]
    state.pcns.prior_collaboration[:] = 0.3, 0.5
    state.pcns.set_up[:] = 0.0
    networks_set_up(p, clock_at(run, 6), state.pcns, state.pcn_flows)
    helped = state.pcns.set_up.copy()
    state.pcns.set_up[:] = 0.0
    networks_set_up(p, clock_at(run, 104), state.pcns, state.pcn_flows)  # the support has ended
    assert (state.pcns.set_up > 0.0).all()
    np.testing.assert_allclose(helped / state.pcns.set_up, [1.7, 1.0], rtol=1e-14)


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
def test_support_lasts_for_its_weeks(start: str) -> None:
    values = {
        "development_support": 1,
        "development_start_week": 2,
        "development_end_week": 4,
        "development_threshold": 1.0,
    }
    made = at("network", f"start={start}", weeks=6, burn_in=3, values=values)
    run = simulation(made, area(2, 3))
    for week, (_, state) in enumerate(weeks_of(run), start=-3):
        assert (state.pcn_flows.support_hours > 0.0).all() == (2 <= week < 4)
        assert (state.pcn_flows.support_hours >= 0.0).all()


@pytest.mark.unit
def test_support_does_nothing_at_a_strength_of_0() -> None:
    values = {"development_support": 1, "development_threshold": 1.0}
    assert differing(run_of(), run_of(**values, development_strength=0.0)) == []
    assert differing(run_of(), run_of(**values, development_strength=0.5)) != []
    p = bench(**values).record[0]
    assert help_for_embryonic(p, 103, 0.99) == 1.0
    assert help_for_embryonic(p, 103, 1.0) == help_for_embryonic(p, 104, 0.5) == 0.0


# ------------------------------------------------------------------------------------ the deadline


@pytest.mark.unit
def test_a_deadline_sets_networks_up_and_costs_trust_by_what_was_left_to_do() -> None:
    run = bench(
        contract_deadline=1, contract_deadline_week=9, deadline_evidence=3.0, practice_tie_density=1.0
    )
    state, p = run.state, run.record[0]
    state.pcns.set_up[:] = 0.4, 1.0
    state.practices.signed[:] = [True, False, False, True, True, False]
    state.practices.open[2] = False
    ties = state.practice_ties
    ties.live[np.flatnonzero(ties.inside)[0]] = False
    before = ties.copy()
    early = Clock(5, 8, True, 8, False)
    deadline_falls(p, early, state.practices, state.pcns, ties)
    np.testing.assert_array_equal(ties.bad, before.bad)
    assert state.pcns.set_up.tolist() == [0.4, 1.0]
    deadline_falls(p, Clock(5, 9, True, 9, False), state.practices, state.pcns, ties)
    assert state.practices.signed.tolist() == [True, True, False, True, True, True]
    assert state.pcns.set_up.tolist() == [1.0, 1.0]
    hurt = ties.live & ties.inside & (state.practices.pcn[ties.first] == 0)
    assert 0 < hurt.sum() < len(hurt)
    np.testing.assert_allclose(ties.bad, before.bad + np.where(hurt, 3.0 * 0.6, 0.0), rtol=1e-14)
    np.testing.assert_array_equal(ties.good, before.good)
    np.testing.assert_allclose(ties.trust[hurt], (ties.good / (ties.good + ties.bad))[hurt])
    np.testing.assert_array_equal(ties.trust[~hurt], before.trust[~hurt])
    state.practices.signed[0], state.pcns.set_up[0] = False, 0.5  # once it is over, it is over
    deadline_falls(p, Clock(5, 10, True, 10, False), state.practices, state.pcns, ties)
    assert not state.practices.signed[0]
    assert state.pcns.set_up[0] == 0.5


@pytest.mark.property
def test_a_deadline_comes_once_and_in_its_week() -> None:
    values = {"sign_up_rate": 0.001, "practice_tie_density": 1.0, "contract_deadline_week": 3}
    made = [at("hybrid", weeks=6, burn_in=3, values={**values, "contract_deadline": on}) for on in (0, 1)]
    plain, forced = (simulation(one, area(2, 3)) for one in made)
    for week in range(-3, 6):
        plain.step()
        forced.step()
        if week < 3:
            assert differing(plain, forced) == []
        if week == 3:
            assert (forced.state.pcns.set_up == 1.0).all()
            assert forced.state.practices.signed.all()
            ties = plain.state.practice_ties
            inside = ties.live & ties.inside
            assert inside.any()
            assert (forced.state.practice_ties.trust < ties.trust)[inside].all()
            np.testing.assert_array_equal(forced.state.practice_ties.good[~inside], ties.good[~inside])
            np.testing.assert_array_equal(forced.state.gps.filled, plain.state.gps.filled)
            np.testing.assert_array_equal(
                forced.state.practice_flows.expected, plain.state.practice_flows.expected
            )
    assert (plain.state.pcns.set_up < 1.0).all()


@pytest.mark.property
def test_a_deadline_finds_established_networks_ready() -> None:
    """Where all is set up and signed, it changes nothing, in whatever week it falls."""
    values = {"opt_out_rate": 0.0, "contract_deadline_week": 208 + 3 + 2}
    plain = run_of("established", **values)
    assert differing(plain, run_of("established", **values, contract_deadline=1)) == []


# ------------------------------------------------------------------------------------ money by bids


@pytest.mark.property
@pytest.mark.parametrize("share", [0.4, 1.0])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_bids_move_money_between_networks_and_make_none(structure: str, share: float) -> None:
    """The sum over the PCNs of a system is what the formula gives, each week; the split still adds up."""
    values = {"money_by_bids": 1, "bid_share": share, "bid_round_weeks": 3, "bid_leadership_effect": 0.0}
    made = at(structure, "start=established", weeks=16, burn_in=3, values=values)
    run = simulation(made, two_systems())
    p, moved, stayed = run.record[0], 0, 0
    for week, (before, state) in enumerate(weeks_of(run), start=-3):
        flows, pcns = state.pcn_flows, state.pcns
        formula = (
            float(p["coordination_hours_per_1000"])
            * flows.population
            / 1000.0
            * (1.0 + before.systems.growth[pcns.system])
        )
        spent = flows.desk_hours + flows.facilitation_hours + flows.bridging_hours + flows.fixed_hours
        np.testing.assert_allclose(spent, flows.budget_hours, atol=1e-9)
        assert (flows.budget_hours >= 0.0).all()
        if week < 0:
            np.testing.assert_allclose(flows.budget_hours, formula, rtol=1e-13)
            continue
        for system in range(2):
            here = pcns.system == system
            np.testing.assert_allclose(flows.budget_hours[here].sum(), formula[here].sum(), rtol=1e-13)
        per_head = flows.budget_hours / formula
        np.testing.assert_allclose(per_head, 1.0 - share + share * pcns.bid_won, rtol=1e-12)
        moved += int(np.ptp(per_head[pcns.system == 0]) > 0.1)
        stayed += int((per_head == 1.0).all())
        if week % 3:
            np.testing.assert_array_equal(pcns.bid_won, before.pcns.bid_won)
    assert moved >= 3  # somebody won alone
    assert stayed >= 1  # or all had the same


@pytest.mark.statistical
@pytest.mark.parametrize("leadership", [0.2, 0.5, 0.9])
def test_the_better_led_win_more_bids(leadership: float) -> None:
    run = bench(money_by_bids=1)
    state, p = run.state, run.record[0]
    state.pcn_flows.leadership[:] = leadership, 0.5
    state.pcn_flows.population[:] = 30_000.0, 50_000.0
    rounds, won = 4000, np.zeros(2)
    for seed in range(rounds):
        networks_bid(p, clock_at(run, 26, seed), state.pcns, state.pcn_flows, state.systems)
        share = state.pcns.bid_won
        assert math.isclose((share * state.pcn_flows.population).sum(), 80_000.0, rel_tol=1e-12)
        if (share != 1.0).any():
            won += share > 1.0
    chance = 1.0 / (1.0 + math.exp(-4.0 * (leadership - 0.5)))
    alone = np.array([chance * 0.5, (1.0 - chance) * 0.5])  # only what one wins alone shows
    error = np.sqrt(alone * (1.0 - alone) / rounds)
    assert (np.abs(won / rounds - alone) < 4.0 * error).all()


@pytest.mark.unit
def test_only_networks_that_are_set_up_bid_and_without_a_winner_the_formula_holds() -> None:
    run = bench(money_by_bids=1, bid_leadership_effect=1000.0)
    state, p = run.state, run.record[0]
    networks = state.pcns, state.pcn_flows, state.systems
    state.pcn_flows.leadership[:] = 1.0
    state.pcns.set_up[:] = 0.99, 1.0
    networks_bid(p, clock_at(run, 26), *networks)
    population = state.pcn_flows.population
    np.testing.assert_allclose(state.pcns.bid_won, [0.0, population.sum() / population[1]])
    networks_bid(p, clock_at(run, 27), *networks)  # no round
    assert state.pcns.bid_won[0] == 0.0
    state.pcn_flows.leadership[:] = 0.0
    networks_bid(p, clock_at(run, 52), *networks)
    assert state.pcns.bid_won.tolist() == [1.0, 1.0]


@pytest.mark.unit
def test_bids_end_and_the_formula_returns() -> None:
    values = {"money_by_bids": 1, "bids_end_week": 4, "bid_round_weeks": 1, "bid_leadership_effect": 1000.0}
    run = bench(**values)
    state, p = run.state, run.record[0]
    state.pcns.bid_won[:] = 0.0, 2.0
    for week, formula in ((3, False), (4, True)):
        coordination_budget_is_split(p, clock_at(run, week), state.pcns, state.pcn_flows, state.systems)
        per_head = state.pcn_flows.budget_hours / state.pcn_flows.population
        assert math.isclose(per_head[0], per_head[1], rel_tol=1e-12) == formula


# ------------------------------------------------------------------------------------ the cut


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_cut_takes_the_coordination_and_the_core_money_and_gives_them_back(
    structure: str, start: str
) -> None:
    values = {"funding_cut": 1, "cut_week": 2, "cut_end_week": 4, "coordination_after_cut": 0.3}
    plain = simulation(at(structure, f"start={start}", weeks=6, burn_in=3), area(2, 3))
    made = at(structure, f"start={start}", weeks=6, burn_in=3, values=values)
    cut = simulation(made, area(2, 3))
    p = cut.record[0]
    for (_, usual), (before, state) in zip(weeks_of(plain), weeks_of(cut), strict=True):
        week = cut.week - 1
        if week < 2:
            assert differing(plain, cut) == []
            continue
        stopped = week < 4
        flows = state.pcn_flows
        left = 0.3 if stopped else 1.0
        np.testing.assert_allclose(flows.budget_hours, left * usual.pcn_flows.budget_hours, rtol=1e-12)
        funding = 0.0 if stopped else float(p["core_funding_per_patient"]) / 52.0 * flows.population
        paid = (
            float(p["coordinator_cost_paid_by_pcn"]) * float(p["coordinator_hour_cost"]) * flows.budget_hours
        )
        np.testing.assert_allclose(state.pcns.bank - before.pcns.bank, funding - paid, atol=1e-8)
        if week == 2:  # later, what the cut changed comes back to the people and their demand
            np.testing.assert_array_equal(state.gps.filled, usual.gps.filled)
            np.testing.assert_array_equal(state.practice_flows.expected, usual.practice_flows.expected)
            np.testing.assert_array_equal(flows.practice_trust, usual.pcn_flows.practice_trust)


@pytest.mark.unit
@pytest.mark.parametrize(("week", "stopped"), [(5, False), (6, True), (9, True), (10, False)])
def test_after_a_cut_nobody_signs_and_the_disengaged_opt_out(week: int, stopped: bool) -> None:
    """With a rate of 10 % a year the tenfold is certain; while money flows it is 0.2 % a week."""
    run = bench(funding_cut=1, cut_week=6, cut_end_week=10, opt_out_rate=0.1, sign_up_rate=100.0)
    state, p = run.state, run.record[0]
    assert money_is_cut(p, week) == stopped
    state.practice_flows.engagement[:] = [0.3, 0.3, 0.4, 0.4, 0.3, 0.4]
    state.practices.signed[:] = [True, True, True, True, False, False]
    practices_sign_up(p, clock_at(run, week), state.practices, state.practice_flows)
    expected = [False, False, True, True, False, False] if stopped else [True] * 6
    assert state.practices.signed.tolist() == expected


@pytest.mark.statistical
def test_after_a_cut_ten_times_as_many_partners_lapse() -> None:
    run = bench(funding_cut=1, cut_week=3, partner_lapse_rate=0.01, partner_sign_up_rate=0.0)
    state, p = run.state, run.record[0]
    tries, lapsed = 400, {2: 0, 3: 0}
    for week in lapsed:
        for seed in range(tries):
            state.pcns.partner[:] = 1.0
            partners_sign(
                p, clock_at(run, week, seed), state.pcns, state.pcn_flows, state.practices, state.owners,
                state.systems, run.setting.owner_of_service,
            )  # fmt: skip
            lapsed[week] += int((state.pcns.partner == 0.0).sum())
    draws = tries * state.pcns.partner.size
    for week, hazard in ((2, 0.01), (3, 0.1)):
        chance = 1.0 - math.exp(-hazard)
        assert abs(lapsed[week] / draws - chance) < 4.0 * math.sqrt(chance * (1.0 - chance) / draws)


@pytest.mark.unit
@pytest.mark.parametrize("roles_too", [0, 1])
def test_a_cut_ends_additional_roles_only_where_it_is_said(roles_too: int) -> None:
    values = {"funding_cut": 1, "cut_week": 6, "cut_additional_roles": roles_too}
    run = bench(**values, additional_roles_leaving=0.0, additional_roles_fill_rate=100.0)
    state, p = run.state, run.record[0]
    state.pcns.staff[:] = 100.0, 0.0, 50.0, 0.0, 200.0
    before = state.pcns.staff.copy()
    additional_staff_come_and_go(p, clock_at(run, 6), state.pcns, state.pcn_flows)
    change = state.pcns.staff - before
    if roles_too:
        np.testing.assert_allclose(change, -0.08 * before, atol=1e-9)
    else:
        assert (change[:, [0, 2, 4]] == 0.0).all()  # above the entitlement, and nobody leaves
        assert (change[:, [1, 3]] > 0.0).all()


@pytest.mark.unit
def test_the_bank_goes_without_core_money_and_pays_the_smaller_share() -> None:
    run = bench(funding_cut=1, cut_week=6)
    state, p = run.state, run.record[0]
    state.pcns.bank[:], state.pcn_flows.budget_hours[:] = 0.0, 0.0
    networks_bank(p, clock_at(run, 6), state.pcns, state.pcn_flows)
    assert (state.pcns.bank == 0.0).all()
    networks_bank(p, clock_at(run, 5), state.pcns, state.pcn_flows)
    np.testing.assert_allclose(
        state.pcns.bank, float(p["core_funding_per_patient"]) / 52.0 * state.pcn_flows.population
    )


# ------------------------------------------------------------------------------------ additional roles


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
def test_without_additional_roles_there_are_none_and_their_other_parameters_do_nothing(start: str) -> None:
    run = run_of(start, additional_roles=0)
    assert (run.state.pcns.staff == 0.0).all()
    assert (run.state.practice_flows.by_staff == 0.0).all()
    assert (run.state.practice_flows.supervision_hours == 0.0).all()
    others = {
        "additional_roles_fill_rate": 1.0,
        "additional_roles_end_week": 5,
        "established_staff_per_10000.paramedic": 3.0,
    }
    assert differing(run, run_of(start, additional_roles=0, **others)) == []


@pytest.mark.property
@pytest.mark.parametrize("start", STARTS)
def test_additional_roles_come_and_go_by_their_weeks(start: str) -> None:
    """None before the start, hiring between, and from the end on they leave and nobody comes."""
    weeks = {"additional_roles_start_week": 2, "additional_roles_end_week": 8}
    values = {**weeks, "additional_roles_fill_rate": 3.0, "set_up_weeks": 0.5, "sign_up_rate": 100.0}
    values |= {"additional_roles_money.year_1": 20.0}  # enough to see, at either start
    run = simulation(at("hybrid", f"start={start}", weeks=30, burn_in=3, values=values), area(2, 3))
    highest = 0.0
    for week, (before, state) in enumerate(weeks_of(run), start=-3):
        now = state.pcns.staff.sum()
        highest = max(highest, now)
        if week < 2:
            assert now == 0.0
        elif week >= 8:
            assert (state.pcns.staff <= before.pcns.staff).all()
    assert highest >= 8.0
    assert now < 0.6 * highest  # 0.92 ** 22 = 0.16 in the mean


@pytest.mark.unit
def test_additional_roles_are_paid_between_start_and_end() -> None:
    p = bench(additional_roles_end_week=10).record[0]
    assert [additional_roles_are_paid(p, week) for week in (-60, 0, 9, 10)] == [True, True, True, False]
    p = bench(additional_roles_start_week=2).record[0]
    assert [additional_roles_are_paid(p, week) for week in (-60, 1, 2, 5000)] == [False, False, True, True]


@pytest.mark.unit
def test_what_leaves_when_unpaid_is_the_larger_of_the_two_rates() -> None:
    """8 % a week, or the usual leaving where that is more (unsettled teams with a high rate)."""
    for yearly, expected in ((0.0, 0.08), (20.0, 1.0 - math.exp(-20.0 / 52.0 * (1.5 - 0.2)))):
        run = bench(additional_roles_end_week=6, additional_roles_leaving=yearly)
        state, p = run.state, run.record[0]
        state.pcn_flows.integration[:] = 0.2
        state.pcns.staff[:] = 1e6
        additional_staff_come_and_go(p, clock_at(run, 6), state.pcns, state.pcn_flows)
        np.testing.assert_allclose(1.0 - state.pcns.staff / 1e6, expected, atol=2e-6)


@pytest.mark.property
def test_no_programme_of_the_contract_changes_bridging_shares() -> None:
    """Terms move hours, never the structure itself."""
    for name in EARLY:
        run = run_of(**{**EARLY[name], PROGRAMMES[name].switch: 1})
        np.testing.assert_array_equal(
            run.state.pcns.shares, run.config.structure.as_tuple() * np.ones((2, 1))
        )
        assert (run.state.pcns.shares[:, BRIDGING] > 0.0).all()
