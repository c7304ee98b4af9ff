"""Opens the folder of an experiment for writing: whether it is its own, made or gone on with, and locked."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pcnsim.experiment.plan import RESULTS_SCHEMA, Plan
from pcnsim.experiment.store.faults import told
from pcnsim.experiment.store.files import remove_unfinished, sha256_of, write_whole
from pcnsim.experiment.store.folder import (
    CONFIG,
    EXPERIMENT,
    FAILURES,
    HASHES,
    MANIFEST,
    PARTS,
    PLAN,
    RUNS,
    WEEKLY,
    check_free,
    is_empty,
    manifest_bytes,
    manifest_of,
    replace_files,
    vouched,
)
from pcnsim.experiment.store.hashes import checked_digest
from pcnsim.experiment.store.lock import LOCK, OWNER, FolderLock
from pcnsim.experiment.store.records import plan_lines
from pcnsim.experiment.store.result_folder import ResultFolder

__all__ = ["open_folder", "write_tables"]

_CLEARING: Final = "clearing"
"""Entry of the manifest while files of an experiment that was replaced are removed."""

_OURS: Final = (PLAN, RUNS, FAILURES, "summary.csv", "comparisons.csv", "comparison.html")
_OUR_FOLDERS: Final = (PARTS, WEEKLY)


def open_folder(path: Path, plan: Plan, manifest: Mapping[str, Any], *, fresh: bool = False) -> ResultFolder:
    """The folder of this experiment, locked: made if there is none, gone on with if it holds these runs already.

    manifest: what a new folder begins with, and what tells whether an existing one is the same experiment (kind,
    experiment_id, model_sources). fresh: replace what an experiment of ours left there.

    Raises `InputError` where the folder is a file, or holds another experiment or something else, where another process
    works in it, where a file in it is damaged, and where it cannot be written. The folder is then as it was.
    """
    same = {"schema_version": RESULTS_SCHEMA, **{k: manifest[k] for k in ("experiment_id", "model_sources")}}
    check_free(path, EXPERIMENT, same, fresh, "an experiment")
    with told(path):
        there = path.exists()
        path.mkdir(parents=True, exist_ok=True)
        try:
            lock = FolderLock(path)
        except OSError:
            if not there:
                path.rmdir()
            raise
    taken = True
    try:
        # Once more, now that nobody else can change it.
        taken = check_free(path, EXPERIMENT, same, fresh, "an experiment")
        with told(path):
            _prepare(path, plan, manifest, taken, fresh)
        return ResultFolder(path, plan, lock)
    except BaseException:
        if not taken:
            _undo(path, keep=there)
        lock.release()
        raise


def _prepare(path: Path, plan: Plan, manifest: Mapping[str, Any], taken: bool, fresh: bool) -> None:
    """See to config.toml, plan.csv and manifest.json of a folder that is ours to write.

    What a process that was killed had begun to write goes.
    """
    remove_unfinished(path)
    current = (manifest_of(path) or {}) if taken else {**manifest, HASHES: {}}
    if taken and fresh:
        # From here on it is the new experiment's folder, whatever happens; what is left of the old one goes.
        current = {**manifest, HASHES: {}, _CLEARING: True}
        write_whole(path / MANIFEST, manifest_bytes(current))
    if current.pop(_CLEARING, False):
        _clear(path)
    if HASHES not in current:  # written before manifests held hashes
        current[HASHES] = {n: sha256_of(path / n) for n in (RUNS, FAILURES) if (path / n).is_file()}
    contents: dict[str, bytes | Iterable[bytes]] = {}
    config = plan.config.to_toml(path.absolute()).encode()
    if not (path / CONFIG).is_file() or (path / CONFIG).read_bytes() != config:
        contents[CONFIG] = config
    if not (path / PLAN).is_file() or not vouched(current, PLAN):
        contents[PLAN] = plan_lines(plan)
    else:
        checked_digest(path / PLAN, sha256_of(path / PLAN), current)
    if contents:
        replace_files(path, contents, current)


def _clear(path: Path) -> None:
    for name in _OURS:
        (path / name).unlink(missing_ok=True)
    for name in _OUR_FOLDERS:
        if (path / name).is_dir():
            shutil.rmtree(path / name)


def _undo(path: Path, *, keep: bool) -> None:
    """Leave nothing of a folder that could not be made. keep: the folder was there before, empty."""
    with contextlib.suppress(OSError):
        for name in (MANIFEST, PLAN, CONFIG, OWNER, LOCK):
            (path / name).unlink(missing_ok=True)
        if not keep and is_empty(path):
            path.rmdir()


def write_tables(path: Path, tables: Mapping[str, Iterable[bytes]]) -> dict[str, Any]:
    """Write tables made from the runs beside them, and their hashes into the manifest; return the manifest.

    Raises `InputError` where another process works in the folder, and where it cannot be written.
    """
    with told(path, lambda: "all runs are kept"):
        lock = FolderLock(path)
        try:
            return replace_files(path, tables, manifest_of(path) or {})
        finally:
            lock.release()
