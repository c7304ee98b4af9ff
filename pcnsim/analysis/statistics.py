"""Means with 95 % intervals over replications: the numbers of summary.csv.

Intervals are Student's t intervals of the mean, `mean ± t(n - 1) sd / sqrt(n)`, with sd the sample standard deviation
(n - 1). A failed run and an unknown outcome are left out and counted as missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.experiment import Plan

Floats = NDArray[np.float64]

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


def summarise(runs: pd.DataFrame, plan: Plan, outcomes: list[str]) -> pd.DataFrame:
    """One row for each design point and outcome: levels, n, missing, mean, sd, low, high."""
    import pandas as pd

    table = cube(runs, plan, outcomes)
    rows: list[list[Any]] = []
    for point in plan.points:
        of = moments(table[point.number])
        for place, outcome in enumerate(outcomes):
            rows.append(
                [
                    point.number,
                    *plan.shown(point),
                    outcome,
                    int(of.n[place]),
                    plan.replications - int(of.n[place]),
                    float(of.mean[place]),
                    float(of.sd[place]),
                    float(of.low[place]),
                    float(of.high[place]),
                ]
            )
    columns = ["design_point", *plan.factors, "outcome", "n", "missing", "mean", "sd", "low", "high"]
    return pd.DataFrame(rows, columns=columns)
