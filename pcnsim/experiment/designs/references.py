"""Which design point each arm is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pcnsim.config.design import Level
from pcnsim.config.factors import canonical
from pcnsim.experiment.designs.build import base_level
from pcnsim.experiment.designs.points import Axis, DesignPoints, Listed

if TYPE_CHECKING:
    from pcnsim.config import Config

__all__ = ["References", "references_of"]

Ints = NDArray[np.int64]


class References(Mapping[int, int]):
    """For each arm its reference, both as numbers of design points; a point that has none is left out.

    array: the reference of every point, -1 where there is none.
    """

    def __init__(self, array: Ints) -> None:
        self.array = array

    def __getitem__(self, arm: int) -> int:
        if not 0 <= arm < len(self.array) or self.array[arm] < 0:
            raise KeyError(arm)
        return int(self.array[arm])

    def __iter__(self) -> Iterator[int]:
        return map(int, np.flatnonzero(self.array >= 0))

    def __len__(self) -> int:
        return int((self.array >= 0).sum())


def references_of(points: DesignPoints, config: Config) -> References:
    """The references of all points.

    An arm's reference has the baseline's levels of the factors that the baseline names, and the arm's own levels of
    all others. Without a baseline, points of a list and one at a time are compared with the first point at the same
    levels of the crossed factors; in a grid and a sample the first factor with listed levels stands at its first level.
    A point that is its own reference, and one whose reference a constraint left out, has none.
    """
    design = config.experiment
    places = points.places
    base = places // points.width
    steps = points.steps(places)
    if not design.baseline and design.design.kind in ("list", "one-at-a-time"):
        base = np.zeros_like(base)
    elif not (baseline := design.reference):
        return References(np.full(len(points), -1, dtype=np.int64))
    else:
        for at, axis in enumerate(points.axes):
            if (step := _step(axis, baseline)) is not None:
                steps[:, at] = step
        base = _base_points(points, baseline, config)[base]
    found = base * points.width
    if points.axes:
        found = found + np.ravel_multi_index(tuple(steps.T), points.shape)
    numbers = np.where(base < 0, -1, points.place_to_number(np.where(base < 0, 0, found)))
    return References(np.where(numbers == np.arange(len(points)), -1, numbers))


def _step(axis: Axis, baseline: Mapping[str, Level]) -> int | None:
    """The first step of an axis that agrees with the baseline in all that it names; None if it names nothing here."""
    named = [at for at, name in enumerate(axis.factors) if name in baseline]
    if not named:
        return None
    for step, levels in enumerate(axis.levels):
        if all(_same(axis.factors[at], levels[at], baseline[axis.factors[at]]) for at in named):
            return step
    return None


def _base_points(points: DesignPoints, baseline: Mapping[str, Level], config: Config) -> Ints:
    """For every base point the one with the baseline's levels of its factors; -1 where there is none."""
    rows = points.base.copy()
    named = [at for at, name in enumerate(points.columns) if name in baseline]
    if not named:
        return np.arange(len(rows), dtype=np.int64)
    for at in named:
        name = tuple(points.columns)[at]
        column = points.columns[name]
        assert isinstance(column, Listed)  # a range has no level to name
        levels = (base_level(config, name) if level is None else level for level in column.levels)
        agree = (code for code, level in enumerate(levels) if _same(name, level, baseline[name]))
        rows[:, at] = next(agree, np.nan)
    by_row = {row.tobytes(): number for number, row in reversed(list(enumerate(points.base)))}
    return np.array([by_row.get(row.tobytes(), -1) for row in rows], dtype=np.int64)


def _same(factor: str, one: Level | None, other: Level) -> bool:
    return one is not None and canonical(factor, one) == canonical(factor, other)
