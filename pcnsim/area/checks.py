"""What must hold of an area's rows, and the message for each breach: file, row and remedy.

Rows are counted as lines of the CSV file (the header is line 1), which is where a user will look.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pcnsim.area.area import AGE_COLUMNS, OWNERS, QUINARY_BANDS, ROLE_COLUMNS
from pcnsim.config.errors import InputError

if TYPE_CHECKING:
    from pcnsim.area.area import Area

Place = Callable[[str], str]


def check_area(area: Area, place: Place | None = None) -> None:
    """Check every row of an area.

    ``place`` turns a table's name into what to call it in a message (a file path); by default the name itself.

    Raises InputError at the first breach: an empty table, a code missing or twice, a practice whose PCN is not
    listed, a list that is not positive, counts or populations that are not the sums of lists, ages that do not
    sum to the list, figures below 0, a system without its five owners of services.
    """
    named = place or (lambda table: f"{table} of {area.name}")
    practices, pcns = named("practices"), named("pcns")
    for label, table in (("practices", area.practices), ("pcns", area.pcns), ("trusts", area.trusts)):
        if table.empty:
            raise InputError("there are no rows", where=named(label), remedy="An area needs at least one.")
    _check_codes(area.practices, "practice_code", practices)
    _check_codes(area.pcns, "pcn_code", pcns)
    _first(
        ~area.practices["pcn_code"].isin(area.pcns["pcn_code"]),
        area.practices,
        practices,
        lambda row: (
            f"practice {row['practice_code']} is in PCN {row['pcn_code']!r}, which pcns.csv does not list"
        ),
        "Add the PCN to pcns.csv or correct the code; a practice with no PCN cannot be simulated.",
    )
    _first(
        area.practices["list_size"] <= 0,
        area.practices,
        practices,
        lambda row: f"practice {row['practice_code']} has a list of {row['list_size']} patients",
        "A list must be 1 or more; leave a closed practice out.",
    )
    for column in ("patients_female", *AGE_COLUMNS, "imd_score", "gp_fte", "gp_headcount"):
        _not_negative(area.practices, column, practices, "practice_code")
    for column in (*ROLE_COLUMNS, "fte_direct_care", "fte_total"):
        _not_negative(area.pcns, column, pcns, "pcn_code")
    _first(
        area.practices["patients_female"] > area.practices["list_size"],
        area.practices,
        practices,
        lambda row: (
            f"practice {row['practice_code']} has {row['patients_female']:.0f} female patients"
            f" on a list of {row['list_size']}"
        ),
        "Correct one of the two.",
    )
    _check_age_groups(area.practices, practices)
    _check_pcn_sums(area, pcns)
    _check_trusts(area, named("trusts"))
    if area.ages is not None:
        _check_ages(area.ages, area.practices, named("ages"))


def _line(table: pd.DataFrame, position: int) -> str:
    return f"line {position + 2}"


def _first(
    breach: pd.Series[bool],
    table: pd.DataFrame,
    where: str,
    what: Callable[[pd.Series], str],
    remedy: str,
) -> None:
    """Raise for the first row where ``breach`` is true."""
    positions = np.flatnonzero(breach.to_numpy())
    if positions.size:
        position = int(positions[0])
        more = f" (and {positions.size - 1:,} more rows like it)" if positions.size > 1 else ""
        raise InputError(
            what(table.iloc[position]) + more, where=f"{where}, {_line(table, position)}", remedy=remedy
        )


def _check_codes(table: pd.DataFrame, column: str, where: str) -> None:
    codes = table[column]
    empty = codes.isna() | (codes == "")
    _first(empty, table, where, lambda _: f"{column} is empty", "Every row needs its code.")
    _first(
        codes.duplicated(),
        table,
        where,
        lambda row: f"{column} {row[column]} stands there twice",
        "Keep one row for each code.",
    )


def _not_negative(table: pd.DataFrame, column: str, where: str, key: str) -> None:
    _first(
        (table[column] < 0) | np.isinf(table[column]),
        table,
        where,
        lambda row: f"{column} of {row[key]} is {row[column]}",
        "It must be 0 or more, or empty where it is not known.",
    )


def _check_age_groups(practices: pd.DataFrame, where: str) -> None:
    groups = practices[list(AGE_COLUMNS)]
    known = groups.notna()
    _first(
        known.any(axis=1) & ~known.all(axis=1),
        practices,
        where,
        lambda row: f"practice {row['practice_code']} has some age groups and lacks others",
        "Give all seven, or leave all seven empty.",
    )
    _first(
        known.all(axis=1) & (groups.sum(axis=1) != practices["list_size"]),
        practices,
        where,
        lambda row: (
            f"the age groups of practice {row['practice_code']} sum to {row[list(AGE_COLUMNS)].sum():,.0f},"
            f" not to its list of {row['list_size']:,}"
        ),
        "Correct the groups or the list.",
    )


def _check_pcn_sums(area: Area, where: str) -> None:
    by_pcn = area.practices.groupby("pcn_code")["list_size"].agg(["size", "sum"])
    count = area.pcns["pcn_code"].map(by_pcn["size"]).fillna(0).astype("int64")
    population = area.pcns["pcn_code"].map(by_pcn["sum"]).fillna(0).astype("int64")
    _first(
        count == 0,
        area.pcns,
        where,
        lambda row: f"PCN {row['pcn_code']} has no practice",
        "Leave it out, or give it practices in practices.csv.",
    )
    _first(
        count != area.pcns["practices"],
        area.pcns,
        where,
        lambda row: (
            f"PCN {row['pcn_code']} is said to have {row['practices']} practices,"
            f" practices.csv has {by_pcn.loc[row['pcn_code'], 'size']}"
        ),
        "Correct the column practices.",
    )
    _first(
        population != area.pcns["population"],
        area.pcns,
        where,
        lambda row: (
            f"PCN {row['pcn_code']} is said to have {row['population']:,} patients,"
            f" the lists of its practices sum to {by_pcn.loc[row['pcn_code'], 'sum']:,}"
        ),
        "Correct the column population or the lists.",
    )


def _check_trusts(area: Area, where: str) -> None:
    _first(
        ~area.trusts["owner"].isin(OWNERS),
        area.trusts,
        where,
        lambda row: f"owner is {row['owner']!r}",
        f"It is one of {', '.join(OWNERS)}.",
    )
    _first(
        area.trusts.duplicated(["system_code", "owner"]),
        area.trusts,
        where,
        lambda row: f"system {row['system_code']} has two rows for {row['owner']}",
        "Keep one row for each of the five owners.",
    )
    have = area.trusts.groupby("system_code")["owner"].size()
    for system in area.pcns["system_code"].unique():
        if have.get(system, 0) != len(OWNERS):
            raise InputError(
                f"system {system} has {have.get(system, 0)} of its five owners of services",
                where=where,
                remedy=f"Give it one row for each of {', '.join(OWNERS)}.",
            )


def _check_ages(ages: pd.DataFrame, practices: pd.DataFrame, where: str) -> None:
    for column, allowed in (("sex", ("female", "male")), ("age_band", QUINARY_BANDS)):
        _first(
            ~ages[column].isin(allowed),
            ages,
            where,
            lambda row, column=column: f"{column} is {row[column]!r}",  # type: ignore[misc]
            f"It is one of {', '.join(allowed)}.",
        )
    _first(
        ~ages["practice_code"].isin(practices["practice_code"]),
        ages,
        where,
        lambda row: f"practice {row['practice_code']} is not in practices.csv",
        "Leave its rows out, or add the practice.",
    )
    _first(
        ages["patients"] < 0,
        ages,
        where,
        lambda row: f"practice {row['practice_code']} has {row['patients']} patients aged {row['age_band']}",
        "It must be 0 or more.",
    )
    _first(
        ages.duplicated(["practice_code", "sex", "age_band"]),
        ages,
        where,
        lambda row: f"practice {row['practice_code']} has {row['sex']} {row['age_band']} twice",
        "Keep one row for each sex and band.",
    )
    sums = ages.groupby("practice_code")["patients"].sum()
    lists = practices.set_index("practice_code")["list_size"]
    wrong = sums[sums != lists.reindex(sums.index)]
    if len(wrong):
        code = wrong.index[0]
        more = f" (and {len(wrong) - 1:,} more practices like it)" if len(wrong) > 1 else ""
        raise InputError(
            f"the ages of practice {code} sum to {wrong.iloc[0]:,}, not to its list of {lists[code]:,}{more}",
            where=where,
            remedy="Correct the ages or the list.",
        )
