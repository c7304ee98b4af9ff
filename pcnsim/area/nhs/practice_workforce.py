"""GPs by practice, from the General Practice Workforce practice-level files: fully qualified, without locums.

Three dialects: the detailed wide file since 2019 (EXTGL), the wide file of 2015 to 2019 (EXR, EXRL), and the high
level long file. "NA" and "ND" mean that a practice gave no usable return; they stay missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pcnsim.area.nhs import cells, kinds, recognition
from pcnsim.area.nhs.readers import Sheet, Source
from pcnsim.config.errors import InputError

_NOT_QUALIFIED = re.compile(r"train|registrar|foundation|locum|\bST\d|\bF\d", re.IGNORECASE)
_TOTAL = re.compile(r"\b(total|all)\b", re.IGNORECASE)


@dataclass(frozen=True)
class PracticeWorkforce:
    """``gps`` has gp_fte and gp_headcount by practice code (index); ``basis`` says how they were made."""

    source: Source
    member: str | None
    gps: pd.DataFrame
    basis: str


def read_practice_workforce(path: str) -> PracticeWorkforce:
    """Read fully qualified GPs without trainees and locums. Raises InputError for files of another kind."""
    sheet, kind = recognition.find(
        path, "--practice-workforce", kinds.PRACTICE_WORKFORCE_WIDE, kinds.PRACTICE_WORKFORCE_LONG
    )
    raw = sheet.read(kind.columns(sheet))
    raw["practice_code"] = cells.codes(raw["practice_code"])
    if kind is kinds.PRACTICE_WORKFORCE_LONG:
        gps, basis = _long(raw, sheet)
    else:
        gps, basis = _wide(raw, sheet)
    return PracticeWorkforce(sheet.source, sheet.name, gps, basis)


def _wide(raw: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, str]:
    again = raw["practice_code"].duplicated()
    if again.any():
        raise InputError(
            f"practice {raw.loc[again, 'practice_code'].iloc[0]} stands there twice",
            where=f"{sheet.where}, line {raw.index[again][0]}",
            remedy="Keep one row for each practice.",
        )
    columns = {}
    bases = {}
    for name, unit in (("gp_fte", "FTE"), ("gp_headcount", "HC")):
        columns[name], bases[unit] = _qualified(raw, sheet, unit)
    gps = pd.DataFrame(columns, index=pd.Index(raw["practice_code"].to_numpy(), name="practice_code"))
    return gps, bases["FTE"]


def _qualified(raw: pd.DataFrame, sheet: Sheet, unit: str) -> tuple[NDArray[np.float64], str]:
    """Qualified GPs without locums by row, and the columns they were made of."""

    def column(name: str) -> NDArray[np.float64]:
        return cells.figures(raw[f"{name}_{unit}"], sheet, f"{name}_{unit}")

    def has(*names: str) -> bool:
        return all(f"{name}_{unit}" in raw for name in names)

    locums = [
        name for name in ("TOTAL_GP_LOCUM_VAC", "TOTAL_GP_LOCUM_ABS", "TOTAL_GP_LOCUM_OTH") if has(name)
    ]
    training = ["TOTAL_GP_REG_ST1_4", "TOTAL_GP_REG_F1_2"]
    if has("TOTAL_GP_EXTGL"):
        return column("TOTAL_GP_EXTGL"), "TOTAL_GP_EXTGL"
    if has("TOTAL_GP_EXTG") and locums:
        start, less = "TOTAL_GP_EXTG", locums
    elif has("TOTAL_GP", *training) and locums:
        start, less = "TOTAL_GP", training + locums
    elif has("TOTAL_GP_EXRL", "TOTAL_GP_REG_F1_2"):
        start, less = "TOTAL_GP_EXRL", ["TOTAL_GP_REG_F1_2"]
    elif unit == "HC":
        return np.full(len(raw), np.nan), "unknown"
    else:
        raise InputError(
            "it lacks the columns to tell qualified GPs from trainees and locums",
            where=sheet.where,
            remedy="Give the practice-level file with TOTAL_GP_EXTGL_FTE, or one of 2015-2019.",
        )
    # Missing in any part is missing in the result: NaN carries over. Rounding in the file can leave -1e-10.
    left = np.round(column(start) - np.sum([column(name) for name in less], axis=0), 6)
    return np.where(left < 0, 0.0, left), f"{start} less {', '.join(less)}"


def _long(raw: pd.DataFrame, sheet: Sheet) -> tuple[pd.DataFrame, str]:
    is_gp = raw["group"].str.match(r"(?:total )?(?:gps?\b|general practitioner)", case=False)
    roles = sorted(set(raw.loc[is_gp, "role"]))
    counted = [role for role in roles if not _NOT_QUALIFIED.search(role) and not _TOTAL.search(role)]
    if not counted:
        raise InputError(
            f"it has no qualified GPs by role; its GP roles are: {', '.join(roles) or 'none'}",
            where=sheet.where,
            remedy="Give the detailed practice-level file instead.",
        )
    rows = raw[is_gp & raw["role"].isin(counted)]
    again = rows.duplicated(["practice_code", "role", "measure"])
    if again.any():
        row = rows[again].iloc[0]
        raise InputError(
            f"practice {row['practice_code']} has two rows for {row['role']}, {row['measure']}",
            where=f"{sheet.where}, line {rows.index[again][0]}",
            remedy="Keep one.",
        )
    rows = rows.assign(number=cells.figures(rows["value"], sheet, "VALUE"))
    is_fte = rows["measure"].str.upper().str.contains("FTE|FULL", regex=True)
    is_count = rows["measure"].str.upper().str.contains("HC|HEAD|COUNT", regex=True)
    gps = pd.DataFrame(
        {
            # min_count is not enough: one missing role makes the sum unknown.
            "gp_fte": rows[is_fte].groupby("practice_code")["number"].agg(_sum_if_known),
            "gp_headcount": rows[is_count].groupby("practice_code")["number"].agg(_sum_if_known),
        }
    ).astype("float64")
    return gps, f"sum of {', '.join(counted)}"


def _sum_if_known(values: pd.Series[float]) -> float:
    return float(np.round(values.to_numpy().sum(), 6))
