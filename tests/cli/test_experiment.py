"""`pcnsim experiment` and `pcnsim run` as a user types them."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pcnsim.cli import app as program
from pcnsim.cli.progress import shown_progress
from pcnsim.experiment import Progress, work
from pcnsim.experiment.backends import WorkersLostError
from pcnsim.experiment.store.records import read_table
from pcnsim.model.simulation import Simulation
from tests.small import contents, small_file


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small experiment in it."""
    monkeypatch.chdir(tmp_path)
    small_file(tmp_path)
    return tmp_path


def pcnsim(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the program here and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["pcnsim", *arguments])
    with pytest.raises(SystemExit) as end:
        program.main()
    assert isinstance(end.value.code, int)
    return end.value.code


def gone(group: int) -> bool:
    """Whether all processes of a group end within some seconds (multiprocessing's own helper takes a moment)."""
    for _ in range(200):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.end_to_end
def test_an_experiment_from_one_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "experiment", "small.toml", "--workers", "1", "--replications", "4") == 0
    said = capsys.readouterr()
    out = folder / "results" / "small"
    assert len(read_table(out / "runs.csv")) == 12
    assert (out / "comparison.html").exists()
    assert "running 12 runs" in said.err
    assert "12 of 12 runs" in said.err
    for words in (
        "hierarchy",
        "integration composite",
        "Composites are conventions",
        "results/small/comparison.html",
    ):
        assert words in said.out
    before = contents(out, without=())
    assert pcnsim(monkeypatch, "experiment", "small.toml", "--workers", "1", "--replications", "4") == 0
    said = capsys.readouterr()
    assert "all 12 runs are there already" in said.err
    assert contents(out, without=()) == before
    assert pcnsim(monkeypatch, "experiment", "small.toml", "--workers", "1") == 2
    assert "results/small: the folder holds another one" in capsys.readouterr().err
    assert contents(out, without=()) == before
    assert pcnsim(monkeypatch, "experiment", "small.toml", "--workers", "1", "--force", "--quiet") == 0
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "")
    assert len(read_table(out / "runs.csv")) == 9


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--replications", "0"], "pcnsim: --replications 0: must be at least 1, not 0\n"),
        (["--replications", "abc"], "pcnsim: --replications abc: must be a whole number, not 'abc'\n"),
        (["--replications", "1.5"], "pcnsim: --replications 1.5: must be a whole number, not 1.5\n"),
        (["--set", "trsut_forgetting=0.9"], "did you mean trust_forgetting?"),
        (["--weeks", "0"], "weeks"),
        (["--seed", "-1"], "seed"),
        (["--workers", "0"], "--workers"),
        (["--shard", "3/2"], "pcnsim: --shard: there is no part 3/2 of an experiment. Write it as I/N"),
        (["--shard", "half"], "pcnsim: --shard: 'half' names no part of an experiment. Write it as I/N"),
        (["--workers", "2", "--scheduler", "here:1"], "pcnsim: --workers and --scheduler: a scheduler has"),
        (["--scheduler", "here"], "pcnsim: --scheduler here: the scheduler address cannot be one. Start one"),
        (["--scheduler", "tcp://127.0.0.1:1"], "tcp://127.0.0.1:1: the scheduler does not answer. Start one"),
        (["--scheduler", "nowhere.invalid:8786"], "nowhere.invalid:8786: the scheduler does not answer."),
        (["--set", "area=nowhere"], "nowhere"),
        (["--set", "programmes.executive.enabled=1"], "must be true or false, not 1"),
        (["--set", "programmes.executive.powers=0.2"], "add --set programmes.executive.enabled=true"),
        (["--set", "programmes.practice_closure.enabled=true"], "week is 52 by default, after the end"),
        (["--set", 'experiment.outcomes=["strian"]'], "Did you mean strain?"),
    ],
)
def test_bad_input_is_2_and_leaves_nothing(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    before = contents(folder, without=())
    assert pcnsim(monkeypatch, "experiment", "small.toml", *arguments) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""
    assert contents(folder, without=()) == before


@pytest.mark.end_to_end
def test_failed_runs_are_told_and_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(self: Simulation, weeks: int | None = None) -> Simulation:
        raise ValueError("never")

    monkeypatch.setattr(Simulation, "run", failing)
    assert pcnsim(monkeypatch, "experiment", "small.toml", "--workers", "1") == 1
    said = capsys.readouterr()
    assert "9 of 9 runs failed" in said.err
    assert "ValueError: never" in said.err
    assert len(read_table(folder / "results" / "small" / "failures.csv")) == 9


@pytest.mark.end_to_end
def test_values_outside_their_plausible_range_are_warned_of(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ("--set", "trust_forgetting=0.5", "--workers", "1", "--quiet")
    assert pcnsim(monkeypatch, "experiment", "small.toml", *arguments) == 0
    said = capsys.readouterr().err
    assert said.startswith("pcnsim: warning: trust_forgetting is 0.5, outside its plausible range")


@pytest.mark.unit
def test_progress_in_a_log_file_is_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with shown_progress(quiet=False) as show:
        show(Progress("compiling", 40, 10, 0, 0, 0.0))
        show(Progress("running", 40, 10, 0, 0, 0.0))
        show(Progress("running", 40, 10, 9, 1, 2.0))
        show(Progress("running", 40, 10, 29, 1, 6.0))
    lines = capsys.readouterr().err.splitlines()
    assert "compiling the model, once" in lines[0]
    assert lines[1:] == [
        "pcnsim: 10 of 40 runs are there already; running the other 30",
        "pcnsim: 40 of 40 runs done: 30 in 6 s, 5.0 a second, 1 failed; 10 were there before",
    ]


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--structure", "hybird"], "pcnsim: --structure hybird: must be hierarchy, hybrid, network"),
        (["--seed", "-1"], "pcnsim: --seed -1: must be at least 0"),
        (
            [
                f"--set=programmes.practice_closure.{key}"
                for key in ("enabled=true", "week=1", "rank_by_list=3")
            ],
            "programmes.practice_closure.rank_by_list: is 3, but the area has 2 practices",
        ),
    ],
)
def test_bad_input_to_a_run_is_2_and_leaves_nothing(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    before = contents(folder, without=())
    assert pcnsim(monkeypatch, "run", "small.toml", *arguments) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""
    assert contents(folder, without=()) == before


@pytest.mark.end_to_end
def test_one_run_from_one_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "run", "small.toml", "--structure", "network", "--weeks", "2") == 0
    said = capsys.readouterr().out
    assert said.startswith("Network, 2 practices, 1 PCN and")
    (out,) = (folder / "results").iterdir()
    assert out.name.startswith("small-network-")
    assert f"Written to results/{out.name}/" in said
    assert list(read_table(out / "weekly.csv")["week"]) == [-2, -1, 0, 1]
    assert pcnsim(monkeypatch, "run", "small.toml", "--structure", "netwrok") == 2
    assert "did you mean network?" in capsys.readouterr().err
    assert pcnsim(monkeypatch, "run", "small.toml", "--out", str(out)) == 2
    assert "the folder holds another one" in capsys.readouterr().err


@pytest.mark.unit
def test_workers_that_cannot_be_had_are_told_and_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise WorkersLostError("worker processes end as soon as they start")

    monkeypatch.setattr(work, "run_chunk", broken)
    assert pcnsim(monkeypatch, "experiment", "small.toml", "--workers", "1", "--quiet") == 1
    said = capsys.readouterr().err
    assert "0 finished runs of 9 are kept in results/small; the same command goes on from there" in said
    assert "Traceback" not in said


@pytest.mark.end_to_end
@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_an_interruption_keeps_what_is_done_and_leaves_no_process(folder: Path) -> None:
    # As the terminal does on Ctrl-C: the signal goes to the program and its workers alike.
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            # a shell that runs tests in the background may have told its children to ignore Ctrl-C
            "import runpy, signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
            "runpy.run_module('pcnsim', run_name='__main__')",
            "experiment",
            "small.toml",
            "--replications",
            "5000",
            "--workers",
            "2",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(program.__file__).parents[2])},
    )
    parts = folder / "results" / "small" / "parts"
    begun = time.monotonic()
    while not any(parts.glob("*.runs.csv")):
        assert time.monotonic() - begun < 60
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert re.search(
        r"interrupted. [\d,]+ finished runs of 15,000 are kept in results/small; the same command", said
    )
    assert gone(process.pid)
