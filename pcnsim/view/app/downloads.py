"""Files that the page offers: a button each, made when it is pressed, and gone from memory once they are saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import solara

__all__ = ["Downloads"]


@solara.component_vue("downloads.vue")
def _View(
    offered: str,
    busy: str,
    number: int,
    filename: str,
    kind: str,
    content: bytes | None,
    event_asked: Callable[[str], None],
    event_saved: Callable[[int], None],
) -> None: ...


def Downloads(
    groups: Sequence[dict[str, Any]],
    *,
    busy: str,
    number: int,
    filename: str,
    kind: str,
    content: bytes | None,
    on_ask: Callable[[str], None],
    on_save: Callable[[int], None],
) -> solara.Element:
    """Groups of buttons, and the file that was asked for last.

    groups: each with heading, text and items; an item has name, label, words and whether it can be had (`there`).
    busy: name of the item that is being made. number: counts files; `content` of a new number is saved as `filename`,
    of media type `kind` (a PNG is drawn in the browser from a figure's JSON), and `on_save` told.
    """
    return _View(
        offered=json.dumps(groups),
        busy=busy,
        number=number,
        filename=filename,
        kind=kind,
        content=content,
        event_asked=on_ask,
        event_saved=on_save,
    )
