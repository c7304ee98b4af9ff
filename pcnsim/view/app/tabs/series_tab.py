"""Outcomes week by week, with the bands that matter and what happens in the run."""

from __future__ import annotations

from typing import Final

import solara

from pcnsim.analysis.labels import label
from pcnsim.model.outcomes.declared import OUTCOMES
from pcnsim.view.app.plotly_view import PlotlyView
from pcnsim.view.app.room import Room
from pcnsim.view.app.session import Session
from pcnsim.view.app.settings_form import title_now
from pcnsim.view.app.take_away import name_of
from pcnsim.view.app.updates import frame_of
from pcnsim.view.figures import series_figure
from pcnsim.view.series_figure import SHOWN

MOST: Final = 9
"""Outcomes shown at a time."""


@solara.component
def SeriesTab(session: Session, room: Room) -> None:
    """The outcomes chosen, so far."""
    frame = frame_of(session)
    chosen: solara.Reactive[list[str]] = solara.use_reactive(list(SHOWN))
    solara.v.Autocomplete(
        label=f"Outcomes, up to {MOST}",
        items=[{"text": f"{label(one.name)} ({one.domain})", "value": one.name} for one in OUTCOMES],
        v_model=chosen.value,
        on_v_model=lambda names: chosen.set((names or list(SHOWN))[-MOST:]),
        multiple=True,
        chips=True,
        small_chips=True,
        deletable_chips=True,
        dense=True,
        hide_details=True,
    )
    PlotlyView(
        series_figure(
            frame,
            chosen.value,
            title=title_now(session),
            width=room.width,
            height=max(room.height, 620) if len(chosen.value) > 3 else 400,
        ),
        f"Outcomes week by week, up to week {frame.week}",
        filename=f"{name_of(session.frame)}-series",
    )
