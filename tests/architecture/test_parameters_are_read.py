"""Every parameter that can be set, programmes' too, is read by some rule: setting it cannot silently do nothing."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from pcnsim.config.changes import DRAW_THE_START
from pcnsim.config.parameters import declared
from pcnsim.config.structure import SHARES


@pytest.mark.unit
def test_every_parameter_is_read_by_the_model(root: Path) -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted((root / "pcnsim/model").rglob("*.py"))
    )
    read = set(re.findall(r"\bp\.(\w+)", sources)) | set(re.findall(r"p\[\"(\w+)\"\]", sources))
    of_structure = {"network_position", *SHARES}
    fields = {one.field for one in declared().values()}
    assert fields - of_structure - read == set()


@pytest.mark.unit
def test_what_only_draws_the_start_is_what_no_week_reads(root: Path) -> None:
    """Every function that `run_weeks` names, and they in turn, found in the sources by name."""
    read, named = defaultdict(set), defaultdict(set)
    for path in sorted((root / "pcnsim/model").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                inside = ast.get_source_segment(path.read_text(encoding="utf-8"), function) or ""
                read[function.name] |= set(re.findall(r"\b(?:p|record)(?:\.|\[\")(\w+)", inside))
                named[function.name] |= {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    reached, following = set[str](), ["run_weeks"]
    while following:
        name = following.pop()
        if name not in reached:
            reached.add(name)
            following += named[name] & read.keys()
    assert len(reached) > 100
    weekly = set[str]().union(*(read[name] for name in reached))
    fields = {one.field for one in declared().values()}
    assert fields - weekly - {"network_position", *SHARES} == DRAW_THE_START
