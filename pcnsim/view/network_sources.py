"""Where the network picture reads its tables: a simulation's state, or the CSV files of `pcnsim run`."""

from __future__ import annotations

import json
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pcnsim.config.errors import InputError
from pcnsim.config.structure import SHARES
from pcnsim.experiment.single import RUN
from pcnsim.model import tie_tables
from pcnsim.model.tables import Codes
from pcnsim.model.vocabulary import NEED_CLASSES, OWNERS, SERVICES
from pcnsim.view.network_data import TIE_KINDS, Columns, NetworkData, merged, no_ties, rows_of, structure_name

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.model import Model, Simulation

_BACKLOG: Final = tuple(f"backlog_{need}" for need in NEED_CLASSES)
_NUMBER: Final = {kind: number for number, kind in enumerate(TIE_KINDS)}
_PROGRAMMES: Final = frozenset({"gp_service", "pcn_executive", "executive_owner"})

_Tables: TypeAlias = dict[str, Columns]
_Numbers: TypeAlias = Callable[[str, npt.NDArray[Any]], npt.NDArray[np.int64]]


def read(source: Model | Simulation | str | PathLike[str], wanted: frozenset[str]) -> NetworkData:
    """Agents and ties of these kinds."""
    if isinstance(source, str | PathLike):
        return _from_folder(Path(source), wanted)
    return _from_simulation(getattr(source, "simulation", source), wanted)


def _practices(columns: Columns) -> Columns:
    """What the picture says of practices: contacts are not known where no GP works."""
    known = columns["open"] & (columns.pop("clinical_sessions") > 0)
    return columns | {"contacts_per_day": np.where(known, columns["contacts_per_day"], np.nan)}


def _tie(kind: str, first: Any, second: Any, trust: Any, evidence: Any) -> Columns:
    return {
        "kind": np.full(len(first), _NUMBER[kind]),
        "first": first,
        "second": second,
        "trust": trust,
        "evidence": evidence,
        "pairs": np.ones(len(first), dtype=np.int64),
    }


def _joined(parts: dict[str, Columns]) -> Columns:
    """Ties in the order of `TIE_KINDS`."""
    tables = [parts[kind] for kind in TIE_KINDS if kind in parts] or [no_ties()]
    return {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}


def _starts(tables: _Tables) -> dict[str, int]:
    """Number of the first agent of each kind."""
    sizes = [len(tables[f"{kind}s"]["code"]) for kind in ("practice", "pcn", "service", "owner", "system")]
    starts = np.cumsum([0, *sizes])
    return dict(
        zip(("practice", "pcn", "service", "owner", "system", "executive"), starts.tolist(), strict=True)
    )


# ------------------------------------------------------------------ a simulation


def _from_simulation(simulation: Simulation, wanted: frozenset[str]) -> NetworkData:
    codes = Codes(simulation)
    state = simulation.state
    now, flows, gps = state.practices, state.practice_flows, state.gps
    filled = np.asarray(gps.filled)
    tables: _Tables = {
        "practices": _practices(
            {
                "code": codes.practice,
                "name": codes.practice_rows["practice_name"].to_numpy(dtype=object),
                "pcn": codes.pcn[now.pcn],
                "list_size": np.array(now.list_size),
                "open": np.array(now.open),
                "clinical_sessions": np.array(flows.clinical_sessions),
                "contacts_per_day": np.array(flows.contacts_per_day),
                "gps": np.bincount(np.asarray(gps.practice)[filled], minlength=len(now.pcn)),
                "backlog": _sum(np.array(now.backlog[:, place]) for place in range(len(_BACKLOG))),
                "strain": np.array(flows.strain),
                "centre_trust": now.centre_good / (now.centre_good + now.centre_bad),
            }
        ),
        "pcns": {
            "code": codes.pcn,
            "name": codes.pcn_rows["pcn_name"].to_numpy(dtype=object),
            "system": codes.system[state.pcns.system],
            "director": np.array(codes.post(state.pcns.director), dtype=object),
            "leadership": np.array(state.pcn_flows.leadership),
            "practice_trust": np.array(state.pcn_flows.practice_trust),
            "desk_queue": np.array(state.pcns.desk_queue),
        },
        "services": {
            "code": codes.team,
            "kind": np.array(SERVICES, dtype=object)[state.teams.service],
            "owner": codes.owner[state.teams.owner],
            "pcn": np.array([codes.pcn[pcn] if pcn >= 0 else "" for pcn in state.teams.pcn], dtype=object),
            "working": np.array(state.teams.working),
            "queue": np.array(state.teams.queue),
            "capacity": np.array(state.teams.capacity),
        },
        "owners": {
            "code": codes.owner,
            "kind": np.array(OWNERS, dtype=object)[state.owners.kind],
            "name": np.array([row.name for row in codes.owner_rows], dtype=object),
            "system": codes.system[state.owners.system],
            "pressure": np.array(state.owners.pressure),
            "priority": np.array(state.owners.priority),
        },
        "systems": {
            "code": codes.system,
            **{
                name: np.array(state.systems[name])
                for name in ("influence", "executive", "powers", "mandate")
            },
        },
    }
    return NetworkData(
        area=simulation.area.name,
        week=simulation.week,
        structure=structure_name(np.asarray(state.pcns.shares)),
        ties=_simulated_ties(simulation, codes, tables, wanted),
        **tables,
    )


def _sum(columns: Any) -> npt.NDArray[np.float64]:
    """Columns added one after another, so that both sources round alike."""
    total: npt.NDArray[np.float64] = np.add.reduce(list(columns))
    return total


def _simulated_ties(simulation: Simulation, codes: Codes, tables: _Tables, wanted: frozenset[str]) -> Columns:
    """Trust and evidence as `pcnsim.model.tie_tables` has them, without its words (a test compares them)."""
    state, start = simulation.state, _starts(tables)
    parts: dict[str, Columns] = {}
    rows = np.flatnonzero(state.practices.open)
    if "practice" in wanted:
        ties = state.practice_ties
        live = np.asarray(ties.live)
        evidence = ties.good[live] + ties.bad[live]
        parts["practice"] = _tie("practice", ties.first[live], ties.second[live], ties.trust[live], evidence)
    if "practice_service" in wanted:
        good, bad = state.practices.service_good[rows].ravel(), state.practices.service_bad[rows].ravel()
        team = start["service"] + state.practices.team[rows].ravel()
        parts["practice_service"] = _tie(
            "practice_service", np.repeat(rows, len(SERVICES)), team, good / (good + bad), good + bad
        )
    if "practice_centre" in wanted:
        system = start["system"] + state.pcns.system[state.practices.pcn[rows]]
        trust = tables["practices"]["centre_trust"][rows]
        parts["practice_centre"] = _tie("practice_centre", rows, system, trust, np.full(len(rows), np.nan))
    if "pcn_owner" in wanted:
        pcns, number = state.pcns, len(OWNERS)
        owner = np.asarray(pcns.system)[:, None] * number + np.arange(number)
        good = pcns.owner_good + pcns.director_good + state.owners.executive_good[owner]
        bad = pcns.owner_bad + pcns.director_bad + state.owners.executive_bad[owner]
        first = start["pcn"] + np.repeat(np.arange(len(pcns.system)), number)
        both = (good + bad).ravel()
        parts["pcn_owner"] = _tie(
            "pcn_owner", first, start["owner"] + owner.ravel(), good.ravel() / both, both
        )
    if "gp" in wanted:
        pairs = state.gp_ties
        used = int(pairs.count[0])
        at = np.asarray(state.gps.practice)
        parts["gp"] = merged(
            _tie(
                "gp",
                at[pairs.first[:used]],
                at[pairs.second[:used]],
                pairs.trust[:used],
                pairs.good[:used] + pairs.bad[:used],
            )
        )
    if wanted & _PROGRAMMES and (state.systems.executive.any() or (state.pcns.network_gp >= 0).any()):
        practice = dict(zip(codes.gp, codes.practice[state.gps.practice], strict=True))
        parts |= _programme_ties(tie_tables.programme_ties(simulation, codes), practice, tables, wanted)
    return _joined(parts)


def _programme_ties(
    table: pd.DataFrame, practice_of: dict[str, str], tables: _Tables, wanted: frozenset[str]
) -> dict[str, Columns]:
    """Ties that programmes make; a network-role GP stands with its practice."""
    number = _numbers(tables)
    parts = {}
    for kind in sorted(wanted & _PROGRAMMES):
        some = table[(table["tie"] == kind).to_numpy(dtype=bool)]
        first, second = (some[end].to_numpy(dtype=object) for end in ("first", "second"))
        if kind == "gp_service":
            first = np.array([practice_of[code] for code in first], dtype=object)
        ends = "practice service" if kind == "gp_service" else kind.replace("_", " ")
        one, other = ends.split()
        ties = _tie(
            kind,
            number(one, first),
            number(other, second),
            some["trust"].to_numpy(dtype=float),
            some["evidence"].to_numpy(dtype=float),
        )
        parts[kind] = merged(ties) if kind == "gp_service" else ties
    return parts


def _numbers(tables: _Tables) -> _Numbers:
    """A function from kind and codes to numbers of agents."""
    start = _starts(tables)
    rows = {kind: rows_of(tables[f"{kind}s"]["code"]) for kind in start if kind != "executive"}
    rows["executive"] = {f"executive:{code}": row for code, row in rows["system"].items()}

    def number(kind: str, codes: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        place, first = rows[kind], start[kind]
        return np.array([first + place[code] for code in codes], dtype=np.int64)

    return number


# ------------------------------------------------------------------ a folder

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


def _from_folder(folder: Path, wanted: frozenset[str]) -> NetworkData:
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        kind, area = manifest["kind"], str(manifest["area"]["name"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        told = {"where": str(folder), "remedy": _REMEDY}
        raise InputError("is not the folder of a finished run", **told) from error
    if kind != RUN:
        raise InputError(
            "holds an experiment, which keeps no network",
            where=str(folder),
            remedy="`pcnsim replay` makes one of its runs again, with its network; name the folder it writes",
        )
    posts = _csv(folder, "gps", "gp", "practice", "filled")
    practices = _csv(
        folder,
        "practices",
        *("practice", "name", "pcn", "list_size", "open", "clinical_sessions", "contacts_per_day"),
        *_BACKLOG,
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
    practices["backlog"] = _sum(practices.pop(name) for name in _BACKLOG)
    practices["strain"] = practices.pop("last_week_strain")
    tables: _Tables = {
        "practices": _practices(_coded(practices, "practice")),
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
        ties=_kept_ties(folder, posts, tables, wanted),
        **tables,
    )


def _kept_ties(folder: Path, posts: Columns, tables: _Tables, wanted: frozenset[str]) -> Columns:
    number, start = _numbers(tables), _starts(tables)
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
            parts[kind] = _tie(kind, first, second, ties["trust"], ties["evidence"])
    if "practice_centre" in wanted:
        rows = np.flatnonzero(practices["open"])
        system_of = dict(zip(tables["pcns"]["code"], tables["pcns"]["system"], strict=True))
        system = number("system", np.array([system_of[pcn] for pcn in practices["pcn"][rows]], dtype=object))
        trust = practices["centre_trust"][rows]
        parts["practice_centre"] = _tie("practice_centre", rows, system, trust, np.full(len(rows), np.nan))
    practice_of = dict(zip(posts["gp"], posts["practice"], strict=True))
    if "gp" in wanted:
        ties = _csv(folder, "gp_ties", "first", "second", "trust", "evidence")
        ends_at = [
            start["practice"]
            + number("practice", np.array([practice_of[code] for code in ties[end]], dtype=object))
            for end in ("first", "second")
        ]
        parts["gp"] = merged(_tie("gp", *ends_at, ties["trust"], ties["evidence"]))
    if wanted & _PROGRAMMES:
        import pandas as pd

        table = pd.DataFrame(_csv(folder, "programme_ties", "first", "second", "tie", "trust", "evidence"))
        if len(table):
            parts |= _programme_ties(table, practice_of, tables, wanted)
    return _joined(parts)


def _coded(columns: Columns, key: str) -> Columns:
    """The columns with the agents' codes first, under the name `code`."""
    return {"code": columns.pop(key), **columns}


def _csv(folder: Path, table: str, *columns: str) -> Columns:
    """Some columns of a table in full precision; texts stay texts, empty where they are."""
    import pandas as pd

    path = folder / f"{table}.csv"
    texts = {name: str for name in columns if name in _TEXTS}
    try:
        frame = pd.read_csv(
            path, usecols=columns, dtype=texts, float_precision="round_trip", encoding="utf-8"
        )
    except (OSError, ValueError) as error:
        told = {"where": str(path), "remedy": _REMEDY}
        raise InputError("is missing or is not what `pcnsim run` wrote", **told) from error
    return {
        name: frame[name].fillna("").to_numpy(dtype=object) if name in texts else frame[name].to_numpy()
        for name in columns
    }
