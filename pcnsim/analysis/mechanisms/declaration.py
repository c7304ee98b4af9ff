"""What the declaration of one mechanism of the source documents holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Mechanism", "Status"]

Status = Literal["represented", "in part", "not represented"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """One thing that a source document says how care or its organisation works, and where the model has it.

    Parameters declared with the mechanism's id as their ``seed`` belong to it without being named here, and so do the
    programmes of those parameters.
    """

    id: str
    """`S0-...` to `S4-...`: the source document and a short name."""
    says: str
    """What the document says, in our words."""
    status: Status
    rules: tuple[str, ...] = ()
    """Functions that carry it out, below `pcnsim.model`; from another room with its full name (`pcnsim.area...`)."""
    outcomes: tuple[str, ...] = ()
    """Outcomes in which it shows."""
    tests: tuple[str, ...] = ()
    """Tests that prove it: path below `tests`, two colons, name of the function."""
    parameters: tuple[str, ...] = ()
    """Parameters that carry it beside those declared with its id."""
    programmes: tuple[str, ...] = ()
    """Programmes that carry it beside those of its parameters."""
    settings: tuple[str, ...] = ()
    """Settings of a config that carry it (structure, start, area)."""
    missing: str = ""
    """What is missing and why; only where it is not fully represented."""
