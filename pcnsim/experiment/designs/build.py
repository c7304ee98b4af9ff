"""From the design of a configuration to its points: one function for each kind of design."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.config import blocks
from pcnsim.config.design import SAMPLED, Level, Range
from pcnsim.config.errors import InputError
from pcnsim.config.factors import canonical, span_of
from pcnsim.config.parameters import declared
from pcnsim.config.structure import NAMED_STRUCTURES
from pcnsim.experiment.designs.points import Axis, DesignPoints, Listed, Sampled
from pcnsim.experiment.designs.samplers import sample_size, unit_sample

if TYPE_CHECKING:
    from pcnsim.config import Config

__all__ = ["base_level", "design_points", "design_size", "dimensions_of", "spaced", "values_of"]

MOST_POINTS: Final = 5_000_000
"""Design points above which nothing is planned: their levels alone would take gigabytes."""

_ONE_BASE_POINT: Final = np.zeros((1, 0))

Floats = NDArray[np.float64]


def design_points(config: Config) -> DesignPoints:
    """The points of the configuration's design. Raises `InputError` where there are too many, or none are left."""
    size = design_size(config)
    if size > MOST_POINTS:
        raise InputError(
            f"has {size:,} design points, more than can be planned ({MOST_POINTS:,})",
            where="experiment.design",
            remedy='Use fewer factors or levels, or sample: kind = "latin-hypercube".',
        )
    kind = config.experiment.design.kind
    if kind in SAMPLED:
        points = _sampled(config)
    elif kind == "list":
        points = _list(config)
    elif kind == "one-at-a-time":
        points = _one_at_a_time(config)
    else:
        points = _grid(config)
    return _constrained(points, config)


def design_size(config: Config) -> int:
    """Number of design points by arithmetic, before constraints leave any out."""
    design = config.experiment.design
    crossed = math.prod(len(axis.levels) for axis in _axes(config))
    if design.kind in SAMPLED:
        return sample_size(design, len(dimensions_of(config))) * crossed
    if design.kind == "list":
        return len(design.points) * crossed
    if design.kind == "one-at-a-time":
        return len(_steps(config)) * crossed
    return crossed


def dimensions_of(config: Config) -> tuple[tuple[str, ...], ...]:
    """The dimensions of a sample: the factors with ranges, those that move together in one dimension."""
    factors = config.experiment.factors
    ranges = [name for name, levels in factors.items() if isinstance(levels, Range)]
    return _together(ranges, config.experiment.design.together)


def spaced(name: str, given: Range) -> tuple[Level, ...]:
    """The levels of a range in a grid or one at a time, evenly spaced on its scale, both ends included."""
    return tuple(Sampled(name, _whole(name, given)).level(value) for value in _complete(name, given).spaced())


def values_of(name: str, given: Range, unit: Floats) -> Floats:
    """Values of a range at places 0..1 in it.

    linear: low + u (high - low). log: the same for the logarithms. whole: every whole number from low to high is as
    likely as any other.
    """
    given = _complete(name, given)
    assert given.low is not None
    assert given.high is not None
    low, high = given.low, given.high
    if given.scale == "whole":
        return np.minimum(low + np.floor(unit * (high - low + 1)), high)
    if given.scale == "log":
        # exp(log(x)) may miss x by a rounding, and a limit must not be passed.
        return np.clip(np.exp(math.log(low) + unit * (math.log(high) - math.log(low))), low, high)
    return np.clip(low + unit * (high - low), low, high)


def base_level(config: Config, name: str) -> Level | None:
    """Where the configuration itself has a factor; None where a share follows the structure."""
    if name in ("structure", "network_position"):
        position = config.parameters.network_position
        return next((one for one, at in NAMED_STRUCTURES.items() if at == position), position)
    if name == "start":
        return config.start
    if name == "established_structure":
        return config.established_structure
    if name == "area":
        return config.area.folder
    if name.startswith("area."):
        size: int = getattr(config.area, name.removeprefix("area."))
        return size
    value = config.parameters.value(blocks.parameter_of(name))
    if value is None:
        return None
    number = int(value) if declared()[blocks.parameter_of(name)].whole else value
    return blocks.shown(name, number) if name in blocks.block_keys() else number


def _grid(config: Config) -> DesignPoints:
    return DesignPoints(tuple(config.experiment.factors), {}, _ONE_BASE_POINT, _axes(config))


def _list(config: Config) -> DesignPoints:
    rows = config.experiment.design.points
    names = tuple(rows[0])
    columns, base = _listed({name: [row[name] for row in rows] for name in names})
    axes = _axes(config)
    crossed = tuple(name for axis in axes for name in axis.factors)
    return DesignPoints((*names, *crossed), columns, base, axes)


def _one_at_a_time(config: Config) -> DesignPoints:
    axes = _axes(config)
    crossed = {name for axis in axes for name in axis.factors}
    names = [name for name in config.experiment.factors if name not in crossed]
    steps = _steps(config)
    columns, base = _listed({name: [step.get(name) for step in steps] for name in names})
    return DesignPoints(tuple(config.experiment.factors), columns, base, axes)


def _sampled(config: Config) -> DesignPoints:
    factors, dimensions = config.experiment.factors, dimensions_of(config)
    unit = unit_sample(config.experiment.design, len(dimensions), config.seed)
    place = {name: at for at, names in enumerate(dimensions) for name in names}
    ranges = {name: levels for name, levels in factors.items() if isinstance(levels, Range)}
    columns: dict[str, Listed | Sampled] = {
        name: Sampled(name, _whole(name, given)) for name, given in ranges.items()
    }
    base = np.empty((len(unit), len(ranges)))
    for at, (name, given) in enumerate(ranges.items()):
        base[:, at] = values_of(name, given, unit[:, place[name]])
    return DesignPoints(tuple(factors), columns, base, _axes(config), unit=unit, dimensions=dimensions)


def _constrained(points: DesignPoints, config: Config) -> DesignPoints:
    if not config.experiment.design.constraints:
        return points
    from pcnsim.config.constraints import Constraints

    constraints = Constraints(config.experiment.design.constraints, config)
    broken = [n for n in range(len(points)) if constraints.broken(points.varied(n)) is not None]
    left = points.without(broken)
    if not len(left):
        raise InputError(
            f"none of the {len(points):,} design points meets the constraints",
            where="experiment.design.constraints",
            remedy="Loosen a constraint, or vary other levels.",
        )
    return left


def _axes(config: Config) -> tuple[Axis, ...]:
    """What the base points are crossed with: in a grid everything, else listed factors, one at a time those named.

    The columns of a list are factors too, but its points have their levels already.
    """
    design, factors = config.experiment.design, config.experiment.factors
    names = list(factors)
    if design.kind in SAMPLED:
        names = [name for name in names if not isinstance(factors[name], Range)]
    elif design.kind == "one-at-a-time":
        names = [name for name in names if name in design.cross]
    elif design.kind == "list":
        names = [name for name in names if name not in design.points[0]]
    axes = []
    for group in _together(names, design.together):
        levels = zip(*(_levels(name, factors[name]) for name in group), strict=True)
        axes.append(Axis(group, tuple(levels)))
    return tuple(axes)


def _steps(config: Config) -> list[dict[str, Level]]:
    """One at a time: nothing changed, then every level of every factor or group that is not what it is anyway."""
    design, factors = config.experiment.design, config.experiment.factors
    names = [name for name in factors if name not in design.cross]
    steps: list[dict[str, Level]] = [{}]
    for group in _together(names, design.together):
        usual = [base_level(config, name) for name in group]
        for levels in zip(*(_levels(name, factors[name]) for name in group), strict=True):
            same = (
                was is not None and canonical(name, level) == canonical(name, was)
                for name, level, was in zip(group, levels, usual, strict=True)
            )
            if not all(same):
                steps.append(dict(zip(group, levels, strict=True)))
    return steps


def _levels(name: str, given: Sequence[Level] | Range) -> tuple[Level, ...]:
    return spaced(name, given) if isinstance(given, Range) else tuple(given)


def _listed(cells: Mapping[str, Sequence[Level | None]]) -> tuple[dict[str, Listed | Sampled], Floats]:
    """Columns of places in lists of levels, and the places of every row."""
    columns: dict[str, Listed | Sampled] = {}
    rows = max((len(column) for column in cells.values()), default=1)
    base = np.empty((rows, len(cells)))
    for at, (name, column) in enumerate(cells.items()):
        # True == 1 in Python, but they are different levels to a reader of tables.
        keys = [(type(level), level) for level in column]
        place = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        columns[name] = Listed(tuple(level for _, level in place))
        base[:, at] = [place[key] for key in keys]
    return columns, base


def _together(names: Sequence[str], groups: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """The names in groups that move together, in the order of the first of each."""
    group_of = {name: tuple(one for one in group if one in names) for group in groups for name in group}
    return tuple(dict.fromkeys(group_of.get(name, (name,)) for name in names))


def _complete(name: str, given: Range) -> Range:
    """A range with the declared ends and scale where it leaves them out; after loading it leaves out none."""
    span = span_of(name)
    if span is None:
        return given
    return Range(
        low=span.low if given.low is None else given.low,
        high=span.high if given.high is None else given.high,
        scale=given.scale or span.scale,
        levels=given.levels,
    )


def _whole(name: str, given: Range) -> bool:
    return _complete(name, given).scale == "whole"
