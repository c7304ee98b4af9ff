"""How the idiomatic Mesa model starts: pcnsim's parameters and its tables of week one, as plain numbers and objects."""

from __future__ import annotations

from math import exp
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from experiments.benchmarks.idiomatic.gps import GP
from experiments.benchmarks.idiomatic.partners import PCN, Service, Trust
from experiments.benchmarks.idiomatic.practices import Practice

if TYPE_CHECKING:
    from experiments.benchmarks.idiomatic.model import IdiomaticModel
    from pcnsim.model.simulation import Simulation

OWNERS_IN_A_SYSTEM = 5
ACUTE = 4
Row = dict[str, Any]


def parameters(simulation: Simulation) -> SimpleNamespace:
    """All parameters as Python floats and lists, with what follows from them alone."""
    record = simulation.record[0]
    p = SimpleNamespace(**{name: record[name].tolist() for name in record.dtype.names})
    p.case_share = [min(1.0, p.multi_agency_need * share) for share in p.agency_share]
    p.spill_goes_to = []
    for emergency, out_of_hours, pharmacy, gives_up in p.spill_destination:
        allowed = min(emergency, p.emergency_ceiling)
        p.spill_goes_to.append((allowed, out_of_hours, pharmacy, gives_up + emergency - allowed))
    return p


def rows(table: Any) -> list[Row]:
    """A record table as one dict of Python values a row."""
    names = table.dtype.names
    columns = [table[name].tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def populate(model: IdiomaticModel, simulation: Simulation) -> None:
    """Make trusts, services, PCNs, practices, GPs and all their ties."""
    state, goals = simulation.state, simulation.setting.practice_goals.tolist()
    systems = rows(state.systems)
    trusts = [
        Trust(
            model,
            start
            | {key: systems[start["system"]][key] for key in ("population", "local_share", "influence")},
        )
        for start in rows(state.owners)
    ]
    services = [Service(model, trusts[start["owner"]], start) for start in rows(state.teams)]
    pcns = []
    for start, flows in zip(rows(state.pcns), rows(state.pcn_flows), strict=True):
        pcn = PCN(model, fixed_in_a_pcn(model.p, start, flows, systems[start["system"]]))
        pcns.append(pcn)
        for kind in range(OWNERS_IN_A_SYSTEM):
            owner = trusts[start["system"] * OWNERS_IN_A_SYSTEM + kind]
            model.owner_ties.add_edge(
                pcn, owner, good=start["owner_good"][kind], bad=start["owner_bad"][kind]
            )
            pcn.owner_ties.append((owner, model.owner_ties[pcn][owner]))
        pcn.acute_owner, pcn.acute_trust = pcn.owner_ties[ACUTE]
    practices = []
    for start, lean in zip(rows(state.practices), goals, strict=True):
        practice = Practice(model, pcns[start["pcn"]], start | {"goals_lean": lean})
        practice.share_of_pcn = practice.list_size / practice.pcn.population
        practices.append(practice)
        for kind, team in enumerate(start["team"]):
            evidence = {"good": start["service_good"][kind], "bad": start["service_bad"][kind]}
            model.service_ties.add_edge(
                practice, services[team], match=start["service_match"][kind], **evidence
            )
            practice.service_ties.append((services[team], model.service_ties[practice][services[team]]))
        practice.pcn.services = [service for service, _ in practice.service_ties]
    for tie in rows(state.practice_ties):
        one, other = practices[tie["first"]], practices[tie["second"]]
        disposition = 0.5 * (one.general_trust + other.general_trust)
        kept = {key: tie[key] for key in ("good", "bad", "trust", "inside")}
        model.practice_ties.add_edge(
            one, other, disposition=disposition, contact=0.0, contact_quality=0.0, **kept
        )
        one.tied += 1
        other.tied += 1
    gps = [GP(model, practices[start["practice"]], start) for start in rows(state.gps)]
    model.gp_ties.add_nodes_from(gps)
    ties, used = state.gp_ties, int(state.gp_ties.count[0])
    columns = [getattr(ties, name)[:used].tolist() for name in ("first", "second", "good", "bad", "trust")]
    for first, second, good, bad, trust in zip(*columns, strict=True):
        model.form_tie(gps[first], gps[second]).update(good=good, bad=bad, trust=trust)


def fixed_in_a_pcn(p: SimpleNamespace, start: Row, flows: Row, system: Row) -> Row:
    """What stays the same in a PCN through a run of the subset; formulas are those of the rules that read it."""
    direct, local, _, _, meeting_share, _ = start["shares"]
    both = 4.0 * direct * (1.0 - direct)
    without = p.direct_success_without_trust
    reach = flows["facilitation_reach"]
    return {
        "population": flows["population"],
        "local_knowledge": start["local_knowledge"],
        "direct_share": direct,
        "meeting_share": meeting_share,
        "meetings": flows["meetings"],
        "boost": 1.0 + p.facilitation_introductions * (reach + flows["bridging_reach"]),
        "bridge": flows["bridge"],
        "facilitated": 0.5 * reach,
        "facilitation_hours": flows["facilitation_hours"],
        "bridging_hours": flows["bridging_hours"],
        "assurance_hours": (1.0 - local) * system["layers"] * p.assurance_hours_per_layer,
        "meeting_weight": p.meeting_evidence
        * (1.0 - exp(-flows["meetings"] / 0.25))
        * (0.5 + 0.5 * flows["leadership"]),
        "meeting_quality": p.meeting_quality
        * (0.6 + 0.4 * flows["consensus"])
        * (0.9 + 0.1 * p.facilitative_style),
        "direct_success_without_trust": without + (1.0 - without) * p.facilitation_stands_in * reach,
        "ambiguity": p.ambiguity * both,
        "handled_twice": 1.0 + p.duplicate_handling * both,
        "desk_capacity": 60.0 * flows["desk_hours"] / (p.desk_minutes_per_case * system["layers"]),
        "layer_delay": system["layers"] * p.layer_delay,
        "influence": system["influence"],
    }
