"""Designs: every kind gives the points it promises, by arithmetic, by itertools and by single configurations."""

from __future__ import annotations

import itertools
import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcnsim.analysis import read_result, run_experiment
from pcnsim.config import Config, InputError, load
from pcnsim.config.design import Design, Level, Range
from pcnsim.config.digests import Digests
from pcnsim.config.parameters import declared
from pcnsim.config.structure import SHARES, Structure
from pcnsim.experiment.designs import build
from pcnsim.experiment.designs.build import design_points, design_size, dimensions_of, spaced, values_of
from pcnsim.experiment.duration import estimate
from pcnsim.experiment.plan import Plan, make_plan
from tests.small import small

STRUCTURES = ("hierarchy", "hybrid", "network")
TRUST = Range(low=0.96, high=0.99)
GENERAL = Range(low=0.2, high=0.7)


def config(
    factors: dict[str, tuple[Level, ...] | Range],
    baseline: dict[str, Level] | None = None,
    replications: int = 1,
    **design: object,
) -> Config:
    base = Config()
    experiment = base.experiment.model_copy(
        update={
            "factors": factors,
            "baseline": baseline or {},
            "replications": replications,
            "design": Design.model_validate(design),
        }
    )
    return base.model_copy(update={"experiment": experiment})


def rows(plan: Plan) -> list[tuple[Level | None, ...]]:
    return [plan.shown(point) for point in plan.points]


@pytest.mark.unit
def test_a_grid_is_the_product_of_the_levels_the_last_varying_fastest() -> None:
    factors = {"trust_forgetting": (0.97, 0.98), "general_trust": Range(low=0.2, high=0.7, levels=3)}
    plan = make_plan(config({**factors, "structure": STRUCTURES}))
    assert rows(plan) == list(itertools.product((0.97, 0.98), (0.2, 0.45, 0.7), STRUCTURES))


@pytest.mark.unit
def test_factors_that_move_together_are_one_axis_of_a_grid() -> None:
    factors = {"trust_forgetting": (0.97, 0.98), "structure": STRUCTURES, "general_trust": (0.3, 0.5)}
    plan = make_plan(config(factors, together=(("trust_forgetting", "general_trust"),)))
    assert rows(plan) == [
        (trust, structure, general)
        for (trust, general), structure in itertools.product(((0.97, 0.3), (0.98, 0.5)), STRUCTURES)
    ]


@pytest.mark.unit
def test_spaced_levels_are_even_on_their_scale_and_hold_both_ends() -> None:
    assert spaced("general_trust", GENERAL.model_copy(update={"levels": 6})) == (0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    log = spaced("general_trust", Range(low=0.001, high=0.1, scale="log", levels=3))
    assert log == pytest.approx((0.001, 0.01, 0.1), rel=1e-12)
    weeks = spaced("cut_week", Range(low=0, high=10, levels=4))
    assert weeks == (0, 3, 7, 10)
    assert all(isinstance(week, int) for week in weeks)
    assert spaced("cut_week", Range(low=3, high=4, levels=9)) == (3, 4)  # whole numbers, none twice
    assert spaced("executive", Range(levels=2)) == (0, 1)


@pytest.mark.unit
def test_a_list_is_its_points_each_crossed_with_the_other_factors() -> None:
    points = ({"area.pcns": 3, "trust_forgetting": 0.97}, {"area.pcns": 5, "trust_forgetting": 0.98})
    plan = make_plan(config({"structure": STRUCTURES}, kind="list", points=points))
    assert plan.factors == ("area.pcns", "trust_forgetting", "structure")
    assert rows(plan) == [(*pair, s) for pair in ((3, 0.97), (5, 0.98)) for s in STRUCTURES]
    assert [point.area.pcns for point in plan.points] == [3, 3, 3, 5, 5, 5]
    # Compared with the first point at the same structure.
    assert plan.references == {3: 0, 4: 1, 5: 2}


@pytest.mark.unit
def test_a_list_that_was_read_is_its_points_and_no_more(tmp_path: Path) -> None:
    pairs = [("network", 0.3), ("hybrid", 0.5), ("network", 0.5)]
    points = [{"structure": structure, "general_trust": trust} for structure, trust in pairs]
    listed = load(None).with_design(kind="list", points=points, replications=2)
    assert (design_size(listed), estimate(listed).points) == (3, 3)
    (tmp_path / "list.toml").write_text(listed.to_toml(), "utf-8")
    for one in (listed, load(tmp_path / "list.toml")):
        plan = make_plan(one)
        assert plan.factors == ("structure", "general_trust")
        assert rows(plan) == pairs
        assert [point.config.parameters.general_trust for point in plan.points] == [0.3, 0.5, 0.5]
        assert plan.references == {1: 0, 2: 0}
    crossed = listed.with_design(
        kind="list", points=points, cross=["start"], factors={"start": ["founding", "established"]}
    )

    assert rows(make_plan(crossed)) == [
        (*pair, start) for pair in pairs for start in ("founding", "established")
    ]


@pytest.mark.unit
def test_one_at_a_time_moves_one_factor_and_leaves_out_what_is_so_anyway() -> None:
    usual = declared()["general_trust"].default
    assert usual is not None
    factors = {
        "general_trust": (0.3, usual, 0.6),
        "trust_forgetting": Range(low=0.97, high=0.99),
        "meeting_share": (0.0, 1.0),
        "structure": ("hierarchy", "network"),
    }
    forgetting = declared()["trust_forgetting"].default
    plan = make_plan(config(factors, kind="one-at-a-time", cross=("structure",)))
    alone = [
        (usual, forgetting, None),
        (0.3, forgetting, None),
        (0.6, forgetting, None),
        (usual, 0.97, None),
        (usual, 0.99, None),
        (usual, forgetting, 0.0),
        (usual, forgetting, 1.0),
    ]
    assert rows(plan) == [(*values, structure) for values in alone for structure in ("hierarchy", "network")]
    assert plan.references == {number: number % 2 for number in range(2, 14)}
    # A share that is not moved goes on following the structure.
    assert plan.points[1].config.structure == Structure.at("network")
    assert plan.points[11].config.structure == Structure.at("network", meeting_share=0.0)


@pytest.mark.unit
def test_a_sample_fills_its_ranges_and_is_crossed_with_what_is_listed() -> None:
    factors = {"trust_forgetting": TRUST, "structure": STRUCTURES, "general_trust": GENERAL}
    plan = make_plan(config(factors, {"structure": "hybrid"}, kind="latin-hypercube", samples=20))
    table = rows(plan)
    assert len(table) == 60
    assert [structure for _, structure, _ in table] == list(STRUCTURES) * 20
    for place, (low, high) in ((0, (0.96, 0.99)), (2, (0.2, 0.7))):
        values = np.array([float(row[place]) for row in table[::3]])  # type: ignore[arg-type]
        # One value in each twentieth of the range is what makes it a Latin hypercube.
        assert sorted(np.floor((values - low) / (high - low) * 20).astype(int)) == list(range(20))
    assert plan.references == {n: n - n % 3 + 1 for n in range(60) if n % 3 != 1}
    # The arms of a sampled point differ in structure alone, so they share the weeks before it acts.
    assert list(plan.burn_in_groups) == [n // 3 for n in range(60)]


@pytest.mark.unit
def test_factors_that_move_together_are_at_the_same_place_of_their_ranges() -> None:
    factors = {"trust_forgetting": TRUST, "cut_week": Range(low=0, high=52), "general_trust": GENERAL}
    chosen = config(factors, kind="sobol", samples=16, together=(("trust_forgetting", "general_trust"),))
    points = design_points(chosen)
    assert dimensions_of(chosen)[0] == ("trust_forgetting", "general_trust")
    trust, _, general = points.base.T
    np.testing.assert_allclose((trust - 0.96) / 0.03, (general - 0.2) / 0.5, atol=1e-12)
    assert points.unit is not None
    assert points.unit.shape == (16, 2)


@pytest.mark.unit
def test_values_of_a_range_by_scale() -> None:
    unit = np.array([0.0, 0.25, 0.5, 1.0])
    np.testing.assert_allclose(values_of("general_trust", GENERAL, unit), [0.2, 0.325, 0.45, 0.7], rtol=1e-15)
    log = values_of("general_trust", Range(low=0.01, high=1, scale="log"), unit)
    np.testing.assert_allclose(np.log10(log), [-2, -1.5, -1, 0], atol=1e-14)
    fine = (np.arange(6000) + 0.5) / 6000
    weeks, counts = np.unique(values_of("cut_week", Range(low=4, high=9), fine), return_counts=True)
    assert list(weeks) == [4, 5, 6, 7, 8, 9]
    assert set(counts) == {1000}
    assert values_of("cut_week", Range(low=4, high=9), np.array([1.0])) == [9]


@pytest.mark.unit
def test_sizes_of_areas_and_structures_can_be_sampled() -> None:
    factors = {
        "area.pcns": Range(low=2, high=9, scale="whole"),
        "network_position": Range(low=0, high=1, scale="linear"),
    }
    plan = make_plan(config(factors, kind="sobol", samples=16))
    assert {type(point.area.pcns) for point in plan.points} == {int}
    assert sorted(point.area.pcns for point in plan.points) == sorted([*range(2, 10)] * 2)
    positions = [point.config.parameters.network_position for point in plan.points]
    assert sorted(np.floor(np.array(positions) * 16)) == list(range(16))


@pytest.mark.unit
def test_points_that_break_a_constraint_are_left_out_and_their_arms_lose_their_reference() -> None:
    factors = {"general_trust": (0.3, 0.5), "trust_forgetting": (0.97, 0.98), "structure": STRUCTURES}
    constraints = ("general_trust < 0.4 or trust_forgetting > 0.975",)
    plan = make_plan(config(factors, {"general_trust": 0.5}, constraints=constraints))
    kept = [row for row in itertools.product(*factors.values()) if row[0] < 0.4 or row[1] > 0.975]
    assert rows(plan) == kept
    references = {
        arm: kept.index((0.5, *row[1:])) for arm, row in enumerate(kept) if row[0] == 0.3 and row[1] == 0.98
    }
    assert plan.references == references
    assert [run.number for run in plan] == list(range(len(kept)))
    with pytest.raises(InputError, match="none of the 12 design points"):
        make_plan(config(factors, constraints=("general_trust > 1",)))


@pytest.mark.unit
def test_a_design_that_cannot_be_held_is_refused_before_it_is_made() -> None:
    factors: dict[str, tuple[Level, ...] | Range] = {
        name: Range(low=one.low, high=one.high, levels=10)
        for name, one in itertools.islice(
            ((n, d) for n, d in declared().items() if d.scale == "uniform" and d.default is not None), 12
        )
    }
    with pytest.raises(InputError, match="has 1,000,000,000,000 design points") as refused:
        make_plan(config(factors))
    assert "latin-hypercube" in str(refused.value)


DESIGNS: dict[str, Callable[[], Config]] = {
    "grid": lambda: config({"trust_forgetting": (0.97, 0.98), "structure": STRUCTURES, "area.pcns": (2, 3)}),
    "one-at-a-time": lambda: config(
        {
            "start": ("founding", "established"),
            "programmes.deputy_directors.at_year_end": ("withdraw", "review", "keep"),
            "programmes.executive.enabled": (True,),
            "meeting_share": (0.0, 0.5),
            "network_position": (0.25,),
            "minutes_per_contact.simple": Range(low=8, high=12),
        },
        kind="one-at-a-time",
    ),
    "latin-hypercube": lambda: config(
        {"trust_forgetting": TRUST, "structure": STRUCTURES, "deputy_policy": Range()},
        kind="latin-hypercube",
        samples=7,
    ),
    "saltelli": lambda: config({"trust_forgetting": TRUST, "cut_week": Range()}, kind="saltelli", samples=4),
    "morris": lambda: config(
        {
            "network_position": Range(low=0, high=1),
            "bridging_share": Range(low=0, high=0.3),
            "general_trust": GENERAL,
        },
        kind="morris",
        trajectories=3,
    ),
    "list": lambda: config(
        {"structure": STRUCTURES}, kind="list", points=({"area.pcns": 3}, {"area.pcns": 1})
    ),
}


@pytest.mark.unit
@pytest.mark.parametrize("name", DESIGNS)
def test_digests_and_sizes_are_those_of_the_configurations(name: str) -> None:
    chosen = DESIGNS[name]()
    plan = make_plan(chosen)
    assert design_size(chosen) == len(plan.points)
    for point in plan.points:
        made = chosen.with_factors(plan.design.varied(point.number))
        assert plan.digests[point.number].tobytes().hex() == made.digest() == point.digest
        assert point.area == made.area


@pytest.mark.unit
@pytest.mark.parametrize("name", DESIGNS)
def test_points_share_a_burn_in_just_where_only_structure_differs(name: str) -> None:
    plan = make_plan(DESIGNS[name]())
    neutral: dict[str, float | None] = {"network_position": 0.0, **dict.fromkeys(SHARES)}
    configs = [point.config for point in plan.points]
    before = [
        one.model_copy(update={"parameters": one.parameters.with_values(neutral)}).digest()
        if one.start == "founding"
        else f"alone {number}"
        for number, one in enumerate(configs)
    ]
    groups = plan.burn_in_groups
    for one, other in itertools.combinations(range(len(configs)), 2):
        # Equal groups must share; sampled points that happen to be alike need not.
        if groups[one] == groups[other]:
            assert before[one] == before[other]
        elif name in ("grid", "list"):
            assert before[one] != before[other]


@pytest.mark.unit
def test_a_plan_sent_to_a_worker_samples_nothing_and_names_the_same_runs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = make_plan(DESIGNS["morris"]())
    sent = pickle.dumps(plan.for_workers())
    monkeypatch.setattr(build, "unit_sample", None)
    monkeypatch.setattr(Digests, "of", None)
    there: Plan = pickle.loads(sent)
    assert list(there) == list(plan)
    assert [there.points[n].config for n in range(len(plan.points))] == [
        point.config for point in plan.points
    ]


@pytest.mark.property
@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([n for n, d in declared().items() if d.low < d.high]),
        st.floats(0, 1),
        min_size=1,
        max_size=8,
    )
)
def test_a_quick_digest_is_the_whole_one(places: dict[str, float]) -> None:
    levels: dict[str, Level | None] = {
        name: build.Sampled(name, declared()[name].whole).level(
            values_of(name, Range(), np.array([place]))[0]
        )
        for name, place in places.items()
    }
    base = Config()
    assert Digests(base).of(levels).hex() == base.with_factors(levels).digest()


@pytest.mark.property
@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 10**6))
def test_every_point_of_a_grid_is_found_by_its_number(sizes: list[int], pick: int) -> None:
    names = [name for name in declared() if declared()[name].scale == "uniform"][: len(sizes)]
    factors: dict[str, tuple[Level, ...] | Range] = {
        name: tuple(np.linspace(declared()[name].low, declared()[name].high, size + 1)[:size].tolist())
        for name, size in zip(names, sizes, strict=True)
    }
    plan = make_plan(config(factors))
    number = pick % len(plan.points)
    product = itertools.product(*(levels for levels in factors.values() if isinstance(levels, tuple)))
    assert plan.shown(plan.points[number]) == next(itertools.islice(product, number, None))
    assert plan.points[-1].number == len(plan.points) - 1
    with pytest.raises(IndexError):
        plan.points[len(plan.points)]


@pytest.mark.end_to_end
def test_a_sample_that_is_drawn_otherwise_now_is_not_put_beside_old_outcomes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = small(tmp_path, "experiment.replications=1").with_design(
        kind="latin-hypercube", samples=3, factors={"trust_forgetting": None}
    )
    result = run_experiment(chosen, tmp_path / "out", workers=1)
    assert read_result(tmp_path / "out").runs.equals(result.runs)
    monkeypatch.setattr(build, "unit_sample", lambda design, dimensions, seed: np.full((3, dimensions), 0.5))
    with pytest.raises(InputError, match="comes out otherwise"):
        read_result(tmp_path / "out")
