"""Weekly series made up for tests: cheap, different for every run, with values that are not known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from pcnsim.experiment.plan import Plan, PlannedRun
from pcnsim.experiment.store.folder import CONFIG, EXPERIMENT, MANIFEST, PLAN, manifest_bytes
from pcnsim.experiment.store.records import csv_bytes, plan_columns, plan_row
from pcnsim.experiment.weekly.merge import merge_weekly
from pcnsim.experiment.weekly.series import chunk_bytes
from pcnsim.model.outcomes.declared import NAMES

FIRST_WEEK = -2


def made_up(run: PlannedRun, weeks: int = 5) -> npt.NDArray[np.float64]:
    """A series (weeks, outcomes) that depends on the run alone."""
    values = np.random.default_rng(run.number).normal(size=(weeks, len(NAMES)))
    values[0, 3] = values[weeks - 1, 7] = np.nan
    values[:, 5] = np.nan
    values[:, 11] = 1.0
    return values


def write_parts(parts: Path, chunks: Sequence[Sequence[PlannedRun]], weeks: int = 5) -> list[Path]:
    """A part for each chunk of runs."""
    parts.mkdir(parents=True, exist_ok=True)
    written = []
    for chunk in chunks:
        path = parts / f"weekly-{len(list(parts.iterdir())):04d}.npz"
        path.write_bytes(chunk_bytes([(run, FIRST_WEEK, made_up(run, weeks)) for run in chunk]))
        written.append(path)
    return written


def result_folder(folder: Path, plan: Plan, runs: Sequence[PlannedRun]) -> Path:
    """A result folder that holds the series of these runs, and what it takes to read them."""
    folder.mkdir()
    (folder / MANIFEST).write_bytes(manifest_bytes({"kind": EXPERIMENT}))
    (folder / CONFIG).write_text(plan.config.to_toml(folder), "utf-8")
    rows = (plan_row(plan, run) for run in plan)
    (folder / PLAN).write_bytes(csv_bytes(plan_columns(plan.factors), rows))
    parts = write_parts(folder.parent / "parts-of-it", [runs]) if runs else []
    if runs:
        merge_weekly(parts, plan, folder)
    return folder
