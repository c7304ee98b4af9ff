"""Whether a result folder can be trusted."""

from __future__ import annotations

import csv
import hashlib
import json
import os
from array import array
from collections import Counter
from pathlib import Path

import pytest

import pcnsim
from pcnsim.area import draw_area, write_area
from pcnsim.experiment import execute
from pcnsim.experiment.reproduce.verify import Verification, drawn, verify
from pcnsim.experiment.store.lock import FolderLock
from pcnsim.model.simulation import Simulation
from tests.small import contents, small

HASHED = ("config.toml", "plan.csv", "runs.csv", "failures.csv")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small experiment, done, with hashes of its files in the manifest: not to be changed."""
    folder = tmp_path_factory.mktemp("experiment")
    done = execute(small(folder), folder / "small", workers=1).folder
    hashes = {name: hashlib.sha256((done / name).read_bytes()).hexdigest() for name in HASHED}
    _change_manifest(done, files=hashes)
    return done


@pytest.fixture
def done(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    copy = tmp_path / "small"
    copy.mkdir()
    for name, content in contents(made, without=()).items():
        (copy / name).write_bytes(content)
    return copy


def _change_manifest(folder: Path, **entries: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **entries}), "utf-8")


def rows(folder: Path, name: str = "runs.csv") -> list[list[str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def write_rows(folder: Path, table: list[list[str]], name: str = "runs.csv") -> None:
    """Write a table and vouch for it in the manifest, as a forger would."""
    path = folder / name
    path.write_text("".join(",".join(row) + "\n" for row in table), "utf-8")
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    files = {**manifest["files"], name: hashlib.sha256(path.read_bytes()).hexdigest()}
    _change_manifest(folder, files=files)


@pytest.mark.end_to_end
def test_what_was_not_touched_is_identical_and_stays_so(done: Path) -> None:
    before = contents(done, without=())
    seen: list[tuple[int, int | None]] = []
    result = verify(done, every=True, progress=lambda *numbers: seen.append(numbers))
    assert result.identical
    assert set(result.files) == set(HASHED)
    assert (result.planned, result.rows, result.checked, result.bound) == (9, 9, 9, 0.0)
    assert seen == [(number, 9) for number in range(1, 10)]
    assert contents(done, without=()) == before


@pytest.mark.end_to_end
def test_an_altered_cell_is_found_by_hash_and_by_number(done: Path) -> None:
    table = rows(done)
    column = table[0].index("strain")
    table[5][column] = "0.5"
    (done / "runs.csv").write_text("".join(",".join(row) + "\n" for row in table), "utf-8")
    result = verify(done, every=True)
    assert not result.identical
    assert {name for name, state in result.files.items() if state == "differs"} == {"runs.csv"}
    (mismatch,) = result.mismatches
    assert mismatch.run_id == table[5][0]
    assert [(one.column, one.kept) for one in mismatch.differences] == [("strain", "0.5")]
    assert result.reasons[0] == "runs.csv has been changed since pcnsim wrote it"


@pytest.mark.end_to_end
def test_a_forged_hash_does_not_hide_a_forged_number(done: Path) -> None:
    table = rows(done)
    table[1][table[0].index("strain")] = "0.5"
    write_rows(done, table)
    result = verify(done, every=True)
    assert set(result.files.values()) == {"identical"}
    assert [one.run_id for one in result.mismatches] == [table[1][0]]


@pytest.mark.end_to_end
@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda table: [table[0], table[2], table[1], *table[3:]], "runs.csv, line 3: out of order"),
        (lambda table: [*table[:2], *table[1:]], "runs.csv, line 3: doubled"),
        (lambda table: table[:-1], "1 of 9 runs are in neither runs.csv nor failures.csv"),
        (
            lambda table: [*table, ["0" * 16, "3", *table[1][2:]]],
            "runs.csv, line 11: not a row of this experiment",
        ),
        (
            lambda table: [table[0], ["0" * 16, *table[1][1:]], *table[2:]],
            "runs.csv, line 2: its first columns",
        ),
    ],
    ids=["order", "double", "missing", "unknown", "name"],
)
def test_rows_that_are_not_of_the_plan_are_found(done: Path, spoil: object, fault: str) -> None:
    assert callable(spoil)
    write_rows(done, spoil(rows(done)))
    result = verify(done, 1)
    assert not result.identical
    assert any(fault in one for one in result.faults), result.faults


@pytest.mark.end_to_end
def test_a_shard_needs_its_own_runs_only(done: Path) -> None:
    write_rows(done, rows(done)[:5])
    counts = {"planned": 4, "finished": 4, "failed": 0}
    _change_manifest(done, shard=[1, 2], runs=counts)
    result = verify(done, 1)
    assert (result.identical, result.planned, result.rows) == (True, 4, 4)
    write_rows(done, rows(done)[:4])
    assert "1 of 4 runs are in neither runs.csv nor failures.csv" in verify(done, 1).faults


@pytest.mark.end_to_end
def test_a_plan_of_another_configuration_is_found(done: Path) -> None:
    table = rows(done, "plan.csv")
    table[4][table[0].index("seed")] = "1"
    write_rows(done, table, "plan.csv")
    result = verify(done, 1)
    assert [one.split(":")[0] for one in result.faults] == ["plan.csv, line 5"]
    write_rows(done, table[:-2], "plan.csv")
    assert "plan.csv, line 9: ends too early" in verify(done, 1).faults


@pytest.mark.end_to_end
def test_changed_tables_of_an_area_are_found(tmp_path: Path) -> None:
    place = write_area(draw_area(1, seed=1, practices_per_pcn=2), tmp_path / "place")
    config = small(tmp_path, f"area={place}", "experiment.replications=1")
    folder = execute(config, tmp_path / "results", workers=1).folder
    assert verify(folder, 1).identical
    write_area(draw_area(1, seed=2, practices_per_pcn=2), tmp_path / "other")
    for table in (tmp_path / "other").glob("*.csv"):
        (place / table.name).write_bytes(table.read_bytes())
    result = verify(folder, 1)
    assert "area place: its tables are not those that the experiment read" in result.faults
    assert len(result.mismatches) == 1


@pytest.mark.end_to_end
def test_a_file_that_is_gone_and_a_run_that_fails_now_are_found(
    done: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (done / "failures.csv").unlink()

    def failing(self: Simulation, weeks: int | None = None) -> Simulation:
        raise ValueError("never")

    monkeypatch.setattr(Simulation, "run", failing)
    result = verify(done, 2)
    assert result.files["failures.csv"] == "missing"
    assert [one.error for one in result.mismatches] == ["ValueError: never"] * 2


@pytest.mark.end_to_end
def test_another_version_is_warned_of_and_compared_all_the_same(done: Path) -> None:
    _change_manifest(done, pcnsim_version="0.0.9", model_sources="0123456789ab")
    for name in ("plan.csv", "runs.csv"):
        write_rows(
            done, [[row[0][::-1], *row[1:]] if row[0] != "run_id" else row for row in rows(done, name)], name
        )
    with pytest.warns(pcnsim.OtherVersionWarning, match=r"0\.0\.9 .*0123456789ab"):
        result = verify(done, 2)
    assert result.identical


@pytest.mark.end_to_end
def test_at_least_three_rows_are_done_again_however_long_they_take(done: Path) -> None:
    assert verify(done, seconds=0.0).checked == 3
    assert verify(done, 5).checked == 5
    assert verify(done, 50).checked == 9


@pytest.mark.unit
def test_folders_that_cannot_be_verified_are_told(done: Path, tmp_path: Path) -> None:
    with pytest.raises(pcnsim.InputError, match="there is no experiment there"):
        verify(tmp_path)
    lock = FolderLock(done)
    with pytest.raises(pcnsim.InputError, match=rf"under way .*{os.getpid()} on "):
        verify(done)
    lock.release()
    (done / "runs.csv").unlink()
    with pytest.raises(pcnsim.InputError, match="has not been finished"):
        verify(done)


@pytest.mark.property
@pytest.mark.parametrize("seed", range(5))
def test_a_sample_draws_from_all_points_alike(seed: int) -> None:
    points = array("q", [0] * 4 + [1] * 7 + [5] * 2)
    order = [int(index) for index in drawn(points, seed)]
    assert sorted(order) == list(range(len(points)))
    assert order == [int(index) for index in drawn(points, seed)]
    for n in range(1, len(points) + 1):
        counts = Counter(points[index] for index in order[:n])
        left = {point: points.count(point) - counts[point] for point in set(points)}
        for point in set(points):
            # A point is behind another only where it has no row left.
            assert not left[point] or counts[point] >= max(counts.values()) - 1
    assert order != [int(index) for index in drawn(points, seed + 1)]
    assert len(drawn(array("q"), seed)) == 0


@pytest.mark.unit
def test_the_share_of_wrong_rows_that_would_have_shown() -> None:
    def bound(checked: int, of: int) -> float:
        return Verification(Path(), {}, (), of, of, checked, (), (), 0.0).bound

    assert bound(20, 10_000) == pytest.approx(0.139, abs=0.001)
    # By the probability itself: with that share of wrong rows, 20 draws miss them all with 5 %.
    assert (1 - bound(20, 10_000)) ** 20 == pytest.approx(0.05)
    assert bound(9, 9) == 0.0
    assert bound(0, 9) == 1.0
