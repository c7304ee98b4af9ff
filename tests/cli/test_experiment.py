"""`pcnsim experiment` and `pcnsim run` as a user types them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.small import contents, small_file

from pcnsim.cli import app as program
from pcnsim.cli.progress import shown_progress
from pcnsim.experiment import Progress
from pcnsim.experiment.records import read_table
from pcnsim.model.simulation import Simulation


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
    for words in ("hierarchy", "integration composite", "Composites are conventions", "results/small/comparison.html"):
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
        (["--replications", "0"], "experiment.replications"),
        (["--set", "trsut_forgetting=0.9"], "did you mean trust_forgetting?"),
        (["--weeks", "0"], "weeks"),
        (["--seed", "-1"], "seed"),
        (["--workers", "0"], "--workers"),
        (["--set", "area=nowhere"], "nowhere"),
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
        "pcnsim: 10 of 40 runs are there already; running the others",
        "pcnsim: 40 of 40 runs, 5.0 a second, 6 s, 1 failed",
    ]
