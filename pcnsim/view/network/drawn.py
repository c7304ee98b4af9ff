"""What the network picture shows after all choices are made: who is where, which ties, what stands out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from pcnsim.model.columns import Flags, Floats, Ints
    from pcnsim.view.network.scales import Scale
    from pcnsim.view.network_data import Columns, NetworkData
    from pcnsim.view.positions import Positions


class Drawn(NamedTuple):
    """What is drawn and where: agents by number, and ties that are neither hidden nor too many."""

    data: NetworkData
    at: Positions
    points: Floats
    """Place of every agent, (n, 2)."""
    ties: Columns
    """From weak to strong."""
    stands_out: Flags
    """Of ties: all, or those of the selected agents."""
    bright: Flags
    """Of agents: all, or the selected ones and those with a tie to them."""
    selected: Ints
    means: Floats
    """Mean trust of every agent's ties, hidden ones included."""
    counts: Floats
    """Number of every agent's ties."""
    size: float
    """Pixels across a practice with a mean list."""
    scale: float
    """Of lines and marks: 1, and less in small pictures."""
    shade: Scale
    """What practices are coloured by."""
    whole: bool
    """Are practices drawn, or do PCNs stand for them?"""
    names: bool
    """Is there room for names beside the arcs?"""


def points_of(at: Positions) -> Floats:
    """Places of all agents in the order of their numbers."""
    return np.concatenate([at.practices, at.pcns, at.services, at.owners, at.systems, at.executives])


def ring(centre: Floats, radius: float) -> Floats:
    """A circle as a closed line, and a gap behind it."""
    angle = np.linspace(0, 2 * np.pi, 49)
    ring = centre + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.concatenate([ring, [[np.nan, np.nan]]])
