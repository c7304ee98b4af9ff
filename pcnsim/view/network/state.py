"""The network picture's tables from a simulation's state, read directly and without their words, since that is fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from pcnsim.model import tie_tables
from pcnsim.model.tables import Codes
from pcnsim.model.vocabulary import OWNERS, SERVICES
from pcnsim.model.week import structures_change
from pcnsim.view.network.parts import (
    BACKLOG,
    OF_PROGRAMMES,
    Tables,
    joined,
    programme_ties,
    starts,
    summed,
    tie,
    with_known_contacts,
)
from pcnsim.view.network_data import Columns, NetworkData, merged, structure_name

if TYPE_CHECKING:
    from pcnsim.model import Simulation


def from_simulation(simulation: Simulation, wanted: frozenset[str]) -> NetworkData:
    """Agents and ties of these kinds at the simulation's week."""
    codes = Codes(simulation)
    state = simulation.state
    now, flows, gps = state.practices, state.practice_flows, state.gps
    filled = np.asarray(gps.filled)
    tables: Tables = {
        "practices": with_known_contacts(
            {
                "code": codes.practice,
                "name": codes.practice_rows["practice_name"].to_numpy(dtype=object),
                "pcn": codes.pcn[now.pcn],
                "list_size": np.array(now.list_size),
                "open": np.array(now.open),
                "clinical_sessions": np.array(flows.clinical_sessions),
                "contacts_per_day": np.array(flows.contacts_per_day),
                "gps": np.bincount(np.asarray(gps.practice)[filled], minlength=len(now.pcn)),
                "backlog": summed(np.array(now.backlog[:, place]) for place in range(len(BACKLOG))),
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
            "influence": np.array(state.systems.influence),
            "executive": np.array(state.systems.executive),
            "powers": np.array(state.systems.powers),
            "mandate": np.array(state.systems.mandate),
        },
    }
    return NetworkData(
        area=simulation.area.name,
        week=simulation.week,
        structure=structure_name(_shares(simulation)),
        ties=_ties(simulation, codes, tables, wanted),
        **tables,
    )


def _shares(simulation: Simulation) -> npt.NDArray[np.float64]:
    """Every PCN's six shares in the week that comes next, or in the last one where none comes."""
    shares = np.array(simulation.state.pcns.shares)
    if simulation.week < simulation.last_week:
        structures_change(simulation.setting, shares, simulation.week)
    return shares


def _ties(simulation: Simulation, codes: Codes, tables: Tables, wanted: frozenset[str]) -> Columns:
    """Trust and evidence as `pcnsim.model.tie_tables` has them, without its words (a test compares them)."""
    state, start = simulation.state, starts(tables)
    parts: dict[str, Columns] = {}
    rows = np.flatnonzero(state.practices.open)
    if "practice" in wanted:
        ties = state.practice_ties
        live = np.asarray(ties.live)
        evidence = ties.good[live] + ties.bad[live]
        parts["practice"] = tie("practice", ties.first[live], ties.second[live], ties.trust[live], evidence)
    if "practice_service" in wanted:
        good, bad = state.practices.service_good[rows].ravel(), state.practices.service_bad[rows].ravel()
        team = start["service"] + state.practices.team[rows].ravel()
        parts["practice_service"] = tie(
            "practice_service", np.repeat(rows, len(SERVICES)), team, good / (good + bad), good + bad
        )
    if "practice_centre" in wanted:
        system = start["system"] + state.pcns.system[state.practices.pcn[rows]]
        trust = tables["practices"]["centre_trust"][rows]
        parts["practice_centre"] = tie("practice_centre", rows, system, trust, np.full(len(rows), np.nan))
    if "pcn_owner" in wanted:
        pcns, number = state.pcns, len(OWNERS)
        owner = np.asarray(pcns.system)[:, None] * number + np.arange(number)
        good = pcns.owner_good + pcns.director_good + state.owners.executive_good[owner]
        bad = pcns.owner_bad + pcns.director_bad + state.owners.executive_bad[owner]
        first = start["pcn"] + np.repeat(np.arange(len(pcns.system)), number)
        both = (good + bad).ravel()
        parts["pcn_owner"] = tie(
            "pcn_owner", first, start["owner"] + owner.ravel(), good.ravel() / both, both
        )
    if "gp" in wanted:
        pairs = state.gp_ties
        used = int(pairs.count[0])
        at = np.asarray(state.gps.practice)
        parts["gp"] = merged(
            tie(
                "gp",
                at[pairs.first[:used]],
                at[pairs.second[:used]],
                pairs.trust[:used],
                pairs.good[:used] + pairs.bad[:used],
            )
        )
    if wanted & OF_PROGRAMMES and (state.systems.executive.any() or (state.pcns.network_gp >= 0).any()):
        practice = dict(zip(codes.gp, codes.practice[state.gps.practice], strict=True))
        parts |= programme_ties(tie_tables.programme_ties(simulation, codes), practice, tables, wanted)
    return joined(parts)
