"""Several runs of the same luck beside each other, as a table: each outcome so far, and how far it is from a reference.

Two runs are one replication. What differs between them may be luck, however large it is; it takes an experiment, with
replications and intervals, to tell.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.analysis.labels import declared, label
from pcnsim.analysis.weekly_series import check_weekly
from pcnsim.config.errors import InputError
from pcnsim.view.series_figure import SHOWN
from pcnsim.view.tracks import simulation_of

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.model import Simulation
    from pcnsim.model.columns import Floats
    from pcnsim.model.model import Model

__all__ = ["CAUTION", "TABLE", "difference_table"]

TABLE: Final = (
    *SHOWN,
    "integration_composite",
    "gp_days_above_25",
    "wait",
    "hospital_contacts",
    "cost_total",
)
"""Outcomes of the table unless others are asked for."""

BETTER: Final = {"higher": "higher is better", "lower": "lower is better", "neither": "neither way is better"}

CAUTION: Final = (
    "One seed is one replication: these differences may be luck, and are no evidence. "
    "Run an experiment (pcnsim experiment) for differences with intervals."
)
"""What has to stand beside the table."""


def difference_table(
    runs: Mapping[str, Model | Simulation],
    outcomes: Sequence[str] | None = None,
    *,
    reference: str | None = None,
    last_weeks: int | None = None,
) -> pd.DataFrame:
    """Outcomes of runs at the same week, a row each, with differences from one of them.

    runs: models or simulations by name, such as the three structures, of the same seed and at the same week. outcomes:
    names of weekly outcomes, `TABLE` unless given. reference: the run that the others are compared with, the first
    unless given. last_weeks: weeks to average over, the latest of those run from week 0 on; None takes them all.

    Columns: outcome, label, unit, better, then a column for each run (the mean over `weeks` weeks that leaves out those
    in which the outcome is not known; nan where it never was), `<run> minus <reference>` for each other run,
    from_week and weeks. Of outcomes of which neither way is better `better` says so.

    Raises `InputError` for runs of different weeks or seeds, and names that are not known.
    """
    import pandas as pd

    from pcnsim.model.outcomes.declared import NAMES

    names = tuple(TABLE if outcomes is None else dict.fromkeys(outcomes))
    check_weekly(names)
    simulations = {name: simulation_of(run) for name, run in runs.items()}
    first = _reference(simulations, reference)
    week = _same(simulations)
    weeks = max(week, 0) if last_weeks is None else min(max(week, 0), last_weeks)
    columns = [NAMES.index(name) for name in names]
    means = {name: _means(one.series()[:, columns], weeks) for name, one in simulations.items()}
    table: dict[str, Any] = {
        "outcome": names,
        "label": [label(name) for name in names],
        "unit": [declared(name).unit for name in names],
        "better": [BETTER[declared(name).better] for name in names],
        **means,
        **{f"{name} minus {first}": means[name] - means[first] for name in means if name != first},
        "from_week": week - weeks,
        "weeks": weeks,
    }
    return pd.DataFrame(table)


def _reference(simulations: Mapping[str, Simulation], reference: str | None) -> str:
    if not simulations:
        raise InputError("there is nothing to compare: the mapping is empty", where="runs")
    if reference is None:
        return next(iter(simulations))
    if reference not in simulations:
        raise InputError(
            f"there is no run {reference} among them",
            where="reference",
            remedy=f"There are {', '.join(simulations)}.",
        )
    return reference


def _same(simulations: Mapping[str, Simulation]) -> int:
    """The week of all of them, which share their seed."""
    for what, of in (("week", lambda one: one.week), ("seed", lambda one: one.seed)):
        found = {name: of(one) for name, one in simulations.items()}
        if len(set(found.values())) > 1:
            listed = ", ".join(f"{name} {value}" for name, value in found.items())
            raise InputError(
                f"the runs differ in {what}: {listed}",
                where="runs",
                remedy=f"Compare runs of the same {what}.",
            )
    return next(iter(simulations.values())).week


def _means(series: Floats, weeks: int) -> Floats:
    """Means over the last so many weeks that leave out unknown values; nan where there is none."""
    taken = series[len(series) - weeks :]
    known = ~np.isnan(taken)
    count = known.sum(axis=0)
    total = np.where(known, taken, 0.0).sum(axis=0)
    means: Floats = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return means
