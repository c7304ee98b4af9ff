"""Random numbers: every draw is a pure function of seed, decision, week and the agent (or pair) that decides.

The generator is Philox4x32-10, a counter-based generator (Salmon, Moraes, Dror and Shaw 2011, "Parallel random
numbers: as easy as 1, 2, 3"): the 64-bit seed is its key, and decision, week and the two rows are its counter. So
there is no state to pass round, arms of an experiment share their luck agent by agent, and no draw depends on the
order of agents, rules or processes. Non-uniform draws invert one uniform, so that a small change of a parameter is a
small change of the draw.

All multiplications are of two 32-bit numbers, which fit 64 bits: the same code runs compiled and as plain Python.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pcnsim.model.compiled import inlined, rule

if TYPE_CHECKING:
    from pcnsim.model.columns import Floats

_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_MULTIPLIER_0, _MULTIPLIER_1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_WEYL_0, _WEYL_1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_DROPPED_BITS = np.uint64(6)
_WEEK_ZERO = 1 << 20
"""Weeks before the contract are negative; adding this keeps the counter positive."""


@inlined
def philox(counter_0, counter_1, counter_2, counter_3, key_0, key_1):  # type: ignore[no-untyped-def]
    """Philox4x32-10: four 32-bit words (each in a uint64) from a 128-bit counter and a 64-bit key, in 32-bit words."""
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * counter_0
        product_1 = _MULTIPLIER_1 * counter_2
        counter_0, counter_1, counter_2, counter_3 = (
            (product_1 >> _SHIFT) ^ counter_1 ^ key_0,
            product_1 & _LOW,
            (product_0 >> _SHIFT) ^ counter_3 ^ key_1,
            product_0 & _LOW,
        )
        key_0 = (key_0 + _WEYL_0) & _LOW
        key_1 = (key_1 + _WEYL_1) & _LOW
    return counter_0, counter_1, counter_2, counter_3


@inlined
def block(seed: int, decision: int, week: int, row: int, other: int):  # type: ignore[no-untyped-def]
    """The four 32-bit words of one decision: seed in 0 .. 2**63 - 1, week from -2**20, rows in 0 .. 2**32 - 1."""
    key = np.uint64(seed)
    return philox(
        np.uint64(row),
        np.uint64(other),
        np.uint64(week + _WEEK_ZERO),
        np.uint64(decision),
        key & _LOW,
        key >> _SHIFT,
    )


@inlined
def _unit(high, low) -> float:  # type: ignore[no-untyped-def]
    """A float in the open interval (0, 1) from 26 bits of each of two 32-bit words.

    52 bits and a half fill a float's 53: with one bit more the largest words would round to 1, which has no quantile.
    """
    bits = (np.float64(high >> _DROPPED_BITS)) * 67108864.0 + np.float64(low >> _DROPPED_BITS)
    return float((bits + 0.5) / 4503599627370496.0)


@inlined
def uniform(seed: int, decision: int, week: int, row: int) -> float:
    """One uniform draw in (0, 1) for one agent's decision in one week."""
    words = block(seed, decision, week, row, 0)
    return float(_unit(words[0], words[1]))


@inlined
def uniform_pair(seed: int, decision: int, week: int, row: int, other: int) -> float:
    """One uniform draw in (0, 1) for a decision about a pair (practice and class, PCN and service, two GPs)."""
    words = block(seed, decision, week, row, other)
    return float(_unit(words[0], words[1]))


@rule
def two_uniforms(seed: int, decision: int, week: int, row: int, other: int) -> tuple[float, float]:
    """Two independent uniform draws in (0, 1) of one decision."""
    words = block(seed, decision, week, row, other)
    return float(_unit(words[0], words[1])), float(_unit(words[2], words[3]))


# Coefficients of Wichura's rational approximations, highest power first: the centre, the tails, the far tails.
_CENTRE_TOP = (
    2509.0809287301226727,
    33430.575583588128105,
    67265.770927008700853,
    45921.953931549871457,
    13731.693765509461125,
    1971.5909503065514427,
    133.14166789178437745,
    3.387132872796366608,
)
_CENTRE_BOTTOM = (
    5226.495278852545925,
    28729.085735721942674,
    39307.89580009271061,
    21213.794301586595867,
    5394.1960214247511077,
    687.1870074920579083,
    42.313330701600911252,
    1.0,
)
_TAIL_TOP = (
    7.7454501427834140764e-4,
    0.0227238449892691845833,
    0.24178072517745061177,
    1.27045825245236838258,
    3.64784832476320460504,
    5.7694972214606914055,
    4.6303378461565452959,
    1.42343711074968357734,
)
_TAIL_BOTTOM = (
    1.05075007164441684324e-9,
    5.475938084995344946e-4,
    0.0151986665636164571966,
    0.14810397642748007459,
    0.68976733498510000455,
    1.6763848301838038494,
    2.05319162663775882187,
    1.0,
)
_FAR_TOP = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    0.0012426609473880784386,
    0.026532189526576123093,
    0.29656057182850489123,
    1.7848265399172913358,
    5.4637849111641143699,
    6.6579046435011037772,
)
_FAR_BOTTOM = (
    2.04426310338993978564e-15,
    1.4215117583164458887e-7,
    1.8463183175100546818e-5,
    7.868691311456132591e-4,
    0.0148753612908506148525,
    0.13692988092273580531,
    0.59983220655588793769,
    1.0,
)


@rule
def _polynomial(coefficients, x: float) -> float:  # type: ignore[no-untyped-def]
    """The polynomial with these coefficients, highest power first, by Horner's scheme."""
    total = coefficients[0]
    for power in range(1, len(coefficients)):
        total = total * x + coefficients[power]
    return float(total)


@rule
def normal_quantile(u: float) -> float:
    """The standard normal quantile (Wichura 1988, algorithm AS 241, PPND16; relative error about 1e-16)."""
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _polynomial(_CENTRE_TOP, r) / _polynomial(_CENTRE_BOTTOM, r)
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    if r <= 5.0:
        r -= 1.6
        x = _polynomial(_TAIL_TOP, r) / _polynomial(_TAIL_BOTTOM, r)
    else:
        r -= 5.0
        x = _polynomial(_FAR_TOP, r) / _polynomial(_FAR_BOTTOM, r)
    return -x if q < 0.0 else x


@rule
def normal(seed: int, decision: int, week: int, row: int) -> float:
    """One standard normal draw for one agent's decision."""
    return float(normal_quantile(uniform(seed, decision, week, row)))


@rule
def normal_pair(seed: int, decision: int, week: int, row: int, other: int) -> float:
    """One standard normal draw for a decision about a pair."""
    return float(normal_quantile(uniform_pair(seed, decision, week, row, other)))


@rule
def from_table(quantiles: Floats, u: float) -> float:
    """Invert a distribution given as its quantiles at equal steps from 0 to 1, linearly between them."""
    position = u * (quantiles.shape[0] - 1)
    step = min(int(position), quantiles.shape[0] - 2)
    share = position - step
    return float(quantiles[step] * (1.0 - share) + quantiles[step + 1] * share)


@rule
def uniforms(seed: int, decision: int, week: int, rows: int) -> Floats:
    """Uniform draws in (0, 1) for rows 0 .. rows - 1, shape (rows,): ``uniform`` for each.

    A plain loop over rows compiles to vector instructions: 1.5 ns a draw, against 15 ns one by one in a loop that
    branches. Rules that draw for everybody draw all first.
    """
    out = np.empty(rows)
    for row in range(rows):
        out[row] = uniform(seed, decision, week, row)
    return out


@rule
def uniforms_by_pair(seed: int, decision: int, week: int, rows: int, others: int) -> Floats:
    """Uniform draws in (0, 1) for every pair of a row and another row, shape (rows, others)."""
    out = np.empty((rows, others))
    for row in range(rows):
        for other in range(others):
            out[row, other] = uniform_pair(seed, decision, week, row, other)
    return out


@rule
def uniforms_for(seed: int, decision: int, week: int, rows: int, other: int) -> Floats:
    """``uniform_pair`` of rows 0 .. rows - 1 with one other, shape (rows,); as fast a draw as ``uniforms``."""
    out = np.empty(rows)
    for row in range(rows):
        out[row] = uniform_pair(seed, decision, week, row, other)
    return out


@rule
def normals(seed: int, decision: int, week: int, rows: int) -> Floats:
    """Standard normal draws for rows 0 .. rows - 1, shape (rows,)."""
    out = np.empty(rows)
    for row in range(rows):
        out[row] = normal(seed, decision, week, row)
    return out


@rule
def normals_by_pair(seed: int, decision: int, week: int, rows: int, others: int) -> Floats:
    """Standard normal draws for every pair of a row and another row, shape (rows, others)."""
    out = np.empty((rows, others))
    for row in range(rows):
        for other in range(others):
            out[row, other] = normal_pair(seed, decision, week, row, other)
    return out
