"""Outcomes week by week."""

from __future__ import annotations

import solara
from plotly.graph_objects import Figure as _F

from pcnsim.view.app.plotly_view import PlotlyView
from pcnsim.view.app.session import Session
from pcnsim.view.app.updates import frame_of


def series_figure(s):  # placeholder
    return _F({"data": [{"type": "scatter", "y": list(range(s.week))}]})


@solara.component
def SeriesTab(session: Session) -> None:
    """Integration and workload so far."""
    frame = frame_of(session)
    PlotlyView(series_figure(frame), f"Outcomes to week {frame.week}")
