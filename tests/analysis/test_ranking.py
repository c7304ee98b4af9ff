"""Runs side by side and the best level in each cell, against calculations by hand on invented outcomes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pcnsim.analysis.statistics import moments
from pcnsim.analysis.study import ExperimentResult
from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import make_plan
from tests.small import small

pytestmark = pytest.mark.unit

SETS = ("experiment.factors.general_trust=[0.6, 0.3]", "experiment.replications=4")
HEIGHT = {"hierarchy": 0.0, "hybrid": 3.0, "network": 1.0}


def result_of(
    folder: Path, value: Callable[[str, float, int], float], *sets: str, without: tuple[int, ...] = ()
) -> ExperimentResult:
    """A result whose outcomes are a function of structure, trust and replication. without: run numbers."""
    plan = make_plan(small(folder, *SETS, *sets))
    rows = []
    for run in plan:
        if run.number not in without:
            levels = plan.points[run.design_point].levels
            number = value(str(levels["structure"]), float(str(levels["general_trust"])), run.replication)
            rows.append((run.design_point, run.replication, number, number, number))
    names = ["design_point", "replication", "joint_resolution", "strain", "cases"]
    return ExperimentResult.of_tables(plan, pd.DataFrame(rows, columns=names))


def test_runs_that_differ_in_one_factor_stand_in_one_row(tmp_path: Path) -> None:
    result = result_of(tmp_path, lambda structure, trust, luck: HEIGHT[structure] + 10 * trust + 100 * luck)
    table = result.side_by_side("joint_resolution", "structure")
    assert list(table.columns) == ["hierarchy", "hybrid", "network"]
    assert table.columns.name == "structure"
    assert [tuple(row) for row in table.index] == [(point, luck) for point in (0, 1) for luck in range(4)]
    for (point, luck), row in table.iterrows():  # type: ignore[misc]
        trust = result.points.loc[point, "general_trust"]
        assert dict(row) == {name: height + 10 * trust + 100 * luck for name, height in HEIGHT.items()}
    by_trust = result.side_by_side("joint_resolution", "general_trust")
    assert list(by_trust.columns) == [0.6, 0.3]
    np.testing.assert_allclose(by_trust[0.6] - by_trust[0.3], 3.0)
    assert by_trust.index.get_level_values("design_point").unique().tolist() == [0, 2, 4]


def test_the_points_of_a_plan_are_a_table(tmp_path: Path) -> None:
    result = result_of(tmp_path, lambda *_: 0.0)
    assert result.points.to_numpy().tolist() == [[s, trust] for s in HEIGHT for trust in (0.6, 0.3)]
    assert list(result.points.columns) == ["structure", "general_trust"]


def test_the_best_level_is_found_by_what_is_better_with_a_paired_margin(tmp_path: Path) -> None:
    noise = np.random.default_rng(3).normal(size=(3, 4))
    place = list(HEIGHT)

    def value(structure: str, trust: float, luck: int) -> float:
        # At little trust the network overtakes; the luck of a replication is shared and cancels.
        height = 5.0 if (structure, trust) == ("network", 0.3) else HEIGHT[structure]
        return height + 50 * luck + 0.1 * float(noise[place.index(structure), luck])

    result = result_of(tmp_path, value)
    best = result.best("joint_resolution", "structure")
    assert best[["general_trust", "best", "next", "n_pairs"]].to_numpy().tolist() == [
        [0.6, "hybrid", "network", 4],
        [0.3, "network", "hybrid", 4],
    ]
    expected = moments(2.0 + 0.1 * (noise[1] - noise[2]))
    np.testing.assert_allclose(
        best.loc[0, ["margin", "low", "high"]].to_numpy(float), [expected.mean, expected.low, expected.high]
    )
    least = result.best("strain", "structure")
    assert least[["best", "next"]].to_numpy().tolist() == [["hierarchy", "network"], ["hierarchy", "hybrid"]]
    assert (least["margin"] > 0).all()


def test_replications_that_lack_a_run_are_no_pairs(tmp_path: Path) -> None:
    # Run 4 x point + replication: the hybrid at trust 0.6 (point 2) lacks replication 1, hierarchy at 0.3 all.
    result = result_of(tmp_path, lambda structure, _, luck: HEIGHT[structure] + luck, without=(9, 4, 5, 6, 7))
    table = result.side_by_side("joint_resolution", "structure")
    assert np.argwhere(table.isna().to_numpy()).tolist() == [[1, 1], [4, 0], [5, 0], [6, 0], [7, 0]]
    best = result.best("joint_resolution", "structure")
    assert best["n_pairs"].tolist() == [3, 0]
    assert best.loc[0, ["best", "margin"]].tolist() == ["hybrid", 2.0]
    assert pd.isna(best.loc[1, "best"])
    assert np.isnan(best.loc[1, "margin"])


def test_what_cannot_be_compared_is_said(tmp_path: Path) -> None:
    result = result_of(tmp_path, lambda *_: 0.0)
    with pytest.raises(InputError, match=r"trust_forgetting is not among.*structure, general_trust"):
        result.side_by_side("strain", "trust_forgetting")
    with pytest.raises(InputError, match=r"there is no outcome strane.*strain"):
        result.best("strane", "structure")
    with pytest.raises(InputError, match="neither better nor worse"):
        result.best("cases", "structure")
    together = (
        'experiment.design.together=[["general_trust", "initial_trust_gps"]]',
        "experiment.factors.initial_trust_gps=[0.5, 0.6]",
    )
    with pytest.raises(InputError, match="general_trust moves together with initial_trust_gps"):
        result_of(tmp_path, lambda *_: 0.0, *together).side_by_side("strain", "general_trust")


def test_points_of_a_sample_are_compared_at_the_same_place(tmp_path: Path) -> None:
    config = small(tmp_path).with_design(
        kind="latin-hypercube", samples=5, vary=["main"], factors={"structure": list(HEIGHT)}, replications=2
    )
    plan = make_plan(config)
    rows = [
        (run.design_point, run.replication, float(run.design_point), 0.0)
        for run in plan
    ]  # fmt: skip
    runs = pd.DataFrame(rows, columns=["design_point", "replication", "joint_resolution", "strain"])
    result = ExperimentResult.of_tables(plan, runs)
    table = result.side_by_side("joint_resolution", "structure")
    assert len(table) == 5 * 2
    others = result.points.drop(columns="structure")
    for (_, _), numbers in table.iterrows():  # type: ignore[misc]
        assert (others.loc[numbers.astype(int)].nunique() == 1).all()
        assert [result.points.loc[int(one), "structure"] for one in numbers] == list(HEIGHT)
    assert result.best("joint_resolution", "structure")["best"].tolist() == ["network"] * 5
