"""Runs a plan: in this process or in several, part by part, going on from what is already there.

`concurrent.futures` is the seam: whatever takes chunks and gives reports can stand behind it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
import types
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import islice
from multiprocessing import active_children, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pcnsim.experiment import manifest as record
from pcnsim.experiment.chunks import Chunk, chunks
from pcnsim.experiment.plan import RESULTS_SCHEMA, Plan, make_plan
from pcnsim.experiment.preflight import check_runs
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store import EXPERIMENT, ResultFolder, open_folder
from pcnsim.experiment.work import make_area, run_chunk
from pcnsim.model.compiled import is_compiled_before

if TYPE_CHECKING:
    from pcnsim.config import Config

_WAITING_PER_WORKER: Final = 2
"""Chunks handed out ahead for each worker, so that none waits and a long plan is not queued as a whole."""


@dataclass(frozen=True)
class Progress:
    """How far an experiment is: runs of the plan, those found finished at the start, finished now, and failed.

    `seconds` since the runs began.
    """

    stage: Literal["compiling", "running"]
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
    shard: tuple[int, int] | None = None,
    retry_failed: bool = False,
    progress: Callable[[Progress], None] | None = None,
    fresh: bool = False,
) -> Execution:
    """Run what is still to be run of an experiment, and write runs.csv and failures.csv.

    workers: processes; None takes all processors, 1 runs in this process. fresh: replace what an earlier experiment
    left in the folder. The files are the same bytes however the work was divided.

    Raises `InputError` for a design that cannot be run and for a folder that holds something else; then nothing was
    written. `KeyboardInterrupt` passes with a note; finished chunks are kept, and the same call goes on from there.
    """
    plan = make_plan(config)
    check_runs(plan)
    tell = progress or (lambda _: None)
    fresh_manifest = _manifest(plan)
    with open_folder(folder, plan, fresh_manifest, fresh=fresh) as store:
        return _go_on(plan, store, workers, retry_failed, tell, fresh_manifest)


def _go_on(
    plan: Plan,
    store: ResultFolder,
    workers: int | None,
    retry_failed: bool,
    tell: Callable[[Progress], None],
    fresh_manifest: dict[str, Any],
) -> Execution:
    folder = store.path
    settled = store.finished if retry_failed else store.finished | store.failed
    found = int(settled.sum())
    state = Progress("running", len(plan), found, 0, 0, 0.0)
    before = store.manifest()
    if found == len(plan) and before.get("state") in ("finished", "incomplete") and not store.parts.exists():
        # The same runs, though perhaps under another name or with another baseline.
        before.update({key: fresh_manifest[key] for key in ("name", "description", "reference")})
        store.write_manifest(before)
        tell(state)
        return Execution(folder, plan, state, before)

    store.begin(retry_failed)
    begun = time.monotonic()
    if not is_compiled_before():
        # Once, here: worker processes that find nothing compiled would each compile everything.
        tell(replace(state, stage="compiling"))
        compile_model()
    started = time.monotonic()
    tell(state)
    imputed: dict[str, int] = dict(before.get("imputed_in_a_run", {}))
    workers = min(workers or os.cpu_count() or 1, len(plan) - found) or 1
    try:
        for report in _reports(plan, settled, workers):
            store.append(report)
            state = replace(
                state,
                finished=state.finished + report.finished,
                failed=state.failed + report.failed,
                seconds=time.monotonic() - started,
            )
            for name, count in sorted(report.imputed.items()):
                imputed[name] = max(count, imputed.get(name, 0))
            tell(state)
    except (KeyboardInterrupt, BrokenExecutor) as interruption:
        interruption.add_note(
            f"{state.found + state.finished} finished runs of {len(plan)} are kept in {folder}; "
            "the same command goes on from there."
        )
        raise
    finished, failed = store.merge()
    manifest = {
        **fresh_manifest,
        "state": "finished" if finished == len(plan) else "incomplete",
        "started": before["started"],
        "finished": record.now(),
        "seconds": round(before.get("seconds", 0.0) + time.monotonic() - begun, 1),
        "workers": workers,
        "runs": {"planned": len(plan), "finished": finished, "failed": failed},
        "imputed_in_a_run": imputed,
    }
    store.write_manifest(manifest)
    return Execution(folder, plan, state, manifest)


def compile_model() -> float:
    """Compile the model by running a week of the smallest area; return the seconds it took."""
    from pcnsim.config import Config
    from pcnsim.model.simulation import Simulation

    begun = time.monotonic()
    config = Config(weeks=1, burn_in_weeks=1)
    area = make_area(config.area.model_copy(update={"pcns": 1, "practices_per_pcn": 2}), 0)
    Simulation(config, area, 0).run()
    return time.monotonic() - begun


def _manifest(plan: Plan) -> dict[str, Any]:
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
        "state": "running",
        "started": record.now(),
    }


def _reports(plan: Plan, settled: Any, workers: int) -> Iterator[Report]:
    waiting = chunks(plan, settled, workers)
    if workers == 1:
        yield from (run_chunk(plan, chunk) for chunk in waiting)
        return
    pool = ProcessPoolExecutor(
        workers,
        # Started afresh, not forked: a fork of a process with threads (numba's, pandas') may hang.
        mp_context=get_context("spawn"),
        initializer=_begin_worker,
        initargs=(plan.config,),
    )
    others = set(active_children())
    try:
        yield from _in_pool(pool, waiting, _WAITING_PER_WORKER * workers)
    except BaseException:
        # Nobody waits for chunks under way: what they would write is done again.
        for process in set(active_children()) - others:
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_pool(pool: Executor, waiting: Iterator[Chunk], ahead: int) -> Iterator[Report]:
    """Reports as they come, with a bounded number of chunks handed out."""
    handed: set[Future[Report]] = set()
    while True:
        with _starting_processes():
            handed.update(pool.submit(_work, chunk) for chunk in islice(waiting, ahead - len(handed)))
        if not handed:
            return
        finished, handed = wait(handed, return_when=FIRST_COMPLETED)
        for future in finished:
            yield future.result()


_plan: Plan


def _begin_worker(config: Config) -> None:
    """What a worker process keeps between chunks. An interruption is the first process's affair."""
    global _plan
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _plan = make_plan(config)


def _work(chunk: Chunk) -> Report:
    return run_chunk(_plan, chunk)


@contextlib.contextmanager
def _starting_processes() -> Iterator[None]:
    """Hide the caller's script while processes start, and keep interruptions for this process alone.

    A started process imports the main script again; one that calls `run_experiment` at its top level would run the
    experiment in every worker. Workers need nothing of it.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    masked = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masked else set()
    try:
        yield
    finally:
        if masked:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        sys.modules["__main__"] = main
