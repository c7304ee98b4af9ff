"""Registered patients by practice, sex and age: the five-year file, the single-year files, or the totals file."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pcnsim.area.area import AGE_COLUMNS, QUINARY_BANDS
from pcnsim.area.nhs import cells, kinds, recognition
from pcnsim.area.nhs.readers import Sheet, Source
from pcnsim.config.errors import InputError

_GROUP_STARTS = np.array([0, 5, 15, 45, 65, 75, 85])


@dataclass(frozen=True)
class Patients:
    """Registered patients.

    ``lists``     patients by practice code (index), whole numbers
    ``ages``      practice_code, sex, age_band (five years), patients; None where the file has no ages
    ``pcn_rows``  the file's own totals by PCN code; empty where it has none
    ``postcodes`` by practice code
    ``empty``     practices with no patients, left out of ``lists``
    """

    sources: tuple[tuple[Source, str | None], ...]
    lists: pd.Series[int]
    ages: pd.DataFrame | None
    pcn_rows: pd.Series[int]
    postcodes: pd.Series[str]
    date: datetime.date | None
    publication: str
    empty: tuple[str, ...] = field(default=())


def read_patients(paths: str | Sequence[str]) -> Patients:
    """Read one patients file, or the two single-year files of female and male patients together.

    Raises InputError for files of another kind, numbers that are negative or no whole numbers, rows that stand
    twice, totals that are not the sums of their parts, and files of different dates.
    """
    names = [paths] if isinstance(paths, str) else list(paths)
    parts = [_read_one(name) for name in names]
    dates = {date for *_, date in parts if date}
    if len(dates) > 1:
        raise InputError(
            f"the patients files are of different dates: {', '.join(str(date) for date in sorted(dates))}",
            where="--patients",
            remedy="Give files of one date.",
        )
    table = pd.concat([table for _, table, _ in parts], ignore_index=True) if len(parts) > 1 else parts[0][1]
    sheet = parts[0][0]
    practices = table[table["level"] == "practice"]
    if practices.empty:
        raise InputError(
            "it has no rows of practices", where=sheet.where, remedy="Give the file by practice."
        )
    _check_twice(practices, sheet)
    lists, ages = _lists(practices, sheet)
    pcns = table[(table["level"] == "pcn") & (table["sex"] == "all") & (table["band"] == "all")]
    postcodes = practices.drop_duplicates("code").set_index("code")["postcode"]
    return Patients(
        sources=tuple((part.source, part.name) for part, _, _ in parts),
        lists=lists[lists > 0],
        ages=ages,
        pcn_rows=pcns.set_index("code")["patients"],
        postcodes=postcodes,
        date=max(dates) if dates else None,
        publication=str(table["publication"].iloc[0]),
        empty=tuple(sorted(lists.index[lists == 0])),
    )


def _read_one(path: str) -> tuple[Sheet, pd.DataFrame, datetime.date | None]:
    sheet, kind = recognition.find(path, "--patients", kinds.PATIENTS_FIVE_YEAR, kinds.PATIENTS_BY_AGE)
    raw = sheet.read(kind.columns(sheet))
    date = cells.extract_date(raw, sheet)
    org_types = raw["org_type"].str.upper() if "org_type" in raw else pd.Series("GP", index=raw.index)
    levels = {"GP": "practice", "PRACTICE": "practice", "PCN": "pcn"}
    table = pd.DataFrame(
        {
            "level": org_types.map({name: levels.get(name, "other") for name in org_types.unique()}),
            "code": raw["code"],
            "sex": raw["sex"].map({name: _sex(name, sheet) for name in raw["sex"].unique()}),
            "band": raw["age"].map({name: _band(name, sheet) for name in raw["age"].unique()}),
            "patients": cells.counts(raw["patients"], sheet, "NUMBER_OF_PATIENTS"),
            "postcode": raw.get("postcode", ""),
            "age": raw["age"],
            "publication": cells.publication(raw),
        },
        index=raw.index,
    )
    table = table[table["level"] != "other"]
    table["code"] = cells.codes(table["code"])
    return sheet, table, date


def _sex(name: str, sheet: Sheet) -> str:
    known = {"ALL": "all", "PERSONS": "all", "MALE": "male", "M": "male", "FEMALE": "female", "F": "female"}
    known |= {"UNKNOWN": "unknown", "INDETERMINATE": "unknown", "U": "unknown", "I": "unknown"}
    if name.upper() not in known:
        raise InputError(f"SEX is {name!r}", where=sheet.where, remedy="It is ALL, MALE or FEMALE.")
    return known[name.upper()]


def _band(name: str, sheet: Sheet) -> str:
    """Five-year band of an age cell ("5_9", "95+", "37"), or "all"."""
    if name.upper() == "ALL":
        return "all"
    match = re.match(r"(\d+)(?:[_\-](\d+)|\+)?$", name.strip())
    if not match:
        raise InputError(
            f"an age is {name!r}", where=sheet.where, remedy="Ages are like 5_9, 37, 95+ or ALL."
        )
    low = int(match.group(1))
    return QUINARY_BANDS[min(low // 5, len(QUINARY_BANDS) - 1)]


def _check_twice(practices: pd.DataFrame, sheet: Sheet) -> None:
    again = practices.duplicated(["code", "sex", "age"])
    if again.any():
        row = practices[again].iloc[0]
        raise InputError(
            f"practice {row['code']} has two rows for sex {row['sex']}, age {row['age']}",
            where=f"{sheet.where}, line {practices.index[again][0]}",
            remedy="Keep one; files of several dates cannot be read as one.",
        )


def _lists(practices: pd.DataFrame, sheet: Sheet) -> tuple[pd.Series[int], pd.DataFrame | None]:
    """Lists by practice, and ages where the file has them; each total is checked against its parts."""
    by_age = practices[(practices["band"] != "all") & (practices["sex"] != "all")]
    ages: pd.DataFrame | None = None
    from_ages = pd.Series(dtype="int64")
    if len(by_age):
        ages = (
            by_age.groupby(["code", "sex", "band"], observed=True)["patients"]
            .sum()
            .reset_index()
            .rename(columns={"code": "practice_code", "band": "age_band"})
        )
        from_ages = ages.groupby("practice_code")["patients"].sum()
        sexes = set(ages["sex"])
        if not {"female", "male"} <= sexes and not (practices["sex"] == "all").any():
            raise InputError(
                f"it holds only {' and '.join(sorted(sexes))} patients",
                where=sheet.where,
                remedy="Give --patients twice, once with the file of each sex.",
            )
    stated = practices[practices["band"] == "all"]
    everyone = stated[stated["sex"] == "all"].set_index("code")["patients"]
    by_sex = stated[stated["sex"] != "all"].groupby("code")["patients"].sum()
    lists = everyone if len(everyone) else (by_sex if len(by_sex) else from_ages)
    for parts, label in ((by_sex, "sexes"), (from_ages, "ages")):
        wrong = parts[parts != lists.reindex(parts.index).fillna(-1)]
        if len(wrong):
            code = wrong.index[0]
            stated_list = f"{lists[code]:,}" if code in lists.index else "missing"
            raise InputError(
                f"the {label} of practice {code} sum to {wrong.iloc[0]:,}, its total is {stated_list}"
                f" ({len(wrong):,} practices like it)",
                where=sheet.where,
                remedy="The file was changed or cut short; download it again.",
            )
    if ages is not None:
        order = {band: position for position, band in enumerate(QUINARY_BANDS)}
        ages = ages.assign(order=ages["age_band"].map(order)).sort_values(["practice_code", "sex", "order"])
        ages = ages[["practice_code", "sex", "age_band", "patients"]].reset_index(drop=True)
    return lists.astype("int64").sort_index(), ages


def age_groups(ages: pd.DataFrame) -> pd.DataFrame:
    """Patients by practice (index) in the model's seven age groups and female: floats, columns as in the area."""
    starts = ages["age_band"].map({band: int(band.split("_")[0]) for band in QUINARY_BANDS}).to_numpy()
    group = np.searchsorted(_GROUP_STARTS, starts, side="right") - 1
    table = (
        ages.assign(group=group)
        .pivot_table(index="practice_code", columns="group", values="patients", aggfunc="sum", fill_value=0)
        .reindex(columns=range(len(AGE_COLUMNS)), fill_value=0)
        .astype("float64")
    )
    table.columns = pd.Index(AGE_COLUMNS)
    female = ages[ages["sex"] == "female"].groupby("practice_code")["patients"].sum()
    table["patients_female"] = female.reindex(table.index).fillna(0).astype("float64")
    return table
