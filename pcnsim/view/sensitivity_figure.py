"""The figure of a sensitivity analysis: a panel for each outcome, a bar with its interval for each leading factor."""

from __future__ import annotations

import math
from html import escape
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.analysis.labels import label, unit
from pcnsim.analysis.sensitivity_table import TOP, arms, in_words, rows_of
from pcnsim.experiment.store.files import write_whole
from pcnsim.view.look import AXIS, CONFIG, FAINT, FONT, FONT_SIZE, INK, PALETTE, TEMPLATE, TITLE_SIZE, literal

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

    from pcnsim.analysis.sensitivity_result import SensitivityResult

__all__ = ["FIGURE", "sensitivity_figure", "write_sensitivity_figure"]

FIGURE: Final = "sensitivity.html"

_COLUMNS: Final = 2
_WIDTH: Final = 1180
_BAR: Final = 15
_ROW_GAP: Final = 78
_TOP: Final = 120
_BOTTOM: Final = 50
_CHARACTER: Final = 6.3
_LONGEST: Final = 34
_AXES: Final = {
    "mu_star": "mean size of the effect",
    "ST": "share of the variance",
    "rank_correlation": "rank correlation",
}
_BESIDE: Final = {"sigma": "◇ spread of the effect (σ)", "S1": "◇ share of the factor alone (S1)"}


def sensitivity_figure(result: SensitivityResult, top: int = TOP) -> Figure:
    """Leading factors of every outcome analysed; combinations of crossed factors stand side by side in colours."""
    from plotly.subplots import make_subplots

    names = list(result.outcomes)
    series = arms(result)[: len(PALETTE)]
    factors = {name: result.top(top, name)[::-1] for name in names}
    rows = math.ceil(len(names) / _COLUMNS)
    heights = [
        _BAR * (len(series) + 0.6) * max(len(factors[n]) for n in names[i : i + 2])
        for i in range(0, len(names), 2)
    ]
    inner = sum(heights) + _ROW_GAP * (rows - 1)
    left = _CHARACTER * max(len(_short(factor)) for shown in factors.values() for factor in shown) + 16
    plot = _WIDTH - left - 30
    figure: Figure = make_subplots(
        rows=rows,
        cols=_COLUMNS,
        row_heights=heights,
        subplot_titles=[label(name) for name in names],
        vertical_spacing=_ROW_GAP / inner if rows > 1 else 0,
        horizontal_spacing=(left + 20) / plot,
    )
    for place, name in enumerate(names):
        row, column = divmod(place, _COLUMNS)
        _panel(figure, result, name, series, factors[name], row + 1, column + 1)
    _lay_out(figure, result, inner, left, several=len(series) > 1)
    return figure


def write_sensitivity_figure(
    result: SensitivityResult, folder: str | PathLike[str] | None = None, top: int = TOP
) -> Path:
    """Write the figure as a page that needs nothing else, `sensitivity.html`, into the result's folder or another."""
    place = result.folder if folder is None else Path(folder)
    if place is None:
        raise ValueError("this result is kept nowhere; name a folder")
    page: str = sensitivity_figure(result, top).to_html(
        CONFIG, include_plotlyjs=True, full_html=True, div_id="sensitivity"
    )
    page = page.replace("<head>", f"<head><title>{escape(result.name, quote=False)}: sensitivity</title>", 1)
    write_whole(place / FIGURE, page.encode())
    return place / FIGURE


def _panel(
    figure: Figure,
    result: SensitivityResult,
    name: str,
    series: list[tuple[str, pd.DataFrame]],
    factors: list[str],
    row: int,
    column: int,
) -> None:
    from plotly.graph_objects import Bar, Scatter

    measure = result.measure
    for place, (title, part) in enumerate(series):
        rows = rows_of(part, name)
        some = [rows[factor] for factor in factors]
        values = [one[measure.main] for one in some]
        low, high = _interval(some, result)
        # Numbers for places: bars of several series stand side by side, and so must what lies on them.
        width = 0.8 / len(series)
        at = [i + (len(series) / 2 - place - 0.5) * width for i in range(len(factors))]
        common = {"legendgroup": title, "name": title or measure.name}
        figure.add_trace(
            Bar(
                x=values,
                y=at,
                width=width * 0.92,
                orientation="h",
                marker={"color": PALETTE[place], "opacity": 0.75},
                error_x={
                    "type": "data",
                    "symmetric": False,
                    "array": [bound - v for bound, v in zip(high, values, strict=True)],
                    "arrayminus": [v - bound for bound, v in zip(low, values, strict=True)],
                    "color": INK,
                    "thickness": 1,
                    "width": 2,
                },
                customdata=[[factor, _hover(rows[factor])] for factor in factors],
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{title}<br>%{{customdata[1]}}<extra></extra>",
                showlegend=len(series) > 1 and (row, column) == (1, 1),
                **common,
            ),
            row=row,
            col=column,
        )
        if measure.beside:
            figure.add_trace(
                Scatter(
                    x=[one[measure.beside] for one in some],
                    y=at,
                    mode="markers",
                    marker={
                        "symbol": "diamond",
                        "size": 6,
                        "color": "white",
                        "line": {"width": 1.2, "color": INK},
                    },
                    hoverinfo="skip",
                    showlegend=False,
                    **common,
                ),
                row=row,
                col=column,
            )
    size = f" ({unit(name)})" if result.kind == "morris" else ""
    figure.update_xaxes(
        title={"text": f"{_AXES[measure.main]}{size}", "standoff": 4, "font": {"size": 11}},
        row=row,
        col=column,
    )
    figure.update_yaxes(
        tickvals=list(range(len(factors))),
        ticktext=[_short(factor) for factor in factors],
        range=[-0.6, len(factors) - 0.4],
        row=row,
        col=column,
    )


def _interval(some: list[dict[str, float]], result: SensitivityResult) -> tuple[list[float], list[float]]:
    measure = result.measure
    if measure.half_width is None:
        return [one["low"] for one in some], [one["high"] for one in some]
    ends = [
        (one[measure.main] - one[measure.half_width], one[measure.main] + one[measure.half_width])
        for one in some
    ]
    return [low for low, _ in ends], [high for _, high in ends]


def _hover(row: dict[str, float]) -> str:
    """The numbers of a row, a line each."""
    return "<br>".join(
        f"{column.replace('_', ' ')} {value:.4g}" for column, value in row.items() if value == value
    )


def _short(factor: str) -> str:
    return factor if len(factor) <= _LONGEST else f"{factor[: _LONGEST - 1]}…"


def _lay_out(figure: Figure, result: SensitivityResult, inner: float, left: float, *, several: bool) -> None:
    beside = _BESIDE.get(result.measure.beside or "")
    lines = [
        in_words(result),
        f"{result.points:,} points sampled, {result.replications} replication{'s' * (result.replications > 1)} each. "
        f"Lines are 95 % intervals{f'; {beside}' if beside else ''}.",
    ]
    height = _TOP + 26 * several + inner + _BOTTOM
    look: dict[str, Any] = {"family": FONT, "size": FONT_SIZE, "color": INK}
    figure.update_layout(
        template=TEMPLATE,
        width=_WIDTH,
        height=height,
        margin={"t": _TOP + 26 * several, "l": left, "r": 30, "b": _BOTTOM},
        font=look,
        title={
            "text": f"<b>{literal(result.name)}</b><br>"
            + "<br>".join(f"<span style='font-size:12px'>{line}</span>" for line in lines),
            "x": 10 / _WIDTH,
            "y": 1 - 26 / height,
            "yanchor": "top",
            "font": {"size": TITLE_SIZE},
        },
        legend={"orientation": "h", "x": 0, "y": 1 + 22 / inner, "yanchor": "bottom"},
        hoverlabel={"align": "left"},
        barmode="overlay",
    )
    figure.update_xaxes(gridcolor=FAINT, zerolinecolor=AXIS, tickfont={"size": 10}, nticks=6)
    figure.update_yaxes(showgrid=False, zeroline=False, tickfont={"size": 11})
    figure.update_annotations(font={"size": 13})
