"""Worker processes: what dies is replaced, what was at work is done again, and nothing outlives the first process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

import pcnsim
from pcnsim.analysis import ExperimentResult, run_experiment
from pcnsim.experiment.backends import WorkersLostError, processes
from tests.experiment import doomed
from tests.small import contents, small, small_file

pytestmark = [
    pytest.mark.end_to_end,
    pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals"),
]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> ExperimentResult:
    folder = tmp_path_factory.mktemp("done")
    return run_experiment(small(folder), folder / "out", workers=1)


@pytest.fixture
def deaths(done: ExperimentResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where doomed workers note their deaths; they die in the second replication."""
    monkeypatch.setenv("DOOMED", str(done.plan.run(0, 1).seed))
    monkeypatch.setenv("DEATHS", str(tmp_path / "deaths"))
    return tmp_path / "deaths"


def test_a_worker_that_is_killed_costs_nothing(
    done: ExperimentResult, deaths: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert done.folder is not None
    monkeypatch.setattr(processes, "_serve", doomed.once)
    run_experiment(small(tmp_path), tmp_path / "out", workers=2)
    assert deaths.exists()
    assert contents(tmp_path / "out") == contents(done.folder)


def test_a_run_that_kills_every_worker_is_a_failure_and_the_others_go_on(
    done: ExperimentResult, deaths: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_serve", doomed.always)
    result = run_experiment(small(tmp_path), tmp_path / "out", workers=2)
    (row,) = result.failures.to_dict("records")
    failed = done.plan.run(2, 1)
    assert (row["run_id"], row["error"], row["seed"]) == (failed.run_id, "WorkerDied", failed.seed)
    assert "died during this run, 3 times or more" in row["message"]
    assert deaths.read_text() == "xxx"
    expected = done.runs[done.runs["run_id"] != failed.run_id].reset_index(drop=True)
    assert result.runs.equals(expected)


@pytest.mark.parametrize(
    ("serve", "error", "message"),
    [
        (doomed.stillborn, WorkersLostError, "end as soon as they start"),
        (doomed.broken, RuntimeError, "of ours"),
    ],
)
def test_workers_that_never_start_end_the_experiment(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    serve: object,
    error: type[Exception],
    message: str,
) -> None:
    monkeypatch.setattr(processes, "_serve", serve)
    with pytest.raises(error, match=message):
        run_experiment(small(tmp_path), tmp_path / "out", workers=2)


def test_workers_end_when_the_first_process_is_killed(tmp_path: Path) -> None:
    # Runs of minutes: a worker that only looked at its pipe between chunks would go on for long.
    sets = ["--set", "area.pcns=50", "--weeks", "20000", "--workers", "2", "--quiet", "--replications", "2"]
    process = subprocess.Popen(
        [sys.executable, "-m", "pcnsim", "experiment", str(small_file(tmp_path)), *sets],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path(pcnsim.__file__).parents[1])},
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        workers: list[psutil.Process] = []
        while sum(worker.cpu_times().user > 2.5 for worker in workers) < 2:  # at work
            assert time.monotonic() < deadline
            assert process.poll() is None
            time.sleep(0.1)
            workers = [child for child in psutil.Process(process.pid).children() if is_worker(child)]
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    _, alive = psutil.wait_procs(workers, timeout=5)
    assert not alive


def is_worker(child: psutil.Process) -> bool:
    """Whether a child process is a worker; others, such as git, may end at any moment."""
    try:
        return "spawn_main" in " ".join(child.cmdline())
    except psutil.Error:
        return False
