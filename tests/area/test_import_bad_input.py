"""Bad input to the importer: one message that names the place and the remedy, and nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pcnsim.area import Area
from pcnsim.area.nhs import ImportReport
from pcnsim.config.errors import InputError
from tests.area import small_country as small

pytestmark = pytest.mark.unit

Import = Callable[..., tuple[Area, ImportReport]]


def message(run: Import, **changes: Any) -> str:
    with pytest.raises(InputError) as caught:
        run(**changes)
    assert caught.value.remedy
    return str(caught.value)


def test_missing_file_folder_and_empty_file(import_small: Import, tmp_path: Path) -> None:
    assert "nowhere.zip: there is no such file" in message(import_small, map=str(tmp_path / "nowhere.zip"))
    assert "this is a folder" in message(import_small, map=str(tmp_path))
    (tmp_path / "empty.csv").write_bytes(b"")
    assert "empty.csv: the file is empty" in message(import_small, patients=str(tmp_path / "empty.csv"))


def test_no_membership_at_all(import_small: Import) -> None:
    assert "--membership" in message(import_small, map=None)


@pytest.mark.parametrize("keep", [4, 100, 1000])
def test_truncated_zip(import_small: Import, files: dict[str, str], tmp_path: Path, keep: int) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(Path(files["patients"]).read_bytes()[:keep])
    assert "damaged or was cut short" in message(import_small, patients=str(cut))


def test_zip_with_a_damaged_byte(import_small: Import, files: dict[str, str], tmp_path: Path) -> None:
    data = bytearray(Path(files["patients"]).read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "bad.zip").write_bytes(bytes(data))
    assert "damaged or was cut short" in message(import_small, patients=str(tmp_path / "bad.zip"))


def test_truncated_workbook(import_small: Import, tmp_path: Path) -> None:
    book = Path(small.write_workbook(tmp_path))
    (tmp_path / "cut.xlsx").write_bytes(book.read_bytes()[:3000])
    assert "workbook is damaged" in message(import_small, map=None, membership=str(tmp_path / "cut.xlsx"))


def test_zip_with_several_tables_that_fit_or_none(
    import_small: Import, files: dict[str, str], tmp_path: Path
) -> None:
    data = Path(files["map"]).read_bytes()
    two = small.zipped(tmp_path / "two.zip", a__csv=data, b__csv=data)
    assert "several tables that fit: a.csv, b.csv" in message(import_small, map=str(two))
    none = small.zipped(tmp_path / "none.zip", read__txt=b"hello")
    assert "no CSV or XLSX table" in message(import_small, map=str(none))
    # One that fits beside others that do not is no doubt.
    one = small.zipped(tmp_path / "one.zip", a__csv=data, b__csv=b"X,Y\r\n1,2\r\n")
    assert len(import_small(map=str(one))[0].practices) == 8


def test_web_page_pdf_and_old_workbook(import_small: Import, tmp_path: Path) -> None:
    for name, data, expected in (
        ("page.csv", b"<!DOCTYPE html><html>", "web page"),
        ("doc.csv", b"%PDF-1.7", "no CSV, zip or XLSX"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old kind"),
        ("fake.zip", b"A,B\r\n1,2\r\n", "no zip, whatever its name says"),
    ):
        (tmp_path / name).write_bytes(data)
        assert expected in message(import_small, map=str(tmp_path / name))


def test_the_wrong_kind_of_file_is_named(import_small: Import, files: dict[str, str], tmp_path: Path) -> None:
    workbook, staff = small.write_workbook(tmp_path), small.write_pcn_workforce(tmp_path)
    said = message(import_small, map=files["patients"])
    assert "looks like patients by five-year age band" in said
    assert "Give it to --patients" in said
    assert "Give it to --map" in message(import_small, patients=files["map"])
    assert "Give it to --membership" in message(import_small, map=workbook)
    assert "Give it to --pcn-workforce" in message(import_small, deprivation=staff)
    assert "Give it to --pcn-workforce" in message(import_small, practice_workforce=staff)
    assert "Give it to --map" in message(import_small, trusts=files["map"])
    assert "Give it to --map" in message(import_small, map=None, membership=files["map"])


def test_wrong_columns_are_named(import_small: Import, tmp_path: Path) -> None:
    header = ["PCN" if name == "PCN_CODE" else name for name in small.MAP_2026]
    said = message(import_small, map=small.write_map(tmp_path, header))
    assert "it lacks PCN_CODE" in said
    assert "PUBLICATION, EXTRACT_DATE" in said


def test_header_without_rows(import_small: Import, tmp_path: Path) -> None:
    assert "no rows" in message(import_small, map=small.write_map(tmp_path, rows=[]))


@pytest.mark.parametrize("value", ["-5", "12.5", "many", ""])
def test_a_list_that_is_no_count_names_its_line(import_small: Import, tmp_path: Path, value: str) -> None:
    rows = small.five_year_rows()
    rows[1][-1] = value
    said = message(import_small, patients=small.write_five_year(tmp_path, rows))
    assert "line 3" in said
    assert "NUMBER_OF_PATIENTS is" in said


def test_duplicates(import_small: Import, tmp_path: Path) -> None:
    rows = small.map_rows()
    (tmp_path / "twice").mkdir()
    said = message(import_small, map=small.write_map(tmp_path / "twice", rows=[*rows, rows[0]]))
    assert "A00001 stands there twice (lines 2, 11)" in said
    patients = small.five_year_rows()
    said = message(import_small, patients=small.write_five_year(tmp_path, [*patients, patients[1]]))
    assert "two rows for sex all, age ALL" in said


def test_ages_that_do_not_sum_to_the_list(import_small: Import, tmp_path: Path) -> None:
    rows = small.five_year_rows()
    position = next(p for p, row in enumerate(rows) if row[3] == "A00002" and row[7] == "35_39")
    del rows[position]
    assert "of practice A00002 sum to" in message(
        import_small, patients=small.write_five_year(tmp_path, rows)
    )


def test_a_file_of_two_dates_and_two_files_of_two_dates(import_small: Import, tmp_path: Path) -> None:
    rows = small.map_rows()
    rows[3][1] = "01Jun2026"
    (tmp_path / "mixed").mkdir()
    mixed = small.write_map(tmp_path / "mixed", rows=rows)
    assert "2 extract dates, 2026-06-01 to 2026-07-01" in message(import_small, map=mixed)
    female, male = small.write_single_years(tmp_path)
    later = Path(male).read_bytes().replace(b"01MAR2021", b"01APR2021")
    Path(male).write_bytes(later)
    assert "different dates" in message(import_small, patients=[female, male])


def test_one_sex_only(import_small: Import, tmp_path: Path) -> None:
    female, _ = small.write_single_years(tmp_path)
    assert "only female patients" in message(import_small, patients=female)


def test_lists_that_differ_from_the_files_own_pcn_rows_are_warned_of(
    import_small: Import, tmp_path: Path
) -> None:
    rows = small.map_rows()
    rows[0][5], rows[0][6] = "U00002", "SOUTH PCN"
    _, report = import_small(map=small.write_map(tmp_path, rows=rows))
    warning = next(finding for finding in report.of("warning") if "own total" in finding.text)
    assert warning.codes == ("U00001", "U00002")


def test_scores_out_of_range_or_in_conflict(import_small: Import, tmp_path: Path) -> None:
    path = tmp_path / "imd.csv"
    for rows, expected in (
        ([["A00001", 4_000]], "is this a rank"),
        ([["A00001", 20], ["A00001", 30]], "2 different scores"),
        ([["A00001", "high"]], "line 2"),
        ([["E38000001", 20]], "no practice codes"),
    ):
        path.write_bytes(small.text(rows, ["PRACTICE_CODE", "IMD_SCORE"]))
        assert expected in message(import_small, deprivation=str(path))


@pytest.mark.parametrize(
    ("option", "code", "expected"),
    [
        ("pcn", "U00005", "Did you mean U0000"),
        ("pcn", "QAA", "Use --icb QAA"),
        ("icb", "11A", "Use --sub-icb 11A"),
        ("sub_icb", "XYZ", "Codes are like"),
        ("icb", "alpha", "is a name, or part of one; an ICB is chosen by its code. Use QAA (NHS Alpha Int"),
        ("icb", "NHS Beta ICB", "Use QBB"),
        ("icb", "NHS Integrated Care Board", "no ICB has the code 'NHS'"),
        ("sub_icb", "alpha", "One of 11A (NHS ALPHA ICB - 11A), 22B (NHS ALPHA ICB - 22B)."),
        ("pcn", "North", "a PCN is chosen by its code. Use U00001 (NORTH PCN)"),
        ("practice", "A0001", "Did you mean A00001"),
        ("practice", "B00009", "a practice with no PCN cannot be simulated"),
        ("pcn", "U", "no PCN has the code 'U'"),
        ("pcn", " , ", "no code is given"),
        ("icb", "", "no code is given"),
    ],
)
def test_selections_that_find_nothing(import_small: Import, option: str, code: str, expected: str) -> None:
    assert expected in message(import_small, **{option: code})


def test_selections_add_up(import_small: Import) -> None:
    def codes(**selection: str) -> list[str]:
        return sorted(import_small(**selection)[0].practices["practice_code"])

    assert codes(icb="QBB") == ["B00004", "B00005", "B00006"]
    assert codes(icb="qaa") == ["A00001", "A00002", "A00003", "A00008", "B00007"]
    assert codes(sub_icb="22B") == ["A00003", "A00008", "B00007"]
    assert codes(pcn="U00001 U00002") == codes(pcn="U00001,U00002,U00001") == ["A00001", "A00002", "A00003"]
    assert codes(pcn="U00002", practice="B00004") == ["A00003", "B00004"]
    report = import_small(practice="B00004")[1]
    assert any(finding.codes == ("U00003",) for finding in report.of("warning"))


def test_no_practice_has_a_pcn(import_small: Import, tmp_path: Path) -> None:
    rows = small.map_rows()
    for row in rows:
        row[5] = "U"
    assert "no practice with patients belongs to a PCN" in message(
        import_small, map=small.write_map(tmp_path, rows=rows)
    )


def test_unreadable_file(import_small: Import, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "it cannot be read (Permission denied)" in message(import_small)
