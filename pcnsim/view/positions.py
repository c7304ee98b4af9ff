"""Where agents stand in the network picture: by who belongs to whom alone, so that everybody keeps a place.

A system has a cell of the picture. In its middle lie the PCNs as discs that do not overlap, in each disc its practices
on a sunflower (Vogel 1979, "A better way to construct the sunflower head"); on an arc at either side stand the owners
of services, each with its teams below it; the commissioner stands on top. Nothing is drawn at random, and nothing
depends on the week.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from pcnsim.model.columns import Floats, Ints

GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))
SEED: Final = 0.5642
"""Radius of the disc that one seed of a sunflower takes when seeds stand about 1 apart: 1 / sqrt(pi)."""

RIM: Final = 0.52
"""From the outermost practice to the rim of its disc, in distances between practices."""

BETWEEN: Final = ((12, 0.28), (80, 0.4), (100_000, 0.2))
"""Half the gap between two discs, where their names stand, in the same unit, for so many discs: names keep their
size while discs get smaller, until there is no room for names."""

MOST_APART: Final = 0.18
"""Between neighbouring practices at most, as a share of the room: small areas stay together."""

MOST_STEP: Final = 0.065
"""Between neighbours on an arc at most, as a share of the height."""

TOP: Final = 44.0
"""Pixels for the commissioner and the executive above the discs."""

BULGE: Final = 46.0
"""How far the arcs of owners and teams bend, in pixels."""

CLOSEST: Final = 9.0
"""Pixels between neighbours on an arc; where more must stand there, in further columns."""

_ROUNDS: Final = 150
_PULL: Final = 0.05
_TIGHT: Final = 1.01
"""How discs are moved together: rounds, share of the way to the middle, overlap that is left to spreading."""


class Places(NamedTuple):
    """Who belongs to whom, as rows of the tables; -1 is nobody."""

    practice_pcn: tuple[int, ...]
    pcn_system: tuple[int, ...]
    team_owner: tuple[int, ...]
    team_pcn: tuple[int, ...]
    owner_system: tuple[int, ...]


class Positions(NamedTuple):
    """Places in pixels from the lower left corner, an (n, 2) array for each kind, in the order of the tables."""

    practices: Floats
    pcns: Floats
    radius: Floats
    """Of each PCN's disc."""
    services: Floats
    owners: Floats
    systems: Floats
    executives: Floats
    apart: float
    """Pixels between neighbouring practices (the least of all systems)."""
    step: float
    """Pixels between neighbours on an arc (the least of all systems)."""


@functools.lru_cache(maxsize=32)
def positions(places: Places, width: float, height: float, side: float = 150.0) -> Positions:
    """Places in a picture of so many pixels; `side`: room for names at either side of a system."""
    count = max(len(places.pcn_system) and max(places.pcn_system) + 1, 1)
    sizes = np.bincount(np.asarray(places.practice_pcn, dtype=np.int64), minlength=len(places.pcn_system))
    out = Positions(
        practices=np.zeros((len(places.practice_pcn), 2)),
        pcns=np.zeros((len(places.pcn_system), 2)),
        radius=np.zeros(len(places.pcn_system)),
        services=np.zeros((len(places.team_owner), 2)),
        owners=np.zeros((len(places.owner_system), 2)),
        systems=np.zeros((count, 2)),
        executives=np.zeros((count, 2)),
        apart=math.inf,
        step=math.inf,
    )
    columns, rows = _grid(count, width / height)
    cell = width / columns, height / rows
    room = side if count == 1 else min(side, 0.04 * cell[0])
    apart = step = math.inf
    for system in range(count):
        row, column = divmod(system, columns)
        corner = np.array([column * cell[0], height - (row + 1) * cell[1]])
        here = _system(places, system, sizes, out, corner, cell, room)
        apart, step = min(apart, here[0]), min(step, here[1])
    for array in out[:7]:
        np.asarray(array).flags.writeable = False
    return out._replace(apart=apart, step=step)


def _grid(cells: int, aspect: float) -> tuple[int, int]:
    """Columns and rows for so many cells, each about 1.4 times as wide as high."""
    choices = [(columns, math.ceil(cells / columns)) for columns in range(1, cells + 1)]
    return min(choices, key=lambda choice: abs(math.log(aspect * choice[1] / choice[0] / 1.4)))


def _system(
    places: Places,
    system: int,
    sizes: Ints,
    out: Positions,
    corner: Floats,
    cell: tuple[float, float],
    room: float,
) -> tuple[float, float]:
    """Set the places of one system into a cell; pixels between practices, and on the arcs."""
    small = min(1.0, cell[1] / 500)
    margin, top = max(10 * small, min(20.0, 0.06 * cell[1])), TOP * small
    bulge = BULGE * min(small, cell[0] / 900)
    middle = corner[0] + cell[0] / 2
    out.systems[system] = middle, corner[1] + cell[1] - top / 2
    out.executives[system] = middle + min(110.0, 0.2 * cell[0]), corner[1] + cell[1] - top / 2
    step, columns = _arcs(places, system, out, corner, cell, room, bulge)

    pcns = np.flatnonzero(np.asarray(places.pcn_system) == system)
    if not len(pcns):
        return math.inf, step
    beside = room + bulge + 26 * small + 1.3 * CLOSEST * small * (columns - 1)
    free = cell[0] - 2 * beside, cell[1] - top - margin
    radii = disc_radius(sizes[pcns])
    one = len(out.systems) == 1
    unit, centres, middle_of_all = _best_packed(
        radii + between(len(pcns)), *free, _TRIES if one else _TRIES[:2]
    )
    heart = np.array([middle, corner[1] + margin + free[1] / 2])
    out.pcns[pcns] = heart + (centres - middle_of_all) * unit
    out.radius[pcns] = radii * unit
    practice_pcn = np.asarray(places.practice_pcn)
    for pcn in pcns:
        rows = np.flatnonzero(practice_pcn == pcn)
        out.practices[rows] = out.pcns[pcn] + sunflower(len(rows)) * unit
    team_pcn = np.asarray(places.team_pcn)
    for pcn in np.unique(team_pcn[np.isin(team_pcn, pcns)]):
        # On the lower rim: the name stands above.
        rows = np.flatnonzero(team_pcn == pcn)
        angle = np.deg2rad(np.linspace(205, 335, len(rows)) if len(rows) > 1 else np.array([270.0]))
        rim = np.column_stack([np.cos(angle), np.sin(angle)])
        out.services[rows] = out.pcns[pcn] + rim * out.radius[pcn]
    return unit, step


def _arcs(
    places: Places,
    system: int,
    out: Positions,
    corner: Floats,
    cell: tuple[float, float],
    room: float,
    bulge: float,
) -> tuple[float, int]:
    """Set owners with their teams on the two arcs; pixels between neighbours, and columns of each arc."""
    owners = np.flatnonzero(np.asarray(places.owner_system) == system)
    team_owner, team_pcn = np.asarray(places.team_owner), np.asarray(places.team_pcn)
    groups = [np.flatnonzero((team_owner == owner) & (team_pcn < 0)) for owner in owners]
    sizes = [len(group) + 1 for group in groups]
    split = min(
        range(len(owners) + 1),
        key=lambda k: (max(_slots(sizes[:k]), _slots(sizes[k:])), abs(2 * k - len(owners))),
    )
    height = cell[1] - 2 * min(26.0, 0.06 * cell[1])
    slots = max(_slots(sizes[:split]), _slots(sizes[split:]), 1.0)
    closest = CLOSEST * min(max(cell[1] / 250, 0.4), 1.0)
    columns = max(1, math.ceil(closest * slots / height))
    step = min(MOST_STEP * cell[1], height * columns / slots)
    heart = corner[1] + cell[1] / 2
    for sign, part in ((-1, slice(0, split)), (1, slice(split, None))):
        used = _slots(sizes[part])
        slot = -(used - 1) / 2
        place = 0
        for owner, group in zip(owners[part], groups[part], strict=True):
            for target, row in [(out.owners, owner), *((out.services, team) for team in group)]:
                up = -slot * step / columns
                bend = (2 * up / cell[1]) ** 2 * bulge
                inward = room + bend + 1.3 * closest * (place % columns)
                x = corner[0] + inward if sign < 0 else corner[0] + cell[0] - inward
                target[row] = x, heart + up
                slot += 1
                place += 1
            slot += _GROUP_GAP
    return step / columns, columns


_GROUP_GAP: Final = 0.6
"""Between one owner's teams and the next owner, in steps of the arc."""


def _slots(sizes: list[int]) -> float:
    """Steps of an arc that groups of such sizes take."""
    return sum(sizes) + _GROUP_GAP * max(len(sizes) - 1, 0)


def sunflower(seeds: int) -> Floats:
    """So many points about 1 apart in a disc around 0, evenly, in the order from the middle outwards; (n, 2)."""
    if seeds == 1:
        return np.zeros((1, 2))
    if seeds == 2:
        return np.array([[-0.5, 0.0], [0.5, 0.0]])
    index = np.arange(seeds)
    distance = SEED * np.sqrt(index + 0.5)
    angle = index * GOLDEN_ANGLE
    points = np.column_stack([distance * np.cos(angle), distance * np.sin(angle)])
    centred: Floats = points - points.mean(axis=0)
    return centred


def between(discs: int) -> float:
    """Half the gap between so many discs."""
    return next(gap for most, gap in BETWEEN if discs <= most)


def disc_radius(seeds: Ints) -> Floats:
    """Radius of the disc of a PCN with so many practices, in distances between practices."""
    furthest = {int(n): float(np.hypot(*sunflower(int(n)).T).max()) for n in np.unique(seeds) if n}
    return np.array([furthest.get(int(n), 0.0) + RIM for n in seeds])


def _best_packed(
    radii: Floats, width: float, height: float, tries: tuple[tuple[float, bool], ...]
) -> tuple[float, Floats, Floats]:
    """Discs as large as a rectangle has room for: pixels per unit, centres in units, and the middle of them all."""
    largest_first = np.argsort(-radii, kind="stable")
    best: tuple[float, Floats, Floats] | None = None
    for stretch, sorted_by_size in tries:
        order = largest_first if sorted_by_size else None
        centres = packed(radii if order is None else radii[order], stretch * width / height)
        if order is not None:
            centres[order] = centres.copy()
        low, high = (centres - radii[:, None]).min(axis=0), (centres + radii[:, None]).max(axis=0)
        unit = float(min(width / (high[0] - low[0]), height / (high[1] - low[1])))
        if best is None or unit > best[0]:
            best = unit, centres, (low + high) / 2
    assert best is not None
    return min(best[0], MOST_APART * min(width, height)), best[1], best[2]


_TRIES: Final = ((1.0, False), (1.0, True), (0.75, False), (1.3, False), (0.75, True), (1.3, True))
"""Shapes of the whole that are tried, times the room's, and whether large discs go to the middle: discs never fill a
shape quite. Where there are several systems, only the first two."""


def packed(radii: Floats, aspect: float) -> Floats:
    """Centres of discs of such radii that do not overlap, together about `aspect` times as wide as high; (n, 2).

    On a sunflower by area first; then they are pushed apart where they overlap and drawn to the middle, and what
    overlap is left is taken away by spreading all.
    """
    count = len(radii)
    if count == 1:
        return np.zeros((1, 2))
    stretch = np.array([math.sqrt(aspect), 1 / math.sqrt(aspect)])
    area = np.cumsum(radii**2) - 0.5 * radii**2
    angle = np.arange(count) * GOLDEN_ANGLE
    centres = np.sqrt(1.25 * area)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]) * stretch
    pull = _PULL * min(1.0, 5 / math.sqrt(count)) * stretch.min() ** 2 / stretch**2
    for turn in range(_ROUNDS):
        centres *= 1 - pull * (1 - turn / _ROUNDS)
        for _ in range(2):
            centres += _pushes(centres, radii)[0]
    for _ in range(2 * _ROUNDS):
        pushes, tightest = _pushes(centres, radii)
        if tightest < _TIGHT:
            break
        centres += pushes
    return centres * _pushes(centres, radii)[1]


def _pushes(centres: Floats, radii: Floats) -> tuple[Floats, float]:
    """How far each disc is pushed by those that overlap it, half the overlap each; by how much all must spread."""
    from scipy.spatial import cKDTree

    pairs = cKDTree(centres).query_pairs(2 * radii.max(), output_type="ndarray")
    if not len(pairs):
        return np.zeros_like(centres), 1.0
    one, other = pairs[np.lexsort(pairs.T)].T
    apart = centres[one] - centres[other]
    distance = np.maximum(np.hypot(apart[:, 0], apart[:, 1]), 1e-9)
    reach = radii[one] + radii[other]
    push = apart * (0.5 * np.maximum(reach - distance, 0.0) / distance)[:, None]
    pushes = np.zeros_like(centres)
    np.add.at(pushes, one, push)
    np.subtract.at(pushes, other, push)
    return pushes, max(1.0, float((reach / distance).max()))
