"""A pattern put to the model: its claim, the conditions it was turned into before anything was run, and the verdict.

A condition is a quantity, one value a replication, that must lie above or below a limit. Its 95 % interval (Student's t
over replications) decides: wholly on the right side it holds, wholly on the wrong side (or on the limit) it fails, else
it is unclear. A pattern holds if all its conditions do and fails if one does. No correction is made for the number of
patterns.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from pcnsim.analysis.cost_effectiveness import fieller

Floats = NDArray[np.float64]
Verdict = Literal["holds", "fails", "unclear"]

SMALLEST_INTERVAL = 3
"""Replications below which nothing is decided."""

SMALLEST_PLAIN = 2e-4
"""Numbers below this are written with a power of ten."""


@dataclass(frozen=True)
class Condition:
    """A quantity with the limits it must keep to: ``above`` and ``below``."""

    text: str
    mean: float
    low: float
    high: float
    n: int
    above: float = -math.inf
    below: float = math.inf

    @property
    def verdict(self) -> Verdict:
        """Whether the interval lies inside the limits, outside, or across one."""
        if self.n < SMALLEST_INTERVAL or math.isnan(self.mean):
            return "unclear"
        if self.low > self.above and self.high < self.below:
            return "holds"
        if self.high <= self.above or self.low >= self.below:
            return "fails"
        return "unclear"

    @property
    def limits(self) -> str:
        """The limits in words."""
        if math.isinf(self.above) and math.isinf(self.below):
            return ""
        if math.isinf(self.below):
            return f"> {self.above:g}"
        return f"< {self.below:g}" if math.isinf(self.above) else f"{self.above:g} to {self.below:g}"

    @property
    def figures(self) -> str:
        """Mean and interval to three figures."""
        if math.isnan(self.mean):
            return "unknown"
        shown = f".{_places(self.mean, self.low, self.high)}f"
        if 0.0 < max(abs(self.mean), abs(self.low), abs(self.high)) < SMALLEST_PLAIN:
            shown = ".1e"
        return f"{self.mean:{shown}} ({self.low:{shown}} to {self.high:{shown}})"


@dataclass(frozen=True)
class Finding:
    """What became of a pattern."""

    id: str
    claim: str
    source: str
    conditions: tuple[Condition, ...]
    replications: int
    seconds: float = math.nan
    beside: tuple[Condition, ...] = field(default=())
    """Figures that are reported and do not decide."""

    @property
    def verdict(self) -> Verdict:
        """Whether the pattern holds."""
        verdicts = {condition.verdict for condition in self.conditions}
        if "fails" in verdicts:
            return "fails"
        return "holds" if verdicts == {"holds"} else "unclear"


def condition(text: str, values: Floats, *, above: float = -math.inf, below: float = math.inf) -> Condition:
    """A condition on a quantity with one value a replication; unknown values are left out."""
    known = np.asarray(values, dtype=float)
    known = known[np.isfinite(known)]
    mean = float(known.mean()) if len(known) else math.nan
    low, high = mean, mean
    if len(known) > 1 and (error := float(stats.sem(known))) > 0.0:
        low, high = map(float, stats.t.interval(0.95, len(known) - 1, loc=mean, scale=error))
    return Condition(text, mean, low, high, len(known), above, below)


def ratio_condition(
    text: str, above_line: Floats, below_line: Floats, *, above: float = -math.inf, below: float = math.inf
) -> Condition:
    """A condition on the ratio of two means over replications, with Fieller's interval.

    Without bound (and so unclear) where the denominator itself cannot be told from 0.
    """
    x, y = np.asarray(above_line, dtype=float), np.asarray(below_line, dtype=float)
    known = np.isfinite(x) & np.isfinite(y)
    x, y, n = x[known], y[known], int(known.sum())
    if n < SMALLEST_INTERVAL or not y.mean():
        return Condition(text, math.nan, math.nan, math.nan, n, above, below)
    low, high = fieller(x, y)
    if math.isnan(low):
        low, high = -math.inf, math.inf
    return Condition(text, float(x.mean() / y.mean()), low, high, n, above, below)


def rank_correlations(ones: Sequence[Floats], others: Sequence[Floats]) -> Floats:
    """Spearman's rank correlation over PCNs, one a replication; nan where one side does not vary."""
    values = []
    for one, other in zip(ones, others, strict=True):
        known = np.isfinite(one) & np.isfinite(other)
        if known.sum() < 3 or np.ptp(one[known]) == 0 or np.ptp(other[known]) == 0:
            values.append(math.nan)
        else:
            values.append(float(stats.spearmanr(one[known], other[known]).statistic))
    return np.array(values)


def _places(*values: float) -> int:
    """Digits after the point for about three figures of the largest."""
    largest = max((abs(value) for value in values if math.isfinite(value)), default=1.0)
    return 1 if largest >= 100 else 2 if largest >= 10 else 3 if largest >= 0.1 else 5
