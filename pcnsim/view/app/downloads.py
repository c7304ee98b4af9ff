"""Files that the page offers: a button each, made when it is pressed, and gone from memory once they are saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import solara

__all__ = ["Downloads"]


@solara.component_vue("downloads.vue")
def Downloads(
    groups: list[dict[str, Any]],
    busy: str = "",
    number: int = 0,
    filename: str = "",
    kind: str = "application/octet-stream",
    content: bytes | None = None,
    event_asked: Callable[[str], None] | None = None,
    event_saved: Callable[[int], None] | None = None,
) -> None:
    """Groups of buttons, and the file that was asked for last.

    groups: each with heading, text and items; an item has name, label, words and whether it can be had (`there`).
    busy: name of the item that is being made. number: counts files; `content` of a new number is saved as `filename`,
    of media type `kind`, and `saved` told.
    """
