"""Running a plan: the same bytes however it is divided, going on, failures, and nothing done twice."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import pcnsim
from pcnsim.analysis import ExperimentResult, read_result, run_experiment
from pcnsim.area import Area
from pcnsim.config import Config, InputError, load
from pcnsim.experiment import Progress, work
from pcnsim.experiment.chunks import Chunk
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store.records import read_table
from pcnsim.experiment.work import make_area, run_chunk
from pcnsim.model.outcomes.declared import headline_names
from pcnsim.model.simulation import Simulation, simulate
from tests.small import contents, small, small_file

ROOT = Path(pcnsim.__file__).parents[1]


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> ExperimentResult:
    folder = tmp_path_factory.mktemp("done")
    return run_experiment(small(folder), folder / "out", workers=1)


@pytest.mark.end_to_end
def test_the_folder_holds_what_it_promises(done: ExperimentResult) -> None:
    assert done.folder is not None
    names = {path.name for path in done.folder.iterdir()}
    assert names == {
        *("config.toml", "manifest.json", "plan.csv", "runs.csv"),
        *("failures.csv", "summary.csv", "comparisons.csv", ".lock"),
    }
    assert len(done.runs) == 9
    assert list(done.runs.columns) == [
        "run_id",
        "design_point",
        "structure",
        "replication",
        *headline_names(),
    ]
    assert list(done.runs["run_id"]) == [run.run_id for run in done.plan]
    assert len(done.failures) == 0
    manifest = json.loads((done.folder / "manifest.json").read_text())
    assert manifest["state"] == "finished"
    assert manifest["runs"] == {"planned": 9, "finished": 9, "failed": 0}
    assert manifest["seed"] == 7
    assert manifest["packages"]["numpy"]


@pytest.mark.end_to_end
def test_each_row_is_the_run_made_alone(done: ExperimentResult) -> None:
    # Also: arms that shared their burn-in are what they would have been without.
    for run in done.plan:
        config = done.plan.points[run.design_point].config
        alone = simulate(config, make_area(config.area, run.area_seed), run.seed).outcomes()
        row = done.runs.iloc[run.number]
        assert {name: repr(float(row[name])) for name in alone} == {
            n: repr(float(v)) for n, v in alone.items()
        }


@pytest.mark.end_to_end
def test_arms_are_identical_until_they_differ(done: ExperimentResult) -> None:
    weekly = []
    for point in done.plan.points:
        run = done.plan.run(point.number, 0)
        area = make_area(point.config.area, run.area_seed)
        weekly.append(simulate(point.config, area, run.seed).weekly().set_index("week"))
    assert weekly[0].loc[:-1].equals(weekly[1].loc[:-1])
    assert weekly[0].loc[:-1].equals(weekly[2].loc[:-1])
    assert not weekly[0].loc[0:].equals(weekly[2].loc[0:])


@pytest.mark.end_to_end
def test_two_workers_write_the_same_bytes_as_one(done: ExperimentResult, tmp_path: Path) -> None:
    assert done.folder is not None
    run_experiment(small(tmp_path), tmp_path / "out", workers=2)
    assert contents(tmp_path / "out") == contents(done.folder)


@pytest.mark.end_to_end
def test_the_resolved_config_gives_the_same_files(done: ExperimentResult, tmp_path: Path) -> None:
    assert done.folder is not None
    run_experiment(load(done.folder / "config.toml"), tmp_path / "out", workers=1)
    assert contents(tmp_path / "out") == contents(done.folder)


SCRIPT = """
import sys
import pcnsim
# No `if __name__ == "__main__"`, as people write it.
result = pcnsim.run_experiment(pcnsim.load(sys.argv[1]), sys.argv[2], workers=2)
assert len(result.runs) == 9
print("once")
"""


@pytest.mark.end_to_end
def test_hash_seeds_change_nothing_and_a_script_needs_no_guard(
    done: ExperimentResult, tmp_path: Path
) -> None:
    assert done.folder is not None
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    for hash_seed in ("1", "2"):
        out = tmp_path / hash_seed
        answer = subprocess.run(
            [sys.executable, str(script), str(small_file(tmp_path)), str(out)],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert answer.returncode == 0, answer.stderr
        assert answer.stdout == "once\n"
        assert contents(out) == contents(done.folder)


@pytest.mark.end_to_end
def test_nothing_is_done_twice(
    done: ExperimentResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, out = small(tmp_path), tmp_path / "out"
    run_experiment(config, out, workers=1)
    before = {path.name: path.stat().st_mtime_ns for path in out.iterdir()}
    monkeypatch.setattr(work, "run_chunk", None)
    told: list[Progress] = []
    again = run_experiment(config, out, workers=1, progress=told.append)
    assert {path.name: path.stat().st_mtime_ns for path in out.iterdir()} == before
    assert [(one.found, one.finished) for one in told] == [(9, 0)]
    assert again.runs.equals(done.runs)


@pytest.mark.end_to_end
def test_an_interrupted_experiment_goes_on(
    done: ExperimentResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert done.folder is not None
    config, out = small(tmp_path), tmp_path / "out"
    chunks_run: list[Chunk] = []

    def stopping(plan: Plan, chunk: Chunk) -> Report:
        if len(chunks_run) == 2:
            raise KeyboardInterrupt
        chunks_run.append(chunk)
        return run_chunk(plan, chunk)

    monkeypatch.setattr(work, "run_chunk", stopping)
    with pytest.raises(KeyboardInterrupt) as interruption:
        run_experiment(config, out, workers=1)
    kept = sum(map(len, chunks_run))
    assert f"{kept} finished runs of 9 are kept" in interruption.value.__notes__[0]
    assert not (out / "runs.csv").exists()
    with pytest.raises(InputError, match="has not been finished"):
        read_result(out)
    monkeypatch.undo()
    told: list[Progress] = []
    run_experiment(config, out, workers=1, progress=told.append)
    assert (told[-1].found, told[-1].finished) == (kept, 9 - kept)
    assert contents(out) == contents(done.folder)


@pytest.mark.end_to_end
def test_damaged_runs_are_told_and_can_be_done_again(done: ExperimentResult, tmp_path: Path) -> None:
    assert done.folder is not None
    config, out = small(tmp_path), tmp_path / "out"
    run_experiment(config, out, workers=1)
    right = (out / "runs.csv").read_bytes()
    (out / "runs.csv").write_bytes(right.replace(b"7", b"8", 1))
    # Which row was altered nobody can tell: nothing is guessed, and nothing is written over.
    for use in (lambda: run_experiment(config, out, workers=1), lambda: read_result(out)):
        with pytest.raises(InputError, match=r"runs\.csv: is not the file that was written there"):
            use()
    (out / "runs.csv").unlink()
    told: list[Progress] = []
    run_experiment(config, out, workers=1, progress=told.append)
    assert (told[-1].found, told[-1].finished) == (0, 9)
    assert contents(out) == contents(done.folder)


@pytest.mark.end_to_end
def test_a_failing_run_is_a_row_and_the_others_go_on(
    done: ExperimentResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Simulation.run

    def failing(self: Simulation, weeks: int | None = None) -> Simulation:
        if (
            weeks is None
            and self.config.structure.name == "network"
            and self.seed == done.plan.run(0, 1).seed
        ):
            raise FloatingPointError("trust, of all things,\nis 1.2")
        return right(self, weeks)

    monkeypatch.setattr(Simulation, "run", failing)
    config, out = small(tmp_path), tmp_path / "out"
    result = run_experiment(config, out, workers=1)
    failed = done.plan.run(2, 1)
    (row,) = result.failures.to_dict("records")
    assert row["run_id"] == failed.run_id
    assert (row["structure"], row["replication"], row["seed"]) == ("network", 1, failed.seed)
    assert (row["error"], row["message"]) == ("FloatingPointError", "trust, of all things, is 1.2")
    assert row["where"].endswith("in failing")
    assert list(result.runs["run_id"]) == [run.run_id for run in done.plan if run != failed]
    assert result.manifest["state"] == "incomplete"
    one = result.summary[(result.summary["outcome"] == "strain") & (result.summary["structure"] == "network")]
    assert (one["n"].item(), one["missing"].item()) == (2, 1)
    monkeypatch.undo()
    before = contents(out, without=())
    told: list[Progress] = []
    again = run_experiment(config, out, workers=1, progress=told.append)
    assert (told[-1].found, told[-1].finished) == (9, 0)
    assert contents(out, without=()) == before
    again = run_experiment(config, out, workers=1, progress=told.append, retry_failed=True)
    assert (told[-1].found, told[-1].finished) == (8, 1)
    assert again.manifest["state"] == "finished"
    assert len(again.failures) == 0
    assert again.runs.equals(done.runs)


@pytest.mark.end_to_end
def test_no_memory_for_a_run_is_a_failure_of_that_run(
    done: ExperimentResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = Simulation.__init__
    large = done.plan.run(0, 2).seed

    def failing(self: Simulation, config: Config, area: Area, seed: int) -> None:
        if seed == large:
            raise MemoryError
        right(self, config, area, seed)

    monkeypatch.setattr(Simulation, "__init__", failing)
    result = run_experiment(small(tmp_path), tmp_path / "out", workers=1)
    assert list(result.failures["error"]) == ["MemoryError"] * 3
    assert set(result.failures["replication"]) == {2}
    assert len(result.runs) == 6


@pytest.mark.end_to_end
def test_an_experiment_in_which_all_fails_has_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(self: Simulation, weeks: int | None = None) -> Simulation:
        raise ValueError("never")

    monkeypatch.setattr(Simulation, "run", failing)
    result = run_experiment(small(tmp_path), workers=1)
    assert result.folder is None
    assert (len(result.runs), len(result.failures)) == (0, 9)
    assert (result.summary["n"] == 0).all()
    assert (result.comparisons["n_pairs"] == 0).all()


@pytest.mark.unit
def test_what_would_fail_everywhere_is_found_before_anything_is_written(tmp_path: Path) -> None:
    config: Config = small(tmp_path, "structure_changes=[{week=1, structure='network', pcns=['U00']}]")
    with pytest.raises(InputError, match="U00"):
        run_experiment(config, tmp_path / "out", workers=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.end_to_end
def test_a_result_is_read_back_as_it_was(done: ExperimentResult) -> None:
    assert done.folder is not None
    again = read_result(done.folder)
    assert again.runs.equals(done.runs)
    written = read_table(done.folder / "summary.csv")
    assert written["mean"].equals(again.summary["mean"])
    assert make_plan(again.config).experiment_id == done.plan.experiment_id
    with pytest.raises(InputError, match="no experiment there"):
        read_result(done.folder.parent)


@pytest.mark.end_to_end
def test_another_baseline_needs_no_new_runs(
    done: ExperimentResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    run_experiment(small(tmp_path), out, workers=1)
    monkeypatch.setattr(work, "run_chunk", None)
    other = run_experiment(small(tmp_path, "experiment.baseline.structure=hierarchy"), out, workers=1)
    assert other.runs.equals(done.runs)
    assert set(other.comparisons["reference_structure"][:2]) == {"hierarchy"}
    assert read_result(out).manifest["reference"] == {"structure": "hierarchy"}


@pytest.mark.statistical
def test_common_random_numbers_save_runs(tmp_path: Path) -> None:
    # Arms of one replication share their luck, so most of it cancels in the difference: with equal variances the
    # reduction is 1 / (1 - r). Without pairing r = 0; 4 needs r = 0.75, which in 12 independent pairs is
    # atanh(0.75) sqrt(12 - 3) = 2.9 standard errors away (Fisher's z), even were all outcomes one.
    sets = ("area.pcns=2", "weeks=30", "burn_in_weeks=10", "experiment.replications=12")
    table = run_experiment(small(tmp_path, *sets), workers=1).comparisons
    table = table[~table["outcome"].str.endswith("_all_weeks")]
    assert table["variance_reduction"].median() > 4
