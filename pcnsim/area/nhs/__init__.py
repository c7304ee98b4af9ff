"""Real areas from published NHS files: one module for each kind of file, one that joins them, one that reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcnsim.area.nhs.join import import_area as import_area
    from pcnsim.area.nhs.report import ImportReport as ImportReport

__all__ = ["ImportReport", "import_area"]

_HOME = {"import_area": "pcnsim.area.nhs.join", "ImportReport": "pcnsim.area.nhs.report"}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOME[name]), name)
