"""How the held-out patterns are run: place, luck, defaults; differences between arms and first weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.arms import YEAR, Arms, Floats, Look, run_arms
from pcnsim.config import load


@dataclass(frozen=True)
class Setting:
    """Replications, PCNs of each replication's own synthetic place, and the seed; all else is the model's default."""

    replications: int = 30
    pcns: int = 20
    seed: int = 2029

    def run(
        self,
        arms: Mapping[str, Mapping[str, Any]],
        weeks: int,
        *,
        look: Look | None = None,
        at: Sequence[int] = (),
        sets: Sequence[str] = (),
    ) -> Arms:
        """Run arms of the default model on common random numbers."""
        config = load(None, (
            f"seed={self.seed}", f"weeks={weeks}", f"area.pcns={self.pcns}",
            f"experiment.replications={self.replications}", *sets,
        ))  # fmt: skip
        return run_arms(config, arms, look=look, at=at, tell="held-out patterns")


def year_of(number: int) -> tuple[int, int]:
    """First week of a year of the contract and the week after its last."""
    return (number - 1) * YEAR, number * YEAR


def difference(arms: Arms, outcome: str, first: int, last: int, arm: int = 1, reference: int = 0) -> Floats:
    """Arm minus reference in the mean over weeks, one value a replication."""
    means = arms.mean(outcome, first, last)
    return np.asarray(means[arm] - means[reference])


def first_week(reached: NDArray[np.bool_]) -> Floats:
    """For each place (last axis) the first week (first axis) in which it is true; the number of weeks if never."""
    return np.where(reached.any(axis=0), reached.argmax(axis=0), len(reached)).astype(float)
