"""The record beside results."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pcnsim.area import draw_area, write_area
from pcnsim.config.folders import content_digest
from pcnsim.experiment.manifest import git, implausible, inputs, origin, warnings
from tests.small import small

pytestmark = pytest.mark.unit


def checkout(folder: Path) -> Path:
    """A repository with a package in it, committed."""
    package = folder / "thing"
    package.mkdir(parents=True)
    (package / "code.py").write_text("x = 1\n")
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "first"]):
        subprocess.run(["git", "-C", str(folder), *identity, *command], check=True, capture_output=True)
    return package


def test_commit_and_cleanness_are_recorded(tmp_path: Path) -> None:
    package = checkout(tmp_path / "project")
    found = git(package)
    assert found is not None
    assert len(found["commit"]) == 40
    assert found["clean"] is True
    (package / "code.py").write_text("x = 2\n")
    assert git(package) == {"commit": found["commit"], "clean": False}


def test_the_commit_of_somebody_elses_checkout_is_not(tmp_path: Path) -> None:
    checkout(tmp_path / "project")
    installed = tmp_path / "project" / "env" / "thing"
    installed.mkdir(parents=True)
    assert git(installed) is None
    (tmp_path / "alone").mkdir()
    assert git(tmp_path / "alone") is None


def test_versions_are_recorded() -> None:
    made = origin()
    assert {"numpy", "numba", "mesa"} <= made["packages"].keys()
    assert all(made[name] for name in ("pcnsim_version", "model_sources", "python", "platform"))


def test_values_and_levels_outside_their_range_are_found(tmp_path: Path) -> None:
    factors = "experiment.factors={structure=['hybrid'], trust_forgetting=[0.5, 0.98]}"
    config = small(tmp_path, "trust_forgetting=0.1", factors)
    assert implausible(config)["trust_forgetting"]["values"] == [0.5]
    found = implausible(config, design=False)
    assert found["trust_forgetting"]["values"] == [0.1]
    (sentence,) = warnings(found)
    assert sentence.startswith("trust_forgetting is 0.1, outside its plausible range")
    assert implausible(small(tmp_path)) == {}


def test_areas_that_are_read_are_hashed(tmp_path: Path) -> None:
    folder = write_area(draw_area(1, seed=1), tmp_path / "place")
    config = small(tmp_path, f"area={folder}")
    assert inputs(config) == {"configuration": config.digest(), "areas": {"place": content_digest(folder)}}
