"""How far an experiment is, seen from outside."""

from __future__ import annotations

import json
import os
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import pcnsim
from pcnsim.cli.app import main
from pcnsim.config.errors import InputError
from pcnsim.experiment import execute
from pcnsim.experiment.planning import write_plan
from pcnsim.experiment.reproduce.lookup import open_experiment
from pcnsim.experiment.store import status as module
from pcnsim.experiment.store.lock import Owner
from pcnsim.experiment.store.parts import checked
from pcnsim.experiment.store.status import Watcher, status
from pcnsim.model.simulation import Simulation
from tests.small import contents, small


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small experiment, done: not to be changed."""
    folder = tmp_path_factory.mktemp("experiment")
    return execute(small(folder), folder / "small", workers=1).folder


@pytest.fixture
def part(made: Path, tmp_path: Path) -> Path:
    """The folder as it is while its runs are under way: four rows in runs.csv of an earlier session, no parts yet."""
    copy = tmp_path / "small"
    (copy / "parts").mkdir(parents=True)
    for name, content in contents(made, without=("comparison.html",)).items():
        (copy / name).write_bytes(content)
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    began = datetime.now(UTC) - timedelta(seconds=100)
    session = {"started": began.isoformat(timespec="seconds"), "found": 4, "workers": 2, "scheduler": None}
    del manifest["runs"]
    write(copy / "manifest.json", json.dumps({**manifest, "state": "running", "sessions": [session]}))
    lines = (made / "runs.csv").read_bytes().splitlines(keepends=True)
    (copy / "runs.csv").write_bytes(b"".join(lines[:5]))
    return copy


def write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def with_checksum(line: bytes) -> bytes:
    row = line.rstrip(b"\n")
    return b"%b,%08x\n" % (row, zlib.crc32(row))


def rows_of(folder: Path) -> list[bytes]:
    return (folder / "runs.csv").read_bytes().splitlines(keepends=True)


def add_part(folder: Path, lines: list[bytes], name: str = "000001.runs.csv") -> Path:
    path = folder / "parts" / name
    path.write_bytes(b"run_id,crc32\n" + b"".join(lines))
    return path


@pytest.mark.end_to_end
def test_a_finished_experiment(made: Path) -> None:
    found = status(made)
    assert (found.name, found.state, found.planned, found.finished, found.failed) == (
        "small",
        "finished",
        9,
        9,
        0,
    )
    assert (found.rate, found.go_on, found.left, found.pid) == (None, None, 0, None)
    assert found.bytes == sum(path.stat().st_size for path in made.rglob("*") if path.is_file())


@pytest.mark.unit
def test_rows_in_parts_count_once_and_torn_ones_not(part: Path, made: Path) -> None:
    assert (status(part).finished, status(part).state) == (4, "stopped")
    lines = [with_checksum(line) for line in rows_of(made)[1:]]
    # Two new rows, one that stands in runs.csv already, one with a wrong digit, one torn.
    wrong = lines[6].replace(b"0.", b"1.", 1)
    assert checked(wrong) is None
    path = add_part(part, [lines[4], lines[5], lines[0], wrong, lines[7][:-9]])
    assert (status(part).finished, status(part).left) == (6, 3)
    with path.open("ab") as file:  # the torn line was only not complete yet
        file.write(lines[7][-9:])
    assert status(part).finished == 7
    add_part(part, [lines[8], lines[4]], "000002.runs.csv")
    assert status(part).finished == 8


@pytest.mark.unit
def test_each_line_is_read_once_while_watching(part: Path, made: Path) -> None:
    lines = [with_checksum(line) for line in rows_of(made)[1:]]
    path = add_part(part, lines[4:5])
    watcher = Watcher(part)
    assert watcher.look().finished == 5
    with path.open("r+b") as file:  # what was read is not looked at again
        file.seek(len(b"run_id,crc32\n"))
        file.write(b"x" * 20)
        file.seek(0, os.SEEK_END)
        file.write(lines[5] + lines[6][:30])
    assert watcher.look().finished == 6
    with path.open("ab") as file:
        file.write(lines[6][30:])
    assert watcher.look().finished == 7
    # The merge: a new runs.csv in the place of the old one, then the parts go.
    new = part / "new"
    new.write_bytes((made / "runs.csv").read_bytes())
    new.replace(part / "runs.csv")
    assert watcher.look().finished == 9
    path.unlink()
    assert watcher.look().finished == 9


@pytest.mark.unit
def test_a_failure_counts_until_the_run_finishes(part: Path, made: Path) -> None:
    lines = rows_of(made)
    failure = lines[6].split(b",")[0] + b',1,hybrid,2,5,ValueError,"no, never",model/week.py:1 in run\n'
    add_part(part, [with_checksum(failure)], "000001.failures.csv").write_bytes(
        b"run_id,design_point,structure,replication,seed,error,message,where,crc32\n" + with_checksum(failure)
    )
    found = status(part)
    assert (found.finished, found.failed, found.left) == (4, 1, 4)
    assert found.last_failure == f"{failure[:16].decode()}: ValueError: no, never"
    add_part(part, [with_checksum(lines[6])])
    assert (status(part).finished, status(part).failed) == (5, 0)


@pytest.mark.unit
def test_rate_and_time_left_while_it_runs(part: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_busy", lambda _: Owner(4711, "elsewhere", "an unknown time"))
    lines = [with_checksum(line) for line in rows_of(made)[1:]]
    path = add_part(part, lines[4:6])
    watcher = Watcher(part)
    found = watcher.look()
    assert (found.state, found.pid, found.host, found.workers) == ("running", 4711, "elsewhere", 2)
    # Two in the 100 s since the session began; three are left.
    assert found.rate == pytest.approx(2 / 100, rel=0.05)
    assert found.seconds_left == pytest.approx(3 / found.rate)
    # Watched for 20 s in which one came: that is the rate then.
    clock = module.time.monotonic() + 20.0
    monkeypatch.setattr(module.time, "monotonic", lambda: clock)
    with path.open("ab") as file:
        file.write(lines[6])
    assert watcher.look().rate == pytest.approx(1 / 20, rel=0.05)
    assert watcher.look().go_on is None


@pytest.mark.end_to_end
def test_failed_runs_and_how_to_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Simulation, weeks: int | None = None) -> Simulation:
        raise ValueError("never")

    monkeypatch.setattr(Simulation, "run", failing)
    folder = execute(small(tmp_path), tmp_path / "small", workers=1).folder
    found = status(folder)
    assert (found.state, found.finished, found.failed, found.left) == ("finished with failures", 0, 9, 0)
    assert found.last_failure is not None
    assert found.last_failure.endswith("ValueError: never")
    assert found.go_on == f"pcnsim experiment {folder / 'config.toml'} --out {folder} --retry-failed"


@pytest.mark.unit
def test_looking_changes_nothing(part: Path, made: Path) -> None:
    add_part(part, [with_checksum(line) for line in rows_of(made)[5:7]])
    before = {
        path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in part.rglob("*")
    }
    folder = (part.stat().st_mtime_ns, (part / "parts").stat().st_mtime_ns)
    found = status(part)
    assert found.go_on == f"pcnsim experiment {part / 'config.toml'} --out {part}"
    after = {
        path: (path.stat().st_mtime_ns, path.is_file() and path.read_bytes()) for path in part.rglob("*")
    }
    assert before == after
    assert folder == (part.stat().st_mtime_ns, (part / "parts").stat().st_mtime_ns)


@pytest.mark.unit
def test_what_is_no_experiment_is_told(tmp_path: Path) -> None:
    with pytest.raises(pcnsim.InputError, match="there is no experiment there"):
        status(tmp_path)


@pytest.mark.unit
def test_another_version_is_told(part: Path) -> None:
    manifest = json.loads((part / "manifest.json").read_text("utf-8"))
    assert status(part).other_version is None
    write(part / "manifest.json", json.dumps({**manifest, "model_sources": "0123456789ab"}))
    sentence = status(part).other_version
    assert sentence is not None
    assert "0123456789ab" in sentence
    assert replace(status(part), other_version=None).name == "small"


@pytest.mark.unit
def test_a_shard_is_a_whole_of_its_own(part: Path) -> None:
    manifest = json.loads((part / "manifest.json").read_text("utf-8"))
    session = {**manifest["sessions"][0], "planned": 5, "scheduler": "tcp://127.0.0.1:8786"}
    write(part / "manifest.json", json.dumps({**manifest, "shard": [1, 2], "sessions": [session]}))
    found = status(part)
    assert (found.planned, found.finished, found.left) == (5, 4, 1)
    assert found.go_on is not None
    assert found.go_on.endswith("--shard 1/2 --scheduler tcp://127.0.0.1:8786")
    write(part / "manifest.json", json.dumps({**manifest, "shard": [1, 3], "sessions": []}))
    assert status(part).planned == 3


@pytest.mark.end_to_end
def test_a_plan_that_was_not_begun_is_planned_and_says_how_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = small(tmp_path)
    write_plan(config, tmp_path / "out", shard=(1, 2))
    found = status(tmp_path / "out")
    assert (found.state, found.finished, found.shard) == ("planned", 0, (1, 2))
    assert found.go_on is not None
    assert found.go_on.endswith("--shard 1/2")
    monkeypatch.setattr("sys.argv", ["pcnsim", "status", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as end:
        main()
    said = capsys.readouterr().out
    assert not end.value.code
    assert ", part 1 of 2: planned\n" in said
    assert "none begun" in said
    assert "to start: pcnsim experiment" in said
    assert "last begun" not in said
    execute(config, tmp_path / "out", shard=(1, 2), workers=1)
    assert status(tmp_path / "out").state == "finished"


@pytest.mark.unit
def test_a_damaged_manifest_and_a_missing_configuration_are_named(part: Path) -> None:
    (part / "config.toml").unlink()
    with pytest.raises(InputError, match=r"config\.toml is missing there.*writes it again"):
        open_experiment(part)
    write(part / "manifest.json", '{"kind": ')
    with pytest.raises(InputError, match=r"manifest\.json: cannot be read: it was damaged.*from a copy"):
        status(part)
