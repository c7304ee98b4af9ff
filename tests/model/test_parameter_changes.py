"""Parameters that change in a run: by another path, to the bit; what stays; saved, branched and stepped across it."""

from __future__ import annotations

import functools
import itertools

import numpy as np
import pytest

from pcnsim.config import Config, InputError, declared
from pcnsim.config.changes import DRAW_THE_START
from pcnsim.config.parameters import NEVER, PROGRAMMES
from pcnsim.model.outcomes.whole_run import ends_in_the_run
from pcnsim.model.simulation import Simulation
from tests.model.test_everything_on import LIVELY, only
from tests.model.world import EVERYTHING, STRUCTURES, area, at, differing, simulation

BURN_IN, WEEK, WEEKS = 6, 20, 52
NEW = {
    "trust_forgetting": 0.9,
    "minutes_per_contact.simple": 16.0,
    "agency_mix.child.family_support": 0.5,
    "practice_circle": 3,
    "leaving_rate": 0.2,
    "demand_scale": 1.1,
    "executive_powers": 0.9,
    "network_role_sessions": 2.0,
    "trust_prior_mass": 3.0,
}
"""A row of weights, room for ties, what tables of ties are worked out with, programmes that are on."""


def everything(structure: str = "hybrid", start: str = "founding") -> Config:
    values = {**LIVELY, **EVERYTHING}
    if start == "established":
        values["contract_deadline"] = 0
    return at(structure, f"start={start}", values=values, weeks=WEEKS, burn_in=BURN_IN)


def other_start(config: Config, values: dict[str, float]) -> Config:
    """The same with other values from the beginning."""
    return config.model_copy(update={"parameters": config.parameters.with_values(values)})


def same_tables(one: Simulation, other: Simulation) -> bool:
    right = other.tables()
    return all(table.equals(right[name]) for name, table in one.tables().items())


@functools.cache
def begun(structure: str, start: str, week: int) -> Simulation:
    return simulation(everything(structure, start), area(3, seed=10)).run(BURN_IN + week)


@pytest.mark.property
@pytest.mark.parametrize(
    ("structure", "start"), [*itertools.product(STRUCTURES, ["founding"]), ("network", "established")]
)
@pytest.mark.parametrize("week", [0, WEEK])
def test_a_change_is_a_branch_that_goes_on_with_the_new_values(structure: str, start: str, week: int) -> None:
    old = begun(structure, start, week)
    changed = simulation(old.config.with_parameter_change(week, NEW), area(3, seed=10)).run()
    branch = old.branch(other_start(old.config, NEW)).run()
    assert differing(changed, branch) == []
    assert same_tables(changed, branch)
    plain = old.frozen().run()
    begins = BURN_IN + week
    assert np.array_equal(changed.series()[:begins], plain.series()[:begins], equal_nan=True)
    assert not np.array_equal(changed.series()[begins], plain.series()[begins], equal_nan=True)


@pytest.mark.property
def test_before_its_week_a_change_leaves_no_byte_behind() -> None:
    old = begun("hybrid", "founding", WEEK)
    changed = simulation(old.config.with_parameter_change(WEEK, NEW), area(3, seed=10)).run(BURN_IN + WEEK)
    assert differing(changed, old) == []
    assert same_tables(changed, old)
    assert changed.step() is None
    assert differing(changed, old.frozen().run(1)) != []


@pytest.mark.property
def test_a_change_at_week_0_leaves_the_burn_in_to_the_old_values() -> None:
    config, new = everything(), {"demand_scale": 1.3}
    changed, other = (
        simulation(one, area(3, seed=10))
        for one in (config.with_parameter_change(0, new), other_start(config, new))
    )
    plain = simulation(config, area(3, seed=10))
    series = [one.run(BURN_IN).series() for one in (changed, plain, other)]
    assert np.array_equal(series[0], series[1], equal_nan=True)
    assert not np.array_equal(series[0], series[2], equal_nan=True)
    # Without a burn-in nothing is left of the difference, for parameters that do not draw the start as well.
    alone = config.model_copy(update={"burn_in_weeks": 0})
    steady = {"executive_powers": 0.9, "trust_forgetting": 0.9}
    assert differing(
        simulation(alone.with_parameter_change(0, steady), area(3, seed=10)).run(),
        simulation(other_start(alone, steady), area(3, seed=10)).run(),
    ) == []  # fmt: skip


@pytest.mark.property
def test_several_changes_are_several_branches() -> None:
    config = everything()
    steps = [
        (4, {"demand_scale": 1.2}),
        (19, {"demand_scale": 0.9, "trust_forgetting": 0.95}),
        (33, {"trust_forgetting": 0.9}),
    ]
    made, values = config, dict[str, float]()
    by_hand = simulation(config, area(3, seed=10))
    for week, new in steps:
        made = made.with_parameter_change(week, new)
        values |= new
        by_hand = by_hand.run(week - by_hand.week).branch(other_start(config, values))
    whole = simulation(made, area(3, seed=10)).run()
    assert differing(whole, by_hand.run()) == []
    stepped = simulation(made, area(3, seed=10))
    while stepped.week < WEEKS:
        stepped.step()
    assert differing(whole, stepped) == []
    assert repr(whole.outcomes()) == repr(stepped.outcomes())


@pytest.mark.property
@pytest.mark.parametrize("week", [WEEK - 1, WEEK, WEEK + 1])
def test_a_saved_simulation_goes_on_across_a_change(week: int) -> None:
    config = everything().with_parameter_change(WEEK, NEW)
    run = simulation(config, area(3, seed=10)).run(BURN_IN + week)
    again = simulation(config, area(3, seed=10)).restored(run.snapshot())
    frozen = run.frozen()
    assert same_tables(again, run)
    run.run()
    assert differing(again.run(), run) == []
    assert differing(frozen.run(), run) == []
    assert same_tables(again, run)


@pytest.mark.property
def test_what_draws_the_start_does_nothing_in_any_week() -> None:
    """The list of such parameters against a run; tests/architecture holds it against the sources."""
    old = begun("hybrid", "founding", WEEK)
    values = {
        name: one.high if one.high != one.default else one.low
        for name, one in declared().items()
        if one.field in DRAW_THE_START
    }
    other = other_start(old.config, values)
    assert differing(old.branch(other).run(), old.frozen().run()) == []
    assert differing(simulation(other, area(3, seed=10)), simulation(old.config, area(3, seed=10))) != []


# ------------------------------------------------------------------------------------------------------- branches


@pytest.mark.property
def test_a_branch_into_a_change_is_the_run_that_had_it_planned() -> None:
    """In the week itself and before it: what the browser view does, and what arms that share a burn-in do."""
    old = begun("hybrid", "founding", WEEK)
    for week in (WEEK, WEEK + 5):
        planned = old.config.with_parameter_change(week, NEW)
        branch = old.branch(planned)
        assert differing(branch, old) == []
        assert same_tables(branch, old)
        assert differing(branch.run(), simulation(planned, area(3, seed=10)).run()) == []


@pytest.mark.unit
def test_a_branch_is_refused_where_a_change_lies_behind_it() -> None:
    old = begun("hybrid", "founding", WEEK)
    for config in (old.config, old.config.with_parameter_change(WEEK - 1, {"trust_forgetting": 0.8})):
        run = old if config is old.config else simulation(config, area(3, seed=10)).run(BURN_IN + WEEK)
        with pytest.raises(
            InputError, match=r"\(week 19\)\.trust_forgetting: changes to 0.9 in week 19, but .* week 20"
        ):
            run.branch(config.with_parameter_change(WEEK - 1, {"trust_forgetting": 0.9}))
        run.branch(config.with_parameter_change(WEEK, {"trust_forgetting": 0.9}))


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_programme_switched_on_in_a_week_is_the_run_that_had_it_planned(name: str, start: str) -> None:
    """Branched in the very week it begins, and again in the week it ends."""
    plain = at("hybrid", f"start={start}", values=LIVELY, weeks=40, burn_in=BURN_IN)
    plain = other_start(plain, only(name, 8) | {PROGRAMMES[name].switch: 0})
    keys = PROGRAMMES[name].keys
    place = area(3, seed=10)
    begin = {"enabled": True, PROGRAMMES[name].begin_key: 8}
    if (name, start) == ("contract_deadline", "established"):
        with pytest.raises(InputError, match="an established start has its agreements"):
            plain.with_programme(name, begin)
        return
    on = plain.with_programme(name, begin)
    run = simulation(plain, place).run(BURN_IN + 8).branch(on).run(9)
    assert differing(run, simulation(on, place).run(BURN_IN + 17)) == []
    if "end_week" in keys:
        ends: dict[str, float | str] = {"end_week": 17}
        ends |= {"funded_weeks": 9} if "funded_weeks" in keys else {}
        ends |= {"transfer_week": NEVER, "transfer_to": "next_place"} if "transfer_week" in keys else {}
        off = on.with_programme(name, ends)
        ended = run.branch(off).run()
        assert differing(ended, simulation(off, place).run()) == []
        # Established networks that are ready have redesigned by then.
        assert differing(ended, run.branch(on).run()) != [] or (name, start) == ("redesign", "established")


@pytest.mark.unit
def test_a_row_of_weights_that_a_change_leaves_empty_is_told() -> None:
    row = {name: 0.0 for name in declared() if name.startswith("agency_mix.child.")}
    with pytest.raises(InputError, match=r"parameter_changes \(week 5\): agency_mix has a row of weights"):
        simulation(at("hybrid").with_parameter_change(5, row))


# ---------------------------------------------------------------------------------------------- outcomes of the run


@pytest.mark.unit
def test_programmes_end_where_the_values_of_that_week_say_so() -> None:
    def ends(*changes: tuple[int, dict[str, float]], **values: float) -> list[int]:
        config = at("hybrid", values=values, weeks=260)
        for week, new in changes:
            config = config.with_parameter_change(week, new)
        return ends_in_the_run(config)

    on = {"executive": 1.0, "executive_end_week": 70.0}
    other = {"demand_scale": 1.1}
    assert ends(**on) == ends((30, other), **on) == ends((70, other), **on) == ends((71, other), **on) == [70]
    assert ends((50, {"executive_end_week": 90}), **on) == [90]
    assert ends((50, {"executive_end_week": 60}), **on) == [60]
    assert ends((80, {"executive_end_week": NEVER}), **on) == [70, NEVER], "it ended and began anew"
    deputies = {"deputy_directors": 1.0, "deputy_start_week": 4.0}
    assert ends(**deputies) == [56]
    assert ends((40, {"deputy_weeks": 20}), **deputies) == [40], (
        "the money was to end before: it ends with the change"
    )
    assert ends((60, {"deputy_weeks": 20}), **deputies) == [56]
    assert ends((40, {"deputy_weeks": 104}), (50, other), **deputies) == [108]


@pytest.mark.property
def test_persistence_looks_at_the_end_that_a_change_brought() -> None:
    config = at("hybrid", values={"executive": 1, "executive_start_week": 0}, weeks=80, burn_in=2)
    config = config.with_parameter_change(10, {"executive_end_week": 15})
    run = simulation(config, area(1, 3)).run()
    density = run.weekly().set_index("week")["cross_sector_density"]
    expected = density.loc[54:66].mean() / density.loc[2:14].mean()
    assert run.outcomes()["persistence"] == pytest.approx(expected, rel=1e-12)
    assert simulation(config, area(1, 3)).run(2 + 60).outcomes()["persistence"] != expected
