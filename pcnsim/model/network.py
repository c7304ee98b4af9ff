"""Everything as one networkx graph (amendment A3): agents with their figures, membership and trust ties by kind."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, cast

import networkx as nx
import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.model.simulation import Simulation

SECTOR = {"gp": "general practice", "practice": "general practice", "pcn": "general practice", "service": "community",
          "owner": "trusts and partners", "system": "commissioner", "executive": "general practice"}  # fmt: skip
"""Which sector each kind of node belongs to, for measures within and across sectors."""


def graph(simulation: Simulation, gps: bool = True) -> nx.Graph[str]:
    """GPs, practices, PCNs, services, owners, executive and commissioner as nodes; ties and membership as edges.

    Nodes carry ``kind`` and ``sector`` and the agent's figures. Edges carry ``kind``: ``membership``, or a tie
    (``gp``, ``practice``, ``practice_service``, ``practice_centre``, ``pcn_owner``; where they are, an executive's
    ``pcn_executive`` and ``executive_owner`` and a network-role GP's ``gp_service``) with ``trust`` (0-1),
    ``evidence`` and, where known, ``contact`` and ``age_weeks``. ``gps=False`` leaves GPs out.
    """
    tables = simulation.tables()
    network: nx.Graph[str] = nx.Graph(
        week=simulation.week, area=simulation.area.name, seed=str(simulation.seed)
    )
    for kind, table, key in (
        ("system", "systems", "system"),
        ("owner", "owners", "owner"),
        ("service", "services", "service"),
        ("pcn", "pcns", "pcn"),
        ("practice", "practices", "practice"),
        ("gp", "gps", "gp"),
    ):
        if kind == "gp" and not gps:
            continue
        rows = tables[table]
        if kind == "gp":
            rows = rows[rows["filled"]]
        elif kind == "practice":
            rows = rows[rows["open"]]
        elif kind == "service":
            rows = rows[rows["working"]]
        _add_nodes(network, rows, kind, key)
    _add_memberships(network, tables, gps)
    _add_executives(network, tables["systems"], gps)
    if gps:
        _add_ties(network, tables["gp_ties"], "first", "second", "gp")
    _add_ties(network, tables["practice_ties"], "first", "second", "practice")
    _add_ties(network, tables["service_ties"], "practice", "service", "practice_service")
    _add_ties(network, tables["owner_ties"], "pcn", "owner", "pcn_owner")
    of_programmes = tables["programme_ties"]
    for tie in (
        ("pcn_executive", "executive_owner", "gp_service") if gps else ("pcn_executive", "executive_owner")
    ):
        _add_ties(network, of_programmes[of_programmes["tie"] == tie], "first", "second", tie)
    system_of = dict(zip(tables["pcns"]["pcn"], tables["pcns"]["system"], strict=True))
    rows = tables["practices"]
    rows = rows[rows["open"]]
    for practice, pcn, trust in zip(rows["practice"], rows["pcn"], rows["centre_trust"], strict=True):
        network.add_edge(practice, system_of[pcn], kind="practice_centre", trust=float(trust))
    return network


def attribute(network: nx.Graph[str], name: str) -> dict[str, str]:
    """One text that every node carries (``kind`` or ``sector``), by node in the order of the graph."""
    return cast("dict[str, str]", nx.get_node_attributes(network, name))


def _is_organisation(kind: str) -> bool:
    """Whether measures count the node: GPs are left out, so that areas with many GPs compare, and so is the centre."""
    return kind in ("practice", "pcn", "service", "owner", "executive")


def _add_nodes(network: nx.Graph[str], rows: pd.DataFrame, kind: str, key: str) -> None:
    plain = {
        name: [_plain(value) for value in rows[name]] for name in rows.columns if name not in (key, "kind")
    }
    if "kind" in rows.columns:
        plain["type"] = [str(value) for value in rows["kind"]]
    names = list(plain)
    for place, code in enumerate(rows[key]):
        figures = {name: plain[name][place] for name in names if plain[name][place] is not None}
        network.add_node(code, kind=kind, sector=SECTOR[kind], **figures)


def _plain(value: Any) -> Any:
    """A value that GraphML can hold; None where nothing is known."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def _add_memberships(network: nx.Graph[str], tables: dict[str, pd.DataFrame], gps: bool) -> None:
    pairs: list[tuple[str, str]] = []
    if gps:
        filled = tables["gps"][tables["gps"]["filled"]]
        pairs += zip(filled["gp"], filled["practice"], strict=True)
    present = tables["practices"][tables["practices"]["open"]]
    pairs += zip(present["practice"], present["pcn"], strict=True)
    pairs += zip(tables["pcns"]["pcn"], tables["pcns"]["system"], strict=True)
    working = tables["services"][tables["services"]["working"]]
    pairs += zip(working["service"], working["owner"], strict=True)
    pairs += zip(tables["owners"]["owner"], tables["owners"]["system"], strict=True)
    network.add_edges_from(pairs, kind="membership")


def _add_executives(network: nx.Graph[str], systems: pd.DataFrame, gps: bool) -> None:
    """Executives in force, as part of their system and with their members."""
    for row in systems[systems["executive"]].to_dict("records"):
        name = f"executive:{row['system']}"
        figures = {key: row[key] for key in ("powers", "capacity", "mandate", "executive_weight")}
        network.add_node(name, kind="executive", sector=SECTOR["executive"], **figures)
        network.add_edge(name, row["system"], kind="membership")
        members = [row[seat] for seat in ("first_member", "second_member", "director_member")]
        network.add_edges_from([(member, name) for member in members if gps and member], kind="membership")


def _add_ties(network: nx.Graph[str], rows: pd.DataFrame, one: str, other: str, kind: str) -> None:
    extra = [name for name in ("evidence", "contact", "age_weeks", "reach") if name in rows.columns]
    columns = [rows[name].tolist() for name in (one, other, "trust", *extra)]
    for values in zip(*columns, strict=True):
        network.add_edge(
            values[0], values[1], kind=kind, trust=values[2], **dict(zip(extra, values[3:], strict=True))
        )


def trust_density(network: nx.Graph[str], across_sectors: bool) -> float:
    """Sum of trust over ties of organisations, within or across sectors, per possible pair of them.

    Organisations are practices, PCNs, services, owners and executives.

    Evidence dossier M1 (across) and M2 (within); GPs are left out, so that areas with many GPs compare.
    """
    nodes = [node for node, kind in attribute(network, "kind").items() if _is_organisation(kind)]
    sector = attribute(network, "sector")
    chosen = set(nodes)
    total = sum(
        data["trust"]
        for one, other, data in network.edges(data=True)
        if "trust" in data
        and one in chosen
        and other in chosen
        and (sector[one] != sector[other]) == across_sectors
    )
    sizes: dict[str, int] = {}
    for node in nodes:
        sizes[sector[node]] = sizes.get(sector[node], 0) + 1
    within = sum(size * (size - 1) / 2 for size in sizes.values())
    pairs = len(nodes) * (len(nodes) - 1) / 2 - within if across_sectors else within
    return total / pairs if pairs else math.nan


def broker_dependence(network: nx.Graph[str], brokers: int = 3) -> float:
    """Share of the trust across sectors that hangs on the brokers of general practice (evidence dossier M7).

    Brokers are the practices, PCNs, executives and network-role GPs with most betweenness on trust ties (a tie as long
    as 1 - trust) and on membership; ties with the centre do not count, since everybody has one. Other GPs hold no
    ties with other sectors of their own.
    """
    kinds, sector = attribute(network, "kind"), attribute(network, "sector")
    actors = {node for node, kind in kinds.items() if _is_organisation(kind)}
    actors |= {
        node
        for one, other, data in network.edges(data=True)
        if data["kind"] == "gp_service"
        for node in (one, other)
    }
    ties: nx.Graph[str] = nx.Graph()
    for one, other, data in network.edges(data=True):
        if one in actors and other in actors:
            ties.add_edge(one, other, length=1.001 - data.get("trust", 1.0), trust=data.get("trust", 0.0))
    central = nx.betweenness_centrality(ties, weight="length")
    ours = [node for node in central if sector[node] == SECTOR["gp"]]
    top = set(sorted(ours, key=lambda node: (-central[node], node))[:brokers])
    across = [
        (data["trust"], one in top or other in top)
        for one, other, data in ties.edges(data=True)
        if sector[one] != sector[other]
    ]
    total = sum(trust for trust, _ in across)
    return sum(trust for trust, hangs in across if hangs) / total if total else math.nan


def _organisations(network: nx.Graph[str]) -> nx.Graph[str]:
    """Trust ties between organisations, with trust as weight."""
    ties: nx.Graph[str] = nx.Graph()
    ties.add_nodes_from(node for node, kind in attribute(network, "kind").items() if _is_organisation(kind))
    ties.add_edges_from(
        (one, other, {"weight": data["trust"]})
        for one, other, data in network.edges(data=True)
        if "trust" in data and one in ties and other in ties
    )
    return ties


def efficiency(network: nx.Graph[str]) -> float:
    """Mean of 1 / steps between organisations over trust ties (Latora and Marchiori 2001), 0-1."""
    return float(nx.global_efficiency(_numbered(network)))


def clustering(network: nx.Graph[str]) -> float:
    """Mean over organisations of clustering weighted by trust (Onnela et al. 2005, as networkx has it), 0-1."""
    return float(nx.average_clustering(_numbered(network), weight="weight"))


def _numbered(network: nx.Graph[str]) -> nx.Graph[Any]:
    """Organisations as numbers. networkx sums over sets, and those of texts have another order in every process."""
    ties: nx.Graph[Any] = _organisations(network)
    return nx.convert_node_labels_to_integers(ties)


def clique_overlap(network: nx.Graph[str], size: int = 3) -> float:
    """Share of maximal cliques of at least ``size`` organisations that span two sectors or more; nan without any.

    A clique here is a group of which all have trust ties or membership with each other (evidence dossier 3.6: dense
    integration helps only with cliques that overlap).
    """
    ties = _organisations(network)
    ties.add_edges_from(
        (one, other)
        for one, other, data in network.edges(data=True)
        if data["kind"] == "membership" and one in ties and other in ties
    )
    sector = attribute(network, "sector")
    found = spanning = 0
    for clique in nx.find_cliques(ties):
        if len(clique) >= size:
            found += 1
            spanning += len({sector[node] for node in clique}) >= 2
    return spanning / found if found else math.nan


def core_share(network: nx.Graph[str]) -> float:
    """Share of organisations in the innermost k-core of trust ties: small where a few hold the area together."""
    ties = _organisations(network)
    cores = nx.core_number(ties)
    innermost = max(cores.values(), default=0)
    return sum(core == innermost for core in cores.values()) / len(cores) if cores else math.nan


def measures(network: nx.Graph[str]) -> dict[str, float]:
    """Integration measured on the graph (amendment A3): density, brokers, cliques, core, efficiency, clustering.

    Meant for a city at stated weeks; betweenness and efficiency grow with the square of the number of organisations.
    """
    return {
        "trust_density_within": trust_density(network, across_sectors=False),
        "trust_density_across": trust_density(network, across_sectors=True),
        "trust_weighted_clustering": clustering(network),
        "broker_dependence": broker_dependence(network),
        "clique_overlap": clique_overlap(network),
        "core_share": core_share(network),
        "efficiency": efficiency(network),
    }
