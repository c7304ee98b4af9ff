"""Result folders of one experiment joined: the same bytes as from one job, or a clear word about what is wrong."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from pcnsim.analysis import ExperimentResult, merge_results, run_experiment
from pcnsim.cli import app as program
from pcnsim.config import Config, InputError
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store.opening import open_folder
from tests.small import contents, small
from tests.stored import failure, manifest, report, row


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> ExperimentResult:
    folder = tmp_path_factory.mktemp("done")
    return run_experiment(small(folder), folder / "out", workers=1)


def shard(path: Path, plan: Plan, sent: Report, **entries: Any) -> Path:
    """A result folder that holds these runs."""
    with open_folder(path, plan, manifest(plan, **entries)) as store:
        store.begin()
        store.append(sent)
        finished, failed = store.merge()
        runs = {"planned": entries.pop("planned", finished + failed), "finished": finished, "failed": failed}
        store.write_manifest({**store.manifest(), "state": "finished", "runs": runs})
    return path


def shards_of(done: ExperimentResult, folder: Path, parts: int = 3) -> list[Path]:
    """The rows of a real result dealt out to folders."""
    assert done.folder is not None
    lines = (done.folder / "runs.csv").read_bytes().splitlines(keepends=True)[1:]
    dealt = [{n: lines[n] for n in range(len(lines)) if n % parts == part} for part in range(parts)]
    sources = {"model_sources": done.manifest["model_sources"], "inputs": done.manifest["inputs"]}
    return [
        shard(folder / f"s{n}", done.plan, Report(rows=rows), shard=[n + 1, parts], **sources)
        for n, rows in enumerate(dealt)
    ]


@pytest.mark.end_to_end
def test_shards_merged_in_any_order_are_the_files_of_one_job(done: ExperimentResult, tmp_path: Path) -> None:
    assert done.folder is not None
    folders = shards_of(done, tmp_path)
    merged = merge_results([folders[2], folders[0], folders[1], folders[0]], tmp_path / "out")
    assert contents(tmp_path / "out") == contents(done.folder)
    said = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert said == merged.manifest
    assert said["state"] == "finished"
    assert said["files"] == done.manifest["files"]
    assert [one["shard"] for one in said["merged_from"]] == [[3, 3], [1, 3], [2, 3]]
    assert "shard" not in said
    # again, and into one of them
    assert merge_results(folders, tmp_path / "out").manifest["state"] == "finished"
    merge_results(folders[1:], folders[0])
    assert contents(folders[0]) == contents(done.folder)


@pytest.mark.end_to_end
def test_what_is_missing_is_told_and_the_plain_command_does_it(
    done: ExperimentResult,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert done.folder is not None
    folders = shards_of(done, tmp_path)
    out = tmp_path / "out"
    monkeypatch.setattr(
        sys, "argv", ["pcnsim", "merge", *map(str, folders[:2]), "--out", str(out), "--quiet"]
    )
    with pytest.raises(SystemExit) as end:
        program.main()
    assert end.value.code == 1
    said = capsys.readouterr().err
    assert "3 of 9 runs are missing: not among the folders: --shard 3/3" in said
    assert f"`pcnsim experiment {out}/config.toml --out {out}` does them" in said
    assert json.loads((out / "manifest.json").read_text())["state"] == "incomplete"
    again = run_experiment(small(tmp_path), out, workers=1)
    assert again.manifest["state"] == "finished"
    left = contents(out)
    left.pop("comparison.html")
    assert left == contents(done.folder)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return small(tmp_path)


@pytest.mark.unit
def test_failures_and_unmerged_parts_are_joined_and_a_finished_run_beats_a_failed_one(
    tmp_path: Path, config: Config
) -> None:
    plan = make_plan(config)
    one = shard(tmp_path / "one", plan, report(plan, [0, 1], [2, 3]))
    with open_folder(tmp_path / "two", plan, manifest(plan)) as store:
        store.begin()
        store.append(report(plan, [2, 1], [4]))  # and stopped there
    merged = merge_results([one, tmp_path / "two"], tmp_path / "out")
    assert merged.runs["run_id"].tolist() == [plan.run(*divmod(n, 3)).run_id for n in (0, 1, 2)]
    assert merged.failures["run_id"].tolist() == [plan.run(*divmod(n, 3)).run_id for n in (3, 4)]
    assert merged.manifest["runs"] == {"planned": 9, "finished": 3, "failed": 2}
    assert (tmp_path / "two" / "parts").exists(), "the parts themselves are only read"


@pytest.mark.unit
def test_what_does_not_belong_together_is_refused(tmp_path: Path, config: Config) -> None:
    plan, other = make_plan(config), make_plan(small(tmp_path, "seed=8"))
    first = shard(tmp_path / "first", plan, report(plan, [0, 1]))
    altered = Report(rows={1: row(plan, 1, 0.75)}, failures={2: failure(plan, 2)})
    cases = {
        "holds runs of another experiment than": shard(tmp_path / "a", other, report(other, [2])),
        "by other sources of the model": shard(
            tmp_path / "b", plan, report(plan, [2]), model_sources="edited"
        ),
        "other tables of an area": shard(
            tmp_path / "c", plan, report(plan, [2]), inputs={"areas": {"x": "1"}}
        ),
        f"holds another row of run {plan.run(0, 1).run_id}": shard(tmp_path / "d", plan, altered),
        "there is no experiment there": tmp_path,
    }
    for words, folder in cases.items():
        with pytest.raises(InputError, match=words):
            merge_results([first, folder], tmp_path / "out")
        assert not (tmp_path / "out").exists()
    with (
        open_folder(tmp_path / "busy", plan, manifest(plan)),
        pytest.raises(InputError, match="still being worked on"),
    ):
        merge_results([first, tmp_path / "busy"], tmp_path / "out")
    part = shard(tmp_path / "part", plan, report(plan, [2]), shard=[1, 2])
    with pytest.raises(InputError, match=r"is one of the parts that are merged.*whole experiment"):
        merge_results([first, part], part)
    assert json.loads((part / "manifest.json").read_text())["shard"] == [1, 2]
    (first / "runs.csv").write_bytes((first / "runs.csv").read_bytes()[:-3])
    with pytest.raises(InputError, match="is not the file that was written there"):
        merge_results([first], tmp_path / "out")
    assert not (tmp_path / "out").exists()
