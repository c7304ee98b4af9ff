"""What comes back from a worker: the lines of finished and failed runs, ready to be stored."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Report"]


@dataclass
class Report:
    """What came of a chunk. Only the process that owns the result folder writes; a worker sends this.

    rows, failures: lines of runs.csv and failures.csv as bytes, each with its line feed, by the number of the run in
    the plan. weekly: the weekly series of the finished runs, where they are kept (`weekly.chunk_bytes`). imputed: how
    much a run had to impute at most, by kind. seconds: time spent in the model, without reading, planning and writing.
    """

    rows: dict[int, bytes] = field(default_factory=dict)
    failures: dict[int, bytes] = field(default_factory=dict)
    weekly: bytes | None = None
    imputed: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def finished(self) -> int:
        """Number of runs that finished."""
        return len(self.rows)

    @property
    def failed(self) -> int:
        """Number of runs that failed."""
        return len(self.failures)
