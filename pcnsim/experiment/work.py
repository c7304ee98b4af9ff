"""What a worker does with a chunk: make the area, run the arms, and say what came of it. It writes nothing.

A run that fails becomes a row of failures and the others go on; only what stops the whole program (an interruption,
no memory left for Python itself) passes.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pcnsim.config.folders import content_digest
from pcnsim.experiment.chunks import Chunk
from pcnsim.experiment.plan import Plan, PlannedRun
from pcnsim.experiment.records import csv_bytes, identity
from pcnsim.experiment.reports import Report

if TYPE_CHECKING:
    from pcnsim.area import Area
    from pcnsim.config import AreaChoice
    from pcnsim.model.simulation import Simulation


def make_area(choice: AreaChoice, seed: int | None) -> Area:
    """The area of a run: drawn with the seed, or read from its folder."""
    from pcnsim.area import draw_area

    if choice.folder is not None:
        return _read_once(choice.folder, content_digest(Path(choice.folder), choice.made_by))
    return draw_area(choice.pcns, seed=seed or 0, practices_per_pcn=choice.practices_per_pcn)


@lru_cache(maxsize=2)
def _read_once(folder: str, digest: str) -> Area:
    """The area of a folder of that content: read once a process, not once a chunk (England takes a second)."""
    from pcnsim.area import read_area

    return read_area(folder)


def run_chunk(plan: Plan, chunk: Chunk) -> Report:
    """Run a chunk and report it."""
    report = Report()
    areas: dict[tuple[AreaChoice, int | None], Area] = {}
    for group in chunk.groups:
        for run, result in _run_group(plan, group, areas):
            if isinstance(result, Exception):
                wrong = [type(result).__name__, str(result), _where(result)]
                cells = [*identity(plan, run), run.replication, run.seed, *wrong]
                report.failures[run.number] = csv_bytes((), [cells], header=False)
                continue
            cells = [*identity(plan, run), run.replication, *_values(result.outcomes())]
            report.rows[run.number] = csv_bytes((), [cells], header=False)
            for name, count in result.imputed.items():
                report.imputed[name] = max(count, report.imputed.get(name, 0))
    return report


def _run_group(
    plan: Plan, group: tuple[PlannedRun, ...], areas: dict[tuple[AreaChoice, int | None], Area]
) -> Iterator[tuple[PlannedRun, Simulation | Exception]]:
    """Run the arms of a group; two or more share what lies before week 0."""
    from pcnsim.model.simulation import Simulation

    shared: Simulation | None = None
    for run in group:
        config = plan.points[run.design_point].config
        try:
            if (config.area, run.area_seed) not in areas:
                areas[config.area, run.area_seed] = make_area(config.area, run.area_seed)
            if shared is not None:
                simulation = shared.branch(config)
            else:
                simulation = Simulation(config, areas[config.area, run.area_seed], run.seed)
                if len(group) > 1:
                    simulation.run(config.burn_in_weeks)
                    shared = simulation
                    simulation = shared.branch(config)
            yield run, simulation.run()
        except Exception as error:
            yield run, error


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
