"""The network picture's tables from the files of `pcnsim run`."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.config.structure import SHARES
from pcnsim.experiment.single import RUN
from pcnsim.experiment.store.folder import manifest_of
from pcnsim.experiment.store.records import read_table
from pcnsim.view.network.parts import (
    BACKLOG,
    OF_PROGRAMMES,
    Tables,
    joined,
    numbers_of,
    programme_ties,
    starts,
    summed,
    tie,
    with_known_contacts,
)
from pcnsim.view.network_data import Columns, NetworkData, merged, rows_of, structure_name

_REMEDY: Final = "name a folder that `pcnsim run` wrote, or write one with `pcnsim run CONFIG --out FOLDER`"
_TEXTS: Final = frozenset(
    (
        "gp",
        "practice",
        "pcn",
        "service",
        "owner",
        "system",
        "name",
        "kind",
        "director",
        "first",
        "second",
        "tie",
    )
)


def from_folder(folder: Path, wanted: frozenset[str]) -> NetworkData:
    """Agents and ties of these kinds after the last week; InputError where the folder holds no run."""
    manifest = manifest_of(folder)
    if manifest is not None and manifest["kind"] != RUN:
        raise InputError(
            "holds an experiment, which keeps no network",
            where=str(folder),
            remedy="`pcnsim replay` makes one of its runs again, with its network; name the folder it writes",
        )
    try:
        area = str((manifest or {})["area"]["name"])
    except (KeyError, TypeError) as error:
        told = {"where": str(folder), "remedy": _REMEDY}
        raise InputError("is not the folder of a finished run", **told) from error
    posts = _csv(folder, "gps", "gp", "practice", "filled")
    practices = _csv(
        folder,
        "practices",
        *("practice", "name", "pcn", "list_size", "open", "clinical_sessions", "contacts_per_day"),
        *BACKLOG,
        *("last_week_strain", "centre_trust"),
    )
    pcns = _csv(
        folder,
        "pcns",
        *("pcn", "name", "system", "director", "leadership", "practice_trust", "desk_queue"),
        *SHARES,
    )
    shares = np.column_stack([pcns.pop(share) for share in SHARES])
    row = rows_of(practices["practice"])
    at = np.array([row[code] for code in posts["practice"]], dtype=np.int64)
    practices["gps"] = np.bincount(at[posts["filled"].astype(bool)], minlength=len(row))
    practices["backlog"] = summed(practices.pop(name) for name in BACKLOG)
    practices["strain"] = practices.pop("last_week_strain")
    tables: Tables = {
        "practices": with_known_contacts(_coded(practices, "practice")),
        "pcns": _coded(pcns, "pcn"),
        "services": _coded(
            _csv(folder, "services", "service", "kind", "owner", "pcn", "working", "queue", "capacity"),
            "service",
        ),
        "owners": _coded(
            _csv(folder, "owners", "owner", "kind", "name", "system", "pressure", "priority"), "owner"
        ),
        "systems": _coded(
            _csv(folder, "systems", "system", "influence", "executive", "powers", "mandate"), "system"
        ),
    }
    weeks = _csv(folder, "weekly", "week")["week"]
    return NetworkData(
        area=area,
        week=int(weeks[-1]) + 1 if len(weeks) else 0,
        structure=structure_name(shares),
        ties=_ties(folder, posts, tables, wanted),
        **tables,
    )


def _ties(folder: Path, posts: Columns, tables: Tables, wanted: frozenset[str]) -> Columns:
    number, start = numbers_of(tables), starts(tables)
    practices = tables["practices"]
    parts: dict[str, Columns] = {}
    for kind, file, one, other in (
        ("practice", "practice_ties", "practice", "practice"),
        ("practice_service", "service_ties", "practice", "service"),
        ("pcn_owner", "owner_ties", "pcn", "owner"),
    ):
        if kind in wanted:
            ends = ("first", "second") if one == other else (one, other)
            ties = _csv(folder, file, *ends, "trust", "evidence")
            first, second = number(one, ties[ends[0]]), number(other, ties[ends[1]])
            parts[kind] = tie(kind, first, second, ties["trust"], ties["evidence"])
    if "practice_centre" in wanted:
        rows = np.flatnonzero(practices["open"])
        system_of = dict(zip(tables["pcns"]["code"], tables["pcns"]["system"], strict=True))
        system = number("system", np.array([system_of[pcn] for pcn in practices["pcn"][rows]], dtype=object))
        trust = practices["centre_trust"][rows]
        parts["practice_centre"] = tie("practice_centre", rows, system, trust, np.full(len(rows), np.nan))
    practice_of = dict(zip(posts["gp"], posts["practice"], strict=True))
    if "gp" in wanted:
        ties = _csv(folder, "gp_ties", "first", "second", "trust", "evidence")
        ends_at = [
            start["practice"]
            + number("practice", np.array([practice_of[code] for code in ties[end]], dtype=object))
            for end in ("first", "second")
        ]
        parts["gp"] = merged(tie("gp", ends_at[0], ends_at[1], ties["trust"], ties["evidence"]))
    if wanted & OF_PROGRAMMES:
        import pandas as pd

        table = pd.DataFrame(_csv(folder, "programme_ties", "first", "second", "tie", "trust", "evidence"))
        if len(table):
            parts |= programme_ties(table, practice_of, tables, wanted)
    return joined(parts)


def _coded(columns: Columns, key: str) -> Columns:
    """The columns with the agents' codes first, under the name `code`."""
    return {"code": columns.pop(key), **columns}


def _csv(folder: Path, table: str, *columns: str) -> Columns:
    """Some columns of a table, every number as it was written; texts stay texts, empty where they are."""
    path = folder / f"{table}.csv"
    try:
        frame = read_table(path, _TEXTS)
        return {name: frame[name].to_numpy(dtype=object if name in _TEXTS else None) for name in columns}
    except (OSError, ValueError, KeyError) as error:
        told = {"where": str(path), "remedy": _REMEDY}
        raise InputError("is missing or is not what `pcnsim run` wrote", **told) from error
