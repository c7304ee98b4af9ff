"""Means with 95 % intervals over replications: the numbers of summary.csv.

Intervals are Student's t intervals of the mean, `mean ± t(n - 1) sd / sqrt(n)`, with sd the sample standard deviation
(n - 1). A failed run and an unknown outcome are left out and counted as missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.experiment.summaries import summary_factors, summary_outcomes

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.experiment import Plan

Floats = NDArray[np.float64]

Block = Callable[[int], Floats]
"""Gives the outcomes of a design point, by replication and outcome; nan where a run is missing or one is unknown."""

CONFIDENCE: Final = 0.95


@dataclass(frozen=True)
class Moments:
    """Count, mean, sample standard deviation and half-width of the 95 % interval, an array of each.

    The mean is nan where nothing is known, sd and half-width where fewer than two values are.
    """

    n: NDArray[np.int64]
    mean: Floats
    sd: Floats
    half_width: Floats

    @property
    def low(self) -> Floats:
        """Lower ends of the intervals."""
        return self.mean - self.half_width

    @property
    def high(self) -> Floats:
        """Upper ends of the intervals."""
        return self.mean + self.half_width


def moments(values: Floats) -> Moments:
    """Moments over the first axis; nan counts as missing."""
    from scipy.special import (
        stdtrit,
    )  # what scipy.stats.t.ppf calls, without the second that scipy.stats takes

    known = ~np.isnan(values)
    n = known.sum(axis=0)
    filled = np.where(known, values, 0.0)
    nothing, few = n == 0, n < 2
    mean = np.where(nothing, np.nan, filled.sum(axis=0) / np.maximum(n, 1))
    squares = (np.where(known, values - mean, 0.0) ** 2).sum(axis=0)
    sd = np.where(few, np.nan, np.sqrt(squares / np.maximum(n - 1, 1)))
    # Equal values have no spread; rounding of their mean must not give them one (it would be divided by).
    highest = np.where(known, values, -np.inf).max(axis=0, initial=-np.inf)
    equal = ~nothing & (np.where(known, values, np.inf).min(axis=0, initial=np.inf) == highest)
    mean = np.where(equal, highest, mean)
    sd = np.where(equal & ~few, 0.0, sd)
    half_width = stdtrit(np.maximum(n - 1, 1), 0.5 + CONFIDENCE / 2) * sd / np.sqrt(np.maximum(n, 1))
    return Moments(n.astype(np.int64), mean, sd, half_width)


def cube(runs: pd.DataFrame, plan: Plan, outcomes: list[str]) -> Floats:
    """Outcomes by design point, replication and outcome; nan where a run failed or an outcome is unknown."""
    values = np.full((len(plan.points), plan.replications, len(outcomes)), np.nan)
    rows = (runs["design_point"].to_numpy(np.int64), runs["replication"].to_numpy(np.int64))
    values[rows] = runs[outcomes].to_numpy(float)
    return values


def in_memory(runs: pd.DataFrame, plan: Plan, outcomes: Sequence[str]) -> Block:
    """Blocks of a table of runs."""
    return cube(runs, plan, list(outcomes)).__getitem__


def summary_columns(plan: Plan) -> list[str]:
    """Columns of summary.csv."""
    return ["design_point", *reported_factors(plan), "outcome", "n", "missing", "mean", "sd", "low", "high"]


def summary_rows(
    block: Block, plan: Plan, outcomes: Sequence[str], points: Iterable[int] | None = None
) -> Iterator[list[Any]]:
    """Rows of summary.csv, design point by design point. points: their numbers; None takes all."""
    for point in range(len(plan.points)) if points is None else points:
        of = moments(block(point))
        levels = reported_levels(plan, point)
        columns = (of.n, plan.replications - of.n, of.mean, of.sd, of.low, of.high)
        numbers = zip(*(column.tolist() for column in columns), strict=True)
        for outcome, values in zip(outcomes, numbers, strict=True):
            yield [point, *levels, outcome, *values]


def reported_outcomes(plan: Plan) -> list[str]:
    """Names of the outcomes that summary.csv and comparisons.csv report."""
    return list(summary_outcomes(plan.config))


def reported_factors(plan: Plan) -> tuple[str, ...]:
    """Names of the factors whose levels summary.csv and comparisons.csv show; plan.csv has all of them."""
    return summary_factors(plan.config)


def reported_levels(plan: Plan, point: int) -> list[Any]:
    """Levels of a design point in these factors."""
    reported = reported_factors(plan)
    if not reported:
        return []
    levels = dict(zip(plan.factors, plan.shown(plan.points[point]), strict=True))
    return [levels[name] for name in reported]
