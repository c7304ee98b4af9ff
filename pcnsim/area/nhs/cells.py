"""Turns cells of text into codes, numbers and dates, and names file and line where one cannot be."""

from __future__ import annotations

import calendar
import datetime
import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pcnsim.area.nhs.readers import Sheet
from pcnsim.config.errors import InputError

MISSING = frozenset({"", "NA", "ND", "N/A", "*", "-", "NULL", "NAN"})
"""How published files write that a figure is not known (NA now, ND in older workforce files)."""

_MONTHS = {name.upper(): number for number, name in enumerate(calendar.month_abbr) if name}


def codes(values: pd.Series[str]) -> pd.Series[str]:
    """Organisation codes: upper case, without blanks."""
    return values.str.upper().str.replace(" ", "", regex=False)


def counts(values: pd.Series[str], sheet: Sheet, column: str) -> NDArray[np.int64]:
    """Whole numbers of 0 or more; InputError names the line of the first that is not."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64)
    bad = ~np.isfinite(numbers) | (numbers < 0) | (numbers != np.rint(numbers))
    if bad.any():
        position = int(np.flatnonzero(bad)[0])
        cell = str(values.iloc[position])
        raise InputError(
            f"{column} is {cell!r}" if cell else f"{column} is empty",
            where=f"{sheet.where}, line {values.index[position]}",
            remedy="A number of patients is a whole number of 0 or more; download the file again.",
        )
    whole: NDArray[np.int64] = numbers.astype(np.int64)
    return whole


def figures(values: pd.Series[str], sheet: Sheet, column: str) -> NDArray[np.float64]:
    """Numbers of 0 or more, NaN where the file says it does not know; InputError for anything else."""
    unknown = values.str.upper().isin(MISSING).to_numpy()
    numbers = pd.to_numeric(values.where(~unknown, "nan"), errors="coerce").to_numpy(dtype=np.float64)
    bad = ~unknown & (~np.isfinite(numbers) | (numbers < 0))
    if bad.any():
        position = int(np.flatnonzero(bad)[0])
        raise InputError(
            f"{column} is {values.iloc[position]!r}",
            where=f"{sheet.where}, line {values.index[position]}",
            remedy="It must be a number of 0 or more, or NA where it is not known.",
        )
    return numbers


def date(cell: str) -> datetime.date | None:
    """A date as published: 01JAN2021, 01May2022, 2025-03-01, 20250301, 01/03/2025; None if it is none of these."""
    text = cell.strip().split("T")[0].split(" ")[0].removesuffix(".0")
    try:
        if match := re.fullmatch(r"(\d{2})([A-Za-z]{3})(\d{4})", text):
            day, month, year = match.groups()
            return datetime.date(int(year), _MONTHS[month.upper()], int(day))
        if match := re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text):
            return datetime.date(*(int(part) for part in match.groups()))
        if match := re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text):
            day, month, year = match.groups()
            return datetime.date(int(year), int(month), int(day))
    except (ValueError, KeyError):
        return None
    return None


def extract_date(table: pd.DataFrame, sheet: Sheet) -> datetime.date | None:
    """The one extract date of a published file.

    None where the column is absent or unreadable; InputError where the file mixes dates.
    """
    if "extract_date" not in table:
        return None
    dates = sorted({found for cell in table["extract_date"].unique() if (found := date(str(cell)))})
    if len(dates) > 1:
        raise InputError(
            f"it holds {len(dates)} extract dates, {dates[0]} to {dates[-1]}",
            where=sheet.where,
            remedy="Keep the rows of one date.",
        )
    return dates[0] if dates else None


def publication(table: pd.DataFrame) -> str:
    """The publication a file says it belongs to, or ""."""
    return str(table["publication"].iloc[0]) if "publication" in table else ""
