"""The result folder of an experiment: opened only if it is its own, filled part by part, merged in plan order.

    config.toml  manifest.json  plan.csv  runs.csv  failures.csv     (summary.csv and comparisons.csv: analysis)
    parts/       while runs are under way: one pair of files for each finished chunk, gone after the merge

Every file appears whole under its name or not at all. docs/outputs.md describes columns and units.
"""

from __future__ import annotations

import contextlib
import csv
import itertools
import json
import shutil
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import RESULTS_SCHEMA, Plan
from pcnsim.experiment.records import (
    TEMPORARY,
    csv_bytes,
    failure_columns,
    plan_columns,
    plan_row,
    run_columns,
    write_whole,
)
from pcnsim.experiment.reports import Report

CONFIG: Final = "config.toml"
MANIFEST: Final = "manifest.json"
PLAN: Final = "plan.csv"
RUNS: Final = "runs.csv"
FAILURES: Final = "failures.csv"
PARTS: Final = "parts"
EXPERIMENT: Final = "pcnsim experiment"
"""What the manifest of such a folder says it is."""


@dataclass(frozen=True)
class _Place:
    """Where the row of a finished run stands."""

    path: Path
    start: int
    length: int


class ResultFolder:
    """The folder of one experiment. `finished` names the runs whose rows are there and sound."""

    def __init__(self, path: Path, plan: Plan) -> None:
        self.path = path
        self.plan = plan
        self._columns = run_columns(plan.factors)
        self._places: dict[str, _Place] = {}
        self._scan()

    @property
    def parts(self) -> Path:
        """Folder of the parts."""
        return self.path / PARTS

    @property
    def finished(self) -> Any:
        """Which runs have rows that are there and sound, by number."""
        return self._flags(self._places)

    @property
    def failed(self) -> Any:
        """Which runs failed and have no row, by number."""
        return self._flags(self._failed) & ~self.finished

    def _flags(self, names: Any) -> Any:
        import numpy as np

        flags = np.zeros(len(self.plan), dtype=bool)
        flags[[self._numbers[name] for name in names]] = True
        return flags

    def manifest(self) -> dict[str, Any]:
        """The manifest as it stands."""
        manifest: dict[str, Any] = json.loads((self.path / MANIFEST).read_text("utf-8"))
        return manifest

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest."""
        write_whole(self.path / MANIFEST, manifest_bytes(manifest))

    def append(self, report: Report) -> None:
        """Write the lines of a report."""
        name = uuid.uuid4().hex
        factors = self.plan.factors
        for kind, columns, lines in (
            ("failures", failure_columns(factors), report.failures),
            ("runs", run_columns(factors), report.rows),
        ):
            if lines:
                content = itertools.chain([csv_bytes(columns, [])], lines.values())
                write_whole(self.parts / f"{name}.{kind}.csv", content)

    def close(self) -> None:
        """Let the folder go."""

    def begin(self, retry_failed: bool = False) -> None:
        """Make room for parts; files that were never completed go."""
        self.parts.mkdir(exist_ok=True)
        for left in (*self.path.glob(f"{TEMPORARY}*"), *self.parts.glob(f"{TEMPORARY}*")):
            left.unlink(missing_ok=True)
        if retry_failed:
            for failures in (*self.parts.glob("*.failures.csv"), self.path / FAILURES):
                failures.unlink(missing_ok=True)

    def merge(self) -> tuple[int, int]:
        """Write runs.csv and failures.csv in plan order from the parts; return how many rows each has."""
        self._scan()
        failed = self._failures()
        write_whole(self.path / FAILURES, csv_bytes(failure_columns(self.plan.factors), failed))
        header = csv_bytes(self._columns, [])
        rows = [self._places[run.run_id] for run in self.plan if run.run_id in self._places]
        write_whole(self.path / RUNS, itertools.chain([header], _slices(rows)))
        shutil.rmtree(self.parts, ignore_errors=True)
        return len(rows), len(failed)

    def _scan(self) -> None:
        self._places = {}
        self._numbers = planned = {run.run_id: run.number for run in self.plan}
        for path in (self.path / RUNS, *sorted(self.parts.glob("*.runs.csv"))):
            for name, place in _sound_rows(path, self._columns):
                if name in planned:
                    self._places.setdefault(name, place)
        self._failed = [row[0] for row in self._failures()]

    def _failures(self) -> list[list[str]]:
        rows: dict[str, list[str]] = {}
        for path in sorted((*self.path.glob(FAILURES), *self.parts.glob("*.failures.csv"))):
            with path.open(encoding="utf-8", newline="") as file:
                rows.update({row[0]: row for row in list(csv.reader(file))[1:]})
        return [
            rows[run.run_id] for run in self.plan if run.run_id in rows and run.run_id not in self._places
        ]


def open_folder(path: Path, plan: Plan, manifest: Mapping[str, Any], *, fresh: bool = False) -> ResultFolder:
    """The folder of this experiment: made if there is none, gone on with if it holds these runs already.

    manifest: what a new folder begins with, and what tells whether an existing one is the same experiment (kind,
    experiment_id, model_sources). fresh: replace what an experiment of ours left there.

    Raises `InputError` where the folder is a file, or holds another experiment, or something else.
    """
    taken = _check(path, manifest, fresh)
    contents = {
        CONFIG: plan.config.to_toml(path.absolute()).encode(),
        PLAN: csv_bytes(plan_columns(plan.factors), (plan_row(plan, run) for run in plan)),
    }
    if taken and not fresh:
        for name, content in contents.items():
            write_whole(path / name, content)
    else:
        make_folder(path, {**contents, MANIFEST: manifest_bytes(manifest)})
    return ResultFolder(path, plan)


def make_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Make a folder with these files, all at once; a folder of ours that is in its place is replaced.

    An empty folder is filled as it is, the manifest last: it may be a mount, or where the user stands.
    """
    try:
        if path.is_dir() and not any(path.iterdir()):
            for name in sorted(contents, key=lambda name: name == MANIFEST):
                write_whole(path / name, contents[name])
            return
        parent = path.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=parent) as around:
            made = Path(around) / "made"
            made.mkdir()
            for name, content in contents.items():
                (made / name).write_bytes(content)
            if path.exists():
                path.rename(Path(around) / "replaced")
            made.rename(path)
    except OSError as error:
        raise InputError(
            f"results cannot be written there: {error.strerror or error}",
            where=str(path),
            remedy="Name a folder that can be made, with --out.",
        ) from error


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as JSON for people and programs."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def manifest_of(path: Path) -> dict[str, Any] | None:
    """The manifest of a folder that pcnsim wrote; None where there is none, or it is not ours."""
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "kind" in manifest else None


def check_free(path: Path, kind: str, same: Mapping[str, Any], fresh: bool, what: str) -> bool:
    """Whether the folder holds already what is to be written there; False where it is free.

    kind, same: what the manifest must say. Raises `InputError` for anything else, unless `fresh` lets a folder of the
    same kind be replaced.
    """
    if not path.exists():
        return False
    if not path.is_dir():
        raise InputError(
            "there is a file of that name", where=str(path), remedy="Name another folder with --out."
        )
    if not any(path.iterdir()):
        return False
    manifest = manifest_of(path)
    if manifest is None:
        raise InputError(
            "the folder has no readable manifest.json, so that nobody can tell what it holds, and is left as it is",
            where=str(path),
            remedy="Put manifest.json back, remove the folder yourself, or name another with --out.",
        )
    if manifest["kind"] != kind:
        raise InputError(
            f"the folder holds other things than {what}, and is left as it is",
            where=str(path),
            remedy="Name another folder with --out.",
        )
    different = [name for name, value in same.items() if manifest.get(name) != value]
    if different and not fresh:
        edited = different == ["model_sources"]
        raise InputError(
            f"the folder holds {what} made by other sources of the model"
            if edited
            else f"the folder holds another one: {what} “{manifest.get('name', '')}” of other settings",
            where=str(path),
            remedy="Name another folder with --out, or replace it with --force.",
        )
    return True


def _check(path: Path, manifest: Mapping[str, Any], fresh: bool) -> bool:
    same = {"schema_version": RESULTS_SCHEMA, **{k: manifest[k] for k in ("experiment_id", "model_sources")}}
    return check_free(path, EXPERIMENT, same, fresh, "an experiment")


def _sound_rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[str, _Place]]:
    """Names and places of the complete rows of a file whose header is the expected one."""
    if not path.is_file():
        return
    header = csv_bytes(columns, [])
    with path.open("rb") as file:
        start = len(header)
        if file.readline() != header:
            return
        for line in file:
            if line.endswith(b"\n") and (name := _sound(line, len(columns))):
                yield name, _Place(path, start, len(line))
            start += len(line)


def _sound(line: bytes, width: int) -> str | None:
    """Name of the run if every cell is there and every outcome is a number or empty."""
    from pcnsim.model.outcomes.declared import headline_names

    try:
        cells = next(csv.reader([line.decode()]))
        numbers = [float(value) for value in cells[-len(headline_names()) :] if value]
    except (ValueError, csv.Error):
        return None
    return cells[0] if len(cells) == width and numbers else None


def _slices(places: Sequence[_Place]) -> Iterator[bytes]:
    """The rows themselves, read when they are needed: memory does not grow with their number."""
    with contextlib.ExitStack() as last:
        opened: tuple[Path, BinaryIO] | None = None
        for place in places:
            if opened is None or opened[0] != place.path:
                last.close()
                opened = (place.path, last.enter_context(place.path.open("rb")))
            opened[1].seek(place.start)
            yield opened[1].read(place.length)
