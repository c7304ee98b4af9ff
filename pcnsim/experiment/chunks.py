"""Cuts the runs still to be done into chunks for the workers, so that arms of a replication stay together.

A chunk is what a worker does in one go and writes as one part. How runs are cut changes no number: every run depends
on its own seeds alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from pcnsim.experiment.plan import Plan, PlannedRun

LARGEST_CHUNK: Final = 10
"""Runs in a chunk at most: enough to make the way to a worker cheap, few enough for a lively progress bar."""


@dataclass(frozen=True)
class Chunk:
    """Runs of one replication; the runs of a group share their area and their burn-in."""

    groups: tuple[tuple[PlannedRun, ...], ...]

    def __len__(self) -> int:
        return sum(len(group) for group in self.groups)


def chunks(plan: Plan, settled: NDArray[np.bool_], workers: int) -> Iterator[Chunk]:
    """Chunks of the runs that are not settled (by number of the run), replication by replication."""
    size = max(1, min(LARGEST_CHUNK, len(plan) // (4 * workers)))
    order = _by_burn_in(plan)
    for replication in range(plan.replications):
        gathered: list[tuple[PlannedRun, ...]] = []
        for points in order:
            runs = [plan.run(point, replication) for point in points]
            for some in _cut([run for run in runs if not settled[run.number]]):
                if gathered and sum(map(len, gathered)) + len(some) > size:
                    yield Chunk(tuple(gathered))
                    gathered = []
                gathered.append(some)
        if gathered:
            yield Chunk(tuple(gathered))


def _by_burn_in(plan: Plan) -> list[list[int]]:
    """Design points in groups that share a burn-in, in the order of their first points."""
    groups: dict[int, list[int]] = {}
    for point, group in enumerate(plan.burn_in_groups.tolist()):
        groups.setdefault(group, []).append(point)
    return list(groups.values())


def _cut(runs: list[PlannedRun]) -> Iterator[tuple[PlannedRun, ...]]:
    for start in range(0, len(runs), LARGEST_CHUNK):
        yield tuple(runs[start : start + LARGEST_CHUNK])
