"""How much room a page has for its pictures: as large as its window leaves, within what can be read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = ["LAPTOP", "Room", "room_of"]

_STEP: Final = 20
"""Pixels: smaller changes of a window draw nothing anew."""

_ABOVE: Final = 260
"""Pixels that bar, headline, tabs and choices take above a picture, and the button below it."""

LEAST: Final = 590
"""Pixels of height that legend and colour scale of the network need below each other."""


class Room(NamedTuple):
    """Pixels for the views of a page."""

    width: int
    """Of the part beside the controls."""
    height: int
    """Of one picture that fills the window."""


LAPTOP: Final = Room(1060, 640)
"""Before the page has said its size: a window of 1440 by 900."""


def room_of(measured: Sequence[float]) -> Room:
    """The room in a window: width of the part beside the controls and height of the window, in pixels, as measured."""
    width, height = (int(one) // _STEP * _STEP for one in measured)
    return Room(min(max(width, 600), 2400), min(max(height - _ABOVE, LEAST), 1400))
