"""Tells one kind of NHS file from another, so that a file given to the wrong option is named for what it is."""

from __future__ import annotations

import re

from pcnsim.area.nhs import kinds
from pcnsim.area.nhs.kinds import Kind
from pcnsim.area.nhs.readers import Sheet, open_sheets
from pcnsim.config.errors import InputError

_ORGANISATIONS = 27  # fields of the ODS files that have no header: epraccur, etr, ets


def headerless_partners(sheet: Sheet) -> bool:
    """Whether the sheet is the ODS export of core partners without a header row."""
    return (
        len(sheet.first) >= 10
        and re.fullmatch(r"U\d{5}", sheet.first[4].strip()) is not None
        and re.fullmatch(r"\d{8}", sheet.first[8].strip()) is not None
    )


def headerless_organisations(sheet: Sheet) -> bool:
    """Whether the sheet is an ODS organisation file (27 fields, no header), such as etr.csv."""
    return len(sheet.first) == _ORGANISATIONS and re.fullmatch(r"\d{8}", sheet.first[10].strip()) is not None


def recognise(sheet: Sheet) -> tuple[str, str]:
    """What a sheet looks like and the option it belongs to; two empty strings if it looks like nothing known."""
    if headerless_partners(sheet):
        return kinds.PARTNERS.label, kinds.PARTNERS.option
    if headerless_organisations(sheet):
        # Trusts have three-character codes (five for the newest), practices six.
        code = sheet.first[0].strip()
        if re.fullmatch(r"[A-Z]\d{5}", code):
            return "a list of practices (epraccur)", ""
        return "a list of NHS trusts (etr)", "--trusts"
    for kind in kinds.EVERY:
        if kind.matches(sheet):
            return kind.label, kind.option
    return "", ""


def find(path: str, option: str, *wanted: Kind) -> tuple[Sheet, Kind]:
    """Open a file and find the one table in it that is of the first of these kinds that it has.

    Raises InputError when there is none (saying what the file looks like instead, or which columns it lacks), or
    when there are several of a kind.
    """
    sheets = open_sheets(path, option)
    for kind in wanted:
        found = [sheet for sheet in sheets if _is(sheet, kind)]
        if len(found) > 1:
            raise several(found)
        if found:
            return found[0], kind
    raise wrong_file(sheets, wanted)


def several(sheets: list[Sheet]) -> InputError:
    """The error for a file in which several tables fit."""
    return InputError(
        f"it holds several tables that fit: {', '.join(str(sheet.name) for sheet in sheets)}",
        where=sheets[0].source.where,
        remedy="Unpack it and name one of them.",
    )


def wrong_file(sheets: list[Sheet], wanted: tuple[Kind, ...]) -> InputError:
    """The error for a file that is not of the kinds wanted."""
    labels = " or ".join(kind.label for kind in wanted)
    where = sheets[0].source.where
    # A workbook's first sheet may be one that is read only beside another: name the one that is read, if any.
    for label, option in sorted((recognise(sheet) for sheet in sheets), key=lambda looks: not looks[1]):
        if label:
            remedy = (
                f"Give it to {option}; check the options." if option else "pcnsim does not read that kind."
            )
            return InputError(f"this looks like {label}, not like {labels}", where=where, remedy=remedy)
    nearest = min(
        ((kind.missing(sheet), sheet) for kind in wanted for sheet in sheets), key=lambda pair: len(pair[0])
    )
    columns = ", ".join(nearest[1].first[:12]) + (", ..." if len(nearest[1].first) > 12 else "")
    return InputError(
        f"this does not look like {labels}: it lacks {', '.join(nearest[0])}",
        where=nearest[1].where,
        remedy=f"Its first row is: {' '.join(columns.split())[:300]}",
    )


def _is(sheet: Sheet, kind: Kind) -> bool:
    if kind is kinds.DEPRIVATION:
        # Its two columns are so common that every other kind comes first.
        return kind.matches(sheet) and recognise(sheet)[0] == kinds.DEPRIVATION.label
    if kind is kinds.PATIENTS_BY_AGE:
        return kind.matches(sheet) and not kinds.PATIENTS_FIVE_YEAR.matches(sheet)
    return kind.matches(sheet)
