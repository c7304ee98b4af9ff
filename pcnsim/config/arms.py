"""The arms of a design as far as some of its factors are concerned, to check them before anything runs."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence

from pcnsim.config.configuration import Experiment
from pcnsim.config.design import Level, Range

__all__ = ["arms"]

Levels = Mapping[str, Level]


def arms(experiment: Experiment, names: Collection[str]) -> Iterator[list[dict[str, Level]]]:
    """Combinations of levels of the named factors that occur; a factor that is not in one has its own value.

    Each item holds one combination, or, where ranges are sampled, those of the ends of the ranges for one combination
    of levels: what is wrong with all of them is wrong at every point.
    """
    design = experiment.design
    wanted = [name for name in experiment.factors if name in names]
    columns = set(design.points[0]) if design.points else set()
    groups = list(dict.fromkeys(design.group_of(name) for name in wanted if name not in columns))
    units = {group: _steps(experiment, group, wanted) for group in groups}
    if design.kind == "list":
        inside = [name for name in wanted if name in columns]
        seen = dict.fromkeys(tuple(point[name] for name in inside) for point in design.points)
        rows = [dict(zip(inside, levels, strict=True)) for levels in seen]
        yield from ([one] for one in _products([rows, *units.values()]))
    elif design.kind == "one-at-a-time":
        crossed = [steps for group, steps in units.items() if set(group) & set(design.cross)]
        alone = [steps for group, steps in units.items() if not set(group) & set(design.cross)]
        rows = [{}, *itertools.chain.from_iterable(alone)]
        yield from ([one] for one in _products([rows, *crossed]))
    elif design.sampled:
        sampled = [steps for group, steps in units.items() if isinstance(experiment.factors[group[0]], Range)]
        listed = [steps for steps in units.values() if steps not in sampled]
        for levels in _products(listed):
            yield [{**levels, **ends} for ends in _products(sampled)]
    else:
        yield from ([one] for one in _products(list(units.values())))


def _steps(experiment: Experiment, group: Sequence[str], wanted: Collection[str]) -> list[dict[str, Level]]:
    """What a group of factors does together: a combination of levels for each step; the ends of a sampled range."""
    levels: dict[str, Sequence[Level]] = {}
    for name in group:
        value = experiment.factors[name]
        if isinstance(value, Range):
            levels[name] = value.spaced(2 if experiment.design.sampled else None)
        else:
            levels[name] = value
    kept = {name: values for name, values in levels.items() if name in wanted}
    return [dict(zip(kept, step, strict=True)) for step in zip(*kept.values(), strict=True)]


def _products(units: Sequence[Sequence[Levels]]) -> Iterator[dict[str, Level]]:
    for parts in itertools.product(*units):
        yield {name: level for part in parts for name, level in part.items()}
