"""What docs/figures.md shows runs as it stands there, and its table of levels is that of the library."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from plotly.graph_objects import Figure

from pcnsim.view import figures
from pcnsim.view.bands import BANDS


@pytest.mark.end_to_end
def test_the_notebook_example_runs(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(
        r"```python\n(.*?)```", (root / "docs" / "figures.md").read_text("utf-8"), re.DOTALL
    )
    shown: list[Figure] = []
    monkeypatch.setattr(Figure, "show", lambda figure: shown.append(figure))
    monkeypatch.chdir(tmp_path)
    found: dict[str, object] = {}
    exec(example, found)
    assert shown == [found["one"]]
    assert isinstance(found["picture"], Figure)
    page = (tmp_path / "three.html").read_text("utf-8")
    assert "hierarchy" in page
    assert not re.findall(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?https?:", page)
    assert (
        (tmp_path / "differences.csv").read_text("utf-8").startswith("outcome,label,unit,better,hierarchy,")
    )


@pytest.mark.unit
def test_every_function_and_level_is_described(root: Path) -> None:
    page = (root / "docs" / "figures.md").read_text("utf-8")
    for name in figures.__all__:
        if name.endswith(("_figure", "_table")) and not name.startswith("write"):
            assert f"| `{name}(" in page, name
            assert callable(getattr(figures, name))
    rows = [f"| `{band.outcome}` | {band.words} | {band.source} |" for band in BANDS]
    assert [row for row in rows if row not in page] == []
    assert page.count("\n| `") == len(rows) + 6
