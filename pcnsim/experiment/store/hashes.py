"""SHA-256 of files in a result folder, compared with those that its manifest holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

from pcnsim.config.errors import InputError
from pcnsim.experiment.store.files import sha256_of
from pcnsim.experiment.store.folder import FAILURES, PLAN, RUNS, vouched

__all__ = ["FileState", "altered", "checked_digest", "checked_files"]

_REMEDIES: Final = {
    RUNS: "delete it to have its runs done again",
    FAILURES: "delete it to have the failed runs tried again",
    PLAN: "delete it to have it written anew",
}

FileState = Literal["identical", "differs", "missing"]


def checked_digest(path: Path, digest: str, manifest: Mapping[str, Any]) -> None:
    """Raise `InputError` where a file of an experiment is not one that its manifest vouches for."""
    allowed = vouched(manifest, path.name)
    if allowed is not None and digest not in allowed:
        raise InputError(
            "is not the file that was written there: it was damaged or edited since",
            where=str(path),
            remedy=f"Put the right one back, or {_REMEDIES.get(path.name, 'delete it')}.",
        )


def checked_files(folder: Path, manifest: Mapping[str, Any]) -> dict[str, FileState]:
    """What became of each file whose hash the manifest holds; empty where it holds none."""
    hashes: dict[str, set[str]] = {}
    # `pending`: what was about to come in the place of a file when somebody pulled the plug.
    for entry in ("files", "pending"):
        for name, digest in (manifest.get(entry) or {}).items():
            hashes.setdefault(name, set()).add(digest)
    return {name: _state(folder / name, allowed) for name, allowed in hashes.items()}


def altered(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Files that are not as they were written."""
    return [name for name, state in checked_files(folder, manifest).items() if state != "identical"]


def _state(path: Path, allowed: set[str]) -> FileState:
    if not path.is_file():
        return "missing"
    return "identical" if sha256_of(path) in allowed else "differs"
