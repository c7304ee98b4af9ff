"""One run of an experiment again, from its name."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import pytest

import pcnsim
from pcnsim.area import draw_area, write_area
from pcnsim.experiment import execute
from pcnsim.experiment.reproduce.lookup import find_run, kept_row, open_experiment
from pcnsim.experiment.reproduce.replay import in_words, replay_run
from pcnsim.experiment.single import name_of
from pcnsim.experiment.store.records import read_table
from pcnsim.model.simulation import Simulation
from tests.small import contents, small


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small experiment, done: not to be changed."""
    folder = tmp_path_factory.mktemp("experiment")
    return execute(small(folder), folder / "results" / "small", workers=1).folder


@pytest.fixture
def done(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be changed."""
    copy = tmp_path / "results" / "small"
    copy.mkdir(parents=True)
    for name, content in contents(made, without=()).items():
        (copy / name).write_bytes(content)
    return copy


def ids(folder: Path) -> list[str]:
    return list(read_table(folder / "plan.csv")["run_id"])


def change_manifest(folder: Path, **entries: object) -> None:
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **entries}), "utf-8")


def change_cell(folder: Path, row: int, column: str, value: str) -> str:
    """Write another value into a cell of runs.csv; give the run's name."""
    path = folder / "runs.csv"
    lines = path.read_text("utf-8").split("\n")
    cells = lines[row + 1].split(",")
    cells[lines[0].split(",").index(column)] = value
    lines[row + 1] = ",".join(cells)
    path.write_text("\n".join(lines), "utf-8")
    return cells[0]


@pytest.mark.end_to_end
def test_every_run_repeats_its_row(made: Path) -> None:
    for run_id in ids(made):
        replay = replay_run(made, run_id)
        assert (replay.identical, replay.state, replay.differences) == (True, "finished", ())


@pytest.mark.end_to_end
def test_everything_is_recorded_beside_the_experiment(done: Path) -> None:
    run_id = ids(done)[7]
    out = done.parent / "again"
    simulation = pcnsim.replay(done, run_id[:6], out)
    row = kept_row(done, run_id)[1]
    assert row is not None
    assert repr(float(simulation.outcomes()["strain"])) == row["strain"]
    written = contents(out, without=())
    assert {"weekly.csv", "outcomes.csv", "network.graphml", "gps.csv", "config.toml"} <= written.keys()
    manifest = json.loads(written["manifest.json"])
    assert manifest["run_id"] == run_id
    assert manifest["replay_of"] == {
        "name": "small",
        "folder": "small",
        "experiment_id": json.loads((done / "manifest.json").read_text("utf-8"))["experiment_id"],
        "run_id": run_id,
        "design_point": 2,
        "levels": {"structure": "network"},
        "replication": 1,
    }
    # The configuration that lies there is that of the design point: it makes the same run.
    config = pcnsim.load(out / "config.toml")
    assert name_of(config, replication=1) == run_id
    before = contents(out, without=("manifest.json",))
    pcnsim.replay(done, run_id, out)
    assert contents(out, without=("manifest.json",)) == before


@pytest.mark.end_to_end
def test_a_factor_of_area_folders_is_replayed(tmp_path: Path) -> None:
    folders = [
        str(write_area(draw_area(1, seed=seed, practices_per_pcn=2), tmp_path / f"a{seed}"))
        for seed in (1, 2)
    ]
    config = small(
        tmp_path,
        f"experiment.factors={{area={folders}, structure=['network']}}",
        "experiment.baseline={structure='network'}",
        "experiment.replications=1",
    )
    folder = execute(config, tmp_path / "results", workers=1).folder
    assert [replay_run(folder, run_id).identical for run_id in ids(folder)] == [True, True]


@pytest.mark.end_to_end
def test_an_altered_cell_is_found(done: Path) -> None:
    run_id = change_cell(done, 4, "strain", "0.5")
    replay = replay_run(done, run_id)
    (difference,) = replay.differences
    assert (difference.column, difference.kept) == ("strain", "0.5")
    assert replay.reasons
    with pytest.warns(pcnsim.NotReproducedWarning, match=r"strain: 0\.5 in runs\.csv, 0\.\d+ now"):
        pcnsim.replay(done, run_id)
    assert replay_run(done, ids(done)[3]).identical


@pytest.mark.end_to_end
def test_the_last_digit_counts(done: Path) -> None:
    row = kept_row(done, ids(done)[0])[1]
    assert row is not None
    digit = row["strain"][-1]
    run_id = change_cell(done, 0, "strain", row["strain"][:-1] + ("1" if digit != "1" else "2"))
    assert [one.column for one in replay_run(done, run_id).differences] == ["strain"]


@pytest.mark.end_to_end
def test_results_of_another_version_are_warned_of_and_named_as_reason(done: Path) -> None:
    change_manifest(done, model_sources="0123456789ab")
    with pytest.warns(pcnsim.OtherVersionWarning, match="0123456789ab"):
        pcnsim.read_result(done)
    run_id = change_cell(done, 4, "strain", "0.5")
    with pytest.warns(pcnsim.OtherVersionWarning, match="model sources 0123456789ab"):
        replay = replay_run(done, run_id)
    assert any("0123456789ab then" in reason for reason in replay.reasons)


@pytest.mark.end_to_end
def test_runs_of_another_version_are_found_though_it_named_them_otherwise(done: Path) -> None:
    change_manifest(done, pcnsim_version="0.0.9")
    old, new = ids(done)[2], "feedfacefeedface"
    for name in ("plan.csv", "runs.csv"):
        path = done / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.warns(pcnsim.OtherVersionWarning, match=r"pcnsim 0\.0\.9"):
        replay = replay_run(done, "feed")
    assert (replay.run_id, replay.identical) == (new, True)


@pytest.mark.end_to_end
def test_a_run_that_is_not_done_yet_is_run(done: Path) -> None:
    run_id = ids(done)[-1]
    path = done / "runs.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    replay = replay_run(done, run_id)
    assert (replay.state, replay.identical, replay.contradicts) == ("not run", False, False)


@pytest.mark.end_to_end
def test_a_run_that_failed_fails_again_and_says_which_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as planted:

        def failing(self: Simulation, weeks: int | None = None) -> Simulation:
            raise ValueError("never")

        planted.setattr(Simulation, "run", failing)
        folder = execute(small(tmp_path), tmp_path / "results", workers=1).folder
        with pytest.raises(ValueError, match="never") as raised:
            pcnsim.replay(folder, ids(folder)[0], tmp_path / "again")
        assert "design point 0 (structure = hierarchy), replication 0" in raised.value.__notes__[0]
        assert not (tmp_path / "again").exists()
    with pytest.warns(pcnsim.NotReproducedWarning, match="failed in the experiment and does not fail now"):
        pcnsim.replay(folder, ids(folder)[0])


@pytest.mark.unit
def test_a_beginning_is_enough_where_no_other_run_has_it(done: Path) -> None:
    experiment = open_experiment(done)
    names = ids(done)
    for place, name in enumerate(names):
        assert find_run(experiment, name[:8].upper()).run.number == place
    plan = done / "plan.csv"
    # Two runs that begin alike: as if by chance.
    twin = names[0][:12] + ("0" * 4 if names[0][12:] != "0" * 4 else "1" * 4)
    plan.write_text(plan.read_text("utf-8").replace(names[1], twin), "utf-8")
    with pytest.raises(
        pcnsim.InputError, match=f"several runs begin with {names[0][:12]}: .*{twin}"
    ) as raised:
        find_run(experiment, names[0][:12])
    assert "Give more" in str(raised.value)
    assert find_run(experiment, names[0]).run.number == 0


@pytest.mark.unit
@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("abc", "is not the name of a run: 4 to 16"),
        ("strain", "is not the name of a run"),
        ("", "is not the name of a run"),
    ],
)
def test_what_is_no_name_is_told(made: Path, asked: str, message: str) -> None:
    with pytest.raises(pcnsim.InputError, match=message) as raised:
        find_run(open_experiment(made), asked)
    assert "plan.csv" in str(raised.value)


@pytest.mark.unit
def test_an_unknown_name_is_told_with_the_nearest_one(made: Path) -> None:
    name = ids(made)[0]
    wrong = name[:8] + ("0000" if name[8:12] != "0000" else "1111")
    with pytest.raises(pcnsim.InputError, match=f"no run of the experiment is called {wrong}") as raised:
        find_run(open_experiment(made), wrong)
    assert f"Near are {name}" in str(raised.value)


@pytest.mark.unit
def test_folders_that_cannot_be_replayed_are_told(done: Path, tmp_path: Path) -> None:
    with pytest.raises(pcnsim.InputError, match="there is no folder of that name"):
        open_experiment(tmp_path / "nowhere")
    with pytest.raises(pcnsim.InputError, match="there is no experiment there"):
        open_experiment(tmp_path)
    config = done / "config.toml"
    config.write_text(config.read_text("utf-8").replace("weeks = 3", "weeks = 4"), "utf-8")
    with pytest.raises(pcnsim.InputError, match="not the plan that config"):
        find_run(open_experiment(done), ids(done)[0])


@pytest.mark.unit
def test_no_warning_where_nothing_differs(made: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pcnsim.read_result(made)
        pcnsim.replay(made, ids(made)[0])


@pytest.mark.unit
def test_levels_of_a_large_sample_are_told_in_a_line() -> None:
    levels: dict[str, object] = {f"factor_{number}": number for number in range(497)}
    assert in_words(levels).endswith("factor_7 = 7 and 489 more (plan.csv)")
    assert in_words({"structure": "hybrid", "start": "founding"}) == "structure = hybrid, start = founding"
    assert in_words({}) == ""
