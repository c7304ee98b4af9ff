"""Where the simulated place comes from: drawn from published distributions, or read from NHS files.

The names below load what they need when they are first asked for, so that importing this package is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcnsim.area.area import Area as Area
    from pcnsim.area.checks import check_area as check_area
    from pcnsim.area.folder import fingerprint as fingerprint
    from pcnsim.area.folder import read_area as read_area
    from pcnsim.area.folder import write_area as write_area
    from pcnsim.area.synthetic import draw_area as draw_area

_HOME = {
    "Area": "pcnsim.area.area",
    "check_area": "pcnsim.area.checks",
    "draw_area": "pcnsim.area.synthetic",
    "fingerprint": "pcnsim.area.folder",
    "read_area": "pcnsim.area.folder",
    "write_area": "pcnsim.area.folder",
}

__all__ = ["Area", "check_area", "draw_area", "fingerprint", "read_area", "write_area"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
