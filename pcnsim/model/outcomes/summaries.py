"""Ways to sum up many values in one: Gini, centile, bounded product, slope across fifths."""

from __future__ import annotations

import numpy as np

from pcnsim.model.columns import Floats
from pcnsim.model.compiled import rule

BINS = 2000
"""Ginis and centiles are taken over this many equal bins of the range, so that they cost one pass, not a sort."""


@rule
def gini(values: Floats, weights: Floats) -> float:
    """Weighted Gini coefficient of non-negative values over 2,000 bins; nan without values.

    Too low by at most the largest value over 4,000 means: values in a bin count as equal.
    """
    top = 0.0
    for value in values:
        top = max(top, value)
    weight = np.zeros(BINS)
    amount = np.zeros(BINS)
    total = mass = 0.0
    for row in range(values.shape[0]):
        if weights[row] > 0.0:
            place = min(int(values[row] / top * BINS), BINS - 1) if top > 0.0 else 0
            weight[place] += weights[row]
            amount[place] += weights[row] * values[row]
            mass += weights[row]
            total += weights[row] * values[row]
    if mass == 0.0:
        return np.nan
    if total == 0.0:
        return 0.0
    area = below = 0.0
    for place in range(BINS):
        if weight[place] > 0.0:  # most bins are empty
            area += weight[place] * (2.0 * below + amount[place])
            below += amount[place]
    return 1.0 - area / (mass * total)


@rule
def centile(counts: Floats, share: float) -> float:
    """The value below which a share of observations lies, from counts in equal bins of 0-1, linear inside a bin."""
    total = 0.0
    for count in counts:
        total += count
    if total == 0.0:
        return 1.0
    below = 0.0
    for place in range(counts.shape[0]):
        if counts[place] > 0.0 and below + counts[place] >= share * total:
            return (place + (share * total - below) / counts[place]) / counts.shape[0]
        below += counts[place]
    return 1.0


@rule
def bounded_product(parts: Floats, power: float) -> float:
    """Geometric mean of parts, each taken as at least .02."""
    product = 1.0
    for part in parts:
        product *= max(part, 0.02)
    return product**power


@rule
def slope_across_fifths(row: Floats, at: int, people: Floats) -> float:
    """Least-squares slope, a fifth, of five values in ``row`` from ``at``, weighted by ``people`` (6,) in each fifth.

    Fifths of which nothing is known (nan) are left out; nan where fewer than two are left.
    """
    mass = places = values = 0.0
    for fifth in range(1, 6):
        value = row[at + fifth - 1]
        if not np.isnan(value):
            mass += people[fifth]
            places += people[fifth] * fifth
            values += people[fifth] * value
    above = below = 0.0
    for fifth in range(1, 6):
        value = row[at + fifth - 1]
        if not np.isnan(value):
            apart = fifth - places / mass
            above += people[fifth] * apart * (value - values / mass)
            below += people[fifth] * apart * apart
    return above / below if below > 0.0 else np.nan
