"""Files that stand complete under their name or not at all: written aside, then put in their place; and hashes."""

from __future__ import annotations

import contextlib
import filecmp
import fnmatch
import hashlib
import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = [
    "TEMPORARY",
    "Aside",
    "files_in",
    "remove_unfinished",
    "sha256_of",
    "size_of",
    "sync_folder",
    "write_aside",
    "write_whole",
]

TEMPORARY: Final = ".writing-"
"""Beginning of the name of a file that is not complete yet."""


@dataclass(frozen=True)
class Aside:
    """A complete file that has not got its name yet, and the SHA-256 of its content."""

    path: Path
    sha256: str

    def is_like(self, other: Path) -> bool:
        """Whether a file of that name holds the same already."""
        return other.is_file() and filecmp.cmp(self.path, other, shallow=False)


def write_aside(folder: Path, content: bytes | Iterable[bytes]) -> Aside:
    """Write a file under a temporary name in the folder, down to the disk. What breaks off leaves nothing."""
    number, name = tempfile.mkstemp(prefix=TEMPORARY, dir=folder)
    written = Path(name)
    digest = hashlib.sha256()
    try:
        with os.fdopen(number, "wb") as file:
            for piece in [content] if isinstance(content, bytes) else content:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        # mkstemp keeps others out; results are as open as the files a user makes.
        written.chmod(0o666 & ~_umask())
    except BaseException:
        written.unlink(missing_ok=True)
        raise
    return Aside(written, digest.hexdigest())


def write_whole(path: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file so that its name always stands for a complete one; leave it alone if it holds this already."""
    written = write_aside(path.parent, content)
    try:
        if not written.is_like(path):
            written.path.replace(path)
    finally:
        written.path.unlink(missing_ok=True)


def remove_unfinished(folder: Path) -> None:
    """Remove what was being written in a folder, or in those inside it, when its writer was stopped."""
    for pattern in (f"{TEMPORARY}*", f"*/{TEMPORARY}*"):
        for left in folder.glob(pattern):
            left.unlink(missing_ok=True)


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Files of a folder whose names fit, sorted; none where it is not there, or its owner removes it this moment."""
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return [folder / name for name in sorted(fnmatch.filter(names, pattern))]


def size_of(folder: Path) -> int:
    """Bytes of all files; one that goes away meanwhile counts nothing."""
    total = 0
    waiting = [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    """See to it that files have their new names on the disk too, where the system lets one ask for that."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
