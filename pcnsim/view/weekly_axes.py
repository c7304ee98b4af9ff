"""Panels of weekly figures: where they stand, how far their axes reach, and where the numbers of events stand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.view.look import AXIS, FAINT, FONT_SIZE

if TYPE_CHECKING:
    from pcnsim.model.columns import Floats
    from pcnsim.view.bands import Band

__all__ = [
    "BURN_IN_SHOWN",
    "WIDTH",
    "Grid",
    "Reach",
    "axis_id",
    "places",
    "reach",
    "ticks",
    "upright",
    "week_axis",
]

WIDTH: Final = 1120
"""Pixels that figures are laid out for unless another width is named: a page knows how wide it is, a figure cannot."""

BURN_IN_SHOWN: Final = 26
"""Weeks before week 0 that are shown: what stands before them is the model settling."""

NARROWEST: Final = 240
"""Pixels that a column has at least."""

TICK: Final = 44
"""Pixels that a week named on an axis takes."""

GAP: Final = 0.05
"""Between columns, as a share of the width."""

HEAD: Final = 58
"""Pixels above a panel: its title in two lines, and half of an event's number."""

BOX: Final = 17
"""Pixels that the number of an event takes, its surroundings included."""

MOST_LEVELS: Final = 3
"""Rows of numbers of events in a panel."""

STRETCH: Final = 3.0
"""How much longer a band may make an upright axis before it is told at its edge instead."""


@dataclass(frozen=True)
class Grid:
    """Places of so many panels, row by row, in an area of so many pixels (for all rows and the heads above them)."""

    panels: int
    height: float
    width: float = WIDTH

    @property
    def columns(self) -> int:
        """Two for two or four panels, three for more, if the width has room for them."""
        return max(min({1: 1, 2: 2, 4: 2}.get(self.panels, 3), int(self.width // NARROWEST)), 1)

    @property
    def panel_width(self) -> float:
        """Pixels of a panel, roughly."""
        return 0.9 * self.width / self.columns

    @property
    def rows(self) -> int:
        """Rows that the panels take."""
        return math.ceil(self.panels / self.columns)

    @property
    def panel_height(self) -> float:
        """Pixels of a panel without its head."""
        return max(self.height / self.rows - HEAD, 20.0)

    def across(self, panel: int) -> list[float]:
        """Left and right end, as shares of the width."""
        width = (1 - GAP * (self.columns - 1)) / self.columns
        left = (panel % self.columns) * (width + GAP)
        return [left, min(left + width, 1.0)]

    def upright(self, panel: int) -> list[float]:
        """Lower and upper end, as shares of the height."""
        row = panel // self.columns
        each = 1 / self.rows
        top = 1 - row * each - HEAD / self.height
        return [max(1 - (row + 1) * each, 0.0), top]

    def lowest(self, panel: int) -> bool:
        """Whether no panel stands below."""
        return panel + self.columns >= self.panels


@dataclass(frozen=True)
class Reach:
    """Ends of an upright axis, its steps up to the highest that is numbered, the middle of its lines, bands beyond."""

    low: float
    high: float
    highest: float
    step: float
    middle: float = 0.0
    beyond: tuple[Band, ...] = ()


def axis_id(which: str, number: int) -> str:
    """What Plotly calls an axis of x or y, numbers from 0: x, x2, x3 and on."""
    return which if number == 0 else f"{which}{number + 1}"


def reach(values: Sequence[Floats], edges: Sequence[Floats], bands: Sequence[Band], room: float) -> Reach:
    """How far an axis has to reach for all that is drawn: to round numbers, so that it seldom moves as weeks go by.

    values: of the lines. edges: of intervals around them, which may be cut at 0 where no line is below. room: share of
    the axis to leave free at the top. A band that would make the axis several times longer is cut, or left out.
    """
    lines = _known(values)
    drawn = np.concatenate([lines, _known(edges)])
    low, high = (float(drawn.min()), float(drawn.max())) if len(drawn) else (0.0, 0.0)
    if len(lines) and lines.min() >= 0:
        low = max(low, 0.0)
    least = 0.1 * max(abs(low), abs(high)) or 0.1
    middle, most = (low + high) / 2, STRETCH * max(high - low, 2.5 * least)
    beyond = []
    for band in bands:
        if not len(drawn) or max(high, band.high) - min(low, band.low) <= most:
            low, high = min(low, band.low), max(high, band.high)
        elif band.low > high or band.high < low:
            beyond.append(band)
    span = max(high - low, least)
    step = _round(span / 4)
    # The line of a band does not lie on the frame.
    if any(band.low == low and band.line for band in bands):
        low -= step / 4
    bottom = math.floor(low / step + 1e-9) * step
    highest = math.ceil(max(high, low + least) / step - 1e-9) * step
    top = max(highest, bottom + max(high - bottom, span) / (1 - room))
    return Reach(bottom, top, highest, step, middle, tuple(beyond))


def _known(values: Sequence[Floats]) -> Floats:
    return np.concatenate([np.empty(0), *(one[~np.isnan(one)] for one in values)])


def _round(step: float) -> float:
    """The next of 1, 2, 2.5, 5, 10 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(step))
    return next(power * nice for nice in (1, 2, 2.5, 5, 10) if step <= power * nice * (1 + 1e-9))


def ticks(first: int, last: int, width: float = 400) -> tuple[list[int], list[str]]:
    """Weeks to name on an axis so many pixels wide, with the years they end where it is long enough."""
    most = min(max(int(width / TICK), 2), 8)
    step = next((step for step in (1, 4, 13, 26) if (last - first) <= (most - 2) * step), 52)
    while (last - first) > most * step:
        step += 52
    weeks = list(range(math.ceil(first / step) * step, last + 1, step))
    if step % 52:
        return weeks, [str(week) for week in weeks]
    return weeks, [f"{week}<br>{_years(week)}" if week > 0 else f"{week}" for week in weeks]


def _years(week: int) -> str:
    return "1 year" if week == 52 else f"{week // 52} years"


def places(weeks: Sequence[int], first: int, last: int, width: float) -> list[tuple[float, int]]:
    """For each week, in order, where the number of its event stands so that numbers do not overlap.

    A place along the axis in weeks, and a level, 0 the highest: on the line if one of the levels is free there, else
    beside it. width: pixels of the panel.
    """
    week_width = width / max(last - first, 1)
    taken = [-math.inf] * MOST_LEVELS
    found = []
    for week in weeks:
        at = (week - first) * week_width
        level = next((level for level, before in enumerate(taken) if at - before >= BOX), None)
        if level is None:
            level = taken.index(min(taken))
            at = taken[level] + BOX
        taken[level] = at
        found.append((first + at / week_width, level))
    return found


def week_axis(grid: Grid, panel: int, first: int, last: int) -> dict[str, Any]:
    """The axis of weeks of a panel: fixed to the whole run, numbers below the lowest panel of a column only."""
    weeks, words = ticks(first, last, grid.panel_width)
    lowest = grid.lowest(panel)
    return {
        "domain": grid.across(panel),
        "anchor": axis_id("y", panel),
        "range": [first - 0.5, last + 0.01 * (last - first)],
        "tickvals": weeks,
        "ticktext": words,
        "showticklabels": lowest,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": AXIS,
        "linecolor": AXIS,
        "showline": True,
        "showgrid": True,
        "gridcolor": FAINT,
        "zeroline": False,
        "title": {
            "text": "weeks from the start of the contract" if lowest else "",
            "font": {"size": FONT_SIZE},
            "standoff": 4,
        },
        "unifiedhovertitle": {"text": "<b>week %{x}</b>"},
        **({"matches": "x"} if panel else {}),
    }


def upright(grid: Grid, panel: int, axis: Reach) -> dict[str, Any]:
    """The upright axis of a panel."""
    return {
        "domain": grid.upright(panel),
        "anchor": axis_id("x", panel),
        "range": [axis.low, axis.high],
        "tickvals": [
            axis.low + axis.step * n for n in range(round((axis.highest - axis.low) / axis.step) + 1)
        ],
        "linecolor": AXIS,
        "showline": True,
        "gridcolor": FAINT,
        "zeroline": False,
        "automargin": False,
    }
