"""Paired differences between arms on common random numbers: the numbers of comparisons.csv.

Replication by replication the reference's outcome is taken from the arm's. As both had the same luck, the luck mostly
cancels: `variance_reduction` is (variance of arm + variance of reference) / variance of the difference, the factor by
which independent runs would have to be more for an interval as narrow. The effect size is the mean difference divided
by the standard deviation of the differences (Cohen's d for paired samples, d_z).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.analysis.statistics import Block, Floats, moments, reported_factors, reported_levels

if TYPE_CHECKING:
    from pcnsim.experiment import Plan

ALL_PAIRS_UP_TO: Final = 6
"""Levels of a single factor up to which every arm is compared with every other, not with the reference alone."""

ARMS_KEPT: Final = 8
"""Arms whose outcomes are kept in memory while others are compared with them."""


def compared_arms(plan: Plan) -> Iterator[tuple[int, int]]:
    """Design points that are compared, as arm and what it is compared with: first all with their reference."""
    yield from plan.references.items()
    if len(plan.factors) == 1 and len(plan.points) <= ALL_PAIRS_UP_TO:
        reference = set(plan.references.values())
        others = [point.number for point in plan.points if point.number not in reference]
        yield from ((arm, other) for place, arm in enumerate(others) for other in others[:place])


def comparison_columns(plan: Plan) -> list[str]:
    """Columns of comparisons.csv."""
    factors = reported_factors(plan)
    return [
        "design_point",
        *factors,
        "reference_point",
        *(f"reference_{factor}" for factor in factors),
        "outcome",
        "n_pairs",
        "missing_pairs",
        "mean_difference",
        "sd_difference",
        "low",
        "high",
        "effect_size",
        "variance_reduction",
    ]


def comparison_rows(block: Block, plan: Plan, outcomes: Sequence[str]) -> Iterator[list[Any]]:
    """Rows of comparisons.csv, pair by pair. Arms that many are compared with are read once, as a rule."""
    kept = lru_cache(maxsize=ARMS_KEPT)(block)
    for arm, other in compared_arms(plan):
        one, two = kept(arm), kept(other)
        difference = moments(one - two)
        effect = _ratio(difference.mean, difference.sd)
        reduction = _variance_reduction(one, two)
        levels = [arm, *reported_levels(plan, arm), other, *reported_levels(plan, other)]
        columns = (
            difference.n,
            plan.replications - difference.n,
            difference.mean,
            difference.sd,
            difference.low,
            difference.high,
            effect,
            reduction,
        )
        numbers = zip(*(column.tolist() for column in columns), strict=True)
        for outcome, values in zip(outcomes, numbers, strict=True):
            yield [*levels, outcome, *values]


def _variance_reduction(arm: Floats, other: Floats) -> Floats:
    """The factor over the replications in which both arms are known; nan where the difference does not vary."""
    both = ~np.isnan(arm) & ~np.isnan(other)
    one, two = (moments(np.where(both, values, np.nan)).sd for values in (arm, other))
    return _ratio(one**2 + two**2, moments(arm - other).sd ** 2)


def _ratio(above: Floats, below: Floats) -> Floats:
    """Above / below; nan where below is 0 or unknown."""
    usable = below > 0
    return np.where(usable, above / np.where(usable, below, 1.0), np.nan)
