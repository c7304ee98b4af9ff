"""Staff employed by PCNs, from the individual-level PCN workforce file: FTE by PCN and role.

FTE 1.0 is 37.5 hours a week. Rows "NWRS contracted services" have no person behind them but are work done; they
count.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

import pandas as pd

from pcnsim.area.area import ROLE_COLUMNS, ROLES
from pcnsim.area.nhs import cells, kinds, recognition
from pcnsim.area.nhs.readers import Source

ROLE_WORDS: dict[str, str] = {
    "pharmacist": "pharmacist",
    "physiotherap": "physiotherapist",
    "social prescribing link": "link_worker",
    "physician associate": "physician_associate",
    "paramedic": "paramedic",
}
"""What DETAILED_STAFF_ROLE contains, and the model's role: advanced practitioners, apprentices and mental health
link workers count with their role. Pharmacy technicians do not."""

DIRECT_CARE_GROUP = "other direct patient care"


@dataclass(frozen=True)
class PCNWorkforce:
    """FTE by PCN code (index): the five roles, all direct patient care, all staff; and the census date.

    ``roles`` says which published roles were counted as which of the model's.
    """

    source: Source
    member: str | None
    fte: pd.DataFrame
    date: datetime.date | None
    roles: dict[str, tuple[str, ...]]


def read_pcn_workforce(path: str) -> PCNWorkforce:
    """Read FTE by PCN; a PCN without rows made no return and is absent. Raises InputError for another kind of file."""
    sheet, kind = recognition.find(path, "--pcn-workforce", kinds.PCN_WORKFORCE)
    table = sheet.read(kind.columns(sheet))
    fte = cells.figures(table["fte"], sheet, "FTE")
    named = {name: role_of(name) for name in table["role"].unique()}
    direct = table["group"].str.lower().str.startswith(DIRECT_CARE_GROUP)
    counted = pd.DataFrame(
        {
            "pcn_code": cells.codes(table["pcn_code"]).to_numpy(),
            "role": table["role"].map(named).where(direct, "").to_numpy(),
            "direct": direct.to_numpy(),
            "fte": fte,
        }
    )
    pcns = sorted(set(counted["pcn_code"]) - {"", "U"})
    sums = counted.groupby(["pcn_code", "role"])["fte"].sum().unstack(fill_value=0)
    result = pd.DataFrame(index=pd.Index(pcns, name="pcn_code"))
    for role, column in zip(ROLES, ROLE_COLUMNS, strict=True):
        result[column] = sums[role].reindex(pcns).fillna(0.0) if role in sums else 0.0
    result["fte_direct_care"] = (
        counted[counted["direct"]].groupby("pcn_code")["fte"].sum().reindex(pcns).fillna(0.0)
    )
    result["fte_total"] = counted.groupby("pcn_code")["fte"].sum().reindex(pcns)
    return PCNWorkforce(
        sheet.source,
        sheet.name,
        # Six decimals: the file's FTEs have as many, and sums should not show the last bits of a float.
        result.round(6),
        _census(table["year"].iloc[0], table["month"].iloc[0]),
        {
            role: tuple(sorted(name for name, counts_as in named.items() if counts_as == role))
            for role in ROLES
        },
    )


def role_of(name: str) -> str:
    """The model's role for a published role, or ""."""
    lowered = " ".join(name.lower().split())
    return next((role for words, role in ROLE_WORDS.items() if words in lowered), "")


def _census(year: str, month: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), calendar.monthrange(int(year), int(month))[1])
    except ValueError:
        return None
