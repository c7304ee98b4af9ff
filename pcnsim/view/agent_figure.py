"""The figure of one agent over the weeks: a small panel for each measure, the last of them the trust of its ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.view.agent_history import AgentHistory, agent_history
from pcnsim.view.bands import bands_of
from pcnsim.view.event_marks import LINE, event_axis, event_list, event_traces, marks_of, told_below
from pcnsim.view.look import BLUE, FONT_SIZE, INK, KINDS
from pcnsim.view.panel_frame import (
    BAND_COLOUR,
    LEFT,
    RIGHT,
    burn_in_shade,
    now_marker,
    page_layout,
    panel_heading,
)
from pcnsim.view.tracks import Track
from pcnsim.view.weekly_axes import BOX, WIDTH, Grid, Reach, axis_id, reach, upright, week_axis

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from pcnsim.model import Model, Simulation
    from pcnsim.model.columns import Floats

__all__ = ["agent_figure"]

_TOP: Final = 8
_BOTTOM: Final = 62
_COLUMN: Final = 0.44
"""Width of a column, as a share of both and the room between them."""

_DARK: Final = {"pcn": INK, "executive": INK, "gp": BLUE}
"""Kinds whose colour is too pale for a line."""


def agent_figure(
    source: Model | Simulation | AgentHistory,
    code: str | None = None,
    *,
    height: int = 480,
    width: int = WIDTH,
    title: str = "",
) -> Figure:
    """One agent week by week: three figures of its kind and the mean trust of its ties, events as numbered lines.

    source: a model or a simulation, whose weeks are run again, with the code of an agent; or a history. height,
    width: pixels; the figure is as wide as its page, and words are set for `width`. title: above it, none unless given.
    The axis of weeks is that of the whole run, so that nothing moves while a run goes on.

    Raises `InputError` where the area has no agent of that code.
    """
    import plotly.graph_objects as go

    if not isinstance(source, AgentHistory):
        if code is None:
            raise InputError("say which agent by its code", where="code")
        source = agent_history(source, code)
    history = source
    track = Track(history.agent.name, history.config, history.weeks, history.values.T)
    now = track.now
    first = int(history.weeks[0]) if len(history.weeks) else 0
    last = max(history.config.weeks, now)
    measures = history.measures
    marks = marks_of([track], first, last, _Wide(len(measures), height, width).panel_width)
    told = event_list(marks, now, width)
    bottom, top = _BOTTOM + LINE * len(told), _TOP + (32 if title else 0)
    grid = _Wide(len(measures), max(height - top - bottom, 80), width)
    room = BOX * (max((mark.level for mark in marks), default=-1) + 0.7) / grid.panel_height
    data: list[dict[str, Any]] = []
    layout = _layout(height, (top, bottom), title)
    layout["uirevision"] = f"{history.agent.code} {first} {last}"
    for panel, measure in enumerate(measures):
        values = history.values[panel]
        bands = bands_of(measure.outcome)[:1] if measure.outcome else ()
        axis = (
            Reach(0.0, measure.top, measure.top, measure.top / 4)
            if measure.top
            else reach([_from_nil(values)], [], bands, min(room, 0.5))
        )
        layout[axis_id("xaxis", panel)] = week_axis(grid, panel, first, last)
        layout[axis_id("yaxis", panel)] = upright(grid, panel, axis)
        layout[axis_id("yaxis", len(measures) + panel)] = event_axis(panel)
        data += _line(history, panel)
        data += event_traces(marks, panel, len(measures), now, grid.panel_height)
        layout["shapes"] += burn_in_shade(panel, first)
        layout["annotations"].append(panel_heading(grid, panel, f"<b>{measure.label}</b><br>{measure.unit}"))
        for band in bands:
            _level(layout, panel, band.low, band.words)
    layout["annotations"].append(told_below(told, _BOTTOM - 6))
    # As in `series_figure`: checking each property takes longer than making them.
    return go.Figure({"data": data, "layout": layout}, _validate=False)


class _Wide(Grid):
    """Two columns with room between them for numbers of thousands."""

    def across(self, panel: int) -> list[float]:
        """Left and right end, as shares of the width."""
        left = 1 - _COLUMN if panel % 2 else 0.0
        return [left, left + _COLUMN]

    @property
    def columns(self) -> int:
        """Always two."""
        return 2

    @property
    def panel_width(self) -> float:
        """Pixels of a panel, margins taken off."""
        return _COLUMN * (self.width - LEFT - RIGHT)


def _from_nil(values: Floats) -> Floats:
    """Values with 0, and with 1 where all are 0, so that an axis shows both."""
    known = values[~np.isnan(values)]
    return np.append(known, (0.0,) if known.any() else (0.0, 1.0))


def _line(history: AgentHistory, panel: int) -> list[dict[str, Any]]:
    """The weeks so far, and where the agent stands now."""
    look = KINDS[history.agent.kind]
    colour = _DARK.get(history.agent.kind, look.colour)
    weeks, values = history.weeks.astype(np.int32), history.values[panel].astype(np.float32)
    axes = {
        "type": "scatter",
        "xaxis": axis_id("x", panel),
        "yaxis": axis_id("y", panel),
        "showlegend": False,
    }
    return [
        {
            **axes,
            "x": weeks,
            "y": values,
            "mode": "lines",
            "line": {"color": colour, "width": 2},
            "name": history.measures[panel].label,
            "hovertemplate": "%{y:.3~g}<extra></extra>",
        },
        {
            **axes,
            **now_marker(colour, look.symbol),
            "x": weeks[-1:],
            "y": values[-1:],
            "name": "now",
        },
    ]


def _level(layout: dict[str, Any], panel: int, level: float, words: str) -> None:
    """A level that matters, with its words."""
    across = {"xref": f"{axis_id('x', panel)} domain", "yref": axis_id("y", panel)}
    line = {"color": BAND_COLOUR, "width": 1.5, "dash": "longdash"}
    layout["shapes"].append(
        {"type": "line", "layer": "below", **across, "x0": 0, "x1": 1, "y0": level, "y1": level, "line": line}
    )
    layout["annotations"].append(
        {
            **across,
            "text": words,
            "x": 0.99,
            "y": level,
            "xanchor": "right",
            "yanchor": "top",
            "showarrow": False,
            "font": {"size": FONT_SIZE, "color": BAND_COLOUR},
            "bgcolor": "rgba(255, 255, 255, 0.75)",
        }
    )


def _layout(height: int, margins: tuple[int, int], title: str) -> dict[str, Any]:
    heading = {"text": f"<b>{title}</b>", "x": 0, "xref": "paper", "y": 1 - 12 / height, "yanchor": "top"}
    return {
        **page_layout(height, margins),
        "title": heading if title else {"text": ""},
        "showlegend": False,
    }
