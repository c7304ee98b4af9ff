"""`pcnsim area import` and `pcnsim area synthetic` as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pcnsim.area import draw_area, fingerprint, read_area
from pcnsim.cli.area import app
from pcnsim.config.errors import InputError
from tests.area import small_country as small
from tests.area.conftest import NOTTINGHAM

pytestmark = pytest.mark.end_to_end

runner = CliRunner()


def test_synthetic(tmp_path: Path) -> None:
    out = tmp_path / "city"
    result = runner.invoke(
        app, ["synthetic", "--pcns", "4", "--practices-per-pcn", "2", "--seed", "7", "--out", str(out)]
    )
    assert result.exit_code == 0, result.output
    assert result.output.startswith("8 practices, 4 PCNs and ")
    assert fingerprint(read_area(out)) == fingerprint(draw_area(4, seed=7, practices_per_pcn=2))


def test_import_of_the_small_country(files: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "area"
    arguments = [
        "import",
        "--map",
        files["map"],
        "--patients",
        files["patients"],
        "--icb",
        "QBB",
        "--out",
        str(out),
    ]
    result = runner.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert (
        "9 practices, 4 PCNs and 48,620 patients read; 1 practice (28 patients) belongs to no PCN"
        in result.output
    )
    assert "The area: 3 practices, 1 PCN and 14,234 patients." in result.output
    assert read_area(out).population == 14_234
    found = json.loads((out / "provenance.json").read_text())
    assert found["report"]["belong_to_no_pcn"] == {"practices": ["B00009"], "patients": 28}
    assert found["attribution"].startswith("Contains NHS England information licensed under")


def test_both_single_year_files(files: dict[str, str], tmp_path: Path) -> None:
    female, male = small.write_single_years(tmp_path)
    arguments = [
        "import",
        "--map",
        files["map"],
        "--patients",
        female,
        "--patients",
        male,
        "--out",
        str(tmp_path / "area"),
    ]
    assert runner.invoke(app, arguments).exit_code == 0


def test_bad_input_leaves_nothing_behind(files: dict[str, str], tmp_path: Path) -> None:
    before = sorted(path.name for path in tmp_path.iterdir())
    for extra in (["--pcn", "U99999"], ["--icb", ""], ["--deprivation", files["map"]]):
        arguments = [
            "import",
            "--map",
            files["map"],
            "--patients",
            files["patients"],
            "--out",
            str(tmp_path / "area"),
        ]
        result = runner.invoke(app, [*arguments, *extra])
        assert isinstance(result.exception, InputError)  # the program prints it and ends with exit code 2
        assert result.output == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_another_area_needs_force(tmp_path: Path) -> None:
    out = str(tmp_path / "area")
    assert runner.invoke(app, ["synthetic", "--seed", "1", "--out", out]).exit_code == 0
    assert isinstance(runner.invoke(app, ["synthetic", "--seed", "2", "--out", out]).exception, InputError)
    assert runner.invoke(app, ["synthetic", "--seed", "2", "--out", out, "--force"]).exit_code == 0
    assert fingerprint(read_area(out)) == fingerprint(draw_area(9, seed=2))


def test_nottingham_city_from_official_files(real_files: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "nottingham"
    options = [part for name, path in real_files.items() for part in (f"--{name.replace('_', '-')}", path)]
    result = runner.invoke(app, ["import", *options, "--pcn", NOTTINGHAM, "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "6,139 practices, 1,298 PCNs and 63,436,508 patients read" in result.output
    assert "The area: 43 practices, 9 PCNs and 391,032 patients." in result.output
    assert "1 PCN with no workforce return: U55117" in result.output
    assert read_area(out).population == 391_032
