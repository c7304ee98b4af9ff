"""`pcnsim replay`, `pcnsim verify` and `pcnsim status` as a user types them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from pcnsim.cli import app as program
from pcnsim.cli import status as status_command
from pcnsim.experiment import execute
from pcnsim.experiment.store import status
from pcnsim.experiment.store.lock import Owner
from pcnsim.experiment.store.records import read_table
from pcnsim.model.simulation import Simulation
from tests.small import contents, small


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small experiment, done: not to be changed."""
    folder = tmp_path_factory.mktemp("experiment")
    return execute(small(folder), folder / "small", workers=1).folder


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with results/small in it, to be changed."""
    monkeypatch.chdir(tmp_path)
    copy = tmp_path / "results" / "small"
    copy.mkdir(parents=True)
    for name, content in contents(made, without=()).items():
        (copy / name).write_bytes(content)
    return copy


def pcnsim(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    """Run the program here and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["pcnsim", *arguments])
    with pytest.raises(SystemExit) as end:
        program.main()
    assert isinstance(end.value.code, int)
    return end.value.code


def ids(folder: Path) -> list[str]:
    return list(read_table(folder / "plan.csv")["run_id"])


def change_manifest(folder: Path, **entries: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **entries}), "utf-8")


def spoil(folder: Path, row: int, column: str) -> None:
    path = folder / "runs.csv"
    lines = path.read_text("utf-8").split("\n")
    cells = lines[row + 1].split(",")
    cells[lines[0].split(",").index(column)] = "0.5"
    lines[row + 1] = ",".join(cells)
    path.write_text("\n".join(lines), "utf-8")


@pytest.mark.end_to_end
def test_a_run_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run_id = ids(folder)[8]
    assert pcnsim(monkeypatch, "replay", "results/small", run_id[:5]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"Run {run_id}: structure = network, replication 2, 2 practices, 1 PCN")
    assert "Identical: every cell of its row in results/small/runs.csv came out again." in said.out
    assert f"Written to results/small-{run_id[:8]}/" in said.out
    assert said.err == ""
    assert (folder.parent / f"small-{run_id[:8]}" / "weekly.csv").is_file()
    # From inside the folder it lands in the same place; elsewhere on demand.
    monkeypatch.chdir(folder)
    assert pcnsim(monkeypatch, "replay", ".", run_id) == 0
    assert sorted(path.name for path in folder.parent.iterdir()) == ["small", f"small-{run_id[:8]}"]
    assert pcnsim(monkeypatch, "replay", ".", run_id, "--out", "../other") == 0
    assert (folder.parent / "other" / "manifest.json").is_file()
    capsys.readouterr()
    assert pcnsim(monkeypatch, "replay", ".", ids(folder)[0], "--out", "../other") == 2
    assert "the folder holds another one" in capsys.readouterr().err
    assert pcnsim(monkeypatch, "replay", ".", ids(folder)[0], "--out", "../other", "--force") == 0


@pytest.mark.end_to_end
def test_a_run_that_differs_is_told_and_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil(folder, 3, "strain")
    change_manifest(folder, model_sources="0123456789ab")
    assert pcnsim(monkeypatch, "replay", "results/small", ids(folder)[3]) == 1
    said = capsys.readouterr()
    assert "DIFFERENT from its row in results/small/runs.csv in 1 cell:\n  strain  0.5 there, 0." in said.out
    assert said.err.startswith("pcnsim: warning: the results of small were made by pcnsim")
    assert "likely reason: the model's rules have other sources now (0123456789ab then" in said.err
    assert "UserWarning" not in said.err


@pytest.mark.end_to_end
def test_a_run_that_fails_shows_its_traceback_and_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(self: Simulation, weeks: int | None = None) -> Simulation:
        raise ValueError("never")

    monkeypatch.setattr(Simulation, "run", failing)
    assert pcnsim(monkeypatch, "replay", "results/small", ids(folder)[3]) == 1
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "in failing" in said
    assert "ValueError: never" in said
    assert (
        f"This is run {ids(folder)[3]} of results/small: design point 1 (structure = hybrid), replication 0"
        in said
    )
    assert "the run fails now; in the experiment it finished" in said
    assert "NUMBA_DISABLE_JIT=1" in said
    assert [path.name for path in folder.parent.iterdir()] == ["small"]


@pytest.mark.end_to_end
def test_a_run_not_done_yet_is_said_to_be(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = folder / "runs.csv"
    rows.write_text("".join(rows.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    assert pcnsim(monkeypatch, "replay", "results/small", ids(folder)[8]) == 0
    assert "not yet in results/small/runs.csv" in capsys.readouterr().out


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["replay", "results/small", "zzzz"], "RUN_ID: “zzzz” is not the name of a run"),
        (["replay", "results/small", "abc"], "4 to 16 of the digits"),
        (["replay", "results/none", "abcd"], "there is no folder of that name"),
        (["replay", "results", "abcd"], "there is no experiment there"),
        (["verify", "results"], "there is no experiment there"),
        (["verify", "results/small", "--all", "--sample", "3"], "exclude each other"),
        (["verify", "results/small", "--sample", "0"], "--sample"),
        (["status", "results"], "there is no experiment there"),
    ],
)
def test_mistakes_are_2_and_leave_nothing(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    before = contents(folder.parent, without=())
    assert pcnsim(monkeypatch, *arguments) == 2
    said = capsys.readouterr()
    assert message in said.err
    assert said.out == ""
    assert contents(folder.parent, without=()) == before


@pytest.mark.end_to_end
def test_a_folder_verified(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "verify", "results/small", "--sample", "4") == 0
    said = capsys.readouterr()
    assert said.out.startswith("results/small, checked with pcnsim 0.1.0 (model sources ")
    assert "plan and rows: consistent; 9 of 9 runs are in runs.csv" in said.out
    assert "runs done again: 4 of 9 rows: identical" in said.out
    assert "a share of wrong rows above 53 % would have shown with 95 % probability" in said.out
    assert said.err == ""
    spoil(folder, 3, "strain")
    assert pcnsim(monkeypatch, "verify", "results/small", "--all") == 1
    said = capsys.readouterr()
    assert "9 of 9 rows: 8 identical, 1 DIFFERENT" in said.out
    assert f"{ids(folder)[3]}: strain: 0.5 in runs.csv, 0." in said.out
    assert "pcnsim: warning: likely reason: " in said.err
    assert "would have shown" not in said.out


@pytest.mark.end_to_end
def test_status_for_people_and_scripts(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "status", "results/small") == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[:2] == ["small: finished", "  9 of 9 runs finished (100 %), none failed"]
    assert said.err == ""
    assert pcnsim(monkeypatch, "status", "results/small", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["state"], found["planned"], found["finished"], found["left"]) == ("finished", 9, 9, 0)
    (folder / "parts").mkdir()
    (folder / "runs.csv").write_bytes(
        b"".join((folder / "runs.csv").read_bytes().splitlines(keepends=True)[:5])
    )
    (folder / "parts" / "000001.runs.csv").write_bytes(b"run_id,crc32\n")
    assert pcnsim(monkeypatch, "status", "results/small") == 0
    said = capsys.readouterr()
    assert said.out.startswith("small: stopped\n  4 of 9 runs finished (44 %), none failed\n")
    assert said.out.endswith("to go on: pcnsim experiment results/small/config.toml --out results/small\n")


@pytest.mark.end_to_end
def test_watching_ends_with_the_experiment(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = Owner(4711, "here", "an unknown time")
    looks = iter([owner, owner, None])
    monkeypatch.setattr(status, "is_busy", lambda _: next(looks))
    monkeypatch.setattr(status_command, "SECONDS_BETWEEN_LOOKS", 0.0)
    assert pcnsim(monkeypatch, "status", "results/small", "--watch") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "small: running"
    assert "process 4711 on here, 1 worker, since" in "\n".join(lines)
    # In a file the later looks are a line each, and the end is told in full.
    assert sum(line.startswith("9 of 9 runs finished (100 %), none failed") for line in lines) == 1
    assert lines.count("small: running") == lines.count("small: finished") == 1
