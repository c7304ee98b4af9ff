"""The locks: exact versions only, no address, and everything that pyproject.toml asks for."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "requirements").glob("lock-*.txt"))
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
TESTED = ("dev", "weekly", "sensitivity", "cluster", "view")
EXACT = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+-]+")


def versions(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_a_lock_holds_names_and_exact_versions_only(path: Path) -> None:
    heading, *lines = path.read_text("utf-8").splitlines()
    assert heading.startswith("# Exact versions for Python")
    assert not [line for line in lines if not EXACT.fullmatch(line)]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13"])
def test_a_lock_meets_what_the_project_asks_for(python: str) -> None:
    extras = PROJECT["optional-dependencies"]
    locked = versions(ROOT / "requirements" / f"lock-{python}.txt")
    wanted = [*PROJECT["dependencies"], *(one for extra in TESTED for one in extras[extra])]
    for requirement in map(Requirement, wanted):
        version = locked.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not locked for Python {python}: make lock"
        assert version in requirement.specifier, f"{requirement}: {version} is locked for Python {python}"


def test_every_extra_is_tested() -> None:
    assert set(TESTED) == set(PROJECT["optional-dependencies"])


def test_what_is_installed_without_a_lock_is_what_is_locked() -> None:
    for name in ("lock.py", "environment.py"):
        assert f"TESTED = {TESTED}".replace("'", '"') in (ROOT / "requirements" / name).read_text("utf-8")
