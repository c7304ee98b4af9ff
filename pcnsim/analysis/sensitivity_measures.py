"""Measures of sensitivity for one outcome: elementary effects, Sobol indices, rank correlations, share of chance.

SALib and SciPy calculate; here are only the shapes that go in and come out, and what cannot be calculated.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.config.errors import InputError
from pcnsim.experiment.designs.samplers import problem

__all__ = ["constant", "elementary_effects", "noise_share", "rank_correlations", "sobol_indices"]

Floats = NDArray[np.float64]

CONFIDENCE: Final = 0.95
EFFECT_RESAMPLES: Final = 1000
INDEX_RESAMPLES: Final = 200
"""Bootstrap samples: 200 give a standard deviation to 5 % (1 / sqrt(2 x 200)), enough for the width of an interval."""


def constant(values: Floats) -> bool:
    """Whether values differ by no more than rounding."""
    return bool(np.ptp(values) <= 1e-12 * np.abs(values).max(initial=0.0))


def elementary_effects(
    unit: Floats, values: Floats, levels: int, generator: np.random.Generator
) -> dict[str, Floats]:
    """Morris' elementary effects of every dimension, in units of the outcome for the whole range of the factor.

    unit: (points, dimensions) trajectories. values: (points,). mu: mean effect; mu_star: mean of its absolute value,
    with mu_star_conf, half of the 95 % bootstrap interval; sigma: standard deviation of the effects. Campolongo et al.
    2007, doi:10.1016/j.envsoft.2006.10.004, by SALib.
    """
    _require_salib()
    from SALib.analyze import morris

    found = morris.analyze(
        _problem(unit.shape[1]),
        unit,
        values,
        num_resamples=EFFECT_RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=levels,
        seed=generator,
    )
    return {
        name: np.asarray(found[name], dtype=np.float64) for name in ("mu", "mu_star", "mu_star_conf", "sigma")
    }


def sobol_indices(
    values: Floats, dimensions: int, generator: np.random.Generator, *, second_order: bool
) -> dict[str, Floats]:
    """Sobol indices of every dimension: shares of the outcome's variance.

    values: (points,) in the order of a Saltelli design. S1: alone; ST: alone and together with others (Saltelli et al.
    2010, doi:10.1016/j.cpc.2009.09.018); S2, with `second_order`: of pairs, (dimensions, dimensions), above the
    diagonal; each with _conf, half of the 95 % bootstrap interval. All nan where the outcome does not vary. By SALib.
    """
    names = ["S1", "S1_conf", "ST", "ST_conf", *(["S2", "S2_conf"] if second_order else [])]
    block = (2 if second_order else 1) * dimensions + 2
    halves = np.concatenate([values[::block], values[block - 1 :: block]])
    if constant(halves):
        shapes = {name: (dimensions,) * (2 if name.startswith("S2") else 1) for name in names}
        return {name: np.full(shape, np.nan) for name, shape in shapes.items()}
    _require_salib()
    from SALib.analyze import sobol

    found = sobol.analyze(
        _problem(dimensions),
        values,
        calc_second_order=second_order,
        num_resamples=INDEX_RESAMPLES,
        conf_level=CONFIDENCE,
        seed=generator,
    )
    return {name: np.asarray(found[name], dtype=np.float64) for name in names}


def rank_correlations(unit: Floats, values: Floats) -> dict[str, Floats]:
    """Spearman's rank correlation of every dimension with the outcome, with a 95 % interval.

    unit: (points, dimensions). values: (points,). The interval is Fisher's, with the standard error
    sqrt((1 + r^2 / 2) / (n - 3)) of Bonett & Wright 2000, doi:10.1007/BF02294183. All nan where the outcome does not
    vary; so are the intervals with fewer than four points.
    """
    from scipy.special import ndtri
    from scipy.stats import spearmanr

    points, dimensions = unit.shape
    correlation = np.full(dimensions, np.nan)
    if points > 2 and not constant(values):
        # One number for two columns, a matrix for more.
        correlation[:] = np.atleast_2d(spearmanr(unit, values).statistic)[-1, :dimensions]
    error = np.sqrt((1 + correlation**2 / 2) / (points - 3)) if points > 3 else np.full(dimensions, np.nan)
    inside = np.abs(correlation) < 1
    middle = np.arctanh(np.where(inside, correlation, 0.0))
    half = ndtri(0.5 + CONFIDENCE / 2) * error
    low, high = (np.where(inside, np.tanh(middle + sign * half), correlation) for sign in (-1, 1))
    return {"rank_correlation": correlation, "low": low, "high": high}


def noise_share(values: Floats) -> float:
    """Share of the variance of the points' means that is chance: 0 is none, near 1 means that nothing else is seen.

    values: (points, replications). A replication's luck is common to all points and cancels in every measure; what is
    left is the interaction of point and replication, with mean square M in a two-way analysis of variance. A mean of R
    replications has M / R of it, to be compared with the variance of the means between points. nan for one replication
    and for an outcome that does not vary.
    """
    points, replications = values.shape
    means = values.mean(axis=1)
    if replications < 2 or points < 2 or constant(means):
        return math.nan
    rest = values - means[:, None] - values.mean(axis=0) + values.mean()
    mean_square = float(np.square(rest).sum()) / ((points - 1) * (replications - 1))
    return float(mean_square / replications / means.var(ddof=1))


def _problem(dimensions: int) -> dict[str, object]:
    return problem([f"x{number}" for number in range(dimensions)])


def _require_salib() -> None:
    from importlib.util import find_spec

    if find_spec("SALib") is None:
        raise InputError(
            "the analysis needs SALib, which is not installed", remedy="pip install 'pcnsim[sensitivity]'"
        )
