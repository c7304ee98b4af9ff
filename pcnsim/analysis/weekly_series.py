"""Weekly series that a result folder holds: chosen by run, design point, outcome and week, as a table or run by run."""

from __future__ import annotations

import csv
import difflib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.reproduce.lookup import config_of, manifest_in
from pcnsim.experiment.store.folder import CONFIG, FAILURES, PLAN
from pcnsim.experiment.weekly.parquet import DamagedError, Held, MergedFile
from pcnsim.experiment.weekly.series import check_available, damaged, merged_files

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

_RUNS_COMPARED: Final = 5_000
"""Names of runs among which the nearest to one that is not known is looked for."""


@dataclass(frozen=True)
class WeeklySeries:
    """A choice of the weekly series of a result folder. Nothing is read before it is asked for.

    outcomes: columns, in order. runs, design_points: None takes all. weeks: the first and the last, both included;
    None is the first or last there is.
    """

    folder: Path
    plan: Plan
    outcomes: tuple[str, ...]
    runs: frozenset[str] | None = None
    design_points: frozenset[int] | None = None
    weeks: tuple[int | None, int | None] = (None, None)

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns of the table: what the run was, as in runs.csv, the week, then the outcomes."""
        return ("run_id", "design_point", *self.plan.factors, "replication", "week", *self.outcomes)

    def identity(self, held: Held) -> list[Any]:
        """What stands before the week in all rows of a run."""
        levels = self.plan.shown(self.plan.points[held.design_point])
        return [held.run_id, held.design_point, *levels, held.replication]

    def sizes(self) -> Iterator[tuple[Held, int]]:
        """The chosen runs in plan order, and the number of rows of each; no values are read."""
        for path in merged_files(self.folder):
            with _opened(path) as file:
                for number, held in enumerate(file.held):
                    if self._wanted(held) and (rows := self._weeks(held, file.rows[number].weeks)):
                        yield held, len(rows)

    def __iter__(self) -> Iterator[tuple[Held, range, list[npt.NDArray[np.float64]]]]:
        """The chosen runs in plan order: weeks, and the values of each outcome in them (nan where not known).

        One row group of some runs is in memory at a time.
        """
        for path in merged_files(self.folder):
            with _opened(path) as file:
                last = -1
                for held, rows in zip(file.held, file.rows, strict=True):
                    if not self._wanted(held) or not (weeks := self._weeks(held, rows.weeks)):
                        continue
                    if rows.group != last:
                        try:
                            table = file.table(rows.group, self.outcomes)
                        except DamagedError as error:
                            raise damaged(path, error) from error
                        columns = [table.column(name).to_numpy() for name in self.outcomes]
                        last = rows.group
                    start = rows.start + weeks.start - held.first_week
                    yield held, weeks, [values[start : start + len(weeks)] for values in columns]

    def frame(self) -> pd.DataFrame:
        """All of it as one table: as much memory as the values need."""
        import numpy as np
        import pandas as pd

        runs = list(self)
        counts = [len(weeks) for _, weeks, _ in runs]
        identities = list(zip(*(self.identity(held) for held, _, _ in runs), strict=True))
        table: dict[str, Any] = {}
        for place, name in enumerate(self.columns[: -len(self.outcomes) - 1]):
            table[name] = np.repeat(pd.Series(identities[place] if runs else []).to_numpy(), counts)
        table["week"] = np.concatenate([np.empty(0, np.int64), *(np.array(weeks) for _, weeks, _ in runs)])
        for place, name in enumerate(self.outcomes):
            table[name] = np.concatenate([np.empty(0), *(values[place] for _, _, values in runs)])
        return pd.DataFrame(table)

    def _wanted(self, held: Held) -> bool:
        return (self.runs is None or held.run_id in self.runs) and (
            self.design_points is None or held.design_point in self.design_points
        )

    def _weeks(self, held: Held, weeks: int) -> range:
        low, high = self.weeks
        end = held.first_week + weeks
        return range(
            held.first_week if low is None else max(low, held.first_week),
            end if high is None else min(high + 1, end),
        )


def open_weekly(
    folder: str | PathLike[str],
    *,
    runs: Collection[str] | None = None,
    design_points: Collection[int] | None = None,
    outcomes: Sequence[str] | None = None,
    weeks: tuple[int | None, int | None] | None = None,
) -> WeeklySeries:
    """The weekly series of a result folder, or those of some runs, design points, outcomes and weeks.

    weeks: the first and the last, both included; None leaves an end open; the burn-in is negative.

    Raises `InputError` where the folder keeps no series, or not those that are asked for.
    """
    path = Path(folder)
    check_available()
    manifest_in(path)
    config = config_of(path)
    if not merged_files(path):
        kept = config.experiment.weekly
        again = f"`pcnsim experiment {path / CONFIG} --out {path}"
        raise InputError(
            "the experiment there has not been finished" if kept else "no weekly series were kept there",
            where=str(path),
            remedy=f"{again}` goes on with it."
            if kept
            else f"{again} --weekly` adds them, by running it again.",
        )
    plan = make_plan(config)
    series = WeeklySeries(path, plan, _known(outcomes))
    if weeks is not None:
        low, high = weeks
        if low is not None and high is not None and low > high:
            raise InputError(f"no week lies between {low} and {high}", where="weeks")
        series = replace(series, weeks=(low, high))
    if design_points is not None:
        series = replace(series, design_points=_known_points(design_points, plan))
    if runs is not None:
        series = replace(series, runs=frozenset(runs))
    if not any(True for _ in series.sizes()) or runs is not None:
        _check_found(series)
    return series


def read_weekly(
    folder: str | PathLike[str],
    *,
    runs: Collection[str] | None = None,
    design_points: Collection[int] | None = None,
    outcomes: Sequence[str] | None = None,
    weeks: tuple[int | None, int | None] | None = None,
) -> pd.DataFrame:
    """The weekly series of an experiment's runs: one row a run and week, in plan order.

    Columns: run_id, design_point, the factors, replication, week, and the outcomes (all, or those that are named, in
    that order; nan where not known). weeks: the first and the last, both included; None leaves an end open; the burn-in
    is negative. A run of six years has 312 rows and takes 0.3 MB with all outcomes: choose, where there are many.

    Raises `InputError` where the folder keeps no series, or not those that are asked for.
    """
    return open_weekly(folder, runs=runs, design_points=design_points, outcomes=outcomes, weeks=weeks).frame()


def _opened(path: Path) -> MergedFile:
    try:
        return MergedFile(path)
    except DamagedError as error:
        raise damaged(path, error) from error


def _known(outcomes: Sequence[str] | None) -> tuple[str, ...]:
    """The outcomes that are asked for, each once."""
    from pcnsim.model.outcomes.declared import NAMES

    if outcomes is None:
        return NAMES
    check_weekly(outcomes)
    return tuple(dict.fromkeys(outcomes))


def check_weekly(outcomes: Sequence[str]) -> None:
    """Raise `InputError` where none is named, or one is not known or has no weeks."""
    from pcnsim.model.outcomes.declared import NAMES, RUN_NAMES

    if not outcomes:
        raise InputError("no outcome is named", where="outcomes")
    for name in outcomes:
        if name in RUN_NAMES:
            raise InputError(
                f"{name} is an outcome of a run as a whole and has no weekly series", where="outcomes"
            )
        if name not in NAMES:
            near = difflib.get_close_matches(name, NAMES, n=1)
            raise InputError(
                f"there is no weekly outcome {name}",
                where="outcomes",
                remedy=f"Did you mean {near[0]}?" if near else "docs/outputs.md lists them.",
            )


def _known_points(design_points: Collection[int], plan: Plan) -> frozenset[int]:
    for number in design_points:
        if not 0 <= number < len(plan.points):
            raise InputError(
                f"there is no design point {number}",
                where="design points",
                remedy=f"The experiment has those from 0 to {len(plan.points) - 1}; plan.csv lists them.",
            )
    return frozenset(design_points)


def _check_found(series: WeeklySeries) -> None:
    """Raise `InputError` for a run that is asked for and not there, or where nothing is left of the choice."""
    whole = replace(series, weeks=(None, None))
    found = {held.run_id for held, _ in whole.sizes()}
    for name in series.runs or ():
        if name not in found:
            raise _missing(name, series)
    if not any(True for _ in series.sizes()):
        raise InputError(
            "no run there has a week of these" if found else "no run of these has a weekly series",
            where=str(series.folder),
            remedy=None if found else f"See {series.folder / FAILURES}.",
        )


def _missing(name: str, series: WeeklySeries) -> InputError:
    planned: list[str] = []
    for row in _plan_rows(series.folder):
        if row["run_id"] == name:
            point = int(row["design_point"])
            other = series.design_points is not None and point not in series.design_points
            return InputError(
                f"run {name} belongs to design point {point}"
                if other
                else f"run {name} has no weekly series: it failed, or has not been run yet",
                where=str(series.folder),
                remedy=None if other else f"See {series.folder / FAILURES}.",
            )
        if len(planned) < _RUNS_COMPARED:
            planned.append(row["run_id"])
    near = difflib.get_close_matches(name, planned, n=1)
    return InputError(
        f"there is no run {name}",
        where=str(series.folder),
        remedy=f"Did you mean {near[0]}?" if near else f"{series.folder / PLAN} lists them.",
    )


def _plan_rows(folder: Path) -> Iterable[dict[str, str]]:
    with (folder / PLAN).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)
