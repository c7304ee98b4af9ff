"""`pcnsim sensitivity` as a user types it, after a screening that runs."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

import pcnsim as package
from pcnsim.experiment.store.records import read_table
from tests.cli.test_experiment import pcnsim

pytestmark = pytest.mark.end_to_end

SCREENING = """
name = "screening"
seed = 7
weeks = 3
burn_in_weeks = 2

[area]
pcns = 1
practices_per_pcn = 2

[experiment]
replications = 1
outcomes = ["contacts_per_day", "cost_total"]

[experiment.design]
kind = "morris"
trajectories = 2

[experiment.factors]
structure = ["hierarchy", "network"]
strain_squeeze = {}
ambiguity = { low = 0.05, high = 0.1 }
"""


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The result folder of a screening of two factors in two structures: 12 runs."""
    folder = tmp_path_factory.mktemp("screening")
    path = folder / "screening.toml"
    path.write_text(SCREENING, "utf-8")
    package.run_experiment(package.load(path), out=folder / "results", workers=1)
    return folder / "results"


def test_a_screening_is_analysed_in_one_command(
    screened: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "sensitivity", str(screened)) == 0
    said = capsys.readouterr()
    table = read_table(screened / "sensitivity.csv")
    assert list(table.columns) == [
        "structure",
        "outcome",
        "factor",
        "mu",
        "mu_star",
        "mu_star_conf",
        "sigma",
        "noise_share",
    ]
    assert table.groupby(["structure", "outcome"], sort=False).size().to_dict() == {
        (structure, outcome): 2
        for structure in ("hierarchy", "network")
        for outcome in ("contacts_per_day", "cost_total")
    }
    assert (table["mu_star"] >= abs(table["mu"]) - 1e-12).all()
    assert (table["mu_star"] > 0).any()
    # By hand, from the rows: the two trajectories' steps in strain_squeeze, by the step of 2/3 of the range.
    runs = read_table(screened / "runs.csv")
    runs = runs[runs["structure"] == "network"].reset_index(drop=True)
    effects = []
    for start in (0, 3):
        for i in (start, start + 1):
            before, after = runs.loc[i], runs.loc[i + 1]
            if before["strain_squeeze"] != after["strain_squeeze"]:
                rise = 1 if after["strain_squeeze"] > before["strain_squeeze"] else -1
                effects.append(rise * (after["cost_total"] - before["cost_total"]) / (2 / 3))
    row = table.query("structure == 'network' and outcome == 'cost_total' and factor == 'strain_squeeze'")
    assert len(effects) == 2
    assert row["mu"].item() == pytest.approx(sum(effects) / 2, rel=1e-9, abs=1e-12)
    assert row["mu_star"].item() == pytest.approx(sum(map(abs, effects)) / 2, rel=1e-9, abs=1e-12)
    assert "contacts per day" in said.out
    assert re.search(r"Figure: .*sensitivity.html", said.out)
    page = (screened / "sensitivity.html").read_text("utf-8")
    assert "<title>screening: sensitivity</title>" in page
    assert not re.search(r'<script[^>]+src="http', page)


def test_outcomes_and_leading_factors_can_be_chosen(
    screened: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "sensitivity", str(screened), "--outcome", "strain", "--top", "1") == 0
    said = capsys.readouterr().out
    assert sum(name in said for name in ("strain_squeeze", "ambiguity")) == 1
    assert set(read_table(screened / "sensitivity.csv")["outcome"]) == {"strain"}
    assert pcnsim(monkeypatch, "sensitivity", str(screened), "--outcome", "strian") == 2
    assert "there is no outcome strian. Did you mean strain?" in capsys.readouterr().err


def test_an_incomplete_screening_ends_with_2_and_the_command_that_completes_it(
    screened: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = screened / "runs.csv"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    missing = lines.pop(4).split(b",")[0].decode()
    (screened / "sensitivity.csv").unlink(missing_ok=True)
    path.write_bytes(b"".join(lines))
    manifest = (screened / "manifest.json").read_text("utf-8")
    there, left = (hashlib.sha256(content).hexdigest() for content in (whole, path.read_bytes()))
    (screened / "manifest.json").write_text(manifest.replace(there, left), "utf-8")
    try:
        assert pcnsim(monkeypatch, "sensitivity", str(screened)) == 2
    finally:
        path.write_bytes(whole)
        (screened / "manifest.json").write_text(manifest, "utf-8")
    said = capsys.readouterr().err
    assert f"1 of 12 runs are missing ({missing} (design point 3))" in said
    assert f"`pcnsim experiment {screened}/config.toml --out {screened}` runs" in said
    assert not (screened / "sensitivity.csv").exists()


def test_a_screening_that_was_stopped_is_told_by_its_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Stopped after its first report: the folder has parts, and no runs.csv."""
    (tmp_path / "screening.toml").write_text(SCREENING, "utf-8")

    def stop(progress: object) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "results"
    with pytest.raises(KeyboardInterrupt):
        package.run_experiment(package.load(tmp_path / "screening.toml"), out, workers=1, progress=stop)
    (out / "runs.csv").unlink(missing_ok=True)
    assert pcnsim(monkeypatch, "sensitivity", str(out)) == 2
    said = capsys.readouterr().err
    assert "the design is incomplete" in said
    assert f"`pcnsim experiment {out}/config.toml --out {out}` runs" in said


def test_the_interface_in_python_gives_the_tables(screened: Path) -> None:
    found = package.sensitivity(screened, outcomes=["cost_total"])
    assert found.outcomes == ("cost_total",)
    assert len(found.table) == 4
    everything = package.sensitivity(str(screened), "all")
    assert len(everything.outcomes) > 100


def test_a_folder_without_results_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pcnsim(monkeypatch, "sensitivity", str(tmp_path)) == 2
    assert "there is no experiment there" in capsys.readouterr().err
