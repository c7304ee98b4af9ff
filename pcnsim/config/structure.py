"""How coordination is organised: a point on the line hierarchy - hybrid - network, resolved into six shares."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from pcnsim.config.errors import InputError
from pcnsim.config.parameters import Parameters

__all__ = ["NAMED_STRUCTURES", "SHARES", "Structure", "position_fault", "position_of"]

NAMED_STRUCTURES: Mapping[str, float] = {"hierarchy": 0.0, "hybrid": 0.5, "network": 1.0}
"""Named points on the line (specification 1.2: the dial w_L)."""


@dataclass(frozen=True, slots=True)
class Structure:
    """Six shares, each 0..1: five mechanisms (amendment A7) and the share of the budget spent on bridging.

    A share that is not set follows the position l on the line: the five equal l, and the bridging share is
    0.2 * 4 l (1 - l), which is 0 at both ends and 0.2 in the middle (specification SM3).
    """

    direct_case_share: float
    """Which channel a case takes: 0 pathway desk, 1 direct."""
    local_decision_share: float
    """Who decides: 0 the centre, 1 the PCN."""
    peer_spread_share: float
    """How initiatives spread: 0 by mandate, 1 from peer to peer."""
    facilitation_share: float
    """Where the coordination budget goes: 0 pathway desk, 1 facilitation."""
    meeting_share: float
    """How often people meet: 0 as in a hierarchy, 1 as in a network."""
    bridging_share: float
    """Share of the coordination budget spent on bridging roles."""

    @classmethod
    def at(cls, point: str | float, **shares: float | None) -> Structure:
        """The structure at a named point or a position 0..1, with some shares set otherwise."""
        position = position_of(point)
        following = dict.fromkeys(SHARES, position)
        following["bridging_share"] = 0.2 * 4 * position * (1 - position)
        following.update({share: float(value) for share, value in shares.items() if value is not None})
        return cls(**following)

    @classmethod
    def of(cls, parameters: Parameters) -> Structure:
        """The structure that `network_position` and the shares among the parameters describe."""
        shares: dict[str, float | None] = {share: getattr(parameters, share) for share in SHARES}
        return cls.at(parameters.network_position, **shares)

    @property
    def name(self) -> str:
        """The name of the point, or "mixed" where the shares are those of no named point."""
        return next((name for name in NAMED_STRUCTURES if Structure.at(name) == self), "mixed")

    def with_shares(self, **shares: float | None) -> Structure:
        """A copy in which the given shares are set and the others stay."""
        return replace(self, **{share: float(value) for share, value in shares.items() if value is not None})

    def as_tuple(self) -> tuple[float, ...]:
        """The six shares in the order of `SHARES`."""
        return tuple(getattr(self, share) for share in SHARES)


SHARES: tuple[str, ...] = tuple(field.name for field in fields(Structure))
"""Names of the six shares in order; parameters of the same names set them."""


def position_fault(point: object) -> str | None:
    """What is wrong with a structure given by name or number; None if it can be used."""
    if isinstance(point, str):
        if point in NAMED_STRUCTURES:
            return None
        near = difflib.get_close_matches(point, NAMED_STRUCTURES, n=1)
        hint = f" (did you mean {near[0]}?)" if near else ""
        return f"must be hierarchy, hybrid, network or a number from 0 to 1, not {point!r}{hint}"
    if isinstance(point, bool) or not isinstance(point, int | float) or not 0 <= point <= 1:
        return f"must be hierarchy, hybrid, network or a number from 0 to 1, not {point!r}"
    return None


def position_of(point: str | float) -> float:
    """Position 0..1 of a named point or a number; `InputError` for anything else."""
    fault = position_fault(point)
    if fault:
        raise InputError(fault, where="structure")
    return NAMED_STRUCTURES[point] if isinstance(point, str) else float(point)
