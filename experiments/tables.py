"""Tables of arms, for terminals and log files: by year, in single weeks, paired differences, money by who pays.

Cells are means with half of their 95 % interval over replications; a star marks a paired difference whose interval
leaves out 0. No correction for many comparisons is made. ``legend`` says so below a script's tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich import box
from rich.console import Console
from rich.table import Table

from experiments.arms import YEAR, Arms, Floats
from pcnsim.analysis.labels import digits, label, number, unit
from pcnsim.analysis.statistics import moments
from pcnsim.model.outcomes.declared import OUTCOMES

SMALL = 0.01
"""Numbers below this get a digit more."""

NIL = 0.00005
"""Where mean and half of the interval are below this, a number is shown as next to nothing."""

WIDTH = 118
"""Characters of a line where the output is no terminal."""

LABEL, NARROW_LABEL = 44, 22
"""Most characters of a row's name in a table of parts, and least where it fits in one; names go on in further lines."""

GAP = 2
"""Characters between columns."""


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
    if mean != mean:
        return "–"
    if max(abs(mean), half) < NIL:
        return "≈0"
    places = 4 if max(abs(mean), half) < SMALL else digits([mean])
    star = " *" if sign and abs(mean) > half else ""
    return f"{number(mean, places, sign=sign)} ±{number(half, places)}{star}"


def show(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table, in parts below one another where its columns do not fit; columns of nothing but 0 are named.

    columns: the first heads the rows' names. Headings go on in further lines, cells never.
    """
    out = console()
    used = [place for place in range(1, len(columns)) if any(row[place] != "0" for row in rows)]
    nil = [columns[place].replace("\n", " ") for place in range(1, len(columns)) if place not in used]
    wide = {
        place: GAP + max(len(text) for text in (*columns[place].split(), *(row[place] for row in rows)))
        for place in used
    }
    longest = max((len(row[0]) for row in rows), default=0)
    left = out.width - sum(wide.values())
    name_width = min(longest, left) if left >= NARROW_LABEL else min(longest, LABEL)
    parts = _parts(wide, out.width - name_width, len(used))
    parts = _parts(wide, out.width - name_width, -(-len(used) // max(1, len(parts))))
    for part, places in enumerate(parts, 1):
        out.print(title + (f" ({part} of {len(parts)})" if len(parts) > 1 else ""), style="italic")
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
        table.add_column(columns[0], width=name_width)
        for place in places:
            table.add_column(columns[place], justify="right", width=wide[place] - GAP)
        for row in rows:
            table.add_row(row[0], *(row[place] for place in places))
        out.print(table)
        if nil and part == len(parts):
            out.print(f"0 everywhere: {', '.join(nil)}.")
        out.print()


def _parts(wide: Mapping[int, int], room: int, most: int) -> list[list[int]]:
    """Columns in parts of a table: as many in each as there is room for, and at most so many."""
    parts: list[list[int]] = [[]]
    for place, width in wide.items():
        last = parts[-1]
        if last and (sum(wide[one] for one in last) + width > room or len(last) == most):
            parts.append([])
        parts[-1].append(place)
    return parts


def legend(arms: Arms) -> None:
    """What cells, stars and differences mean, below the tables of a script."""
    console().print(
        f"Cells: means of {arms.replications} replications ± half of the 95 % interval. Indented or paired: the arm "
        "minus its reference on common random numbers, * where the interval leaves out 0 (no correction for the number "
        "of comparisons: of twenty true zeros one is marked); 0 is exactly 0, ≈0 less than .00005."
    )


def headed(outcome: str) -> str:
    """An outcome as a column's heading: words, and its unit in a line of its own."""
    return f"{label(outcome)}\n({unit(outcome)})"


def show_years(arms: Arms, outcome: str) -> None:
    """An outcome by year of the contract: the mean of each reference arm, and what the others have more."""
    values = [arms.year(outcome, year) for year in arms.years()]
    rows = []
    for place, name in enumerate(arms.names):
        reference = arms.references.get(place)
        cells = [
            cell(value[place]) if reference is None else cell(value[place] - value[reference], sign=True)
            for value in values
        ]
        rows.append([name if reference is None else f"  {more_than(name, arms.names[reference])}", *cells])
    title = f"{label(outcome).capitalize()} ({unit(outcome)}) by year; indented: difference from the line above them"
    show(title, ["", *(f"year {year}" for year in arms.years())], ordered(arms, rows))


def show_levels(
    arms: Arms, outcomes: Sequence[str], at: Sequence[int], title: str, among: Sequence[int]
) -> None:
    """Outcomes of some arms in single weeks as they are, without a reference: an arm and an outcome a row."""
    weeks = [week for week in at if week < arms.weeks]
    rows = []
    for arm in among:
        rows.append([arms.names[arm], *("" for _ in weeks)])
        rows += [
            [f"  {label(one)} ({unit(one)})", *(cell(arms.series(one)[arm, :, week]) for week in weeks)]
            for one in outcomes
        ]
    show(title, ["", *(f"week {week}" for week in weeks)], rows)


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
    show(title, ["", *(headed(one) for one in outcomes)], rows)


def show_money(arms: Arms, title: str, last_weeks: int = YEAR) -> None:
    """Paired differences of money over the last weeks, GBP per patient a year: in all, and by who pays."""
    first = max(0, arms.weeks - last_weeks)
    payers = [one.name for one in OUTCOMES if one.name.startswith("cost_to_")]
    means = {
        label(name).removeprefix("cost ").removeprefix("to "): arms.mean(name, first)
        for name in (*payers, "cost_total")
    }
    rows = [
        [
            arms.names[place],
            *(cell(mean[place] - mean[arms.references[place]], sign=True) for mean in means.values()),
        ]
        for place in arms.compared
    ]
    show(f"{title}: who pays, £ per patient a year, paired", ["", *means], rows)
