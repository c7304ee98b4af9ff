"""How many runs an experiment has and how long they take, roughly, told before the first run."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pcnsim.config import Config

PCNS: Final = "pcns.csv"
"""The table of an area folder that has a row for each PCN."""

SECONDS_A_RUN: Final = 0.02
SECONDS_A_PCN_WEEK: Final = 1.5e-5
"""A run takes SECONDS_A_RUN + SECONDS_A_PCN_WEEK x PCNs x weeks: runs of 2, 9 and 90 PCNs, on a processor of 2026."""


def arms_of(config: Config) -> int:
    """Number of combinations of the factors' levels."""
    return math.prod(len(levels) for levels in config.experiment.factors.values())


def seconds_of(config: Config, workers: int | None = None) -> float:
    """Seconds that all runs take, within a factor of two or three; compiling the model comes on top.

    workers: processes; None stands for all processors.
    """
    runs = arms_of(config) * config.experiment.replications
    at_once = min(workers or os.cpu_count() or 1, runs)
    weeks = config.burn_in_weeks + config.weeks
    return runs * (SECONDS_A_RUN + SECONDS_A_PCN_WEEK * _pcns(config) * weeks) / at_once


def _pcns(config: Config) -> float:
    """PCNs of an arm, on average over arms of different areas."""
    factors = config.experiment.factors
    if "area" in factors:
        sizes = [_rows(Path(str(folder)) / PCNS) for folder in factors["area"]]
    elif "area.pcns" in factors:
        sizes = [int(level) for level in factors["area.pcns"]]
    elif config.area.folder is not None:
        sizes = [_rows(Path(config.area.folder) / PCNS)]
    else:
        sizes = [config.area.pcns]
    return sum(sizes) / len(sizes)


def _rows(table: Path) -> int:
    try:
        with table.open("rb") as lines:
            return sum(1 for _ in lines) - 1
    except OSError:
        return 0  # what is wrong with the folder is told where it is read
