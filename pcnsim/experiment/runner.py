"""Runs a plan: here, in processes or on a cluster, going on from what is already there.

What runs chunks is a backend (pcnsim/experiment/backends/); this process alone plans, and writes what comes back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pcnsim.config.errors import InputError
from pcnsim.experiment import shards
from pcnsim.experiment.backends import Backend, WorkersLostError
from pcnsim.experiment.chunks import Pace, chunks
from pcnsim.experiment.duration import processors, seconds_a_run
from pcnsim.experiment.plan import RESULTS_SCHEMA, Plan
from pcnsim.experiment.planning import prepared
from pcnsim.experiment.preflight import check_runs
from pcnsim.experiment.provenance import inputs as record
from pcnsim.experiment.provenance import origin as provenance
from pcnsim.experiment.store.folder import EXPERIMENT, PARTS, manifest_of
from pcnsim.experiment.store.opening import open_folder
from pcnsim.experiment.store.result_folder import ResultFolder, Tables

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.experiment.shards import Shard

DONE: Final = ("finished", "incomplete")
"""State of a folder whose runs have all been done: all finished, or some failed."""


@dataclass(frozen=True)
class Progress:
    """How far an experiment is: runs to do in all, those found done at the start, finished now, and failed now.

    planned: runs of the plan, or of the shard. found: finished before, or failed before and left so. `seconds` since
    the runs began.
    """

    stage: Literal["waiting", "compiling", "running"]
    planned: int
    found: int
    finished: int
    failed: int
    seconds: float

    @property
    def done(self) -> int:
        """Runs that need no more work: found, finished or failed."""
        return self.found + self.finished + self.failed


@dataclass(frozen=True)
class Execution:
    """A result folder after its runs: what was done now, and what the folder holds."""

    folder: Path
    plan: Plan
    progress: Progress
    manifest: dict[str, Any]


def execute(
    config: Config,
    folder: Path,
    *,
    workers: int | None = None,
    scheduler: str | None = None,
    shard: Shard | None = None,
    retry_failed: bool = False,
    progress: Callable[[Progress], None] | None = None,
    fresh: bool = False,
    tables: Tables | None = None,
) -> Execution:
    """Run what is still to be run of an experiment, and write runs.csv and failures.csv.

    workers: processes; None takes all processors, 1 runs in this process. scheduler: address of a Dask scheduler, whose
    workers then do the runs. shard: (i, n) does the i-th of n parts, counted from 1, for `pcnsim merge`. retry_failed:
    do runs again that failed before. fresh: replace what an earlier experiment left in the folder. tables: written
    beside the runs when these are done, before anybody else may have the folder. The files are the same bytes however
    the work was divided.

    Raises `InputError` for a design that cannot be run, a scheduler that cannot be reached, and a folder that holds
    something else; then nothing was written. `KeyboardInterrupt` and `WorkersLostError` pass with a note; finished runs
    are kept, and the same call goes on from there.
    """
    if shard is not None:
        shard = shards.checked(shard)
    plan, _ = prepared(config, folder, workers)
    if config.experiment.weekly:
        from pcnsim.experiment.weekly.parquet import check_available

        check_available()  # now, not when all runs are done
    tell = progress or (lambda _: None)
    _check_shard(folder, shard, fresh)
    backend = _backend(len(plan), workers, scheduler)
    try:
        if not _nothing_to_do(folder, fresh):
            # Early: workers load the model while this process goes on planning.
            backend.begin(plan, lambda: tell(Progress("waiting", len(plan), 0, 0, 0, 0.0)))
        fresh_manifest = manifest_for(plan, shard, "running")
        check_runs(plan)
        store = open_folder(folder, plan, fresh_manifest, fresh=fresh)
        try:
            with _noting_what_is_kept(store, shard):
                done = _go_on(plan, store, backend, scheduler, shard, retry_failed, tell, fresh_manifest)
                backend.close()
                return done if tables is None else replace(done, manifest=store.write_tables(tables))
        finally:
            store.close()
    finally:
        backend.close()


@contextmanager
def _noting_what_is_kept(store: ResultFolder, shard: Shard | None) -> Iterator[None]:
    """Let an interruption, whenever it comes, say how to go on."""
    try:
        yield
    except (KeyboardInterrupt, WorkersLostError) as interruption:
        own = shards.runs_of(store.plan, shard)
        interruption.add_note(
            f"{int((own & store.finished).sum()):,} finished runs of {int(own.sum()):,} are kept in {store.path}; "
            "the same command goes on from there."
        )
        raise


def _go_on(
    plan: Plan,
    store: ResultFolder,
    backend: Backend,
    scheduler: str | None,
    shard: Shard | None,
    retry_failed: bool,
    tell: Callable[[Progress], None],
    fresh_manifest: dict[str, Any],
) -> Execution:
    """Do what is still to be done in a folder that has been opened."""
    own = shards.runs_of(plan, shard)
    settled = store.finished if retry_failed else store.finished | store.failed
    todo = own & ~settled
    state = Progress("running", int(own.sum()), int((own & settled).sum()), 0, 0, 0.0)
    before = store.manifest()
    if not todo.any() and before.get("state") in DONE and not (store.path / PARTS).exists():
        # The same runs, though perhaps under another name or with another baseline.
        before.update({key: fresh_manifest[key] for key in ("name", "description", "reference")})
        store.write_manifest(before)
        tell(state)
        return Execution(store.path, plan, state, before)

    store.begin(retry_failed)
    begun = time.monotonic()
    workers = 0
    if todo.any():
        backend.begin(plan, lambda: tell(replace(state, stage="waiting")))
        workers = backend.workers()
    session = provenance.session(
        planned=state.planned, found=state.found, workers=workers, scheduler=scheduler, before=before
    )
    sessions = [*before.get("sessions", []), session]
    store.write_manifest({**before, "state": "running", "sessions": sessions})
    if todo.any() and not backend.compiled():
        tell(replace(state, stage="compiling"))
        backend.compile()
    started = time.monotonic()
    tell(state)
    imputed: dict[str, int] = dict(before.get("imputed_in_a_run", {}))
    pace = Pace(plan, seconds_a_run(plan.config))
    for report in backend.reports(chunks(plan, todo, pace, backend.workers)):
        store.append(report)
        pace.learn(report)
        state = replace(
            state,
            finished=state.finished + report.finished,
            failed=state.failed + report.failed,
            seconds=time.monotonic() - started,
        )
        for name, count in sorted(report.imputed.items()):
            imputed[name] = max(count, imputed.get(name, 0))
        tell(state)
    finished, failed = store.merge()
    manifest = {
        **fresh_manifest,
        "state": DONE[0] if finished >= state.planned else DONE[1],
        "inputs": before["inputs"],  # of the configuration that began it, whatever file goes on with it
        "started": before["started"],
        "finished": record.now(),
        "sessions": provenance.ended(sessions),
        "seconds": round(before.get("seconds", 0.0) + time.monotonic() - begun, 1),
        "workers": workers,
        "runs": {"planned": state.planned, "finished": finished, "failed": failed},
        "imputed_in_a_run": imputed,
    }
    store.write_manifest(manifest)
    return Execution(store.path, plan, state, manifest)


def manifest_for(plan: Plan, shard: Shard | None, state: str) -> dict[str, Any]:
    """The manifest with which a result folder begins."""
    config = plan.config
    return {
        "kind": EXPERIMENT,
        "schema_version": RESULTS_SCHEMA,
        "name": config.name,
        "description": config.description,
        "experiment_id": plan.experiment_id,
        **record.origin(),
        "seed": config.seed,
        "replications": plan.replications,
        "design_points": len(plan.points),
        "factors": record.factors(config),
        "reference": dict(config.experiment.reference),
        "inputs": record.inputs(config),
        "parameters_outside_plausible_range": record.implausible(config),
        **({} if shard is None else {"shard": list(shard)}),
        "state": state,
        "started": record.now(),
    }


def _backend(runs: int, workers: int | None, scheduler: str | None) -> Backend:
    if scheduler is not None:
        try:
            from pcnsim.experiment.backends.cluster import Cluster
        except ImportError as error:
            raise InputError(
                "Dask is not installed",
                where=f"--scheduler {scheduler}",
                remedy="Install it: pip install 'pcnsim[cluster]'",
            ) from error
        return Cluster(scheduler)
    processes = min(processors(workers), runs)
    if processes > 1:
        from pcnsim.experiment.backends.processes import Processes

        return Processes(processes)
    from pcnsim.experiment.backends.here import Here

    return Here()


def _check_shard(folder: Path, shard: Shard | None, fresh: bool) -> None:
    """Keep the parts of an experiment apart: a folder that holds one is not gone on with as another."""
    manifest = manifest_of(folder)
    if fresh or manifest is None or manifest["kind"] != EXPERIMENT:
        return
    held = manifest.get("shard")
    if held != (None if shard is None else list(shard)):
        what = "a whole experiment" if held is None else f"part {held[0]} of {held[1]} of an experiment"
        raise InputError(
            f"the folder holds {what}, not what is to be run",
            where=str(folder),
            remedy="Name another folder with --out, or replace it with --force.",
        )


def _nothing_to_do(folder: Path, fresh: bool) -> bool:
    """Whether the folder seems to be complete, so that no worker need be started before one knows."""
    return not fresh and (manifest_of(folder) or {}).get("state") == DONE[0]
