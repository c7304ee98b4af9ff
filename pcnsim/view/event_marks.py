"""Events in weekly figures: numbered lines over the panels, and the list of what the numbers stand for."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pcnsim.view.events import Event, events_of
from pcnsim.view.look import FONT_SIZE, INK
from pcnsim.view.weekly_axes import BOX, WIDTH, axis_id, places

if TYPE_CHECKING:
    from pcnsim.view.tracks import Track

__all__ = ["LINE", "Mark", "event_axis", "event_list", "event_traces", "marks_of", "told_below"]

LINE: Final = 17
"""Pixels of a line of the list."""

MOST_LINES: Final = 6
"""Lines that the list may take."""

_COLOUR: Final = "#777777"
_LETTER: Final = 6.1
"""Pixels of a letter, roughly."""


@dataclass(frozen=True)
class Mark:
    """What happens in one week, the number that stands for it, and where that stands: along the axis, and how high."""

    number: int
    week: int
    text: str
    place: float
    level: int
    until: int | None = None


def _shared(tracks: Sequence[Track]) -> list[Event]:
    """Events of all tracks in order of weeks; those that not all have say whose they are."""
    whose: dict[Event, list[str]] = {}
    for track in tracks:
        for event in dict.fromkeys(events_of(track.config)):
            whose.setdefault(event, []).append(track.name)
    events = [
        event if len(names) == len(tracks) else replace(event, text=f"{event.text} ({', '.join(names)})")
        for event, names in whose.items()
    ]
    return sorted(events, key=lambda event: event.week)


def marks_of(tracks: Sequence[Track], first: int, last: int, width: float) -> list[Mark]:
    """The events within the axis, those of a week together, numbered."""
    weeks: dict[int, list[Event]] = {}
    for event in _shared(tracks):
        if first <= event.week <= last:
            weeks.setdefault(event.week, []).append(event)
    where = places(list(weeks), first, last, width)
    return [
        Mark(
            number,
            week,
            "; ".join(event.text for event in events),
            place,
            level,
            max((event.until for event in events if event.until is not None), default=None),
        )
        for number, ((week, events), (place, level)) in enumerate(zip(weeks.items(), where, strict=True), 1)
    ]


def event_traces(
    marks: Sequence[Mark], panel: int, panels: int, now: int, panel_height: float
) -> Iterator[dict[str, Any]]:
    """Upright lines of what has happened and of what is to come, and the numbers, on an axis from 0 to 1."""
    axes = {
        "type": "scatter",
        "xaxis": axis_id("x", panel),
        "yaxis": axis_id("y", panels + panel),
        "showlegend": False,
    }
    for past in (True, False):
        weeks = [mark.week for mark in marks if (mark.week <= now) == past]
        yield {
            **axes,
            "x": [week for at in weeks for week in (at, at, None)],
            "y": [0, 1, None] * len(weeks),
            "mode": "lines",
            "line": {"color": _COLOUR, "width": 1, "dash": "solid" if past else "dot"},
            "hoverinfo": "skip",
            "name": "events" if past else "events to come",
        }
    yield {
        **axes,
        "x": [mark.place for mark in marks],
        "y": [1 - mark.level * BOX / panel_height for mark in marks],
        "text": [str(mark.number) for mark in marks],
        "mode": "markers+text",
        "marker": {
            "symbol": "square",
            "size": BOX - 2,
            "color": "white",
            "opacity": 1,
            "line": {"color": _COLOUR, "width": 1},
        },
        "textfont": {"size": FONT_SIZE, "color": INK},
        "textposition": "middle center",
        "hoverinfo": "skip",
        "cliponaxis": False,
        "name": "event numbers",
    }
    yield {
        **axes,
        "x": [mark.week for mark in marks],
        "y": [1] * len(marks),
        "text": [_folded(mark.text) for mark in marks],
        "mode": "markers",
        "marker": {"opacity": 0, "color": _COLOUR},
        "hovertemplate": "week %{x}: %{text}",
        "name": "event",
    }


def _folded(text: str) -> str:
    """A text in lines that a box beside the pointer has room for."""
    return "<br>".join(textwrap.wrap(text, 44))


def event_list(marks: Sequence[Mark], now: int, width: int = WIDTH) -> list[str]:
    """What the numbers stand for, in lines of so many pixels: the width of the figure."""
    if not marks:
        return []
    items = [(mark.number, f"week {mark.week}: {mark.text}") for mark in marks]
    letters = int(0.96 * width / _LETTER)
    lines: list[list[tuple[int, str]]] = [[]]
    for item in items:
        used = sum(len(text) + 8 for _, text in lines[-1])
        if lines[-1] and used + len(item[1]) > letters:
            lines.append([])
        lines[-1].append(item)
    words = ["     ".join(_numbered(*item) for item in line) for line in lines]
    if len(words) > MOST_LINES:
        left = sum(len(line) for line in lines[MOST_LINES:])
        words = [*words[: MOST_LINES - 1], f"{words[MOST_LINES - 1]}     and {left} more"]
    if any(mark.week > now for mark in marks):
        words[-1] += "     (dotted: to come)"
    return words


def _numbered(number: int, text: str) -> str:
    return f"<b>{number}</b>  {text}"


def event_axis(panel: int) -> dict[str, Any]:
    """The upright axis from 0 to 1 of a panel's events, over that of its lines."""
    return {
        "overlaying": axis_id("y", panel),
        "anchor": axis_id("x", panel),
        "range": [0, 1],
        "fixedrange": True,
        "visible": False,
    }


def told_below(told: Sequence[str], space: int) -> dict[str, Any]:
    """The list of events below the figure; empty text where nothing happens, so that no other moves."""
    return {
        "text": "<br>".join(told) or " ",
        "showarrow": False,
        "align": "left",
        "font": {"size": FONT_SIZE},
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": 0,
        "xanchor": "left",
        "yanchor": "top",
        "yshift": -space,
    }
