"""What a manifest says of the configuration: digests of what went in, and values to be wary of.

`pcnsim.experiment.provenance.origin` tells the rest: versions, code, machine and sessions.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pcnsim.config import blocks
from pcnsim.config.design import Range
from pcnsim.config.parameters import declared
from pcnsim.experiment.provenance.origin import git, now, origin

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.config.design import Level

__all__ = ["factors", "git", "implausible", "inputs", "listed_levels", "now", "origin", "warnings"]


def inputs(config: Config, *, design: bool = True) -> dict[str, Any]:
    """Digests of what went in: the configuration, the files it was read from, and the tables of areas."""
    folders = [config.area.folder] if config.area.folder else []
    if design:
        folders.extend(str(level) for level in listed_levels(config).get("area", ()))
    return {
        "configuration": config.digest(),
        "files": dict(config.sources),
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

    Values that they take later are among them. design: whether the factors' levels stand in for the configuration's own
    values.
    """
    varied = {**config.experiment.factors, **listed_levels(config)} if design else {}
    factors = {blocks.parameter_of(name): _values(name, levels) for name, levels in varied.items()}
    values: dict[str, list[Any]] = {
        name: [value]
        for name, value in config.parameters.outside_plausible_range().items()
        if name not in factors
    }
    for name, levels in factors.items():
        if (declaration := declared().get(name)) is not None:
            outside = [x for x in levels if not declaration.low <= float(x) <= declaration.high]
            values.update({name: outside} if outside else {})
    for change in config.parameter_changes:
        for name, value in change.parameters.items():
            told = values.get(name, [])
            if value not in told and not declared()[name].low <= value <= declared()[name].high:
                values[name] = [*told, value]
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


def _values(factor: str, levels: tuple[Level, ...] | Range) -> list[Any]:
    """The levels of a factor as numbers of its parameter; the two ends of a range."""
    if isinstance(levels, Range):
        return [end for end in (levels.low, levels.high) if end is not None]
    numbers = factor in blocks.block_keys()
    return [blocks.number_of(factor, level) if numbers else level for level in levels]


def _area_digest(folder: Path) -> str:
    from pcnsim.config.folders import content_digest

    return content_digest(folder)
