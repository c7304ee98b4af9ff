"""What the idiomatic agents share: names of rows, and two pieces of arithmetic of pcnsim/model/rules/arithmetic."""

from __future__ import annotations

from typing import Any

SIMPLE, URGENT = 0, 4
SAME_PRACTICE, SAME_PCN, BEYOND_PCN = range(3)
WEEK = 1.0 / 52.0
Edge = dict[str, Any]


def cut(value: float, low: float, high: float) -> float:
    """The value, but not below low nor above high."""
    return low if value < low else high if value > high else value


def pressure(load: float) -> float:
    """How far work exceeds a full week, 0-1."""
    return cut((load - 1.0) / 0.3, 0.0, 1.0)
