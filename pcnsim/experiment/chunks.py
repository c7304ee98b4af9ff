"""Cuts the runs still to be done into chunks for the workers, so that arms of a replication stay together.

A chunk is what a worker does in one go and reports at once. How runs are cut changes no number: every run depends on
its own seeds alone. Chunks are made one by one as they are handed out, so a long plan takes no room, and their size
follows the time that runs have taken so far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.config.configuration import AREA_FACTORS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pcnsim.experiment.plan import Plan, PlannedRun
    from pcnsim.experiment.reports import Report

SECONDS_IN_A_CHUNK: Final = 0.5
"""Time of a chunk of short runs: long beside the way to a worker, short for whoever watches the progress."""

LARGEST_CHUNK: Final = 1000
"""Runs in a chunk at most, however short they are."""

SECONDS_TOGETHER: Final = 4.0
"""Arms that share a burn-in stay in one chunk up to this time; longer runs go alone, so that little is ever lost."""

RUNS_TOGETHER: Final = 10
"""Arms that are kept together for their burn-in at most, where the time would allow more."""

FIRST_SECONDS: Final = 0.02
"""Time of a run before anything is known about it."""


@dataclass(frozen=True)
class Chunk:
    """Runs to be done in one go; those of a group are of one replication and share their area and their burn-in."""

    groups: tuple[tuple[PlannedRun, ...], ...]

    def __len__(self) -> int:
        return sum(map(len, self.groups))

    @property
    def numbers(self) -> tuple[int, ...]:
        """Numbers of the runs in the plan, in the order in which they are done."""
        return tuple(run.number for group in self.groups for run in group)

    def singles(self) -> list[Chunk]:
        """The same runs, each as a chunk of its own."""
        return [Chunk(((run,),)) for group in self.groups for run in group]


class Pace:
    """Seconds that a run takes: measured from reports, separately for each area that the design chooses."""

    def __init__(self, plan: Plan, seconds: float = FIRST_SECONDS) -> None:
        """seconds: of a run, for as long as none has been measured."""
        self._plan = plan
        self._first = seconds
        self._measured: dict[Any, tuple[int, float]] = {}
        self._sizes = [name for name in AREA_FACTORS if name in plan.factors]

    def kind(self, number: int) -> tuple[Any, ...]:
        """What tells long runs from short ones within a design: the levels that choose the area."""
        if not self._sizes:
            return ()
        levels = self._plan.points[number // self._plan.replications].levels
        return tuple(levels.get(name) for name in self._sizes)

    def seconds(self, kind: tuple[Any, ...]) -> float:
        """Seconds that a run of this kind takes, as far as is known."""
        runs, seconds = self._measured.get(kind, (0, 0.0))
        return seconds / runs if runs else self._first

    def learn(self, report: Report) -> None:
        """Take a report into account."""
        runs = report.finished + report.failed
        if runs and report.seconds > 0:
            kind = self.kind(next(iter({**report.rows, **report.failures})))
            before = self._measured.get(kind, (0, 0.0))
            self._measured[kind] = (before[0] + runs, before[1] + report.seconds)


def chunks(plan: Plan, todo: NDArray[np.bool_], pace: Pace, workers: Callable[[], int]) -> Iterator[Chunk]:
    """Chunks of the runs that are to be done (`todo`, by number of the run), replication by replication.

    The first chunks are single runs, so that a result is there soon; the last ones are small, so that all workers end
    at about the same time. workers: how many work at once, asked anew for each chunk.
    """
    left = int(todo.sum())
    handed = 0
    gathered: list[tuple[PlannedRun, ...]] = []
    kind: tuple[Any, ...] | None = None
    for group in _groups(plan, todo):
        start = 0
        its_kind = pace.kind(group[0])
        while start < len(group):
            most, together = _sizes(pace.seconds(its_kind), left, handed, workers())
            count = sum(map(len, gathered))
            piece = group[start : start + together]
            if gathered and (count + len(piece) > most or kind != its_kind):
                yield Chunk(tuple(gathered))
                handed += 1
                left -= count
                gathered = []
                continue
            gathered.append(tuple(plan.run(*divmod(number, plan.replications)) for number in piece))
            kind = its_kind
            start += len(piece)
    if gathered:
        yield Chunk(tuple(gathered))


def _sizes(seconds: float, left: int, handed: int, workers: int) -> tuple[int, int]:
    """How many runs a chunk has at most, and how many of one group stay together."""
    if handed < workers:
        return 1, 1
    even = max(1, left // (2 * workers))
    most = max(1, min(int(SECONDS_IN_A_CHUNK / seconds), even, LARGEST_CHUNK))
    together = min(int(SECONDS_TOGETHER / seconds), RUNS_TOGETHER, -(-left // workers))
    return most, max(most, together)


def _groups(plan: Plan, todo: NDArray[np.bool_]) -> Iterator[tuple[int, ...]]:
    """Runs to be done that share their burn-in, one replication after the other."""
    points = by_burn_in(plan)
    for replication in range(plan.replications):
        for group in points:
            numbers = group * plan.replications + replication
            numbers = numbers[todo[numbers]]
            if len(numbers):
                yield tuple(numbers.tolist())


def by_burn_in(plan: Plan) -> list[NDArray[np.int64]]:
    """Design points in groups that share a burn-in, in the order of their first points."""
    groups = np.asarray(plan.burn_in_groups)
    _, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    keys = first[inverse]
    order = np.argsort(keys, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(keys[order])) + 1)
