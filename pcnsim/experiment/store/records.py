"""Rows of the result files as CSV bytes and back: UTF-8, one header, full precision."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.experiment.plan import Plan, PlannedRun

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "FAILURE_FIXED",
    "PLAN_FIXED",
    "cell",
    "csv_bytes",
    "failure_columns",
    "frame_bytes",
    "header_line",
    "identity",
    "plan_columns",
    "plan_lines",
    "plan_row",
    "read_table",
    "run_columns",
]

PLAN_FIXED: Final = ("replication", "seed_entropy", "spawn_key", "seed", "area_seed")
FAILURE_FIXED: Final = ("replication", "seed", "error", "message", "where")


def plan_columns(factors: Sequence[str]) -> tuple[str, ...]:
    """Columns of plan.csv."""
    return ("run_id", "design_point", *factors, *PLAN_FIXED)


def run_columns(factors: Sequence[str]) -> tuple[str, ...]:
    """Columns of runs.csv: what the run was, then every outcome."""
    from pcnsim.model.outcomes.declared import headline_names

    return ("run_id", "design_point", *factors, "replication", *headline_names())


def failure_columns(factors: Sequence[str]) -> tuple[str, ...]:
    """Columns of failures.csv."""
    return ("run_id", "design_point", *factors, *FAILURE_FIXED)


def plan_lines(plan: Plan) -> Iterator[bytes]:
    """Plan.csv, line by line."""
    yield header_line(plan_columns(plan.factors)) + b"\n"
    for run in plan:
        yield csv_bytes((), [plan_row(plan, run)], header=False)


def plan_row(plan: Plan, run: PlannedRun) -> list[Any]:
    """One row of plan.csv."""
    key = " ".join(map(str, run.spawn_key))
    return [*identity(plan, run), run.replication, run.seed_entropy, key, run.seed, run.area_seed]


def identity(plan: Plan, run: PlannedRun) -> list[Any]:
    """The first columns of every table of runs: name, design point and levels."""
    return [run.run_id, run.design_point, *plan.shown(plan.points[run.design_point])]


def header_line(columns: Sequence[str]) -> bytes:
    """The first line of a table, without its line feed."""
    return csv_bytes(columns, []).rstrip(b"\n")


def csv_bytes(columns: Sequence[str], rows: Iterable[Sequence[Any]], *, header: bool = True) -> bytes:
    """Rows as CSV: floats as Python writes them in full, so that reading gives the same number; NaN is empty."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if header:
        writer.writerow(columns)
    # A number that is not nan is written by the writer as `cell` would.
    writer.writerows(
        [value if type(value) is float and value == value else cell(value) for value in row] for row in rows
    )
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """One value as text: the same on every machine and for every kind of number that holds the same value.

    Truth values are TRUE and FALSE, which pandas and R both take for what they are.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return " ".join(value.splitlines())
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):  # NumPy's float64 is one; float() takes its longer name off
        return "" if math.isnan(value) else repr(float(value))
    if hasattr(value, "item"):
        return cell(value.item())
    return str(value)


def frame_bytes(table: pd.DataFrame) -> bytes:
    """A table as CSV, by the same rules."""
    return csv_bytes([str(column) for column in table.columns], table.itertuples(index=False, name=None))


def read_table(path: Path, text: Collection[str] = ("run_id",)) -> pd.DataFrame:
    """Read one of the CSV files: every number as it was written, nan where nothing stands; columns `text` stay text.

    Python's own reading of numbers is exact; that of pandas differs from version to version.
    """
    import pandas as pd

    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    read = {
        name: list(cells) if name in text else _numbers(cells)
        for name, cells in zip(header, columns, strict=True)
    }
    return pd.DataFrame(read, columns=header)


def _numbers(cells: Sequence[str]) -> list[Any]:
    """Cells as whole numbers, else as floats, else as truth values, else as they stand."""
    for kind in (int, float):
        try:
            return [kind(cell) if cell or kind is int else math.nan for cell in cells]
        except ValueError:
            continue
    if cells and set(cells) <= {"TRUE", "FALSE"}:
        return [cell == "TRUE" for cell in cells]
    return list(cells)
