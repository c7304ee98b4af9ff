"""Means, intervals and paired differences against SciPy, NumPy and hand calculation."""

from __future__ import annotations

import math
import statistics
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.analysis.comparison import compared_arms, comparison_columns, comparison_rows
from pcnsim.analysis.statistics import in_memory, moments, summary_columns, summary_rows
from pcnsim.experiment.plan import Plan, make_plan
from tests.small import small

NAMES = ["strain", "wait"]


def summarise(runs: pd.DataFrame, plan: Plan, outcomes: list[str]) -> pd.DataFrame:
    rows = summary_rows(in_memory(runs, plan, outcomes), plan, outcomes)
    return pd.DataFrame(rows, columns=summary_columns(plan))


def compare(runs: pd.DataFrame, plan: Plan, outcomes: list[str]) -> pd.DataFrame:
    rows = comparison_rows(in_memory(runs, plan, outcomes), plan, outcomes)
    return pd.DataFrame(rows, columns=comparison_columns(plan))


def runs_of(plan: Plan, values: dict[int, list[list[float]]]) -> pd.DataFrame:
    """Runs by design point: for each a list of (strain, wait) by replication; None where it failed."""
    rows = [
        {"design_point": point, "replication": r, "strain": pair[0], "wait": pair[1]}
        for point, pairs in values.items()
        for r, pair in enumerate(pairs)
        if pair
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return make_plan(small(tmp_path, "experiment.replications=4"))


@pytest.mark.property
@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30).filter(lambda x: len(set(x)) > 1))
def test_intervals_are_those_of_scipy(values: list[float]) -> None:
    of = moments(np.array(values)[:, None])
    assert of.n[0] == len(values)
    assert of.mean[0] == pytest.approx(statistics.fmean(values), rel=1e-12, abs=1e-9)
    assert of.sd[0] == pytest.approx(statistics.stdev(values), rel=1e-9)
    if of.sd[0] > 1e-9:
        low, high = scipy.stats.t.interval(
            0.95, len(values) - 1, loc=of.mean[0], scale=scipy.stats.sem(np.array(values))
        )
        assert (of.low[0], of.high[0]) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.unit
def test_an_interval_by_hand() -> None:
    # t(0.975, 3 df) = 3.18245 (tables); mean 2.5, sd sqrt(5/3)
    of = moments(np.array([[1.0], [2.0], [3.0], [4.0]]))
    assert of.half_width[0] == pytest.approx(3.182446 * math.sqrt(5 / 3) / 2, rel=1e-6)


@pytest.mark.unit
def test_unknown_few_and_equal_values() -> None:
    values = np.array(
        [[math.nan, 1.0, 0.1, math.nan], [math.nan, math.nan, 0.1, 2.0], [math.nan, math.nan, 0.1, 4.0]]
    )
    of = moments(values)
    assert list(of.n) == [0, 1, 3, 2]
    np.testing.assert_array_equal(of.mean, [math.nan, 1.0, 0.1, 3.0])
    # Three times 0.1 has no spread, though the sum of three is no multiple of 0.1 in binary.
    np.testing.assert_array_equal(of.sd, [math.nan, math.nan, 0.0, math.sqrt(2)])
    np.testing.assert_array_equal(of.half_width[:3], [math.nan, math.nan, 0.0])


@pytest.mark.statistical
def test_intervals_cover_the_mean_nineteen_times_in_twenty() -> None:
    trials = 20_000
    of = moments(np.random.default_rng(1).normal(3.0, 2.0, size=(5, trials)))
    covered = float(((of.low < 3.0) & (of.high > 3.0)).mean())
    assert abs(covered - 0.95) < 4 * math.sqrt(0.95 * 0.05 / trials)


@pytest.mark.unit
def test_a_summary_counts_what_is_missing(plan: Plan) -> None:
    runs = runs_of(plan, {0: [[1, 2], [3, math.nan], [], [5, 6]], 1: [[1, 1]], 2: []})
    table = summarise(runs, plan, NAMES).set_index(["structure", "outcome"])
    assert list(table["n"]) == [3, 2, 1, 1, 0, 0]
    assert list(table["missing"]) == [1, 2, 3, 3, 4, 4]
    assert table.loc[("hierarchy", "strain"), "mean"] == 3
    assert table.loc[("hierarchy", "strain"), "sd"] == 2
    assert math.isnan(table.loc[("hybrid", "wait"), "low"])


@pytest.mark.unit
def test_arms_are_compared_with_the_reference_and_with_one_another(plan: Plan) -> None:
    assert list(compared_arms(plan)) == [(0, 1), (2, 1), (2, 0)]


@pytest.mark.unit
def test_several_factors_are_compared_with_their_reference_alone(tmp_path: Path) -> None:
    factors = 'experiment.factors={structure=["hybrid","network"], trust_forgetting=[0.97, 0.98]}'
    plan = make_plan(small(tmp_path, factors))
    assert list(compared_arms(plan)) == [(2, 0), (3, 1)]


@pytest.mark.unit
def test_paired_differences_are_those_of_numpy(plan: Plan) -> None:
    random = np.random.default_rng(5)
    luck = random.normal(size=(4, 2))
    arms = {point: luck + 0.1 * random.normal(size=(4, 2)) + point for point in range(3)}
    table = compare(runs_of(plan, {p: a.tolist() for p, a in arms.items()}), plan, NAMES)
    assert len(table) == 6
    for row in table.itertuples():
        column = NAMES.index(row.outcome)
        one, two = arms[row.design_point][:, column], arms[row.reference_point][:, column]
        test = scipy.stats.ttest_rel(one, two)
        interval = test.confidence_interval(0.95)
        assert row.n_pairs == 4
        assert row.mean_difference == pytest.approx(np.mean(one - two))
        assert (row.low, row.high) == (pytest.approx(interval.low), pytest.approx(interval.high))
        assert row.effect_size == pytest.approx(test.statistic / math.sqrt(4))
        expected = (np.var(one, ddof=1) + np.var(two, ddof=1)) / np.var(one - two, ddof=1)
        assert row.variance_reduction == pytest.approx(expected)


@pytest.mark.unit
def test_a_missing_run_breaks_its_pair_only(plan: Plan) -> None:
    runs = runs_of(plan, {0: [[1, 1], [2, 2], [], [4, 4]], 1: [[0, 9], [0, 9], [0, 9], [1, math.nan]], 2: []})
    table = compare(runs, plan, NAMES)
    first = table.iloc[0]
    assert (first["n_pairs"], first["missing_pairs"], first["mean_difference"]) == (3, 1, 2.0)
    assert list(table["n_pairs"]) == [3, 2, 0, 0, 0, 0]


@pytest.mark.unit
def test_arms_that_never_differ_have_no_effect_size(plan: Plan) -> None:
    same = [[0.1 * r, 0.3] for r in range(4)]
    table = compare(runs_of(plan, {0: same, 1: same, 2: same}), plan, NAMES)
    assert (table[["mean_difference", "low", "high"]] == 0).all(axis=None)
    assert table[["effect_size", "variance_reduction"]].isna().all(axis=None)
