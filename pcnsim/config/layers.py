"""Reads configuration: a TOML file, the files it extends, and `--set` values, merged into settings by name.

Each layer (file or `--set`) is flattened (`pcnsim.config.flattening`); a later layer wins name by name. Every setting
remembers the layer that gave it. Nothing is checked here that does not concern the form of the files;
`pcnsim.config.checks` does that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pcnsim.config import blocks
from pcnsim.config.design import Design
from pcnsim.config.errors import InputError
from pcnsim.config.files import listed, mended, missing_file
from pcnsim.config.flattening import TABLES, Fault, Layer, layer_of
from pcnsim.config.parameters import PROGRAMMES

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
    "parameter_changes",
    "experiment.replications",
    "experiment.factors",
    "experiment.baseline",
    "experiment.outcomes",
    "experiment.weekly",
    "experiment.design",
    *(f"experiment.design.{key}" for key in Design.model_fields),
)
"""Every setting beside the parameters, by the name that `--set` takes."""

_TEXT = ("name", "description", "start", "area", "area.folder", "area.made_by")


@dataclass(frozen=True, slots=True)
class Setting:
    """One value, the layer that gave it, and its key there if it was given by another name (in a block).

    `order` is the place of the layer among all: a larger one is later.
    """

    value: Any
    layer: str
    written: str = ""
    order: int = 0

    def place(self, key: str) -> str:
        """The key of this setting as the user wrote it."""
        return self.written or key


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
        layers.append(layer_of(raw, str(following), following.parent))
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
    return layer_of(raw, label, Path())


def merged(layers: Sequence[Layer]) -> tuple[dict[str, Setting], list[Fault]]:
    """All layers in one, later ones winning, and the mistakes of form found in them."""
    settings: dict[str, Setting] = {}
    faults: list[Fault] = []
    for order, layer in enumerate(layers):
        faults.extend(layer.faults)
        _forget_other_area(settings, layer.values)
        _forget_fixed_factors(settings, layer)
        if "name" in layer.values and not _is_option(layer):
            # What is called otherwise is not what the file that it extends describes.
            settings.pop("description", None)
        for key, value in layer.values.items():
            settings[key] = Setting(value, layer.label, layer.written.get(key, ""), order)
    for layer in layers:
        for name in layer.programmes:
            if not _switch_is_said(settings, name):
                whole = f"{blocks.PREFIX}{name}"
                typed = (
                    f"--set {whole}.enabled=true"
                    if _is_option(layer)
                    else f"{whole}.enabled = true (or false)"
                )
                text = f"does not say whether it is on; add {typed}"
                faults.append(Fault(layer.label, whole, text))
    return settings, faults


def _is_option(layer: Layer) -> bool:
    return layer.label.startswith("--")


def _switch_is_said(settings: Mapping[str, Setting], programme: str) -> bool:
    switch = PROGRAMMES[programme].switch
    factor = "experiment.factors."
    said = (f"parameters.{switch}", f"{factor}{switch}", f"{factor}programmes.{programme}.enabled")
    return any(key in settings for key in said) or _design_says(settings, switch, programme)


def _design_says(settings: Mapping[str, Setting], switch: str, programme: str) -> bool:
    """Whether points or `vary` switch a programme; a file of points, which is read later, may."""
    points, vary = (settings.get(f"experiment.design.{key}") for key in ("points", "vary"))
    if points is not None:
        columns = points.value[0] if isinstance(points.value, list) and points.value else {switch}
        if switch in columns or f"{blocks.PREFIX}{programme}.enabled" in columns:
            return True
    if vary is None:
        return False
    from pcnsim.config.selection import chosen  # which needs this module

    names = [vary.value] if isinstance(vary.value, str) else vary.value
    return isinstance(names, list) and any(isinstance(one, str) and switch in chosen(one) for one in names)


def _forget_other_area(settings: dict[str, Setting], values: Mapping[str, Any]) -> None:
    # A layer that names a folder replaces a synthetic area as a whole, and the other way round.
    folder = "area.folder" in values
    if folder or any(key in values for key in ("area.pcns", "area.practices_per_pcn")):
        for key in list(settings):
            if key.startswith("area.") and (folder or key in ("area.folder", "area.made_by")):
                del settings[key]


def _forget_fixed_factors(settings: dict[str, Setting], layer: Layer) -> None:
    # A layer that fixes what an earlier one varies wins like everywhere: the factor goes, and its baseline with it.
    for key in layer.values:
        parameter = key.removeprefix("parameters.")
        other = "network_position" if key == "structure" else blocks.key_of(parameter)
        for name in (parameter, other if key == "structure" or key.startswith("parameters.") else None):
            if name and f"experiment.factors.{name}" in settings:
                del settings[f"experiment.factors.{name}"]
                settings.pop(f"experiment.baseline.{name}", None)


def _read(path: Path, child: Path | None) -> dict[str, Any]:
    where = str(path) if child is None else f"{child}, extends"
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        what = missing_file(path, child)
        raise InputError(what, where=None if child is None else where) from None
    except IsADirectoryError:
        what = "is a folder" if child is None else f"{path} is a folder"
        remedy = f"name a TOML file in it{listed(path.glob('*.toml'))}"
        raise InputError(what, where=where, remedy=remedy) from None
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
        raise InputError(f"is not TOML: {reason}", where=str(path), remedy=mended(reason, text)) from None


def _value(text: str) -> Any:
    try:
        parsed = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    return parsed["value"] if len(parsed) == 1 else text
