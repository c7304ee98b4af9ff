"""Tells the server which frame the browser shows and how large its window is, whatever view is open."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import solara

__all__ = ["Pulse"]


@solara.component_vue("pulse.vue")
def Pulse(
    number: int = 0,
    week: int = 0,
    event_shown: Callable[[int], None] | None = None,
    event_sized: Callable[[Sequence[float]], None] | None = None,
) -> None:
    """An element without anything to see: number and week of the frame shown, told back when the page has drawn it.

    event_sized: called with the width beside the controls and the height of the window, in pixels, when they change.
    """
