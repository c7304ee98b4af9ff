"""What both sources of the network picture share: columns as it wants them, ties with numbered ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pcnsim.model.vocabulary import NEED_CLASSES
from pcnsim.view.network_data import KINDS, TIE_KINDS, Columns, merged, no_ties, rows_of

if TYPE_CHECKING:
    import pandas as pd

BACKLOG: Final = tuple(f"backlog_{need}" for need in NEED_CLASSES)
OF_PROGRAMMES: Final = frozenset({"gp_service", "pcn_executive", "executive_owner"})
"""Ties that only programmes make."""

_NUMBER: Final = {kind: number for number, kind in enumerate(TIE_KINDS)}

Tables: TypeAlias = dict[str, Columns]
Numbers: TypeAlias = Callable[[str, npt.NDArray[Any]], npt.NDArray[np.int64]]


def with_known_contacts(columns: Columns) -> Columns:
    """What the picture says of practices: contacts are not known where no GP works."""
    known = columns["open"] & (columns.pop("clinical_sessions") > 0)
    return columns | {"contacts_per_day": np.where(known, columns["contacts_per_day"], np.nan)}


def tie(kind: str, first: Any, second: Any, trust: Any, evidence: Any) -> Columns:
    """Ties of one kind."""
    return {
        "kind": np.full(len(first), _NUMBER[kind]),
        "first": first,
        "second": second,
        "trust": trust,
        "evidence": evidence,
        "pairs": np.ones(len(first), dtype=np.int64),
    }


def joined(parts: dict[str, Columns]) -> Columns:
    """Ties in the order of `TIE_KINDS`."""
    tables = [parts[kind] for kind in TIE_KINDS if kind in parts] or [no_ties()]
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def starts(tables: Tables) -> dict[str, int]:
    """Number of the first agent of each kind."""
    sizes = [len(tables[f"{kind}s"]["code"]) for kind in KINDS[:-1]]
    return dict(zip(KINDS, np.cumsum([0, *sizes]).tolist(), strict=True))


def summed(columns: Any) -> npt.NDArray[np.float64]:
    """Columns added one after another, so that both sources round alike."""
    total: npt.NDArray[np.float64] = np.add.reduce(list(columns))
    return total


def programme_ties(
    table: pd.DataFrame, practice_of: dict[str, str], tables: Tables, wanted: frozenset[str]
) -> dict[str, Columns]:
    """Ties that programmes make; a network-role GP stands with its practice."""
    number = numbers_of(tables)
    parts = {}
    for kind in sorted(wanted & OF_PROGRAMMES):
        some = table[(table["tie"] == kind).to_numpy(dtype=bool)]
        first, second = (some[end].to_numpy(dtype=object) for end in ("first", "second"))
        if kind == "gp_service":
            first = np.array([practice_of[code] for code in first], dtype=object)
        ends = "practice service" if kind == "gp_service" else kind.replace("_", " ")
        one, other = ends.split()
        ties = tie(
            kind,
            number(one, first),
            number(other, second),
            some["trust"].to_numpy(dtype=float),
            some["evidence"].to_numpy(dtype=float),
        )
        parts[kind] = merged(ties) if kind == "gp_service" else ties
    return parts


def numbers_of(tables: Tables) -> Numbers:
    """A function from kind and codes to numbers of agents."""
    start = starts(tables)
    rows = {kind: rows_of(tables[f"{kind}s"]["code"]) for kind in start if kind != "executive"}
    rows["executive"] = {f"executive:{code}": row for code, row in rows["system"].items()}

    def number(kind: str, codes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        place, first = rows[kind], start[kind]
        return np.array([first + place[code] for code in codes], dtype=np.int64)

    return number
