"""The figure of one agent over the weeks: a small panel for each measure, and the mean trust of its ties."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pcnsim.view.agent_history import AgentHistory, Measure
from pcnsim.view.look import AXIS, BLUE, FAINT, FONT, FONT_SIZE, INK, TEMPLATE, TITLE_SIZE, VERMILION

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["agent_figure"]

COLUMNS: Final = 2
HEIGHT: Final = 460
"""Pixels: two rows of panels."""


def agent_figure(history: AgentHistory, name: str = "", marked: Sequence[tuple[int, str]] = ()) -> Figure:
    """Four panels of one agent, week by week.

    name: of the agent, for the title. marked: weeks in which something began, with what it was, drawn as dotted lines.
    """
    import plotly.graph_objects as go
    from plotly.subplots import make_subplots

    measures = history.measures
    figure = make_subplots(
        rows=-(-len(measures) // COLUMNS),
        cols=COLUMNS,
        shared_xaxes=True,
        horizontal_spacing=0.09,
        vertical_spacing=0.16,
        subplot_titles=[
            f"{one.label} <span style='font-size:{FONT_SIZE}px'>({one.unit})</span>" for one in measures
        ],
    )
    for place, (measure, values) in enumerate(zip(measures, history.values, strict=True)):
        row, column = divmod(place, COLUMNS)
        figure.add_trace(
            go.Scatter(
                x=history.weeks,
                y=values,
                mode="lines" if len(values) > 1 else "markers",
                line={"color": BLUE, "width": 2},
                name=measure.label,
                hovertemplate=f"week %{{x}}: %{{y:.3~g}} {measure.unit}<extra></extra>",
            ),
            row=row + 1,
            col=column + 1,
        )
        _limit(figure, measure, row + 1, column + 1)
        figure.update_yaxes(
            range=[0, measure.top] if measure.top else None,
            rangemode="tozero",
            row=row + 1,
            col=column + 1,
        )
    for week, what in marked:
        figure.add_vline(x=week - 0.5, line={"color": AXIS, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=week - 0.5, xref="x", y=1.0, yref="paper", yanchor="bottom", text=what, showarrow=False,
            font={"size": FONT_SIZE, "color": INK}, textangle=-20, xanchor="left", visible=False,
        )  # fmt: skip
    figure.update_xaxes(gridcolor=FAINT, linecolor=AXIS, range=[-0.5, max(len(history.weeks), 13) - 0.5])
    figure.update_yaxes(gridcolor=FAINT, linecolor=AXIS, zeroline=False)
    figure.update_xaxes(
        title={"text": "week of the contract", "standoff": 6}, row=-(-len(measures) // COLUMNS)
    )
    figure.update_annotations(font={"size": FONT_SIZE + 1, "color": INK})
    figure.update_layout(
        template=TEMPLATE,
        font={"family": FONT, "size": FONT_SIZE, "color": INK},
        title={"text": name, "font": {"size": TITLE_SIZE}, "x": 0.01} if name else None,
        showlegend=False,
        height=HEIGHT,
        margin={"l": 50, "r": 16, "t": 64 if name else 34, "b": 46},
        uirevision=f"{history.kind} {history.row}",
        hovermode="x unified",
    )
    return figure


def _limit(figure: Figure, measure: Measure, row: int, column: int) -> None:
    """The level that matters, as a line with its number."""
    if measure.limit is None:
        return
    figure.add_hline(
        y=measure.limit,
        line={"color": VERMILION, "width": 1.5, "dash": "dash"},
        annotation={"text": f"safe limit {measure.limit:g}", "font": {"color": VERMILION}},
        annotation_position="top right",
        row=row,
        col=column,
    )
