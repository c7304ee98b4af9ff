"""From a configuration to a result: runs an experiment, summarises and compares, and reads results again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.provenance import warn_of_other_version
from pcnsim.experiment.records import frame_bytes, read_table, write_whole
from pcnsim.experiment.store import CONFIG, EXPERIMENT, FAILURES, RUNS, manifest_of

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.config import Config
    from pcnsim.experiment import Progress

SUMMARY: Final = "summary.csv"
COMPARISONS: Final = "comparisons.csv"


@dataclass(frozen=True)
class ExperimentResult:
    """What an experiment came to.

    `runs`, `failures`: a row for each run; `summary`: means by design point and outcome; `comparisons`: paired
    differences between arms. Columns and units: docs/outputs.md. `folder` is None where nothing was kept on disk.
    """

    config: Config
    plan: Plan
    manifest: dict[str, Any]
    runs: pd.DataFrame
    failures: pd.DataFrame
    folder: Path | None

    @cached_property
    def summary(self) -> pd.DataFrame:
        """n, mean, standard deviation and 95 % interval by design point and outcome."""
        from pcnsim.analysis.statistics import summarise

        return summarise(self.runs, self.plan, self.outcomes)

    @cached_property
    def comparisons(self) -> pd.DataFrame:
        """Paired differences on common random numbers, by pair of arms and outcome."""
        from pcnsim.analysis.comparison import compare

        return compare(self.runs, self.plan, self.outcomes)

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes, as in the columns of `runs`."""
        from pcnsim.model.outcomes.declared import headline_names

        return list(headline_names())


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
    """Run an experiment: every combination of its factors' levels in every replication, on common random numbers.

    out: the result folder (docs/outputs.md); runs that are there already are not run again. None keeps nothing on
    disk. workers: processes; None takes all processors, 1 runs in this one. scheduler: address of a Dask scheduler,
    whose workers then do the runs. shard: (i, n) does the i-th of n parts, for `pcnsim merge`. retry_failed: do runs
    again that failed before. progress: called after every chunk. fresh: replace another experiment that the folder
    holds.

    A run that fails is a row of `failures`, and the others go on. Raises `InputError` for a design that cannot be run
    and for a folder that holds something else; nothing is written then.
    """
    from pcnsim.experiment.runner import execute

    where: dict[str, Any] = {"workers": workers, "scheduler": scheduler, "shard": shard, "progress": progress}
    if out is None:
        with tempfile.TemporaryDirectory(prefix="pcnsim-") as scratch:
            done = execute(config, Path(scratch) / "results", **where)
            return _read(done.folder, config, done.plan, done.manifest, None)
    folder = Path(out)
    done = execute(config, folder, retry_failed=retry_failed, fresh=fresh, **where)
    result = _read(folder, config, done.plan, done.manifest, folder)
    write_whole(folder / SUMMARY, frame_bytes(result.summary))
    write_whole(folder / COMPARISONS, frame_bytes(result.comparisons))
    return result


def read_result(folder: str | PathLike[str]) -> ExperimentResult:
    """The result that a folder holds.

    Gives an `OtherVersionWarning` where another version of the model made it. Raises `InputError` where it holds no
    experiment, or one whose runs have not been finished.
    """
    from pcnsim.config import load

    path = Path(folder)
    manifest = manifest_of(path)
    if manifest is None or manifest["kind"] != EXPERIMENT:
        raise InputError(
            "there is no experiment there",
            where=str(path),
            remedy="Name the result folder of `pcnsim experiment`.",
        )
    if not (path / RUNS).is_file():
        raise InputError(
            "the experiment there has not been finished",
            where=str(path),
            remedy=f"`pcnsim experiment {path / CONFIG} --out {path}` goes on with it.",
        )
    warn_of_other_version(manifest)
    config = load(path / CONFIG)
    return _read(path, config, make_plan(config), manifest, path)


def _read(
    folder: Path, config: Config, plan: Plan, manifest: dict[str, Any], kept: Path | None
) -> ExperimentResult:
    return ExperimentResult(
        config=config,
        plan=plan,
        manifest=manifest,
        runs=read_table(folder / RUNS),
        failures=read_table(folder / FAILURES, text=("run_id", "error", "message", "where")),
        folder=kept,
    )
