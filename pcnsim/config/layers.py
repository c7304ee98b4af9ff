"""Reads configuration: a TOML file, the files it extends, and `--set` values, merged into settings by name.

Each layer (file or `--set`) is flattened to names such as `area.pcns` or `parameters.minutes_per_contact.simple`;
a later layer wins name by name. A key of a programme's block goes under the name of the parameter it stands for and
remembers how it was written. Every setting remembers the layer that gave it. Nothing is checked here that does not
concern the form of the files; `pcnsim.config.checks` does that.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcnsim.config import blocks
from pcnsim.config.errors import InputError
from pcnsim.config.parameters import PROGRAMMES, flattened

__all__ = ["SETTINGS", "TABLES", "Fault", "Layer", "Setting", "merged", "read_layers", "set_layer"]

SETTINGS: tuple[str, ...] = (
    "name",
    "description",
    "seed",
    "weeks",
    "burn_in_weeks",
    "start",
    "structure",
    "established_structure",
    "area",
    "area.pcns",
    "area.practices_per_pcn",
    "area.seed",
    "area.folder",
    "area.made_by",
    "structure_changes",
    "experiment.replications",
    "experiment.factors",
    "experiment.baseline",
    "experiment.outcomes",
)
"""Every setting beside the parameters, by the name that `--set` takes."""

TABLES = ("area", "parameters", "programmes", "experiment")
"""Settings that are tables of others."""

_TEXT = ("name", "description", "start", "area", "area.folder", "area.made_by")


@dataclass(frozen=True, slots=True)
class Fault:
    """One mistake: the layer and the key where it stands, and a sentence that follows the key."""

    layer: str
    key: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One value, the layer that gave it, and its key there if it was given by another name (in a block)."""

    value: Any
    layer: str
    written: str = ""

    def place(self, key: str) -> str:
        """The key of this setting as the user wrote it."""
        return self.written or key


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


def read_layers(path: Path) -> list[Layer]:
    """The layers of a file and of those it extends, the outermost base first.

    Raises `InputError` for a file that is not there, cannot be read or is no TOML, and for `extends` in a circle.
    """
    layers: list[Layer] = []
    chain: list[Path] = []
    following: Path | None = path
    child: Path | None = None
    while following is not None:
        if following.resolve() in (link.resolve() for link in chain):
            raise InputError(
                "extends itself: " + " -> ".join(str(link) for link in [*chain, following]),
                where=f"{chain[-1]}, extends",
                remedy="take one `extends` out of the circle",
            )
        raw = _read(following, child)
        chain.append(following)
        child = following
        base = raw.pop("extends", None)
        layers.append(_layer(raw, str(following), following.parent))
        if base is not None and not isinstance(base, str):
            raise InputError(f"must be the name of one file, not {base!r}", where=f"{following}, extends")
        following = None if base is None else following.parent / base
    return layers[::-1]


def set_layer(assignment: str, label: str | None = None) -> Layer:
    """The layer of one `--set NAME=VALUE`; the value is TOML, and text may go without quotes.

    label: what the user typed, where it was an option of its own.
    """
    label = label or f"--set {assignment}"
    name, equals, text = assignment.partition("=")
    name, text = name.strip(), text.strip()
    if not equals or not name or not text:
        raise InputError(
            "must be NAME=VALUE",
            where=label,
            remedy="for example --set trust_forgetting=0.98 or --set structure=hybrid",
        )
    value = _value(text)
    if name in _TEXT and not isinstance(value, str | Mapping):
        value = text
    if name == "extends":
        raise InputError(
            "can only stand in a file", where=label, remedy="write a small file that extends the other"
        )
    top = name.partition(".")[0]
    raw: dict[str, Any] = {}
    inner = raw
    if name not in SETTINGS and top not in TABLES and "." not in name:
        raw = inner = {"parameters": {}}
        inner = raw["parameters"]
    elif top not in TABLES and name not in SETTINGS:
        inner = raw.setdefault("parameters", {})
    *tables, last = name.split(".")
    for table in tables:
        inner = inner.setdefault(table, {})
    inner[last] = value
    return _layer(raw, label, Path())


def merged(layers: Sequence[Layer]) -> tuple[dict[str, Setting], list[Fault]]:
    """All layers in one, later ones winning, and the mistakes of form found in them."""
    settings: dict[str, Setting] = {}
    faults: list[Fault] = []
    for layer in layers:
        faults.extend(layer.faults)
        _forget_other_area(settings, layer.values)
        for key, value in layer.values.items():
            settings[key] = Setting(value, layer.label, layer.written.get(key, ""))
    for layer in layers:
        for name in layer.programmes:
            if not _switch_is_said(settings, name):
                whole = f"{blocks.PREFIX}{name}"
                text = f"does not say whether it is on; add {whole}.enabled = true (or false)"
                faults.append(Fault(layer.label, whole, text))
    return settings, faults


def _switch_is_said(settings: Mapping[str, Setting], programme: str) -> bool:
    switch = PROGRAMMES[programme].switch
    factor = "experiment.factors."
    said = (f"parameters.{switch}", f"{factor}{switch}", f"{factor}programmes.{programme}.enabled")
    return any(key in settings for key in said)


def _forget_other_area(settings: dict[str, Setting], values: Mapping[str, Any]) -> None:
    # A layer that names a folder replaces a synthetic area as a whole, and the other way round.
    folder = "area.folder" in values
    if folder or any(key in values for key in ("area.pcns", "area.practices_per_pcn")):
        for key in list(settings):
            if key.startswith("area.") and (folder or key in ("area.folder", "area.made_by")):
                del settings[key]


def _read(path: Path, child: Path | None) -> dict[str, Any]:
    where = str(path) if child is None else f"{child}, extends"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        what = f"there is no file {path}{_similar(path)}"
        raise InputError(what, where=None if child is None else where) from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder", where=where, remedy="name a TOML file in it") from None
    except UnicodeDecodeError as error:
        raise InputError(
            f"is not UTF-8 text (byte {error.start})", where=str(path), remedy="save it as UTF-8"
        ) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(
            f"cannot be read ({reason})", where=str(path), remedy="check its permissions"
        ) from None
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = str(error).replace(
            "at end of document", f"at the end of the file, line {len(text.splitlines())}"
        )
        raise InputError(
            f"is not TOML: {reason}", where=str(path), remedy="correct that line (https://toml.io)"
        ) from None


def _similar(path: Path) -> str:
    try:
        names = [other.name for other in path.parent.glob("*.toml")]
    except OSError:
        return ""
    near = difflib.get_close_matches(path.name, names, n=1)
    return f"; did you mean {path.parent / near[0]}?" if near else ""


def _value(text: str) -> Any:
    try:
        parsed = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return parsed["value"] if len(parsed) == 1 else text


def _layer(raw: Mapping[str, Any], label: str, folder: Path) -> Layer:
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
        if inner not in ("factors", "baseline"):
            add(key, value)
        elif not isinstance(value, Mapping):
            faults.append(Fault(label, key, f"must be a table of names and levels, not {value!r}"))
        else:
            for name, level in _flattened_items(value):
                add(f"{key}.{name}", _located(level, folder) if name == "area" else level)


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
