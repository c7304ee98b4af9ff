"""The documents on parameters and on the model say what declarations and code say."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pcnsim.analysis.parameter_docs import COMMAND, document, main
from pcnsim.config.parameters import Parameters, declared

pytestmark = pytest.mark.unit


def words_in_code_font(root: Path) -> list[str]:
    """Names in docs/model.md that stand in code font, in order; indented equations count whole."""
    text = (root / "docs" / "model.md").read_text("utf-8")
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    spans = re.findall(r"`([^`]+)`|^ {4,}(.+)$", text, re.MULTILINE)
    return re.findall(r"[a-z_][a-z_0-9]*", " ".join(code or equation for code, equation in spans))


def test_the_list_of_parameters_is_up_to_date(root: Path, tmp_path: Path) -> None:
    path = tmp_path / "parameters.md"
    main([str(path)])
    assert path.read_text("utf-8") == (root / "docs" / "parameters.md").read_text("utf-8"), f"run: {COMMAND}"


def test_the_numbers_in_the_list_are_the_defaults() -> None:
    """Read the document back and compare with the parameters themselves, by another path than the declarations."""
    found: dict[str, float] = {}
    table: str | None = None
    columns: list[str] = []
    for line in document().partition("## From symbols")[0].splitlines():
        if title := re.match(r"`(\w+)`, .*: default \(range\)$", line):
            table, columns = title[1], []
        elif single := re.match(r"\| `(\w+)` \| (-?[\d.e-]+) \|", line):
            found[single[1]] = float(single[2])
        elif table and line.startswith("|---"):
            continue
        elif table and line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if not columns:
                columns = cells[1:]
                continue
            row = f"{cells[0]}." if cells[0] else ""
            for column, cell in zip(columns, cells[1:], strict=True):
                found[f"{table}.{row}{column}"] = float(cell.partition(" ")[0])
        elif line.startswith("## "):
            table = None
    known = {name: float(value) for name, value in Parameters().flat().items() if value is not None}
    assert found.keys() == known.keys()
    assert found == pytest.approx(known, rel=1e-9)


def test_every_parameter_has_its_place_in_the_description_of_the_model(root: Path) -> None:
    missing = {one.field for one in declared().values()} - set(words_in_code_font(root))
    assert not missing


def test_the_week_in_the_description_is_the_week_of_the_code(root: Path) -> None:
    tree = ast.parse((root / "pcnsim" / "model" / "week.py").read_text("utf-8"))
    (week,) = (node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "one_week")
    calls = [
        node for node in ast.walk(week) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    names = [
        node.func.id
        for node in sorted(calls, key=lambda node: node.lineno)
        if isinstance(node.func, ast.Name)
    ]
    rules = [name for name in names if name != "Clock"]
    text = (root / "docs" / "model.md").read_text("utf-8")
    described = re.search(r"\| Step \| Rules, in order .*?\n\n", text, re.DOTALL)
    assert described is not None
    cells = [row.split("|")[2] for row in described[0].strip().splitlines()[2:]]
    assert re.findall(r"`(\w+)`", " ".join(cells)) == rules


def test_every_lasting_column_is_described(root: Path) -> None:
    """Columns up to the comment that starts what happened in the week; flows are described in docs/outputs.md."""
    words = set(words_in_code_font(root))
    tree = ast.parse((root / "pcnsim" / "model" / "columns.py").read_text("utf-8"))
    tables = ("Gps", "Practices", "Pcns", "Teams", "Owners", "Systems", "PracticeTies")
    columns = {
        f"{node.name}.{one.target.id}"
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name in tables
        for one in node.body
        if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)
    }
    assert len(columns) > 80
    assert not {name for name in columns if name.partition(".")[2] not in words}


def test_every_link_between_documents_leads_somewhere(root: Path) -> None:
    """Anchors inside docs/model.md exist, and so do the pages it names."""
    text = (root / "docs" / "model.md").read_text("utf-8")
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert {target[1:] for target in targets if target.startswith("#")} <= anchors
    pages = {target.partition("#")[0] for target in targets} - {""}
    assert pages == {page for page in pages if (root / "docs" / page).is_file()}
