"""SHA-256 of files in a result folder, compared with those that its manifest holds."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

__all__ = ["FileState", "altered", "checked_files", "sha256_of"]

FileState = Literal["identical", "differs", "missing"]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hex, read piece by piece."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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
