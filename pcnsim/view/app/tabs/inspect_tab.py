"""To come."""

from __future__ import annotations

import solara

from pcnsim.view.app.session import Session


@solara.component
def InspectTab(session: Session, selected: solara.Reactive[str | None]) -> None:
    """To come."""
    solara.Text("to come")
