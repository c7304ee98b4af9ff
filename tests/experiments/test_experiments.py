"""Every config of configs/ and every script of experiments/ in a small form, end to end."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

import pcnsim
from experiments.arms import CONFIGS, configured, in_words, options, run_config
from pcnsim.experiment.plan import make_plan

pytestmark = pytest.mark.end_to_end

WEEKS = {
    "focus-and-redesign": 106,
    "money-stops": 106,
    "shocks-surge": 142,
    "shocks-closure": 106,
    "shocks-breach": 106,
    "support": 41,
}
"""Weeks that reach what a config is about; 6 elsewhere."""

SMALL = ("experiment.replications=2", "burn_in_weeks=2", "area.pcns=1", "area.practices_per_pcn=3")

SCRIPTS = {
    "deputy_withdrawal": ("deputies in post", "deputies kept", "Leadership", "PCN accounts"),
    "network_role_gps": (
        "What stays of the gain in joint resolution",
        "people",
        "service",
        "pathway knowledge",
    ),
    "hub_or_footprint": ("team wait", "footprint"),
    "executive": ("executive mandate", "Influence", "feedback 0.9", "legitimacy"),
    "focus_and_redesign": ("Redesign: share of PCNs", "Adopted", "change of focus"),
    "money_stops": ("half of what was built", "Leadership"),
    "shocks": ("Surge in week 128", "Closure in week 104", "wait next door", "Breach in week 104"),
    "workforce": ("First year in which additional roles make it better", "Supervision hours"),
    "support": ("PCNs set up", "Year 2"),
    "mixed_system": ("side by side", "hierarchy: joint resolution"),
}
LATE = {"network_role_gps": 30, "focus_and_redesign": 106, "money_stops": 106, "shocks": 142, "support": 41}

SAMPLES = {
    "screening-morris": ("experiment.design.trajectories=2", 'experiment.design.vary=["SM10", "executive"]'),
    "variance-saltelli": ("experiment.design.samples=2", 'experiment.design.vary=["SM10", "executive"]'),
}
MOST_RUNS = {"sweep-trust-size": 1200, "screening-morris": 10_000, "variance-saltelli": 16_000}
"""Runs of the configs that are sweeps and take minutes; all others take seconds."""

SWEEPS = {
    "trust_and_size": (
        ["--replications", "2", "--set", "experiment.factors.area.practices_per_pcn=[2, 3]"],
        ("Best on joint resolution", "practices in a PCN", "0.325", "Network minus hierarchy"),
    ),
    "screening_then_variance": (
        [
            *(
                "--set",
                'experiment.design.vary=["SM10", "executive"]',
                "--set",
                "experiment.design.trajectories=2",
            ),
            *("--keep", "3", "--samples", "4", "--set", "area.practices_per_pcn=2"),
        ],
        (
            "Elementary effects on integration_composite, the 3 largest",
            "Shares of the variance",
            "ST_conf",
            "Note: 4",
        ),
    ),
    "uncertainty": (
        ["--samples", "6", "--replications", "2", "--set", "area.practices_per_pcn=2", "--outcome", "strain"],
        ("Strain, at 6 points", "hybrid is best at", "beyond chance", "network minus hierarchy", "goes with"),
    ),
}
"""Scripts of sweeps: what makes them small, and what they print."""

CONFIG_NAMES = sorted(path.stem for path in CONFIGS.glob("*.toml") if path.stem != "nottingham")


def small(name: str) -> tuple[str, ...]:
    """Settings that make a config small; the mixed system names nine PCNs."""
    sets = (*SMALL, *SAMPLES.get(name, ()), f"weeks={WEEKS.get(name, 6)}")
    return tuple(one for one in sets if name != "mixed-system" or "area" not in one)


@pytest.mark.parametrize("name", CONFIG_NAMES)
def test_each_config_runs(name: str) -> None:
    config = pcnsim.load(CONFIGS / f"{name}.toml", sets=small(name))
    result = pcnsim.run_experiment(config, workers=1)
    assert len(result.failures) == 0
    assert len(result.runs) == len(make_plan(config)) == 2 * len(make_plan(config).points)
    assert set(config.experiment.outcomes) <= set(result.outcomes)


@pytest.mark.parametrize("name", CONFIG_NAMES)
def test_each_config_says_what_it_asks_and_stays_affordable(name: str) -> None:
    path = CONFIGS / f"{name}.toml"
    assert len(make_plan(pcnsim.load(path))) <= MOST_RUNS.get(name, 400)
    if name != "structures":
        head = path.read_text("utf-8").split("name =")[0]
        assert all(f"# {part}:" in head for part in ("Asked", "Varied", "Look at", "Takes", "More"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_prints_its_tables(
    script: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [] if script == "mixed_system" else ["--pcns", "1", "--set", "area.practices_per_pcn=3"]
    weeks = ["--weeks", str(LATE.get(script, 6)), "--set", "burn_in_weeks=2"]
    monkeypatch.setattr(sys, "argv", [script, "--replications", "2", *weeks, *places])
    module = importlib.import_module(f"experiments.{script}")
    module.main()
    printed = capsys.readouterr().out
    assert [words for words in SCRIPTS[script] if words not in printed] == []
    head = " ".join((module.__doc__ or "").split())
    assert all(part in head for part in ("Asked:", "Varied:", "Look at", "Takes", f"experiments.{script}"))
    assert Path(CONFIGS / f"{script.replace('_', '-')}.toml").is_file() or script == "shocks"


@pytest.mark.parametrize("script", SWEEPS)
def test_each_sweep_goes_on_where_it_was_and_prints_the_same(
    script: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    arguments, expected = SWEEPS[script]
    small_place = ["--set", "area.pcns=1", "--set", "weeks=4", "--set", "burn_in_weeks=2", "--workers", "1"]
    monkeypatch.setattr(sys, "argv", [script, "--out", str(tmp_path / "out"), *small_place, *arguments])
    module = importlib.import_module(f"experiments.{script}")
    module.main()
    first = capsys.readouterr()
    assert [words for words in expected if words not in first.out] == []
    folders = [path.parent for path in (tmp_path / "out").rglob("runs.csv")]
    before = {path: (path / "runs.csv").stat().st_mtime_ns for path in folders}
    module.main()
    second = capsys.readouterr()
    assert second.out == first.out
    assert before == {path: (path / "runs.csv").stat().st_mtime_ns for path in folders}
    assert second.err.count("runs are there already") == len(folders) > 0
    head = " ".join((module.__doc__ or "").split())
    assert all(part in head for part in ("Asked:", "Varied:", "Look at", "Takes", f"experiments.{script}"))


def test_the_best_structure_of_a_cell_is_that_of_the_comparisons(tmp_path: Path) -> None:
    """The table of trust and size against paired differences, which are calculated another way."""
    sets = (*SMALL, "weeks=6", "experiment.factors.area.practices_per_pcn=[2, 3]")
    result = pcnsim.run_experiment(pcnsim.load(CONFIGS / "sweep-trust-size.toml", sets), workers=1)
    cells = ["general_trust", "area.practices_per_pcn"]
    pairs = result.comparisons.query("outcome == 'joint_resolution'").set_index([*cells, "structure"])
    for _, cell in result.best("joint_resolution", "structure").iterrows():
        place = tuple(cell[cells])
        over_hierarchy = {
            name: 0.0 if name == "hierarchy" else float(pairs.loc[(*place, name), "mean_difference"])
            for name in ("hierarchy", "hybrid", "network")
        }
        ranking = sorted(over_hierarchy, key=lambda name: -over_hierarchy[name])
        assert [cell["best"], cell["next"]] == ranking[:2]
        margin = over_hierarchy[ranking[0]] - over_hierarchy[ranking[1]]
        assert cell["margin"] == pytest.approx(margin, abs=1e-12)


def test_scripts_get_the_numbers_of_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script's arms are the runs of `pcnsim experiment`, one a set of arms that are the same while a block is off."""
    monkeypatch.setattr(sys, "argv", ["script", "--replications", "2", "--pcns", "2", "--weeks", "6"])
    config = configured("deputy-withdrawal", options(None))
    arms = run_config(config)
    result = pcnsim.run_experiment(config, workers=1)
    points = make_plan(config).points
    assert len(arms.names) == 4 < len(points) == 6
    for outcome in ("leadership", "joint_resolution", "cost_total"):
        ours = arms.mean(outcome)
        for point in points:
            theirs = result.runs.loc[result.runs["design_point"] == point.number, outcome].to_numpy()
            np.testing.assert_allclose(ours[arms.names.index(in_words(point.levels))], theirs, rtol=1e-12)
