"""The figure of a sensitivity analysis shows the table's numbers."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from pcnsim.analysis.labels import label
from pcnsim.analysis.sensitivity import sensitivity
from pcnsim.config.design import Design
from pcnsim.view.figures import PALETTE
from pcnsim.view.sensitivity_figure import sensitivity_figure
from tests.analysis.test_sensitivity import CUBE, MORRIS, THREE, designed, ishigami, linear

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("design", "main", "beside"),
    [
        (MORRIS, "mu_star", "sigma"),
        (Design(kind="saltelli", samples=16), "ST", "S1"),
        (CUBE, "rank_correlation", None),
    ],
    ids=lambda value: getattr(value, "kind", None),
)
def test_bars_are_the_tables_numbers(tmp_path: Path, design: Design, main: str, beside: str | None) -> None:
    found = sensitivity(
        designed(tmp_path, design, {"strain": ishigami, "spill": linear}), ["strain", "spill"]
    )
    figure = sensitivity_figure(found)
    assert [note.text for note in figure.layout.annotations] == [label("strain"), label("spill")]
    bars = [trace for trace in figure.data if trace.type == "bar"]
    for bar, axis, outcome in zip(
        bars, (figure.layout.yaxis, figure.layout.yaxis2), ("strain", "spill"), strict=True
    ):
        rows = found.table[found.table["outcome"] == outcome].set_index("factor")
        assert sorted(axis.ticktext) == sorted(THREE)
        assert list(bar.x) == rows.loc[list(axis.ticktext), main].tolist()
        assert list(np.abs(bar.x)) == sorted(np.abs(bar.x)), "the largest stands on top"
        assert list(bar.y) == [0, 1, 2]
        if not beside:
            low = [x - down for x, down in zip(bar.x, bar.error_x.arrayminus, strict=True)]
            assert np.allclose(low, rows.loc[list(axis.ticktext), "low"])
    marks = [trace for trace in figure.data if trace.type == "scatter"]
    assert len(marks) == (2 if beside else 0)
    if beside:
        rows = found.table[found.table["outcome"] == "strain"].set_index("factor")
        assert list(marks[0].x) == rows.loc[list(figure.layout.yaxis.ticktext), beside].tolist()


def test_crossed_structures_stand_side_by_side_in_colours(tmp_path: Path) -> None:
    crossed = {"structure": ("hierarchy", "hybrid", "network")}
    found = sensitivity(designed(tmp_path, MORRIS, {"strain": linear}, crossed=crossed), "strain")
    figure = sensitivity_figure(found, top=2)
    bars = [trace for trace in figure.data if trace.type == "bar"]
    assert [bar.name for bar in bars] == list(crossed["structure"])
    assert [bar.marker.color for bar in bars] == list(PALETTE[:3])
    assert all(bar.showlegend for bar in bars)
    edges = sorted((y - bar.width / 2, y + bar.width / 2) for bar in bars for y in bar.y)
    assert len(edges) == 6
    assert all(before[1] <= after[0] + 1e-12 for before, after in itertools.pairwise(edges))
