"""Parameters that change in a run, in `pcnsim run` and in an experiment: shared burn-ins, workers, records."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pcnsim.analysis import run_experiment
from pcnsim.cli.app import app
from pcnsim.config import Config, InputError, load
from pcnsim.experiment import run
from pcnsim.experiment.plan import make_plan
from pcnsim.experiment.single import name_of
from tests.small import SMALL, contents, small

CHANGE = """
[[parameter_changes]]
week = 1
demand_scale = 1.9
minutes_per_contact.simple = 30
"""


def changing(folder: Path, *sets: str) -> Config:
    path = folder / "changing.toml"
    path.write_text(f"{SMALL}{CHANGE}", "utf-8")
    return load(path, sets)


@pytest.mark.end_to_end
def test_workers_and_shared_burn_ins_give_the_runs_that_each_arm_gives_alone(tmp_path: Path) -> None:
    factor = 'experiment.factors={structure=["hierarchy","network"],demand_scale=[1.0,1.2]}'
    config = changing(
        tmp_path, factor, "experiment.replications=2", "experiment.baseline={structure='network'}"
    )
    plan = make_plan(config)
    groups = plan.burn_in_groups.tolist()
    assert len(set(groups)) == 2
    assert len(groups) == 4, "arms that differ in structure alone share their burn-in, changes or not"
    run_experiment(config, tmp_path / "two", workers=2)
    one = run_experiment(config, tmp_path / "one", workers=1)
    assert contents(tmp_path / "two") == contents(tmp_path / "one")
    for _, row in one.runs.iterrows():
        arm = config.with_factors({"structure": row["structure"], "demand_scale": row["demand_scale"]})
        replication = int(row["replication"])
        assert name_of(arm, replication=replication) == row["run_id"]
        outcomes = run(arm, replication=replication).outcomes()
        assert {name: repr(float(row[name])) for name in outcomes} == {
            name: repr(float(value)) for name, value in outcomes.items()
        }
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text("utf-8"))
    assert manifest["parameters_outside_plausible_range"]["demand_scale"]["values"] == [1.9]
    assert load(tmp_path / "one" / "config.toml").parameter_changes == config.parameter_changes


@pytest.mark.end_to_end
def test_the_command_line_runs_what_the_file_says(tmp_path: Path) -> None:
    config = changing(tmp_path)
    said = CliRunner().invoke(app, ["run", str(tmp_path / "changing.toml"), "--out", str(tmp_path / "out")])
    assert said.exit_code == 0, said.output
    run(config, out=tmp_path / "again")
    assert contents(tmp_path / "out") == contents(tmp_path / "again")
    # The folder's own configuration gives the folder again; without the change it is another run.
    run(load(tmp_path / "out" / "config.toml"), out=tmp_path / "third")
    assert contents(tmp_path / "out") == contents(tmp_path / "third")
    plain = run(small(tmp_path), out=tmp_path / "plain")
    assert name_of(config) != name_of(small(tmp_path))
    with pytest.raises(InputError, match="of other settings"):
        run(config, out=tmp_path / "plain")
    weekly, other = run(config).weekly(), plain.weekly()
    assert weekly.loc[weekly["week"] < 1].equals(other.loc[other["week"] < 1])
    assert not weekly.loc[weekly["week"] >= 1].equals(other.loc[other["week"] >= 1])
