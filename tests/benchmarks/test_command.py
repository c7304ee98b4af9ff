"""The benchmark command as a user calls it, at tiny sizes: every row is there; nothing is judged by time."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from experiments.benchmarks.figures import BEGIN, END, Figure, rounded, write_docs
from experiments.benchmarks.measure import process
from pcnsim.model import week

ROWS = [
    ("city", "one run"),
    ("city", "one week"),
    ("england", "make and run"),
    ("england", "the same, wall clock"),
    ("england", "peak memory of the process"),
    ("growth", "exponent of time on agents and ties"),
    ("growth", "8 PCNs, an agent or tie a week"),
    ("start", "`pcnsim run` of a city, cold"),
    ("start", "of this, compiling"),
    ("start", "`pcnsim run` of a city, warm"),
    ("rules, 2 PCNs", "all other rules"),
    ("ratio, 2 PCNs", "idiomatic Mesa against the same rules in pcnsim"),
    ("ratio, 2 PCNs", "idiomatic Mesa against pcnsim with all rules"),
    ("sweep, throughput", "2 workers against 1, from the first run to the last"),
    ("sweep, throughput", "2 bare processes against 1, the same runs"),
    ("sweep, overhead", "a grid of 3 structures"),
    ("sweep, overhead", "a Latin hypercube, no burn-in shared"),
    ("sweep, overhead", "a screening of all parameters"),
    ("sweep, memory", "parent at 16 runs"),
    ("sweep, start", "`pcnsim experiment` to the first run of a grid"),
    ("sweep, start", "`--plan-only` of configs/screening-morris.toml"),
]


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    folder = tmp_path_factory.mktemp("benchmarks")
    done = process(["-m", "experiments.benchmarks", "--quick", "--out", str(folder)], {"COLUMNS": "200"})
    return done.output, folder


@pytest.mark.end_to_end
def test_quick_prints_and_writes_every_row(quick: tuple[str, Path]) -> None:
    printed, folder = quick
    with (folder / "benchmarks.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = {(row["benchmark"], row["what"]) for row in rows}
    assert set(ROWS) <= found
    for _, what in ROWS:
        assert what in printed
    assert all(
        float(row["value"]) >= 0.0
        for row in rows
        if row["what"] != "exponent of time on agents and ties" and "growth" not in row["what"]
    )
    assert all(row["aim"] == "" and row["met"] == "" for row in rows), "a quick run judges nothing"
    written = json.loads((folder / "benchmarks.json").read_text("utf-8"))
    assert [figure["what"] for figure in written["figures"]] == [row["what"] for row in rows]
    assert written["about"]["python"]


@pytest.mark.end_to_end
def test_shares_of_rules_add_up_to_the_week(quick: tuple[str, Path]) -> None:
    figures = json.loads((quick[1] / "benchmarks.json").read_text("utf-8"))["figures"]
    shares = [figure["value"] for figure in figures if figure["benchmark"].startswith("rules")]
    assert sum(shares) == pytest.approx(100.0)
    names = {figure["what"] for figure in figures if figure["benchmark"].startswith("rules")} - {
        "all other rules"
    }
    assert all(hasattr(week, name) for name in names)


@pytest.mark.end_to_end
@pytest.mark.parametrize("arguments", [["--only", "speeed"], ["--quick", "--write-docs"]])
def test_wrong_options_are_refused(arguments: list[str]) -> None:
    with pytest.raises(RuntimeError, match="ended with 2"):
        process(["-m", "experiments.benchmarks", *arguments])


@pytest.mark.unit
def test_an_aim_is_a_bound_on_the_side_it_says() -> None:
    assert Figure("a", "b", 15.0, "s", 15.0).met is True
    assert Figure("a", "b", 15.1, "s", 15.0).met is False
    assert Figure("a", "b", 60.0, "times", 60.0, at_least=True).met is True
    assert Figure("a", "b", 59.9, "times", 60.0, at_least=True).verdict == "not met"
    assert Figure("a", "b", 1.0, "s").met is None


@pytest.mark.unit
@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (0.01234, "0.0123"), (1.0962, "1.10"), (59.94, "59.9"), (30407.8, "30,408")],
)
def test_figures_are_shown_with_three_digits(value: float, shown: str) -> None:
    assert rounded(value) == shown


@pytest.mark.unit
def test_docs_are_refreshed_between_the_markers_only(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"above\n\n{BEGIN}\nold figures\n{END}\n\nbelow\n", "utf-8")
    write_docs(page, [Figure("city", "one run", 40.0, "ms CPU", note="a note")], {"machine": "2 cores"})
    text = page.read_text("utf-8")
    assert text.startswith(f"above\n\n{BEGIN}\nmachine 2 cores.\n")
    assert text.endswith(f"\n{END}\n\nbelow\n")
    assert "| city | one run | 40.0 | ms CPU |  |  | a note |" in text
    assert "old figures" not in text
    page.write_text("no markers", "utf-8")
    with pytest.raises(ValueError, match="has no lines"):
        write_docs(page, [], {})
    assert page.read_text("utf-8") == "no markers"
