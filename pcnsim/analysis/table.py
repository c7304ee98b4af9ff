"""The comparison as a table for a terminal or a log file, and what may be concluded from the composites.

Cells are means and half-widths of 95 % intervals (mean ± half-width); the differences are paired. A star marks a
difference whose interval leaves out 0. No correction for many comparisons is made: of twenty true zeros one is marked.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from pcnsim.analysis.labels import (
    COMPOSITES,
    WHOLE,
    arm,
    declared,
    digits,
    factor_text,
    label,
    leaders,
    level_text,
    number,
    shown_outcomes,
    together,
    unit,
)
from pcnsim.analysis.overview_table import FEW_OUTCOMES, arm_in_words, differences_are_there, overview_parts
from pcnsim.model.outcomes.declared import RUN_NAMES

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.analysis.study import ExperimentResult
    from pcnsim.model import Simulation

MOST_ARMS: Final = 5
"""Arms that stand side by side; more of them stand below one another, with fewer outcomes."""

MOST_ROWS: Final = 12
"""Arms up to which each has a row; of more, and of samples, an overview is shown (`overview_table`)."""

PLAIN_WIDTH: Final = 120
NARROWEST: Final = 100


def print_comparison(result: ExperimentResult, console: Console | None = None) -> None:
    """Print the table and the notes below it; plain text of a fixed width where the output is no terminal."""
    if console is None:
        console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(file=console.file, width=PLAIN_WIDTH, highlight=False, color_system=None)
    elif console.width < NARROWEST and _each_shown(result):
        console = Console(width=NARROWEST, highlight=False, soft_wrap=True)
    console.print(comparison(result, console.width))


def print_run(simulation: Simulation, console: Console | None = None) -> None:
    """Print the main outcomes of one run: the last 52 weeks, and all weeks from week 0."""
    console = console or Console(highlight=False)
    values = simulation.outcomes()
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("unit", style="dim", no_wrap=True)
    table.add_column("last 52 weeks", justify="right")
    table.add_column("all weeks", justify="right")
    for domain, names in _by_domain(shown_outcomes(simulation.config)):
        table.add_row(Text(domain.capitalize(), style="bold"))
        for name in names:
            pair = [values[name], values.get(f"{name}{WHOLE}", math.nan)]
            if name in RUN_NAMES:
                pair.reverse()
            places = digits(pair)
            table.add_row(f"  {label(name)}", unit(name), *(number(value, places) for value in pair))
    console.print(table)


def comparison(result: ExperimentResult, width: int = PLAIN_WIDTH) -> Group:
    """Table and notes, to be printed."""
    if not _each_shown(result):
        return Group(*overview_parts(result, width), *(Text(note) for note in _gaps(result)))
    if len(result.plan.points) > MOST_ARMS:
        tables = _long_tables(result, width)
    else:
        differences = _differences(result)
        one = _wide_table(result, differences, means=True)
        # Side by side if they fit, else below one another.
        if differences and Console(width=400).measure(one).maximum > width:
            tables = [
                _wide_table(result, [], means=True),
                _wide_table(result, differences, means=False),
            ]
        else:
            tables = [one]
    separated = [part for table in tables for part in (table, Text())][:-1]
    return Group(*separated, Text(), *(Text(note) for note in notes(result)))


def notes(result: ExperimentResult) -> list[str]:
    """What stands below the table."""
    compared = bool(result.plan.references) and len(result.plan.points) <= MOST_ARMS
    lines = [
        f"Means of {result.plan.replications} replications over the last 52 weeks, ± half of the 95 % interval."
        + (
            " Differences are paired on common random numbers; * where their interval leaves out 0."
            if compared
            else ""
        ),
    ]
    if result.plan.references and not compared:
        lines.append(differences_are_there(result))
        lines.extend(together(result.plan))
    lines.extend(_gaps(result))
    lines.extend(rankings(result))
    return lines


def _each_shown(result: ExperimentResult) -> bool:
    return len(result.plan.points) <= MOST_ROWS and not result.config.experiment.design.sampled


def _gaps(result: ExperimentResult) -> list[str]:
    """What is missing, and what was imputed."""
    lines = []
    if missing := len(result.plan) - result.finished:
        lines.append(f"{missing} of {len(result.plan)} runs are missing: failures.csv names them.")
    imputed = {what: count for what, count in result.manifest.get("imputed_in_a_run", {}).items() if count}
    if imputed:
        words = "; ".join(f"{count} {what}" for what, count in imputed.items())
        lines.append(f"What the area does not know was imputed: {words}.")
    return lines


def rankings(result: ExperimentResult) -> list[str]:
    """How each composite ranks the arms, and whether the ranking changes between them."""
    points = result.plan.points
    if not 2 <= len(points) <= MOST_ARMS:
        return []
    lines = ["Composites are conventions, not findings; the arms rank (≈: the paired interval includes 0)"]
    orders = set()
    for name in COMPOSITES:
        means = _by_point(result.summary, name)["mean"]
        if means.isna().any():
            continue
        order = list(means.sort_values(ascending=False, kind="stable").index)
        orders.add(tuple(order))
        text = arm(result.plan, points[order[0]])
        for above, below in itertools.pairwise(order):
            text += f" {'≈' if _level(result, above, below, name) else '>'} {arm(result.plan, points[below])}"
        lines.append(f"  {label(name):<25}{text}")
    if len(orders) > 1:
        lines.append("The ranking changes between the composites: rest no claim on one of them.")
    elif orders:
        lines.append("The ranking is the same by all composites; look at the six parts all the same.")
    return lines


def _level(result: ExperimentResult, above: int, below: int, outcome: str) -> bool:
    """Whether the difference of two arms may be 0; True where they were not compared."""
    table = result.comparisons
    pair = table[
        (table["outcome"] == outcome)
        & (
            ((table["design_point"] == above) & (table["reference_point"] == below))
            | ((table["design_point"] == below) & (table["reference_point"] == above))
        )
    ]
    return not any(map(_excludes_zero, pair["low"].astype(float), pair["high"].astype(float)))


def _differences(result: ExperimentResult) -> list[tuple[int, int]]:
    return list(result.plan.references.items())


def _wide_table(result: ExperimentResult, differences: list[tuple[int, int]], *, means: bool) -> Table:
    plan = result.plan
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("unit", style="dim", no_wrap=True)
    points = plan.points if means else ()
    for point in points:
        table.add_column(arm(plan, point), justify="right", no_wrap=True)
    for number_of_arm, reference in differences:
        title = f"{arm(plan, plan.points[number_of_arm])}\n− {arm(plan, plan.points[reference])}"
        table.add_column(title, justify="right", no_wrap=True)
    for domain, names in _by_domain(shown_outcomes(result.config)):
        table.add_row(Text(domain.capitalize(), style="bold"))
        for name in names:
            of = _by_point(result.summary, name)
            places = digits(list(of["mean"]))
            cells: list[Any] = [
                _mean(of.loc[point.number, "mean"], of.loc[point.number, "high"], places) for point in points
            ]
            cells.extend(_difference(result, pair, name, places) for pair in differences)
            table.add_row(f"  {label(name)}", unit(name), *cells)
    return table


def _long_tables(result: ExperimentResult, width: int) -> list[Table]:
    """A row for each arm, for designs of some more: as many tables below one another as the outcomes need."""
    names = list(result.config.experiment.outcomes) or list(FEW_OUTCOMES)
    tables: list[Table] = []
    shown: list[str] = []
    for name in names:
        wider = _long_table(result, [*shown, name], width)
        if shown and Console(width=1000).measure(wider).maximum > width:
            tables.append(_long_table(result, shown, width))
            shown = []
        shown.append(name)
    return [*tables, _long_table(result, shown, width)]


def _long_table(result: ExperimentResult, names: list[str], width: int) -> Table:
    plan = result.plan
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
    heads = {name: _in_lines(factor_text(name)) for name in leaders(plan)}
    # A column a factor; where they would take more than half of the width, the arm in a line of words.
    columns = sum(max(map(len, head.split("\n"))) + 2 for head in heads.values()) <= width / 2
    for head in heads.values() if columns else ("arm",):
        table.add_column(head, no_wrap=columns, vertical="bottom", max_width=None if columns else width // 2)
    for name in names:
        heading = "\n".join([*label(name).split(), unit(name)])
        table.add_column(heading, justify="right", no_wrap=True)
    tables = {name: _by_point(result.summary, name) for name in names}
    for point in plan.points:
        cells = []
        for name in names:
            row = tables[name].loc[point.number]
            cells.append(_mean(row["mean"], row["high"], digits(list(tables[name]["mean"]))))
        levels = dict(zip(plan.factors, plan.shown(point), strict=True))
        words = (
            [level_text(levels[name]) for name in heads] if columns else [arm_in_words(plan, point.number)]
        )
        table.add_row(*words, *cells)
    return table


def _in_lines(name: str) -> str:
    """A factor's name in lines as short as its words allow: broken at spaces, and after `_` and `.`."""
    return "\n".join(re.sub(r"(?<=[._])", " ", name).split())


def _by_domain(names: list[str]) -> Iterator[tuple[str, list[str]]]:
    domains: dict[str, list[str]] = {}
    for name in names:
        domains.setdefault(declared(name).domain, []).append(name)
    yield from domains.items()


def _by_point(summary: pd.DataFrame, outcome: str) -> pd.DataFrame:
    return summary[summary["outcome"] == outcome].set_index("design_point")


def _mean(mean: Any, high: Any, places: int) -> str:
    if mean != mean:
        return number(float(mean), places)
    return f"{number(float(mean), places)} ±{number(float(high) - float(mean), places)}"


def _difference(result: ExperimentResult, pair: tuple[int, int], outcome: str, places: int) -> Text:
    table = result.comparisons
    arm_number, reference = pair
    rows = table[
        (table["design_point"] == arm_number)
        & (table["reference_point"] == reference)
        & (table["outcome"] == outcome)
    ]
    mean, low, high = (float(rows[column].iloc[0]) for column in ("mean_difference", "low", "high"))
    differs = _excludes_zero(low, high)
    text = f"{number(mean, places, sign=True)} ±{number(high - mean, places)} {'*' if differs else ' '}"
    better = declared(outcome).better
    if not differs or better == "neither":
        return Text(text)
    return Text(text, style="green" if (mean > 0) == (better == "higher") else "red")


def _excludes_zero(low: float, high: float) -> bool:
    return low > 0 or high < 0
