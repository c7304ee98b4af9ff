"""One run with everything recorded."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx as nx
import pytest

from pcnsim.analysis import run_experiment
from pcnsim.area import draw_area, fingerprint, read_area, write_area
from pcnsim.config import InputError, load
from pcnsim.experiment import run
from pcnsim.experiment.single import name_of
from pcnsim.experiment.store.records import read_table
from pcnsim.model.outcomes.declared import NAMES, RUN_NAMES
from tests.small import contents, small


@pytest.mark.end_to_end
def test_a_run_repeats_its_row_in_the_experiment(tmp_path: Path) -> None:
    config = small(tmp_path, "structure=network")
    rows = run_experiment(small(tmp_path), workers=1).runs.set_index(["structure", "replication"])
    for replication in (0, 2):
        row = rows.loc[("network", replication)]
        assert name_of(config, replication=replication) == row["run_id"]
        outcomes = run(config, replication=replication).outcomes()
        assert {n: repr(float(row[n])) for n in outcomes} == {n: repr(float(v)) for n, v in outcomes.items()}


@pytest.mark.end_to_end
def test_everything_is_written(tmp_path: Path) -> None:
    config, out = small(tmp_path), tmp_path / "out"
    simulation = run(config, out=out)
    files = {
        "config.toml",
        "manifest.json",
        "weekly.csv",
        "outcomes.csv",
        "network.graphml",
        "network_measures.csv",
    }
    assert set(contents(out, without=())) == files | {f"{name}.csv" for name in simulation.tables()}
    weekly = read_table(out / "weekly.csv")
    assert list(weekly["week"]) == [-2, -1, 0, 1, 2]
    assert weekly.equals(simulation.weekly().astype(weekly.dtypes))
    outcomes = read_table(out / "outcomes.csv", text=("outcome", "domain", "unit")).set_index("outcome")
    assert list(outcomes.index) == [*NAMES, *RUN_NAMES]
    # Three weeks, so both means are of all three.
    assert outcomes["last_52_weeks"]["strain"] == pytest.approx(weekly["strain"][2:].mean())
    assert outcomes["all_weeks"].equals(outcomes["last_52_weeks"].rename("all_weeks"))
    network = nx.read_graphml(out / "network.graphml")
    with (out / "practices.csv").open(encoding="utf-8") as file:
        practices = {row["practice"] for row in csv.DictReader(file)}
    kinds = dict(network.nodes(data="kind"))
    assert practices == {node for node, kind in kinds.items() if kind == "practice"}
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["run_id"] == name_of(config)
    assert manifest["area"]["digest"] == fingerprint(simulation.area)


@pytest.mark.end_to_end
def test_the_same_run_gives_the_same_bytes_and_another_is_refused(tmp_path: Path) -> None:
    config, out = small(tmp_path), tmp_path / "out"
    run(config, out=out)
    before = contents(out)
    run(config, out=out)
    run(load(out / "config.toml"), out=tmp_path / "again")
    assert contents(out) == contents(tmp_path / "again") == before
    with pytest.raises(InputError, match="the folder holds another one"):
        run(config, seed=8, out=out)
    assert contents(out) == before
    run(config, seed=8, out=out, fresh=True)
    assert contents(out)["weekly.csv"] != before["weekly.csv"]


@pytest.mark.end_to_end
def test_an_area_given_is_an_area_read(tmp_path: Path) -> None:
    area = draw_area(1, seed=4, practices_per_pcn=3)
    write_area(area, tmp_path / "area")
    given = run(small(tmp_path), read_area(tmp_path / "area"))
    read = run(small(tmp_path, f"area={tmp_path / 'area'}"))
    assert {n: repr(v) for n, v in given.outcomes().items()} == {
        n: repr(v) for n, v in read.outcomes().items()
    }
    assert len(given.tables()["practices"]) == 3


@pytest.mark.unit
def test_names_of_runs_follow_the_area(tmp_path: Path) -> None:
    config = small(tmp_path)
    one, two = draw_area(1, seed=1), draw_area(1, seed=2)
    assert len({name_of(config), name_of(config, one), name_of(config, two)}) == 3
    assert name_of(config, one) == name_of(config, draw_area(1, seed=1))
