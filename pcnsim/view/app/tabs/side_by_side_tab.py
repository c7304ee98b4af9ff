"""Hierarchy, hybrid and network beside each other: same seed, same week."""

from __future__ import annotations

import solara

from pcnsim.view.app.session import Session
from pcnsim.view.app.updates import frame_of


@solara.component
def SideBySideTab(session: Session) -> None:
    """Three columns; the runs are kept only while this view is open."""

    def keep() -> object:
        return lambda: session.compare(False)

    solara.use_memo(lambda: session.compare(True), [])
    solara.use_effect(keep, [])
    frame_of(session)
    for name, one in session.beside.items():
        solara.Text(f"{name}: week {one.week}")
