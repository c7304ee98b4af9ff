"""Hierarchy, hybrid and network beside each other: same seed, same week, one play button."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import solara

from pcnsim.view.app.plotly_view import PlotlyView
from pcnsim.view.app.room import Room
from pcnsim.view.app.session import Session
from pcnsim.view.app.take_away import name_of
from pcnsim.view.app.updates import frame_of
from pcnsim.view.differences import CAUTION, difference_table
from pcnsim.view.figures import network_figure, series_figure

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.model import Simulation


@solara.component
def SideBySideTab(session: Session, room: Room) -> None:
    """Three pictures, the differences so far, and the series; the runs are kept only while this view is open."""

    def keep() -> Callable[[], None]:
        return lambda: session.compare(False)

    solara.use_memo(lambda: session.compare(True), [])
    solara.use_effect(keep, [])
    frame_of(session)
    runs = session.beside
    if not runs:
        return
    week = next(iter(runs.values())).week
    solara.Text(
        "Each has its structure from week 0 to the end; seed, area, parameters and programmes are those of the run "
        "that you watch. Changes of structure made on the way are left out here."
    )
    with solara.Columns([1, 1, 1], gutters_dense=True):
        for name, run in runs.items():
            _Picture(session, name, run, room.width // 3 - 12)
    with solara.Columns([5, 6], gutters_dense=True):
        _Differences(runs)
        PlotlyView(
            series_figure(
                dict(runs), title="Outcomes week by week", width=int(room.width * 0.54), height=760
            ),
            f"Outcomes of hierarchy, hybrid and network up to week {week}",
            filename=f"{name_of(session.frame)}-side-by-side",
        )


@solara.component
def _Picture(session: Session, name: str, run: Simulation, width: int) -> None:
    PlotlyView(
        network_figure(
            run, title=name.capitalize(), width=width, height=min(max(width, 320), 480), legend=False
        ),
        f"{name} in week {run.week}",
        filename=f"{name_of(session.frame)}-{name}",
    )


@solara.component
def _Differences(runs: dict[str, Simulation]) -> None:
    table = difference_table(runs)
    first, *others = runs
    weeks = int(table["weeks"].iloc[0])
    caption = (
        f"Means of weeks 0 to {weeks - 1}, and differences from {first}"
        if weeks
        else "No week has been run yet"
    )
    heads = ["Outcome", *runs, *(f"{other} minus {first}" for other in others)]
    with solara.v.Html(tag="table", class_="pcnsim-table"):
        solara.v.Html(tag="caption", children=[caption])
        with solara.v.Html(tag="thead"), solara.v.Html(tag="tr"):
            for head in heads:
                solara.v.Html(tag="th", attributes={"scope": "col"}, children=[head])
        with solara.v.Html(tag="tbody"):
            for _, row in table.iterrows():
                _row(row, [*runs], [f"{other} minus {first}" for other in others])
    solara.Text(CAUTION, style={"font-size": "13px"})


def _row(row: pd.Series, values: list[str], differences: list[str]) -> None:
    arrow = {"higher is better": " ↑", "lower is better": " ↓"}.get(row["better"], "")
    with solara.v.Html(tag="tr"):
        solara.v.Html(
            tag="th",
            attributes={"scope": "row", "title": f"{row['unit']}; {row['better']}"},
            children=[f"{row['label']}{arrow}"],
        )
        for name in values:
            solara.v.Html(tag="td", children=[number(row[name])])
        for name in differences:
            solara.v.Html(tag="td", children=[number(row[name], signed=True)])


def number(value: float, *, signed: bool = False) -> str:
    """A number as the table shows it: three significant digits, thousands apart; a dash where it is not known."""
    if math.isnan(value):
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{value:{'+' if signed else ''},.{digits}f}"
