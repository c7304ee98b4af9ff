"""Whether a result folder can be trusted: its files against their hashes, its plan, and a sample of runs done again."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pcnsim
from pcnsim.config.errors import InputError
from pcnsim.experiment.provenance import origin as provenance
from pcnsim.experiment.reproduce.lookup import Experiment, Planned, open_experiment
from pcnsim.experiment.reproduce.plan_check import RowPlaces, check_plan, check_rows, row_at
from pcnsim.experiment.reproduce.replay import Difference, alone, compared, expected_row, likely_reasons
from pcnsim.experiment.store.folder import CONFIG, RUNS
from pcnsim.experiment.store.hashes import FileState, checked_files
from pcnsim.experiment.store.lock import is_busy
from pcnsim.experiment.store.status import runs_planned

if TYPE_CHECKING:
    import numpy as np

SECONDS: Final = 30.0
"""About how long runs are done again where no number is asked for."""

FEWEST: Final = 3
"""Runs that are done again however long they take."""

MISSED: Final = 0.05
"""Probability with which the share of wrong rows that is told may have escaped the sample."""


@dataclass(frozen=True)
class Mismatch:
    """A row that did not come out again: cells that differ, or what the run failed with."""

    run_id: str
    differences: tuple[Difference, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Verification:
    """What was checked in a result folder, and what was found.

    files: state of each file whose hash the manifest holds. faults: what contradicts the plan. rows, planned: rows in
    runs.csv and runs of the plan. checked: rows done again. reasons: why numbers may differ, where some do.
    """

    folder: Path
    files: Mapping[str, FileState]
    faults: tuple[str, ...]
    planned: int
    rows: int
    checked: int
    mismatches: tuple[Mismatch, ...]
    reasons: tuple[str, ...]
    seconds: float

    @property
    def identical(self) -> bool:
        """Whether everything that was checked is as it was written, and came out again."""
        return not self.mismatches and not self.faults and set(self.files.values()) <= {"identical"}

    @property
    def bound(self) -> float:
        """Share of wrong rows above which the sample would have shown one with 95 % probability.

        1 - 0.05^(1/n) for n rows drawn by lot of many: with a larger share p of wrong rows (1 - p)^n, the probability
        of drawing none of them, is below 0.05. 0 where all rows were done again.
        """
        if self.checked >= self.rows:
            return 0.0
        return 1.0 if not self.checked else 1.0 - float(MISSED ** (1.0 / self.checked))


Shown = Callable[[int, int | None], None]
"""Called after each run with how many were done again and how many will be, where that is known."""


def verify(
    folder: str | PathLike[str],
    sample: int | None = None,
    *,
    every: bool = False,
    seed: int = 1,
    seconds: float = SECONDS,
    progress: Shown | None = None,
) -> Verification:
    """Check the files of a finished experiment, do a sample of its runs again, and compare them cell by cell.

    sample: rows to do again, drawn by lot with `seed` so that all design points are drawn from alike; None takes as
    many as `seconds` allow, at least three. every: all rows. Runs are done one by one from their seeds, each with a
    burn-in of its own, in this process: another way to the numbers than the experiment's. Nothing is written.

    Raises `InputError` where there is no experiment, it is under way, or no run of it is finished.
    """
    begun = time.monotonic()
    experiment = open_experiment(Path(folder))
    _check_still(experiment)
    provenance.warn_of_other_version(experiment.manifest)
    files = checked_files(experiment.path, experiment.manifest)
    same_names = experiment.manifest.get("pcnsim_version") == pcnsim.__version__
    faults = check_plan(experiment, same_names=same_names)
    places, wrong = check_rows(experiment)
    faults += wrong
    chosen = drawn(places.points, seed)
    if not every and sample is not None:
        chosen = chosen[:sample]
    wanted = len(chosen) if every or sample is not None else None
    mismatches = []
    checked = 0
    started = begun
    for index in chosen:
        if wanted is None and checked >= FEWEST and time.monotonic() - started > seconds:
            break
        if (found := _again(experiment, places, int(index))) is not None:
            mismatches.append(found)
        checked += 1
        if checked == 1:  # it may have waited for the compiler
            started = time.monotonic()
        if progress is not None:
            progress(checked, wanted)
    return Verification(
        folder=experiment.path,
        files=files,
        faults=tuple(faults),
        planned=runs_planned(experiment.manifest),
        rows=len(places.points),
        checked=checked,
        mismatches=tuple(mismatches),
        reasons=likely_reasons(experiment.path, experiment.manifest) if mismatches else (),
        seconds=round(time.monotonic() - begun, 1),
    )


def drawn(points: array[int], seed: int) -> np.ndarray:
    """All rows in the order in which they are done again, so that any beginning of it is a fair sample.

    points: design point of each row. One row by lot from each point in an order by lot, then a second from each.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    point = np.asarray(points, dtype=np.int64)
    shuffled = generator.permutation(len(point))
    by_point = shuffled[np.argsort(point[shuffled], kind="stable")]
    ordered = point[by_point]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]) if len(ordered) else ordered
    turn = np.arange(len(ordered)) - np.repeat(starts, np.diff(np.r_[starts, len(ordered)]))
    return by_point[np.lexsort((generator.random(len(ordered)), turn))]


def _again(experiment: Experiment, places: RowPlaces, index: int) -> Mismatch | None:
    from pcnsim.experiment.work import make_area
    from pcnsim.model.simulation import Simulation

    plan = experiment.plan
    run = plan.run(places.points[index], places.replications[index])
    row = row_at(experiment, places, index)
    config = alone(plan, run)
    try:
        simulation = Simulation(config, make_area(config.area, run.area_seed), run.seed).run()
    except Exception as error:
        return Mismatch(row["run_id"], error=f"{type(error).__name__}: {error}")
    differences = compared(row, expected_row(plan, Planned(row["run_id"], run), simulation))
    return Mismatch(row["run_id"], differences) if differences else None


def _check_still(experiment: Experiment) -> None:
    folder = experiment.path
    if (owner := is_busy(folder)) is not None:
        raise InputError(
            f"the experiment is under way (process {owner.pid} on {owner.host})",
            where=str(folder),
            remedy=f"`pcnsim status {folder}` tells when it will be done.",
        )
    if not (folder / RUNS).is_file():
        raise InputError(
            "the experiment there has not been finished",
            where=str(folder),
            remedy=f"`pcnsim experiment {folder / CONFIG} --out {folder}` goes on with it.",
        )
