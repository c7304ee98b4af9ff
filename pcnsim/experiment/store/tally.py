"""Counts the runs whose results lie in a folder that grows meanwhile, reading each line once."""

from __future__ import annotations

import os
from array import array
from dataclasses import dataclass, field
from pathlib import Path

from pcnsim.experiment.store.files import files_in
from pcnsim.experiment.store.folder import FAILURES, PARTS, RUNS
from pcnsim.experiment.store.parts import checked

__all__ = ["Tally"]


@dataclass
class _File:
    """What was counted of a file: up to where, and the runs that were named, eight bytes each."""

    identity: int
    until: int = 0
    runs: array[int] = field(default_factory=lambda: array("Q"))


class Tally:
    """Runs by what became of them. Torn lines do not count; a run that stands twice counts once."""

    def __init__(self) -> None:
        self._files: dict[Path, _File] = {}

    def count(self, folder: Path) -> tuple[int, int]:
        """Number of runs that finished, and of those that failed and have not finished since."""
        # Parts first: a merge that happens meanwhile has written the tables before it takes the parts away.
        parts = folder / PARTS
        rows = [*files_in(parts, "*.runs.csv"), folder / RUNS]
        failures = [*files_in(parts, "*.failures.csv"), folder / FAILURES]
        return self._distinct(rows, failures)

    def _distinct(self, rows: list[Path], failures: list[Path]) -> tuple[int, int]:
        import numpy as np

        def named(paths: list[Path]) -> np.ndarray:
            found = [np.array(self._read(path), dtype=np.uint64) for path in paths]
            return np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64)

        finished, failed = named(rows), named(failures)
        return len(finished), len(np.setdiff1d(failed, finished, assume_unique=True))

    def _read(self, path: Path) -> array[int]:
        """Runs that a file names, with the lines that came since it was read last."""
        part = path.parent.name == PARTS
        try:
            with path.open("rb") as file:
                state = os.fstat(file.fileno())
                known = self._files.get(path)
                if known is None or known.identity != state.st_ino or known.until > state.st_size:
                    known = self._files[path] = _File(state.st_ino)
                    known.until = len(file.readline())
                file.seek(known.until)
                for line in file:
                    if not line.endswith(b"\n"):  # being written, or torn
                        break
                    known.until += len(line)
                    if not part or checked(line) is not None:
                        _add(known.runs, line)
                return known.runs
        except FileNotFoundError:
            kept = self._files.pop(path, None)
            return kept.runs if kept is not None and part else array("Q")


def _add(runs: array[int], line: bytes) -> None:
    try:
        runs.append(int(line.partition(b",")[0], 16))
    except ValueError:
        return
