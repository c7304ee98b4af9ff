"""How runs are cut into chunks and dealt out to shards: each once, arms together, sizes by time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pcnsim.config import InputError, load
from pcnsim.experiment.chunks import LARGEST_CHUNK, RUNS_TOGETHER, Chunk, Pace, chunks
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.reports import Report
from pcnsim.experiment.shards import checked, default_folder, read_shard, runs_of
from tests.small import small, small_file

TWO = 'experiment.factors={structure=["hierarchy","network"], trust_forgetting=[0.97, 0.98, 0.99]}'


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Six arms, of which pairs share a burn-in, in 40 replications."""
    folder = tmp_path_factory.mktemp("plan")
    sets = (TWO, "experiment.baseline={structure='network'}", "experiment.replications=40")
    return make_plan(small(folder, *sets))


def cut(plan: Plan, seconds: float, workers: int = 2, todo: object = None) -> list[Chunk]:
    wanted = np.ones(len(plan), dtype=bool) if todo is None else np.asarray(todo)
    return list(chunks(plan, wanted, Pace(plan, seconds), lambda: workers))


def at(plan: Plan, number: int) -> tuple[object, ...]:
    return plan.shown(plan.points[number // plan.replications])


@pytest.mark.unit
@pytest.mark.parametrize("workers", [1, 2, 7])
@pytest.mark.parametrize("seconds", [0.002, 0.05, 0.4, 6.0])
def test_chunks_hold_every_run_once_and_keep_arms_together(plan: Plan, workers: int, seconds: float) -> None:
    found = cut(plan, seconds, workers)
    assert sorted(number for chunk in found for number in chunk.numbers) == list(range(len(plan)))
    for chunk in found:
        for group in chunk.groups:
            assert len({run.replication for run in group}) == 1
            # Structures share a burn-in, levels of a parameter do not.
            assert len({at(plan, run.number)[1] for run in group}) == 1
    assert [len(chunk) for chunk in found[:workers]] == [1] * workers  # a first result soon
    if seconds < 1:  # all groups but those that the first chunks broke are whole
        assert sum(len(group) == 1 for chunk in found for group in chunk.groups) <= 2 * workers


@pytest.mark.unit
def test_the_size_of_chunks_follows_the_time_of_a_run(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path, "experiment.replications=5000"))
    tiny = cut(plan, 0.002)
    assert max(map(len, tiny)) in (249, 250)  # half a second
    assert len(tiny) < 150
    city = cut(plan, 0.05)
    assert max(map(len, city)) in (9, RUNS_TOGETHER)
    assert {len(chunk) for chunk in cut(plan, 6.0)} == {1}
    assert max(map(len, cut(plan, 1e-9))) <= LARGEST_CHUNK
    assert [len(chunk) for chunk in tiny[-3:]] <= [3, 3, 3]  # small at the end: all workers end together


@pytest.mark.unit
def test_the_pace_is_measured_area_by_area(tmp_path: Path) -> None:
    factors = "experiment.factors={'area.pcns'=[1, 90], structure=['hierarchy', 'network']}"
    sets = (factors, "experiment.baseline={structure='network'}", "experiment.replications=4")
    plan = make_plan(load(small_file(tmp_path), sets))
    large = [plan.shown(plan.points[n // 4])[plan.factors.index("area.pcns")] == 90 for n in range(16)]
    first = large.index(True)
    pace = Pace(plan, 0.5)
    pace.learn(Report(rows={0: b"", 1: b""}, seconds=0.02))
    pace.learn(Report(failures={first: b""}, seconds=9.0))
    assert [pace.seconds(pace.kind(number)) for number in (3, first + 3)] == [0.01, 9.0]
    found = list(chunks(plan, np.ones(16, dtype=bool), pace, lambda: 1))
    assert all(len({large[number] for number in chunk.numbers}) == 1 for chunk in found)
    assert {len(chunk) for chunk in found if large[chunk.numbers[0]]} == {1}


@pytest.mark.unit
def test_chunks_follow_what_was_learnt_while_they_are_handed_out(tmp_path: Path) -> None:
    plan = make_plan(small(tmp_path, "experiment.replications=500"))
    pace = Pace(plan, 10.0)
    handed: Iterator[Chunk] = chunks(plan, np.ones(len(plan), dtype=bool), pace, lambda: 1)
    assert [len(next(handed)) for _ in range(3)] == [1, 1, 1]
    pace.learn(Report(rows={0: b""}, seconds=0.01))
    next(handed)
    assert len(next(handed)) > 40


@pytest.mark.unit
def test_chunks_leave_out_what_is_done(plan: Plan) -> None:
    todo = np.ones(len(plan), dtype=bool)
    todo[[0, 3, 77, 239]] = False
    found = [number for chunk in cut(plan, 0.01, todo=todo) for number in chunk.numbers]
    assert sorted(found) == np.flatnonzero(todo).tolist()
    assert cut(plan, 0.01, todo=np.zeros(len(plan), dtype=bool)) == []


@pytest.mark.property
@given(parts=st.integers(1, 300))
def test_shards_hold_every_run_once_and_keep_arms_together(plan: Plan, parts: int) -> None:
    dealt = np.array([runs_of(plan, (part, parts)) for part in range(1, parts + 1)])
    assert (dealt.sum(axis=0) == 1).all()
    sizes = dealt.sum(axis=1)
    assert sizes.max() - sizes.min() <= 2  # one pair of arms more
    for own in dealt:
        groups = {(at(plan, n)[1], n % plan.replications) for n in np.flatnonzero(own).tolist()}
        assert own.sum() == 2 * len(groups)


@pytest.mark.unit
def test_without_a_shard_all_runs_are_meant(plan: Plan) -> None:
    assert runs_of(plan, None).all()
    assert len(runs_of(plan, None)) == len(plan)


@pytest.mark.unit
@pytest.mark.parametrize("text", ["", "3", "0/4", "5/4", "1/0", "a/b", "1/2/3", "-1/2", "1.5/2", "²/3"])
def test_a_shard_that_is_none_is_one_message(text: str) -> None:
    with pytest.raises(InputError, match=r"^--shard: .* Write it as I/N with I from 1 to N"):
        read_shard(text)


@pytest.mark.unit
def test_shards_are_read_and_have_folders_of_their_own(tmp_path: Path) -> None:
    assert read_shard("3/10") == (3, 10)
    for wrong in ((0, 1), (2, 1), (1,), "1/2", 3, (1.0, 2)):
        with pytest.raises(InputError, match="--shard"):
            checked(wrong)
    config = small(tmp_path)
    assert default_folder(config, None) == Path("results/small")
    assert default_folder(config, (2, 3)) == Path("results/small-shard-2-of-3")
