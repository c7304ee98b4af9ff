"""A made-up country of eight practices in four PCNs, written as every kind of NHS file in every dialect."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

BANDS = [*(f"{low}_{low + 4}" for low in range(0, 95, 5)), "95+"]

# code, name, PCN, sub-ICB, ICB, list; B00009 is unallocated; PCN U00004 spans two sub-ICBs and two ICBs.
PRACTICES = [
    ("A00001", 'THE "OLD" SURGERY, NORTH', "U00001", "11A", "QAA", 5_003),
    ("A00002", "NA", "U00001", "11A", "QAA", 7_010),
    ("A00003", "SOUTH SURGERY", "U00002", "22B", "QAA", 12_345),
    ("B00004", "EAST SURGERY", "U00003", "33C", "QBB", 3_001),
    ("B00005", "WEST SURGERY", "U00003", "33C", "QBB", 9_999),
    ("B00006", "HILL SURGERY", "U00003", "33C", "QBB", 1_234),
    ("B00007", "BORDER SURGERY", "U00004", "33C", "QBB", 2_000),
    ("A00008", "CROSSING SURGERY", "U00004", "22B", "QAA", 8_000),
    ("B00009", "HOSTEL", "U", "33C", "QBB", 28),
]
LISTS = {code: size for code, *_, size in PRACTICES}
PCNS = {
    "U00001": "NORTH PCN",
    "U00002": "SOUTH PCN",
    "U00003": "EAST PCN",
    "U00004": "BORDER PCN",
    "U": "Unallocated",
}
POPULATIONS = {"U00001": 12_013, "U00002": 12_345, "U00003": 14_234, "U00004": 10_000}
ICBS = {"QAA": "NHS Alpha Integrated Care Board", "QBB": "NHS Beta Integrated Care Board"}
SUB_ICBS = {"11A": "NHS ALPHA ICB - 11A", "22B": "NHS ALPHA ICB - 22B", "33C": "NHS BETA ICB - 33C"}


def ages(size: int) -> dict[tuple[str, str], int]:
    """Patients by sex and five-year band that sum to the list: as even as can be, the rest to the first cells."""
    cells = [(sex, band) for sex in ("FEMALE", "MALE") for band in BANDS]
    return {cell: size // len(cells) + (position < size % len(cells)) for position, cell in enumerate(cells)}


def text(
    rows: Iterable[Sequence[object]], header: Sequence[str] | None = None, *, bom: bool = False
) -> bytes:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    if header:
        writer.writerow(header)
    writer.writerows(rows)
    return (("\ufeff" if bom else "") + buffer.getvalue()).encode()


def zipped(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return path


def map_rows(date: str = "01Jul2026") -> list[list[object]]:
    return [
        [
            "GP_PRAC_PAT_LIST",
            date,
            code,
            name,
            "NG7 2UH",
            pcn,
            PCNS[pcn],
            "E38",
            sub,
            SUB_ICBS[sub],
            "E54",
            icb,
            ICBS[icb],
        ]
        for code, name, pcn, sub, icb, _ in PRACTICES
    ]


MAP_2026 = [
    "PUBLICATION",
    "EXTRACT_DATE",
    "PRACTICE_CODE",
    "PRACTICE_NAME",
    "PRACTICE_POSTCODE",
    "PCN_CODE",
    "PCN_NAME",
    "ONS_SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_CODE",
    "SUB_ICB_LOCATION_NAME",
    "ONS_ICB_CODE",
    "ICB_CODE",
    "ICB_NAME",
]
MAP_2022 = [
    "PUBLICATION",
    "EXTRACT_DATE",
    "PRACTICE_CODE",
    "PRACTICE_NAME",
    "PRACTICE_POSTCODE",
    "PCN_CODE",
    "PCN_NAME",
    "ONS_CCG_CODE",
    "CCG_CODE",
    "CCG_NAME",
    "ONS_STP_CODE",
    "STP_CODE",
    "STP_NAME",
]


def write_map(
    folder: Path, header: Sequence[str] = MAP_2026, date: str = "01Jul2026", rows: object = None
) -> str:
    path = folder / "map.csv"
    path.write_bytes(text(map_rows(date) if rows is None else rows, header))  # type: ignore[arg-type]
    return str(path)


FIVE_YEAR = [
    "PUBLICATION",
    "EXTRACT_DATE",
    "ORG_TYPE",
    "ORG_CODE",
    "ONS_CODE",
    "POSTCODE",
    "SEX",
    "AGE_GROUP_5",
    "NUMBER_OF_PATIENTS",
]


def five_year_rows(date: str = "2026-07-01") -> list[list[object]]:
    """Rows by practice and by PCN, and one of a region that must not be counted."""
    rows: list[list[object]] = [
        ["GP_PRAC_PAT_LIST", date, "Comm Region", "Y60", "E40", "", "ALL", "ALL", 99_999_999]
    ]
    for kind, lists in (("GP", LISTS), ("PCN", {**POPULATIONS, "U": 28})):
        for code, size in lists.items():
            start = ["GP_PRAC_PAT_LIST", date, kind, code, "", "NG7 2UH" if kind == "GP" else ""]
            rows.append([*start, "ALL", "ALL", size])
            by_cell = ages(size)
            for sex in ("FEMALE", "MALE"):
                rows.append([*start, sex, "ALL", sum(n for (s, _), n in by_cell.items() if s == sex)])
                rows += [[*start, sex, band, by_cell[sex, band]] for band in BANDS]
    return rows


def write_five_year(folder: Path, rows: object = None) -> str:
    data = text(five_year_rows() if rows is None else rows, FIVE_YEAR)  # type: ignore[arg-type]
    return str(zipped(folder / "quin-age.zip", **{"gp-reg-pat-prac-quin-age__csv": data}))


def write_totals(folder: Path, era: str = "sub_icb", date: str = "01JAN2021") -> str:
    place = (
        ("SUB_ICB_LOCATION_CODE", "ONS_SUB_ICB_LOCATION_CODE")
        if era == "sub_icb"
        else ("CCG_CODE", "ONS_CCG_CODE")
    )
    header = [
        "PUBLICATION",
        "EXTRACT_DATE",
        "TYPE",
        *place,
        "CODE",
        "POSTCODE",
        "SEX",
        "AGE",
        "NUMBER_OF_PATIENTS",
    ]
    rows = [
        ["GP_PRAC_PAT_LIST", date, "GP", "11A", "E38", code, "NG7 2UH", "ALL", "ALL", n]
        for code, n in LISTS.items()
    ]
    path = folder / "all.csv"
    path.write_bytes(text(rows, header))
    return str(path)


def write_single_years(folder: Path) -> list[str]:
    """The two files by single year of age, one a sex, as of old without ORG_TYPE."""
    header = [
        "EXTRACT_DATE",
        "CCG_CODE",
        "ONS_CCG_CODE",
        "ORG_CODE",
        "POSTCODE",
        "SEX",
        "AGE",
        "NUMBER_OF_PATIENTS",
    ]
    paths = []
    for sex in ("FEMALE", "MALE"):
        rows: list[list[object]] = []
        for code, size in LISTS.items():
            by_cell = {band: n for (s, band), n in ages(size).items() if s == sex}
            start = ["01MAR2021", "11A", "E38", code, "NG7 2UH", sex]
            rows.append([*start, "ALL", sum(by_cell.values())])
            for band, n in by_cell.items():
                if band == "95+":
                    rows.append([*start, "95+", n])
                    continue
                low = int(band.split("_")[0])
                # All in the first and the last year of the band.
                rows += [
                    [*start, low, n // 2],
                    *([*start, low + years, 0] for years in (1, 2, 3)),
                    [*start, low + 4, n - n // 2],
                ]
        path = folder / f"gp-reg-pat-prac-sing-age-{sex.lower()}.csv"
        path.write_bytes(text(rows, header))
        paths.append(str(path))
    return paths


PARTNERS = [
    "Partner\nOrganisation\nCode",
    "Partner\nName",
    "Practice\nParent\nSub ICB Loc Code",
    "Practice\nParent\nSub ICB Loc Name",
    "PCN Code",
    "PCN Name",
    "PCN Parent\nSub ICB Loc Code",
    "PCN Parent\nSub ICB Loc Name",
    "Practice to PCN\nRelationship\nStart Date",
    "Practice to PCN\nRelationship\nEnd Date",
    "Practice Sub ICB Loc and PCN Sub ICB Loc Match ",
]
PARTNERS_CCG = [name.replace("Sub ICB Loc", "CCG") for name in PARTNERS]
DETAILS = ["PCN Code", "PCN Name", "Current Sub ICB Loc Code", "Sub ICB Location", "Open Date", "Close Date"]
DETAILS_2019 = [
    "PCN Code",
    "PCN Name",
    "Current Clinical Commissioning Group Code",
    "Clinical Commissioning Group Name",
    "Open Date (YYYYMMDD)",
    "Close Date",
]
PCN_HOMES = {"U00001": "11A", "U00002": "22B", "U00003": "33C", "U00004": "22B"}


def partner_rows() -> list[list[object]]:
    """Spells of membership: A00003 changed PCN, B00006 has left, A00777 has a membership and no patients."""
    rows: list[list[object]] = []
    for code, name, pcn, sub, _, _ in [*PRACTICES, ("A00777", "GONE SURGERY", "U00001", "11A", "QAA", 0)]:
        if pcn == "U":
            continue
        home = PCN_HOMES[pcn]
        end = 20240331 if code == "B00006" else None
        rows.append(
            [code, name, sub, SUB_ICBS[sub], pcn, PCNS[pcn], home, SUB_ICBS[home], 20190701, end, sub == home]
        )
        if code == "A00003":
            rows[-1][4:10] = ["U00001", PCNS["U00001"], "11A", SUB_ICBS["11A"], 20190701, 20200331]
            rows.append(
                [code, name, sub, SUB_ICBS[sub], pcn, PCNS[pcn], home, SUB_ICBS[home], 20200401, None, True]
            )
    return rows


def write_workbook(folder: Path, era: str = "sub_icb") -> str:
    book = openpyxl.Workbook()
    details = book.active
    assert details is not None
    details.title = "PCNDetails" if era == "sub_icb" else "PCN Details"
    details.append(DETAILS if era == "sub_icb" else DETAILS_2019)
    for pcn, home in PCN_HOMES.items():
        details.append([pcn, PCNS[pcn], home, SUB_ICBS[home], 20190701, None])
    details.append(["U00099", "CLOSED PCN", "11A", SUB_ICBS["11A"], 20190701, 20210331])
    partners = book.create_sheet("PCN Core Partner Details")
    partners.append(PARTNERS if era == "sub_icb" else PARTNERS_CCG)
    for row in partner_rows():
        partners.append(row)
    path = folder / "ePCN.xlsx"
    book.save(path)
    return str(path)


def write_export(folder: Path, *, headed: bool) -> str:
    rows = [["" if cell is None else cell for cell in row] for row in partner_rows()]
    path = folder / "epcncorepartnerdetails.csv"
    path.write_bytes(text(rows, PARTNERS if headed else None))
    return str(path)


WORKFORCE = [
    "Data_source",
    "CENSUS_YEAR",
    "CENSUS_MONTH",
    "PCN_CODE",
    "PCN_NAME",
    "SUB_ICB_CODE",
    "SUB_ICB_NAME",
    "ICB_CODE",
    "ICB_NAME",
    "COMM_REGION_CODE",
    "COMM_REGION_NAME",
    "STAFF_GROUP",
    "STAFF_ROLE",
    "DETAILED_STAFF_ROLE",
    "FTE",
    "UNIQUE_IDENTIFIER",
]
DPC = "Other Direct Patient Care staff"
STAFF = [
    ("U00001", DPC, "Pharmacist", 1.0),
    ("U00001", DPC, "Advanced Pharmacist Practitioner", 0.5),
    ("U00001", DPC, "Pharmacy Technician", 0.25),
    ("U00001", "Directors", "Clinical Director – Medical", 0.2),
    ("U00002", DPC, "Physiotherapist", 0.8),
    ("U00002", DPC, "Social Prescribing Link Worker (Mental Health Practitioner - Adult)", 0.6),
    ("U00003", "Other Nurses", "Advanced Nurse Practitioner", 0.4),
    ("U00077", DPC, "Paramedic", 1.0),
]


def write_pcn_workforce(folder: Path) -> str:
    rows = [
        ["NWRS Staff", 2026, 6, pcn, "NAME", "11A", "X", "QAA", "X", "Y60", "X", group, role, role, fte, ""]
        for pcn, group, role, fte in STAFF
    ]
    data = text(rows, WORKFORCE, bom=True)
    return str(
        zipped(
            folder / "PCNWFIndividualCSV.062026.zip",
            **{
                "0.Definitions__xlsx": b"not opened",
                "0.Guide__pdf": b"%PDF-",
                "1.Individual Level__csv": data,
            },
        )
    )
