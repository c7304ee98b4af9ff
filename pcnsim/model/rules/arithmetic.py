"""The few pieces of arithmetic that many rules share: cutting, saturating, turning yearly chances into weekly ones."""

from __future__ import annotations

import math

from pcnsim.model.compiled import rule


@rule
def cut(value: float, low: float, high: float) -> float:
    """The value, but not below low nor above high."""
    return min(max(value, low), high)


@rule
def logistic(x: float) -> float:
    """1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


@rule
def chance_in_a_week(yearly: float) -> float:
    """The chance per week that adds up to a chance per year: 1 - (1 - q) ** (1/52)."""
    return 1.0 - (1.0 - yearly) ** (1.0 / 52.0)


@rule
def chance_of(hazard: float) -> float:
    """The chance per week of a hazard per week: 1 - exp(-h)."""
    return 1.0 - math.exp(-max(hazard, 0.0))


@rule
def pressure(load: float) -> float:
    """How far work exceeds a full week: 0 at a load of 1, 1 at a load of 1.3 and beyond (specification SM6)."""
    return min(max((load - 1.0) / 0.3, 0.0), 1.0)


@rule
def confirmed(quality: float, trust: float, confirmation: float) -> float:
    """How an experience is read by somebody who holds some trust already (specification SM10)."""
    return min(max(quality + confirmation * (trust - 0.5), 0.0), 1.0)
