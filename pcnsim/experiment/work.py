"""What a worker does with a chunk: make the area, run the arms, and say what came of it. It writes nothing.

A run that fails becomes a line of failures and the others go on; only what stops the whole program (an interruption)
passes.
"""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pcnsim.config.folders import content_digest
from pcnsim.experiment.chunks import Chunk
from pcnsim.experiment.plan import Plan, PlannedRun
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store.records import csv_bytes, identity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pcnsim.area import Area
    from pcnsim.config import AreaChoice
    from pcnsim.model.simulation import Simulation


def make_area(choice: AreaChoice, seed: int | None) -> Area:
    """The area of a run: drawn with the seed, or read from its folder."""
    if choice.folder is not None:
        return _read_once(choice.folder, content_digest(Path(choice.folder), choice.made_by))
    return _draw_once(choice.pcns, choice.practices_per_pcn, seed or 0)


@lru_cache(maxsize=2)
def _read_once(folder: str, digest: str) -> Area:
    """The area of a folder of that content: read once a process, not once a chunk (England takes a second)."""
    from pcnsim.area import read_area

    return read_area(folder)


@lru_cache(maxsize=2)
def _draw_once(pcns: int, practices_per_pcn: int, seed: int) -> Area:
    """A synthetic area; arms of one replication follow each other, so the last one is often asked for again."""
    from pcnsim.area import draw_area

    return draw_area(pcns, seed=seed, practices_per_pcn=practices_per_pcn)


def run_chunk(plan: Plan, chunk: Chunk) -> Report:
    """Run a chunk and report it."""
    report = Report()
    weekly: list[tuple[PlannedRun, int, NDArray[np.float64]]] = []
    for group in chunk.groups:
        for run, result in _run_group(plan, group, report):
            if isinstance(result, Exception):
                report.failures[run.number] = failure_line(
                    plan, run, type(result).__name__, str(result), _where(result)
                )
                continue
            cells = [*identity(plan, run), run.replication, *_values(result.outcomes())]
            report.rows[run.number] = csv_bytes((), [cells], header=False)
            for name, count in result.imputed.items():
                report.imputed[name] = max(count, report.imputed.get(name, 0))
            if plan.config.experiment.weekly:
                weekly.append((run, result.first_week, result.series()))
    if weekly:
        from pcnsim.experiment.weekly.series import chunk_bytes

        report.weekly = chunk_bytes(weekly)
    return report


def failure_line(plan: Plan, run: PlannedRun, error: str, message: str, where: str = "") -> bytes:
    """Line of failures.csv."""
    cells = [*identity(plan, run), run.replication, run.seed, error, message, where]
    return csv_bytes((), [cells], header=False)


def _run_group(
    plan: Plan, group: tuple[PlannedRun, ...], report: Report
) -> Iterator[tuple[PlannedRun, Simulation | Exception]]:
    """Run the arms of a group; two or more share what lies before week 0. Times go into the report."""
    from pcnsim.model.simulation import Simulation

    shared: Simulation | None = None
    for run in group:
        result: Simulation | Exception
        begun = time.perf_counter()
        try:
            config = plan.points[run.design_point].config
            area = make_area(config.area, run.area_seed)
            begun = time.perf_counter()
            if shared is not None:
                simulation = shared.branch(config)
            else:
                simulation = Simulation(config, area, run.seed)
                if len(group) > 1:
                    simulation.run(config.burn_in_weeks)
                    shared = simulation
                    simulation = shared.branch(config)
            result = simulation.run()
        except Exception as error:  # no memory for this run included: the next may be smaller
            result = error
        report.seconds += time.perf_counter() - begun
        yield run, result


def _values(outcomes: Mapping[str, float]) -> list[float]:
    from pcnsim.model.outcomes.declared import headline_names

    return [outcomes[name] for name in headline_names()]


def _where(error: Exception) -> str:
    """File, line and function where an error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return ""
    last = frames[-1]
    parts = Path(last.filename).parts
    inside = parts[parts.index("pcnsim") :] if "pcnsim" in parts else parts[-1:]
    return f"{'/'.join(inside)}:{last.lineno} in {last.name}"
