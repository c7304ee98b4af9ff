"""One process at a time in a result folder: a lock of the operating system, and who holds it.

The system frees the lock when its process ends, however it ends, so that no lock is left behind. `.lock` stays in the
folder, empty; `.owner.json` says who works there and is believed only while the lock is held.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.store.files import remove_unfinished, write_whole

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["LOCK", "OWNER", "FolderLock", "Owner", "is_busy"]

LOCK: Final = ".lock"
OWNER: Final = ".owner.json"

_PATIENCE: Final = 1.0
"""Seconds that a process waits for the lock: whoever merely asks `is_busy` holds it for a moment."""


@dataclass(frozen=True)
class Owner:
    """The process that works in a folder: its number, its machine, and since when (UTC); None and ? where unknown."""

    pid: int | None
    host: str
    started: str

    def __str__(self) -> str:
        return f"process {self.pid or '?'} on {self.host}, since {self.started}"


class FolderLock:
    """The lock of a folder, held from its making until `release`.

    Raises `InputError` where another process holds it. On a file system without locks it holds nothing.
    """

    def __init__(self, folder: Path, patience: float | None = None) -> None:
        """patience: seconds to wait for a process that holds it; None for a moment."""
        self.folder = folder
        self._lock = _file_lock(folder)
        if not _acquired(self._lock, _PATIENCE if patience is None else patience):
            raise InputError(
                f"another pcnsim works in this folder ({_owner(folder)})",
                where=str(folder),
                remedy="Wait until it has ended, name another folder with --out, or share the runs out with --shard.",
            )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        owner = Owner(os.getpid(), socket.gethostname(), now)
        with contextlib.suppress(OSError):  # the lock holds without it
            write_whole(folder / OWNER, (json.dumps(asdict(owner)) + "\n").encode())

    def release(self) -> None:
        """Let others in. An interruption may come between making a file and seeing to it: what is left of it goes."""
        if self._lock.is_locked:
            with contextlib.suppress(OSError):
                remove_unfinished(self.folder)
                (self.folder / OWNER).unlink(missing_ok=True)
            self._lock.release()


def is_busy(folder: Path) -> Owner | None:
    """Who works in the folder at this moment; None where nobody does. Nothing is written."""
    if not (folder / LOCK).is_file():
        return None
    lock = _file_lock(folder)
    try:
        if not _acquired(lock, 0.0):
            return _owner(folder)
        lock.release()
    except OSError:  # not ours to lock; the owner's own words are all there is
        return _owner(folder) if (folder / OWNER).is_file() else None
    return None


def _file_lock(folder: Path) -> BaseFileLock:
    from filelock import FileLock

    return FileLock(folder / LOCK, thread_local=False)


def _acquired(lock: BaseFileLock, seconds: float) -> bool:
    import warnings

    from filelock import Timeout

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # filelock tells of file systems without locks
            lock.acquire(timeout=seconds, poll_interval=0.05)
    except Timeout:
        return False
    except NotImplementedError:  # a file system without locks, an older filelock
        pass
    return True


def _owner(folder: Path) -> Owner:
    try:
        said: Any = json.loads((folder / OWNER).read_text("utf-8"))
        return Owner(int(said["pid"]), str(said["host"]), str(said["started"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Owner(None, "an unknown machine", "an unknown time")
