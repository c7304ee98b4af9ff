"""Ties at one week as tables: between GPs, practices, services, owners, and those that programmes make."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pcnsim.model.vocabulary import OWNERS, SERVICES, TIE_REACH

if TYPE_CHECKING:
    from pcnsim.model.simulation import Simulation
    from pcnsim.model.tables import Codes


def gp_ties(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Professional ties between GPs."""
    ties = simulation.state.gp_ties
    used = int(ties.count[0])
    return pd.DataFrame(
        {
            "first": codes.gp[ties.first[:used]],
            "second": codes.gp[ties.second[:used]],
            "reach": np.array(TIE_REACH, dtype=object)[ties.reach[:used]],
            "trust": ties.trust[:used],
            "contact": ties.contact[:used],
            "age_weeks": ties.age[:used],
            "evidence": ties.good[:used] + ties.bad[:used],
        }
    )


def practice_ties(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Live ties between practices."""
    ties = simulation.state.practice_ties
    live = np.asarray(ties.live)
    return pd.DataFrame(
        {
            "first": codes.practice[ties.first[live]],
            "second": codes.practice[ties.second[live]],
            "reach": np.where(ties.inside[live], "same_pcn", "beyond_pcn"),
            "trust": ties.trust[live],
            "contact": ties.contact[live],
            "evidence": ties.good[live] + ties.bad[live],
        }
    )


def service_ties(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Ties between open practices and services, with the cases of the last week."""
    state = simulation.state
    rows = np.flatnonzero(state.practices.open)
    number = len(SERVICES)
    good, bad = state.practices.service_good[rows], state.practices.service_bad[rows]
    flows = state.practice_flows
    return pd.DataFrame(
        {
            "practice": np.repeat(codes.practice[rows], number),
            "service": codes.team[state.practices.team[rows].ravel()],
            "kind": np.tile(np.array(SERVICES, dtype=object), len(rows)),
            "trust": (good / (good + bad)).ravel(),
            "evidence": (good + bad).ravel(),
            "match": state.practices.service_match[rows].ravel(),
            "direct": flows.direct[rows].ravel(),
            "pathway": flows.pathway[rows].ravel(),
            "accepted": (flows.accepted_direct[rows] + flows.accepted_pathway[rows]).ravel(),
        }
    )


def owner_ties(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Ties between PCNs and the owners of services."""
    state = simulation.state
    number = len(OWNERS)
    owner_row = np.asarray(state.pcns.system)[:, None] * number + np.arange(number)
    executive_good, executive_bad = (
        state.owners.executive_good[owner_row],
        state.owners.executive_bad[owner_row],
    )
    good = state.pcns.owner_good + state.pcns.director_good + executive_good
    bad = state.pcns.owner_bad + state.pcns.director_bad + executive_bad
    return pd.DataFrame(
        {
            "pcn": np.repeat(codes.pcn, number),
            "owner": codes.owner[owner_row.ravel()],
            "trust": (good / (good + bad)).ravel(),
            "evidence": (good + bad).ravel(),
            "of_director": (state.pcns.director_good + state.pcns.director_bad).ravel(),
            "of_executive": (executive_good + executive_bad).ravel(),
        }
    )


def programme_ties(simulation: Simulation, codes: Codes) -> pd.DataFrame:
    """Ties of an executive with PCNs (its mandate) and with owners, and of network-role GPs with services.

    Those with owners and with services are personal: the general disposition, which is not part of their evidence,
    is added for their trust with its weight; without evidence there is no tie. A GP who serves several PCNs has one
    tie with a team that they share.
    """
    state, p = simulation.state, simulation.record[0]
    mass = float(p["trust_prior_mass"])
    disposition = float(p["general_trust"])
    rows: list[tuple[str, str, str, float, float]] = []
    for pcn in np.flatnonzero(state.systems.executive[state.pcns.system]):
        good, bad = float(state.pcns.mandate_good[pcn]), float(state.pcns.mandate_bad[pcn])
        executive = codes.executive[state.pcns.system[pcn]]
        rows.append((codes.pcn[pcn], executive, "pcn_executive", good / (good + bad), good + bad))
    personal: dict[tuple[str, str, str], tuple[float, float]] = {}
    for owner in np.flatnonzero(state.systems.executive[state.owners.system]):
        pair = (codes.executive[state.owners.system[owner]], codes.owner[owner], "executive_owner")
        personal[pair] = float(state.owners.executive_good[owner]), float(state.owners.executive_bad[owner])
    for pcn in np.flatnonzero(np.asarray(state.pcns.network_gp) >= 0):
        teams = state.practices.team[state.pcns.first_practice[pcn]]
        for service, team in enumerate(teams):
            pair = (codes.gp[state.pcns.network_gp[pcn]], codes.team[team], "gp_service")
            good, bad = personal.get(pair, (0.0, 0.0))
            personal[pair] = (
                good + float(state.pcns.network_good[pcn, service]),
                bad + float(state.pcns.network_bad[pcn, service]),
            )
    for (first, second, kind), (good, bad) in personal.items():
        if good + bad > 0.0:
            trust = (good + mass * disposition) / (good + bad + mass)
            rows.append((first, second, kind, trust, good + bad))
    return pd.DataFrame(rows, columns=["first", "second", "tie", "trust", "evidence"]).astype(
        {"trust": float, "evidence": float}
    )
