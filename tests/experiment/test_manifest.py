"""The record beside results."""

from __future__ import annotations

import hashlib
import pickle
import subprocess
import time
from pathlib import Path

import pytest

from pcnsim.area import draw_area, write_area
from pcnsim.config import load
from pcnsim.config.folders import content_digest
from pcnsim.experiment.provenance.inputs import git, implausible, inputs, origin, warnings
from pcnsim.experiment.provenance.origin import changes, ended, other_version, session
from tests.small import small, small_file

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
    edited = git(package)
    assert edited is not None
    assert (edited["commit"], edited["clean"], len(edited["changes"])) == (found["commit"], False, 64)
    # Equal edits have equal digests; another edit, and a file that git does not know, have others.
    assert git(package) == edited
    (package / "code.py").write_text("x = 3\n")
    other = git(package)
    assert other is not None
    assert other["changes"] != edited["changes"]
    (package / "code.py").write_text("x = 2\n")
    assert git(package) == edited
    (package / "more.py").write_text("y = 1\n")
    more = git(package)
    assert more is not None
    assert more["changes"] not in (edited["changes"], other["changes"])


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
    names = (
        "pcnsim_version",
        "model_sources",
        "package_sources",
        "python",
        "platform",
        "processor",
        "command",
    )
    assert all(made[name] for name in names)
    assert made["compiled"] is True


def test_the_origin_is_told_quickly() -> None:
    # It stands at the beginning of every run. The best of some, as other programs use the machine too.
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        origin()
        taken.append(time.perf_counter() - begun)
    assert min(taken) < 0.25  # 0.05 s where it was written


def test_what_differs_is_named_and_nothing_else() -> None:
    made = origin()
    assert changes(made, made) == {}
    packages = {**made["packages"], "numpy": "1.0", "SALib": None}
    then = {**made, "packages": packages, "compiled": False, "command": "another", "processors": 99}
    assert changes(then, made) == {"compiled": (False, True), "numpy": ("1.0", made["packages"]["numpy"])}
    assert changes({"kind": "an older manifest"}, {**made, "packages": {}}) == {}


def test_another_version_is_one_sentence_with_both_names() -> None:
    made = origin()
    assert other_version({**made, "name": "mine"}) is None
    sentence = other_version({**made, "name": "mine", "pcnsim_version": "0.0.9"})
    assert sentence is not None
    assert "the results of mine were made by pcnsim 0.0.9" in sentence
    assert f"this is pcnsim {made['pcnsim_version']}" in sentence
    assert other_version({**made, "model_sources": "0123456789ab"}) is not None


def test_sessions_are_recorded_with_what_differs_from_the_one_before() -> None:
    made = origin()
    first = session(planned=9, found=0, workers=2)
    assert (first["found"], first["workers"], first["scheduler"], first["finished"]) == (0, 2, None, None)
    assert first["started"]
    assert first["host"]
    assert first["pid"]
    assert "changes" not in first
    assert "changes" not in session(planned=9, found=3, workers=2, before=made)
    before = {**made, "packages": {**made["packages"], "numpy": "1.0"}}
    second = session(planned=9, found=3, workers=1, scheduler="tcp://127.0.0.1:8786", before=before)
    assert second["changes"] == {"numpy": ["1.0", made["packages"]["numpy"]]}
    both = ended([first, second])
    assert both[0] == first
    assert both[1]["finished"] >= second["started"]
    assert second["finished"] is None


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
    assert inputs(config)["areas"] == {"place": content_digest(folder)}
    assert inputs(config)["configuration"] == config.digest()


def test_a_table_of_points_is_hashed(tmp_path: Path) -> None:
    table = tmp_path / "points.csv"
    table.write_text("structure\nnetwork\nhierarchy\n")
    base = tmp_path / "list.toml"
    base.write_text('[experiment.design]\nkind = "list"\npoints = "points.csv"\n')
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    assert inputs(load(base))["files"]["points.csv"] == digest
    assert len(inputs(load(base))["files"]) == 2


def test_files_that_the_configuration_was_read_from_are_hashed(tmp_path: Path) -> None:
    base = small_file(tmp_path)
    (tmp_path / "mine").mkdir()
    child = tmp_path / "mine" / "child.toml"
    child.write_text('extends = "../small.toml"\nweeks = 4\n')
    digests = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in {"child.toml": child, "../small.toml": base}.items()
    }
    config = load(child, ["seed=8"])
    assert inputs(config)["files"] == digests
    # Where settings were read from is no setting: it makes no other configuration, and goes where that goes.
    assert config == load(base, ["seed=8", "weeks=4"])
    assert dict(pickle.loads(pickle.dumps(config)).sources) == digests
    assert dict(config.with_factors({"structure": "network"}).sources) == digests
