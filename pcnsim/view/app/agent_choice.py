"""Where an agent is chosen: by kind, by name or code, or by whom it belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import solara

__all__ = ["AgentChoice"]


@solara.component_vue("agent_choice.vue")
def _View(
    told: str,
    event_kind: Callable[[str], None],
    event_searched: Callable[[str], None],
    event_chosen: Callable[[str], None],
) -> None: ...


def AgentChoice(
    choice: dict[str, Any],
    on_kind: Callable[[str], None],
    on_search: Callable[[str], None],
    on_choose: Callable[[str], None],
) -> solara.Element:
    """Lists to choose from, and the agent shown, as `agent_tables.choice` describes them."""
    return _View(
        told=json.dumps(choice), event_kind=on_kind, event_searched=on_search, event_chosen=on_choose
    )
