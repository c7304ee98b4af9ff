"""What stands around and in the panels of a weekly figure beside its lines: page, titles, burn-in, spells, bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from pcnsim.analysis.labels import declared, titled
from pcnsim.view.bands import bands_of
from pcnsim.view.look import FONT, FONT_SIZE, INK
from pcnsim.view.tracks import MEAN_OF
from pcnsim.view.weekly_axes import axis_id

if TYPE_CHECKING:
    from pcnsim.view.event_marks import Mark
    from pcnsim.view.weekly_axes import Grid, Reach

__all__ = [
    "BAND_COLOUR",
    "LEFT",
    "RIGHT",
    "band_lines",
    "burn_in_shade",
    "now_marker",
    "page_layout",
    "panel_heading",
    "panel_shapes",
    "panel_words",
]

BAND_COLOUR: Final = "#B03A00"
"""Of levels that matter and their words."""

LEFT: Final = 48
RIGHT: Final = 26
"""Pixels beside the panels."""

_SHADE: Final = "rgba(90, 90, 90, 0.10)"
_SPELL: Final = "rgba(213, 94, 0, 0.13)"
_BAND_FILL: Final = "rgba(176, 58, 0, 0.08)"


def page_layout(height: int, margins: tuple[int, int]) -> dict[str, Any]:
    """A layout without axes, title or legend; margins: pixels above and below the panels."""
    return {
        "template": {},
        "height": height,
        "autosize": True,
        "paper_bgcolor": "white",
        "plot_bgcolor": "white",
        "margin": {"t": margins[0], "l": LEFT, "r": RIGHT, "b": margins[1], "pad": 0},
        "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
        "hovermode": "x unified",
        "shapes": [],
        "annotations": [],
    }


def panel_shapes(
    marks: Sequence[Mark], panel: int, name: str, axis: Reach, first: int
) -> Iterator[dict[str, Any]]:
    """The burn-in, spells and bands, below the lines."""
    yield from burn_in_shade(panel, first)
    for mark in marks:
        if mark.until is not None:
            yield _weeks(panel, mark.week, mark.until, _SPELL)
    for band in bands_of(name):
        if band in axis.beyond:
            continue
        if not band.line:
            across = {"xref": axis_id("x", panel) + " domain", "x0": 0, "x1": 1, "yref": axis_id("y", panel)}
            yield _under(_BAND_FILL, {**across, "y0": band.low, "y1": band.high})


def burn_in_shade(panel: int, first: int) -> Iterator[dict[str, Any]]:
    """The weeks before week 0 from the first one shown, if there are any."""
    if first < 0:
        yield _weeks(panel, first - 0.5, 0, _SHADE)


def _weeks(panel: int, begin: float, end: float, colour: str) -> dict[str, Any]:
    """Some weeks of a panel shaded, over its whole height."""
    whole = {"xref": axis_id("x", panel), "yref": axis_id("y", panel) + " domain", "y0": 0, "y1": 1}
    return _under(colour, {**whole, "x0": begin, "x1": end})


def _under(colour: str, place: dict[str, Any]) -> dict[str, Any]:
    """A rectangle below the lines."""
    return {"type": "rect", "layer": "below", "line": {"width": 0}, **place, "fillcolor": colour}


def now_marker(colour: str, symbol: str) -> dict[str, Any]:
    """How the end of a line is drawn: where it stands now."""
    return {
        "mode": "markers",
        "marker": {"color": colour, "symbol": symbol, "size": 9, "line": {"color": "white", "width": 1}},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def band_lines(panel: int, name: str, axis: Reach, first: int, last: int) -> Iterator[dict[str, Any]]:
    """The lines of bands that are single levels; empty where they lie beyond the axis.

    They are no shapes: below the lines of runs a shape would hide behind the grid.
    """
    for band in bands_of(name):
        if band.line:
            yield {
                "type": "scatter",
                "xaxis": axis_id("x", panel),
                "yaxis": axis_id("y", panel),
                "x": [first - 1, 2 * last],
                "y": [None if band in axis.beyond else band.low] * 2,
                "mode": "lines",
                "line": {"color": BAND_COLOUR, "width": 1.5, "dash": "8px,4px"},
                "hoverinfo": "skip",
                "showlegend": False,
                "name": f"band: {band.words}",
            }


def panel_heading(grid: Grid, panel: int, text: str) -> dict[str, Any]:
    """What stands above a panel."""
    return {
        "text": text,
        "showarrow": False,
        "font": {"size": FONT_SIZE},
        "xref": "paper",
        "yref": "paper",
        "x": grid.across(panel)[0],
        "y": grid.upright(panel)[1],
        "xanchor": "left",
        "yanchor": "bottom",
        "yshift": 9,
        "align": "left",
    }


def panel_words(grid: Grid, panel: int, name: str, axis: Reach, first: int) -> Iterator[dict[str, Any]]:
    """A panel's title and unit, the words of its bands, and "burn-in"."""
    outcome = declared(name)
    plain = {"showarrow": False, "font": {"size": FONT_SIZE}}
    yield panel_heading(grid, panel, f"<b>{titled(name)}</b><br>{outcome.unit}{_averaged(name)}")
    inside = {
        **plain,
        "xref": axis_id("x", panel) + " domain",
        "bgcolor": "rgba(255, 255, 255, 0.75)",
        "borderpad": 1,
    }
    for band in bands_of(name):
        edge = {"yref": axis_id("y", panel) + " domain", "y": 0, "yanchor": "bottom"}
        text = band.words
        if band in axis.beyond:
            above = band.low > axis.middle
            edge |= {"y": 0.9 if above else 0, "yanchor": "top" if above else "bottom"}
            text += " (above)" if above else " (below)"
        else:
            # Words stand where lines of runs are not: beyond the level, or above the range as long as the axis goes on.
            above = band.low > axis.middle if band.line else band.high < axis.highest
            edge = {
                "yref": axis_id("y", panel),
                "y": min(band.high, axis.highest),
                "yanchor": "bottom" if above else "top",
            }
        yield {
            **inside,
            **edge,
            "text": text,
            "x": 0.99,
            "xanchor": "right",
            "hovertext": band.source,
            "font": {"size": FONT_SIZE, "color": BAND_COLOUR},
        }
    if first < -4 and panel == 0:
        yield {
            **plain,
            "text": "burn-in",
            "textangle": -90,
            "xref": axis_id("x", panel),
            "x": first / 2,
            "yref": axis_id("y", panel) + " domain",
            "y": 0.85,
            "yanchor": "top",
        }


def _averaged(name: str) -> str:
    return f", mean of {MEAN_OF[name]} weeks" if name in MEAN_OF else ""
