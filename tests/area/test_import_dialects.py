"""Every dialect of every file gives the same area of the small country."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from pcnsim.area import Area, fingerprint
from pcnsim.area.area import AGE_COLUMNS
from pcnsim.area.nhs import ImportReport
from pcnsim.config.errors import InputError
from tests.area import small_country as small

pytestmark = pytest.mark.unit

Import = Callable[..., tuple[Area, ImportReport]]


def lists(area: Area) -> dict[str, int]:
    return dict(zip(area.practices["practice_code"], area.practices["list_size"], strict=True))


def in_pcns() -> dict[str, int]:
    return {code: size for code, size in small.LISTS.items() if code != "B00009"}


def test_newest_map_and_patients(import_small: Import) -> None:
    area, report = import_small()
    assert lists(area) == in_pcns()
    assert dict(zip(area.pcns["pcn_code"], area.pcns["population"], strict=True)) == small.POPULATIONS
    assert area.practices["practice_code"].tolist() == [
        "A00001", "A00002", "A00003", "B00004", "B00005", "B00006", "A00008", "B00007",
    ]  # fmt: skip
    assert report.unallocated == ("B00009",)
    assert (
        "1 practice (28 patients) belongs to no PCN and is left out of the area: B00009" in report.headline()
    )


def test_names_are_kept_as_they_stand(import_small: Import) -> None:
    names = import_small()[0].practices.set_index("practice_code")["practice_name"]
    assert names["A00001"] == 'THE "OLD" SURGERY, NORTH'
    assert names["A00002"] == "NA"  # not a gap


def test_a_pcn_that_spans_icbs_is_placed_where_most_patients_are(import_small: Import) -> None:
    area, report = import_small()
    border = area.pcns.set_index("pcn_code").loc["U00004"]
    assert (border["system_code"], border["sub_icb_code"]) == ("QAA", "22B")
    assert any(finding.codes == ("U00004",) for finding in report.of("imputed"))


def test_age_groups_are_sums_of_bands(import_small: Import) -> None:
    practices = import_small()[0].practices.set_index("practice_code")
    cells = small.ages(5_003)
    ends = {
        "0_4": (0, 4),
        "5_14": (5, 14),
        "15_44": (15, 44),
        "45_64": (45, 64),
        "65_74": (65, 74),
        "75_84": (75, 84),
    }
    for group, (low, high) in ends.items():
        expected = sum(
            n for (_, band), n in cells.items() if low <= int(band.split("_")[0].rstrip("+")) <= high
        )
        assert practices.loc["A00001", f"patients_{group}"] == expected
    assert practices.loc["A00001", "patients_85_over"] == sum(
        n for (_, band), n in cells.items() if int(band.split("_")[0].rstrip("+")) >= 85
    )
    assert practices.loc["A00001", "patients_female"] == sum(
        n for (sex, _), n in cells.items() if sex == "FEMALE"
    )


def test_bom_line_breaks_in_header_case_and_extra_columns(import_small: Import, tmp_path: Path) -> None:
    expected = fingerprint(import_small()[0])
    header = [f" {name.lower()}\r\n" for name in small.MAP_2026]
    rows = [[*row, "extra"] for row in small.map_rows()]
    path = tmp_path / "odd.csv"
    path.write_bytes(small.text(rows, [*header, "NEW_COLUMN"], bom=True))
    assert fingerprint(import_small(map=str(path))[0]) == expected


def test_columns_may_move(import_small: Import, tmp_path: Path) -> None:
    expected = fingerprint(import_small()[0])
    path = tmp_path / "moved.csv"
    path.write_bytes(small.text([row[::-1] for row in small.map_rows()], small.MAP_2026[::-1]))
    assert fingerprint(import_small(map=str(path))[0]) == expected


def test_windows_encoding(import_small: Import, tmp_path: Path) -> None:
    rows = small.map_rows()
    rows[0][3] = "L’HÔPITAL SURGERY"
    path = tmp_path / "windows.csv"
    path.write_bytes(small.text(rows, small.MAP_2026).decode().encode("cp1252"))
    assert import_small(map=str(path))[0].practices["practice_name"].iloc[0] == "L’HÔPITAL SURGERY"


def test_zip_csv_and_xlsx_of_the_same_table_agree(
    import_small: Import, files: dict[str, str], tmp_path: Path
) -> None:
    expected = fingerprint(import_small()[0])
    as_zip = small.zipped(tmp_path / "map.zip", map__csv=Path(files["map"]).read_bytes())
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in [small.MAP_2026, *small.map_rows()]:
        sheet.append(row)
    book.save(tmp_path / "map.xlsx")
    with zipfile.ZipFile(files["patients"]) as archive:
        (tmp_path / "quin.csv").write_bytes(archive.read(archive.namelist()[0]))
    assert fingerprint(import_small(map=str(as_zip))[0]) == expected
    assert fingerprint(import_small(map=str(tmp_path / "map.xlsx"))[0]) == expected
    assert fingerprint(import_small(patients=str(tmp_path / "quin.csv"))[0]) == expected


def test_map_of_the_ccg_era(import_small: Import, tmp_path: Path) -> None:
    expected = fingerprint(import_small()[0])
    old = small.write_map(tmp_path, small.MAP_2022, date="01JUL2026")
    assert fingerprint(import_small(map=old)[0]) == expected


@pytest.mark.parametrize(
    ("era", "date"), [("ccg", "01JAN2021"), ("ccg", "01May2022"), ("sub_icb", "2025-03-01")]
)
def test_totals_without_ages(import_small: Import, tmp_path: Path, era: str, date: str) -> None:
    area, report = import_small(patients=small.write_totals(tmp_path, era, date))
    assert lists(area) == in_pcns()
    assert area.ages is None
    assert area.practices[["patients_female", *AGE_COLUMNS]].isna().all(axis=None)
    assert any("ages" in finding.text for finding in report.of("missing"))
    assert any("different dates" in finding.text for finding in report.of("warning"))


def test_single_years_of_both_sexes_agree_with_five_year_bands(import_small: Import, tmp_path: Path) -> None:
    expected = fingerprint(import_small()[0])
    assert fingerprint(import_small(patients=small.write_single_years(tmp_path))[0]) == expected


@pytest.mark.parametrize("era", ["sub_icb", "ccg"])
def test_epcn_workbook(import_small: Import, tmp_path: Path, era: str) -> None:
    area, report = import_small(map=None, membership=small.write_workbook(tmp_path, era))
    # B00006 has left; B00009 was never a member; A00777 has no patients; A00003 is in its newest PCN.
    assert lists(area) == {code: n for code, n in in_pcns().items() if code != "B00006"}
    homes = dict(zip(area.practices["practice_code"], area.practices["pcn_code"], strict=True))
    assert homes["A00003"] == "U00002"
    assert report.unallocated == ("B00006", "B00009")
    left = {code for finding in report.of("left out") for code in finding.codes}
    assert {"B00006", "B00009", "A00777"} <= left
    warnings = " ".join(finding.text for finding in report.of("warning"))
    assert (
        "1 of the 4 PCNs in both files have other members now: their populations differ by 1,234 patients"
        in warnings
    )
    assert set(area.pcns["system_name"]) == {"NHS ALPHA ICB", "NHS BETA ICB"}
    with pytest.raises(InputError, match="the membership file has no ICB codes"):
        import_small(map=None, membership=small.write_workbook(tmp_path, era), icb="QAA")


@pytest.mark.parametrize("headed", [True, False])
def test_epcn_export_with_and_without_header(import_small: Import, tmp_path: Path, headed: bool) -> None:
    workbook = import_small(map=None, membership=small.write_workbook(tmp_path))[0]
    export = import_small(map=None, membership=small.write_export(tmp_path, headed=headed))[0]
    assert fingerprint(export) == fingerprint(workbook)


def test_membership_with_map_gets_the_official_icbs(import_small: Import, tmp_path: Path) -> None:
    area, report = import_small(membership=small.write_workbook(tmp_path))
    assert set(area.pcns["system_code"]) == {"QAA", "QBB"}
    assert not any("ICB codes" in finding.text for finding in report.of("imputed"))


@pytest.mark.parametrize("layout", ["renamed", "official", "camel", "xlsx"])
def test_deprivation_layouts(import_small: Import, tmp_path: Path, layout: str) -> None:
    scores = {"A00001": "33.519", "A00002": "", "A00003": "12", "B00004": "5.5", "Z99999": "50"}
    path = tmp_path / f"imd.{'xlsx' if layout == 'xlsx' else 'csv'}"
    if layout in ("renamed", "xlsx"):
        rows = [[code, "NAME", 2025, score] for code, score in scores.items()]
        header = ["PRACTICE_CODE", "PRACTICE_NAME", "IMD_YEAR", "IMD_SCORE"]
        if layout == "xlsx":
            pd.DataFrame(rows, columns=header).to_excel(path, index=False)
        else:
            path.write_bytes(small.text(rows, header))
    else:
        header = [
            "Indicator ID",
            "Indicator Name",
            "Area Code",
            "Area Type",
            "Time period",
            "Value",
            "Time period Sortable",
        ]
        name = "Deprivation score (IMD 2025)"
        rows = [[93553, name, code, "GPs", "2025", score, 20250000] for code, score in scores.items()]
        rows += [
            [93553, "Deprivation score (IMD 2019)", "A00001", "GPs", "2019", 99, 20190000],
            [1, "Another indicator", "A00001", "GPs", "2025", 99, 20250000],
            [93553, name, "E92000001", "England", "2025", 21.7, 20250000],
        ]
        header = [cell.replace(" ", "") for cell in header] if layout == "camel" else header
        path.write_bytes(small.text(rows, header, bom=True))
    area, report = import_small(deprivation=str(path))
    found = area.practices.set_index("practice_code")["imd_score"]
    assert found["A00001"] == pytest.approx(33.519, abs=0)
    assert found["A00003"] == 12
    assert np.isnan(found["A00002"])
    assert found.notna().sum() == 3
    assert any(finding.codes[0] == "A00002" for finding in report.of("missing") if finding.codes)


def test_pcn_workforce(import_small: Import, tmp_path: Path) -> None:
    area, report = import_small(pcn_workforce=small.write_pcn_workforce(tmp_path))
    pcns = area.pcns.set_index("pcn_code")
    assert pcns.loc["U00001", ["fte_pharmacist", "fte_direct_care", "fte_total"]].tolist() == [
        1.5,
        1.75,
        1.95,
    ]
    assert pcns.loc["U00002", ["fte_physiotherapist", "fte_link_worker", "fte_total"]].tolist() == [
        0.8,
        0.6,
        1.4,
    ]
    # A return without direct patient care is none of it; no return is not known.
    assert pcns.loc["U00003", ["fte_direct_care", "fte_total"]].tolist() == [0.0, 0.4]
    assert pcns.loc["U00004"].isna()[["fte_pharmacist", "fte_direct_care", "fte_total"]].all()
    assert any(finding.codes == ("U00004",) for finding in report.of("missing"))
    assert any(finding.codes == ("U00077",) for finding in report.of("left out"))


def test_practice_workforce_detailed(import_small: Import, tmp_path: Path) -> None:
    path = tmp_path / "detailed.csv"
    header = [
        "PRAC_CODE",
        "PRAC_NAME",
        "TOTAL_GP_HC",
        "TOTAL_GP_EXTGL_HC",
        "TOTAL_GP_FTE",
        "TOTAL_GP_EXTG_FTE",
        "TOTAL_GP_EXTGL_FTE",
    ]
    rows = [
        ["A00001", "X", 6, 4, 5, 4, "3.2533333333"],
        ["A00002", "X", "NA", "NA", "NA", "NA", "NA"],
        ["Z00000", "X", 1, 1, 1, 1, 1],
    ]
    path.write_bytes(small.text(rows, header, bom=True))
    area, report = import_small(practice_workforce=str(path))
    gps = area.practices.set_index("practice_code")
    assert gps.loc["A00001", ["gp_fte", "gp_headcount"]].tolist() == [3.2533333333, 4]
    assert gps["gp_fte"].notna().sum() == 1
    assert any("A00002" in finding.codes for finding in report.of("missing"))


def test_practice_workforce_of_2015_to_2019(import_small: Import, tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    names = [
        "TOTAL_GP",
        "TOTAL_GP_EXR",
        "TOTAL_GP_EXRL",
        "TOTAL_GP_REG_ST1_4",
        "TOTAL_GP_REG_F1_2",
        "TOTAL_GP_LOCUM_VAC",
        "TOTAL_GP_LOCUM_ABS",
        "TOTAL_GP_LOCUM_OTH",
    ]
    header = ["PRAC_CODE", *(f"{name}_{unit}" for unit in ("HC", "FTE") for name in names)]
    rows = [
        ["A00001", *(9, 7, 6, 2, 1, 1, 0, 0), *(8, 6.5, 6, 1.5, 0.5, 0.25, 0.25, 0)],
        ["A00002", *["ND"] * 16],
        ["A00003", *(3, 3, 3, 0, 0, 0, 0, 0), *(2, 2, 2, "ND", 0, 0, 0, 0)],
    ]
    path.write_bytes(small.text(rows, header))
    gps = import_small(practice_workforce=str(path))[0].practices.set_index("practice_code")
    # EXR keeps foundation doctors, so it is not used: 8 - 1.5 - 0.5 - 0.5.
    assert gps.loc["A00001", ["gp_fte", "gp_headcount"]].tolist() == [5.5, 5]
    assert gps.loc["A00003"].isna()["gp_fte"]
    assert gps.loc["A00003", "gp_headcount"] == 3


def test_practice_workforce_high_level(import_small: Import, tmp_path: Path) -> None:
    path = tmp_path / "high.csv"
    header = ["PRAC_CODE", "PRAC_NAME", "STAFF_GROUP", "DETAILED_STAFF_ROLE", "MEASURE", "VALUE"]
    roles = {
        "GP Partners": 2.5,
        "Salaried GPs": 1.25,
        "GPs in Training Grade": 3,
        "GP Regular Locums": 0.5,
        "Total": 7.25,
    }
    rows = [["A00001", "X", "GP", role, "FTE", value] for role, value in roles.items()]
    rows += [
        ["A00001", "X", "GP", "GP Partners", "Headcount", 3],
        ["A00001", "X", "Nurses", "Nurse Partners", "FTE", 9],
    ]
    rows += [["A00002", "X", "GP", role, "FTE", "NA" if role == "Salaried GPs" else 1] for role in roles]
    path.write_bytes(small.text(rows, header))
    gps = import_small(practice_workforce=str(path))[0].practices.set_index("practice_code")
    assert gps.loc["A00001", ["gp_fte", "gp_headcount"]].tolist() == [3.75, 3]
    assert np.isnan(gps.loc["A00002", "gp_fte"])


def test_practice_workforce_zip_with_both_layouts_reads_the_detailed_one(
    import_small: Import, tmp_path: Path
) -> None:
    wide = small.text([["A00001", 5, 3]], ["PRAC_CODE", "TOTAL_GP_FTE", "TOTAL_GP_EXTGL_FTE"], bom=True)
    long = small.text(
        [["A00001", "X", "GP", "GP Partners", "FTE", 9]],
        ["PRAC_CODE", "PRAC_NAME", "STAFF_GROUP", "DETAILED_STAFF_ROLE", "MEASURE", "VALUE"],
    )
    members = {"3 General Practice – High level__csv": long, "1 General Practice – Detailed__csv": wide}
    path = small.zipped(tmp_path / "GPWPracticeCSV.062026.zip", **members)
    gps = import_small(practice_workforce=str(path))[0].practices.set_index("practice_code")
    assert gps.loc["A00001", "gp_fte"] == 3
    assert np.isnan(gps.loc["A00001", "gp_headcount"])


def test_trusts_are_guessed_by_name_and_say_so(import_small: Import, tmp_path: Path) -> None:
    def trust(code: str, name: str, icb: str, postcode: str, close: str = "") -> list[str]:
        row = [""] * 27
        row[0], row[1], row[2], row[3], row[9], row[10], row[11] = (
            code,
            name,
            "Y60",
            icb,
            postcode,
            "20010401",
            close,
        )
        return row

    path = tmp_path / "etr.csv"
    path.write_bytes(
        small.text(
            [
                trust("RA1", "ALPHA CHILDREN'S HOSPITAL NHS TRUST", "QAA", "NG7 1AA"),
                trust("RA2", "FAR HOSPITALS NHS TRUST", "QAA", "NG17 1AA"),
                trust("RA3", "NEAR HOSPITALS NHS TRUST", "QAA", "NG7 1AA"),
                trust("RA4", "ALPHA HEALTHCARE NHS FOUNDATION TRUST", "QAA", "NG3 1AA"),
                trust("RA5", "ALPHA COMMUNITY HEALTH NHS TRUST", "QAA", "NG1 1AA", close="20240331"),
                trust("RA6", "ALPHA AMBULANCE SERVICE NHS TRUST", "QAA", "NG7 1AA"),
            ]
        )
    )
    area, report = import_small(trusts=str(path))
    owners = area.trusts.set_index(["system_code", "owner"])
    assert len(owners) == 10
    assert owners.loc[("QAA", "acute_trust"), ["code", "basis"]].tolist() == ["RA3", "file"]
    assert owners.loc[("QAA", "mental_health_trust"), "code"] == "RA4"
    assert owners.loc[("QAA", "community_trust"), "basis"] == "generic"
    assert (owners.loc["QBB", "basis"] == "generic").all()
    assert any(finding.codes == ("QBB",) for finding in report.of("missing"))


def test_the_same_files_give_the_same_bytes(import_small: Import) -> None:
    first, second = import_small(), import_small()
    assert first[0].provenance == second[0].provenance
    assert fingerprint(first[0]) == fingerprint(second[0])


def test_provenance_names_files_sizes_and_hashes_but_no_folder(import_small: Import, tmp_path: Path) -> None:
    provenance = import_small(pcn="U00001")[0].provenance
    files = {entry["option"]: entry for entry in provenance["files"]}
    assert files["--map"]["file"] == "map.csv"
    assert files["--map"]["bytes"] == (tmp_path / "map.csv").stat().st_size
    assert len(files["--patients"]["sha256"]) == 64
    assert files["--patients"]["date"] == "2026-07-01"
    assert provenance["selection"] == {"pcn": ["U00001"]}
    assert str(tmp_path) not in str(provenance)
