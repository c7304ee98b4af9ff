"""Weekly series of every run: parts, merged Parquet files, and reading them."""

from __future__ import annotations

import itertools
import sys
import tracemalloc
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcnsim.analysis import read_weekly
from pcnsim.config import InputError
from pcnsim.experiment.plan import Plan, PlannedRun, make_plan
from pcnsim.experiment.weekly import merge as weekly_merge
from pcnsim.experiment.weekly.merge import RUNS_A_GROUP, merge_weekly
from pcnsim.experiment.weekly.series import (
    check_available,
    chunk_bytes,
    merged_files,
    runs_with_series,
    weekly_bytes_per_run,
    weekly_files,
)
from pcnsim.experiment.work import make_area
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.simulation import Simulation
from tests.small import contents, small
from tests.weekly import FIRST_WEEK, made_up, result_folder, write_parts

REPLICATIONS = 17


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """51 runs of three design points."""
    return make_plan(small(tmp_path, f"experiment.replications={REPLICATIONS}"))


@pytest.fixture(autouse=True)
def _small_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weekly_merge, "RUNS_A_FILE", 20)
    monkeypatch.setattr(weekly_merge, "RUNS_A_GROUP", 4)


def merged(folder: Path, plan: Plan, chunks: Sequence[Sequence[PlannedRun]]) -> dict[str, bytes]:
    """The merged files of these chunks."""
    folder.mkdir()
    merge_weekly(write_parts(folder / "parts", chunks), plan, folder)
    return contents(folder / "weekly")


def batched(runs: list[PlannedRun], size: int) -> Iterator[list[PlannedRun]]:
    return (runs[start : start + size] for start in range(0, len(runs), size))


def by_replication(plan: Plan) -> list[PlannedRun]:
    return sorted(plan, key=lambda run: run.replication)


@pytest.mark.unit
def test_every_value_comes_back_in_plan_order(tmp_path: Path, plan: Plan) -> None:
    files = merged(tmp_path / "it", plan, list(batched(by_replication(plan), 7)))
    assert sorted(files) == ["runs-000000.parquet", "runs-000020.parquet", "runs-000040.parquet"]
    table = pd.read_parquet(tmp_path / "it" / "weekly")
    assert list(table.columns) == ["run_id", "design_point", "replication", "week", *NAMES]
    expected = np.concatenate([made_up(run) for run in plan])
    np.testing.assert_array_equal(table[list(NAMES)].to_numpy(), expected)
    assert list(table["run_id"]) == [run.run_id for run in plan for _ in range(5)]
    assert list(table["design_point"]) == [run.design_point for run in plan for _ in range(5)]
    assert list(table["replication"]) == [run.replication for run in plan for _ in range(5)]
    assert list(table["week"]) == list(range(FIRST_WEEK, FIRST_WEEK + 5)) * len(plan)


@pytest.mark.unit
def test_columns_and_what_is_not_known(tmp_path: Path, plan: Plan) -> None:
    merged(tmp_path / "it", plan, [list(plan)])
    table = pq.read_table(merged_files(tmp_path / "it")[0])
    kinds = [pa.string(), pa.int32(), pa.int32(), pa.int32(), *[pa.float64()] * len(NAMES)]
    assert table.schema.types == kinds
    # Unknown is null, which R, SQL and polars leave out of a mean, as pandas does with nan.
    assert table.column(NAMES[3]).null_count == 20
    assert table.column(NAMES[5]).null_count == 100
    assert not any(np.isnan(table.column(name).drop_null().to_numpy()).any() for name in NAMES)


@pytest.mark.property
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_files_are_the_same_bytes_however_the_work_was_divided(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("divided")
    plan = make_plan(small(folder, f"experiment.replications={REPLICATIONS}"))
    whole = merged(folder / "whole", plan, [list(plan)])
    order = data.draw(st.permutations(list(plan)))
    twice = data.draw(st.lists(st.sampled_from(order), max_size=10))
    cuts = sorted({0, len(order) + len(twice), *data.draw(st.lists(st.integers(1, 60), max_size=4))})
    runs = [*order, *twice]
    chunks = [[*{run.run_id: run for run in runs[a:b]}.values()] for a, b in itertools.pairwise(cuts)]
    chunks = [chunk for chunk in chunks if chunk]
    assert merged(folder / "other", plan, chunks) == whole
    # In sessions: after each the parts go, as the store has it.
    out = folder / "sessions"
    out.mkdir()
    for chunk in chunks:
        for part in write_parts(out / "parts", [chunk]):
            merge_weekly([part], plan, out)
            part.unlink()
    assert contents(out / "weekly") == whole


@pytest.mark.unit
def test_torn_parts_do_not_count_and_nothing_else_is_lost(tmp_path: Path, plan: Plan) -> None:
    whole = merged(tmp_path / "whole", plan, [list(plan)])
    out = tmp_path / "torn"
    out.mkdir()
    runs = list(plan)
    first, second, third = write_parts(out / "parts", [runs[:10], runs[10:30], runs[30:]])
    sound = second.read_bytes()
    others = np.r_[0:10, 30:51]
    for length in (0, 1, 100, len(sound) // 2, len(sound) - 1):
        second.write_bytes(sound[:length])
        assert list(np.flatnonzero(runs_with_series([first, second, third], plan))) == list(others)
    second.write_bytes(b"something else altogether")
    (out / "parts" / "weekly-gone.npz").mkdir()
    there = merge_weekly(weekly_files(out, out / "parts"), plan, out)
    assert list(np.flatnonzero(there)) == list(others)
    assert list(np.flatnonzero(runs_with_series(weekly_files(out, out / "none"), plan))) == list(others)
    again = write_parts(tmp_path / "again", [runs[10:30]])
    assert merge_weekly(again, plan, out).all()
    assert contents(out / "weekly") == whole


@pytest.mark.unit
def test_a_run_whose_values_are_damaged_is_left_out_to_be_run_again(tmp_path: Path, plan: Plan) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (part,) = write_parts(out / "parts", [list(plan)])
    content = bytearray(part.read_bytes())
    hurt = made_up(list(plan)[4])[:, 20:22].tobytes()[:8]
    content[content.index(hurt)] ^= 1
    part.write_bytes(content)
    there = merge_weekly([part], plan, out)
    assert list(np.flatnonzero(~there)) == [4]
    assert (runs_with_series(merged_files(out), plan) == there).all()


@pytest.mark.unit
def test_runs_of_another_plan_do_not_count(tmp_path: Path, plan: Plan) -> None:
    more = make_plan(small(tmp_path, "experiment.replications=40"))
    parts = write_parts(tmp_path / "parts", [[more.run(0, 39), more.run(1, 3)]])
    (tmp_path / "out").mkdir()
    assert list(np.flatnonzero(merge_weekly(parts, plan, tmp_path / "out"))) == [REPLICATIONS + 3]


@pytest.mark.unit
def test_files_are_cut_anew_for_more_replications(tmp_path: Path, plan: Plan) -> None:
    more = make_plan(small(tmp_path, "experiment.replications=19"))
    whole = merged(tmp_path / "whole", more, [list(more)])
    out = tmp_path / "out"
    out.mkdir()
    # A series depends on the number in the plan: made up by the larger plan's numbers in both.
    there = [more.run(run.design_point, run.replication) for run in plan]
    merge_weekly(write_parts(out / "parts", [there]), plan, out)
    added = [run for run in more if run.replication >= REPLICATIONS]
    new = write_parts(tmp_path / "new", [added])
    assert merge_weekly(new, more, out).all()
    assert contents(out / "weekly") == whole


@pytest.mark.unit
@pytest.mark.parametrize("stop", range(1, 8))
def test_a_stop_at_any_file_loses_nothing(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    """Stopped while files are cut anew, which replaces all of them: before each step that changes the folder."""
    more = make_plan(small(tmp_path, "experiment.replications=19"))
    whole = merged(tmp_path / "whole", more, [list(more)])
    out = tmp_path / "out"
    out.mkdir()
    there = [more.run(run.design_point, run.replication) for run in plan]
    merge_weekly(write_parts(tmp_path / "old", [there]), plan, out)
    write_parts(out / "parts", [[run for run in more if run.replication >= REPLICATIONS]])
    left = iter(range(stop))

    def counted(name: str) -> None:
        original = getattr(Path, name)

        def step(self: Path, *arguments: object, **options: object) -> object:
            if self.parent.name == "weekly" and next(left, None) is None:
                raise KeyboardInterrupt
            return original(self, *arguments, **options)

        monkeypatch.setattr(Path, name, step)

    with monkeypatch.context() as patched:
        monkeypatch = patched
        for name in ("rename", "replace"):
            counted(name)
        try:
            merge_weekly(weekly_files(out, out / "parts")[-1:], more, out)
        except KeyboardInterrupt:
            assert stop < 7
    assert runs_with_series(weekly_files(out, out / "parts"), more).all()
    assert merge_weekly(weekly_files(out, out / "parts")[-1:], more, out).all()
    assert contents(out / "weekly") == whole


@pytest.mark.unit
def test_a_damaged_merged_file_is_named_with_the_remedy(tmp_path: Path, plan: Plan) -> None:
    merged(tmp_path / "it", plan, [list(plan)])
    path = merged_files(tmp_path / "it")[1]
    sound = path.read_bytes()
    for content in (sound[:1000], b"", sound[:200] + b"!" + sound[201:]):
        path.write_bytes(content)
        for use in (
            lambda: runs_with_series(merged_files(tmp_path / "it"), plan),
            lambda: merge_weekly([], plan, tmp_path / "it"),
        ):
            with pytest.raises(
                InputError, match=r"runs-000020\.parquet: the weekly series there are damaged"
            ) as error:
                use()
            assert "Remove that file; `pcnsim experiment" in str(error.value)
    other = pa.table({"run_id": ["a"]})
    pq.write_table(other, path)
    with pytest.raises(InputError, match="its columns are not those"):
        runs_with_series([path], plan)


@pytest.mark.unit
def test_nothing_is_written_that_is_there_already(tmp_path: Path, plan: Plan) -> None:
    merged(tmp_path / "it", plan, [list(plan)])
    before = {path: path.stat().st_mtime_ns for path in merged_files(tmp_path / "it")}
    (tmp_path / "it" / "weekly" / ".writing-left").write_bytes(b"half")
    assert merge_weekly(sorted((tmp_path / "it" / "parts").iterdir()), plan, tmp_path / "it").all()
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "it" / "weekly").iterdir()} == before


@pytest.mark.unit
def test_memory_does_not_grow_with_the_number_of_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Series of 4 MB against ones of 20 MB, held in memory in Python or in Arrow."""
    monkeypatch.setattr(weekly_merge, "RUNS_A_GROUP", RUNS_A_GROUP)

    def peak(replications: int) -> int:
        plan = make_plan(small(tmp_path, f"experiment.replications={replications}"))
        out = tmp_path / f"of-{replications}"
        chunks = list(batched(by_replication(plan), 10))
        parts = write_parts(out / "parts", chunks, weeks=50)
        merge_weekly(parts[:1], plan, out)  # what is loaded once
        pool = pa.default_memory_pool()
        before, high = pool.bytes_allocated(), 0
        original = weekly_merge.table_of

        def watched(series: object) -> pa.Table:
            nonlocal high
            table = original(series)  # type: ignore[arg-type]
            high = max(high, pool.bytes_allocated() - before)
            return table

        monkeypatch.setattr(weekly_merge, "table_of", watched)
        tracemalloc.start()
        assert merge_weekly(parts, plan, out).all()
        python = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return python + high

    few, many = peak(28), peak(140)
    assert many < 1.3 * few


@pytest.mark.unit
def test_the_series_of_a_simulation(tmp_path: Path) -> None:
    """What a worker takes is what `weekly()` shows."""
    config = small(tmp_path)
    plan = make_plan(config)
    run = plan.run(2, 1)
    simulation = Simulation(plan.points[2].config, make_area(config.area, run.area_seed), run.seed).run()
    part = tmp_path / "weekly-1.npz"
    part.write_bytes(chunk_bytes([(run, simulation.first_week, simulation.series())]))
    folder = result_folder(tmp_path / "out", plan, [])
    merge_weekly([part], plan, folder)
    read = read_weekly(folder)
    assert list(read.columns[:5]) == ["run_id", "design_point", "structure", "replication", "week"]
    assert (read["run_id"] == run.run_id).all()
    assert set(read["structure"]) == {"network"}
    pd.testing.assert_frame_equal(
        read[["week", *NAMES]], simulation.weekly(), check_dtype=False, check_exact=True
    )


@pytest.mark.unit
def test_the_same_series_make_the_same_part(plan: Plan) -> None:
    series = [(run, FIRST_WEEK, made_up(run)) for run in itertools.islice(plan, 3)]
    assert chunk_bytes(series) == chunk_bytes(series)


@pytest.mark.unit
def test_reading_a_choice(tmp_path: Path, plan: Plan) -> None:
    runs = [run for run in plan if run.replication != 2]
    folder = result_folder(tmp_path / "out", plan, runs)
    whole = read_weekly(folder)
    assert len(whole) == 5 * len(runs)
    some = read_weekly(
        folder,
        runs=[plan.run(1, 3).run_id, plan.run(0, 16).run_id],
        outcomes=["strain", "joint_resolution"],
        weeks=(-1, 1),
    )
    assert list(some.columns[5:]) == ["strain", "joint_resolution"]
    rows = whole["run_id"].isin(some["run_id"]) & whole["week"].between(-1, 1)
    pd.testing.assert_frame_equal(some, whole.loc[rows, some.columns].reset_index(drop=True))
    assert list(some["run_id"].unique()) == [plan.run(0, 16).run_id, plan.run(1, 3).run_id]
    point = read_weekly(folder, design_points=[2], weeks=(None, -2))
    assert list(point["replication"]) == [r for r in range(REPLICATIONS) if r != 2]
    assert set(point["structure"]) == {"network"}
    assert list(read_weekly(folder, design_points=[2], weeks=(2, None))["week"].unique()) == [2]


@pytest.mark.unit
def test_what_cannot_be_read_is_said(tmp_path: Path, plan: Plan) -> None:
    def fails(match: str, folder: Path, **choice: object) -> None:
        with pytest.raises(InputError, match=match):
            read_weekly(folder, **choice)  # type: ignore[arg-type]

    runs = [run for run in plan if run.replication != 2]
    folder = result_folder(tmp_path / "out", plan, runs)
    name, failed = runs[0].run_id, plan.run(0, 2).run_id
    fails("there is no weekly outcome strian.*Did you mean strain", folder, outcomes=["strian"])
    fails("persistence is an outcome of a run as a whole", folder, outcomes=["persistence"])
    fails("no outcome is named", folder, outcomes=[])
    fails("there is no design point 3.*from 0 to 2", folder, design_points=[3])
    fails(f"there is no run {name[:-1]}.*Did you mean {name}", folder, runs=[name[:-1]])
    fails("there is no run 0.*plan.csv lists them", folder, runs=["0"])
    fails(f"run {failed} has no weekly series.*failures.csv", folder, runs=[failed])
    fails(f"run {name} belongs to design point 0", folder, runs=[name], design_points=[1])
    fails("no run there has a week of these", folder, weeks=(3, None))
    fails("no week lies between 2 and 1", folder, weeks=(2, 1))
    fails("there is no experiment there", tmp_path)
    fails("no weekly series were kept there.*--weekly` adds them", result_folder(tmp_path / "no", plan, []))
    asked = make_plan(small(tmp_path, "experiment.weekly=true"))
    fails("has not been finished.*goes on with it", result_folder(tmp_path / "on", asked, []))


@pytest.mark.unit
def test_without_pyarrow_there_is_one_message(
    tmp_path: Path, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = result_folder(tmp_path / "out", plan, [])
    check_available()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    for use in (check_available, lambda: read_weekly(folder), lambda: merge_weekly([], plan, folder)):
        with pytest.raises(InputError, match=r"pip install 'pcnsim\[weekly\]'"):
            use()
    assert not (folder / "weekly").exists()
    assert chunk_bytes([(plan.run(0, 0), FIRST_WEEK, made_up(plan.run(0, 0)))])  # a worker needs none


@pytest.mark.statistical
def test_the_estimate_of_the_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weekly_merge, "RUNS_A_GROUP", RUNS_A_GROUP)
    plan = make_plan(
        small(tmp_path, "weeks=104", "burn_in_weeks=26", "area.pcns=9", "experiment.replications=1")
    )
    series = []
    for run in plan:
        config = plan.points[run.design_point].config
        simulation = Simulation(config, make_area(config.area, run.area_seed), run.seed).run()
        series.append((run, simulation.first_week, simulation.series()))
    part = tmp_path / "weekly-1.npz"
    part.write_bytes(chunk_bytes(series))
    merge_weekly([part], plan, tmp_path)
    size = sum(path.stat().st_size for path in merged_files(tmp_path)) / len(plan)
    assert size == pytest.approx(weekly_bytes_per_run(130), rel=0.25)
