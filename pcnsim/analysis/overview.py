"""A large design in a few numbers, read point by point: means by combination of crossed factors, extremes, effects.

An effect is the paired difference between two levels of a factor, averaged over everything that the factor is combined
with. In each replication the mean over all points at one level is taken from that over the same points at another;
replications are independent, so the interval is Student's t over these differences. It speaks of the luck of
replications, for the points of this design; a factor whose effect changes sign between points may show none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.analysis.statistics import Floats, Moments, moments

if TYPE_CHECKING:
    from pcnsim.analysis.study import ExperimentResult
    from pcnsim.experiment.designs.points import Axis, DesignPoints

__all__ = ["MOST_COMBINATIONS", "MOST_LEVELS", "Effects", "Overview", "Spread", "overview"]

MOST_LEVELS: Final = 6
"""Levels up to which the effects of a factor are shown."""

MOST_COMBINATIONS: Final = 12
"""Combinations of crossed factors up to which each is summed up by itself."""


@dataclass(frozen=True)
class Spread:
    """Means, lowest and highest mean of some design points, an array over outcomes of each; nan where none is known.

    lowest_at, highest_at: numbers of the points. points: how many there are.
    """

    title: str
    points: int
    mean: Floats
    lowest: Floats
    highest: Floats
    lowest_at: NDArray[np.int64]
    highest_at: NDArray[np.int64]


@dataclass(frozen=True)
class Effects:
    """Paired differences between the levels of an axis, each averaged over all that the axis is combined with.

    reference: the step that the others are compared with. at_reference: its moments. differences: by step. over: the
    combinations that are averaged: those that have every level. An array entry is an outcome.
    """

    axis: Axis
    reference: int
    at_reference: Moments
    differences: dict[int, Moments]
    over: int


@dataclass(frozen=True)
class Overview:
    """What a large design comes to: `whole`, `parts` by combination of crossed factors, `effects` of these factors."""

    whole: Spread
    parts: tuple[Spread, ...]
    effects: tuple[Effects, ...]


@dataclass
class _Group:
    """Sums over design points while they are read."""

    title: str
    outcomes: int
    points: int = 0
    known: Floats = field(init=False)
    total: Floats = field(init=False)
    lowest: tuple[Floats, NDArray[np.int64]] = field(init=False)
    highest: tuple[Floats, NDArray[np.int64]] = field(init=False)

    def __post_init__(self) -> None:
        self.known, self.total = np.zeros(self.outcomes), np.zeros(self.outcomes)
        nowhere = np.full(self.outcomes, -1, dtype=np.int64)
        self.lowest = np.full(self.outcomes, np.inf), nowhere.copy()
        self.highest = np.full(self.outcomes, -np.inf), nowhere.copy()

    def add(self, point: int, means: Floats) -> None:
        there = ~np.isnan(means)
        self.points += 1
        self.known += there
        self.total += np.where(there, means, 0.0)
        for (values, places), lower in ((self.lowest, True), (self.highest, False)):
            better = there & (means < values if lower else means > values)
            values[better] = means[better]
            places[better] = point

    def spread(self) -> Spread:
        unknown = self.known == 0
        mean, low, high = (
            np.where(unknown, np.nan, values)
            for values in (self.total / np.maximum(self.known, 1), self.lowest[0], self.highest[0])
        )
        return Spread(self.title, self.points, mean, low, high, self.lowest[1], self.highest[1])


class _Matched:
    """Sums by step of an axis and replication, over the combinations of everything else that have all steps."""

    def __init__(self, design: DesignPoints, at: int, shape: tuple[int, int]) -> None:
        self.axis, places = design.axes[at], design.places
        self.steps = design.steps(places)[:, at]
        weight = int(np.prod(design.shape[at + 1 :], dtype=np.int64))
        rest = places - self.steps * weight
        _, found, counts = np.unique(rest, return_inverse=True, return_counts=True)
        self.counted = (counts == len(self.axis.levels))[found.reshape(-1)]
        self.over = int((counts == len(self.axis.levels)).sum())
        self.total = np.zeros((len(self.axis.levels), *shape))

    def add(self, point: int, values: Floats) -> None:
        if self.counted[point]:
            self.total[self.steps[point]] += values

    def effects(self, reference: int) -> Effects:
        means = self.total / max(self.over, 1)
        others = (step for step in range(len(means)) if step != reference)
        differences = {step: moments(means[step] - means[reference]) for step in others}
        return Effects(self.axis, reference, moments(means[reference]), differences, self.over)


def overview(
    result: ExperimentResult, outcomes: Sequence[str], titles: Sequence[str], references: Sequence[int]
) -> Overview:
    """Sum up a result in one reading.

    titles: what each combination of the axes of the design is called, in the order of the crossing; none where they are
    too many to be told apart. references: for each axis the step that its other levels are compared with.
    """
    plan, design = result.plan, result.plan.design
    block = result.block(outcomes)
    whole = _Group("all", len(outcomes))
    parts = [_Group(title, len(outcomes)) for title in titles]
    shape = (plan.replications, len(outcomes))
    axes = [at for at, axis in enumerate(design.axes) if 2 <= len(axis.levels) <= MOST_LEVELS]
    matched = [(at, _Matched(design, at, shape)) for at in axes]
    combinations = design.places % design.width
    for point in range(len(plan.points)):
        values = block(point)
        means = moments(values).mean
        whole.add(point, means)
        if parts:
            parts[int(combinations[point])].add(point, means)
        for _, sums in matched:
            sums.add(point, values)
    return Overview(
        whole.spread(),
        tuple(part.spread() for part in parts if part.points),
        tuple(sums.effects(references[at]) for at, sums in matched if sums.over),
    )
