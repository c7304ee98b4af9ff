"""Sensitivity of functions whose answers are known, through plan, rows and tables as the model's outcomes go."""

from __future__ import annotations

import csv
import io
import itertools
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray
from rich.console import Console

from pcnsim.analysis.responses import columns_of
from pcnsim.analysis.sensitivity import sensitivity
from pcnsim.analysis.sensitivity_measures import noise_share, rank_correlations
from pcnsim.analysis.sensitivity_result import write_sensitivity
from pcnsim.analysis.sensitivity_table import print_sensitivity
from pcnsim.config.design import Design, Range
from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.store.records import csv_bytes, read_table
from tests.small import small

Floats = NDArray[np.float64]
Function = Callable[[Floats, dict[str, Any]], Floats]

THREE = ("ambiguity", "duplicate_handling", "channel_fixed_cost")


def designed(
    folder: Path,
    design: Design,
    functions: dict[str, Function],
    *,
    factors: tuple[str, ...] = THREE,
    crossed: dict[str, tuple[Any, ...]] | None = None,
    replications: int = 1,
    luck: float = 0.0,
    seed: int = 7,
    without: tuple[int, ...] = (),
    on_disk: bool = True,
) -> SimpleNamespace:
    """What the analysis asks of a result. Outcomes are functions of the places in the ranges and the crossed levels.

    A replication adds 100 x its number to all points, and to each chance of its own with standard deviation `luck`.
    """
    config = small(folder)
    varied = {name: Range(low=0.1, high=0.9, scale="linear") for name in factors}
    experiment = config.experiment.model_copy(
        update={
            "design": design,
            "factors": {**varied, **(crossed or {})},
            "baseline": {},
            "replications": replications,
        }
    )
    config = config.model_copy(update={"experiment": experiment, "seed": seed})
    plan = make_plan(config)
    unit = plan.design.unit[plan.design.base_points]
    chance = np.random.default_rng(3).normal(0, luck, size=(len(plan.points), replications)) if luck else None
    levels = [dict(zip(plan.factors, plan.shown(point), strict=True)) for point in plan.points]
    arms = {name: [level[name] for level in levels] for name in (crossed or {})}
    values = {name: function(unit, arms) for name, function in functions.items()}
    rows = []
    for point, replication in itertools.product(range(len(plan.points)), range(replications)):
        if point * replications + replication in without:
            continue
        own = 100 * replication + (chance[point, replication] if chance is not None else 0.0)
        cells = [float(of[point]) + own for of in values.values()]
        rows.append(["", point, *levels[point].values(), replication, *cells])
    columns = ["run_id", "design_point", *plan.factors, "replication", *functions]
    if not on_disk:
        return SimpleNamespace(
            config=config, plan=plan, runs=pd.DataFrame(rows, columns=columns), folder=None
        )
    out = folder / "out"
    out.mkdir()
    (out / "runs.csv").write_bytes(csv_bytes(columns, rows))
    return SimpleNamespace(config=config, plan=plan, runs=None, folder=out)


def changed(result: SimpleNamespace, **changes: Any) -> SimpleNamespace:
    return SimpleNamespace(**{**vars(result), **changes})


def ishigami(unit: Floats, _: dict[str, Any]) -> Floats:
    """Ishigami & Homma's function with a = 7, b = 0.1, on [-pi, pi]^3."""
    x, y, z = (2 * unit - 1).T * np.pi
    return np.asarray(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))


def linear(unit: Floats, _: dict[str, Any]) -> Floats:
    return np.asarray(unit @ np.array([3.0, -2.0, 0.5]))


def product(unit: Floats, _: dict[str, Any]) -> Floats:
    return np.asarray(unit[:, 0] * unit[:, 1])


def flat(unit: Floats, _: dict[str, Any]) -> Floats:
    return np.full(len(unit), 0.25)


SALTELLI = Design(kind="saltelli", samples=64)
MORRIS = Design(kind="morris", trajectories=10)
CUBE = Design(kind="latin-hypercube", samples=40)

# Ishigami's analytic indices (Saltelli et al. 2008, Global Sensitivity Analysis: The Primer).
_V1, _V2, _V13 = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 7**2 / 8, 0.1**2 * np.pi**8 * (1 / 18 - 1 / 50)
_V = _V1 + _V2 + _V13
FIRST = np.array([_V1, _V2, 0.0]) / _V
TOTAL = np.array([_V1 + _V13, _V2, _V13]) / _V


@pytest.mark.unit
def test_analytic_indices_are_the_published_ones() -> None:
    assert np.round(FIRST, 4).tolist() == [0.3139, 0.4424, 0.0]
    assert np.round(TOTAL, 4).tolist() == [0.5576, 0.4424, 0.2437]


@pytest.mark.statistical
def test_sobol_indices_of_ishigami(tmp_path: Path) -> None:
    """Eight scrambles, mean against the truth with the standard error between them (t of 7 at 0.1 %: 5.4)."""
    found = []
    for seed in range(8):
        (folder := tmp_path / str(seed)).mkdir()
        result = designed(
            folder, Design(kind="saltelli", samples=512), {"strain": ishigami}, seed=seed, on_disk=False
        )
        found.append(sensitivity(result, "strain").table[["S1", "ST"]].to_numpy())
    means, errors = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(8)
    assert (errors < 0.02).all()
    assert (np.abs(means - np.column_stack([FIRST, TOTAL])) < 5.4 * errors).all()


@pytest.mark.statistical
def test_second_order_indices_name_the_pair_that_interacts(tmp_path: Path) -> None:
    design = Design(kind="saltelli", samples=1024, second_order=True)
    found = sensitivity(designed(tmp_path, design, {"strain": ishigami}), "strain")
    assert found.pairs is not None
    pairs = found.pairs.set_index(["factor", "with_factor"])
    assert list(pairs.index) == list(itertools.combinations(THREE, 2))
    truth = np.array([0.0, TOTAL[0] - FIRST[0], 0.0])
    # Half-widths are 1.96 standard errors, of plain Monte Carlo, which Sobol' points do not exceed.
    assert (np.abs(pairs["S2"] - truth) < 2 * pairs["S2_conf"]).all()
    assert pairs["S2_conf"].max() < 0.2
    assert [path.name for path in write_sensitivity(found)] == ["sensitivity.csv", "sensitivity-pairs.csv"]


@pytest.mark.unit
def test_elementary_effects_of_a_linear_function_are_its_coefficients(tmp_path: Path) -> None:
    found = sensitivity(designed(tmp_path, MORRIS, {"strain": linear}), "strain")
    table = found.table.set_index("factor")
    assert list(table.index) == list(THREE)
    assert np.allclose(table["mu"], [3, -2, 0.5], rtol=0, atol=1e-12)
    assert np.allclose(table["mu_star"], [3, 2, 0.5], rtol=0, atol=1e-12)
    assert np.allclose(table[["sigma", "mu_star_conf"]], 0, rtol=0, atol=1e-12)


@pytest.mark.unit
@pytest.mark.parametrize("levels", [4, 6])
def test_elementary_effects_of_a_product_by_hand(tmp_path: Path, levels: int) -> None:
    """The effect of one factor is where the other stands: each step read from the plan itself."""
    design = Design(kind="morris", trajectories=7, levels=levels)
    result = designed(tmp_path, design, {"strain": product})
    table = sensitivity(result, "strain").table.set_index("factor")
    effects: dict[int, list[float]] = {0: [], 1: []}
    for trajectory in result.plan.design.unit.reshape(7, 4, 3):
        for before, after in itertools.pairwise(trajectory):
            (moved,) = np.flatnonzero(before != after)
            if moved < 2:
                effects[moved].append(before[1 - moved])
    for k in (0, 1):
        assert table["mu_star"].iloc[k] == pytest.approx(np.mean(effects[k]), abs=1e-12)
        assert table["sigma"].iloc[k] == pytest.approx(np.std(effects[k], ddof=1), abs=1e-12)
    assert table["mu_star"].iloc[2] == pytest.approx(0, abs=1e-12)


@pytest.mark.unit
def test_every_combination_of_crossed_factors_by_itself(tmp_path: Path) -> None:
    def steeper(unit: Floats, arms: dict[str, Any]) -> Floats:
        return linear(unit, arms) * np.where(np.array(arms["structure"]) == "network", 10.0, 1.0)

    result = designed(tmp_path, MORRIS, {"strain": steeper}, crossed={"structure": ("hierarchy", "network")})
    found = sensitivity(result, "strain")
    assert found.crossed == ("structure",)
    assert list(found.table.columns[:3]) == ["structure", "outcome", "factor"]
    table = found.table.set_index(["structure", "factor"])["mu_star"]
    assert np.allclose(table["hierarchy"], [3, 2, 0.5])
    assert np.allclose(table["network"], [30, 20, 5])
    text = io.StringIO()
    print_sensitivity(found, top=2, console=Console(file=text))
    lines = text.getvalue().splitlines()
    assert "hierarchy" in text.getvalue()
    assert [line.split()[0] for line in lines if "±" in line][:2] == ["ambiguity", "duplicate_handling"]
    assert "channel_fixed_cost" not in text.getvalue()


@pytest.mark.unit
def test_factors_that_move_together_are_one(tmp_path: Path) -> None:
    design = Design(kind="morris", trajectories=4, together=(THREE[:2],))
    result = designed(
        tmp_path, design, {"strain": lambda unit, _: unit @ np.array([3.0, 0.5])}, on_disk=False
    )
    table = sensitivity(result, "strain").table
    assert list(table["factor"]) == ["ambiguity + duplicate_handling", "channel_fixed_cost"]
    assert np.allclose(table["mu_star"], [3, 0.5])


@pytest.mark.unit
@pytest.mark.parametrize("design", [SALTELLI, MORRIS, CUBE], ids=lambda design: design.kind)
def test_an_outcome_that_does_not_vary_is_said_to(tmp_path: Path, design: Design) -> None:
    found = sensitivity(designed(tmp_path, design, {"strain": flat, "spill": linear}), ["strain", "spill"])
    assert any("strain does not vary" in note for note in found.notes)
    assert not any("spill does not vary" in note for note in found.notes)
    main = found.table[found.table["outcome"] == "strain"][found.measure.main]
    assert (main == 0).all() if design.kind == "morris" else main.isna().all()
    assert found.table[found.table["outcome"] == "spill"][found.measure.main].notna().all()


@pytest.mark.unit
def test_rank_correlations_of_a_cube(tmp_path: Path) -> None:
    """A function that rises with one factor alone, however bent, has its ranks."""
    result = designed(tmp_path, CUBE, {"strain": lambda unit, _: np.exp(5 * unit[:, 1])})
    found = sensitivity(result, "strain")
    table = found.table.set_index("factor")
    assert found.measure.name == "rank correlation"
    assert table.loc["duplicate_handling", "rank_correlation"] == pytest.approx(1)
    ranks = result.plan.design.unit.argsort(axis=0).argsort(axis=0)
    plain = np.corrcoef(ranks[:, 0], ranks[:, 1])[0, 1]
    assert table.loc["ambiguity", "rank_correlation"] == pytest.approx(plain)
    assert table.loc["ambiguity", "low"] < plain < table.loc["ambiguity", "high"]


@pytest.mark.statistical
def test_interval_of_a_rank_correlation_covers_as_said() -> None:
    """Of 1000 samples of correlated normals 95 % cover Spearman's rho, 6/pi asin(r/2); 3.3 standard errors: 2.3 %."""
    generator = np.random.default_rng(5)
    truth = 6 / np.pi * np.arcsin(0.6 / 2)
    inside = 0
    for _ in range(1000):
        x, e = generator.normal(size=(2, 60))
        found = rank_correlations(x[:, None], 0.6 * x + 0.8 * e)
        inside += bool(found["low"][0] < truth < found["high"][0])
    assert abs(inside / 1000 - 0.95) < 0.023


@pytest.mark.statistical
def test_share_of_chance_leaves_out_what_points_share() -> None:
    """Points of sd 2, chance of sd 1, four replications: 0.25 / 4.25, whatever a replication adds to all."""
    generator = np.random.default_rng(6)
    found = []
    for _ in range(40):
        values = (
            generator.normal(0, 2, (200, 1)) + generator.normal(0, 50, 4) + generator.normal(size=(200, 4))
        )
        found.append(noise_share(values))
    assert abs(np.mean(found) - 0.25 / 4.25) < 4 * np.std(found, ddof=1) / np.sqrt(40)
    assert np.std(found) < 0.02
    assert np.isnan(noise_share(values[:, :1]))


@pytest.mark.unit
def test_replications_are_averaged_and_their_common_luck_cancels(tmp_path: Path) -> None:
    found = sensitivity(designed(tmp_path, MORRIS, {"strain": linear}, replications=3), "strain")
    assert np.allclose(found.table["mu_star"], [3, 2, 0.5])
    assert np.allclose(found.table["noise_share"], 0)
    assert found.notes == ()


@pytest.mark.unit
def test_the_factors_that_lead_are_named(tmp_path: Path) -> None:
    def other(unit: Floats, _: dict[str, Any]) -> Floats:
        return np.asarray(unit @ np.array([0.0, 0.1, 5.0]))

    found = sensitivity(designed(tmp_path, MORRIS, {"strain": linear, "spill": other}), ["strain", "spill"])
    assert found.top(2, "strain") == [THREE[0], THREE[1]]
    assert found.top(5, "spill") == [THREE[2], THREE[1], THREE[0]]
    # First what leads for any outcome, whatever its unit, then what comes second.
    assert found.top(3) == [THREE[0], THREE[2], THREE[1]]


@pytest.mark.unit
def test_a_small_sample_is_said_to_be_small(tmp_path: Path) -> None:
    few = sensitivity(designed(tmp_path, Design(kind="morris", trajectories=6), {"strain": linear}), "strain")
    assert "6 trajectories tell what stands out, no more" in few.notes[0]
    (tmp_path / "more").mkdir()
    more = Design(kind="morris", trajectories=10)
    assert not any(
        "stands out" in note
        for note in sensitivity(designed(tmp_path / "more", more, {"strain": linear}), "strain").notes
    )


@pytest.mark.unit
def test_chance_is_cautioned_of(tmp_path: Path) -> None:
    found = sensitivity(designed(tmp_path, MORRIS, {"strain": linear}, replications=2, luck=3.0), "strain")
    assert any("Chance is much of what varies in strain" in note for note in found.notes)
    one = sensitivity(designed(tmp_path, MORRIS, {"strain": linear}, on_disk=False), "strain")
    assert any("one replication" in note for note in one.notes)


@pytest.mark.unit
@pytest.mark.parametrize("design", [SALTELLI, MORRIS], ids=lambda design: design.kind)
def test_incomplete_designs_are_refused_by_name(tmp_path: Path, design: Design) -> None:
    result = designed(tmp_path, design, {"strain": linear}, replications=2, without=(5, 9))
    runs = [result.plan.run(2, 1), result.plan.run(4, 1)]
    with pytest.raises(InputError) as missing:
        sensitivity(result, "strain")
    assert f"2 of {len(result.plan)} runs are missing" in str(missing.value)
    for run in runs:
        assert f"{run.run_id} (design point {run.design_point})" in str(missing.value)
    assert f"pcnsim experiment {result.folder}/config.toml --out {result.folder}` runs" in str(missing.value)
    (tmp_path / "out" / "failures.csv").write_text("run_id,design_point,replication\nx,4,1\n", "utf-8")
    with pytest.raises(InputError) as failed:
        sensitivity(result, "strain")
    assert f"1 of {len(result.plan)} runs have not been run ({runs[0].run_id}" in str(failed.value)
    assert f"1 of {len(result.plan)} runs failed ({runs[1].run_id}" in str(failed.value)
    assert "--retry-failed" in str(failed.value)


@pytest.mark.unit
def test_no_more_than_ten_missing_runs_are_named(tmp_path: Path) -> None:
    result = designed(tmp_path, MORRIS, {"strain": linear}, without=tuple(range(12)))
    with pytest.raises(InputError, match=r"12 of 40 runs are missing") as missing:
        sensitivity(result, "strain")
    assert str(missing.value).count("design point ") == 10
    assert "…" in str(missing.value)


@pytest.mark.unit
def test_points_of_a_cube_stand_alone_so_that_some_may_be_missing(tmp_path: Path) -> None:
    result = designed(tmp_path, CUBE, {"strain": linear}, without=(3, 8))
    found = sensitivity(result, "strain")
    assert any("2 of 40 design points are left out" in note for note in found.notes)
    left = np.delete(result.plan.design.unit, [3, 8], axis=0)
    expected = rank_correlations(left, linear(left, {}))["rank_correlation"]
    assert np.allclose(found.table["rank_correlation"], expected)


@pytest.mark.unit
def test_outcomes_that_are_unknown_somewhere_are_left_out_and_said(tmp_path: Path) -> None:
    def gap(unit: Floats, _: dict[str, Any]) -> Floats:
        return np.where(np.arange(len(unit)) == 4, np.nan, unit[:, 0])

    result = designed(tmp_path, MORRIS, {"strain": linear, "spill": gap})
    found = sensitivity(result, ["spill", "strain"])
    assert found.outcomes == ("strain",)
    assert any("spill is left out: it is unknown in 1 of 40 runs" in note for note in found.notes)
    with pytest.raises(InputError, match="none of the outcomes is known"):
        sensitivity(result, "spill")


@pytest.mark.unit
def test_rows_of_other_points_than_the_plans_are_refused(tmp_path: Path) -> None:
    """As where another version of a library draws other points."""
    result = designed(tmp_path, MORRIS, {"strain": linear})
    other = make_plan(result.config.model_copy(update={"seed": 8}))
    with pytest.raises(InputError, match="not the one that the configuration gives here"):
        sensitivity(changed(result, plan=other), "strain")


@pytest.mark.unit
def test_other_designs_and_outcomes_that_are_not_are_refused(tmp_path: Path) -> None:
    config = small(tmp_path)
    grid = SimpleNamespace(config=config, plan=make_plan(config), folder=None)
    with pytest.raises(InputError, match=r'of kind grid, .* kind = "morris"'):
        sensitivity(grid)
    with pytest.raises(InputError, match=r"there is no outcome strian.*strain"):
        sensitivity(designed(tmp_path, MORRIS, {"strain": linear}), "strian")


@pytest.mark.unit
def test_constraints_and_designs_that_belong_together_do_not_mix(tmp_path: Path) -> None:
    result = designed(tmp_path, MORRIS, {"strain": linear}, on_disk=False)
    thinned = replace(result.plan, design=result.plan.design.without([3]))
    rows = result.runs[result.runs["design_point"] < len(thinned.points)].copy()
    rows["design_point"] = range(len(rows))
    rows[list(thinned.factors)] = [list(thinned.shown(point)) for point in thinned.points]
    with pytest.raises(InputError, match="constraints took points out"):
        sensitivity(changed(result, plan=thinned, runs=rows), "strain")


@pytest.mark.unit
@pytest.mark.parametrize("design", [SALTELLI, MORRIS], ids=lambda design: design.kind)
def test_the_same_rows_give_the_same_file(tmp_path: Path, design: Design) -> None:
    """The bootstrap has its seed, leaves the global generator alone, and asks not which other outcomes there are."""
    functions: dict[str, Function] = {"strain": ishigami, "spill": linear}
    result = designed(tmp_path, design, functions)
    state = np.random.get_state()[1].copy()  # noqa: NPY002 - to show that it is left alone
    (path,) = write_sensitivity(sensitivity(result, ["strain", "spill"]))
    first = path.read_bytes()
    write_sensitivity(sensitivity(result, ["strain", "spill"]))
    assert path.read_bytes() == first
    assert np.array_equal(state, np.random.get_state()[1])  # noqa: NPY002
    both, alone = read_table(path), sensitivity(result, "spill").table
    pd.testing.assert_frame_equal(
        both[both["outcome"] == "spill"].reset_index(drop=True), alone, check_dtype=False
    )


@pytest.mark.unit
def test_chosen_columns_are_read_row_by_row(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["a", "b", "c"], ["1", "x,y", ""], ["2", "", "3"]])
    assert list(columns_of(path, ("c", "b"))) == [["", "x,y"], ["3", ""]]


@pytest.mark.unit
def test_missing_library_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = designed(tmp_path, MORRIS, {"strain": linear})
    for name in [name for name in sys.modules if name.startswith("SALib")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(InputError, match=r"pip install 'pcnsim\[sensitivity\]'"):
        sensitivity(result, "strain")
