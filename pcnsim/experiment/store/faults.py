"""What the operating system says when a file cannot be written or read, as one message that tells how to go on."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pcnsim.config.errors import InputError

__all__ = ["cause", "told"]

_CAUSES: Final = {
    errno.ENOSPC: ("the disk is full", "Make room"),
    errno.EDQUOT: ("the disk quota is used up", "Make room"),
    errno.EFBIG: ("a file grew beyond what the file system or `ulimit -f` allows", "Raise the limit"),
    errno.EROFS: ("the file system is read-only", "Make it writable"),
    errno.EACCES: ("permission is denied", "Make the folder writable for you"),
    errno.EPERM: ("permission is denied", "Make the folder writable for you"),
    errno.EIO: ("the disk could not be read or written (input/output error)", "See to the disk"),
}


def cause(error: OSError, path: Path) -> tuple[str, str | None]:
    """What is wrong, in words, and what may be done about it. path: what was to be made."""
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        for place in (path, *path.absolute().parents):
            if place.is_file():
                return f"{place} is a file, not a folder", None
    return _CAUSES.get(error.errno or 0, (error.strerror or str(error), None))


@contextmanager
def told(path: Path, kept: Callable[[], str] | None = None) -> Iterator[None]:
    """Turn a failure of the operating system into one `InputError`.

    path: the folder that is written. kept: says what is safe on the disk, if the same command can go on from there.
    """
    try:
        yield
    except OSError as error:
        what, remedy = cause(error, path)
        named = error.filename if isinstance(error.filename, str) else None
        where = path if named is None or Path(named).name.startswith(".") else Path(named)
        if kept is None:
            again = f"{remedy}, or name another folder with --out." if remedy else None
            again = again or "Name a folder that can be made, with --out."
            raise InputError(
                f"results cannot be written there: {what}", where=str(path), remedy=again
            ) from error
        raise InputError(
            f"results cannot be written there: {what}; {kept()}",
            where=str(where),
            remedy=f"{remedy or 'See to it'}, then the same command goes on from there.",
        ) from error
