"""Killed between any two steps, the store loses nothing, believes nothing false, and ends with the same bytes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.store.folder import manifest_of
from pcnsim.experiment.store.opening import open_folder, write_tables
from pcnsim.experiment.store.result_folder import ResultFolder
from tests.small import contents, small
from tests.stored import manifest, report

pytestmark = pytest.mark.property


class Killed(BaseException):
    """What no code of ours may catch and mend: after SIGKILL nothing runs."""


STEPS = [
    (os, "fsync"),
    (os, "write"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "rmdir"),
    (Path, "mkdir"),
    (shutil, "rmtree"),
]


@contextmanager
def killed_at(step: int) -> Iterator[list[int]]:
    """Let the first `step` changes to the disk happen and none after; the list counts them."""
    done = [0]

    def watched(right: Callable[..., Any]) -> Callable[..., Any]:
        def act(*arguments: Any, **more: Any) -> Any:
            if done[0] >= step:
                raise Killed
            done[0] += 1
            return right(*arguments, **more)

        return act

    with pytest.MonkeyPatch.context() as patch:
        for owner, name in STEPS:
            patch.setattr(owner, name, watched(getattr(owner, name)))
        yield done


def reopened(path: Path, plan: Plan) -> ResultFolder:
    return open_folder(path, plan, manifest(plan))


def finish(path: Path, plan: Plan) -> dict[str, bytes]:
    """Do what is left, as the runner would, and return the final files."""
    with reopened(path, plan) as store:
        store.begin()
        left = np.flatnonzero(~(store.finished | store.failed))
        store.append(report(plan, [n for n in left if n not in FAILING], [n for n in left if n in FAILING]))
        store.merge()
    write_tables(path, {"summary.csv": [b"summary\n"]})
    assert not (path / "parts").exists()
    ResultFolder(path, plan)  # every hash is right
    return contents(path, without=("manifest.json", ".owner.json"))


FAILING = {5}


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return make_plan(small(tmp_path))


@pytest.fixture
def whole(tmp_path: Path, plan: Plan) -> dict[str, bytes]:
    return finish(tmp_path / "whole", plan)


def every_step(start: Path, plan: Plan, act: Callable[[Path], None]) -> Iterator[Path]:
    """A copy of a folder for each step that an action can be killed at, killed there."""
    for step in range(200):
        path = start.with_name(f"{start.name}-{step}")
        if start.exists():
            shutil.copytree(start, path)
        with killed_at(step):
            try:
                act(path)
            except Killed:
                pass
            else:
                assert step > 5
                return
        yield path
    raise AssertionError("it never ends")


def test_while_a_folder_is_made(tmp_path: Path, plan: Plan, whole: dict[str, bytes]) -> None:
    for path in every_step(tmp_path / "new", plan, lambda path: reopened(path, plan).close()):
        assert finish(path, plan) == whole


def test_while_rows_are_stored(tmp_path: Path, plan: Plan, whole: dict[str, bytes]) -> None:
    start = tmp_path / "start"
    reopened(start, plan).close()

    def store_some(path: Path) -> None:
        with reopened(path, plan) as store:
            store.begin()
            store.append(report(plan, [3, 0], [5]))
            store.append(report(plan, [1]))

    for path in every_step(start, plan, store_some):
        assert finish(path, plan) == whole


def test_while_parts_are_merged(tmp_path: Path, plan: Plan, whole: dict[str, bytes]) -> None:
    # An earlier session was merged though runs were missing; a later one was killed, and this one merges all.
    start = tmp_path / "start"
    with reopened(start, plan) as store:
        store.begin()
        store.append(report(plan, [8, 2]))
        store.merge()
    before = (start / "runs.csv").read_bytes()
    with reopened(start, plan) as store:
        store.begin()
        store.append(report(plan, [0, 1, 3], [5]))
    with (start / "parts" / "000001.runs.csv").open("ab") as part:
        part.write(b"0123456789abcdef,2,torn")

    def merge(path: Path) -> None:
        with reopened(path, plan) as store:
            store.begin()
            store.append(report(plan, [4, 6]))
            store.merge()

    seen = set()
    for path in every_step(start, plan, merge):
        there = ResultFolder(path, plan)
        assert there.finished[[0, 1, 2, 3, 8]].all(), "nothing that was finished is lost"
        assert there.failed[5]
        seen.add((path / "runs.csv").read_bytes() == before)
        assert finish(path, plan) == whole
    assert seen == {True, False}, "both sides of the replacement were seen"


def test_while_tables_are_written_and_a_merge_is_repeated(
    tmp_path: Path, plan: Plan, whole: dict[str, bytes]
) -> None:
    start = tmp_path / "start"
    finish(start, plan)
    (start / "summary.csv").write_bytes(b"of other runs\n")
    tables = {"summary.csv": [b"summary\n"], "comparisons.csv": [b"c\n"]}
    for path in every_step(start, plan, lambda path: write_tables(path, tables) and None):
        write_tables(path, tables)
        files = finish(path, plan)
        assert files.pop("comparisons.csv") == b"c\n"
        assert files == whole


def test_while_another_experiment_is_replaced(tmp_path: Path, plan: Plan, whole: dict[str, bytes]) -> None:
    start = tmp_path / "start"
    other = make_plan(small(tmp_path, "seed=8"))
    finish(start, other)
    reopened(start, other).begin()
    (start / "notes.txt").write_text("of a person")
    first = contents(start, without=("manifest.json", ".owner.json"))

    def replace(path: Path) -> None:
        open_folder(path, plan, manifest(plan), fresh=True).close()

    old = 0
    for path in every_step(start, plan, replace):
        if manifest_of(path)["experiment_id"] == other.experiment_id:  # type: ignore[index]
            old += 1
            assert finish(path, other) == first, "the old one is whole"
            continue
        files = finish(path, plan)
        assert files.pop("notes.txt") == b"of a person", "what pcnsim did not write is not touched"
        assert files == whole
    assert old
