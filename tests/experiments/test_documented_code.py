"""The Python of the documentation, run as it stands but for sizes, against small experiments of the same names."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest

import pcnsim
from tests.small import SMALL, small

pytestmark = pytest.mark.end_to_end

SMALLER = {
    "sweeps.md": {
        "weeks=104": "weeks=3",
        "samples=64": "samples=3",
        "replications=5": "replications=2",
        "workers=2": "workers=1",
        "(17)": "(7)",
    },
    "experiments.md": {
        "samples=64": "samples=3",
        "replications=5": "replications=2",
        "workers=2": "workers=1",
        "(37": "(1",
        "(104": "(2",
        '"start_week": 60': '"start_week": 1',
    },
    "sensitivity.md": {"top(12)": "top(2)", "samples=512": "samples=4"},
    "outputs.md": {".plot()": ""},
    "view.md": {},
    "../README.md": {},
}
"""By page what is replaced, each of it there, so that a page takes a second or two."""

NEEDED = {"sweeps.md": "SALib", "sensitivity.md": "SALib", "outputs.md": "pyarrow"}
"""Pages that need a package of an extra."""


@pytest.mark.parametrize("page", SMALLER)
def test_the_python_of_the_pages_runs(
    page: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page in NEEDED:
        pytest.importorskip(NEEDED[page], reason=f"needs {NEEDED[page]}")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "structures.toml").write_text(SMALL, "utf-8")
    _experiments(page, tmp_path)
    text = (root / "docs" / page).read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert blocks
    for before in SMALLER[page]:
        assert any(before in block for block in blocks), before
    names: dict[str, Any] = {"pcnsim": pcnsim}
    for block in blocks:
        for before, after in SMALLER[page].items():
            block = block.replace(before, after)
        exec(compile(textwrap.dedent(block), page, "exec"), names)
    if page == "sweeps.md":
        assert len(names["result"].points) == 3 * 3
        assert len(names["gap"]) == 3 * 2
    if page == "sensitivity.md":
        assert names["closer"].experiment.design.kind == "saltelli"
        assert list(names["closer"].experiment.factors) == names["found"].top(2)


def _experiments(page: str, folder: Path) -> None:
    """What the page takes to be there already."""
    config = small(folder, "experiment.replications=2")
    if page == "outputs.md":
        factors = {"structure": ["hierarchy", "network"], "programmes.executive.enabled": [False, True]}
        study = config.with_design(factors=factors, weekly=True)
        pcnsim.run_experiment(study, folder / "results" / "my-study", workers=1)
    if page == "sensitivity.md":
        screening = config.with_design(
            kind="morris", trajectories=2, factors=dict.fromkeys(("general_trust", "trust_forgetting"))
        )
        pcnsim.run_experiment(screening, folder / "results" / "screening-morris", workers=1)
