"""Result folders of every kind: their manifest, whether one is free, and how one is made or changed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.store.faults import told
from pcnsim.experiment.store.files import TEMPORARY, Aside, sha256_of, sync_folder, write_aside, write_whole
from pcnsim.experiment.store.lock import LOCK, OWNER

__all__ = [
    "CONFIG",
    "EXPERIMENT",
    "FAILURES",
    "HASHES",
    "MANIFEST",
    "PARTS",
    "PENDING",
    "PLAN",
    "RUNS",
    "WEEKLY",
    "check_free",
    "is_empty",
    "make_folder",
    "manifest_bytes",
    "manifest_of",
    "replace_files",
    "vouched",
]

CONFIG: Final = "config.toml"
MANIFEST: Final = "manifest.json"
PLAN: Final = "plan.csv"
RUNS: Final = "runs.csv"
FAILURES: Final = "failures.csv"
PARTS: Final = "parts"
WEEKLY: Final = "weekly"
"""Folders in a result folder: of what has come so far, and of the Parquet files of weekly series."""

EXPERIMENT: Final = "pcnsim experiment"
"""What the manifest of such a folder says it is."""

HASHES: Final = "files"
"""Entry of the manifest: SHA-256 of the folder's files."""

PENDING: Final = "pending"
"""Entry of the manifest while files are being replaced: SHA-256 of what comes in the place of some of them."""


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """A manifest as JSON for people and programs."""
    return (json.dumps(manifest, indent=2, ensure_ascii=False) + "\n").encode()


def manifest_of(path: Path) -> dict[str, Any] | None:
    """The manifest of a folder that pcnsim wrote; None where there is none, or it is not ours."""
    try:
        manifest = json.loads((path / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) and "kind" in manifest else None


def vouched(manifest: Mapping[str, Any], name: str) -> set[str] | None:
    """SHA-256 that a file may have; more than one while it is being replaced. None: the manifest knows no hashes."""
    if HASHES not in manifest:
        return None
    found = (manifest[HASHES].get(name), manifest.get(PENDING, {}).get(name))
    return {digest for digest in found if digest is not None}


def replace_files(
    folder: Path, contents: Mapping[str, bytes | Iterable[bytes]], manifest: Mapping[str, Any]
) -> dict[str, Any]:
    """Put files in their place so that the manifest vouches for each of them at any instant; return the new manifest.

    All files are written aside first; then the manifest names what is to come beside what is there; then the files get
    their names; then the manifest is as it stays. Stopped anywhere, the old or the new file stands complete under
    each name and the manifest knows its hash. Files that hold this already are left alone.
    """
    aside: dict[str, Aside] = {}
    try:
        for name, content in contents.items():
            aside[name] = write_aside(folder, content)
        hashes = _settled(folder, manifest)
        new = {name: one.sha256 for name, one in aside.items()}
        rest = {key: value for key, value in manifest.items() if key not in (HASHES, PENDING)}
        if changed := [name for name, one in aside.items() if not one.is_like(folder / name)]:
            _write(folder, {**rest, HASHES: hashes, PENDING: {name: new[name] for name in changed}})
            for name in changed:
                aside[name].path.replace(folder / name)
            sync_folder(folder)
        done = {**rest, HASHES: {**hashes, **new}}
        _write(folder, done)
    finally:
        for one in aside.values():
            one.path.unlink(missing_ok=True)
    return done


def _settled(folder: Path, manifest: Mapping[str, Any]) -> dict[str, str]:
    """Hashes of the manifest, those of files whose replacement broke off as these files are now."""
    arrived = {
        name: digest
        for name, digest in manifest.get(PENDING, {}).items()
        if (folder / name).is_file() and sha256_of(folder / name) == digest
    }
    return {**manifest.get(HASHES, {}), **arrived}


def _write(folder: Path, manifest: Mapping[str, Any]) -> None:
    write_whole(folder / MANIFEST, manifest_bytes(manifest))


def make_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Make a folder with these files, all at once; a folder of ours that is in its place is replaced.

    An empty folder is filled as it is, the manifest last: it may be a mount, or where the user stands.
    """
    with told(path):
        if path.is_dir() and is_empty(path):
            for name in sorted(contents, key=lambda name: name == MANIFEST):
                write_whole(path / name, contents[name])
            return
        parent = path.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=parent) as around:
            made = Path(around) / "made"
            made.mkdir()
            for name, content in contents.items():
                (made / name).write_bytes(content)
            if path.exists():
                path.rename(Path(around) / "replaced")
            made.rename(path)


def is_empty(path: Path) -> bool:
    """Whether a folder holds nothing, or only what a start that was broken off left there."""
    return all(one.name in (LOCK, OWNER) or one.name.startswith(TEMPORARY) for one in path.iterdir())


def check_free(path: Path, kind: str, same: Mapping[str, Any], fresh: bool, what: str) -> bool:
    """Whether the folder holds already what is to be written there; False where it is free.

    kind, same: what the manifest must say. Raises `InputError` for anything else, unless `fresh` lets a folder of the
    same kind be replaced.
    """
    with told(path):
        if not path.exists():
            return False
        if not path.is_dir():
            raise InputError(
                "there is a file of that name", where=str(path), remedy="Name another folder with --out."
            )
        if is_empty(path):
            return False
    manifest = manifest_of(path)
    if manifest is None:
        raise InputError(
            "the folder has no readable manifest.json, so that nobody can tell what it holds, and is left as it is",
            where=str(path),
            remedy="Put manifest.json back, remove the folder yourself, or name another with --out.",
        )
    if manifest["kind"] != kind:
        raise InputError(
            f"the folder holds other things than {what}, and is left as it is",
            where=str(path),
            remedy="Name another folder with --out.",
        )
    different = [name for name, value in same.items() if manifest.get(name) != value]
    if different and not fresh:
        edited = different == ["model_sources"]
        raise InputError(
            f"the folder holds {what} made by other sources of the model"
            if edited
            else f"the folder holds another one: {what} “{manifest.get('name', '')}” of other settings",
            where=str(path),
            remedy="Name another folder with --out, or replace it with --force.",
        )
    return True
