"""Finds an experiment, a run in its plan by the beginning of its name, and the row that is kept of a run."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pcnsim import __version__
from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan, PlannedRun, make_plan
from pcnsim.experiment.store.files import TEMPORARY, files_in
from pcnsim.experiment.store.folder import (
    CONFIG,
    EXPERIMENT,
    FAILURES,
    MANIFEST,
    PARTS,
    PLAN,
    RUNS,
    manifest_of,
)
from pcnsim.experiment.store.parts import checked

if TYPE_CHECKING:
    from pcnsim.config import Config

__all__ = [
    "Experiment",
    "Kept",
    "Planned",
    "cells_of",
    "config_of",
    "find_run",
    "kept_row",
    "lines_of",
    "manifest_in",
    "open_experiment",
]

Kept = Literal["finished", "failed", "not run"]
"""What a result folder holds of a planned run."""

SHORTEST: Final = 4
"""Characters of a run's name that are enough, if no other run begins with them."""

NEAREST: Final = 3
_HEX: Final = frozenset("0123456789abcdef")


@dataclass(frozen=True)
class Experiment:
    """A result folder that was opened to be read."""

    path: Path
    manifest: Mapping[str, Any]
    plan: Plan


@dataclass(frozen=True)
class Planned:
    """A run that was found: its name in the folder, and its place and seeds in the plan made anew.

    The two names differ only where another version of pcnsim made the folder: the version is part of a name.
    """

    run_id: str
    run: PlannedRun


def manifest_in(folder: Path) -> dict[str, Any]:
    """The manifest of an experiment. Raises `InputError` where the folder holds none."""
    manifest = manifest_of(folder)
    if manifest is None or manifest["kind"] != EXPERIMENT:
        if (folder / MANIFEST).is_file() and manifest is None:
            raise InputError(
                "cannot be read: it was damaged or edited",
                where=str(folder / MANIFEST),
                remedy="Put it back from a copy; the files beside it were left as they are.",
            )
        missing = "there is no folder of that name" if not folder.exists() else "there is no experiment there"
        raise InputError(
            missing, where=str(folder), remedy="Name the result folder of `pcnsim experiment`: results/NAME."
        )
    return manifest


def open_experiment(folder: Path) -> Experiment:
    """The experiment of a folder, with its plan made anew from its config.toml."""
    manifest = manifest_in(folder)
    return Experiment(folder, manifest, make_plan(config_of(folder)))


def config_of(folder: Path) -> Config:
    """The configuration that a result folder holds. Raises `InputError` where it is missing or cannot be read."""
    from pcnsim.config import load

    if not (folder / CONFIG).is_file():
        raise InputError(
            f"{CONFIG} is missing there",
            where=str(folder),
            remedy=f"The command that ran the experiment writes it again, with --out {folder}.",
        )
    return load(folder / CONFIG)


def find_run(experiment: Experiment, run_id: str) -> Planned:
    """The run of that name, or of a name that begins so.

    Raises `InputError` where none does, several do, or the folder's plan is not that of its configuration.
    """
    wanted = run_id.strip().lower()
    if len(wanted) < SHORTEST or not set(wanted) <= _HEX:
        raise InputError(
            f"“{run_id}” is not the name of a run: {SHORTEST} to 16 of the digits 0-9 and a-f",
            where="RUN_ID",
            remedy=_hint(experiment.path),
        )
    found = list(itertools.islice(_named(experiment.path, wanted), NEAREST + 1))
    if len(found) > 1:
        shown = ", ".join(row["run_id"] for row in found[:NEAREST]) + (
            ", ..." if len(found) > NEAREST else ""
        )
        raise InputError(
            f"several runs begin with {wanted}: {shown}",
            where="RUN_ID",
            remedy="Give more of its characters.",
        )
    if not found:
        near = _nearest(experiment.path, wanted)
        raise InputError(
            f"no run of the experiment is called {wanted}",
            where=str(experiment.path),
            remedy=(f"Near are {', '.join(near)}. " if near else "") + _hint(experiment.path),
        )
    return _planned(experiment, found[0])


def kept_row(folder: Path, run_id: str) -> tuple[Kept, dict[str, str] | None]:
    """What the folder holds of a run: whether it finished, and then its row as text by column."""
    for path in (folder / RUNS, *_parts(folder, "runs")):
        for header, line in lines_of(path):
            if line.startswith(run_id.encode()) and (cells := cells_of(line)) and cells[0] == run_id:
                return "finished", dict(zip(cells_of(header), cells, strict=False))
    for path in (folder / FAILURES, *_parts(folder, "failures")):
        if any(line.startswith(f"{run_id},".encode()) for _, line in lines_of(path)):
            return "failed", None
    return "not run", None


def lines_of(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """Header and line for each whole line of a table; of a part only sound ones, without their checksum."""
    part = path.parent.name == PARTS
    try:
        with path.open("rb") as file:
            header = file.readline()
            for line in file:
                if not part:
                    if line.endswith(b"\n"):
                        yield header, line
                elif (inside := checked(line)) is not None:
                    yield header, inside + b"\n"
    except FileNotFoundError:  # the folder may be merged while we look
        return


def _parts(folder: Path, kind: str) -> list[Path]:
    return [path for path in files_in(folder / PARTS, f"*.{kind}.csv") if not path.name.startswith(TEMPORARY)]


def cells_of(line: bytes) -> list[str]:
    """The cells of a line of a table."""
    return next(csv.reader([line.decode(errors="replace").rstrip("\n")]), [])


def _named(folder: Path, beginning: str) -> Iterator[dict[str, str]]:
    """Rows of plan.csv whose run's name begins so."""
    start = beginning.encode()
    for header, line in lines_of(folder / PLAN):
        if line.startswith(start):
            yield dict(zip(cells_of(header), cells_of(line), strict=False))


def _nearest(folder: Path, wanted: str) -> list[str]:
    """Names that share the longest beginning with what was asked for, if any share two characters."""
    close: list[tuple[int, str]] = []
    for _, line in lines_of(folder / PLAN):
        name = line[:16].decode(errors="replace")
        shared = next(
            (place for place, (one, other) in enumerate(zip(name, wanted, strict=False)) if one != other),
            len(wanted),
        )
        if shared >= SHORTEST // 2:
            close = sorted([*close, (-shared, name)])[:NEAREST]
    return [name for _, name in close]


def _planned(experiment: Experiment, row: Mapping[str, str]) -> Planned:
    plan = experiment.plan
    try:
        point, replication = int(row["design_point"]), int(row["replication"])
    except (KeyError, ValueError):
        point = replication = -1
    if not (0 <= point < len(plan.points) and 0 <= replication < plan.replications):
        raise _other_plan(experiment)
    run = plan.run(point, replication)
    if run.run_id != row["run_id"] and experiment.manifest.get("pcnsim_version") == __version__:
        raise _other_plan(experiment)
    return Planned(row["run_id"], run)


def _other_plan(experiment: Experiment) -> InputError:
    return InputError(
        f"{PLAN} is not the plan that {CONFIG} makes: one of them, or a table of the area, was changed since",
        where=str(experiment.path),
        remedy=f"`pcnsim verify {experiment.path}` tells which file it was.",
    )


def _hint(folder: Path) -> str:
    return f"The first column of {folder / PLAN} and {folder / RUNS} names them."
