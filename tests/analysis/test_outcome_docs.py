"""The table of outcomes in the documentation is the declared one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pcnsim import analysis
from pcnsim.analysis.measure_docs import MEASURES, SECTION_8, measures_described
from pcnsim.analysis.outcome_docs import (
    BEGIN,
    BEGIN_COLUMNS,
    BEGIN_MEASURES,
    BEGIN_RUN,
    END,
    END_COLUMNS,
    END_MEASURES,
    END_RUN,
    main,
    outcome_table,
    with_tables,
)
from pcnsim.analysis.table_docs import TITLES, describe, table_columns, tables_described
from pcnsim.area import draw_area
from pcnsim.config import Config, InputError
from pcnsim.experiment.store.records import FAILURE_FIXED, PLAN_FIXED
from pcnsim.model import Simulation
from pcnsim.model.network import graph as graph_of
from pcnsim.model.network import measures
from pcnsim.model.outcomes.declared import BY_NAME, NAMES, OUTCOMES, RUN_NAMES, RUN_OUTCOMES

pytestmark = pytest.mark.unit


def test_the_documentation_is_up_to_date(root: Path) -> None:
    text = (root / "docs" / "outputs.md").read_text("utf-8")
    assert with_tables(text) == text, "run: python -m pcnsim.analysis.outcome_docs docs/outputs.md"
    assert all(f"`{name}`" in text for name in (*NAMES, *RUN_NAMES, *PLAN_FIXED, *FAILURE_FIXED))


def test_only_what_stands_between_the_markers_is_written(tmp_path: Path) -> None:
    path = tmp_path / "outputs.md"
    others = f"{BEGIN_RUN}{END_RUN}\n{BEGIN_MEASURES}{END_MEASURES}\n"
    path.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n{others}{BEGIN_COLUMNS}{END_COLUMNS}", "utf-8")
    main([str(path)])
    assert path.read_text("utf-8") == (
        f"before\n{BEGIN}\n\n{outcome_table()}\n\n{END}\nafter\n"
        f"{BEGIN_RUN}\n\n{outcome_table(RUN_OUTCOMES)}\n\n{END_RUN}\n"
        f"{BEGIN_MEASURES}\n\n{measures_described()}\n\n{END_MEASURES}\n"
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


def test_every_measure_that_was_asked_for_is_carried_by_outcomes_that_exist() -> None:
    assert [one.name for one in MEASURES] == [f"M{number}" for number in range(1, 23)]
    for one in (*MEASURES, *SECTION_8):
        assert one.outcomes, one.name
        assert set(one.outcomes) <= set(BY_NAME), one.name
        assert not one.function or callable(getattr(analysis, one.function))
    on_graph = {name for one in MEASURES for name in one.graph}
    assert on_graph <= set(
        measures(graph_of(Simulation(Config(), draw_area(1, seed=0, practices_per_pcn=2), 0)))
    )


def test_section_8_names_every_main_outcome_of_its_domains() -> None:
    named = {name for one in SECTION_8 for name in one.outcomes}
    domains = {"integration", "workload", "access", "hospital", "power", "cost"}
    assert {one.name for one in OUTCOMES if one.main and one.domain in domains} <= named
