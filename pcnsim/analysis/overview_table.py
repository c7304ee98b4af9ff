"""The terminal's tables of a large design: spread of the arms, effects of listed factors, and where all numbers are.

A grid or list shows its lowest and highest arm for each outcome, a sample the spread of its points; designs for
sensitivity indices only their counts, as a single point of theirs means nothing.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from rich import box
from rich.table import Table
from rich.text import Text

from pcnsim.analysis.labels import (
    declared,
    digits,
    factor_text,
    label,
    leaders,
    level_text,
    number,
    together,
    unit,
)
from pcnsim.analysis.overview import MOST_COMBINATIONS, Effects, Overview, Spread, overview
from pcnsim.config.factors import canonical

if TYPE_CHECKING:
    from pcnsim.analysis.statistics import Moments
    from pcnsim.analysis.study import ExperimentResult
    from pcnsim.config.design import Level
    from pcnsim.experiment.designs.points import Axis
    from pcnsim.experiment.plan import Plan

__all__ = ["INDICES", "arm_in_words", "differences_are_there", "overview_parts"]

INDICES: Final = ("saltelli", "morris")
"""Designs whose points have a meaning only together."""

FEW_OUTCOMES: Final = (
    "integration_composite",
    "integration_functional",
    "contacts_per_day",
    "spill",
    "cost_total",
)
"""Outcomes of a large design where the experiment names none."""

Parts = list[Table | Text]


def overview_parts(result: ExperimentResult, width: int) -> Parts:
    """Tables and notes of a design of many points, from top to bottom."""
    design = result.config.experiment.design
    lines = [_counts(result)]
    parts: Parts = []
    if design.kind not in INDICES:
        names = list(result.config.experiment.outcomes) or list(FEW_OUTCOMES)
        titles, references = (
            _titles(result.plan),
            [_reference(result, axis) for axis in result.plan.design.axes],
        )
        found = overview(result, names, titles, references)
        parts.append(_spread(found, names) if design.sampled else _extremes(result, found, names))
        for effects in found.effects:
            parts.extend(_effects(effects, names, width))
        lines.extend(filter(None, [_reading(result, found)]))
    lines.extend(together(result.plan))
    if design.sampled:
        folder = result.folder or "DIR"
        lines.append(f"Which factors move which outcomes: pcnsim sensitivity {folder}")
    separated: Parts = [part for one in parts for part in (one, Text())]
    return [*separated, *(Text(line) for line in lines)]


def _counts(result: ExperimentResult) -> str:
    plan = result.plan
    kind = result.config.experiment.design.kind
    many = "arms" if kind not in INDICES and not result.config.experiment.design.sampled else "design points"
    names = f"A {kind} design of " if many == "design points" else ""
    return (
        f"{names}{len(plan.points):,} {many} in {plan.replications} "
        f"{'replication' if plan.replications == 1 else 'replications'}: {result.finished:,} of {len(plan):,} runs. "
        "Means are over the last 52 weeks; summary.csv has them with their intervals."
    )


def _reading(result: ExperimentResult, found: Overview) -> str:
    text = (
        ""
        if result.config.experiment.design.sampled
        else "The lowest and the highest of many arms are so by luck too. "
    )
    if found.effects:
        text += (
            "Differences between levels are paired on common random numbers and averaged over all that the factor is "
            "combined with, ± half of the 95 % interval over replications; * where it leaves out 0. "
            "comparisons.csv has them arm by arm."
        )
    elif result.plan.references:
        text += differences_are_there(result)
    if any(np.isnan(one.half_width).any() for some in found.effects for one in some.differences.values()):
        text += " – where an outcome is unknown at some of these points, so that too few replications are complete."
    return text.rstrip()


def differences_are_there(result: ExperimentResult) -> str:
    """Where the paired differences of many arms stand."""
    plan = result.plan
    found = set(plan.references.values())
    reference = arm_in_words(plan, found.pop()) if len(found) == 1 else "each arm's reference"
    return (
        f"Arms share their luck, so differences are known better than the intervals suggest: comparisons.csv has "
        f"them, paired, from {reference}."
    )


def arm_in_words(plan: Plan, point: int) -> str:
    """An arm by the factors that tables name; one at a time by those alone that differ from the configuration."""
    at = plan.points[point]
    shown = dict(zip(plan.factors, plan.shown(at), strict=True))
    names = leaders(plan)
    if plan.config.experiment.design.kind == "one-at-a-time":
        names = [name for name in names if at.levels[name] is not None]
        return in_words({name: shown[name] for name in names}) or "the configuration as it is"
    return in_words({name: shown[name] for name in names})


def in_words(levels: Mapping[str, Level | None]) -> str:
    """Levels in a line: structures as they stand, everything else after its factor."""
    return ", ".join(
        str(level)
        if name in ("structure", "start", "area") and isinstance(level, str)
        else f"{factor_text(name)} {level_text(level)}"
        for name, level in levels.items()
    )


def _shown(plan: Plan, axis: Axis, step: int) -> dict[str, Level | None]:
    """The level of an axis that tables name, by its factor."""
    (name,) = [name for name in axis.factors if name in leaders(plan)][:1]
    return {name: axis.levels[step][axis.factors.index(name)]}


def _titles(plan: Plan) -> list[str]:
    """What each combination of the crossed factors is called; nothing where there are none, or too many."""
    axes = plan.design.axes
    if not axes or math.prod(plan.design.shape) > MOST_COMBINATIONS:
        return []
    steps = [[_shown(plan, axis, step) for step in range(len(axis.levels))] for axis in axes]
    return [in_words({k: v for one in some for k, v in one.items()}) for some in itertools.product(*steps)]


def _reference(result: ExperimentResult, axis: Axis) -> int:
    """The step of an axis that agrees with the baseline, else the first."""
    baseline = result.config.experiment.baseline
    for step, levels in enumerate(axis.levels):
        pairs = zip(axis.factors, levels, strict=True)
        named = [(name, level) for name, level in pairs if name in baseline]
        if named and all(canonical(name, level) == canonical(name, baseline[name]) for name, level in named):
            return step
    return 0


def _table(*columns: str, fold: bool = False) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    for place, title in enumerate(columns):
        last = fold and place == len(columns) - 1
        table.add_column(title, justify="left" if place == 0 or last else "right", no_wrap=not last)
    return table


def _extremes(result: ExperimentResult, found: Overview, names: list[str]) -> Table:
    """For each outcome the mean of all arms, and the lowest and the highest arm."""
    whole, plan = found.whole, result.plan
    table = _table("", "mean", "arm", fold=True)
    for at, name in enumerate(names):
        values = [float(v[at]) for v in (whole.mean, whole.lowest, whole.highest)]
        places = digits(values)
        cells = [number(value, places) for value in values]
        table.add_row(Text(_named(name), style="bold"), cells[0], f"all {whole.points:,} arms")
        if whole.lowest_at[at] >= 0:
            table.add_row("  lowest", cells[1], arm_in_words(plan, int(whole.lowest_at[at])))
            table.add_row("  highest", cells[2], arm_in_words(plan, int(whole.highest_at[at])))
    return table


def _spread(found: Overview, names: list[str]) -> Table:
    """For each outcome and combination of crossed factors mean, lowest and highest point."""
    table = _table("", "points", "mean", "lowest", "highest")
    shown: tuple[Spread, ...] = found.parts if len(found.parts) > 1 else (found.whole,)
    for at, name in enumerate(names):
        places = digits([float(found.whole.lowest[at]), float(found.whole.highest[at])])
        if len(shown) > 1:
            table.add_row(Text(_named(name), style="bold"))
        for one in shown:
            title = f"  {one.title}" if len(shown) > 1 else _named(name)
            values = (number(float(v[at]), places) for v in (one.mean, one.lowest, one.highest))
            table.add_row(title, f"{one.points:,}", *values)
    return table


def _effects(effects: Effects, names: list[str], width: int) -> Parts:
    """A table of the paired differences between the levels of a factor: as many columns as the width has room for."""
    factor = effects.axis.factors[0]
    levels = [level_text(step[0]) for step in effects.axis.levels]
    head = f"{factor_text(factor)}: differences from {levels[effects.reference]}"
    if effects.over > 1:
        head += f", averaged over {effects.over:,} combinations of all else"
    rows = [[_named(name), *_cells(effects, at, name)] for at, name in enumerate(names)]
    titles = ["", levels[effects.reference], *(f"{levels[step]} −" for step in effects.differences)]
    first, *columns = zip(titles, *rows, strict=True)
    sizes = [max(len(str(cell)) for cell in column) + 2 for column in (first, *columns)]
    parts: Parts = [Text(head, style="bold")]
    while columns:
        fits = sum(1 for total in itertools.accumulate(sizes[1:], initial=sizes[0]) if total <= width) - 1
        table = _table(*(str(column[0]) for column in (first, *columns[: max(1, fits)])))
        for row in list(zip(first, *columns[: max(1, fits)], strict=True))[1:]:
            table.add_row(*row)
        parts.append(table)
        del columns[: max(1, fits)], sizes[1 : 1 + max(1, fits)]
    return parts


def _cells(effects: Effects, at: int, name: str) -> Iterable[Any]:
    mean = float(effects.at_reference.mean[at])
    places = digits([mean])
    yield number(mean, places)
    for moments in effects.differences.values():
        yield _difference(moments, at, name, places)


def _difference(moments: Moments, at: int, name: str, places: int) -> Text:
    mean, half = float(moments.mean[at]), float(moments.half_width[at])
    if math.isnan(half):
        return Text("–  ")
    differs = abs(mean) > half
    text = f"{number(mean, places, sign=True)} ±{number(half, places)} {'*' if differs else ' '}"
    better = declared(name).better
    if not differs or better == "neither":
        return Text(text)
    return Text(text, style="green" if (mean > 0) == (better == "higher") else "red")


def _named(name: str) -> str:
    return f"{label(name)}, {unit(name)}"
