"""To come."""

from __future__ import annotations

import solara

from pcnsim.view.app.session import Session


@solara.component
def TakeAwayTab(session: Session) -> None:
    """To come."""
    solara.Text("to come")
