"""Hierarchy, hybrid and network beside each other: same seed, same week, one play button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import solara

from pcnsim.analysis.labels import digits, number, titled, unit
from pcnsim.view.app.plotly_view import PlotlyView
from pcnsim.view.app.room import Room
from pcnsim.view.app.session import Session
from pcnsim.view.app.tables_view import TablesView
from pcnsim.view.app.take_away import name_of
from pcnsim.view.app.updates import frame_of
from pcnsim.view.differences import CAUTION, difference_table
from pcnsim.view.figures import network_figure, series_figure

if TYPE_CHECKING:
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
        with solara.Column(gap="0"):
            TablesView([_table(runs)])
            solara.Text(CAUTION, style={"font-size": "13px"})
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


def _table(runs: Mapping[str, Simulation]) -> dict[str, Any]:
    """The differences so far as a table of the page (`tables_view`)."""
    table = difference_table(runs)
    first, *others = runs
    weeks = int(table["weeks"].iloc[0])
    differences = [f"{other} minus {first}" for other in others]
    rows = []
    for row in table.to_dict("records"):
        places = digits([row[name] for name in runs])
        values = [number(row[name], places) for name in runs]
        values += [number(row[name], places, sign=True) for name in differences]
        scale = unit(row["outcome"]).replace("-", "\N{NON-BREAKING HYPHEN}")
        rows.append([f"{titled(row['outcome'])} ({scale})", *values])
    return {
        "caption": f"Means of weeks 0 to {weeks - 1}, and differences from {first}"
        if weeks
        else "No week has been run yet",
        "heads": ["Outcome", *runs, *differences],
        "rows": rows,
        "right": list(range(1, 1 + len(runs) + len(differences))),
    }
