"""Weekly series of every run: what a chunk sends home, where the files lie, and which runs have their series there.

A chunk's series travel and wait among the parts as NumPy's own archive (an uncompressed zip, with a checksum for
each run): that takes a worker half a millisecond a run, and no pyarrow. What users read are Parquet files, made of the
parts at the end (`pcnsim.experiment.weekly.merge`).
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan, PlannedRun
from pcnsim.experiment.store.folder import WEEKLY
from pcnsim.experiment.weekly.parquet import DamagedError, Held, MergedFile, check_available

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = [
    "BYTES_A_RUN_WEEK",
    "Part",
    "check_available",
    "chunk_bytes",
    "damaged",
    "merged_files",
    "number_of",
    "opened",
    "runs_with_series",
    "weekly_bytes_per_run",
    "weekly_files",
]

MERGED: Final = "runs-"
SET_ASIDE: Final = "_earlier-"
PART: Final = "weekly-"
"""How names begin: of merged files, of merged files that are being cut anew, and of chunks among the parts."""

BYTES_A_RUN_WEEK: Final = 550.0
"""Bytes that a week of a run takes in the Parquet files: 430, 504 and 541 were measured for runs of 2, 9 and 90 PCNs
over 312 weeks, 21 runs each; up to 580 with runs that are less alike."""


def weekly_bytes_per_run(weeks: int) -> float:
    """Bytes that the series of a run take on disk, within a quarter or so. weeks: with the burn-in.

    Until they are merged, parts that take 8 bytes a value lie there too: not twice as much.
    """
    return BYTES_A_RUN_WEEK * weeks


def chunk_bytes(series: Sequence[tuple[PlannedRun, int, npt.NDArray[np.float64]]]) -> bytes:
    """The series of the runs of a chunk as the bytes of one file; the same series make the same bytes.

    series: each run with its first week and its values (weeks, outcomes): `Simulation.first_week`, `Simulation.series`.
    """
    import numpy as np

    sink = io.BytesIO()
    named = {
        f"{run.run_id} {run.design_point} {run.replication} {first_week}": values
        for run, first_week, values in series
    }
    np.savez(sink, **named)  # type: ignore[arg-type]  # the names are no options of savez
    return sink.getvalue()


class Part:
    """The file of a chunk, open for reading: `held` names its runs. Raises `DamagedError` where it is not whole."""

    _ERRORS = (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile, zlib.error)

    def __init__(self, path: Path) -> None:
        import numpy as np

        with ExitStack() as opening:
            try:
                stream = opening.enter_context(path.open("rb"))
                self._file = np.load(stream, allow_pickle=False)
                self.held = [_held(name) for name in self._file.files]
            except (AttributeError, *self._ERRORS) as error:  # a single array has no files in it
                raise DamagedError(str(error)) from error
            self._stack = opening.pop_all()

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._stack.close()

    def values(self, number: int) -> npt.NDArray[np.float64]:
        """The series (weeks, outcomes) of a run, by its place in `held`."""
        from pcnsim.model.outcomes.declared import NAMES

        try:
            values: npt.NDArray[np.float64] = self._file[self._file.files[number]]
        except self._ERRORS as error:
            raise DamagedError(str(error)) from error
        if values.ndim != 2 or values.shape[1] != len(NAMES) or values.dtype != float:
            raise DamagedError("these are no weekly outcomes")
        return values


def _held(name: str) -> Held:
    run_id, point, replication, first_week = name.split(" ")
    return Held(run_id, int(point), int(replication), int(first_week))


@contextmanager
def opened(path: Path) -> Iterator[Part | MergedFile]:
    """A file of series, until the end of the block. Raises `DamagedError` where it cannot be read."""
    with MergedFile(path) if is_merged(path) else Part(path) as file:
        yield file


def is_merged(path: Path) -> bool:
    """Whether a file is one of those for users."""
    return path.parent.name == WEEKLY


def number_of(held: Held, plan: Plan) -> int:
    """Number of a run in the plan; -1 where the plan has no such run."""
    if held.design_point < len(plan.points) and held.replication < plan.replications:
        return held.design_point * plan.replications + held.replication
    return -1


def weekly_files(folder: Path, parts: Path) -> list[Path]:
    """All files of series of a result folder: merged ones first, then those of chunks among the parts."""
    aside = sorted((folder / WEEKLY).glob(f"{SET_ASIDE}*.parquet"))
    return [*merged_files(folder), *aside, *sorted(parts.glob(f"{PART}*"))]


def merged_files(folder: Path) -> list[Path]:
    """The Parquet files of a result folder, in plan order."""
    found = (folder / WEEKLY).glob(f"{MERGED}*.parquet")
    return sorted(found, key=lambda path: (len(path.name), path.name))


def runs_with_series(files: Iterable[Path], plan: Plan) -> npt.NDArray[np.bool_]:
    """Which runs of the plan, by number, have their series in one of the files; no values are read.

    A part that was torn off does not count. Raises `InputError` for a merged file that is damaged: those come whole or
    not at all, so that something else has befallen it.
    """
    import numpy as np

    found = np.zeros(len(plan) + 1, dtype=bool)  # the last one stands for runs of no plan
    for path in files:
        try:
            with opened(path) as file:
                found[[number_of(held, plan) for held in file.held]] = True
        except DamagedError as error:
            if is_merged(path):
                raise damaged(path, error) from error
    return found[:-1]


def damaged(path: Path, error: DamagedError) -> InputError:
    """What to tell about a merged file that cannot be read."""
    folder = path.parent.parent
    return InputError(
        f"the weekly series there are damaged ({error})",
        where=str(path),
        remedy=f"Remove that file; `pcnsim experiment {folder / 'config.toml'} --out {folder} --weekly` makes its runs "
        "again.",
    )
