"""What the configuration knows of an area folder: whether it is there, and a digest of its tables."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from pcnsim.config.errors import InputError

__all__ = ["content_digest", "missing_folder"]


def missing_folder(folder: Path, made_by: str | None) -> str | None:
    """What to tell if there is no such area folder; None if there is one."""
    if folder.is_dir():
        return None
    here = Path.cwd()
    shown = folder.relative_to(here) if folder.is_relative_to(here) else folder
    if folder.exists():
        return f"{shown} is a file, not an area folder; name the folder that `pcnsim area` wrote"
    command = made_by or f"pcnsim area import --map FILE --patients FILE --out {shown}"
    return (
        f"there is no area folder {shown}; make it with `{command}`, or name another with --set area=FOLDER"
    )


def content_digest(folder: Path, made_by: str | None = None) -> str:
    """SHA-256 in hex over the names and bytes of the folder's CSV tables; `InputError` if there is no folder."""
    problem = missing_folder(folder, made_by)
    if problem:
        raise InputError(problem, where="area")
    tables = sorted(folder.glob("*.csv"))
    stamps = tuple((table.name, (stat := table.stat()).st_size, stat.st_mtime_ns) for table in tables)
    return _digest(folder, stamps)


@functools.lru_cache(maxsize=64)
def _digest(folder: Path, stamps: tuple[tuple[str, int, int], ...]) -> str:
    whole = hashlib.sha256()
    for name, size, _ in stamps:
        whole.update(f"{name}\0{size}\0".encode())
        whole.update((folder / name).read_bytes())
    return whole.hexdigest()
