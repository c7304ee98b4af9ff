"""Tables of arms, for terminals and log files: by year, paired differences, what a script looked at.

Cells are means with half of their 95 % interval over replications; a star marks a paired difference whose interval
leaves out 0. No correction for many comparisons is made.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from experiments.arms import YEAR, Arms, Floats
from pcnsim.analysis.labels import digits, label, number, unit
from pcnsim.analysis.statistics import moments
from pcnsim.model.outcomes.declared import OUTCOMES

SMALL = 0.01
"""Numbers below this get a digit more."""

WIDTH = 118
"""Characters of a line where the output is no terminal."""


def console() -> Console:
    """The terminal, or plain text of a fixed width where the output is none."""
    one = Console(highlight=False)
    return one if one.is_terminal else Console(file=one.file, width=WIDTH, highlight=False, color_system=None)


def cell(values: Floats, *, sign: bool = False) -> str:
    """Mean and half of the 95 % interval over replications; a star where a difference's interval leaves out 0."""
    of = moments(values)
    mean, half = float(of.mean), float(of.half_width)
    if mean == half == 0:
        return "0"
    places = 4 if max(abs(mean), half) < SMALL else digits([mean])
    star = " *" if sign and abs(mean) > half else ""
    return f"{number(mean, places, sign=sign)} ±{number(half, places)}{star}"


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place else "left", min_width=0 if place else WIDTH // 3)
    for row in rows:
        table.add_row(*row)
    out = console()
    out.print(table)
    out.print()


def show_years(arms: Arms, outcome: str) -> None:
    """An outcome by year of the contract: the mean of each reference arm, and what the others have more."""
    rows = []
    for place, name in enumerate(arms.names):
        reference = arms.references.get(place)
        values = [arms.year(outcome, year) for year in arms.years()]
        cells = [
            cell(value[place]) if reference is None else cell(value[place] - value[reference], sign=True)
            for value in values
        ]
        rows.append([name if reference is None else f"  {more_than(name, arms.names[reference])}", *cells])
    title = (
        f"{label(outcome).capitalize()} ({unit(outcome)}) by year, paired differences below their reference"
    )
    show(title, ["", *(f"year {year}" for year in arms.years())], ordered(arms, rows))


def more_than(name: str, reference: str) -> str:
    """What an arm has that its reference has not, in words."""
    known = reference.split(", ")
    return ", ".join(part for part in name.split(", ") if part not in known) or name


def ordered(arms: Arms, rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
    """Rows of arms in the order reference, then what is compared with it."""
    places = sorted(range(len(rows)), key=lambda place: (arms.references.get(place, place), place))
    places.sort(key=lambda place: (arms.references.get(place, place), place in arms.references))
    return [rows[place] for place in places]


def show_differences(arms: Arms, outcomes: Sequence[str], title: str, last_weeks: int = YEAR) -> None:
    """Paired differences of outcomes over the last weeks, an arm that has a reference a row."""
    first = max(0, arms.weeks - last_weeks)
    means = {outcome: arms.mean(outcome, first) for outcome in outcomes}
    rows = [
        [
            arms.names[place],
            *(cell(means[one][place] - means[one][arms.references[place]], sign=True) for one in outcomes),
        ]
        for place in arms.compared
    ]
    show(title, ["", *(f"{label(one)} ({unit(one)})" for one in outcomes)], rows)


def show_seen(arms: Arms, title: str, at: Sequence[int], among: Sequence[int] | None = None) -> None:
    """What a script looked at, as means over replications at each of the weeks, an arm and a reading a row."""
    rows = [
        [f"{arms.names[arm]}: {name}", *(cell(values[arm, :, look]) for look in range(len(at)))]
        for arm in (range(len(arms.names)) if among is None else among)
        for name, values in arms.seen.items()
    ]
    show(title, ["", *(f"week {min(week, arms.weeks - 1)}" for week in at)], rows)


def costs() -> list[str]:
    """Outcomes that are money, in the order of their declaration."""
    return [one.name for one in OUTCOMES if one.domain == "cost"]
