"""What happens on a Dask worker: it says who it is, gets ready, and does chunks. Imported there and here."""

from __future__ import annotations

import pickle
import platform
import socket
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from distributed import WorkerPlugin, get_worker

import pcnsim
from pcnsim.config.errors import InputError
from pcnsim.config.folders import content_digest

if TYPE_CHECKING:
    from pcnsim.experiment.chunks import Chunk
    from pcnsim.experiment.plan import Plan
    from pcnsim.experiment.reports import Report

PACKAGES: Final = ("numpy", "numba", "pandas", "scipy")
"""Packages whose versions may change what is drawn or computed."""


@dataclass(frozen=True)
class Needs:
    """What a worker must have to give the same bytes as this process: versions, and what area folders hold."""

    versions: tuple[tuple[str, str], ...]
    areas: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, plan: Plan) -> Needs:
        """What this process has."""
        folders = set()
        if plan.config.area.folder is not None:
            folders.add(plan.config.area.folder)
        if "area" in plan.factors:
            folders |= {str(plan.design.levels(number)["area"]) for number in range(len(plan.points))}
        return cls(_versions(), tuple((folder, content_digest(Path(folder))) for folder in sorted(folders)))


@dataclass(frozen=True)
class Greeting:
    """What a worker says of itself. `areas`: folders that are not there or hold something else.

    cache: where compiled rules are kept, on which machine.
    """

    versions: tuple[tuple[str, str], ...]
    areas: tuple[str, ...]
    compiled: bool
    cache: tuple[str, str]


def present() -> bool:
    """Whether this module is there: to be asked of a scheduler, which reads what it passes on."""
    return True


def greeting(needs: Needs) -> Greeting:
    """Say who this worker is."""
    import numba

    from pcnsim.model.compiled import is_compiled_before

    return Greeting(
        versions=_versions(),
        areas=tuple(folder for folder, digest in needs.areas if _digest(folder) != digest),
        compiled=is_compiled_before(),
        cache=(socket.gethostname(), str(numba.config.CACHE_DIR)),
    )


def differences(needs: Needs, answer: Any) -> str | None:
    """What keeps a worker that answers so from giving the same bytes; None if nothing does."""
    if isinstance(answer, BaseException):
        # Dask sends some errors as what they are, others as a plain Exception that quotes them.
        if any(kind in repr(answer) for kind in ("ModuleNotFoundError", "ImportError", "AttributeError")):
            return f"has no pcnsim of this version ({answer})"
        return f"cannot run pcnsim ({type(answer).__name__}: {answer})"
    if not isinstance(answer, Greeting):
        return "has no pcnsim of this version"
    there = dict(answer.versions)
    for name, version in needs.versions:
        if there.get(name) != version:
            return f"has {name} {there.get(name, 'unknown')}, not {version}"
    if answer.areas:
        return f"does not see the area folder {answer.areas[0]}, or another one in its place"
    return None


def get_ready() -> None:
    """Compile the model unless it is, and load what was compiled."""
    from pcnsim.experiment import warm

    warm.compile_once()
    warm.compile_model()


def do(token: str, needs: Needs, chunk: Chunk) -> Report | str:
    """Do a chunk; what is wrong with this worker, as text, if it came later and is not fit."""
    from pcnsim.experiment.work import run_chunk

    worker = get_worker()
    outfit = worker.plugins[token]
    assert isinstance(outfit, Outfit)
    if outfit.plan is None:
        problem = differences(needs, greeting(needs))
        if problem:
            return f"the worker {worker.address} {problem}"
        outfit.get_ready()
    assert outfit.plan is not None
    return run_chunk(outfit.plan, chunk)


class Outfit(WorkerPlugin):  # type: ignore[misc]
    """What each worker is given once, also one that comes later: the plan."""

    def __init__(self, name: str, plan: Plan) -> None:
        self.name = name
        self.sent = pickle.dumps(plan.for_workers())
        self.plan: Plan | None = None

    def get_ready(self) -> None:
        """Load the model and the plan. Threads of a worker may both do so: the plans are equal."""
        get_ready()
        self.plan = pickle.loads(self.sent)


def _versions() -> tuple[tuple[str, str], ...]:
    from pcnsim.model.compiled import sources_hash

    found = {
        "pcnsim": pcnsim.__version__,
        "model sources": sources_hash(),
        "Python": ".".join(map(str, sys.version_info[:2])),
        "processor": platform.machine(),
    }
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "none"
    return tuple(found.items())


def _digest(folder: str) -> str | None:
    try:
        return content_digest(Path(folder))
    except (InputError, OSError):
        return None
