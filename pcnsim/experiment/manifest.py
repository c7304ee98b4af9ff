"""The record that lies beside every result: versions, code, platform, seeds, counts, times, and what to be wary of."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pcnsim
from pcnsim.config import blocks
from pcnsim.config.design import Range
from pcnsim.config.parameters import declared

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.config.design import Level

PACKAGES: Final = ("mesa", "networkx", "numba", "llvmlite", "numpy", "pandas", "pydantic", "scipy")
"""Packages whose versions may change a result."""


def now() -> str:
    """The time, to the second, in Coordinated Universal Time."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def origin() -> dict[str, Any]:
    """What made the results: versions, code and machine."""
    from pcnsim.model.compiled import sources_hash

    return {
        "pcnsim_version": pcnsim.__version__,
        "model_sources": sources_hash(),
        "git": git(Path(pcnsim.__file__).parent),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processors": os.cpu_count(),
        "packages": {name: _version(name) for name in PACKAGES},
        "command": " ".join([Path(sys.argv[0]).name, *sys.argv[1:]]),
    }


def git(package: Path) -> dict[str, Any] | None:
    """Commit and cleanness of the checkout that the package runs from; None where it is installed elsewhere."""
    top = _git(package, "rev-parse", "--show-toplevel")
    # An environment may lie inside some other project's checkout: that commit says nothing about this code.
    if top is None or Path(top).resolve() / package.name != package.resolve():
        return None
    commit = _git(package, "rev-parse", "HEAD")
    status = _git(package, "status", "--porcelain", "--", str(package))
    return {"commit": commit, "clean": status == "" if status is not None else None}


def inputs(config: Config, *, design: bool = True) -> dict[str, Any]:
    """Digests of what went in: the configuration, and the tables of areas that were read."""
    folders = [config.area.folder] if config.area.folder else []
    if design:
        folders.extend(str(level) for level in listed_levels(config).get("area", ()))
    return {
        "configuration": config.digest(),
        "areas": {Path(folder).name: _area_digest(Path(folder)) for folder in folders},
    }


def factors(config: Config) -> dict[str, Any]:
    """What varies, by factor: the levels, or the ends and scale of the range."""
    found: dict[str, Any] = {name: list(levels) for name, levels in listed_levels(config).items()}
    for name, given in config.experiment.factors.items():
        found[name] = found[name] if name in found else given.model_dump(exclude_none=True)  # type: ignore[union-attr]
    return found


def listed_levels(config: Config) -> dict[str, tuple[Level, ...]]:
    """The levels of the factors that have listed ones, those of the points of a list included."""
    points = config.experiment.design.points
    found = {name: tuple(dict.fromkeys(point[name] for point in points)) for name in (points or ({},))[0]}
    factors = config.experiment.factors
    return found | {name: levels for name, levels in factors.items() if not isinstance(levels, Range)}


def implausible(config: Config, *, design: bool = True) -> dict[str, dict[str, Any]]:
    """Parameters that the configuration sets outside their plausible range: values and range.

    design: whether the factors' levels stand in for the configuration's own values.
    """
    design_factors = listed_levels(config) if design else {}
    factors = {
        blocks.parameter_of(name): [
            blocks.number_of(name, level) if name in blocks.block_keys() else level for level in levels
        ]
        for name, levels in design_factors.items()
    }
    values: dict[str, list[Any]] = {
        name: [value]
        for name, value in config.parameters.outside_plausible_range().items()
        if name not in factors
    }
    for name, levels in factors.items():
        if (declaration := declared().get(name)) is not None:
            outside = [x for x in levels if not declaration.low <= float(x) <= declaration.high]
            values.update({name: outside} if outside else {})
    return {
        name: {"values": found, "low": declared()[name].low, "high": declared()[name].high}
        for name, found in values.items()
    }


def warnings(found: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """One sentence for each parameter outside its plausible range."""
    return [
        f"{name} is {' and '.join(f'{value:g}' for value in entry['values'])}, outside its plausible range "
        f"{entry['low']:g} to {entry['high']:g}"
        for name, entry in found.items()
    ]


def _area_digest(folder: Path) -> str:
    from pcnsim.config.folders import content_digest

    return content_digest(folder)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        answer = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return answer.stdout.strip() if answer.returncode == 0 else None
