"""The network picture: who is tied to whom this week, and how much trust and work there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import solara

from pcnsim.config import InputError
from pcnsim.view.app.plotly_view import PlotlyView
from pcnsim.view.app.room import Room
from pcnsim.view.app.session import Session
from pcnsim.view.app.settings_form import title_now
from pcnsim.view.app.take_away import name_of
from pcnsim.view.app.updates import frame_of
from pcnsim.view.figures import network_figure
from pcnsim.view.network_data import DEFAULT_TIES, TIE_KINDS

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

    from pcnsim.model import Simulation

ALL_PCNS: Final = "all PCNs"
WEAKEST: Final = {
    "any trust": 0.0,
    "trust 0.2 or more": 0.2,
    "trust 0.4 or more": 0.4,
    "trust 0.6 or more": 0.6,
    "trust 0.8 or more": 0.8,
}

COLOURS: Final = {"contacts a GP a day": "contacts_per_day", "strain of GPs": "strain"}


@solara.component
def NetworkTab(
    session: Session, selected: solara.Reactive[str | None], room: Room, inspect: Callable[[], None]
) -> None:
    """The picture of the frame, with what to draw of it; a click on an agent chooses it.

    selected: code of the agent chosen. room: pixels for the picture. inspect: opens the view in which an agent is
    looked at.
    """
    frame = frame_of(session)
    kinds: solara.Reactive[list[str]] = solara.use_reactive(list(DEFAULT_TIES))
    weakest: solara.Reactive[str] = solara.use_reactive(next(iter(WEAKEST)))
    pcn: solara.Reactive[str] = solara.use_reactive(ALL_PCNS)
    colour: solara.Reactive[str] = solara.use_reactive(next(iter(COLOURS)))
    names = _pcn_names(session)
    one = names.get(pcn.value)  # None for all, and for a PCN of an area that was left
    figure, chosen = _picture(
        frame,
        selected.value,
        ties=[kind for kind in TIE_KINDS if kind in kinds.value],
        weakest=WEAKEST[weakest.value],
        colour=COLOURS[colour.value],
        pcn=one,
        title=title_now(session),
        width=room.width,
        height=room.height,
    )
    with solara.Row(gap="16px", style={"align-items": "center", "flex-wrap": "wrap", "row-gap": "16px"}):
        _Choice("Ties", list(WEAKEST), weakest, 210)
        _Choice("PCN", [ALL_PCNS, *names], pcn, 260, shown=pcn.value if one else ALL_PCNS)
        _Choice("Colour of practices", list(COLOURS), colour, 190)
        _Kinds(kinds)
        if chosen is not None:
            solara.Button(f"Inspect {chosen}", on_click=inspect, text=True, color="primary")
            solara.Button("Show all ties alike", on_click=lambda: selected.set(None), text=True)
    PlotlyView(
        figure,
        f"Network of practices, PCNs, services and trusts in week {frame.week}",
        filename=f"{name_of(frame)}-network",
        on_choose=selected.set,
    )


@solara.component
def _Kinds(kinds: solara.Reactive[list[str]]) -> None:
    """A list of kinds of ties to tick."""
    every = list(TIE_KINDS)

    def tick(kind: str, wanted: bool) -> None:
        kinds.set([one for one in every if (one in kinds.value or one == kind) and (wanted or one != kind)])

    count = "all" if len(kinds.value) == len(every) else f"{len(kinds.value)} of {len(every)}"
    with solara.v.Html(tag="details", class_="pcnsim-kinds"):
        solara.v.Html(tag="summary", children=[f"Kinds of ties: {count}"])
        with solara.Div(classes=["pcnsim-kinds-list"]):
            for kind, words in TIE_KINDS.items():
                solara.Checkbox(
                    label=words[:1].upper() + words[1:],
                    value=kind in kinds.value,
                    on_value=lambda wanted, kind=kind: tick(kind, wanted),
                )


@solara.component
def _Choice(
    label: str, values: list[str], chosen: solara.Reactive[str], width: int, shown: str | None = None
) -> None:
    solara.v.Select(
        label=label,
        items=values,
        v_model=shown or chosen.value,
        on_v_model=chosen.set,
        dense=True,
        hide_details=True,
        style_=f"max-width: {width}px",
    )


def _pcn_names(session: Session) -> dict[str, str]:
    """Codes of PCNs by what the list calls them."""
    pcns = session.frame.area.pcns
    return {
        f"{name} ({code})": str(code) for code, name in zip(pcns["pcn_code"], pcns["pcn_name"], strict=True)
    }


def _picture(frame: Simulation, selected: str | None, **shown: Any) -> tuple[Figure, str | None]:
    """The picture, and whose ties stand out: nobody's where the agent chosen is not in it, as after Reset elsewhere."""
    if selected is not None:
        try:
            return network_figure(frame, selected=selected, **shown), selected
        except InputError:
            pass
    return network_figure(frame, **shown), None
