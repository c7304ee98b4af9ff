"""One process at a time in a folder; a lock is never left behind."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pcnsim.config import InputError
from pcnsim.experiment.store import lock as room
from pcnsim.experiment.store.lock import LOCK, OWNER, FolderLock, is_busy

pytestmark = pytest.mark.unit

HOLDS = """
import sys, time
from pathlib import Path
from pcnsim.experiment.store.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the folder."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_process_is_told_who_works_there(
    tmp_path: Path, holder: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "_PATIENCE", 0.1)
    with pytest.raises(InputError) as told:
        FolderLock(tmp_path)
    message = str(told.value)
    assert (
        f"another pcnsim works in this folder (process {holder.pid} on {socket.gethostname()}, since 2"
        in message
    )
    for way_out in ("Wait", "--out", "--shard"):
        assert way_out in message
    owner = is_busy(tmp_path)
    assert owner is not None
    assert owner.pid == holder.pid
    assert json.loads((tmp_path / OWNER).read_text())["pid"] == holder.pid


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_a_killed_process_leaves_no_obstacle(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert (tmp_path / OWNER).exists(), "it had no time to clean up"
    assert is_busy(tmp_path) is None
    lock = FolderLock(tmp_path)
    owner = is_busy(tmp_path)
    assert owner is not None
    assert owner.pid == os.getpid()
    lock.release()
    lock.release()
    assert is_busy(tmp_path) is None
    assert [path.name for path in tmp_path.iterdir()] == [LOCK]


def test_asking_makes_nothing(tmp_path: Path) -> None:
    assert is_busy(tmp_path) is None
    assert is_busy(tmp_path / "nowhere") is None
    assert list(tmp_path.iterdir()) == []
