"""Experiments so small that they run in a second, for tests of everything around the model."""

from __future__ import annotations

from pathlib import Path

from pcnsim.config import Config, load

SMALL = """
name = "small"
seed = 7
weeks = 3
burn_in_weeks = 2

[area]
pcns = 1
practices_per_pcn = 2

[experiment]
replications = 3
factors = { structure = ["hierarchy", "hybrid", "network"] }
baseline = { structure = "hybrid" }
"""


def small_file(folder: Path) -> Path:
    """Write the small experiment to a folder."""
    path = folder / "small.toml"
    path.write_text(SMALL, "utf-8")
    return path


def small(folder: Path, *sets: str) -> Config:
    """The small experiment, with settings on top."""
    return load(small_file(folder), sets)


def contents(folder: Path, *, without: tuple[str, ...] = ("manifest.json",)) -> dict[str, bytes]:
    """Every file of a folder but those that hold times."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.name: path.read_bytes() for path in files if path.name not in without}
