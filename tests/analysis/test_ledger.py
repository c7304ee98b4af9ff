"""The ledger of mechanisms: no id is forgotten, and everything that it names exists."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pcnsim.analysis.mechanisms.__main__ import main
from pcnsim.analysis.mechanisms.declaration import Mechanism
from pcnsim.analysis.mechanisms.ids import IDS, SOURCES
from pcnsim.analysis.mechanisms.ledger import Entry, _status_wrong, counts, faults, ledger, unanswered
from pcnsim.analysis.mechanisms.report import COMMAND, cards, counted, document, listed
from pcnsim.cli.app import app
from pcnsim.config import InputError
from pcnsim.config.parameters import declared

pytestmark = pytest.mark.unit


def functions_in(path: Path) -> set[str]:
    """Names of the test functions that pytest collects from a file."""
    return {
        node.name
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_the_ids_are_those_of_the_evidence_dossier(root: Path) -> None:
    dossier = root.parent / "shared" / "model" / "evidence.md"
    if not dossier.is_file():
        pytest.skip("needs the evidence dossier in ../shared/model, which is not part of the project")
    section = dossier.read_text("utf-8").partition("## 1. ")[2].partition("### 1.5")[0]
    assert tuple(re.findall(r"^\| (S\d-\S+) \|", section, re.MULTILINE)) == IDS


def test_every_id_is_declared_once_in_the_order_of_the_documents() -> None:
    assert len(IDS) == len(set(IDS)) == 93
    assert tuple(ledger()) == IDS
    assert {one[:2] for one in IDS} == set(SOURCES)
    assert unanswered() == []
    assert sum(counts().values()) == len(IDS)


def test_every_name_exists_and_every_status_has_what_it_needs() -> None:
    assert faults() == []


def test_every_named_test_exists_and_is_collected(root: Path) -> None:
    files: dict[str, set[str]] = {}
    missing = []
    for entry in ledger().values():
        for test in entry.mechanism.tests:
            file, _, function = test.partition("::")
            path = root / "tests" / file
            if file not in files:
                files[file] = (
                    functions_in(path) if path.is_file() and path.name.startswith("test_") else set()
                )
            if function not in files[file]:
                missing.append(f"{entry.id}: tests/{test}")
    assert not missing, "\n".join(missing)


def test_every_parameter_with_a_seed_is_in_the_ledger() -> None:
    with_seed = {(one.seed, one.field) for one in declared().values() if one.seed is not None}
    found = {(entry.id, name) for entry in ledger().values() for name in entry.parameters}
    assert len({seed for seed, _ in with_seed}) > 70
    assert with_seed <= found


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"status": "represented", "rules": ("a",), "outcomes": ("b",)}, "without a test"),
        ({"status": "represented", "rules": ("a",), "tests": ("b",)}, "without a outcome"),
        ({"status": "represented", "outcomes": ("a",), "tests": ("b",)}, "without a rule"),
        ({"status": "represented"}, "without parameter, programme or setting"),
        ({"status": "represented", "missing": "much"}, "says what is missing"),
        ({"status": "in part", "rules": ("a",)}, "without a reason"),
        ({"status": "in part", "missing": "much"}, "without a rule"),
        ({"status": "not represented"}, "without a reason"),
        ({"status": "not represented", "missing": "all", "rules": ("a",)}, "yet something carries it"),
    ],
)
def test_a_status_without_what_it_needs_is_a_fault(values: dict[str, object], fault: str) -> None:
    one = Mechanism(id="S0-none", says="something", **values)  # type: ignore[arg-type]
    assert any(fault in said for said in _status_wrong(Entry(one, (), ())))


def test_the_document_is_up_to_date(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "seeds.md"
    main([str(path)])
    assert path.read_text("utf-8") == (root / "docs" / "seeds.md").read_text("utf-8"), f"run: {COMMAND}"
    text = document()
    for entry in ledger().values():
        assert f"### {entry.id}: {entry.mechanism.status}" in text
        assert all(f"`{name}`" in text for name in (*entry.parameters, *entry.mechanism.tests))


def test_the_command_prints_every_id_and_counts_them() -> None:
    done = CliRunner().invoke(app, ["explain", "--seeds"])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    for entry in ledger().values():
        assert f"  {entry.id:<26} {entry.mechanism.status}" in lines
    assert lines[-1] == counted()
    assert lines[-1].endswith("neither represented nor reasoned about: 0")
    number = sum(entry.mechanism.status == "represented" for entry in ledger().values())
    assert f"{number} represented" in lines[-1]


def test_json_says_the_same_as_the_declarations() -> None:
    said = json.loads(CliRunner().invoke(app, ["explain", "--seeds", "--json"]).output)
    assert said == json.loads(listed(as_json=True))
    assert [one["id"] for one in said["mechanisms"]] == list(IDS)
    nobody = {"neither represented nor reasoned about": 0}
    assert said["counts"] == {str(status): number for status, number in counts().items()} | nobody
    (one,) = json.loads(CliRunner().invoke(app, ["explain", "S2-gp-shortfall", "--json"]).output)
    assert one["parameters"] == ["vacancy_fill_rate", "gp_shortage_rate"]
    assert one["rules"][0] == "pcnsim.model.rules.environment.supply_of_gps"


def test_a_card_tells_everything_about_one() -> None:
    said = CliRunner().invoke(app, ["explain", "S4-review"]).output
    entry = ledger()["S4-review"]
    named = (*entry.parameters, *entry.programmes, *entry.mechanism.outcomes, *entry.mechanism.rules)
    assert all(name in said for name in (entry.source, entry.mechanism.status, *named))
    assert cards(["s4-REVIEW"]) + "\n" == said


def test_an_unknown_mechanism_is_named_with_the_nearest() -> None:
    with pytest.raises(InputError, match="no mechanism S4-reviw; did you mean S4-review"):
        cards(["S4-reviw"])
    with pytest.raises(InputError, match="no mechanism S4-reviw"):
        CliRunner().invoke(app, ["explain", "trust_forgetting", "S4-reviw"], catch_exceptions=False)
