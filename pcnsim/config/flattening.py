"""Flattens what a file or `--set` gives to settings by dotted name, and finds mistakes of form.

Names are such as `area.pcns` or `parameters.minutes_per_contact.simple`. A key of a programme's block goes under the
name of the parameter it stands for, and the layer remembers how it was written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcnsim.config import blocks
from pcnsim.config.design import RANGE_KEYS
from pcnsim.config.parameters import PROGRAMMES, flattened

__all__ = ["TABLES", "Fault", "Layer", "layer_of"]

TABLES = ("area", "parameters", "programmes", "experiment")
"""Settings that are tables of others."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the layer and the key where it stands, and a sentence that follows the key."""

    layer: str
    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Layer:
    """What one file, or one `--set`, sets: values by dotted name, and mistakes of form.

    `written` has the keys of blocks by the dotted name they stand for; `programmes` those that have a block.
    """

    label: str
    values: Mapping[str, Any]
    faults: tuple[Fault, ...]
    written: Mapping[str, str]
    programmes: tuple[str, ...]


def layer_of(raw: Mapping[str, Any], label: str, folder: Path) -> Layer:
    """Flatten what a file or `--set` gives; folders are resolved against `folder`."""
    values: dict[str, Any] = {}
    written: dict[str, str] = {}
    programmes: list[str] = []
    faults: list[Fault] = []

    def add(key: str, value: Any, place: str = "") -> None:
        if key in values:
            one, other = place or key, written.get(key, key)
            text = "is set twice" if one == other else f"says the same as {other}; keep one of the two"
            faults.append(Fault(label, one, text))
        values[key] = value
        written[key] = place or key

    for key, value in raw.items():
        if key == "area" and isinstance(value, str):
            add("area.folder", _located(value, folder))
        elif key in TABLES and not isinstance(value, Mapping):
            hint = " or the path of an area folder" if key == "area" else ""
            faults.append(Fault(label, key, f"must be a table [{key}]{hint}, not {value!r}"))
        elif key == "area":
            for inner, setting in value.items():
                add(f"area.{inner}", _located(setting, folder) if inner == "folder" else setting)
        elif key == "parameters":
            _add_parameters(value, raw, label, add, faults)
        elif key == "programmes":
            programmes.extend(_add_programmes(value, label, add, faults))
        elif key == "experiment":
            _add_experiment(value, label, folder, add, faults)
        else:
            add(key, value)
    elsewhere = {key: place for key, place in written.items() if key != place}
    return Layer(label, values, tuple(faults), elsewhere, tuple(programmes))


def _add_parameters(
    table: Mapping[str, Any], raw: Mapping[str, Any], label: str, add: Any, faults: list[Fault]
) -> None:
    seen: set[str] = set()
    for name, value in _flattened_items(table):
        if name == "network_position":
            if "structure" in raw:
                sentence = "says the same as structure; keep one of the two"
                faults.append(Fault(label, "parameters.network_position", sentence))
                continue
            add("structure", value)
        elif name in seen:
            faults.append(Fault(label, f"parameters.{name}", "is set twice"))
        else:
            seen.add(name)
            add(f"parameters.{name}", value)


def _add_programmes(table: Mapping[str, Any], label: str, add: Any, faults: list[Fault]) -> list[str]:
    """Keys of blocks under the names of their parameters; the programmes that have a block."""
    found: list[str] = []
    for name, block in table.items():
        if "." in name:  # a quoted key: "executive.powers" = 0.3
            name, _, inner = name.partition(".")
            block = {inner: block}
        whole = f"{blocks.PREFIX}{name}"
        if name not in PROGRAMMES:
            faults.append(Fault(label, whole, blocks.unknown(whole)))
        elif not isinstance(block, Mapping):
            text = f"must be a block [{whole}] with enabled = true or false, not {block!r}"
            faults.append(Fault(label, whole, text))
        else:
            found.append(name)
            for inner, value in _flattened_items(block):
                key = f"{whole}.{inner}"
                if key in blocks.block_keys():
                    add(f"parameters.{blocks.parameter_of(key)}", value, key)
                else:
                    faults.append(Fault(label, key, blocks.unknown(key)))
    return found


def _add_experiment(
    table: Mapping[str, Any], label: str, folder: Path, add: Any, faults: list[Fault]
) -> None:
    for inner, value in table.items():
        key = f"experiment.{inner}"
        if inner not in ("factors", "baseline", "design"):
            add(key, value)
        elif not isinstance(value, Mapping):
            holds = 'settings, such as { kind = "sobol" }' if inner == "design" else "names and levels"
            faults.append(Fault(label, key, f"must be a table of {holds}, not {value!r}"))
        elif inner == "design":
            for name, setting in value.items():
                add(f"{key}.{name}", _points(setting, folder) if name == "points" else setting)
        else:
            for name, level in _factor_items(value) if inner == "factors" else _flattened_items(value):
                add(f"{key}.{name}", _located(level, folder) if name == "area" else level)


def _points(points: Any, folder: Path) -> Any:
    """The path of a CSV file, or points with dotted names; other things as they are, to be told later."""
    if not isinstance(points, list):
        return _located(points, folder)
    rows = [flattened(point) if isinstance(point, Mapping) else point for point in points]
    for row in rows:
        if isinstance(row, dict) and "area" in row:
            row["area"] = _located(row["area"], folder)
    return rows


def _factor_items(table: Mapping[str, Any], prefix: str = "") -> list[tuple[str, Any]]:
    """Factors by dotted name: lists of levels, and ranges, which are tables of nothing but a range's keys."""
    items: list[tuple[str, Any]] = []
    for name, value in table.items():
        if isinstance(value, Mapping) and not set(value) <= set(RANGE_KEYS):
            items.extend(_factor_items(value, f"{prefix}{name}."))
        else:
            items.append((f"{prefix}{name}", value))
    return items


def _flattened_items(table: Mapping[str, Any]) -> list[tuple[str, Any]]:
    # Like `flattened`, but a name given both quoted and nested comes twice.
    items: list[tuple[str, Any]] = []
    for name, value in table.items():
        items.extend(flattened({name: value}).items())
    return items


def _located(value: Any, folder: Path) -> Any:
    if isinstance(value, str):
        return str((folder / Path(value).expanduser()).resolve())
    if isinstance(value, Sequence):
        return [_located(one, folder) for one in value]
    return value
