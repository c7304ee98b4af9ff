"""How long an experiment takes and how much room it needs, roughly, told before the first run."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pcnsim.config.design import SAMPLED, Range
from pcnsim.config.errors import InputError
from pcnsim.experiment.designs.build import design_size
from pcnsim.experiment.store.files import size_of

if TYPE_CHECKING:
    from pcnsim.config import Config

PCNS: Final = "pcns.csv"
"""The table of an area folder that has a row for each PCN."""

SECONDS_A_RUN: Final = 0.006
SECONDS_A_PCN_WEEK: Final = 1.4e-5
"""A run takes SECONDS_A_RUN + SECONDS_A_PCN_WEEK x PCNs x weeks: sweeps of 1, 3, 9 and 30 PCNs, on a processor of 2026
with other work to do; of England (1,250) 5.5 s by this, 7 s measured."""

BYTES_A_CELL: Final = 18
"""A number of runs.csv, with its comma: outcomes and sampled factors of real sweeps take 16 to 17 on average."""
BYTES_A_STEP: Final = 9
"""The same for a factor that has few levels: listed, or steps of a walk."""
BYTES_OF_A_RUN: Final = 40
"""Name, design point and replication of a run."""
BYTES_OF_A_PLAN: Final = 75
"""A row of plan.csv without its factor columns."""
BYTES_OF_A_SUMMARY: Final = 105
BYTES_OF_A_COMPARISON: Final = 135
"""A row of summary.csv and of comparisons.csv without its factor columns."""


@dataclass(frozen=True)
class Estimate:
    """What an experiment comes to: design points, runs, seconds and bytes.

    points: before constraints leave any out. seconds: of all runs, within a factor of two or three, without compiling
    the model. kept, peak: bytes that the result folder takes when all is done, and at most while it is made (rows stand
    twice while they are merged, and weekly series in parts of nearly twice their size).
    """

    points: int
    replications: int
    seconds: float
    kept: int
    peak: int

    @property
    def runs(self) -> int:
        """Number of runs."""
        return self.points * self.replications


def estimate(config: Config, workers: int | None = None, *, points: int | None = None) -> Estimate:
    """The estimate for a configuration. workers: processes at once, None: all processors. points: where known."""
    points = design_size(config) if points is None else points
    replications = config.experiment.replications
    rows, tables, weekly = _bytes(config, points)
    return Estimate(
        points,
        replications,
        seconds_of(config, workers, points=points),
        rows + tables + weekly,
        2 * rows + tables + 3 * weekly,
    )


def check_room(config: Config, folder: Path, found: Estimate | None = None) -> None:
    """Raise `InputError` where the results would not fit on the disk that the folder is to be on."""
    found = found or estimate(config)
    free = free_bytes(folder)
    # What lies in the folder already is part of what is needed, or is replaced.
    if free is None or found.peak <= free + size_of(folder):
        return
    raise InputError(
        f"{found.runs:,} runs need about {size_text(found.peak)}, and {size_text(free)} are free there",
        where=str(folder),
        remedy="Vary less, run fewer replications, keep no weekly series, or name a larger disk's folder with --out.",
    )


def free_bytes(folder: Path) -> int | None:
    """Bytes free where the folder is, or would be made; None where that cannot be found out."""
    there = folder.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    try:
        return shutil.disk_usage(there).free
    except OSError:
        return None


def processors(workers: int | None = None) -> int:
    """Processes to run at once: those asked for, else all processors that this process may use."""
    if workers is not None:
        return workers
    if hasattr(os, "sched_getaffinity"):  # a batch system may give a job fewer than the machine has
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def size_text(size: float) -> str:
    """A number of bytes for people: kB, MB, GB or TB (powers of 1,000)."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" or size >= 100 else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:,.0f} TB"


def seconds_of(config: Config, workers: int | None = None, *, points: int | None = None) -> float:
    """Seconds that all runs take, within a factor of two or three; compiling the model comes on top.

    workers: processes; None stands for all processors.
    """
    runs = (design_size(config) if points is None else points) * config.experiment.replications
    at_once = max(1, min(processors(workers), runs))
    return runs * seconds_a_run(config) / at_once


def seconds_a_run(config: Config) -> float:
    """Seconds that a run takes in one process, on average over arms of different areas."""
    return SECONDS_A_RUN + SECONDS_A_PCN_WEEK * _pcns(config) * (config.burn_in_weeks + config.weeks)


def _bytes(config: Config, points: int) -> tuple[int, int, int]:
    """Bytes of the rows of runs, of the other tables, and of weekly series."""
    from pcnsim.experiment.summaries import summary_factors, summary_outcomes
    from pcnsim.model.outcomes.declared import headline_names

    design = config.experiment
    runs = points * design.replications
    factors = len({*design.factors, *(design.design.points or ({},))[0]})
    drawn = design.design.kind in SAMPLED and design.design.kind != "morris"
    level = BYTES_A_CELL if drawn else BYTES_A_STEP
    levels = factors * level
    rows = runs * (BYTES_OF_A_RUN + levels + BYTES_A_CELL * len(headline_names()))
    plan = runs * (BYTES_OF_A_PLAN + levels)
    named = len(summary_factors(config)) * level
    tables = BYTES_OF_A_SUMMARY + named
    # A sample that is crossed with nothing has no arm to compare with another, nor has a grid of nothing.
    if design.reference or design.design.kind in ("list", "one-at-a-time"):
        tables += BYTES_OF_A_COMPARISON + 2 * named
    weekly = 0
    if design.weekly:
        from pcnsim.experiment.weekly.series import weekly_bytes_per_run

        weekly = int(runs * weekly_bytes_per_run(config.burn_in_weeks + config.weeks))
    return rows, plan + points * len(summary_outcomes(config)) * tables, weekly


def _pcns(config: Config) -> float:
    """PCNs of an arm, on average over arms of different areas."""
    factors, points = config.experiment.factors, config.experiment.design.points
    levels = {name: list(given) for name, given in factors.items() if not isinstance(given, Range)}
    levels |= {name: [point[name] for point in points] for name in (points or ({},))[0]}
    if "area" in levels:
        sizes = [_rows(Path(str(folder)) / PCNS) for folder in levels["area"]]
    elif "area.pcns" in levels:
        sizes = [int(level) for level in levels["area.pcns"]]
    elif config.area.folder is not None:
        sizes = [_rows(Path(config.area.folder) / PCNS)]
    else:
        sizes = [config.area.pcns]
    return sum(sizes) / len(sizes)


def _rows(table: Path) -> int:
    try:
        with table.open("rb") as lines:
            return sum(1 for _ in lines) - 1
    except OSError:
        return 0  # what is wrong with the folder is told where it is read
