"""What chosen outcomes came to at every design point and replication, read row by row, and which runs are not there."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.config.errors import InputError
from pcnsim.experiment.store.folder import CONFIG, EXPERIMENT, FAILURES, RUNS, manifest_of
from pcnsim.experiment.store.records import cell
from pcnsim.experiment.store.result_folder import ResultFolder

if TYPE_CHECKING:
    from pcnsim.analysis.study import ExperimentResult
    from pcnsim.experiment import Plan

__all__ = ["Responses", "columns_of", "how_to_complete", "read_responses", "require_finished"]

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]

NAMED: Final = 10
"""Runs that are named one by one when they are missing."""

_COMPARED: Final = 64
"""Design points whose levels are compared with those of the rows, to tell that rows and plan belong together."""


@dataclass(frozen=True)
class Responses:
    """Outcomes of a plan's runs.

    values: (design points, replications, outcomes), nan where a run is not there or an outcome unknown.
    finished: (design points, replications), whether the run is there.
    """

    plan: Plan
    outcomes: tuple[str, ...]
    values: Floats
    finished: Truths
    folder: Path | None

    @property
    def complete(self) -> Truths:
        """Whether all replications of a design point are there: (design points,)."""
        return np.asarray(self.finished.all(axis=1))

    def require_all(self) -> None:
        """Raise `InputError` naming the runs that are missing, and how they are run."""
        absent = ~self.finished.ravel()
        if absent.any():
            raise _incomplete(self.plan, self.folder, absent, _failed(self.plan, self.folder))


def require_finished(folder: Path) -> None:
    """Raise `InputError` naming the runs that are missing where an experiment in the folder was stopped before its end.

    What is no such folder is left to others.
    """
    manifest = manifest_of(folder)
    if manifest is None or manifest["kind"] != EXPERIMENT or (folder / RUNS).is_file():
        return
    from pcnsim.experiment.plan import make_plan
    from pcnsim.experiment.reproduce.lookup import config_of

    plan = make_plan(config_of(folder))
    held = ResultFolder(folder, plan)
    if not held.finished.all():
        raise _incomplete(plan, folder, ~held.finished, held.failed)


def how_to_complete(folder: Path | None, *, failed: bool) -> str:
    """The command that runs what is missing."""
    if folder is None:
        return "Run the experiment into a folder, and again with retry_failed."
    command = f"pcnsim experiment {folder / CONFIG} --out {folder}"
    return f"`{command}{' --retry-failed' if failed else ''}` runs them."


def columns_of(path: Path, names: Sequence[str]) -> Iterator[list[str]]:
    """Cells of the named columns, row by row, so that a table of any size takes no room."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        places = [header.index(name) for name in names]
        for row in rows:
            yield [row[place] for place in places]


def read_responses(result: ExperimentResult, outcomes: Sequence[str]) -> Responses:
    """The outcomes of a result's runs: from its folder where it has one, else from its table of runs.

    Raises `InputError` where the rows are not those of the plan.
    """
    plan = result.plan
    points, replications = len(plan.points), plan.replications
    values = np.full((points, replications, len(outcomes)), np.nan)
    finished = np.zeros((points, replications), dtype=bool)
    compared = set(np.unique(np.linspace(0, points - 1, _COMPARED).astype(int)).tolist())
    for number, replication, levels, cells in _rows(result, outcomes):
        if number in compared:
            _check_levels(result, number, levels)
            compared.discard(number)
        values[number, replication] = [float(value) if value != "" else math.nan for value in cells]
        finished[number, replication] = True
    return Responses(plan, tuple(outcomes), values, finished, result.folder)


def _rows(
    result: ExperimentResult, outcomes: Sequence[str]
) -> Iterator[tuple[int, int, Sequence[Any], Sequence[Any]]]:
    """Design point, replication, levels and outcomes of every run that is there."""
    factors = len(result.plan.factors)
    names = ["design_point", "replication", *result.plan.factors, *outcomes]
    rows: Iterable[Sequence[Any]]
    if result.folder is not None:
        rows = columns_of(result.folder / RUNS, names)
    else:
        rows = result.runs[names].itertuples(index=False, name=None)
    for number, replication, *cells in rows:
        yield int(number), int(replication), cells[:factors], cells[factors:]


def _check_levels(result: ExperimentResult, number: int, levels: Sequence[Any]) -> None:
    """Raise `InputError` where the plan made again has other levels than the row: other libraries draw other points."""
    planned = [cell(level) for level in result.plan.shown(result.plan.points[number])]
    if planned != [cell(level) for level in levels]:
        raise InputError(
            f"design point {number} of the runs is not the one that the configuration gives here",
            where=str(result.folder) if result.folder else None,
            remedy="Points depend on the versions of SciPy and SALib; manifest.json names those that made them.",
        )


def _incomplete(plan: Plan, folder: Path | None, absent: Truths, failed: Truths) -> InputError:
    sentences = [
        _named(plan, absent & ~failed, "have not been run" if failed.any() else "are missing"),
        _named(plan, absent & failed, "failed"),
    ]
    return InputError(
        "its points belong together, and the design is incomplete: " + "; ".join(filter(None, sentences)),
        where=str(folder) if folder else None,
        remedy=how_to_complete(folder, failed=bool(failed.any())),
    )


def _failed(plan: Plan, folder: Path | None) -> Truths:
    """Which runs failed, as failures.csv says."""
    failed = np.zeros(len(plan), dtype=bool)
    if folder is not None and (folder / FAILURES).is_file():
        for point, replication in columns_of(folder / FAILURES, ("design_point", "replication")):
            failed[int(point) * plan.replications + int(replication)] = True
    return failed


def _named(plan: Plan, which: Truths, what: str) -> str:
    """How many runs, and the first of them by name and design point."""
    count = int(which.sum())
    if not count:
        return ""
    runs = (plan.run(*divmod(number, plan.replications)) for number in np.flatnonzero(which).tolist())
    first = ", ".join(f"{run.run_id} (design point {run.design_point})" for run in islice(runs, NAMED))
    return f"{count:,} of {len(plan):,} runs {what} ({first}{', …' if count > NAMED else ''})"
