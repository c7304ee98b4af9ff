"""The price of one more settled case: Fieller's interval against the test that it inverts, and the table."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pcnsim.analysis import ExperimentResult, cost_per_extra_case
from pcnsim.analysis.cost_effectiveness import fieller, verdict
from pcnsim.config import InputError
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.store.records import run_columns
from pcnsim.model.outcomes.declared import headline_names
from tests.small import small


def pairs(seed: int, n: int, money: float, cases: float) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    """Correlated paired differences about two means, with standard deviation 1."""
    luck = np.random.default_rng(seed).multivariate_normal([money, cases], [[1.0, 0.5], [0.5, 1.0]], size=n)
    return luck[:, 0], luck[:, 1]


@pytest.mark.property
@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.integers(0, 10**6), st.integers(3, 30), st.floats(-20, 20), st.floats(3, 20))
def test_the_ends_are_the_ratios_that_a_paired_t_test_is_just_about_to_reject(
    seed: int, n: int, money: float, cases: float
) -> None:
    above, below = pairs(seed, n, money, cases)
    low, high = fieller(above, below)
    assume(not math.isnan(low))
    assert low <= above.mean() / below.mean() <= high
    for end in (low, high):
        assert scipy.stats.ttest_1samp(above - end * below, 0.0).pvalue == pytest.approx(0.05, abs=1e-6)


@pytest.mark.unit
def test_there_is_no_interval_where_the_difference_in_cases_may_be_none() -> None:
    above, below = pairs(1, 10, 5.0, 0.0)
    assert scipy.stats.ttest_1samp(below, 0.0).pvalue > 0.05
    assert all(map(math.isnan, fieller(above, below)))
    assert all(map(math.isnan, fieller(above[:1], below[:1])))
    same = np.full(5, 3.0)
    assert fieller(2 * same, same) == (2.0, 2.0)


@pytest.mark.statistical
def test_the_interval_holds_the_true_ratio_in_95_of_100() -> None:
    tries, hits = 2000, 0
    for seed in range(tries):
        low, high = fieller(*pairs(seed, 12, 10.0, 5.0))
        hits += low <= 2.0 <= high
    assert abs(hits / tries - 0.95) < 4 * math.sqrt(0.95 * 0.05 / tries)


@pytest.mark.unit
def test_what_a_ratio_means_depends_on_both_signs() -> None:
    assert verdict(1.0, 1.0) == "more for more"
    assert verdict(-1.0, 1.0) == "dominates"
    assert verdict(1.0, -1.0) == "dominated"
    assert verdict(-1.0, -1.0) == "less for less"
    assert verdict(0.0, 1.0) == verdict(math.nan, 1.0) == ""


def result_of(folder: Path, money: dict[int, list[float]], cases: dict[int, list[float]]) -> ExperimentResult:
    """A result in which only two outcomes are known, by design point and replication."""
    plan = make_plan(small(folder))
    rows = []
    for run in plan:
        values = dict.fromkeys(headline_names(), math.nan)
        values["cost_total"] = money[run.design_point][run.replication]
        values["settled_cases"] = cases[run.design_point][run.replication]
        levels = plan.shown(plan.points[run.design_point])
        rows.append([run.run_id, run.design_point, *levels, run.replication, *values.values()])
    runs = pd.DataFrame(rows, columns=list(run_columns(plan.factors)))
    return ExperimentResult.of_tables(plan, runs)


@pytest.mark.unit
def test_differences_are_paired_and_per_1000_patients(tmp_path: Path) -> None:
    money = {0: [50.0, 51.0, 55.0], 1: [48.0, 49.5, 52.0], 2: [47.0, 48.0, math.nan]}
    cases = {0: [110.0, 112.0, 116.0], 1: [100.0, 101.0, 104.0], 2: [104.0, 106.0, 108.0]}
    result = result_of(tmp_path, money, cases)
    table = cost_per_extra_case(result, "cost_total", "settled_cases")
    assert table["structure"].tolist() == ["hierarchy", "network", "network"]
    assert table["reference_structure"].tolist() == ["hybrid", "hybrid", "hierarchy"]
    first, second = table.iloc[0], table.iloc[1]
    assert (first["n_pairs"], second["n_pairs"]) == (3, 2)
    assert first["extra_cost"] == pytest.approx(1000 * np.mean([2.0, 1.5, 3.0]))
    assert first["extra_cases"] == pytest.approx(11.0)
    assert first["cost_per_case"] == pytest.approx(first["extra_cost"] / 11.0)
    assert (first["low"], first["high"]) == fieller(
        np.array([2000.0, 1500.0, 3000.0]), np.array([10.0, 11.0, 12.0])
    )
    assert first["low"] < first["cost_per_case"] < first["high"]
    assert (first["verdict"], second["verdict"]) == ("more for more", "dominates")
    nothing = cost_per_extra_case(result)
    assert nothing["n_pairs"].tolist() == [0, 0, 0]
    assert nothing[["cost_per_case", "low", "high"]].isna().all(axis=None)
    with pytest.raises(InputError, match="no outcome 'cost_of_all'"):
        cost_per_extra_case(result, cost="cost_of_all")
