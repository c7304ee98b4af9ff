"""The owners of services of each system, guessed from the names in the ODS list of NHS trusts (etr.csv).

The file does not say what a trust does. A name is a hint only, so every row says its basis: "file" or "generic".
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from pcnsim.area.area import OWNERS, TRUST_COLUMNS
from pcnsim.area.nhs import cells, recognition
from pcnsim.area.nhs.readers import Source, open_sheets
from pcnsim.area.owners import generic_trusts
from pcnsim.config.errors import InputError

# Positions in the 27 fields of an ODS organisation file.
_FIELDS = {"code": 0, "name": 1, "system_code": 3, "postcode": 9, "close": 11}

_NOT_A_PROVIDER_OF_PLACE = re.compile(r"\bAMBULANCE\b|PUBLIC HEALTH")
_SPECIALIST = re.compile(
    r"CHILDREN|WOMEN|CANCER|HEART|ORTHOPAEDIC|\bEYE\b|CHRISTIE|MARSDEN|CLATTERBRIDGE|WALTON|PAPWORTH|MOORFIELDS"
    r"|QUEEN VICTORIA|GREAT ORMOND|AGNES HUNT|TAVISTOCK"
)


@dataclass(frozen=True)
class TrustList:
    """Open trusts of the file: code, name, system_code, postcode, owner (guessed, "" where the name says nothing)."""

    source: Source
    member: str | None
    table: pd.DataFrame


def read_trusts(path: str) -> TrustList:
    """Read etr.csv. Raises InputError for a file of another kind."""
    sheets = open_sheets(path, "--trusts")
    sheet = next((sheet for sheet in sheets if recognition.headerless_organisations(sheet)), None)
    if sheet is None or recognition.recognise(sheet)[1] != "--trusts":
        looks, option = recognition.recognise(sheets[0])
        raise InputError(
            f"this looks like {looks or 'something else'}, not like the ODS list of NHS trusts (27 fields, no header)",
            where=sheets[0].source.where,
            remedy=f"Give it to {option}." if option and option != "--trusts" else "Give etr.csv.",
        )
    table = sheet.read(_FIELDS, headed=False)
    table = table[table["close"] == ""].drop(columns="close")
    table["system_code"] = cells.codes(table["system_code"])
    table["owner"] = table["name"].map(guess_owner)
    return TrustList(sheet.source, sheet.name, table.sort_values("code", ignore_index=True))


def guess_owner(name: str) -> str:
    """What a trust's name says it is, or ""."""
    upper = name.upper()
    if _NOT_A_PROVIDER_OF_PLACE.search(upper):
        return ""
    if re.search(r"MENTAL HEALTH|PARTNERSHIP", upper):
        return "mental_health_trust"
    if "COMMUNITY" in upper:
        return "community_trust"
    if re.search(r"HOSPITAL|INFIRMARY|TEACHING", upper):
        return "acute_trust"
    return "healthcare" if "HEALTHCARE" in upper else ""


def choose_trusts(
    trusts: TrustList | None, systems: dict[str, Counter[str]]
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Five owners for each system.

    ``systems`` counts practices by postcode for each system code. Where several trusts of a kind lie in a system,
    specialist ones come last, then the one with most practices of the area in its postcode district, then in its
    postcode area, then the first code.

    Returns the table, the systems for which the file had no trust, and the names that stayed out.
    """
    table = generic_trusts(sorted(systems))
    if trusts is None:
        return table, [], []
    unknown = [system for system in sorted(systems) if system not in set(trusts.table["system_code"])]
    left_out: list[str] = []
    rows = []
    for row in table.itertuples(index=False):
        system, owner = str(row.system_code), str(row.owner)
        chosen, others = _choose(trusts.table, system, owner, systems[system])
        left_out += others
        if chosen is None:
            rows.append((system, owner, row.code, row.name, "generic"))
        else:
            rows.append((system, owner, chosen["code"], chosen["name"], "file"))
    return pd.DataFrame(rows, columns=list(TRUST_COLUMNS)), unknown, left_out


def _choose(
    trusts: pd.DataFrame, system: str, owner: str, postcodes: Counter[str]
) -> tuple[pd.Series[str] | None, list[str]]:
    here = trusts[trusts["system_code"] == system]
    candidates = here[here["owner"] == owner]
    if owner == "mental_health_trust" and candidates.empty and (here["owner"] == "acute_trust").any():
        # "... Healthcare" beside an acute trust is, as a rule, the mental health (and community) trust.
        candidates = here[here["owner"] == "healthcare"]
    if candidates.empty or owner not in OWNERS:
        return None, []
    districts = Counter[str]()
    areas = Counter[str]()
    for postcode, practices in postcodes.items():
        districts[_district(postcode)] += practices
        areas[_area(postcode)] += practices
    ranked = sorted(
        candidates.index,
        key=lambda index: (
            _SPECIALIST.search(str(candidates["name"][index]).upper()) is not None,
            -districts[_district(str(candidates["postcode"][index]))],
            -areas[_area(str(candidates["postcode"][index]))],
            str(candidates["code"][index]),
        ),
    )
    others = [f"{candidates['code'][index]} {candidates['name'][index]}" for index in ranked[1:]]
    return candidates.loc[ranked[0]], others


def _district(postcode: str) -> str:
    """The part before the blank, as NG7 in NG7 2UH."""
    return postcode.split(" ")[0] or "?"


def _area(postcode: str) -> str:
    """The letters a postcode starts with."""
    match = re.match(r"[A-Z]+", postcode)
    return match.group(0) if match else "?"
