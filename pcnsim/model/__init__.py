"""The simulation: columns of state and ties, the rules of a week, outcomes, and Mesa agents as views of rows.

Names are loaded when asked for, so that a sweep worker never imports Mesa or networkx.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcnsim.model.model import Model as Model
    from pcnsim.model.simulation import Simulation as Simulation
    from pcnsim.model.simulation import simulate as simulate

_HOMES = {
    "Model": "pcnsim.model.model",
    "Simulation": "pcnsim.model.simulation",
    "simulate": "pcnsim.model.simulation",
}

__all__ = ["Model", "Simulation", "simulate"]


def __getattr__(name: str) -> Any:
    """Load a public name from its module."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
