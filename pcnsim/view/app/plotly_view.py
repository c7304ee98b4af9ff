"""A Plotly figure on the page, redrawn in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import solara

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["PlotlyView"]


@solara.component_vue("plotly_view.vue")
def _View(
    figure: str = "{}",
    label: str = "",
    filename: str = "pcnsim",
    event_chosen: Callable[[str], None] | None = None,
) -> None: ...


def PlotlyView(
    figure: Figure,
    label: str,
    filename: str = "pcnsim",
    on_choose: Callable[[str], None] | None = None,
) -> None:
    """Show a figure; `Plotly.react` changes it in place, so zoom stays and nothing flickers.

    Not a component of its own: Solara would compare each figure with the last, element by element, to learn that it
    differs.

    label: what a screen reader says. filename: of a PNG saved from the page. on_choose: called with the first item of
    `customdata` of a point that was clicked, where it is text.
    """
    _View(
        figure=figure.to_json(),
        label=label,
        filename=filename,
        event_chosen=on_choose or (lambda code: None),
    )
