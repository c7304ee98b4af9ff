"""To come."""

from __future__ import annotations

import solara

from pcnsim.view.app.session import Session


@solara.component
def SettingsPanel(session: Session) -> None:
    """To come."""
    solara.Text("settings to come")
