"""Files of weekly series as Parquet: their columns, how they are written, and how a run in one is found again.

pyarrow is an extra (`pip install 'pcnsim[weekly]'`) and imported only where it is used.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pcnsim.config.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa
    import pyarrow.parquet as pq

RUN_COLUMNS: Final = ("run_id", "design_point", "replication", "week")
"""Columns that say what a row is of; the weekly outcomes follow."""

COMPRESSION: Final = {"compression": "zstd", "compression_level": 1}
"""Higher levels save 1 % and take longer: the values of a simulation look random in all but their first digits."""


class DamagedError(Exception):
    """A file, or a run in it, cannot be read as what it should be."""


class Held(NamedTuple):
    """A run whose series a file holds."""

    run_id: str
    design_point: int
    replication: int
    first_week: int


class Rows(NamedTuple):
    """Where the rows of a run lie in a Parquet file."""

    group: int
    start: int
    weeks: int


def check_available() -> None:
    """Raise `InputError` where pyarrow, which writes and reads the files, is not installed."""
    try:
        import pyarrow.parquet  # noqa: F401
    except ImportError as error:
        raise InputError(
            "weekly series of every run are kept with pyarrow, which is not installed",
            remedy="Install it with: pip install 'pcnsim[weekly]'",
        ) from error


def schema() -> pa.Schema:
    """Columns and types of a file."""
    import pyarrow as pa

    from pcnsim.model.outcomes.declared import NAMES

    kinds = (pa.string(), pa.int32(), pa.int32(), pa.int32())
    outcomes = ((name, pa.float64()) for name in NAMES)
    return pa.schema([*zip(RUN_COLUMNS, kinds, strict=True), *outcomes])


def writer(sink: Any) -> pq.ParquetWriter:
    """Writes a file. The same rows in the same groups make the same bytes with the same release of pyarrow.

    Bytes of the same place of all values of a column are put side by side (byte stream split): exponents and leading
    digits of a series are much alike, and pack to a tenth less than values as they are.
    """
    import pyarrow.parquet as pq

    from pcnsim.model.outcomes.declared import NAMES

    return pq.ParquetWriter(
        sink,
        schema(),
        **COMPRESSION,
        use_dictionary=["run_id", "design_point", "replication"],
        column_encoding={"week": "DELTA_BINARY_PACKED", **dict.fromkeys(NAMES, "BYTE_STREAM_SPLIT")},
        write_statistics=list(RUN_COLUMNS),
        write_page_checksum=True,
        store_schema=False,
    )


def table_of(runs: Sequence[tuple[Held, npt.NDArray[np.float64]]]) -> pa.Table:
    """Series (weeks, outcomes) of some runs as rows of a file, one a week. What is not known (nan) becomes a null."""
    import numpy as np
    import pyarrow as pa

    weeks = [len(values) for _, values in runs]
    first = [
        np.arange(held.first_week, held.first_week + n) for (held, _), n in zip(runs, weeks, strict=True)
    ]
    outcomes = np.ascontiguousarray(np.concatenate([values for _, values in runs]).T)
    unknown = np.isnan(outcomes)
    columns = [
        pa.array(np.repeat([held.run_id for held, _ in runs], weeks), pa.string()),
        pa.array(np.repeat([held.design_point for held, _ in runs], weeks), pa.int32()),
        pa.array(np.repeat([held.replication for held, _ in runs], weeks), pa.int32()),
        pa.array(np.concatenate(first), pa.int32()),
    ]
    for values, missing, some in zip(outcomes, unknown, unknown.any(axis=1), strict=True):
        columns.append(pa.array(values, mask=missing) if some else pa.array(values))
    return pa.Table.from_arrays(columns, schema=schema())


class MergedFile:
    """A file of series, open for reading: `held` names its runs in their order, `rows` says where they lie.

    Raises `DamagedError` where the file is none of ours or not whole. Values are checked against their checksums as
    they are read.
    """

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._errors = (OSError, ValueError, pa.ArrowException)
        self._group: tuple[int, npt.NDArray[np.float64]] | None = None
        try:
            self._file = pq.ParquetFile(path, page_checksum_verification=True)
        except self._errors as error:
            raise DamagedError(_first_line(error)) from error
        try:
            if self._file.schema_arrow.names != schema().names:
                raise DamagedError("its columns are not those of this version of pcnsim")
            self.held: list[Held] = []
            self.rows: list[Rows] = []
            for group in range(self._file.num_row_groups):
                self._find(group)
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> MergedFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def table(self, group: int, columns: Iterable[str] | None = None) -> pa.Table:
        """The rows of a group of runs."""
        chosen = None if columns is None else list(columns)
        try:
            return self._file.read_row_group(group, columns=chosen, use_threads=False)
        except self._errors as error:
            raise DamagedError(_first_line(error)) from error

    def values(self, number: int) -> npt.NDArray[np.float64]:
        """The series (weeks, outcomes) of a run, by its place in `held`; nan where not known."""
        import numpy as np

        group, start, weeks = self.rows[number]
        if self._group is None or self._group[0] != group:
            columns = self.table(group).columns[len(RUN_COLUMNS) :]
            self._group = group, np.column_stack([column.to_numpy() for column in columns])
        return self._group[1][start : start + weeks]

    def _find(self, group: int) -> None:
        """Note the runs of a group. Neighbouring rows of different runs differ in design point or replication."""
        import numpy as np

        table = self.table(group, RUN_COLUMNS)
        point, replication, week = (table.column(name).to_numpy() for name in RUN_COLUMNS[1:])
        changes = (np.diff(point) != 0) | (np.diff(replication) != 0)
        starts = [0, *(np.flatnonzero(changes) + 1).tolist()] if len(point) else []
        for start, end in zip(starts, [*starts[1:], len(point)], strict=True):
            name = table.column("run_id")[start].as_py()
            self.held.append(Held(name, int(point[start]), int(replication[start]), int(week[start])))
            self.rows.append(Rows(group, start, end - start))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")
