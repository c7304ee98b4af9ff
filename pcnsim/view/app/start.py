"""Which configuration the pages of this server begin with: set by the server, read by each page."""

from __future__ import annotations

from pcnsim.config import Config, load

__all__ = ["begin_with", "beginning"]

_chosen: list[Config] = []


def begin_with(config: Config) -> None:
    """Choose the configuration of every page opened from now on."""
    _chosen[:] = [config]


def beginning() -> Config:
    """The configuration chosen, or the defaults."""
    return _chosen[0] if _chosen else load(None)
