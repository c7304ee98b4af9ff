"""Result files: precision, whole files, and folders that hold something else."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.config import InputError
from pcnsim.experiment.plan import RESULTS_SCHEMA, Plan, make_plan
from pcnsim.experiment.records import csv_bytes, frame_bytes, read_table, run_columns, write_whole
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store import EXPERIMENT, ResultFolder, make_folder, open_folder
from pcnsim.model.outcomes.declared import headline_names
from tests.small import contents, small


def manifest(plan: Plan, **changes: Any) -> dict[str, Any]:
    identity = {"experiment_id": plan.experiment_id, "model_sources": "sources"}
    return {"kind": EXPERIMENT, "schema_version": RESULTS_SCHEMA, "name": "small", **identity, **changes}


def row(plan: Plan, number: int, value: float = 0.1) -> list[Any]:
    run = plan.run(*divmod(number, plan.replications))
    levels = plan.shown(plan.points[run.design_point])
    return [run.run_id, run.design_point, *levels, run.replication, *([value] * len(headline_names()))]


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
def test_parts_are_merged_in_plan_order_and_unsound_rows_do_not_count(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path))
    store = open_folder(tmp_path / "out", plan, manifest(plan))
    store.begin()
    store.append(Report(rows={n: csv_bytes((), [row(plan, n)], header=False) for n in (5, 1)}))
    failure = [*row(plan, 2)[:4], 1, "ValueError", "no", "here"]
    store.append(
        Report({0: csv_bytes((), [row(plan, 0)], header=False)}, {2: csv_bytes((), [failure], header=False)})
    )
    whole = csv_bytes(run_columns(plan.factors), [row(plan, 7), row(plan, 8)])
    (store.parts / "a.runs.csv").write_bytes(whole[:-5])  # a copy that broke off inside the second row
    (store.parts / "b.runs.csv").write_bytes(b"other,header\n" + whole)
    strange = csv_bytes(run_columns(plan.factors), [["0" * 16, *row(plan, 3)[1:]], [*row(plan, 4)[:-1], "x"]])
    (store.parts / "c.runs.csv").write_bytes(strange)
    again = ResultFolder(store.path, plan)
    assert np.flatnonzero(again.finished).tolist() == [0, 1, 5, 7]
    assert again.merge() == (4, 1)
    assert not again.parts.exists()
    written = read_table(store.path / "runs.csv")
    assert list(zip(written["design_point"], written["replication"], strict=True)) == [
        (0, 0),
        (0, 1),
        (1, 2),
        (2, 1),
    ]
    assert (ResultFolder(store.path, plan).finished == again.finished).all()


@pytest.mark.unit
def test_a_plan_is_written_with_its_folder(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path))
    open_folder(tmp_path / "new" / "out", plan, manifest(plan))
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
    open_folder(folder, plan, manifest(plan))
    before = contents(folder, without=())
    with pytest.raises(InputError, match=r"out: the folder holds another one.*--out.*--force"):
        open_folder(folder, other, manifest(other))
    with pytest.raises(InputError, match="other sources of the model"):
        open_folder(folder, plan, manifest(plan, model_sources="edited"))
    assert contents(folder, without=()) == before
    open_folder(folder, plan, manifest(plan))
    assert contents(folder, without=()) == before
    open_folder(folder, other, manifest(other), fresh=True)
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
    open_folder(Path(), plan, manifest(plan))
    assert set(contents(tmp_path / "here", without=())) == {"config.toml", "plan.csv", "manifest.json"}
    assert len(read_table(Path("plan.csv"))) == len(plan)
