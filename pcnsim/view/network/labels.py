"""Where the names of PCNs stand in the network picture: whole, on two lines or shortened, on nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pcnsim.view.network.words import shortened

if TYPE_CHECKING:
    from pcnsim.model.columns import Floats

CHARACTER: Final = 6.7
"""Pixels of a letter on average, at 12 pixels."""

LINE: Final = 15.0
"""Pixels of a line of letters."""

_SHORT: Final = 12
"""Letters of a name that stays on one line."""

_LEAST: Final = 6
"""Letters of a shortened name that still say something."""


_ENOUGH: Final = 0.4
"""Share of the discs that must have room for a name; with fewer no name is written."""


class Label(NamedTuple):
    """A name as it is written, empty where there is no room, above or below its disc."""

    text: str
    above: bool


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    low: float
    right: float
    high: float


def pcn_labels(
    names: Sequence[str],
    centres: Floats,
    radius: Floats,
    frame: tuple[float, float],
    inside: float = 0.0,
    commissioners: Floats | None = None,
) -> list[Label]:
    """A label for each disc.

    frame: width and height of the picture, in pixels like all else. inside: pixels by which a name may reach into
    the rim of another disc. commissioners: where they stand, each with its name on its left.
    """
    taken = [Box(x - 115, y - 9, x + 12, y + 9) for x, y in (() if commissioners is None else commissioners)]
    labels = [Label("", above=True) for _ in names]
    for reach in (0.0, inside):
        for row, name in enumerate(names):
            if labels[row].text:
                continue
            for lines, above in _ways(name, 2 * float(radius[row])):
                box = _box(lines, above, centres[row], float(radius[row]))
                if not _inside(box, frame) or _hits(box, row, centres, radius - reach):
                    continue
                if not any(_overlap(box, one) for one in taken):
                    taken.append(box)
                    labels[row] = Label("<br>".join(lines), above)
                    break
    if sum(bool(label.text) for label in labels) < _ENOUGH * len(labels):
        return [Label("", above=True) for _ in names]
    return labels


def _ways(name: str, across: float) -> Iterator[tuple[list[str], bool]]:
    """Ways to write a name, the best first: its lines, and whether they stand above."""
    whole = [name]
    parts = name.split()
    yield whole, True
    yield whole, False
    if len(parts) > 1 and len(name) > _SHORT:
        cut = min(range(1, len(parts)), key=lambda k: max(len(" ".join(parts[:k])), len(" ".join(parts[k:]))))
        two = [" ".join(parts[:cut]), " ".join(parts[cut:])]
        yield two, True
        yield two, False
    fits = int(across / CHARACTER)
    if _LEAST <= fits < len(name):
        yield [shortened(name, fits)], True
        yield [shortened(name, fits)], False


def _box(lines: list[str], above: bool, centre: Floats, radius: float) -> Box:
    half, height = 0.5 * CHARACTER * max(map(len, lines)), LINE * len(lines)
    x, y = float(centre[0]), float(centre[1])
    low = y + radius + 5 if above else y - radius - 5 - height
    return Box(x - half, low, x + half, low + height)


def _inside(box: Box, frame: tuple[float, float]) -> bool:
    """Whether a rectangle lies in the picture, but for a little of its lower margin."""
    return box.left >= 0 and box.right <= frame[0] and box.low >= -6 and box.high <= frame[1]


def _hits(box: Box, row: int, centres: Floats, radius: Floats) -> bool:
    """Whether a rectangle lies on another disc."""
    nearest = np.clip(centres, [box.left, box.low], [box.right, box.high])
    away = np.hypot(*(nearest - centres).T)
    hit = away < radius
    hit[row] = False
    return bool(hit.any())


def _overlap(one: Box, other: Box) -> bool:
    return one.left < other.right and other.left < one.right and one.low < other.high and other.low < one.high
