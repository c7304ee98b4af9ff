"""The network picture: who is tied to whom this week, and how much trust and work there is."""

from __future__ import annotations

from collections.abc import Callable

import solara
from plotly.graph_objects import Figure as _F

from pcnsim.view.app.plotly_view import PlotlyView
from pcnsim.view.app.session import Session
from pcnsim.view.app.updates import frame_of


def network_figure(s, selected=None):  # placeholder
    return _F(
        {
            "data": [
                {
                    "type": "scatter",
                    "mode": "markers",
                    "x": list(range(5)),
                    "y": [s.week] * 5,
                    "customdata": [[c] for c in "abcde"],
                }
            ]
        }
    )


@solara.component
def NetworkTab(session: Session, selected: solara.Reactive[str | None], inspect: Callable[[], None]) -> None:
    """The picture of the frame; a click on an agent chooses it."""
    frame = frame_of(session)
    figure = network_figure(frame, selected=selected.value)
    PlotlyView(figure, f"Network in week {frame.week}", on_choose=selected.set)
