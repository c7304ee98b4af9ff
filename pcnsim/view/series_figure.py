"""The figure of outcomes week by week, with the bands that matter and what happens in the run.

Lines hold each week's own value (of leavers the mean of a year: `tracks` says why). The axis of weeks is that of the
whole run, so that nothing moves while a run goes on; what is to come stands on it already.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.view.bands import bands_of
from pcnsim.view.event_marks import LINE, event_axis, event_list, event_traces, marks_of, told_below
from pcnsim.view.look import (
    FONT_SIZE,
    PALETTE,
    STRUCTURES,
    SYMBOLS,
    TITLE_SIZE,
    Look,
    literal,
    of_structure,
)
from pcnsim.view.panel_frame import band_lines, now_marker, page_layout, panel_shapes, panel_words
from pcnsim.view.tracks import tracks_of
from pcnsim.view.weekly_axes import BOX, BURN_IN_SHOWN, WIDTH, Grid, axis_id, reach, upright, week_axis

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from pcnsim.model.columns import Floats
    from pcnsim.view.tracks import Source, Track

__all__ = ["SHOWN", "series_figure"]

SHOWN: Final = (
    "joint_resolution",
    "timeliness",
    "service_trust",
    "contacts_per_day",
    "strain",
    "director_unpaid_hours",
)
"""Outcomes shown unless others are asked for: three of integration, three of workload."""

DASHES: Final = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "2px,7px", "12px,3px,3px,3px")
_TOP: Final = 22
_TITLE_LINE: Final = 22
_LEGEND: Final = 26
_BOTTOM: Final = 62


def series_figure(
    source: Source | Mapping[str, Source],
    outcomes: Sequence[str] | None = None,
    *,
    first_week: int | None = None,
    design_points: Sequence[int] | None = None,
    title: str | None = None,
    height: int = 640,
    width: int = WIDTH,
) -> Figure:
    """Weekly outcomes, a panel each: lines over weeks, bands that matter, events as numbered lines.

    source: a model, a simulation, the folder of `pcnsim run`, that of an experiment with weekly series (a line for each
    arm: the mean over its runs, with the 95 % interval of the mean), or several of these by name. outcomes: names of
    weekly outcomes, `SHOWN` unless given. first_week: where the axis begins; up to 26 weeks before the contract unless
    given. It ends with the run, however far that has come. design_points: arms of an experiment, by number. title: over
    the figure, the description or name of the configuration unless given. width, height: pixels that it is laid out
    for; it fills what width it is given.

    Raises `InputError` for a source without weekly series and for outcomes that are not known.
    """
    import plotly.graph_objects as go

    names = tuple(SHOWN if outcomes is None else dict.fromkeys(outcomes))
    tracks = tracks_of(source, names, design_points=design_points)
    first, last = _weeks(tracks, first_week)
    looks = _looks(tracks)
    now = max(track.now for track in tracks)
    marks = marks_of(tracks, first, last, Grid(len(names), height, width).panel_width)
    told = event_list(marks, now, width)
    heading, below = _heading(tracks, now, title, width)
    top = _TOP + _TITLE_LINE * len(heading) + LINE * len(below) + (_LEGEND if len(tracks) > 1 else 0)
    bottom = _BOTTOM + LINE * len(told)
    grid = Grid(len(names), max(height - top - bottom, 80), width)
    room = BOX * (max((mark.level for mark in marks), default=-1) + 0.7) / grid.panel_height
    data: list[dict[str, Any]] = []
    layout = _layout(heading, below, height, (top, bottom))
    for panel, name in enumerate(names):
        axis = reach(*_seen(tracks, panel, first), bands_of(name), min(room, 0.6))
        layout[axis_id("xaxis", panel)] = week_axis(grid, panel, first, last)
        layout[axis_id("yaxis", panel)] = upright(grid, panel, axis)
        layout[axis_id("yaxis", len(names) + panel)] = event_axis(panel)
        data += band_lines(panel, name, axis, first, last)
        data += _lines(tracks, looks, panel)
        data += event_traces(marks, panel, len(names), now, grid.panel_height)
        layout["shapes"] += panel_shapes(marks, panel, name, axis, first)
        layout["annotations"] += panel_words(grid, panel, name, axis, first)
    layout["annotations"].append(told_below(told, _BOTTOM - 6))
    layout["uirevision"] = f"{','.join(names)} {first} {last}"
    # Checking each of some thousand properties takes longer than making them; the tests check them.
    return go.Figure({"data": data, "layout": layout}, _validate=False)


def _weeks(tracks: Sequence[Track], first_week: int | None) -> tuple[int, int]:
    """First and last week of the axis: of the whole run, however far it has come."""
    last = max(max(track.config.weeks, track.now) for track in tracks)
    if first_week is not None:
        return min(first_week, last - 1), last
    starts = [int(track.weeks[0]) if len(track.weeks) else -track.config.burn_in_weeks for track in tracks]
    return max(min(starts), -BURN_IN_SHOWN), last


def _looks(tracks: Sequence[Track]) -> list[Look]:
    """Colour, symbol and dash of each track: those of its structure if it is named so, else what is left."""
    if len(tracks) == 1:
        return [of_structure(tracks[0].config.structure.name)._replace(dash="solid")]
    taken = {track.name for track in tracks} & set(STRUCTURES)
    named = [STRUCTURES[name] for name in taken]
    free = [
        Look(colour, symbol, dash)
        for colour, symbol, dash in zip(PALETTE, SYMBOLS, DASHES, strict=True)
        if colour not in {look.colour for look in named}
    ]
    left = iter(free)
    return [STRUCTURES[track.name] if track.name in taken else next(left) for track in tracks]


# ---------------------------------------------------------------------- lines


def _seen(tracks: Sequence[Track], panel: int, first: int) -> tuple[list[Floats], list[Floats]]:
    """What is drawn in a panel: values of lines, and edges of intervals."""
    lines, edges = [], []
    for track in tracks:
        shown = track.weeks >= first
        lines.append(track.values[shown, panel])
        edges += [edge[shown, panel] for edge in (track.low, track.high) if edge is not None]
    return lines, edges


def _lines(tracks: Sequence[Track], looks: Sequence[Look], panel: int) -> Iterator[dict[str, Any]]:
    """For each track its interval if it has one, its line, and where it stands now; as many in every week."""
    axes = {"type": "scatter", "xaxis": axis_id("x", panel), "yaxis": axis_id("y", panel)}
    for track, look in zip(tracks, looks, strict=True):
        weeks = track.weeks.astype(np.int32)
        values = track.values[:, panel].astype(np.float32)
        group = {"legendgroup": track.name, "x": weeks, **axes}
        if track.low is not None and track.high is not None:
            edge = {**group, "mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
            yield {**edge, "y": track.low[:, panel].astype(np.float32), "name": f"{track.name}, low"}
            yield {
                **edge,
                "y": track.high[:, panel].astype(np.float32),
                "fill": "tonexty",
                "fillcolor": _light(look.colour),
                "name": f"{track.name}, high",
            }
        yield {
            **group,
            "y": values,
            "mode": "lines",
            "line": {"color": look.colour, "width": 2, "dash": look.dash},
            "name": track.name,
            "hovertemplate": "%{y:.3~g}",
            "showlegend": panel == 0 and len(tracks) > 1,
        }
        yield {
            **group,
            **now_marker(look.colour, look.symbol),
            "x": weeks[-1:],
            "y": values[-1:],
            "name": f"{track.name}, now",
        }


def _light(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.18)"


# ---------------------------------------------------------------------- around the lines


def _heading(tracks: Sequence[Track], now: int, title: str | None, width: int) -> tuple[list[str], list[str]]:
    """Lines of the title, and of what is said below it."""
    one = tracks[0]
    heading = title if title is not None else literal(one.config.description or one.config.name)
    below = f"Week {now} of {max(track.config.weeks for track in tracks)}"
    if len(tracks) == 1:
        below += f", {one.name} at the start" if one.config.structure_changes else f", {one.name}"
    below += ". "
    most = max(track.runs for track in tracks)
    if most > 1 or one.low is not None:
        below += f"Lines: means over {most} replications; shaded: their 95 % intervals. "
        if len(tracks) > 1:
            below += "Arms share their luck and may differ where these overlap. "
    elif len(tracks) > 1:
        below += "One run each: what differs may be luck. "
    below += "↑ higher is better, ↓ lower is better."
    # The buttons of a page stand beside the title.
    return textwrap.wrap(heading, max(int((width - 340) / 9), 20)), textwrap.wrap(below, int(width / 6.2))


def _layout(heading: list[str], below: list[str], height: int, margins: tuple[int, int]) -> dict[str, Any]:
    title = f"<b>{'<br>'.join(heading)}</b><br>" if heading else ""
    return {
        **page_layout(height, margins),
        "title": {
            "text": f"{title}<span style='font-size:{FONT_SIZE}px'>{'<br>'.join(below)}</span>",
            "x": 0,
            "xref": "paper",
            "y": 1 - 20 / height,
            "yanchor": "top",
            "font": {"size": TITLE_SIZE},
        },
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "itemwidth": 40,
            "font": {"size": FONT_SIZE},
        },
        "hoverlabel": {"align": "left", "namelength": -1},
    }
