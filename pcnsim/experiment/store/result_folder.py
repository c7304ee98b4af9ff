"""The result folder of an experiment: opened only if it is its own, filled report by report, merged in plan order.

    config.toml  manifest.json  plan.csv  runs.csv  failures.csv     (summary.csv and comparisons.csv: analysis)
    parts/       while runs are under way: what has come so far (pcnsim/experiment/store/parts.py), gone after the merge

Only the process that holds the folder's lock writes. docs/outputs.md describes columns, hashes and units.
"""

from __future__ import annotations

import contextlib
import hashlib
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan
from pcnsim.experiment.store.faults import told
from pcnsim.experiment.store.files import sha256_of, write_whole
from pcnsim.experiment.store.folder import (
    FAILURES,
    HASHES,
    MANIFEST,
    PARTS,
    PENDING,
    PLAN,
    RUNS,
    WEEKLY,
    manifest_bytes,
    manifest_of,
    replace_files,
)
from pcnsim.experiment.store.hashes import checked_digest
from pcnsim.experiment.store.lock import FolderLock
from pcnsim.experiment.store.parts import PartWriter, sound_lines
from pcnsim.experiment.store.places import Locator, Places, run_names
from pcnsim.experiment.store.records import failure_columns, header_line, run_columns

if TYPE_CHECKING:
    from types import TracebackType

    from numpy.typing import NDArray

    from pcnsim.experiment.reports import Report

__all__ = ["ResultFolder", "Tables"]

_SERIES: Final = "weekly-"
"""Beginning of the name of a part that holds weekly series (pcnsim/experiment/weekly/series.py)."""


Tables = Callable[[Plan, Path, dict[str, Any]], Mapping[str, Iterable[bytes]]]
"""Makes tables, by name, from the runs of a plan that lie in a folder with this manifest."""


class ResultFolder:
    """The folder of one experiment, to be read, or to be filled where it was opened with `open_folder`.

    `finished`, `failed`: by number of the run, whether its row is there, sound and complete, and whether it failed and
    has not finished since. Memory is some 40 bytes a run. Raises `InputError` where a file is not as it was written.
    """

    def __init__(self, path: Path, plan: Plan, lock: FolderLock | None = None) -> None:
        self.path = path
        self.plan = plan
        self._lock = lock
        self._headers = {
            RUNS: header_line(run_columns(plan.factors)),
            FAILURES: header_line(failure_columns(plan.factors)),
        }
        self._writers: dict[str, PartWriter] = {}
        self._series_elsewhere: list[Path] = []
        self._manifest = manifest_of(path) or {}
        with told(path):
            self._locator = Locator(plan, run_names(plan, path / PLAN))
            self.rows = self._scanned(RUNS, latest=False)
            self.failures = self._scanned(FAILURES, latest=True)
        self.finished: NDArray[np.bool_] = self.rows.known & self._with_series()
        self.failed: NDArray[np.bool_] = self.failures.known & ~self.rows.known

    @property
    def parts(self) -> Path:
        """Folder of the parts."""
        return self.path / PARTS

    def manifest(self) -> dict[str, Any]:
        """The manifest as it stands."""
        return dict(self._manifest)

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest; the hashes of files are those that the folder has, whatever is given."""
        ours: tuple[str, ...] = (HASHES, PENDING)
        hashes = {key: self._manifest[key] for key in ours if key in self._manifest}
        rest = {key: value for key, value in manifest.items() if key not in ours}
        with told(self.path, self._kept):
            write_whole(self.path / MANIFEST, manifest_bytes({**rest, **hashes}))
        self._manifest = {**rest, **hashes}

    def begin(self, retry_failed: bool = False) -> None:
        """Make room for parts. retry_failed: no run counts as failed."""
        with told(self.path, self._kept):
            self.parts.mkdir(exist_ok=True)
        self._writers = {
            table: PartWriter(self.parts, table.partition(".")[0], head)
            for table, head in self._headers.items()
        }
        if retry_failed:
            self.failed[:] = False

    def append(self, report: Report) -> None:
        """Store what came of a chunk. When this returns it outlives the process.

        Raises `InputError` where it cannot be stored; what was stored before stays.
        """
        with told(self.path, self._kept):
            self._note_imputed(report.imputed)
            if report.weekly is not None:
                # Before the rows: a run whose row is there and whose series is not is done again.
                write_whole(self.parts / f"{_SERIES}{uuid.uuid4().hex}.npz", report.weekly)
            self._append(RUNS, report.rows, self.rows)
            self._append(FAILURES, report.failures, self.failures)
        if report.weekly is not None or not self.plan.config.experiment.weekly:
            self.finished[list(report.rows)] = True
        self.failed[list(report.failures)] = True
        self.failed &= ~self.finished

    def adopt(self, other: ResultFolder) -> None:
        """Take over rows and failures of another folder of this experiment, to be merged into this one.

        Raises `InputError` where the two hold different rows of a run.
        """
        for run in map(int, np.flatnonzero(other.rows.known & self.rows.known)):
            if self.rows.row(run) != other.rows.row(run):
                named = self.plan.run(*divmod(run, self.plan.replications))
                raise InputError(
                    f"holds another row of run {named.run_id} (design point {named.design_point}, replication "
                    f"{named.replication}) than the folders before it",
                    where=str(other.path),
                    remedy="One of the two was altered or comes from another machine's arithmetic: "
                    "`pcnsim verify` tells which; leave that folder out.",
                )
        self.rows.take(other.rows, other.rows.known & ~self.rows.known)
        self.failures.take(other.failures, other.failures.known & ~self.failures.known)
        self._series_elsewhere += other.series()
        self.finished |= other.finished
        self.failed = self.failures.known & ~self.rows.known

    def series(self) -> list[Path]:
        """All files with weekly series, merged or not; none where the experiment keeps none."""
        if not self.plan.config.experiment.weekly:
            return []
        from pcnsim.experiment.weekly.series import weekly_files

        files: list[Path] = weekly_files(self.path, self.parts)
        return [*files, *self._series_elsewhere]

    def merge(self) -> tuple[int, int]:
        """Write runs.csv and failures.csv in plan order, remove the parts; return how many runs finished and failed.

        Stopped anywhere it loses nothing: parts go last, and the manifest knows old and new files in between.
        """
        failures = np.flatnonzero(self.failures.known & ~self.rows.known)
        rows = np.flatnonzero(self.rows.known)
        with told(self.path, self._kept):
            self._close_writers()
            self._merge_series([*sorted(self.parts.glob(f"{_SERIES}*")), *self._series_elsewhere])
            contents = {
                FAILURES: self._table(FAILURES, self.failures, failures),
                RUNS: self._table(RUNS, self.rows, rows),
            }
            self._manifest = replace_files(self.path, contents, self._manifest)
            self.rows = self.rows.gathered(rows, self.path / RUNS, len(self._headers[RUNS]) + 1)
            self.failures = self.failures.gathered(
                failures, self.path / FAILURES, len(self._headers[FAILURES]) + 1
            )
            self._remove_parts()
        return int(self.finished.sum()), len(failures)

    def write_tables(self, tables: Tables) -> dict[str, Any]:
        """Write tables made from the merged runs beside them, and their hashes into the manifest; return that."""
        with told(self.path, lambda: "all runs are kept"):
            self._manifest = replace_files(
                self.path, tables(self.plan, self.path, self.manifest()), self._manifest
            )
        return self.manifest()

    def close(self) -> None:
        """End the parts and let others in. What was stored stays."""
        try:
            with told(self.path, self._kept):
                self._close_writers()
        finally:
            if self._lock is not None:
                self._lock.release()

    def __enter__(self) -> ResultFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self.close()
            return
        with contextlib.suppress(InputError):  # what went wrong first is what is told
            self.close()

    def _scanned(self, name: str, *, latest: bool) -> Places:
        """Where the rows of a table stand: in the merged file, and in the parts of sessions that were not merged."""
        places = Places(len(self.plan))
        path = self.path / name
        if path.is_file():
            digest = hashlib.sha256()
            for line, start in _lines(path):
                digest.update(line)
                if line.endswith(b"\n") and (run := self._locator.number(line[:-1])) is not None:
                    places.put(run, path, start, len(line) - 1)
            checked_digest(path, digest.hexdigest(), self._manifest)
        for part in sorted(self.parts.glob(f"*.{name}")):
            for row, start in sound_lines(part):
                run = self._locator.number(row)
                if run is not None and (latest or not places.known[run]):
                    places.put(run, part, start, len(row))
        return places

    def _append(self, table: str, lines: Mapping[int, bytes], places: Places) -> None:
        if not lines:
            return
        rows = [line.rstrip(b"\n") for line in lines.values()]
        for number, row in zip(lines, rows, strict=True):
            if self._locator.number(row) != number:
                raise InputError(
                    "a worker sent the row of another experiment",
                    where=str(self.path),
                    remedy="See to it that all workers have the same version of pcnsim; the same command goes on.",
                )
        writer = self._writers[table]
        starts = writer.append(rows)
        assert writer.path is not None
        for number, row, start in zip(lines, rows, starts, strict=True):
            places.put(number, writer.path, start, len(row))

    def _table(self, table: str, places: Places, runs: NDArray[np.int64]) -> Iterator[bytes]:
        yield self._headers[table] + b"\n"
        for row in places.rows(runs):
            yield row + b"\n"

    def _note_imputed(self, imputed: Mapping[str, int]) -> None:
        """Keep in the manifest how much a run had to impute at most, before the rows that say so."""
        before: dict[str, int] = self._manifest.get("imputed_in_a_run", {})
        if any(count > before.get(name, -1) for name, count in imputed.items()):
            names = [*before, *sorted(set(imputed) - set(before))]
            most = {name: max(before.get(name, 0), imputed.get(name, 0)) for name in names}
            self.write_manifest({**self._manifest, "imputed_in_a_run": most})

    def _with_series(self) -> NDArray[np.bool_]:
        """Of which runs the weekly series are there, where they are kept; of all where they are not."""
        if not self.plan.config.experiment.weekly:
            return np.ones(len(self.plan), dtype=bool)
        from pcnsim.experiment.weekly.series import runs_with_series

        there: NDArray[np.bool_] = runs_with_series(self.series(), self.plan)
        return there

    def _merge_series(self, parts: list[Path]) -> None:
        """Merge the weekly series; a run whose series turns out to be damaged counts as finished no longer."""
        if not parts:
            return
        from pcnsim.experiment.weekly.merge import merge_weekly
        from pcnsim.experiment.weekly.series import merged_files

        there: NDArray[np.bool_] = merge_weekly(parts, self.plan, self.path)
        if self.plan.config.experiment.weekly:
            self.finished &= there
        others = {k: v for k, v in self._manifest.get(HASHES, {}).items() if not k.startswith(f"{WEEKLY}/")}
        series = {f"{WEEKLY}/{path.name}": sha256_of(path) for path in merged_files(self.path)}
        self._manifest = {**self._manifest, HASHES: {**others, **series}}

    def _close_writers(self) -> None:
        for writer in self._writers.values():
            writer.close()

    def _remove_parts(self) -> None:
        """Remove the parts, oldest first: of two failures of a run the later one counts."""
        if self.parts.is_dir():
            for part in sorted(self.parts.iterdir()):
                part.unlink(missing_ok=True)
            self.parts.rmdir()

    def _kept(self) -> str:
        """How many runs are safe on the disk, looked up there."""
        kept = int(self.finished.sum())
        with contextlib.suppress(InputError, OSError):
            kept = int(ResultFolder(self.path, self.plan).finished.sum())
        return f"{kept:,} finished runs of {len(self.plan):,} are kept"


def _lines(path: Path) -> Iterator[tuple[bytes, int]]:
    start = 0
    with path.open("rb") as file:
        for line in file:
            yield line, start
            start += len(line)
