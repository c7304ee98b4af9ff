"""Which practice belongs to which PCN, sub-ICB and ICB: from the practice map, or from an ePCN workbook or export.

Both give the same table: practice_code, practice_name, pcn_code ("U" for none), pcn_name, sub_icb_code,
sub_icb_name, system_code, system_name, postcode. The files of the CCG era give CCGs for sub-ICBs and STPs for ICBs.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from pcnsim.area.nhs import cells, kinds, recognition
from pcnsim.area.nhs.readers import Sheet, Source, open_sheets
from pcnsim.config.errors import InputError

UNALLOCATED = "U"
"""PCN code of a practice that belongs to no PCN."""

MADE_ICB = "ICB-"
"""How the codes begin that stand for ICBs where a file has none."""

COLUMNS = (
    "practice_code",
    "practice_name",
    "pcn_code",
    "pcn_name",
    "sub_icb_code",
    "sub_icb_name",
    "system_code",
    "system_name",
    "postcode",
)


@dataclass(frozen=True)
class Membership:
    """Who belongs where.

    ``table``    one row a practice (columns ``COLUMNS``)
    ``date``     the extract date; for an ePCN file, which has none, that of its newest entry
    ``has_icbs`` false where ICBs were only told apart by name
    ``ended``    practices whose every membership has ended
    ``twice``    practices with two current memberships, of which the newest was kept
    ``closed``   PCNs that the file says are closed
    """

    source: Source
    member: str | None
    table: pd.DataFrame
    date: datetime.date | None
    publication: str
    kind: str
    has_icbs: bool = True
    ended: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()


def read_map(path: str) -> Membership:
    """Read the practice map. Raises InputError for a file of another kind and for practices that stand twice."""
    sheet, kind = recognition.find(path, "--map", kinds.MAP)
    table = sheet.read(kind.columns(sheet))
    date = cells.extract_date(table, sheet)
    for column in ("practice_code", "pcn_code", "sub_icb_code", "system_code"):
        table[column] = cells.codes(table[column])
    empty = table["practice_code"] == ""
    if empty.any():
        raise InputError(
            "the practice code is empty",
            where=f"{sheet.where}, line {table.index[empty][0]}",
            remedy="Download the file again.",
        )
    table.loc[table["pcn_code"].isin(("", "UNALLOCATED", "NA")), "pcn_code"] = UNALLOCATED
    _once(table, sheet)
    published = cells.publication(table)
    for column in COLUMNS:
        if column not in table:
            table[column] = table[column.replace("_name", "_code")] if column.endswith("_name") else ""
    return Membership(
        sheet.source, sheet.name, table[list(COLUMNS)].reset_index(drop=True), date, published, "map"
    )


def read_partners(path: str) -> Membership:
    """Read the current memberships of an ePCN workbook, or of the ODS export of core partners (with header or not).

    ePCN files hold one row for each spell of membership, and no ICB codes: ICBs are told apart by the name before
    the sub-ICB's code, and get a made code from their first sub-ICB.
    """
    sheets = open_sheets(path, "--membership")
    headed = [sheet for sheet in sheets if kinds.PARTNERS.matches(sheet)]
    bare = [sheet for sheet in sheets if not headed and recognition.headerless_partners(sheet)]
    if len(headed + bare) > 1:
        raise recognition.several(headed + bare)
    if not headed + bare:
        raise recognition.wrong_file(sheets, (kinds.PARTNERS,))
    sheet = (headed + bare)[0]
    columns = kinds.PARTNERS.columns(sheet) if headed else kinds.PARTNERS_WITHOUT_HEADER
    spells = sheet.read(columns, headed=bool(headed))
    for column in ("practice_code", "pcn_code", "sub_icb_code"):
        spells[column] = cells.codes(spells[column])
    spells["start"] = _dates(spells["start"], sheet, "start date")
    ends = _dates(spells["end"], sheet, "end date")
    newest = max(cell for column in (spells["start"], ends) for cell in column if cell)

    current = spells[ends == ""].sort_values("start", kind="stable")
    twice = tuple(sorted(set(current.loc[current["practice_code"].duplicated(), "practice_code"])))
    current = current.drop_duplicates("practice_code", keep="last")
    ended = tuple(sorted(set(spells["practice_code"]) - set(current["practice_code"])))
    if current.empty:
        raise InputError(
            "every membership in it has ended",
            where=sheet.where,
            remedy="Give a file with current memberships.",
        )
    table = current.sort_values("practice_code").reset_index(drop=True)
    for column in ("practice_name", "sub_icb_name"):
        if column not in table:
            table[column] = table[column.replace("_name", "_code")]
    table["system_name"] = table["sub_icb_name"].map(_icb_name)
    first = table.groupby("system_name")["sub_icb_code"].min()
    table["system_code"] = MADE_ICB + table["system_name"].map(first).astype(str)
    table["postcode"] = ""
    return Membership(
        sheet.source,
        sheet.name,
        table[list(COLUMNS)],
        cells.date(newest),
        "ePCN",
        "epcn",
        has_icbs=False,
        ended=ended,
        twice=twice,
        closed=_closed(sheets),
    )


def with_icbs(membership: Membership, practice_map: Membership) -> Membership:
    """The memberships of an ePCN file with the ICBs, names and postcodes of a practice map.

    A sub-ICB that the map does not know keeps its made ICB code.
    """
    known = practice_map.table.drop_duplicates("sub_icb_code").set_index("sub_icb_code")
    table = membership.table.copy()
    for column in ("system_code", "system_name", "sub_icb_name"):
        table[column] = table["sub_icb_code"].map(known[column]).fillna(table[column])
    postcodes = practice_map.table.set_index("practice_code")["postcode"]
    table["postcode"] = table["practice_code"].map(postcodes).fillna("")
    return Membership(
        membership.source,
        membership.member,
        table,
        membership.date,
        membership.publication,
        membership.kind,
        has_icbs=bool(table["sub_icb_code"].isin(known.index).all()),
        ended=membership.ended,
        twice=membership.twice,
        closed=membership.closed,
    )


def _closed(sheets: list[Sheet]) -> tuple[str, ...]:
    """PCNs with a close date, from the workbook's first sheet if there is one."""
    for sheet in sheets:
        if kinds.PCN_DETAILS.matches(sheet):
            table = sheet.read(kinds.PCN_DETAILS.columns(sheet))
            return tuple(sorted(cells.codes(table.loc[table["close"] != "", "pcn_code"])))
    return ()


def _once(table: pd.DataFrame, sheet: Sheet) -> None:
    again = table["practice_code"].duplicated()
    if again.any():
        code = table.loc[again, "practice_code"].iloc[0]
        lines = table.index[table["practice_code"] == code]
        raise InputError(
            f"practice {code} stands there twice (lines {', '.join(str(line) for line in lines[:3])})",
            where=sheet.where,
            remedy="Keep one row for each practice; download the file again if you have not changed it.",
        )


def _dates(values: pd.Series[str], sheet: Sheet, label: str) -> pd.Series[str]:
    """Dates as YYYYMMDD text, "" where there is none."""
    parsed = {
        cell: (found.strftime("%Y%m%d") if (found := cells.date(cell)) else "") for cell in values.unique()
    }
    bad = values.map(lambda cell: bool(cell) and not parsed[cell])
    if bad.any():
        raise InputError(
            f"the {label} is {values[bad].iloc[0]!r}",
            where=f"{sheet.where}, line {values.index[bad][0]}",
            remedy="Dates in ePCN files are YYYYMMDD.",
        )
    return values.map(parsed)


def _icb_name(sub_icb_name: str) -> str:
    """The ICB in "NHS ... ICB - 16C"; a CCG's name has no such part and stands for itself."""
    return sub_icb_name.rsplit(" - ", 1)[0].strip()
