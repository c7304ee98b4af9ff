"""The table of outcomes in the documentation is the declared one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcnsim.analysis.outcome_docs import (
    BEGIN,
    BEGIN_COLUMNS,
    END,
    END_COLUMNS,
    main,
    outcome_table,
    with_tables,
)
from pcnsim.analysis.table_docs import TITLES, describe, table_columns, tables_described
from pcnsim.config import InputError
from pcnsim.experiment.records import FAILURE_FIXED, PLAN_FIXED
from pcnsim.model.outcomes.declared import NAMES

pytestmark = pytest.mark.unit


def test_the_documentation_is_up_to_date(root: Path) -> None:
    text = (root / "docs" / "outputs.md").read_text("utf-8")
    assert with_tables(text) == text, "run: python -m pcnsim.analysis.outcome_docs docs/outputs.md"
    assert all(f"`{name}`" in text for name in (*NAMES, *PLAN_FIXED, *FAILURE_FIXED))


def test_only_what_stands_between_the_markers_is_written(tmp_path: Path) -> None:
    path = tmp_path / "outputs.md"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n{BEGIN_COLUMNS}{END_COLUMNS}", "utf-8")
    main([str(path)])
    assert path.read_text("utf-8") == (
        f"before\n{BEGIN}\n\n{outcome_table()}\n\n{END}\nafter\n"
        f"{BEGIN_COLUMNS}\n\n{tables_described()}\n\n{END_COLUMNS}"
    )
    with pytest.raises(InputError, match="must stand there once"):
        with_tables("no markers")


def test_every_column_of_agents_and_ties_is_described() -> None:
    found = table_columns()
    assert list(found) == list(TITLES)
    missing = [
        f"{table}.{name}" for table, names in found.items() for name in names if not describe(table, name)
    ]
    assert not missing
