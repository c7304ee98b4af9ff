"""Design points as arrays: which level every factor has at every point, without an object for each point.

Points are a table of base points (a sample, a list, one at a time; a single empty row for a grid) crossed with axes
(factors with listed levels), the last axis fastest; points that break a constraint are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pcnsim.config import blocks
from pcnsim.config.design import Level

__all__ = ["Axis", "DesignPoints", "Listed", "Sampled"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Listed:
    """A column whose numbers are places in a list of levels. None: the factor stays as the configuration has it."""

    levels: tuple[Level | None, ...]

    def level(self, number: float) -> Level | None:
        """The level that a number of the column stands for."""
        return self.levels[int(number)]


@dataclass(frozen=True)
class Sampled:
    """A column that holds values themselves: of a parameter, or of a key of a programme's block."""

    name: str
    whole: bool

    @property
    def plain(self) -> bool:
        """Whether the levels are the numbers of the column as they stand."""
        return not self.whole and self.name not in blocks.block_keys()

    def level(self, number: float) -> Level:
        """The level that a number of the column stands for, in the words of the block where it has words."""
        value = int(number) if self.whole else float(number)
        return blocks.shown(self.name, value) if self.name in blocks.block_keys() else value


@dataclass(frozen=True)
class Axis:
    """One factor, or several that move together, whose levels are combined with everything else.

    levels: for each step the levels of the factors.
    """

    factors: tuple[str, ...]
    levels: tuple[tuple[Level, ...], ...]


@dataclass(frozen=True)
class DesignPoints:
    """All points of a design. Numbers count from 0 in design order.

    factors: all, in the order of tables. columns, base: the factors of the base points and a row of numbers for each
    point (base points x columns). axes: what the base points are crossed with. kept: places in the full crossing of the
    points that are left, ascending; None where all are. unit: the sample in the unit cube (base points x dimensions)
    and dimensions: the factors that move along each, where the base points were sampled.
    """

    factors: tuple[str, ...]
    columns: dict[str, Listed | Sampled]
    base: Floats
    axes: tuple[Axis, ...]
    kept: Ints | None = None
    unit: Floats | None = field(default=None, repr=False)
    dimensions: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Levels of each axis."""
        return tuple(len(axis.levels) for axis in self.axes)

    @cached_property
    def width(self) -> int:
        """Points that each base point is crossed into, before any is left out."""
        return int(np.prod(self.shape, dtype=np.int64))

    def __len__(self) -> int:
        return len(self.base) * self.width if self.kept is None else len(self.kept)

    @property
    def crossed(self) -> tuple[str, ...]:
        """Factors of the axes, in order."""
        return tuple(name for axis in self.axes for name in axis.factors)

    @property
    def places(self) -> Ints:
        """Place of every point in the full crossing."""
        return np.arange(len(self), dtype=np.int64) if self.kept is None else self.kept

    @property
    def base_points(self) -> Ints:
        """Number of the base point of every point."""
        return self.places // self.width

    def steps(self, places: Ints) -> Ints:
        """Step on each axis (places x axes) of places in the full crossing."""
        if not self.axes:
            return np.zeros((len(places), 0), dtype=np.int64)
        return np.stack(np.unravel_index(places % self.width, self.shape), axis=1).astype(np.int64)

    def levels(self, number: int) -> dict[str, Level | None]:
        """Level of every factor at a point; None where a factor stays as the configuration has it."""
        place = number if self.kept is None else int(self.kept[number])
        base, rest = divmod(place, self.width)
        found: dict[str, Level | None] = dict(zip(self.columns, self.base[base].tolist(), strict=True))
        for name, column, at in self._converted:
            found[name] = column.level(self.base[base, at])
        for axis, size in zip(reversed(self.axes), reversed(self.shape), strict=True):
            rest, step = divmod(rest, size)
            found.update(zip(axis.factors, axis.levels[step], strict=True))
        return found if self._in_order else {name: found[name] for name in self.factors}

    @cached_property
    def _in_order(self) -> bool:
        """Whether the columns are all the factors, in their order."""
        return tuple(self.columns) == self.factors

    @cached_property
    def _converted(self) -> list[tuple[str, Listed | Sampled, int]]:
        """The columns whose numbers are not the levels themselves, and where they stand."""
        plain = (isinstance(one, Sampled) and one.plain for one in self.columns.values())
        return [
            (name, column, at)
            for at, ((name, column), is_plain) in enumerate(zip(self.columns.items(), plain, strict=True))
            if not is_plain
        ]

    def varied(self, number: int) -> dict[str, Level]:
        """The levels of a point that differ from the configuration, or may."""
        return {name: level for name, level in self.levels(number).items() if level is not None}

    def without(self, broken: Sequence[int]) -> DesignPoints:
        """The same points but for some."""
        left = np.delete(self.places, broken)
        return DesignPoints(
            self.factors, self.columns, self.base, self.axes, left, self.unit, self.dimensions
        )

    def groups(self, ignored: Collection[str]) -> Ints:
        """A number for every point: equal for points that differ in nothing but the ignored factors."""
        rows = self.base
        chosen = [place for place, name in enumerate(self.columns) if name not in ignored]
        if len(chosen) < len(self.columns):
            rows = self.base[:, chosen]
            _, of_base = np.unique(rows, axis=0, return_inverse=True)
            of_base = of_base.reshape(-1)
        else:
            of_base = np.arange(len(self.base))
        places = self.places
        numbers = of_base[places // self.width].astype(np.int64)
        for axis, step in zip(self.axes, self.steps(places).T, strict=True):
            # An axis on which anything else moves too keeps points apart.
            if not set(axis.factors) <= set(ignored):
                numbers = numbers * len(axis.levels) + step
        return numbers

    def place_to_number(self, places: Ints) -> Ints:
        """Numbers of the points at these places; -1 where the point was left out."""
        if self.kept is None:
            return places
        at = np.minimum(np.searchsorted(self.kept, places), max(len(self.kept) - 1, 0))
        return np.where(self.kept[at] == places, at, -1) if len(self.kept) else np.full_like(places, -1)
