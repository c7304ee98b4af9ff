"""The rule for tests of the page: without a browser they are skipped for a developer, and fail in CI."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.view.chromium import NAMES, chromium_path

pytestmark = pytest.mark.unit


@pytest.fixture(autouse=True)
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A search path with nothing on it, and no choice made."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("PCNSIM_CHROMIUM", raising=False)
    monkeypatch.delenv("CI", raising=False)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_found_under_each_of_its_names(name: str, tmp_path: Path) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    assert chromium_path() == str(program)


def test_the_one_that_was_chosen_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PCNSIM_CHROMIUM", sys.executable)
    assert chromium_path() == sys.executable


def test_without_one_a_developer_is_told_why_it_is_skipped() -> None:
    with pytest.raises(pytest.skip.Exception, match=r"there is none \(looked for chromium, "):
        chromium_path()


@pytest.mark.parametrize("chosen", [None, "/nowhere/chromium"])
def test_without_one_it_fails_in_ci(chosen: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    if chosen:
        monkeypatch.setenv("PCNSIM_CHROMIUM", chosen)
    with pytest.raises(pytest.fail.Exception, match=chosen or "google-chrome"):
        chromium_path()


def test_what_ci_looks_for_is_the_same(root: Path) -> None:
    assert f"for name in {' '.join(NAMES)}; do" in (root / ".ci" / "run").read_text("utf-8")
