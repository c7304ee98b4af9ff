"""Whether plan.csv and the rows of a result folder are those of its configuration, and where each row stands."""

from __future__ import annotations

import csv
import itertools
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan
from pcnsim.experiment.provenance.inputs import inputs
from pcnsim.experiment.reproduce.lookup import Experiment, cells_of, lines_of
from pcnsim.experiment.store.folder import CONFIG, FAILURES, MANIFEST, PLAN, RUNS
from pcnsim.experiment.store.records import cell, csv_bytes, plan_columns, plan_row, run_columns
from pcnsim.experiment.store.status import runs_planned

__all__ = ["RowPlaces", "check_plan", "check_rows", "check_sample", "row_at"]

MOST_FAULTS: Final = 5
"""Faults of one file that are told; the first ones say enough."""


@dataclass
class RowPlaces:
    """Where the rows of runs.csv stand, and of which design point and replication they are."""

    header: list[str] = field(default_factory=list)
    starts: array[int] = field(default_factory=lambda: array("q"))
    points: array[int] = field(default_factory=lambda: array("q"))
    replications: array[int] = field(default_factory=lambda: array("q"))


def check_plan(experiment: Experiment, *, same_names: bool) -> list[str]:
    """What in plan.csv is not what config.toml makes, and what went into the configuration that has changed.

    same_names: whether runs must have the same names; another version of pcnsim names them otherwise.
    """
    faults = _inputs_changed(experiment)
    plan = experiment.plan
    header = csv_bytes(plan_columns(plan.factors), []).decode().rstrip("\n")
    expected = itertools.chain([header], _plan_lines(plan))
    found = _text_lines(experiment.path / PLAN)
    cut = 0 if same_names else 16
    for number, (wanted, there) in enumerate(itertools.zip_longest(expected, found), start=1):
        if wanted is None or there is None:
            what = "ends too early" if there is None else "has more rows than the plan"
            return [*faults, f"{PLAN}, line {number}: {what}"]
        if wanted[cut if number > 1 else 0 :] != there[cut if number > 1 else 0 :]:
            faults.append(
                f"{PLAN}, line {number}: not the plan that {CONFIG} makes ({there} instead of {wanted})"
            )
            if len(faults) >= MOST_FAULTS:
                break
    return faults


def check_sample(plan: Plan, path: Path) -> None:
    """Raise `InputError` where a sampled design, drawn anew from config.toml, is not the one in plan.csv.

    Samplers of another release of SciPy or SALib may draw other points from the same seed; their levels must not be put
    beside outcomes of the old ones. One row tells.
    """
    if not plan.config.experiment.design.sampled or not (path / PLAN).is_file():
        return
    with (path / PLAN).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header, first = next(rows, []), next(rows, [])
    there = dict(zip(header, first, strict=False))
    levels = zip(plan.factors, plan.shown(plan.points[0]), strict=True)
    if any(there.get(name) != cell(level) for name, level in levels):
        raise InputError(
            f"the sample that {CONFIG} describes comes out otherwise with the SciPy and SALib installed here",
            where=str(path / PLAN),
            remedy=f"Install the releases that {MANIFEST} names under packages, or read {RUNS} and {PLAN} yourself.",
        )


def check_rows(experiment: Experiment) -> tuple[RowPlaces, list[str]]:
    """Where the rows of runs.csv stand, and which rows are not of the plan, out of its order, doubled or missing."""
    places, plan = RowPlaces(), experiment.plan
    faults: list[str] = []
    done = bytearray(len(plan))
    planned = enumerate(cells_of(line) for _, line in lines_of(experiment.path / PLAN))
    what: list[str] = []
    last = here = -1
    with (experiment.path / RUNS).open("rb") as file:
        header = file.readline()
        start = len(header)
        places.header = cells_of(header)
        if places.header != list(run_columns(plan.factors)):
            faults.append(f"{RUNS}, line 1: not the columns that this version writes")
        for number, line in enumerate(file, start=2):
            cells = cells_of(line)
            where = _number(cells, plan)
            if where is None or len(cells) != len(places.header) or not line.endswith(b"\n"):
                faults.append(f"{RUNS}, line {number}: not a row of this experiment")
            elif where <= last:
                faults.append(f"{RUNS}, line {number}: {'doubled' if done[where] else 'out of order'}")
            else:
                while here < where and (following := next(planned, None)) is not None:
                    here, what = following
                known = len(plan.factors) + 3
                if here == where and cells[:known] != what[:known]:
                    faults.append(f"{RUNS}, line {number}: its first columns are not those of {PLAN}")
                last, done[where] = where, 1
                places.starts.append(start)
                places.points.append(where // plan.replications)
                places.replications.append(where % plan.replications)
            start += len(line)
    faults += _failures(experiment, done)
    wanted = runs_planned(experiment.manifest)
    missing = wanted - done.count(1)
    if experiment.manifest.get("state") == "finished" and missing > 0:
        faults.append(f"{missing:,} of {wanted:,} runs are in neither {RUNS} nor {FAILURES}")
    more = len(faults) - MOST_FAULTS
    return places, faults[:MOST_FAULTS] + ([f"and {more:,} more of the kind"] if more > 0 else [])


def _failures(experiment: Experiment, done: bytearray) -> list[str]:
    """Rows of failures.csv that cannot be, those of `done` runs among them; the others are marked as done."""
    faults = []
    for number, (_, line) in enumerate(lines_of(experiment.path / FAILURES), start=2):
        where = _number(cells_of(line), experiment.plan)
        if where is None:
            faults.append(f"{FAILURES}, line {number}: not a run of this experiment")
        elif done[where]:
            faults.append(f"{FAILURES}, line {number}: a run that is elsewhere too")
        else:
            done[where] = 1
    return faults


def row_at(experiment: Experiment, places: RowPlaces, index: int) -> dict[str, str]:
    """One row of runs.csv as text by column."""
    with (experiment.path / RUNS).open("rb") as file:
        file.seek(places.starts[index])
        return dict(zip(places.header, cells_of(file.readline()), strict=True))


def _inputs_changed(experiment: Experiment) -> list[str]:
    kept = experiment.manifest.get("inputs") or {}
    now = inputs(experiment.plan.config)
    areas = kept.get("areas") or {}
    faults = [
        f"area {name}: its tables are not those that the experiment read"
        for name, digest in now["areas"].items()
        if name in areas and areas[name] != digest
    ]
    if not faults and "configuration" in kept and kept["configuration"] != now["configuration"]:
        faults.append(f"{CONFIG}: not the configuration that the experiment ran")
    return faults


def _plan_lines(plan: Plan) -> Iterator[str]:
    for run in plan:
        yield csv_bytes((), [plan_row(plan, run)], header=False).decode().rstrip("\n")


def _text_lines(path: Path) -> Iterator[str]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from (line.rstrip("\n") for line in file)


def _number(cells: list[str], plan: Plan) -> int | None:
    """Place in the plan of a row, by its design point and replication."""
    try:
        point, replication = int(cells[1]), int(cells[2 + len(plan.factors)])
    except (IndexError, ValueError):
        return None
    if not (0 <= point < len(plan.points) and 0 <= replication < plan.replications):
        return None
    return point * plan.replications + replication
