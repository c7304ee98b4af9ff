"""Area folders: whole or not at all, the same bytes, and every breach named by file and line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pcnsim.area import Area, check_area, draw_area, fingerprint, read_area, write_area
from pcnsim.area.area import PRACTICE_COLUMNS
from pcnsim.area.nhs import ImportReport
from pcnsim.config.errors import InputError
from tests.area import small_country as small


def same(one: Area, other: Area) -> None:
    for table in ("practices", "pcns", "trusts"):
        pd.testing.assert_frame_equal(getattr(one, table), getattr(other, table), check_dtype=False)
    assert (one.ages is None) == (other.ages is None)
    if one.ages is not None and other.ages is not None:
        pd.testing.assert_frame_equal(one.ages, other.ages, check_dtype=False)
    assert (one.name, dict(one.provenance)) == (other.name, dict(other.provenance))
    assert fingerprint(one) == fingerprint(other)


@pytest.mark.property
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 2**40),
    names=st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=20),
        min_size=3,
        max_size=3,
    ),
    gaps=st.lists(st.sampled_from(["imd_score", "gp_fte", "gp_headcount", "patients_female"]), max_size=4),
)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, seed: int, names: list[str], gaps: list[str]
) -> None:
    area = draw_area(3, seed=seed, practices_per_pcn=1)
    area.practices["practice_name"] = names
    for column in gaps:
        area.practices.loc[1, column] = np.nan
    folder = tmp_path_factory.mktemp("round") / "area"
    same(read_area(write_area(area, folder)), area)


@pytest.mark.unit
def test_an_imported_area_with_ages_survives_the_folder(
    import_small: Callable[..., tuple[Area, ImportReport]], tmp_path: Path
) -> None:
    area, _ = import_small(pcn_workforce=small.write_pcn_workforce(tmp_path))
    same(read_area(write_area(area, tmp_path / "area")), area)


@pytest.mark.unit
def test_the_same_area_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_area(draw_area(5, seed=3), tmp_path / name)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


@pytest.mark.unit
def test_only_area_folders_are_replaced_and_only_with_force(tmp_path: Path) -> None:
    folder = tmp_path / "area"
    write_area(draw_area(2, seed=1), folder)
    before = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    write_area(draw_area(2, seed=1), folder)
    assert {path.name: path.stat().st_mtime_ns for path in folder.iterdir()} == before
    with pytest.raises(InputError, match="another area"):
        write_area(draw_area(2, seed=2), folder)
    same(read_area(folder), draw_area(2, seed=1))
    write_area(draw_area(2, seed=2), folder, force=True)
    same(read_area(folder), draw_area(2, seed=2))
    (folder / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="other things"):
        write_area(draw_area(2, seed=3), folder, force=True)
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="a file of that name"):
        write_area(draw_area(2, seed=3), tmp_path / "file", force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["area", "file"]  # no temporary folder is left


@pytest.mark.unit
def test_a_bad_area_is_not_written(tmp_path: Path) -> None:
    area = draw_area(2, seed=1)
    area.practices.loc[0, "list_size"] = -5
    with pytest.raises(InputError, match="-5 patients"):
        write_area(area, tmp_path / "area")
    assert not list(tmp_path.iterdir())


def edit(folder: Path, table: str, line: int, column: str, value: str) -> None:
    frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
    frame.loc[line - 2, column] = value
    frame.to_csv(folder / f"{table}.csv", index=False)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("table", "line", "column", "value", "expected"),
    [
        ("practices", 3, "list_size", "-1", "practices.csv, line 3: practice .* has a list of -1 patients"),
        ("practices", 3, "list_size", "0", "practices.csv, line 3: practice .* has a list of 0 patients"),
        ("practices", 3, "list_size", "12.5", "practices.csv, line 3: list_size is '12.5', not a whole number"),
        ("practices", 3, "list_size", "", "practices.csv, line 3: list_size is empty, not a whole number"),
        ("practices", 3, "list_size", "many", "practices.csv, line 3: list_size is 'many'"),
        ("practices", 4, "pcn_code", "U99999", "practices.csv, line 4: .*'U99999', which pcns.csv does not list"),
        ("practices", 4, "pcn_code", "", "practices.csv, line 4: .* no PCN cannot be simulated"),
        ("practices", 3, "practice_code", "N0001-01", "practices.csv, line 3: practice_code N0001-01 stands"),
        ("practices", 3, "practice_code", "", "practices.csv, line 3: practice_code is empty"),
        ("practices", 3, "gp_fte", "-2", "practices.csv, line 3: gp_fte of .* is -2"),
        ("practices", 3, "imd_score", "inf", "practices.csv, line 3: imd_score"),
        ("practices", 3, "imd_score", "high", "practices.csv, line 3: imd_score is 'high', not a number"),
        ("practices", 3, "patients_0_4", "", "practices.csv, line 3: .* lacks others"),
        ("practices", 3, "patients_0_4", "99999", "practices.csv, line 3: the age groups .* sum to"),
        ("practices", 3, "patients_female", "9999999", "practices.csv, line 3: .* female patients"),
        ("pcns", 2, "population", "7", "pcns.csv, line 2: .* is said to have 7 patients"),
        ("pcns", 2, "practices", "77", "pcns.csv, line 2: .* is said to have 77 practices"),
        ("pcns", 3, "fte_total", "-1", "pcns.csv, line 3: fte_total"),
        ("pcns", 3, "pcn_code", "N0001", "pcns.csv, line 3: pcn_code N0001 stands there twice"),
        ("pcns", 3, "system_code", "OTHER", "trusts.csv: system OTHER has 0 of its five owners"),
        ("trusts", 3, "owner", "church", "trusts.csv, line 3: owner is 'church'"),
        ("trusts", 3, "owner", "community_trust", "trusts.csv, line 3: .* two rows for community_trust"),
    ],
)  # fmt: skip
def test_breaches_are_named_by_file_and_line(
    tmp_path: Path, table: str, line: int, column: str, value: str, expected: str
) -> None:
    folder = write_area(draw_area(3, seed=2, practices_per_pcn=2), tmp_path / "area")
    read_area(folder)
    edit(folder, table, line, column, value)
    with pytest.raises(InputError, match=expected) as caught:
        read_area(folder)
    assert caught.value.remedy


@pytest.mark.unit
@pytest.mark.parametrize(
    ("line", "column", "value", "expected"),
    [
        (2, "patients", "1", "ages.csv: the ages of practice A00001 sum to"),
        (2, "patients", "-1", "ages.csv, line 2"),
        (2, "sex", "F", "ages.csv, line 2: sex is 'F'"),
        (2, "age_band", "0-4", "ages.csv, line 2: age_band is '0-4'"),
        (2, "practice_code", "A99999", "ages.csv, line 2: practice A99999 is not in practices.csv"),
        (3, "age_band", "0_4", "ages.csv, line 3: practice A00001 has female 0_4 twice"),
    ],
)
def test_breaches_in_ages(
    import_small: Callable[..., tuple[Area, ImportReport]],
    tmp_path: Path,
    line: int,
    column: str,
    value: str,
    expected: str,
) -> None:
    folder = write_area(import_small()[0], tmp_path / "area")
    edit(folder, "ages", line, column, value)
    with pytest.raises(InputError, match=expected):
        read_area(folder)


@pytest.mark.unit
def test_missing_files_wrong_columns_and_broken_provenance(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such area folder"):
        read_area(tmp_path / "nowhere")
    folder = write_area(draw_area(2, seed=1), tmp_path / "area")
    table = (folder / "practices.csv").read_text()
    (folder / "practices.csv").write_text(table.replace("list_size", "list").replace("gp_fte,", "", 1))
    with pytest.raises(InputError, match=r"practices.csv: .*(columns|CSV)"):
        read_area(folder)
    (folder / "practices.csv").write_text(table.replace("list_size", "list"))
    with pytest.raises(InputError, match="missing list_size; unknown list") as caught:
        read_area(folder)
    assert caught.value.remedy is not None
    assert ", ".join(PRACTICE_COLUMNS) in caught.value.remedy
    (folder / "practices.csv").write_bytes(b"")
    with pytest.raises(InputError, match=r"practices.csv: this is no readable CSV"):
        read_area(folder)
    (folder / "practices.csv").write_text(table.splitlines()[0] + "\n")
    with pytest.raises(InputError, match=r"practices.csv: there are no rows"):
        read_area(folder)
    (folder / "practices.csv").unlink()
    with pytest.raises(InputError, match=r"practices.csv is missing"):
        read_area(folder)
    (folder / "practices.csv").write_text(table)
    for content in ("{", json.dumps({"format": 99}), "[]"):
        (folder / "provenance.json").write_text(content)
        with pytest.raises(InputError, match=r"provenance.json"):
            read_area(folder)


@pytest.mark.unit
def test_rows_may_come_in_any_order_and_from_a_spreadsheet(tmp_path: Path) -> None:
    area = draw_area(4, seed=5)
    folder = write_area(area, tmp_path / "area")
    lines = (folder / "practices.csv").read_text().splitlines()
    # As Excel saves it: a byte-order mark, carriage returns; and sorted another way by the user.
    (folder / "practices.csv").write_text("\ufeff" + "\r\n".join([lines[0], *reversed(lines[1:])]) + "\r\n")
    same(read_area(folder), area)


@pytest.mark.unit
def test_a_table_with_wrong_columns_is_no_area() -> None:
    area = draw_area(2, seed=1)
    with pytest.raises(InputError, match="practices table has wrong columns: missing gp_fte"):
        Area("x", area.practices.drop(columns="gp_fte"), area.pcns, area.trusts)
    check_area(area)
