"""Writes a resolved configuration as TOML that loads to the same configuration."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from pcnsim.config import blocks
from pcnsim.config.design import Design, Range
from pcnsim.config.structure import NAMED_STRUCTURES

if TYPE_CHECKING:
    from pcnsim.config.configuration import Config, Experiment, ParameterChange

__all__ = ["as_toml"]


def as_toml(config: Config, relative_to: Path | None = None) -> str:
    """All settings, every parameter (a later version may have other defaults), changes and design.

    Area folders are absolute, or relative to `relative_to` where it is given. Strings are UTF-8; numbers keep
    their full precision.
    """
    document: dict[str, Any] = {
        "name": config.name,
        "description": config.description,
        "seed": config.seed,
        "weeks": config.weeks,
        "burn_in_weeks": config.burn_in_weeks,
        "start": config.start,
        "structure": _point(config.parameters.network_position),
    }
    if config.start == "established" or "start" in config.experiment.factors:
        document["established_structure"] = config.established_structure
    document["area"] = _area(config, relative_to)
    document |= _nested(config)
    if config.structure_changes:
        changes = (change.model_dump(exclude_none=True) for change in config.structure_changes)
        document["structure_changes"] = [_plain(change) for change in changes]
    if config.parameter_changes:
        document["parameter_changes"] = [_new_values(change) for change in config.parameter_changes]
    document["experiment"] = _experiment(config.experiment, relative_to)
    return tomli_w.dumps(document) + _factors(config.experiment, relative_to)


def _experiment(experiment: Experiment, relative_to: Path | None) -> dict[str, Any]:
    """The design with ranges as they are resolved and points in full; columns of points are no factors there."""

    def located(levels: Mapping[str, Any]) -> dict[str, Any]:
        return {name: _folder(one, relative_to) if name == "area" else one for name, one in levels.items()}

    written: dict[str, Any] = {"replications": experiment.replications}
    if experiment.outcomes:
        written["outcomes"] = list(experiment.outcomes)
    if experiment.weekly:
        written["weekly"] = True
    if experiment.baseline:
        written["baseline"] = located(experiment.baseline)
    design = experiment.design.model_dump(exclude_defaults=True)
    if experiment.design != Design():
        written["design"] = {"kind": experiment.design.kind, **_plain(design)}
    if experiment.design.points:
        written["design"]["points"] = [located(point) for point in experiment.design.points]
    return written


def _factors(experiment: Experiment, relative_to: Path | None) -> str:
    """The table of factors, in their order: TOML writers put tables, which ranges are, behind lists."""
    columns = set(experiment.design.points[0]) if experiment.design.points else set()
    lines = []
    for name, value in experiment.factors.items():
        if name in columns:
            continue
        if isinstance(value, Range):
            inside = ", ".join(
                tomli_w.dumps({key: one}).strip() for key, one in value.model_dump(exclude_none=True).items()
            )
            lines.append(f"{tomli_w.dumps({name: 0}).strip().removesuffix('0')}{{ {inside} }}\n")
        else:
            levels = [_folder(level, relative_to) if name == "area" else level for level in value]
            lines.append(tomli_w.dumps({name: levels}))
    return f"\n[experiment.factors]\n{''.join(lines)}" if lines else ""


def _point(position: float) -> str | float:
    return next((name for name, named in NAMED_STRUCTURES.items() if named == position), position)


def _area(config: Config, relative_to: Path | None) -> dict[str, Any]:
    area = config.area
    if area.folder is None:
        return area.model_dump(exclude_none=True)
    chosen = {"folder": _folder(area.folder, relative_to), "made_by": area.made_by}
    return {name: value for name, value in chosen.items() if value is not None}


def _folder(folder: Any, relative_to: Path | None) -> str:
    if relative_to is None:
        return str(Path(folder).resolve())
    return Path(os.path.relpath(Path(folder).resolve(), relative_to.resolve())).as_posix()


def _nested(config: Config) -> dict[str, Any]:
    """The blocks of programmes in words, and the table of the other parameters."""
    values = config.parameters.flat()
    written = {key: blocks.shown(key, values.pop(one) or 0) for key, one in blocks.block_keys().items()}
    written |= {f"parameters.{name}": value for name, value in values.items() if value is not None}
    written.pop("parameters.network_position")
    return _in_tables(written)


def _new_values(change: ParameterChange) -> dict[str, Any]:
    """One change: its week, and values in tables, those of programmes in the words of their blocks."""
    written: dict[str, Any] = {"week": change.week}
    for name, value in change.parameters.items():
        key = blocks.key_of(name)
        written[key or name] = blocks.shown(key, value) if key else value
    return _in_tables(written)


def _in_tables(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values by dotted name in nested tables."""
    nested: dict[str, Any] = {}
    for name, value in values.items():
        *tables, last = name.split(".")
        inner = nested
        for table in tables:
            inner = inner.setdefault(table, {})
        inner[last] = value
    return nested


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
