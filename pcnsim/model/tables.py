"""Agents and ties at one week as tables with plain names: what is written as CSV and what network nodes carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from pcnsim.model.columns import Table
from pcnsim.model.tie_tables import gp_ties, owner_ties, practice_ties, programme_ties, service_ties
from pcnsim.model.vocabulary import (
    ADDITIONAL_ROLES,
    DEPUTY_STAGES,
    GP_ROLES,
    INITIATIVES,
    NEED_CLASSES,
    NETWORK_ROLE_STAGES,
    OWNERS,
    SERVICES,
    SHARES,
)

if TYPE_CHECKING:
    from pcnsim.model.simulation import Simulation

_SUFFIXES = {5: NEED_CLASSES, 6: INITIATIVES, 8: SERVICES}
_NAMED_OTHERWISE = {
    "shares": SHARES,
    "staff": tuple(f"staff_{role}" for role in ADDITIONAL_ROLES),
    "staff_experience": tuple(f"staff_experience_{role}" for role in ADDITIONAL_ROLES),
    "prevention_stock": ("prevention_stock", "wider_determinants_stock"),
}
_OWN_TABLES = frozenset((
    "service_good", "service_bad", "service_match", "team", "owner_good", "owner_bad", "director_good",
    "director_bad", "centre_good", "centre_bad", "direct", "pathway", "accepted_direct", "accepted_pathway",
    "first_practice", "first_gp", "practice", "pcn", "system", "hub", "owner", "director", "role",
    "role_name", "half", "service", "kind", "hub_team", "deputy", "deputy_stage", "network_gp", "network_stage",
    "network_good", "network_bad", "mandate_good", "mandate_bad", "executive_good", "executive_bad", "first_member",
    "second_member", "director_member",
))  # fmt: skip
"""Columns that appear as codes, in the tables of ties, or not at all."""


def tables(simulation: Simulation) -> dict[str, pd.DataFrame]:
    """Agents and ties at the simulation's week, one DataFrame each.

    Agents: gps, practices, pcns, services, owners, systems; their first column is their code. Ties: gp_ties,
    practice_ties, service_ties, owner_ties, and programme_ties: those of an executive and of network-role GPs.
    """
    codes = Codes(simulation)
    return {
        "gps": gps(simulation, codes),
        "practices": practices(simulation, codes),
        "pcns": pcns(simulation, codes),
        "services": services(simulation, codes),
        "owners": owners(simulation, codes),
        "systems": systems(simulation, codes),
        "gp_ties": gp_ties(simulation, codes),
        "practice_ties": practice_ties(simulation, codes),
        "service_ties": service_ties(simulation, codes),
        "owner_ties": owner_ties(simulation, codes),
        "programme_ties": programme_ties(simulation, codes),
    }


class Codes:
    """The code of each row: ODS codes from the area, and codes made from them for GPs, teams and owners."""

    def __init__(self, simulation: Simulation) -> None:
        """Work out the codes in the order of the simulation's rows."""
        area, state = simulation.area, simulation.state
        pcn_table = area.pcns
        names = list(dict.fromkeys(pcn_table["system_code"]))
        place = {name: row for row, name in enumerate(names)}
        pcn_order = np.argsort([place[name] for name in pcn_table["system_code"]], kind="stable")
        self.pcn_rows = pcn_table.iloc[pcn_order].reset_index(drop=True)
        row_of = {code: row for row, code in enumerate(self.pcn_rows["pcn_code"])}
        order = np.argsort([row_of[code] for code in area.practices["pcn_code"]], kind="stable")
        self.practice_rows = area.practices.iloc[order].reset_index(drop=True)
        self.pcn = self.pcn_rows["pcn_code"].to_numpy(dtype=object)
        self.practice = self.practice_rows["practice_code"].to_numpy(dtype=object)
        self.system = np.array(names, dtype=object)
        self.executive = np.array([f"executive:{name}" for name in names], dtype=object)
        first = _first_practice(simulation)
        self.gp = np.array([f"{self.practice[p]}-GP{n + 1}" for p, n in first], dtype=object)
        hubs = {int(hub): f"hub{int(hub) + 1}" for hub in np.asarray(state.pcns.hub)}
        last = len(SERVICES) - 1
        in_hubs = len(hubs) * last
        places = [
            self.pcn[int(pcn)]
            if pcn >= 0
            else hubs[row // last]
            if row < in_hubs
            else self.system[int(system)]
            for row, (pcn, system) in enumerate(zip(state.teams.pcn, state.teams.system, strict=True))
        ]
        self.team = np.array(
            [
                f"{SERVICES[int(service)]}:{place}"
                for service, place in zip(state.teams.service, places, strict=True)
            ],
            dtype=object,
        )
        trust_rows = {(row.system_code, row.owner): row for row in area.trusts.itertuples()}
        self.owner_rows = [
            trust_rows[(self.system[int(s)], OWNERS[int(k)])]
            for s, k in zip(state.owners.system, state.owners.kind, strict=True)
        ]
        self.owner = np.array(
            [
                f"{OWNERS[int(k)]}:{self.system[int(s)]}"
                for s, k in zip(state.owners.system, state.owners.kind, strict=True)
            ],
            dtype=object,
        )

    def post(self, posts: Any) -> list[str]:
        """Codes of the GP posts in these rows; empty where the row is -1."""
        return [str(self.gp[gp]) if gp >= 0 else "" for gp in np.asarray(posts)]


def _first_practice(simulation: Simulation) -> list[tuple[int, int]]:
    """The practice each post belonged to at the start, and its number there: posts keep their code through closures."""
    posts = simulation.posts_at_start
    return [(practice, n) for practice, count in enumerate(posts) for n in range(int(count))]


def columns_of(records: Table, leave: frozenset[str] = _OWN_TABLES) -> dict[str, Any]:
    """The columns of a table as flat columns: wide ones get one column a class, service or initiative."""
    out: dict[str, Any] = {}
    for name in records.dtype.names:  # type: ignore[attr-defined]
        if name in leave:
            continue
        values = np.asarray(records[name])  # type: ignore[index]
        if values.ndim == 1:
            out[name] = values
            continue
        names = _NAMED_OTHERWISE.get(name) or tuple(
            f"{name}_{suffix}" for suffix in _SUFFIXES[values.shape[1]]
        )
        for column, label in enumerate(names):
            out[label] = values[:, column]
    return out


def gps(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """GP posts."""
    state = simulation.state
    return pd.DataFrame(
        {
            "gp": codes.gp,
            "practice": codes.practice[state.gps.practice],
            "pcn": codes.pcn[state.gps.pcn],
            "role": np.array(GP_ROLES, dtype=object)[state.gps.role],
            **columns_of(state.gps),
        }
    )


def practices(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Practices, with what happened in the last week."""
    state = simulation.state
    return pd.DataFrame(
        {
            "practice": codes.practice,
            "name": codes.practice_rows["practice_name"].to_numpy(dtype=object),
            "pcn": codes.pcn[state.practices.pcn],
            **columns_of(state.practices),
            "centre_trust": state.practices.centre_good
            / (state.practices.centre_good + state.practices.centre_bad),
            **{
                f"last_week_{name}" if name in ("engagement", "strain", "role_identity") else name: values
                for name, values in columns_of(state.practice_flows).items()
            },
        }
    )


def pcns(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Networks, with what happened in the last week."""
    state = simulation.state
    return pd.DataFrame(
        {
            "pcn": codes.pcn,
            "name": codes.pcn_rows["pcn_name"].to_numpy(dtype=object),
            "system": codes.system[state.pcns.system],
            "hub": np.asarray(state.pcns.hub) + 1,
            "director": codes.post(state.pcns.director),
            "deputy": codes.post(state.pcns.deputy),
            "deputy_stage": np.array(DEPUTY_STAGES, dtype=object)[state.pcns.deputy_stage],
            "network_gp": codes.post(state.pcns.network_gp),
            "network_stage": np.array(NETWORK_ROLE_STAGES, dtype=object)[state.pcns.network_stage],
            **columns_of(state.pcns),
            **columns_of(state.pcn_flows),
        }
    )


def services(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Community teams and the acute interface; with a footprint programme, also those that do not work this week."""
    teams = simulation.state.teams
    return pd.DataFrame(
        {
            "service": codes.team,
            "kind": np.array(SERVICES, dtype=object)[teams.service],
            "owner": codes.owner[teams.owner],
            "system": codes.system[teams.system],
            "pcn": [codes.pcn[pcn] if pcn >= 0 else "" for pcn in teams.pcn],
            "hub_team": [codes.team[hub] if hub >= 0 else "" for hub in teams.hub_team],
            **columns_of(teams),
        }
    )


def owners(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Provider trusts and other owners of services."""
    state = simulation.state.owners
    return pd.DataFrame(
        {
            "owner": codes.owner,
            "kind": np.array(OWNERS, dtype=object)[state.kind],
            "code": [row.code for row in codes.owner_rows],
            "name": [row.name for row in codes.owner_rows],
            "system": codes.system[state.system],
            **columns_of(state),
        }
    )


def systems(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Integrated care systems, with the local general practice executive of each."""
    state = simulation.state.systems
    return pd.DataFrame(
        {
            "system": codes.system,
            "first_member": codes.post(state.first_member),
            "second_member": codes.post(state.second_member),
            "director_member": codes.post(state.director_member),
            **columns_of(state),
        }
    )
