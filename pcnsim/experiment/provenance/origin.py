"""Where numbers come from: versions, code, machine and sessions, and what differs between then and now."""

from __future__ import annotations

import hashlib
import os
import platform
import socket
import subprocess
import sys
import warnings
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import pcnsim
from pcnsim.experiment.provenance.caution import OtherVersionWarning

__all__ = [
    "PACKAGES",
    "changes",
    "ended",
    "git",
    "now",
    "origin",
    "other_version",
    "session",
    "warn_of_other_version",
]

PACKAGES: Final = ("mesa", "networkx", "numba", "llvmlite", "numpy", "pandas", "pydantic", "scipy")
"""Packages whose versions may change a result."""

EXTRAS: Final = ("SALib", "pyarrow", "dask", "distributed")
"""Packages that may change or carry a result where they are installed."""

SOURCES: Final = ("config", "area", "model", "experiment")
"""Rooms whose sources may change a number."""

UNKNOWN: Final = "unknown"


def now() -> str:
    """The time, to the second, in Coordinated Universal Time."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def origin() -> dict[str, Any]:
    """What made the results: versions, code and machine."""
    import numba

    from pcnsim.model.compiled import sources_hash

    package = Path(pcnsim.__file__).parent
    return {
        "pcnsim_version": pcnsim.__version__,
        "model_sources": sources_hash(),
        "package_sources": package_sources(package),
        "git": git(package),
        "compiled": not numba.config.DISABLE_JIT,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processor": processor(),
        "processors": os.cpu_count(),
        "packages": versions(),
        "command": command(),
    }


def command() -> str:
    """The command line of this process, without the folder of the program."""
    program = Path(sys.argv[0])
    name = program.parent.name if program.name == "__main__.py" else program.name  # python -m pcnsim
    return " ".join([name, *sys.argv[1:]])


def versions() -> dict[str, str | None]:
    """Versions of the packages that may change a number; extras only where they are installed."""
    extras = {name: version for name in EXTRAS if (version := _version(name)) is not None}
    return {**{name: _version(name) for name in PACKAGES}, **extras}


def package_sources(package: Path) -> str:
    """Twelve hexadecimal digits that change with any source that may change a number, comments included.

    `model_sources` is about the compiled rules only; this tells about drawing areas, planning and so on, also where the
    package is installed and has no commit.
    """
    digest = hashlib.sha256()
    for room in SOURCES:
        for source in sorted((package / room).rglob("*.py")):
            digest.update(source.relative_to(package).as_posix().encode())
            digest.update(source.read_bytes())
    return digest.hexdigest()[:12]


def processor() -> str:
    """Name of the processor, as exactly as the system tells it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = (line.partition(":")[2].strip() for line in file if line.startswith("model name"))
            found = next(names, "")
    except OSError:
        found = ""
    return found or platform.processor() or platform.machine() or UNKNOWN


def git(package: Path) -> dict[str, Any] | None:
    """Commit and cleanness of the checkout that the package runs from; None where it is installed elsewhere.

    Where the package's files differ from the commit, `changes` is the SHA-256 of the difference: equal for equal edits.
    """
    answer = _git(package, "rev-parse", "--show-toplevel", "HEAD")
    top, _, commit = (answer or b"").decode().strip().partition("\n")
    # An environment may lie inside some other project's checkout: that commit says nothing about this code.
    if not commit or Path(top).resolve() / package.name != package.resolve():
        return None
    status = _git(package, "status", "--porcelain", "-z", "--", str(package))
    if not status:
        return {"commit": commit, "clean": True if status is not None else None}
    return {"commit": commit, "clean": False, "changes": _changes(package, Path(top), status)}


def _changes(package: Path, top: Path, status: bytes) -> str:
    """Digest of what differs from the commit: git's own difference, then files that git does not know."""
    digest = hashlib.sha256(_git(package, "diff", "--binary", "HEAD", "--", str(package)) or b"")
    for entry in sorted(status.split(b"\0")):
        if entry.startswith(b"?? "):
            path = top / os.fsdecode(entry[3:])
            files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
            for one in files:
                digest.update(one.relative_to(top).as_posix().encode() + b"\0" + one.read_bytes())
    return digest.hexdigest()


def session(
    *,
    planned: int,
    found: int,
    workers: int,
    scheduler: str | None = None,
    before: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One stretch of work on a result folder, as it begins: to be appended to the manifest's `sessions`.

    planned: runs that belong into this folder, those of its shard only. found: those of them that need no more work
    because they finished, or failed and are kept so. before: the manifest as it stood; what has another version now is
    then listed in `changes`, because the folder's rows come from both.
    """
    here: dict[str, Any] = {
        "started": now(),
        "finished": None,
        "planned": planned,
        "found": found,
        "workers": workers,
        "scheduler": scheduler,
        "host": socket.gethostname(),
        "pid": os.getpid(),
        "command": command(),
    }
    if before and "packages" in before and (found_now := changes(before)):
        here["changes"] = {name: list(values) for name, values in found_now.items()}
    return here


def ended(sessions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same sessions, the last one closed now."""
    return [*map(dict, sessions[:-1]), *({**one, "finished": now()} for one in sessions[-1:])]


def changes(manifest: Mapping[str, Any], made: Mapping[str, Any] | None = None) -> dict[str, tuple[Any, Any]]:
    """What is another now than a manifest says and may change a number: name, value then, value now.

    made: an `origin()`, where one was made already. What the manifest does not tell is left out.
    """
    here = made or origin()
    found = {
        name: (manifest[name], here[name])
        for name in (
            "pcnsim_version",
            "model_sources",
            "package_sources",
            "compiled",
            "python",
            "platform",
            "processor",
        )
        if name in manifest and manifest[name] != here[name]
    }
    packages = manifest.get("packages") or {}
    for name in sorted({*packages, *here["packages"]}, key=str.lower):
        # An extra that is installed on one side only has not taken part in the model's numbers.
        then, current = packages.get(name), here["packages"].get(name)
        if then != current and (name not in EXTRAS or (then and current)):
            found[name] = (then, current)
    return found


def other_version(manifest: Mapping[str, Any]) -> str | None:
    """One sentence where results were made by another version of the model than this one; None where they were not."""
    from pcnsim.model.compiled import sources_hash

    then, here = manifest.get("pcnsim_version", UNKNOWN), pcnsim.__version__
    sources, current = manifest.get("model_sources", UNKNOWN), sources_hash()
    if then == here and sources == current:
        return None
    name = manifest.get("name", "")
    results = f"the results of {name}" if name else "these results"
    return (
        f"{results} were made by pcnsim {then} (model sources {sources}); "
        f"this is pcnsim {here} (model sources {current}): numbers of the two need not agree, and runs done again now "
        "may differ from the rows"
    )


def warn_of_other_version(manifest: Mapping[str, Any], *, stacklevel: int = 3) -> None:
    """Give an `OtherVersionWarning` where results were made by another version of the model."""
    if (sentence := other_version(manifest)) is not None:
        warnings.warn(sentence, OtherVersionWarning, stacklevel=stacklevel)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _git(folder: Path, *arguments: str) -> bytes | None:
    # Looking must not write: without this, `git status` refreshes the index of somebody's checkout.
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0"}
    try:
        answer = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            timeout=10,
            check=False,
            env=environment,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout if answer.returncode == 0 else None
