"""Full disks, limits, folders that cannot be written: one message, and nothing that was finished is lost."""

from __future__ import annotations

import errno
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pcnsim.config import InputError
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.store import files, parts
from pcnsim.experiment.store.folder import make_folder
from pcnsim.experiment.store.opening import open_folder, write_tables
from pcnsim.experiment.store.result_folder import ResultFolder
from tests.small import contents, small
from tests.stored import manifest, report

pytestmark = pytest.mark.unit


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return make_plan(small(tmp_path))


@pytest.fixture
def room_for(tmp_path: Path) -> Iterator[Any]:
    """A limit to the size of files, as `ulimit -f` sets it: the system itself refuses what goes beyond."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def limit(size: int) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))

    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


def test_what_was_stored_before_the_disk_was_full_is_kept(tmp_path: Path, plan: Plan, room_for: Any) -> None:
    with open_folder(tmp_path / "out", plan, manifest(plan)) as store:
        store.begin()
        store.append(report(plan, [4, 0]))
        size = (store.parts / "000001.runs.csv").stat().st_size
        room_for(size + 100)  # into the next row: it will be torn
        with pytest.raises(InputError) as told:
            store.append(report(plan, [1]))
        assert "ulimit -f" in str(told.value)
        assert "2 finished runs of 9 are kept" in str(told.value)
        assert "the same command goes on from there" in str(told.value)
        assert (store.parts / "000001.runs.csv").stat().st_size == size + 100
        assert store.finished.sum() == 2
        room_for(resource.RLIM_INFINITY)
        store.append(report(plan, [1]))  # a new part: the torn one is not gone on with
    assert list(np.flatnonzero(ResultFolder(tmp_path / "out", plan).finished)) == [0, 1, 4]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full; 3 finished runs of 9 are kept. Make room, then the same command"),
        (errno.EDQUOT, "the disk quota is used up"),
        (errno.EIO, "input/output error"),
        (errno.EROFS, "read-only"),
    ],
)
def test_a_fault_in_any_step_is_one_message(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def fails(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    store = open_folder(tmp_path / "out", plan, manifest(plan))
    store.begin()
    store.append(report(plan, [0, 1, 2]))
    steps = {
        "append": (parts.os, "write", lambda: store.append(report(plan, [3]))),
        "merge": (files.os, "fsync", store.merge),
        "manifest": (files.tempfile, "mkstemp", lambda: store.write_manifest({"kind": "x"})),
        "tables": (files.tempfile, "mkstemp", lambda: write_tables(tmp_path / "other", {"a.csv": [b"a"]})),
        "open": (files.tempfile, "mkstemp", lambda: open_folder(tmp_path / "new", plan, manifest(plan))),
        "folder": (files.tempfile, "mkdtemp", lambda: make_folder(tmp_path / "new", {"a": b""})),
    }
    (tmp_path / "other").mkdir()
    for name, (module, function, act) in steps.items():
        with monkeypatch.context() as patch:
            patch.setattr(module, function, fails)
            try:
                act()
                raise AssertionError(name)
            except InputError as error:
                told = error
        assert words.split(";")[0] in str(told), name
        if name in ("append", "merge"):
            assert words in str(told)
    assert not (tmp_path / "new").exists()
    assert store.merge() == (3, 0)
    store.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_bad_input(tmp_path: Path, plan: Plan) -> None:
    shut = tmp_path / "shut"
    shut.mkdir()
    shut.chmod(0o500)
    for folder in (shut, shut / "out"):
        with pytest.raises(InputError, match=r"permission is denied.*--out"):
            open_folder(folder, plan, manifest(plan))


def test_a_folder_below_a_file_is_bad_input(tmp_path: Path, plan: Plan) -> None:
    (tmp_path / "file").write_text("")
    for below in ("file/out", "file/a/b"):
        with pytest.raises(InputError, match=r"/file is a file, not a folder.*--out"):
            open_folder(tmp_path / below, plan, manifest(plan))


def test_what_cannot_be_made_leaves_nothing(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    before = contents(tmp_path, without=())

    def full(self: Path, target: Path) -> None:
        raise OSError(errno.ENOSPC, "no space")

    monkeypatch.setattr(Path, "replace", full)
    for name in ("new", "empty"):
        with pytest.raises(InputError, match="the disk is full"):
            open_folder(tmp_path / name, plan, manifest(plan))
    assert contents(tmp_path, without=()) == before
    assert not (tmp_path / "new").exists()
