"""Weekly series in the store: a run is finished only with its series."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from pcnsim.analysis import merge_results
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store.opening import open_folder
from pcnsim.experiment.weekly.series import chunk_bytes
from tests.small import contents, small
from tests.stored import manifest, report
from tests.weekly import FIRST_WEEK, made_up

pytestmark = pytest.mark.unit


def with_series(plan: Plan, numbers: list[int]) -> Report:
    sent = report(plan, numbers)
    runs = [plan.run(*divmod(number, plan.replications)) for number in numbers]
    sent.weekly = chunk_bytes([(run, FIRST_WEEK, made_up(run)) for run in runs])
    return sent


def filled(path: Path, plan: Plan, *reports: Report) -> dict[str, bytes]:
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        for one in reports:
            store.append(one)
        store.merge()
    return contents(path)


def test_series_are_stored_before_their_rows_and_merged_with_them(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    plan, path = make_plan(small(tmp_path, "experiment.weekly=true")), tmp_path / "out"
    whole = filled(tmp_path / "whole", plan, with_series(plan, list(range(9))))
    with open_folder(path, plan, manifest(plan)) as store:
        store.begin()
        store.append(with_series(plan, [6, 1, 3]))
        store.append(report(plan, [2]))
        assert list(np.flatnonzero(store.finished)) == [1, 3, 6]
    with open_folder(path, plan, manifest(plan)) as store:
        assert list(np.flatnonzero(store.finished)) == [1, 3, 6], "a row without its series is not enough"
    assert filled(path, plan, with_series(plan, [2, 4]), with_series(plan, [0, 5, 7, 8])) == whole
    said = json.loads((path / "manifest.json").read_text())["files"]
    name = "weekly/runs-000000.parquet"
    assert said[name] == hashlib.sha256((path / name).read_bytes()).hexdigest()
    (path / name).unlink()
    with open_folder(path, plan, manifest(plan)) as store:
        assert not store.finished.any()


def test_series_of_folders_are_joined(tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    plan = make_plan(small(tmp_path, "experiment.weekly=true"))
    whole = filled(tmp_path / "whole", plan, with_series(plan, list(range(9))))
    folders = [tmp_path / "a", tmp_path / "b"]
    filled(folders[0], plan, with_series(plan, [0, 2, 4, 6, 8]))
    filled(folders[1], plan, with_series(plan, [1, 3]), with_series(plan, [5, 7]))
    assert merge_results(folders, tmp_path / "out").manifest["state"] == "finished"
    merged = contents(tmp_path / "out")
    assert {name: merged[name] for name in whole} == whole
