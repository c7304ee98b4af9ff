"""Merges the weekly series of chunks into Parquet files in plan order, and keeps what is there already.

However the work was divided, the files are the same bytes. Every file is written aside and renamed, and parts are left
to the caller, who removes them last: whenever this stops, nothing is lost and the next time goes on.
"""

from __future__ import annotations

import io
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pcnsim.experiment.plan import Plan
from pcnsim.experiment.store.files import remove_unfinished, write_whole
from pcnsim.experiment.store.folder import WEEKLY
from pcnsim.experiment.weekly.parquet import DamagedError, Held, MergedFile, table_of, writer
from pcnsim.experiment.weekly.series import (
    MERGED,
    SET_ASIDE,
    Part,
    check_available,
    damaged,
    is_merged,
    merged_files,
    number_of,
    opened,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

RUNS_A_FILE: Final = 200
"""Places of the plan that share a file: some 36 MB for runs of six years."""

RUNS_A_GROUP: Final = 20
"""Places of the plan that share a row group: what is held in memory, and what is read where one run is wanted. One run
a group would take three times as long to write, and a tenth more room."""

_OPEN_AT_ONCE: Final = 64
"""Parts kept open while a file is written, well below what systems allow."""


def merge_weekly(parts: Sequence[Path], plan: Plan, folder: Path) -> npt.NDArray[np.bool_]:
    """Write the series of all runs that `parts` or earlier merged files hold to `folder`/weekly, in plan order.

    parts: files of chunks (`weekly.chunk_bytes`); torn ones and runs of no plan do not count, and of a run that is
    there twice one is taken. folder: the result folder.

    Returns which runs, by number, have their series in the merged files now: a run whose values turned out to be
    damaged is left out, and is to be run again. Raises `InputError` where a merged file is damaged.
    """
    import numpy as np

    check_available()
    weekly = folder / WEEKLY
    weekly.mkdir(exist_ok=True)
    remove_unfinished(weekly)
    _set_aside(folder, plan)
    aside = sorted(weekly.glob(f"{SET_ASIDE}*.parquet"))
    sources = _Sources([*merged_files(folder), *aside, *parts], plan)
    there = np.zeros(len(plan), dtype=bool)
    for first in range(0, len(plan), RUNS_A_FILE):
        numbers = sources.numbers(first, first + RUNS_A_FILE)
        path = weekly / file_name(first)
        if sources.all_from(path, numbers):
            there[numbers] = True
        else:
            write_whole(path, sources.file_of(numbers, there))
    for path in aside:
        path.unlink()
    return there


def file_name(first: int) -> str:
    """Name of the merged file whose first place in the plan is this."""
    return f"{MERGED}{first:06d}.parquet"


def _set_aside(folder: Path, plan: Plan) -> None:
    """Rename merged files that hold other runs than their name says, since the plan has other replications now.

    A new file may take their name then; they serve as sources until all are written.
    """
    for path in merged_files(folder):
        try:
            with opened(path) as file:
                numbers = [number_of(held, plan) for held in file.held]
        except DamagedError as error:
            raise damaged(path, error) from error
        first = max(min(numbers, default=0), 0) // RUNS_A_FILE * RUNS_A_FILE
        ascending = all(one < other for one, other in pairwise([first - 1, *numbers, first + RUNS_A_FILE]))
        if not ascending or path.name != file_name(first):
            path.rename(path.with_name(f"{SET_ASIDE}{uuid.uuid4().hex}.parquet"))


class _Sources:
    """Where the series of each run lie: eight bytes a run, however long the series are."""

    def __init__(self, files: Sequence[Path], plan: Plan) -> None:
        import numpy as np

        self.files = files
        self._index = {path: number for number, path in enumerate(files)}
        self._file = np.full(len(plan), -1, dtype=np.int32)
        self._place = np.zeros(len(plan), dtype=np.int32)
        for source, path in enumerate(files):
            try:
                with opened(path) as file:
                    numbers = [number_of(held, plan) for held in file.held]
            except DamagedError as error:
                if is_merged(path):
                    raise damaged(path, error) from error
                continue
            for place, number in enumerate(numbers):
                if number >= 0 and self._file[number] < 0:
                    self._file[number] = source
                    self._place[number] = place

    def numbers(self, first: int, end: int) -> npt.NDArray[np.intp]:
        """Numbers of the runs from `first` to before `end` whose series there are."""
        import numpy as np

        return np.flatnonzero(self._file[first:end] >= 0) + first

    def all_from(self, path: Path, numbers: npt.NDArray[np.intp]) -> bool:
        """Whether these runs lie in a file already; so it is where there are none."""
        return bool((self._file[numbers] == self._index.get(path, -1)).all())

    def file_of(self, numbers: npt.NDArray[np.intp], there: npt.NDArray[np.bool_]) -> Iterator[bytes]:
        """A file of these runs, piece by piece; `there` becomes true for those that it holds in the end."""
        sink = io.BytesIO()
        with _Open() as files, writer(sink) as file:
            for _, group in groupby(numbers.tolist(), key=lambda number: number // RUNS_A_GROUP):
                series: list[tuple[Held, npt.NDArray[np.float64]]] = []
                for number in group:
                    path, place = self.files[self._file[number]], int(self._place[number])
                    try:
                        source = files[path]
                        series.append((source.held[place], source.values(place)))
                    except DamagedError as error:
                        if is_merged(path):
                            raise damaged(path, error) from error
                    else:
                        there[number] = True
                if series:
                    file.write_table(table_of(series))
                    yield _drained(sink)
        yield _drained(sink)


class _Open:
    """Files that are open; where there are too many, the one not used for longest is closed."""

    def __init__(self) -> None:
        self._open: OrderedDict[Path, tuple[ExitStack, Part | MergedFile]] = OrderedDict()

    def __enter__(self) -> _Open:
        return self

    def __exit__(self, *_: object) -> None:
        while self._open:
            self._close_one()

    def __getitem__(self, path: Path) -> Part | MergedFile:
        if path not in self._open:
            if len(self._open) >= _OPEN_AT_ONCE:
                self._close_one()
            stack = ExitStack()
            self._open[path] = stack, stack.enter_context(opened(path))
        self._open.move_to_end(path)
        return self._open[path][1]

    def _close_one(self) -> None:
        _, (stack, _) = self._open.popitem(last=False)
        stack.close()


def _drained(sink: io.BytesIO) -> bytes:
    """What was written since the last time. pyarrow counts positions itself, so that the sink may begin anew."""
    piece = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return piece
