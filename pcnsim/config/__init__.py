"""What a researcher sets: parameters declared once, TOML files that extend one another, clear errors.

`load` reads a file and `--set` values into a `Config`; `Parameters` are the numbers, `Structure` the six shares
that a structure stands for, `InputError` the one error that bad input raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path

from pcnsim.config.configuration import AreaChoice, Config, Experiment, ParameterChange, StructureChange
from pcnsim.config.errors import InputError
from pcnsim.config.parameters import Declaration, Parameters, declared
from pcnsim.config.structure import NAMED_STRUCTURES, SHARES, Structure

__all__ = [
    "NAMED_STRUCTURES",
    "SHARES",
    "AreaChoice",
    "Config",
    "Declaration",
    "Experiment",
    "InputError",
    "ParameterChange",
    "Parameters",
    "Structure",
    "StructureChange",
    "declared",
    "load",
]


def load(
    path: str | PathLike[str] | None,
    sets: Iterable[str] = (),
    options: Mapping[str, tuple[str, object]] | None = None,
) -> Config:
    """Read a configuration file, what it extends, and `NAME=VALUE` settings on top.

    path: a TOML file; None starts from the defaults. sets: as given to `--set`; a value is TOML, and text may go
    without quotes. Paths in a file are relative to that file, paths in `sets` to the working folder. options: by the
    option as typed (`--replications`) the setting it stands for and its value; they come last.

    Raises `InputError`, one message that lists every mistake with file, key and remedy.
    """
    from pcnsim.config.checks import checked
    from pcnsim.config.layers import merged, read_layers, set_layer
    from pcnsim.config.sources import sources_of

    layers = [] if path is None else read_layers(Path(path))
    files = [Path(layer.label) for layer in reversed(layers)]
    layers.extend(set_layer(assignment) for assignment in sets)
    layers.extend(
        set_layer(f"{name}={value}", f"{option} {value}") for option, (name, value) in (options or {}).items()
    )
    settings, faults = merged(layers)
    config = checked(settings, faults)
    if (points := settings.get("experiment.design.points")) and isinstance(points.value, str):
        files.append(Path(points.value))
    if files:
        config._sources.update(sources_of(files, files[0]))
    return config
