"""Which level of a factor does best, everything else equal: runs side by side, replication by replication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from pcnsim.analysis.statistics import moments, reported_factors, reported_levels
from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import check_outcomes

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.analysis.study import ExperimentResult
    from pcnsim.config.design import Level

__all__ = ["best_levels", "points_table", "side_by_side"]


def side_by_side(result: ExperimentResult, outcome: str, factor: str) -> pd.DataFrame:
    """An outcome under each level of a factor; see `ExperimentResult.side_by_side`."""
    import pandas as pd

    check_outcomes((outcome,))
    plan = result.plan
    levels = _levels(result, factor)
    columns = {level: place for place, level in enumerate(dict.fromkeys(levels))}
    numbers, firsts, groups = np.unique(plan.design.groups({factor}), return_index=True, return_inverse=True)
    block = result.block([outcome])
    values = np.full((len(numbers), plan.replications, len(columns)), np.nan)
    for point, level in enumerate(levels):
        values[groups[point], :, columns[level]] = block(point)[:, 0]
    order = np.argsort(firsts)
    rows = pd.MultiIndex.from_product(
        [firsts[order], range(plan.replications)], names=["design_point", "replication"]
    )
    return pd.DataFrame(
        values[order].reshape(len(rows), len(columns)), index=rows, columns=pd.Index(columns, name=factor)
    )


def best_levels(result: ExperimentResult, outcome: str, factor: str) -> pd.DataFrame:
    """The level of a factor that does best at each point; see `ExperimentResult.best`."""
    import pandas as pd

    from pcnsim.analysis.labels import declared

    values = side_by_side(result, outcome, factor)
    better = declared(outcome).better
    if better == "neither":
        raise InputError(
            f"more of {outcome} is neither better nor worse",
            where="outcome",
            remedy="Look at result.side_by_side, which gives the values themselves.",
        )
    sign = 1.0 if better == "higher" else -1.0
    names = list(values.columns)
    points = values.index.unique("design_point")
    cube = values.to_numpy().reshape(len(points), -1, len(names))
    others = [place for place, name in enumerate(reported_factors(result.plan)) if name != factor]
    rows: list[list[Any]] = []
    for point, of_point in zip(points.tolist(), cube, strict=True):
        # A level that lacks a run is compared in the replications that all levels have.
        paired = of_point[~np.isnan(of_point).any(axis=1)]
        levels = reported_levels(result.plan, point)
        head = [point, *(levels[place] for place in others)]
        if not len(paired):
            rows.append([*head, None, None, np.nan, np.nan, np.nan, 0])
            continue
        first, second = np.argsort(-sign * paired.mean(axis=0), kind="stable")[:2]
        margin = moments(sign * (paired[:, first] - paired[:, second]))
        ends = [float(margin.mean), float(margin.low), float(margin.high), int(margin.n)]
        rows.append([*head, names[first], names[second], *ends])
    shown = [reported_factors(result.plan)[place] for place in others]
    columns = ["design_point", *shown, "best", "next", "margin", "low", "high", "n_pairs"]
    return pd.DataFrame(rows, columns=columns)


def points_table(result: ExperimentResult) -> pd.DataFrame:
    """The level of every factor at every design point, a row a point."""
    import pandas as pd

    plan = result.plan
    rows = [plan.shown(point) for point in plan.points]
    return pd.DataFrame(rows, columns=list(plan.factors), index=pd.RangeIndex(len(rows), name="design_point"))


def _levels(result: ExperimentResult, factor: str) -> list[Level | None]:
    """The level of a crossed factor at every design point."""
    plan = result.plan
    if factor not in plan.design.crossed:
        raise InputError(
            f"{factor} is not among the factors whose levels are combined with everything else",
            where="factor",
            remedy=f"These are: {', '.join(plan.design.crossed)}."
            if plan.design.crossed
            else "There are none.",
        )
    together = next(axis.factors for axis in plan.design.axes if factor in axis.factors)
    if len(together) > 1:
        raise InputError(
            f"{factor} moves together with {', '.join(name for name in together if name != factor)}",
            where="factor",
            remedy="So it never differs alone; compare with result.comparisons.",
        )
    place = plan.factors.index(factor)
    return [plan.shown(point)[place] for point in plan.points]
