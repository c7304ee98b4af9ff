"""From a configuration to a result: runs an experiment, summarises and compares, and reads results again."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.provenance.origin import warn_of_other_version
from pcnsim.experiment.reproduce.lookup import config_of, manifest_in
from pcnsim.experiment.reproduce.plan_check import check_sample
from pcnsim.experiment.store.folder import CONFIG, FAILURES, RUNS
from pcnsim.experiment.store.records import csv_bytes, header_line, read_table

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.analysis.statistics import Block
    from pcnsim.config import Config
    from pcnsim.experiment import Progress
    from pcnsim.experiment.store.blocks import RunBlocks

SUMMARY: Final = "summary.csv"
COMPARISONS: Final = "comparisons.csv"


class ExperimentResult:
    """What an experiment came to. Tables are read or made when they are asked for.

    `runs`, `failures`: a row for each run; `summary`: means by design point and outcome; `comparisons`: paired
    differences between arms. Columns and units: docs/outputs.md. `folder` is None where nothing was kept on disk.
    `finished`, `failed`: number of runs.
    """

    def __init__(
        self,
        config: Config,
        plan: Plan,
        manifest: dict[str, Any],
        files: Path | None,
        folder: Path | None,
    ) -> None:
        """files: the folder where the tables are, which may be a temporary one."""
        self.config = config
        self.plan = plan
        self.manifest = manifest
        self.folder = folder
        self._files = files

    @classmethod
    def of_tables(
        cls, plan: Plan, runs: pd.DataFrame, failures: pd.DataFrame | None = None
    ) -> ExperimentResult:
        """A result of runs that lie in memory, such as some of the rows of another; columns as in runs.csv."""
        import pandas as pd

        result = cls(plan.config, plan, {}, None, None)
        # What a cached property would come to.
        result.__dict__.update(runs=runs, failures=pd.DataFrame() if failures is None else failures)
        return result

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Every finished run with its outcomes: some 8 kB a run in memory."""
        assert self._files is not None
        return read_table(self._files / RUNS)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Every failed run."""
        assert self._files is not None
        return read_table(self._files / FAILURES, text=("run_id", "error", "message", "where"))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """n, mean, standard deviation and 95 % interval by design point and outcome."""
        return self.summary_of(range(len(self.plan.points)))

    def summary_of(self, points: Iterable[int]) -> pd.DataFrame:
        """The rows of `summary` of some design points; the others are not read."""
        import pandas as pd

        from pcnsim.analysis.statistics import summary_columns, summary_rows

        rows = summary_rows(self.block(self.outcomes), self.plan, self.outcomes, points)
        return pd.DataFrame(rows, columns=summary_columns(self.plan))

    @cached_property
    def comparisons(self) -> pd.DataFrame:
        """Paired differences on common random numbers, by pair of arms and outcome."""
        import pandas as pd

        from pcnsim.analysis.comparison import comparison_columns, comparison_rows

        rows = comparison_rows(self.block(self.outcomes), self.plan, self.outcomes)
        return pd.DataFrame(rows, columns=comparison_columns(self.plan))

    @cached_property
    def points(self) -> pd.DataFrame:
        """The level of every factor at every design point: a row a point, by its number."""
        from pcnsim.analysis.ranking import points_table

        return points_table(self)

    def side_by_side(self, outcome: str, factor: str) -> pd.DataFrame:
        """An outcome under each level of a factor, everything else equal and on the same luck.

        factor: one whose levels are combined with everything else, such as `structure`. A row for each combination of
        the other factors (named by its first design point) and replication, a column for each level; nan where a run
        is missing or the outcome unknown. So `both["network"] - both["hierarchy"]` is a paired difference.
        """
        from pcnsim.analysis.ranking import side_by_side

        return side_by_side(self, outcome, factor)

    def best(self, outcome: str, factor: str) -> pd.DataFrame:
        """Which level of a factor does best on an outcome, for each combination of the other factors.

        Columns: design_point (the first of the combination), the other factors' levels as in summary.csv, best, next,
        and the paired margin between the two with its 95 % interval: margin, low, high, n_pairs. Which two lead is
        taken from the same runs, so that intervals are a little too narrow. Raises `InputError` for an outcome of which
        neither more nor less is better.
        """
        from pcnsim.analysis.ranking import best_levels

        return best_levels(self, outcome, factor)

    @cached_property
    def outcomes(self) -> list[str]:
        """Names of the outcomes that `summary` and `comparisons` report."""
        from pcnsim.analysis.statistics import reported_outcomes

        return reported_outcomes(self.plan)

    @property
    def finished(self) -> int:
        """Number of finished runs."""
        return len(self.runs) if self._blocks is None else int(self._blocks.finished.sum())

    @property
    def failed(self) -> int:
        """Number of failed runs."""
        counts: dict[str, int] = self.manifest.get("runs", {})
        return counts["failed"] if "failed" in counts else len(self.failures)

    def block(self, outcomes: Sequence[str]) -> Block:
        """A function that gives outcomes of a design point by its number, as an array (replications, outcomes).

        nan where a run is missing or an outcome is unknown. Only what is asked for is read.
        """
        from pcnsim.analysis.statistics import in_memory

        blocks, names = self._blocks, tuple(outcomes)
        if blocks is None:
            return in_memory(self.runs, self.plan, names)
        return lambda point: blocks.block(point, names)

    @cached_property
    def _blocks(self) -> RunBlocks | None:
        from pcnsim.experiment.store.blocks import RunBlocks

        return None if self._files is None else RunBlocks(self._files / RUNS, self.plan, self.manifest)


def run_experiment(
    config: Config,
    out: str | PathLike[str] | None = None,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    *,
    scheduler: str | None = None,
    shard: tuple[int, int] | None = None,
    retry_failed: bool = False,
    fresh: bool = False,
) -> ExperimentResult:
    """Run an experiment: every design point in every replication, on common random numbers.

    out: the result folder (docs/outputs.md); runs that are there already are not run again. None keeps nothing on
    disk. workers: processes; None takes all processors, 1 runs in this one. progress: called after every chunk.
    scheduler: address of a Dask scheduler, whose workers do the runs. shard: (i, n) does the i-th of n parts, which
    `merge_results` joins. retry_failed: do runs again that failed before. fresh: replace another experiment that the
    folder holds.

    A run that fails is a row of `failures`, and the others go on. Raises `InputError` for a design that cannot be run
    and for a folder that holds something else or cannot be written; what was finished by then is kept.
    """
    from pcnsim.experiment.runner import execute

    made: list[ExperimentResult] = []

    def tables(plan: Plan, folder: Path, manifest: dict[str, Any]) -> dict[str, Iterator[bytes]]:
        made.append(ExperimentResult(config, plan, manifest, folder, folder))
        return _tables(made[-1])

    scratch = Path(tempfile.mkdtemp(prefix="pcnsim-")) if out is None else None
    folder = Path(out) if out is not None else Path(str(scratch)) / "results"
    try:
        done = execute(
            config,
            folder,
            workers=workers,
            scheduler=scheduler,
            shard=shard,
            retry_failed=retry_failed,
            progress=progress,
            fresh=fresh,
            tables=tables if scratch is None and shard is None else None,
        )
    except BaseException:
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)
        raise
    if made:
        (result,) = made
        result.manifest = done.manifest
        return result
    result = ExperimentResult(config, done.plan, done.manifest, done.folder, None if scratch else folder)
    if scratch is not None:
        # The tables are read when they are asked for; their folder goes with the result.
        weakref.finalize(result, shutil.rmtree, scratch, ignore_errors=True)
    return result


def merge_results(
    folders: Sequence[str | PathLike[str]], out: str | PathLike[str], *, fresh: bool = False
) -> ExperimentResult:
    """Join result folders of one experiment, such as the shards of a job array, into one.

    folders: results of the same experiment by the same sources of the model, together all of its runs or not. out: a
    result folder as one job would have written it, or one that holds runs of this experiment already. fresh: replace
    another experiment there.

    Runs may be missing: then `manifest["state"]` is "incomplete", and `run_experiment` on the folder does them. Raises
    `InputError` for folders of different experiments, folders at work or damaged, and different rows of one run.
    """
    from pcnsim.experiment.store.merging import merge_folders

    def tables(plan: Plan, folder: Path, manifest: dict[str, Any]) -> dict[str, Iterator[bytes]]:
        return _tables(ExperimentResult(plan.config, plan, manifest, folder, folder))

    merged = merge_folders([Path(folder) for folder in folders], Path(out), fresh=fresh, tables=tables)
    return ExperimentResult(merged.plan.config, merged.plan, merged.manifest, merged.folder, merged.folder)


def read_result(folder: str | PathLike[str]) -> ExperimentResult:
    """The result that a folder holds.

    Gives an `OtherVersionWarning` where another version of the model made it. Raises `InputError` where it holds no
    experiment, one whose runs have not been finished, runs that are not as they were written, or a sample that the
    libraries installed here draw otherwise.
    """
    path = Path(folder)
    manifest = manifest_in(path)
    if not (path / RUNS).is_file():
        raise InputError(
            "the experiment there has not been finished",
            where=str(path),
            remedy=f"`pcnsim experiment {path / CONFIG} --out {path}` goes on with it.",
        )
    warn_of_other_version(manifest)
    config = config_of(path)
    plan = make_plan(config)
    check_sample(plan, path)
    result = ExperimentResult(config, plan, manifest, path, path)
    _ = result.finished  # damage is told here, not where a table is first asked for
    return result


def _tables(result: ExperimentResult) -> dict[str, Iterator[bytes]]:
    """summary.csv and comparisons.csv, line by line."""
    from pcnsim.analysis.comparison import comparison_columns, comparison_rows
    from pcnsim.analysis.statistics import summary_columns, summary_rows

    plan, outcomes = result.plan, result.outcomes
    block = result.block(outcomes)
    return {
        SUMMARY: _lines(summary_columns(plan), summary_rows(block, plan, outcomes)),
        COMPARISONS: _lines(comparison_columns(plan), comparison_rows(block, plan, outcomes)),
    }


def _lines(columns: list[str], rows: Iterator[list[Any]]) -> Iterator[bytes]:
    yield header_line(columns) + b"\n"
    while some := list(islice(rows, 1000)):
        yield csv_bytes((), some, header=False)
