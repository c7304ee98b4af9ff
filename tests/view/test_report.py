"""The page of an experiment has the weeks below the comparison where they were kept, and is a page either way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pcnsim.analysis import ExperimentResult
from pcnsim.experiment.plan import make_plan
from pcnsim.view import report
from pcnsim.view.figures import write_comparison
from tests.analysis.test_table import made_up
from tests.small import small
from tests.weekly import result_folder

pytestmark = pytest.mark.unit


def with_weeks(tmp_path: Path) -> ExperimentResult:
    """A made-up result in a folder that holds made-up weekly series."""
    pytest.importorskip("pyarrow")
    plan = make_plan(small(tmp_path, "experiment.weekly=true"))
    folder = result_folder(tmp_path / "result", plan, list(plan))
    result = made_up(tmp_path)
    result.folder = folder
    return result


def test_weeks_stand_below_the_comparison(tmp_path: Path) -> None:
    path = write_comparison(with_weeks(tmp_path))
    assert path is not None
    page = path.read_text("utf-8")
    assert page.index('id="comparison"') < page.index('id="series"') < page.index("</body>")
    assert len(re.findall(r"Plotly\.newPlot\(", page)) >= 2
    assert page.count("plotly.js v") == made_up_page(tmp_path).count("plotly.js v"), "Plotly is there once"
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", page)
    assert write_comparison(with_weeks_again(tmp_path)).read_bytes() == path.read_bytes()  # type: ignore[union-attr]


def made_up_page(tmp_path: Path) -> str:
    (tmp_path / "other").mkdir()
    path = write_comparison(made_up(tmp_path), tmp_path / "other")
    assert path is not None
    assert 'id="series"' not in path.read_text("utf-8")
    return path.read_text("utf-8")


def with_weeks_again(tmp_path: Path) -> ExperimentResult:
    (tmp_path / "again").mkdir()
    return with_weeks(tmp_path / "again")


def test_too_many_runs_and_damaged_series_leave_the_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = with_weeks(tmp_path)
    (damaged,) = (result.folder / "weekly").glob("*.parquet")  # type: ignore[operator]
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[: len(whole) // 2])
    page = write_comparison(result)
    assert page is not None
    assert 'id="series"' not in page.read_text("utf-8")
    damaged.write_bytes(whole)
    monkeypatch.setattr(report, "MOST_RUNS", 8)
    assert 'id="series"' not in write_comparison(result).read_text("utf-8")  # type: ignore[union-attr]
    monkeypatch.setattr(report, "MOST_RUNS", 9)
    assert 'id="series"' in write_comparison(result).read_text("utf-8")  # type: ignore[union-attr]
