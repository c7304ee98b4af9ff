"""The page: Mesa's bar and controls at the side, settings below them, and the views as tabs beside."""

from __future__ import annotations

from typing import Any

import solara
import solara.lab
from mesa.visualization import SolaraViz

from pcnsim.config import InputError
from pcnsim.view.app.beginning import area_text
from pcnsim.view.app.pulse import Pulse
from pcnsim.view.app.room import LAPTOP, room_of
from pcnsim.view.app.session import Session
from pcnsim.view.app.settings_form import structure_now
from pcnsim.view.app.stage import Shown, Stage
from pcnsim.view.app.start import beginning
from pcnsim.view.app.tabs.inspect_tab import InspectTab
from pcnsim.view.app.tabs.network_tab import NetworkTab
from pcnsim.view.app.tabs.series_tab import SeriesTab
from pcnsim.view.app.tabs.settings_panel import SettingsPanel
from pcnsim.view.app.tabs.side_by_side_tab import SideBySideTab
from pcnsim.view.app.tabs.take_away_tab import TakeAwayTab
from pcnsim.view.app.updates import asked, frame_of, tell

TABS = ("Network", "Series", "Side by side", "Inspect", "Take away")
"""Titles of the views, in order."""


@solara.component
def Page() -> None:
    """A session of its own for whoever opens the page."""
    solara.Title("pcnsim")
    made: tuple[Session | None, str] = solara.use_memo(_session, [])
    session, trouble = made
    if session is None:
        solara.Error(f"The configuration cannot be run: {trouble}")
        return
    _Desk(session)


def _session() -> tuple[Session | None, str]:
    try:
        return Session(beginning()), ""
    except InputError as error:
        return None, str(error)


@solara.component
def _Desk(session: Session) -> None:
    shown = solara.use_memo(Shown, [])
    stage = solara.use_memo(lambda: solara.reactive(Stage(session, shown, first=True)), [])
    solara.use_effect(lambda: shown.close, [])
    solara.lab.theme.dark = False  # figures are drawn on white
    typed: dict[str, Any] = {
        "session": session,
        "shown": shown,
        "seed": {"type": "InputText", "value": str(session.original.seed), "label": "Seed, at Reset"},
        "area": {
            "type": "InputText",
            "value": area_text(session.original),
            "label": "Area, at Reset: PCNs to draw, or a folder",
        },
        "weeks": {"type": "InputText", "value": str(session.original.weeks), "label": "Weeks, at Reset"},
    }
    first = solara.use_memo(lambda: stage.value, [])

    def reset() -> None:
        if stage.value is not first:
            tell()

    # A stage made by Reset shows a new run, of which the views have not heard.
    solara.use_effect(reset, [stage.value])
    with solara.Column(gap="0"):
        with solara.Div(style={"display": "none"}):  # Mesa's parts move to the bar and the side
            SolaraViz(stage, components=[], model_params=typed, name="pcnsim", play_interval=100)
            _Side(session)
        _Views(session, shown)


@solara.component
def _Side(session: Session) -> None:
    """Our part of the side. Solara puts what is nested deeper further down, and this belongs below Mesa's controls."""
    _Deeper(session)


@solara.component
def _Deeper(session: Session) -> None:
    with solara.Sidebar():
        SettingsPanel(session)


@solara.component
def _Views(session: Session, shown: Shown) -> None:
    # Read before the frame, so that no frame is said to be shown before it is.
    update, number = asked(), session.number
    frame = frame_of(session)
    selected: solara.Reactive[str | None] = solara.use_reactive(None)
    tab = solara.use_reactive(0)
    room = solara.use_reactive(LAPTOP)
    with solara.Column(gap="8px", style={"padding": "0 8px 8px 8px"}):
        _Headline(session)
        with solara.v.Tabs(v_model=tab.value, on_v_model=tab.set, height=40):
            for title in TABS:
                solara.v.Tab(children=[title])
        title = TABS[tab.value]
        with solara.Div(attributes={"data-view": title}, style={"width": "100%"}):
            if title == "Network":
                NetworkTab(session, selected, room.value, lambda: tab.set(TABS.index("Inspect")))
            elif title == "Series":
                SeriesTab(session, room.value)
            elif title == "Side by side":
                SideBySideTab(session, room.value)
            elif title == "Inspect":
                InspectTab(session, selected)
            else:
                TakeAwayTab(session)
    # Last, so that a frame is told to be shown after what it shows has been drawn.
    Pulse(
        number=number,
        week=frame.week,
        event_shown=shown.tell,
        event_sized=lambda measured: room.set(room_of(measured)),
    )
    solara.use_effect(lambda: shown.draw(number, update), [number, update])


@solara.component
def _Headline(session: Session) -> None:
    """What is shown, in words; and what could not be done."""
    frame = frame_of(session)
    end = " The run has ended; Reset begins again." if session.ended else ""
    structure = structure_now(session)
    real = "" if session.config.area.synthetic else " A model: no forecast for these practices."
    solara.Text(
        f"{frame.area.describe()} · seed {session.config.seed} · {structure[:1].lower()}{structure[1:]} · "
        f"week {frame.week} of {session.config.weeks}.{end}{real}",
        classes=["pcnsim-headline"],
    )
    if session.trouble:
        solara.Error(session.trouble, dense=True)  # says by itself that it is an alert
