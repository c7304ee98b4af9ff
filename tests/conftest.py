"""What all tests share: the rule that each has exactly one marker, and where official NHS files lie."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MARKERS = {"unit", "property", "statistical", "end_to_end"}


NEEDED = f"each test needs exactly one marker of {', '.join(sorted(MARKERS))}"


def marker_fault(item: pytest.Item) -> str | None:
    """Return what is wrong with a test's markers, or None."""
    found = sorted({mark.name for mark in item.iter_markers()} & MARKERS)
    return None if len(found) == 1 else f"{item.nodeid}: {' and '.join(found) or 'none'}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Fail the collection if a test has not exactly one of the four markers."""
    faults = [fault for item in items if (fault := marker_fault(item))]
    if faults and not hasattr(config, "workerinput"):
        raise pytest.UsageError("\n  ".join([f"{NEEDED}:", *faults]))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fail such a test in a worker process, which cannot refuse the collection as a whole."""
    if fault := marker_fault(item):
        pytest.fail(f"{NEEDED}; {fault}", pytrace=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the project's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def nhs_files() -> Path:
    """Return the folder of official NHS files beside the project; without it the test is skipped."""
    folder = ROOT.parent / "shared" / "nhs"
    if not folder.is_dir():
        pytest.skip("needs official NHS files in ../shared/nhs, which are not part of the project")
    return folder
