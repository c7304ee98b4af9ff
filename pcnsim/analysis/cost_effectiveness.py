"""What one more settled case costs: differences of cost over differences of cases, with an interval for the ratio.

Measure M20 of the evidence dossier. Both differences are taken replication by replication on common random numbers,
so that arms met the same stream of demand. A ratio of two uncertain means has no standard error of its own where the
lower one may be 0; its interval is Fieller's (1954): all ratios that a paired t test does not reject.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.analysis.comparison import ARMS_KEPT, compared_arms
from pcnsim.analysis.statistics import CONFIDENCE, Floats
from pcnsim.config.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.analysis.study import ExperimentResult

PER: Final = 1000.0
"""Cases are counted per 1,000 patients, money per patient."""


def cost_per_extra_case(
    result: ExperimentResult,
    cost: str = "cost_total_all_weeks",
    cases: str = "settled_cases_all_weeks",
) -> pd.DataFrame:
    """Cost of one more case settled jointly, in GBP, for every pair of arms that the result compares.

    cost: an outcome in GBP per patient a year (by default over all weeks, as programmes cost first and help later);
    cases: one in cases per 1,000 patients a year. Columns: design_point and levels of the arm, reference_point and
    reference_<factor>, n_pairs, extra_cost and extra_cases (means of the paired differences, per 1,000 patients a
    year), verdict, cost_per_case (their ratio), low, high (95 %, Fieller).

    verdict: "more for more", "less for less", "dominates" (more cases for less money) or "dominated", by the means. A
    ratio means a price only for the first; for "less for less" it is what is saved for each case lost. low and high
    are nan where the data allow any ratio, or all but a gap: then the difference in cases may be 0, and no price can
    be told.

    Raises InputError for outcomes that do not exist.
    """
    import pandas as pd

    for name in (cost, cases):
        if name not in result.outcomes:
            raise InputError(f"there is no outcome {name!r}", remedy="docs/outputs.md lists them.")
    plan = result.plan
    block = lru_cache(maxsize=ARMS_KEPT)(result.block([cost, cases]))
    rows: list[list[Any]] = []
    for arm, other in compared_arms(plan):
        apart = (block(arm) - block(other)) * (PER, 1.0)
        apart = apart[~np.isnan(apart).any(axis=1)]
        money, more = apart.mean(axis=0) if len(apart) else (math.nan, math.nan)
        low, high = fieller(apart[:, 0], apart[:, 1])
        rows.append(
            [
                arm,
                *plan.shown(plan.points[arm]),
                other,
                *plan.shown(plan.points[other]),
                len(apart),
                float(money),
                float(more),
                verdict(money, more),
                float(money / more) if more else math.nan,
                low,
                high,
            ]
        )
    columns = [
        "design_point",
        *plan.factors,
        "reference_point",
        *(f"reference_{factor}" for factor in plan.factors),
        "n_pairs",
        "extra_cost",
        "extra_cases",
        "verdict",
        "cost_per_case",
        "low",
        "high",
    ]
    return pd.DataFrame(rows, columns=columns)


def verdict(money: float, more: float) -> str:
    """Which quarter of the plane of cost and effect two means lie in; empty where one is 0 or unknown."""
    if not money * more or math.isnan(money * more):
        return ""
    if more > 0:
        return "more for more" if money > 0 else "dominates"
    return "dominated" if money > 0 else "less for less"


def fieller(above: Floats, below: Floats, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Interval of mean(above) / mean(below) from paired values, shape (n,) each; nan where it has no two ends.

    Fieller 1954, Journal of the Royal Statistical Society B 16:175.

    The ends solve (a - r b)^2 = t^2 var(above - r below) / n in r; the interval is bounded where b differs from 0 at
    this confidence.
    """
    from scipy.special import stdtrit

    n = len(above)
    if n < 2:
        return math.nan, math.nan
    t = float(stdtrit(n - 1, 0.5 + confidence / 2))
    (v_above, v_both), (_, v_below) = t**2 * np.cov(above, below, ddof=1) / n
    a, b = above.mean(), below.mean()
    square, half, constant = b**2 - v_below, a * b - v_both, a**2 - v_above
    inside = half**2 - square * constant
    if square <= 0 or inside < 0:
        return math.nan, math.nan
    root = math.sqrt(inside)
    return float((half - root) / square), float((half + root) / square)
