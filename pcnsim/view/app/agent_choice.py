"""Where an agent is chosen: by kind, by name or code, or by whom it belongs to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

__all__ = ["AgentChoice"]


@solara.component_vue("agent_choice.vue")
def AgentChoice(
    choice: dict[str, Any],
    event_kind: Callable[[str], None],
    event_searched: Callable[[str], None],
    event_chosen: Callable[[str], None],
) -> None:
    """Lists to choose from, and the agent shown, as `agent_tables.choice` describes them."""
