"""Result files: precision, whole files, and folders that hold something else."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.config import InputError
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store.files import write_whole
from pcnsim.experiment.store.folder import make_folder
from pcnsim.experiment.store.opening import open_folder, write_tables
from pcnsim.experiment.store.parts import with_checksum
from pcnsim.experiment.store.records import csv_bytes, frame_bytes, read_table
from pcnsim.experiment.store.result_folder import ResultFolder
from tests.small import contents, small
from tests.stored import failure, manifest, report, row


@pytest.mark.property
@given(st.lists(st.floats(allow_infinity=True) | st.integers(-(2**53), 2**53).map(float), min_size=1))
def test_numbers_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, values: list[float]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    path.write_bytes(csv_bytes(("run_id", "value"), ((str(i), np.float64(v)) for i, v in enumerate(values))))
    back = read_table(path)
    np.testing.assert_array_equal(back["value"].to_numpy(float), values)
    assert list(back["run_id"]) == [str(i) for i in range(len(values))]


@pytest.mark.unit
def test_names_of_runs_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(csv_bytes(("run_id",), [("1e10000000000000",), ("0012345678901234",)]))
    assert list(read_table(path)["run_id"]) == ["1e10000000000000", "0012345678901234"]


@pytest.mark.unit
def test_every_kind_of_number_is_written_alike() -> None:
    table = pd.DataFrame({"a": [1, 2], "b": [0.1, math.nan], "c": [True, False], "d": ["x,y", "two\nlines"]})
    assert frame_bytes(table) == b'a,b,c,d\n1,0.1,TRUE,"x,y"\n2,,FALSE,two lines\n'
    assert (
        csv_bytes((), [[np.int64(3), np.float32(0.5), np.float64(1e-300), None]], header=False)
        == b"3,0.5,1e-300,\n"
    )


@pytest.mark.unit
def test_a_write_that_breaks_off_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    write_whole(path, b"before")

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write_whole(path, pieces())
    assert contents(tmp_path) == {"runs.csv": b"before"}


@pytest.mark.unit
def test_the_same_content_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "runs.csv"
    write_whole(path, [b"a", b"b"])
    before = path.stat()
    write_whole(path, b"ab")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.unit
def test_rows_are_merged_in_plan_order_and_what_is_unsound_does_not_count(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path))
    with open_folder(tmp_path / "out", plan, manifest(plan)) as store:
        store.begin()
        store.append(report(plan, [5, 1]))
        store.append(report(plan, [0], [2]))
        header = (store.parts / "000001.runs.csv").read_bytes().splitlines(keepends=True)[0]
    lines = [with_checksum(row(plan, number).rstrip(b"\n")) for number in range(9)]
    strange = with_checksum(b"0" * 16 + row(plan, 3).rstrip(b"\n")[16:])
    beyond = with_checksum(row(plan, 3).rstrip(b"\n").replace(b",1,hybrid,0,", b",1,hybrid,7,"))
    parts = {
        "000002": header + lines[7] + lines[8][:-5],  # broke off inside the second row
        "000003": header + lines[8].replace(b"0.1", b"0.2", 1) + strange + beyond,
        "000004": header + bytes(4096),
        "000005": header + lines[5] + lines[5],
    }
    for name, content in parts.items():
        (store.parts / f"{name}.runs.csv").write_bytes(content)
    with open_folder(tmp_path / "out", plan, manifest(plan)) as again:
        assert list(np.flatnonzero(again.finished)) == [0, 1, 5, 7]
        assert list(np.flatnonzero(again.failed)) == [2]
        assert again.merge() == (4, 1)
        assert not again.parts.exists()
    assert (store.path / "runs.csv").read_bytes().splitlines(keepends=True)[1:] == [
        row(plan, number, number / 8) if number != 7 else row(plan, number) for number in (0, 1, 5, 7)
    ]
    once_more = ResultFolder(store.path, plan)
    assert once_more.finished.tolist() == again.finished.tolist()
    assert once_more.failed.tolist() == again.failed.tolist()
    once_more.begin()
    assert once_more.merge() == (4, 1)


@pytest.mark.unit
def test_failed_runs_stay_failed_until_they_are_tried_again(tmp_path: Path) -> None:
    plan, path = make_plan(small(tmp_path)), tmp_path / "out"
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        store.append(report(plan, [0, 1, 2, 3], [4, 5]))
    with open_folder(path, plan, manifest(plan)) as store:  # killed, opened again
        assert list(np.flatnonzero(store.failed)) == [4, 5]
        store.begin()
        assert store.merge() == (4, 2)
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin(retry_failed=True)
        assert not store.failed.any()
        store.append(Report(failures={5: failure(plan, 5, "again")}))
        store.append(report(plan, [4]))
        assert list(np.flatnonzero(store.failed)) == [5]
    assert list(np.flatnonzero(ResultFolder(path, plan).failed)) == [5]
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        assert store.merge() == (5, 1)
    table = read_table(path / "failures.csv", text=("run_id", "error", "message", "where"))
    assert table["message"].tolist() == ["again"]
    assert len(read_table(path / "runs.csv")) == 5


@pytest.mark.unit
def test_the_manifest_vouches_for_every_file(tmp_path: Path) -> None:
    plan, path = make_plan(small(tmp_path)), tmp_path / "out"
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        store.append(report(plan, range(8), [8]))
        store.merge()
        store.write_manifest({**store.manifest(), "files": {}, "state": "finished"})
    write_tables(path, {"summary.csv": [b"a\n", b"b\n"]})
    said = json.loads((path / "manifest.json").read_text())
    assert said["state"] == "finished"
    assert said["files"] == {
        name: hashlib.sha256(content).hexdigest()
        for name, content in contents(path, without=("manifest.json", ".lock")).items()
    }


@pytest.mark.unit
@pytest.mark.parametrize("name", ["runs.csv", "failures.csv", "plan.csv"])
def test_a_damaged_file_is_told_and_can_be_deleted(tmp_path: Path, name: str) -> None:
    plan, path = make_plan(small(tmp_path)), tmp_path / "out"
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        store.append(report(plan, range(7), [7, 8]))
        store.merge()
    right = (path / name).read_bytes()
    for content in (right[:-9], right[:-2] + b"9\n", right + b"more\n", right.replace(b",", b";", 1), b""):
        (path / name).write_bytes(content)
        before = contents(path, without=())
        with pytest.raises(
            InputError, match=rf"{name}: is not the file that was written there.*delete it to have"
        ):
            open_folder(path, plan, manifest(plan))
        assert contents(path, without=()) == before
    (path / name).unlink()
    with open_folder(path, plan, manifest(plan)) as store:
        assert store.finished.sum() == (0 if name == "runs.csv" else 7)
        assert store.failed.sum() == (0 if name == "failures.csv" else 2)
        store.begin()
        store.append(report(plan, range(7), [7, 8]))
        store.merge()
    assert (path / name).read_bytes() == right


@pytest.mark.unit
def test_a_folder_from_before_manifests_held_hashes_is_gone_on_with(tmp_path: Path) -> None:
    plan, path = make_plan(small(tmp_path)), tmp_path / "out"
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        store.append(report(plan, range(7)))
        store.merge()
    (path / "manifest.json").write_text(json.dumps(manifest(plan)))
    with open_folder(path, plan, manifest(plan)) as store:
        assert store.finished.sum() == 7
    assert set(json.loads((path / "manifest.json").read_text())["files"]) >= {"runs.csv", "failures.csv"}


@pytest.mark.unit
def test_the_row_of_another_experiment_is_refused(tmp_path: Path) -> None:
    plan, other = make_plan(small(tmp_path)), make_plan(small(tmp_path, "seed=8"))
    with open_folder(tmp_path / "out", plan, manifest(plan)) as store:
        store.begin()
        with pytest.raises(InputError, match="row of another experiment"):
            store.append(report(other, [0]))
        with pytest.raises(InputError, match="row of another experiment"):
            store.append(Report(rows={1: row(plan, 0)}))
        assert not store.finished.any()


@pytest.mark.unit
def test_what_was_imputed_is_kept_with_the_rows(tmp_path: Path) -> None:
    plan, path = make_plan(small(tmp_path)), tmp_path / "out"
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        for number, imputed in enumerate(({"b": 3}, {"a": 1, "b": 2}, {"a": 0})):
            store.append(Report(rows={number: row(plan, number)}, imputed=imputed))
    with open_folder(path, plan, manifest(plan)) as store:
        assert store.manifest()["imputed_in_a_run"] == {"b": 3, "a": 1}


@pytest.mark.unit
def test_two_processes_do_not_work_in_one_folder(tmp_path: Path) -> None:
    plan, path = make_plan(small(tmp_path)), tmp_path / "out"
    with open_folder(path, plan, manifest(plan)):
        for fresh in (False, True):
            with pytest.raises(InputError, match="another pcnsim works in this folder"):
                open_folder(path, plan, manifest(plan), fresh=fresh)
        with pytest.raises(InputError, match="another pcnsim works in this folder"):
            write_tables(path, {"summary.csv": [b""]})
    open_folder(path, plan, manifest(plan)).close()


@pytest.mark.unit
def test_a_plan_is_written_with_its_folder(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path))
    open_folder(tmp_path / "new" / "out", plan, manifest(plan)).close()
    written = read_table(tmp_path / "new" / "out" / "plan.csv")
    assert list(written["run_id"]) == [run.run_id for run in plan]
    assert list(written["seed"]) == [run.seed for run in plan]
    assert list(written["structure"]) == [
        name for name in ("hierarchy", "hybrid", "network") for _ in range(3)
    ]
    assert list(written["spawn_key"]) == [0, 1, 2] * 3


@pytest.mark.unit
@pytest.mark.parametrize("fresh", [False, True])
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, fresh: bool) -> None:
    plan = make_plan(small(tmp_path))
    other = tmp_path / "thesis"
    other.mkdir()
    (other / "chapter.txt").write_text("years of work")
    for content in ("years of work", json.dumps({"kind": "pcnsim run"}), "[]"):
        (other / "manifest.json").write_text(content)
        before = contents(other, without=())
        with pytest.raises(
            InputError,
            match=r"thesis: the folder (has no readable manifest|holds other things than an exp).*--out",
        ):
            open_folder(other, plan, manifest(plan), fresh=fresh)
        assert contents(other, without=()) == before
    with pytest.raises(InputError, match="there is a file of that name"):
        open_folder(other / "chapter.txt", plan, manifest(plan), fresh=fresh)


@pytest.mark.unit
def test_another_experiment_is_refused_or_replaced_on_demand(tmp_path: Path) -> None:
    plan, other = make_plan(small(tmp_path)), make_plan(small(tmp_path, "seed=8"))
    folder = tmp_path / "out"
    open_folder(folder, plan, manifest(plan)).close()
    before = contents(folder, without=())
    with pytest.raises(InputError, match=r"out: the folder holds another one.*--out.*--force"):
        open_folder(folder, other, manifest(other))
    with pytest.raises(InputError, match="other sources of the model"):
        open_folder(folder, plan, manifest(plan, model_sources="edited"))
    assert contents(folder, without=()) == before
    open_folder(folder, plan, manifest(plan)).close()
    assert contents(folder, without=()) == before
    open_folder(folder, other, manifest(other), fresh=True).close()
    assert contents(folder, without=())["plan.csv"] != before["plan.csv"]
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["out"]


@pytest.mark.unit
def test_a_folder_that_cannot_be_made_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="results cannot be written there"):
        make_folder(tmp_path / "file" / "out", {"a": b""})


@pytest.mark.unit
def test_an_empty_folder_is_filled_even_where_the_user_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = make_plan(small(tmp_path))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    open_folder(Path(), plan, manifest(plan)).close()
    assert set(contents(tmp_path / "here", without=())) >= {"config.toml", "plan.csv", "manifest.json"}
    assert len(read_table(Path("plan.csv"))) == len(plan)
