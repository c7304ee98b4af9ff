"""Deprivation by practice: any table with a practice code and an IMD score, OHID Fingertips' own layout included."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pcnsim.area.nhs import cells, kinds, recognition
from pcnsim.area.nhs.readers import Source
from pcnsim.config.errors import InputError


@dataclass(frozen=True)
class Deprivation:
    """IMD score by practice code (NaN where the file says it does not know), and the year of the index."""

    source: Source
    member: str | None
    scores: pd.Series[float]
    year: str


def read_deprivation(path: str) -> Deprivation:
    """Read IMD scores by practice.

    Of a file with several indicators those on deprivation are read, of several areas the practices, of several
    years the latest. Raises InputError for a file of another kind, scores outside 0 to 100, and practices with two
    different scores.
    """
    sheet, kind = recognition.find(path, "--deprivation", kinds.DEPRIVATION)
    table = sheet.read(kind.columns(sheet))
    if "indicator" in table:
        wanted = table["indicator"].str.contains("depriv|IMD", case=False, regex=True)
        names = ", ".join(sorted(set(table["indicator"]))[:3])
        table = table[wanted]
        if table.empty:
            raise InputError(
                f"it holds no indicator on deprivation but: {names}",
                where=sheet.where,
                remedy="Download the indicator Deprivation score (IMD) for GPs.",
            )
    if "area_type" in table:
        table = table[table["area_type"].str.contains(r"\bGPs?\b|practice", case=False, regex=True)]
    table = table.assign(practice_code=cells.codes(table["practice_code"]))
    table = table[table["practice_code"].str.fullmatch(r"[A-Z]\d{5}")]
    if table.empty:
        raise InputError(
            "it holds no practice codes (a letter and five digits)",
            where=sheet.where,
            remedy="Give scores by GP practice.",
        )
    order = "sortable" if "sortable" in table else "year"
    year = ""
    if order in table:
        table = table[table[order] == table[order].max()]
        year = str(table["year"].iloc[0]) if "year" in table else str(table[order].iloc[0])
    values = cells.figures(table["score"], sheet, "the IMD score")
    scores = pd.Series(values, index=table["practice_code"].to_numpy())
    lines = pd.Series(table.index, index=scores.index)
    if (scores > 100).any():
        code = scores.index[scores > 100][0]
        raise InputError(
            f"the IMD score of {code} is {scores[code]}",
            where=f"{sheet.where}, line {lines[code]}",
            remedy="Scores lie between 0 and 100; is this a rank?",
        )
    distinct = scores.groupby(level=0).nunique(dropna=False)
    if (distinct > 1).any():
        code = str(distinct.index[distinct > 1][0])
        raise InputError(
            f"practice {code} has {distinct[code]} different scores",
            where=f"{sheet.where}, lines {', '.join(str(line) for line in list(lines[code])[:3])}",
            remedy="Keep one indicator and one year.",
        )
    return Deprivation(sheet.source, sheet.name, scores[~scores.index.duplicated()].sort_index(), year)
