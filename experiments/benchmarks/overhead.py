"""What a sweep spends beside the model: its parts timed from within, in the process that does everything."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pcnsim import run_experiment
from pcnsim.config import Config
from pcnsim.experiment import Progress, work
from pcnsim.experiment.store.result_folder import ResultFolder
from pcnsim.model.simulation import Simulation

OF_OVERHEAD: Final = ("planning", "areas", "rows and scheduling", "storing", "merging", "tables")
"""Parts of the overhead. Planning: from the call to the first run, with the plan's file and the manifest. Areas: drawn
or read. Rows and scheduling: configurations of the points, chunks, rows as text. Storing: checksums, writing, forcing
to the disk. Tables: summary.csv and comparisons.csv."""


@dataclass(frozen=True)
class Shares:
    """Seconds of a sweep: of CPU by part, of the model, and of wall clock."""

    runs: int
    factors: int
    cpu: dict[str, float]
    model: float
    wall: float
    model_wall: float

    @property
    def percent(self) -> float:
        """CPU time beside the model, in percent of the model's."""
        return 100.0 * sum(self.cpu.values()) / self.model

    @property
    def percent_of_wall(self) -> float:
        """Wall clock beside the model, in percent of the model's."""
        return 100.0 * (self.wall - self.model_wall) / self.model_wall


class _Timer:
    """Sums up the time of calls: (CPU, wall clock)."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    @contextmanager
    def on(self, owner: Any, name: str) -> Iterator[None]:
        """Time a function of a module or class meanwhile."""
        kept: Callable[..., Any] = getattr(owner, name)

        @functools.wraps(kept)
        def timed(*arguments: Any, **named: Any) -> Any:
            cpu, wall = time.process_time(), time.perf_counter()
            try:
                return kept(*arguments, **named)
            finally:
                self.cpu += time.process_time() - cpu
                self.wall += time.perf_counter() - wall

        setattr(owner, name, timed)
        try:
            yield
        finally:
            setattr(owner, name, kept)


def measured(config: Config, folder: Path) -> Shares:
    """Run a sweep in this process and time its parts.

    The model is what a run is without a sweep around it: a simulation made and run, arms branched off, outcomes.
    """
    model, areas, storing, merging, tables = (_Timer() for _ in range(5))
    told: list[float] = []

    def note(progress: Progress) -> None:
        if progress.stage == "running":
            told.append(time.process_time())

    with ExitStack() as stack:
        for name in ("__init__", "run", "branch", "outcomes"):
            stack.enter_context(model.on(Simulation, name))
        stack.enter_context(areas.on(work, "make_area"))
        stack.enter_context(storing.on(ResultFolder, "append"))
        stack.enter_context(merging.on(ResultFolder, "merge"))
        stack.enter_context(tables.on(ResultFolder, "write_tables"))
        begun, wall = time.process_time(), time.perf_counter()
        result = run_experiment(config, folder, 1, note)
        ended, wall = time.process_time(), time.perf_counter() - wall
    planning = told[0] - begun
    apart = planning + areas.cpu + storing.cpu + merging.cpu + tables.cpu
    cpu = {
        "planning": planning,
        "areas": areas.cpu,
        "rows and scheduling": ended - begun - model.cpu - apart,
        "storing": storing.cpu,
        "merging": merging.cpu,
        "tables": tables.cpu,
    }
    return Shares(len(result.plan), len(result.plan.factors), cpu, model.cpu, wall, model.wall)
