"""Plotly figures of a result: one panel for each outcome, points with 95 % intervals, an arm each.

Arms differ in colour and symbol.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from os import PathLike
from typing import TYPE_CHECKING, Final

from pcnsim.analysis.labels import (
    arm,
    declared,
    factor_text,
    label,
    leaders,
    level_text,
    shown_outcomes,
    titled,
    together,
)
from pcnsim.view.look import (
    AXIS,
    FAINT,
    FONT,
    FONT_SIZE,
    INK,
    PALETTE,
    SYMBOLS,
    TEMPLATE,
    TITLE_SIZE,
    literal,
)
from pcnsim.view.panels import COLUMNS, GAP, by_domain, entry_width, head_domains, legend_lines, places, specs

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

    from pcnsim.analysis.study import ExperimentResult

MOST_SERIES: Final = 8
MOST_ARMS: Final = 30
"""Arms that can be told apart in a figure; of larger designs the tables are read."""

_PANEL_HEIGHT: Final = 200
_TOP: Final = 150
_LEGEND_LINE: Final = 29


def comparison_figure(result: ExperimentResult | str | PathLike[str]) -> Figure:
    """Means and 95 % intervals of the outcomes shown, by arm.

    result: a result or a result folder. Along each panel stand the levels of `structure`, or of the first factor;
    the other factors' levels are told apart by colour and symbol.
    """
    from plotly.subplots import make_subplots

    if isinstance(result, str | PathLike):
        from pcnsim.analysis import read_result

        result = read_result(result)
    names = by_domain(shown_outcomes(result.config))
    where = places(names)
    rows = max(row for row, _ in where)
    series = _series(result)
    top = _TOP + _LEGEND_LINE * legend_lines([title for title, _ in series])
    height = top + _PANEL_HEIGHT * rows + 40
    figure: Figure = make_subplots(
        rows=rows,
        cols=COLUMNS,
        specs=specs(rows, set(where)),
        subplot_titles=[titled(name) for name in names],
        vertical_spacing=70 / (height - top),
        horizontal_spacing=GAP,
    )
    for name, (row, column) in zip(names, where, strict=True):
        _panel(figure, result, name, series, row, column)
        unit = "<br>".join(textwrap.wrap(declared(name).unit, 24))
        figure.update_yaxes(title={"text": unit, "font": {"size": 10}, "standoff": 4}, row=row, col=column)
    _lay_out(figure, result, height, top, several=len(series) > 1)
    head_domains(figure, names)
    return figure


def _along(factors: Sequence[str]) -> str:
    """The factor whose levels stand along each panel."""
    return "structure" if "structure" in factors else factors[0]


def can_be_read(result: ExperimentResult) -> bool:
    """Whether the arms of a design can be told apart: few, in few series, and no sample."""
    if result.config.experiment.design.sampled or len(result.plan.points) > MOST_ARMS:
        return False
    return len(_series(result)) <= MOST_SERIES


def _series(result: ExperimentResult) -> list[tuple[str, list[tuple[str, int]]]]:
    """Series by name: for each the places along the panel (levels of the first factor) and their design points."""
    plan = result.plan
    if not plan.factors:
        return [("all runs", [("all runs", 0)])]
    along = _along(leaders(plan))
    series: dict[str, list[tuple[str, int]]] = {}
    for point in plan.points:
        level = dict(zip(plan.factors, plan.shown(point), strict=True))[along]
        text = level_text(level)
        series.setdefault(arm(plan, point, without=along), []).append((text, point.number))
    return list(series.items())


def _panel(
    figure: Figure,
    result: ExperimentResult,
    name: str,
    series: list[tuple[str, list[tuple[str, int]]]],
    row: int,
    column: int,
) -> None:
    from plotly.graph_objects import Scatter

    table = result.summary[result.summary["outcome"] == name].set_index("design_point")
    levels = list(dict.fromkeys(text for _, points in series for text, _ in points))
    figure.update_xaxes(
        tickvals=list(range(len(levels))),
        ticktext=levels,
        range=[-0.5, len(levels) - 0.5],
        row=row,
        col=column,
    )
    _leave_room(figure, table, row, column)
    for place, (title, points) in enumerate(series):
        alone = len(series) == 1
        # One series: an arm each its colour. Several: a series each, side by side.
        shift = 0.0 if alone else (place - (len(series) - 1) / 2) * 0.7 / len(series)
        look = (
            [i % len(PALETTE) for i in range(len(points))] if alone else [place % len(PALETTE)] * len(points)
        )
        x = [levels.index(text) + shift for text, _ in points]
        some = table.loc[[number for _, number in points]]
        paired = [_paired(result, name, number) for _, number in points]
        figure.add_trace(
            Scatter(
                x=x,
                y=some["mean"].tolist(),
                error_y={
                    "type": "data",
                    "array": (some["high"] - some["mean"]).tolist(),
                    "color": "#777777" if alone else PALETTE[place % len(PALETTE)],
                    "thickness": 1.5,
                    "width": 5,
                },
                mode="markers",
                marker={
                    "size": 9,
                    "color": [PALETTE[i] for i in look],
                    "symbol": [SYMBOLS[i] for i in look],
                    "line": {"width": 0.5, "color": "white"},
                },
                customdata=[
                    [text if alone else f"{text}, {title}", low, high, n, difference]
                    for (text, _), low, high, n, (_, difference) in zip(
                        points, some["low"], some["high"], some["n"], paired, strict=True
                    )
                ],
                hovertemplate="<b>%{customdata[0]}</b><br>mean %{y:.4g}"
                "<br>95 % interval %{customdata[1]:.4g} to %{customdata[2]:.4g}"
                f"<br>n %{{customdata[3]}}%{{customdata[4]}}<extra>{label(name)}</extra>",
                name=title,
                legendgroup=title,
                showlegend=not alone and (row, column) == (1, 1),
            ),
            row=row,
            col=column,
        )
        stars = [at for at, (differs, _) in enumerate(paired) if differs]
        if stars:
            # Above the intervals, where no marker of a neighbour stands.
            figure.add_trace(
                Scatter(
                    x=[x[at] for at in stars],
                    y=[some["high"].iloc[at] for at in stars],
                    mode="text",
                    text=["*"] * len(stars),
                    textposition="top center",
                    textfont={"size": 16},
                    cliponaxis=False,
                    hoverinfo="skip",
                    name=f"{title}: *",
                    legendgroup=title,
                    showlegend=False,
                ),
                row=row,
                col=column,
            )


def _leave_room(figure: Figure, table: pd.DataFrame, row: int, column: int) -> None:
    """End the upright axis some way above the highest interval, where a star may stand."""
    low = min(table["low"].min(), table["mean"].min())
    high = max(table["high"].max(), table["mean"].max())
    if high > low:
        step = (high - low) / 20
        figure.update_yaxes(range=[low - step, high + 3 * step], row=row, col=column)


def _paired(result: ExperimentResult, name: str, point: int) -> tuple[bool, str]:
    """Whether an arm's paired difference from its reference leaves out 0, and the difference in words."""
    reference = result.plan.references.get(point)
    if reference is None:
        return False, "<br>reference of the paired differences"
    table = result.comparisons
    row = table[
        (table["design_point"] == point)
        & (table["reference_point"] == reference)
        & (table["outcome"] == name)
    ].iloc[0]
    low, high = float(row["low"]), float(row["high"])
    words = (
        f"<br>minus {arm(result.plan, result.plan.points[reference])}, paired: {row['mean_difference']:+.4g}"
        f"<br>95 % interval {low:+.4g} to {high:+.4g}"
    )
    return low > 0 or high < 0, words


def _lay_out(figure: Figure, result: ExperimentResult, height: int, top: int, *, several: bool) -> None:
    heading = literal(result.config.description or result.config.name)
    below = (
        f"Means over the last 52 weeks with 95 % intervals, {result.plan.replications} replications on common random "
        "numbers. ↑ higher is better, ↓ lower is better. Axes do not start at 0."
    )
    references = sorted(set(result.plan.references.values()))
    along = _along(leaders(result.plan)) if result.plan.factors else "structure"
    if along != "structure":
        below += f" Along each panel: {factor_text(along)}."
    below += "".join(f" {sentence}" for sentence in together(result.plan))
    if references:
        name = (
            arm(result.plan, result.plan.points[references[0]]) if len(references) == 1 else "the reference"
        )
        below += (
            f"<br>* the paired difference from {name} is distinct from 0 (its 95 % interval leaves out 0), "
            "even where the intervals shown overlap."
        )
    figure.update_layout(
        template=TEMPLATE,
        width=1180,
        height=height,
        margin={"t": top, "l": 80, "r": 30, "b": 40},
        font={"family": FONT, "size": FONT_SIZE, "color": INK},
        title={
            "text": f"<b>{heading}</b><br><span style='font-size:12px'>{below}</span>",
            "x": 0,
            "xref": "paper",
            "y": 1 - 30 / height,
            "yanchor": "top",
            "font": {"size": TITLE_SIZE},
        },
        # Lines of the legend grow upwards from above the first domain; `top` has room for them below the title.
        legend={
            "orientation": "h",
            "x": 0,
            "y": 1 + 38 / (height - top - 40),
            "yanchor": "bottom",
            "entrywidth": entry_width([title for title, _ in _series(result)]),
            "entrywidthmode": "pixels",
        },
        showlegend=several,
        hoverlabel={"align": "left"},
    )
    figure.update_xaxes(
        showgrid=False, zeroline=False, linecolor=AXIS, ticks="outside", ticklen=3, tickfont={"size": 11}
    )
    figure.update_yaxes(gridcolor=FAINT, zeroline=False, nticks=5, tickfont={"size": 10}, automargin=False)
    figure.update_annotations(font={"size": 12.5})
