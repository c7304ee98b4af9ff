"""Which programmes (what policy can switch on) this version has, and which names are kept for later ones.

A parameter declared with `programme="..."` may only be changed when that programme is available. A piece of
work that builds a programme adds its name to `AVAILABLE` and nothing else here.
"""

from __future__ import annotations

__all__ = ["AVAILABLE", "PROGRAMMES"]

PROGRAMMES: dict[str, str] = {
    "footprint": "community teams on PCN footprints and co-location",
    "development_support": "development support for embryonic networks",
    "deputy_directors": "deputy clinical directors",
    "network_role_gps": "network-role GPs",
    "redesign": "fundamental redesign of care",
    "executive": "a local general practice executive",
    "funding_cut": "withdrawal of contract funding",
}
"""Every programme by name, with what it is in words."""

AVAILABLE: frozenset[str] = frozenset()
"""The programmes this version can simulate. Add a name here when its rules exist."""
