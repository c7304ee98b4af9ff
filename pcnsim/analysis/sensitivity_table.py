"""The terminal's tables of sensitivity: for each outcome its leading factors, a column for each crossed combination."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from pcnsim.analysis.labels import digits, label, level_text, number, unit
from pcnsim.analysis.table import PLAIN_WIDTH

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.analysis.sensitivity_result import SensitivityResult

__all__ = ["TOP", "arms", "in_words", "print_sensitivity", "rows_of"]

TOP: Final = 15
"""Factors shown for an outcome."""

MOST_ARMS: Final = 4
"""Combinations of crossed factors that stand side by side; the file has all."""

_SIGNS: Final = {"mu_star": "μ*", "sigma": "σ", "ST": "ST", "S1": "S1", "rank_correlation": "ρ"}

_WORDS: Final = {
    "morris": "μ* is the mean size of the outcome's change over the whole range of a factor, in the outcome's unit; σ "
    "is its spread, large where the change depends on other factors or bends.",
    "saltelli": "ST is the share of the outcome's variance in which a factor has part, alone or with others; S1, the "
    "share that it has alone.",
    "latin-hypercube": "ρ is Spearman's rank correlation of factor and outcome: for what rises or falls throughout.",
}


def print_sensitivity(result: SensitivityResult, top: int = TOP, console: Console | None = None) -> None:
    """Print a table for each outcome, and notes; plain text of a fixed width where the output is no terminal."""
    if console is None:
        console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(file=console.file, width=PLAIN_WIDTH, highlight=False, color_system=None)
    tables = [part for outcome in result.outcomes for part in _tables(result, outcome, top, console.width)]
    console.print(
        Group(*tables, *(Text(note) for note in [*_legend(result), *result.notes])), soft_wrap=False
    )


def arms(result: SensitivityResult) -> list[tuple[str, pd.DataFrame]]:
    """The table's parts for each combination of the crossed factors, with its name in words."""
    if not result.crossed:
        return [("", result.table)]
    alone = len(result.crossed) == 1
    return [
        (", ".join(_level(name, level, alone) for name, level in zip(result.crossed, key, strict=True)), part)
        for key, part in result.table.groupby(list(result.crossed), sort=False)
    ]


def rows_of(part: pd.DataFrame, outcome: str) -> dict[str, dict[str, float]]:
    """The numbers of an outcome's factors, by factor and column."""
    some = part[part["outcome"] == outcome].set_index("factor").select_dtypes("number")
    rows: dict[str, dict[str, float]] = some.T.to_dict()  # type: ignore[assignment]
    return rows


def in_words(result: SensitivityResult) -> str:
    """What the measure is, in a sentence."""
    return _WORDS.get(result.kind, _WORDS["latin-hypercube"])


def _tables(result: SensitivityResult, outcome: str, top: int, width: int) -> list[Table | Text]:
    """The combinations side by side, below one another where the width has no room for all."""
    places = list(range(min(MOST_ARMS, len(arms(result)))))
    for beside in range(len(places), 0, -1):
        tables = [
            _table(result, outcome, top, places[at : at + beside]) for at in range(0, len(places), beside)
        ]
        if all(Console(width=1000).measure(table).maximum <= width for table in tables):
            break
    return [part for table in tables for part in (table, Text())]


def _table(result: SensitivityResult, outcome: str, top: int, places_shown: list[int]) -> Table:
    measure = result.measure
    size = unit(outcome) if result.kind == "morris" else ""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, title_justify="left")
    table.title = Text(f"{label(outcome)}{f' ({size})' if size else ''}", style="bold")
    table.add_column("", no_wrap=True, min_width=24)
    shown = [arms(result)[place] for place in places_shown]
    for name, _ in shown:
        heading = name.replace(", ", "\n") + "\n" if name else ""
        table.add_column(f"{heading}{_SIGNS[measure.main]}", justify="right", no_wrap=True)
        if measure.beside:
            table.add_column(_SIGNS[measure.beside], justify="right", no_wrap=True, vertical="bottom")
    of = [rows_of(part, outcome) for _, part in shown]
    factors = result.top(top, outcome)
    places = digits([part[f][measure.main] for part in of for f in factors])
    for factor in factors:
        cells = []
        for part in of:
            row = part[factor]
            cells.append(_cell(row, result, places))
            if measure.beside:
                cells.append(number(row[measure.beside], places))
        table.add_row("  " + factor.replace(" + ", "\n  + "), *cells)
    return table


def _cell(row: Mapping[str, float], result: SensitivityResult, places: int) -> str:
    measure = result.measure
    value = row[measure.main]
    if math.isnan(value):
        return number(value, places)
    if measure.half_width:
        return f"{number(value, places)} ±{number(row[measure.half_width], places)}"
    low, high = (number(row[end], places, sign=True) for end in ("low", "high"))
    return f"{number(value, places, sign=True)} [{low}, {high}]"


def _legend(result: SensitivityResult) -> list[str]:
    lines = [
        in_words(result),
        "± is half of a 95 % interval." if result.measure.half_width else "In brackets, 95 % intervals.",
    ]
    more = len(arms(result)) - MOST_ARMS
    if more > 0:
        lines.append(f"{more} more combinations of {', '.join(result.crossed)} stand in sensitivity.csv.")
    return lines


def _level(factor: str, level: object, alone: bool) -> str:
    if isinstance(level, str):
        return level
    text = level_text(level) if isinstance(level, bool | int | float) else str(level)
    return text if alone and isinstance(level, bool) else f"{factor} {text}"
