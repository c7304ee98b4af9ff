"""The Beta distributions that people are drawn from, as quantiles at equal steps.

So compiled rules can invert them. All parameters are assumptions of the specification (section 5, step 4).
"""

from __future__ import annotations

import functools

import numpy as np

from pcnsim.model.columns import Floats

STEPS = 4096
"""Steps of a table of quantiles; interpolation errs by less than 0.0005 but in the outermost 1/500 of each tail."""

DISTRIBUTIONS: tuple[tuple[str, float, float], ...] = (
    ("disposition to engage, disengaged", 2.0, 6.0),
    ("disposition to engage, others", 5.0, 2.5),
    ("orientation, disengaged", 3.0, 3.0),
    ("orientation, inward", 2.0, 5.0),
    ("orientation, outward", 5.0, 2.0),
    ("leadership skill", 1.5, 5.0),
    ("role identity", 2.0, 4.0),
)
"""Name, alpha and beta of each row of the table."""


def beta_quantile(u: Floats, alpha: float, beta: float) -> Floats:
    """Quantiles of a Beta distribution at the probabilities ``u``; a mean of 0 or 1 gives that constant."""
    from scipy.special import betaincinv

    if alpha <= 0.0:
        return np.zeros_like(u)
    if beta <= 0.0:
        return np.ones_like(u)
    return np.asarray(betaincinv(alpha, beta, u), dtype=np.float64)


@functools.cache
def quantile_table() -> Floats:
    """Quantiles of all distributions, (7, STEPS + 1)."""
    steps = np.linspace(0.0, 1.0, STEPS + 1)
    return np.array([beta_quantile(steps, alpha, beta) for _, alpha, beta in DISTRIBUTIONS])
