"""Where the row of each run stands: arrays of some twenty bytes a run; the rows themselves are read when needed."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pcnsim.experiment.plan import Plan

__all__ = ["Locator", "Places", "run_names"]

_MOST_OPEN: Final = 32


class Places:
    """File, beginning and length of the row of each run, by number of the run.

    `known` says of which runs there is a row; row lengths are without line feed and checksum.
    """

    def __init__(self, runs: int) -> None:
        self.known: NDArray[np.bool_] = np.zeros(runs, dtype=bool)
        self._file = np.zeros(runs, dtype=np.int32)
        self._start = np.zeros(runs, dtype=np.int64)
        self._length = np.zeros(runs, dtype=np.int32)
        self._files: list[Path] = []

    def put(self, run: int, path: Path, start: int, length: int) -> None:
        """Say where the row of a run stands."""
        if not self._files or self._files[-1] != path:
            self._files.append(path)
        self._file[run] = len(self._files) - 1
        self._start[run] = start
        self._length[run] = length
        self.known[run] = True

    def take(self, other: Places, runs: NDArray[np.bool_]) -> None:
        """Take over where the rows of these runs stand."""
        self._file[runs] = other._file[runs] + len(self._files)
        self._files += other._files
        self._start[runs], self._length[runs] = other._start[runs], other._length[runs]
        self.known |= runs

    def rows(self, runs: NDArray[np.int64]) -> Iterator[bytes]:
        """The rows of these runs, in this order, each read when it is asked for."""
        opened: dict[int, BinaryIO] = {}
        with contextlib.ExitStack() as last:
            for run in runs:
                file = int(self._file[run])
                if file not in opened:
                    if len(opened) >= _MOST_OPEN:
                        last.close()
                        opened.clear()
                    opened[file] = last.enter_context(self._files[file].open("rb"))
                opened[file].seek(int(self._start[run]))
                yield opened[file].read(int(self._length[run]))

    def row(self, run: int) -> bytes:
        """The row of one run."""
        return next(self.rows(np.array([run])))

    def gathered(self, runs: NDArray[np.int64], path: Path, start: int) -> Places:
        """Places after the rows of these runs, in this order, became a file. start: bytes that stand before them."""
        moved = Places(len(self.known))
        lengths = self._length[runs]
        moved._files = [path]
        moved._length[runs] = lengths
        moved._start[runs] = start + np.cumsum(lengths + 1, dtype=np.int64) - (lengths + 1)
        moved.known[runs] = True
        return moved


class Locator:
    """Tells of a row which run of the plan it is: by its design point and replication, if its name is the planned one.

    Rows of runs.csv, failures.csv and plan.csv all begin with name, design point, factors and replication.
    """

    def __init__(self, plan: Plan, names: NDArray[np.uint64]) -> None:
        """names: see `run_names`."""
        self._names = names
        self._points, self._replications = len(plan.points), plan.replications
        self._place = 2 + len(plan.factors)

    def number(self, row: bytes) -> int | None:
        """Number of the run in the plan; None where the row is of no planned run."""
        try:
            cells = self._cells(row)
            point, replication = int(cells[1]), int(cells[self._place])
            name = int(cells[0], 16)
        except (ValueError, IndexError, csv.Error):
            return None
        if not (0 <= point < self._points and 0 <= replication < self._replications):
            return None
        number = point * self._replications + replication
        return number if int(self._names[number]) == name else None

    def _cells(self, row: bytes) -> list[bytes] | list[str]:
        if b'"' in row:
            return next(csv.reader([row.decode()]))
        return row.split(b",", self._place + 1)


def run_names(plan: Plan, path: Path) -> NDArray[np.uint64]:
    """Names of all runs as numbers (16 hexadecimal digits are 64 bits): from plan.csv, else made anew.

    path: the plan.csv of this plan, known to be whole. Making names means making every design point's configuration.
    """
    if not path.is_file():
        return np.fromiter((int(run.run_id, 16) for run in plan), dtype=np.uint64, count=len(plan))
    with path.open("rb") as lines:
        next(lines)
        return np.fromiter((int(line[:16], 16) for line in lines), dtype=np.uint64, count=len(plan))
