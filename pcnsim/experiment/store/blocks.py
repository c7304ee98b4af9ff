"""Outcomes of one design point at a time, read from runs.csv when asked: memory does not grow with the runs."""

from __future__ import annotations

import csv
import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pcnsim.experiment.store.hashes import checked_digest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pcnsim.experiment.plan import Plan

__all__ = ["RunBlocks"]

_NAME: int = 17
"""Bytes of a run's name and the comma after it."""


class RunBlocks:
    """The rows of a merged runs.csv by design point; they stand in plan order, so those of a point lie together.

    `finished`: rows of each design point. Raises `InputError` where the file is not the one that the manifest knows.
    """

    def __init__(self, path: Path, plan: Plan, manifest: Mapping[str, Any]) -> None:
        self._path = path
        self._replications = plan.replications
        self._replication = 2 + len(plan.factors)
        self._starts = np.zeros(len(plan.points), dtype=np.int64)
        self._ends = np.zeros(len(plan.points), dtype=np.int64)
        self.finished: NDArray[np.int64] = np.zeros(len(plan.points), dtype=np.int64)
        digest = hashlib.sha256()
        with path.open("rb") as file:
            head = file.readline()
            digest.update(head)
            place = len(head)
            for line in file:
                digest.update(line)
                point = int(line[_NAME : line.index(b",", _NAME)])
                if not self.finished[point]:
                    self._starts[point] = place
                place += len(line)
                self._ends[point] = place
                self.finished[point] += 1
        checked_digest(path, digest.hexdigest(), manifest)
        self._columns = {name: number for number, name in enumerate(_cells(head))}

    def block(self, point: int, outcomes: Sequence[str]) -> NDArray[np.float64]:
        """Outcomes of a design point, by replication and outcome; nan where a run is missing or an outcome unknown."""
        values = np.full((self._replications, len(outcomes)), np.nan)
        columns = [self._columns[name] for name in outcomes]
        with self._path.open("rb") as file:
            file.seek(int(self._starts[point]))
            lines = file.read(int(self._ends[point] - self._starts[point])).splitlines()
        for line in lines:
            cells = _cells(line)
            values[int(cells[self._replication])] = [
                float(cells[c]) if cells[c] else math.nan for c in columns
            ]
        return values


def _cells(line: bytes) -> list[str]:
    text = line.decode().rstrip("\n")
    return next(csv.reader([text])) if '"' in text else text.split(",")
