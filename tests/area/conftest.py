"""What tests of areas share: the folder of official files (skipped where it is absent) and a small country."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pcnsim.area import Area
from pcnsim.area.nhs import ImportReport, import_area
from tests.area import small_country

NOTTINGHAM = "U19169,U29053,U44561,U47242,U55117,U59216,U63129,U78528,U94342"


@pytest.fixture(scope="session")
def nhs_folder(nhs_files: Path) -> Path:
    return nhs_files


@pytest.fixture(scope="session")
def real_files(nhs_folder: Path) -> dict[str, str]:
    """The official files, as arguments of ``import_area``."""
    return {
        "map": str(nhs_folder / "gp-reg-pat-prac-map.zip"),
        "patients": str(nhs_folder / "gp-reg-pat-prac-quin-age.zip"),
        "deprivation": str(nhs_folder / "fingertips-imd-2025-gp-practice.csv"),
        "pcn_workforce": str(nhs_folder / "PCNWFIndividualCSV.062026.zip"),
        "trusts": str(nhs_folder / "etr.csv"),
    }


@pytest.fixture(scope="session")
def england(real_files: dict[str, str]) -> tuple[Area, ImportReport]:
    return import_area(**real_files)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """The small country's map and patients, newest dialect."""
    return {"map": small_country.write_map(tmp_path), "patients": small_country.write_five_year(tmp_path)}


@pytest.fixture
def import_small(files: dict[str, str]) -> Callable[..., tuple[Area, ImportReport]]:
    """Import the small country with other files or selections as named; None takes a file away."""

    def run(**changes: Any) -> tuple[Area, ImportReport]:
        arguments = {**files, **changes}
        return import_area(**{name: value for name, value in arguments.items() if value is not None})

    return run
