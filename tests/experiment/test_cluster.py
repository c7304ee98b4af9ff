"""Dask: the same bytes as here, whatever happens to workers; one message for what cannot work."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pcnsim.analysis import ExperimentResult, merge_results, run_experiment
from pcnsim.config import InputError
from pcnsim.experiment import Progress
from pcnsim.experiment.backends.remote import Greeting, Needs, differences
from tests.experiment.dask_here import ROOT, DaskHere, dask_here
from tests.small import contents, small, small_file

pytest.importorskip("distributed", reason="needs the extra cluster")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskHere]:
    """A scheduler with two workers."""
    with dask_here(tmp_path_factory.mktemp("dask")) as here:
        here.add(2)
        yield here


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> ExperimentResult:
    folder = tmp_path_factory.mktemp("done")
    return run_experiment(small(folder), folder / "out", workers=1)


@pytest.mark.end_to_end
def test_one_or_two_processes_dask_and_merged_shards_write_the_same_bytes_and_say_nothing(
    cluster: DaskHere, done: ExperimentResult, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    config = small(tmp_path)
    run_experiment(config, tmp_path / "two", workers=2)
    dask = run_experiment(config, tmp_path / "dask", scheduler=cluster.address)
    assert dask.manifest["workers"] == 2
    run_experiment(config, tmp_path / "part-1", workers=1, shard=(1, 2))
    run_experiment(config, tmp_path / "part-2", scheduler=cluster.address, shard=(2, 2))
    merge_results([tmp_path / "part-2", tmp_path / "part-1"], tmp_path / "merged")
    assert done.folder is not None
    names = ("runs.csv", "summary.csv", "comparisons.csv", "plan.csv", "failures.csv")
    expected = hashes(done.folder, names)
    assert [hashes(tmp_path / name, names) for name in ("two", "dask", "merged")] == [expected] * 3
    assert capfd.readouterr() == ("", "")


def hashes(folder: Path, names: tuple[str, ...]) -> dict[str, str]:
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


@pytest.mark.end_to_end
def test_a_part_is_not_gone_on_with_as_another(tmp_path: Path) -> None:
    config, out = small(tmp_path), tmp_path / "out"
    run_experiment(config, out, workers=1, shard=(1, 3))
    told: list[Progress] = []
    run_experiment(config, out, workers=1, shard=(1, 3), progress=told.append)
    assert [(one.planned, one.found, one.finished) for one in told] == [(3, 3, 0)]
    before = contents(out, without=())
    for other in ((2, 3), (1, 2), None):
        with pytest.raises(
            InputError, match=r"out: the folder holds part 1 of 3 of an experiment, not what is"
        ):
            run_experiment(config, out, workers=1, shard=other)
    assert contents(out, without=()) == before


@pytest.mark.end_to_end
def test_a_killed_worker_costs_nothing_and_one_that_comes_later_helps(
    cluster: DaskHere, tmp_path: Path
) -> None:
    config = small(tmp_path, "area.pcns=30", "weeks=200", "experiment.replications=15")
    expected = run_experiment(config, tmp_path / "here", workers=1)
    victim = cluster.workers[-1]
    told: list[Progress] = []

    def show(progress: Progress) -> None:
        if progress.finished > 5 and victim.poll() is None:
            cluster.kill(victim)
            cluster.add(1)
        told.append(progress)

    run_experiment(config, tmp_path / "out", scheduler=cluster.address, progress=show)
    assert victim.poll() is not None
    assert told[-1].finished == 45
    assert expected.folder is not None
    assert contents(tmp_path / "out") == contents(expected.folder)


@pytest.mark.end_to_end
def test_a_worker_without_this_model_is_named(tmp_path: Path) -> None:
    (tmp_path / "other" / "pcnsim").mkdir(parents=True)
    (tmp_path / "other" / "pcnsim" / "__init__.py").write_text("__version__ = '0.0.1'\n")
    with dask_here(tmp_path) as here:
        here.add(1, path=str(tmp_path / "other"))
        with pytest.raises(InputError, match=r"the worker tcp://\S+ has no pcnsim of this version"):
            run_experiment(small(tmp_path), tmp_path / "out", scheduler=here.address)
        assert not (tmp_path / "out").exists()


@pytest.mark.end_to_end
def test_without_workers_it_waits_and_a_lost_scheduler_is_one_message(tmp_path: Path) -> None:
    with dask_here(tmp_path) as here:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "pcnsim", "experiment", str(small_file(tmp_path))),
                *("--scheduler", here.address, "--replications", "1000"),
            ],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stderr is not None
        assert "waiting for the first worker" in process.stderr.readline()
        here.add(1)
        assert "running 3,000 runs" in process.stderr.readline()
        parts = tmp_path / "results" / "small" / "parts"
        while not parts.is_dir() or not any(parts.iterdir()):
            assert process.poll() is None
            time.sleep(0.05)
        assert here.scheduler is not None
        here.kill(here.scheduler)
        _, said = process.communicate(timeout=30)
        assert process.returncode == 1
        assert "Traceback" not in said
        last = said.splitlines()[-1]
        assert f"warning: the scheduler {here.address} is gone. " in last
        assert "finished runs of 3,000 are kept in results/small; the same command goes on" in last


@pytest.mark.unit
def test_another_kind_of_server_is_no_scheduler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"

        def greet() -> None:
            with server.accept()[0] as connected:
                connected.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(
            InputError, match=f"--scheduler {address}: the scheduler does not answer as a Dask"
        ):
            run_experiment(small(tmp_path), tmp_path / "out", scheduler=address)
        thread.join()
    assert not (tmp_path / "out").exists()


@pytest.mark.unit
def test_without_dask_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("pcnsim.experiment.backends.cluster")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, "pcnsim.experiment.backends.remote", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(InputError, match=r"Dask is not installed.*pip install 'pcnsim\[cluster\]'"):
        run_experiment(small(tmp_path), tmp_path / "out", scheduler="127.0.0.1:1")


@pytest.mark.unit
def test_what_differs_is_named() -> None:
    versions = (("pcnsim", "1"), ("Python", "3.12"), ("numpy", "2.0"))
    needs = Needs(versions, (("/areas/city", "ab"),))
    right = Greeting(versions, (), True, ("node", "/cache"))
    assert differences(needs, right) is None
    other = Greeting((*versions[:2], ("numpy", "2.1")), (), True, ("node", "/cache"))
    assert differences(needs, other) == "has numpy 2.1, not 2.0"
    blind = Greeting(versions, ("/areas/city",), True, ("node", "/cache"))
    assert (
        differences(needs, blind) == "does not see the area folder /areas/city, or another one in its place"
    )
    assert differences(needs, MemoryError("no")) == "cannot run pcnsim (MemoryError: no)"
    assert str(differences(needs, ImportError("nothing"))).startswith("has no pcnsim of this version")
