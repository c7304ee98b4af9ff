"""Weekly series as CSV, run by run, by the rules of the other tables; and how large that gets."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from pcnsim.analysis.weekly_series import WeeklySeries
from pcnsim.config.errors import InputError
from pcnsim.experiment.store.files import write_whole
from pcnsim.experiment.store.records import csv_bytes

BYTES_A_VALUE: Final = 16.0
BYTES_A_ROW: Final = 50.0
"""A row takes BYTES_A_ROW and BYTES_A_VALUE for each outcome, roughly: measured with all outcomes at 9 PCNs."""


def csv_lines(series: WeeklySeries) -> Iterator[bytes]:
    """The header, then the rows of each run in one piece: memory does not grow with their number."""
    yield csv_bytes(series.columns, [])
    for held, weeks, values in series:
        start = csv_bytes((), [[*series.identity(held), ""]], header=False).decode().removesuffix("\n")
        # What `records.cell` makes of floats, without asking each for its kind: these are some 37,000 a run.
        cells = [["" if v != v else repr(v) for v in column.tolist()] for column in values]
        rows = zip(map(str, weeks), *cells, strict=True)
        yield "".join(f"{start}{','.join(row)}\n" for row in rows).encode()


def size_of(series: WeeklySeries) -> tuple[int, float]:
    """Number of runs, and about how many bytes the CSV file of them takes."""
    runs = rows = 0
    for _, weeks in series.sizes():
        runs, rows = runs + 1, rows + weeks
    return runs, rows * (BYTES_A_ROW + BYTES_A_VALUE * len(series.outcomes))


def write_csv(
    series: WeeklySeries, path: Path, size: float, progress: Callable[[], None] = lambda: None
) -> None:
    """Write the series to a CSV file: whole or not at all.

    size: bytes it takes, roughly. progress: called after each run. Raises `InputError` where the disk has no room for
    it, or it cannot be written there.
    """
    try:
        free = shutil.disk_usage(path.absolute().parent).free
        if size > free:
            raise InputError(
                f"the table takes about {size / 1e9:.1f} GB, and there are {free / 1e9:.1f} GB free",
                where=str(path),
                remedy="Choose runs, outcomes or weeks, or name a file on another disk with --out.",
            )
        write_whole(path, _told(series, progress))
    except OSError as error:
        raise InputError(
            f"the table cannot be written there: {error.strerror or error}",
            where=str(path),
            remedy="Name another file with --out.",
        ) from error


def _told(series: WeeklySeries, progress: Callable[[], None]) -> Iterator[bytes]:
    lines = csv_lines(series)
    yield next(lines)
    for piece in lines:
        yield piece
        progress()
