"""How a simulation starts: the state of week one from an area, the parameters and a seed (specification section 5).

All luck is keyed, so the same area and seed give the same people in every arm. What an area does not know is imputed
here, and counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pcnsim.area import Area
from pcnsim.model import draws
from pcnsim.model.columns import (
    Floats,
    GpTies,
    Ints,
    Owners,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    Rates,
    State,
    Systems,
    Teams,
    column_names,
    table,
)
from pcnsim.model.initial_people import draw_gps
from pcnsim.model.initial_ties import draw_gp_ties, draw_practice_ties
from pcnsim.model.people_tables import beta_quantile
from pcnsim.model.random import normals, normals_by_pair, uniforms
from pcnsim.model.rules.leadership import system_layers
from pcnsim.model.vocabulary import (
    ACUTE_INTERFACE,
    ADDITIONAL_ROLES,
    AGE_GROUPS,
    OWNER_OF_SERVICE,
    OWNERS,
    SERVICES,
    SERVICES_IN_HUBS,
    WEEKS_PER_YEAR,
)


def demand_factors(p: Rates, area: Area, order: Ints, deprivation: Floats, imputed: dict[str, int]) -> Floats:
    """Contacts per person relative to England's mean, (P, class): from ages and deprivation, each averaging 1.

    Ages weigh by ``relative_rate_by_age`` against England's age mix. Deprivation acts as exp(b d), divided by its mean
    over a standard normal d. Practices without ages count as England's mix.
    """
    columns = [f"patients_{group.removeprefix('age_')}" for group in AGE_GROUPS]
    patients = area.practices[columns].to_numpy(dtype=float)[order]
    known = ~np.isnan(patients).any(axis=1) & (np.nansum(patients, axis=1) > 0)
    imputed["practices without ages: England's age mix"] = int((~known).sum())
    mix = np.where(known[:, None], np.nan_to_num(patients), p["england_age_mix"])
    mix = mix / mix.sum(axis=1, keepdims=True)
    rates = np.asarray(p["relative_rate_by_age"])
    by_age = (mix @ rates.T) / (rates @ np.asarray(p["england_age_mix"]))
    slope = float(p["deprivation_gradient"]) * np.asarray(p["deprivation_gradient_by_class"])
    return np.ascontiguousarray(by_age * np.exp(deprivation[:, None] * slope - 0.5 * slope**2))


def deprivation_of(
    p: Rates, area: Area, order: Ints, pcn: Ints, pcns: int, imputed: dict[str, int]
) -> Floats:
    """Deprivation in standard deviations from England's mean, shape (P,).

    A missing score is its PCN's mean, else England's.
    """
    score = area.practices["imd_score"].to_numpy(dtype=float)[order]
    known = ~np.isnan(score)
    sums = np.bincount(pcn[known], weights=score[known], minlength=pcns)
    counts = np.bincount(pcn[known], minlength=pcns)
    of_pcn = np.where(counts > 0, sums / np.maximum(counts, 1), float(p["deprivation_mean"]))
    imputed["practices without deprivation: mean of the PCN, else of England"] = int((~known).sum())
    score = np.where(known, score, of_pcn[pcn])
    return (score - float(p["deprivation_mean"])) / float(p["deprivation_sd"])


def fifths(deprivation: Floats, list_size: Floats) -> Ints:
    """Fifth of deprivation of each practice by population, 1 least to 5 most; 0 (not known) where all are alike."""
    if np.ptp(deprivation) == 0.0:
        return np.zeros(len(deprivation), dtype=np.int64)
    order = np.argsort(deprivation, kind="stable")
    middle = np.cumsum(list_size[order]) - 0.5 * list_size[order]
    fifth = np.empty(len(deprivation), dtype=np.int64)
    fifth[order] = np.minimum((middle / list_size.sum() * 5).astype(np.int64), 4) + 1
    return fifth


def group_starts(group: Ints, groups: int) -> tuple[Ints, Ints]:
    """First row and number of rows of each group, for rows sorted by group."""
    counts = np.bincount(group, minlength=groups).astype(np.int64)
    return np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64), counts


def expected_cases(p: Rates, list_size: Floats, factors: Floats) -> Floats:
    """Cases a week by practice and service, (P, service), that expected contacts raise at a multi-agency need of 1."""
    contacts = (
        list_size[:, None]
        / WEEKS_PER_YEAR
        * float(p["contacts_per_person_year"])
        * np.asarray(p["contact_share"])
    ) * factors
    return np.asarray((contacts * np.asarray(p["agency_share"])) @ np.asarray(p["agency_mix"]))


def draw_teams(
    p: Rates, hub: Ints, hub_system: Ints, systems: int, list_size: Floats, factors: Floats, pcn: Ints
) -> tuple[Teams, Ints]:
    """Community teams and the team that serves each practice for each service, (P, service).

    One team a hub and service, one acute interface a system; behind them, where there is a footprint programme, the
    teams that will work on PCN footprints. Capacity is ``community_capacity`` of the cases that the
    practices' expected contacts would raise at a multi-agency need of 1: need-weighted, in every structure alike.
    """
    hubs = len(hub_system)
    last = len(SERVICES) - 1
    team_service = np.concatenate((np.tile(np.arange(last), hubs), np.full(systems, ACUTE_INTERFACE)))
    team_system = np.concatenate((np.repeat(hub_system, last), np.arange(systems)))
    practice_hub = hub[pcn]
    serving = np.empty((len(pcn), len(SERVICES)), dtype=np.int64)
    serving[:, :last] = practice_hub[:, None] * last + np.arange(last)
    serving[:, ACUTE_INTERFACE] = hubs * last + hub_system[practice_hub]
    cases = expected_cases(p, list_size, factors)
    expected = np.bincount(serving.ravel(), weights=cases.ravel(), minlength=len(team_service))
    capacity = expected * float(p["community_capacity"])
    owner = team_system * len(OWNERS) + np.asarray(OWNER_OF_SERVICE)[team_service]
    teams = table(
        Teams,
        len(capacity),
        service=team_service.astype(np.int64),
        owner=owner.astype(np.int64),
        system=team_system.astype(np.int64),
        hub_team=np.full(len(capacity), -1, dtype=np.int64),
        pcn=np.full(len(capacity), -1, dtype=np.int64),
        working=np.ones(len(capacity), dtype=bool),
        base_capacity=capacity,
        wte=np.maximum(0.5, capacity / float(p["cases_per_wte"])),
        capacity=capacity.copy(),
        availability=np.ones(len(capacity)),
        owner_trust=np.full(len(capacity), float(p["initial_trust_owners"])),
    )
    if float(p["community_footprint"]) > 0.0:
        teams = with_footprint_teams(teams, serving, cases, pcn, len(hub))
    return teams, serving


def with_footprint_teams(teams: Teams, serving: Ints, cases: Floats, pcn: Ints, pcns: int) -> Teams:
    """The same teams, and one a PCN and service of ``SERVICES_IN_HUBS``, which does not work yet and holds nothing.

    ``serving`` and ``cases`` (P, service) are the hub teams that serve the practices and the practices' expected
    cases; ``hub_share`` is the PCN's part of the cases of its hub team (its part of the practices, where there are
    none).
    """
    services = np.array(SERVICES_IN_HUBS)
    hub_team = serving[np.searchsorted(pcn, np.arange(pcns))][:, services]
    practices = np.bincount(pcn, minlength=pcns).astype(float)
    shares = np.empty(hub_team.shape)
    for place, service in enumerate(services):
        hub = hub_team[:, place]
        of_pcn = np.bincount(pcn, weights=cases[:, service], minlength=pcns)
        of_pcn = of_pcn if of_pcn.all() else practices
        shares[:, place] = of_pcn / np.bincount(hub, weights=of_pcn)[hub]
    split = table(
        Teams,
        hub_team.size,
        service=np.tile(services, pcns),
        owner=teams.owner[hub_team.ravel()],
        system=teams.system[hub_team.ravel()],
        hub_team=hub_team.ravel(),
        hub_share=shares.ravel(),
        pcn=np.repeat(np.arange(pcns), len(services)),
        owner_trust=teams.owner_trust[hub_team.ravel()],
    )
    both = table(Teams, len(teams.service) + hub_team.size)
    for name in column_names(Teams):
        both[name] = np.concatenate((teams[name], split[name]))  # type: ignore[index]
    return both


def teams_for_footprints(p: Rates, practices: Practices, teams: Teams, pcns: int) -> Teams:
    """The teams of a run, with those behind them that can work on PCN footprints where there are none so far."""
    if float(p["community_footprint"]) == 0.0 or (np.asarray(teams.hub_team) >= 0).any():
        return teams
    cases = expected_cases(p, np.asarray(practices.list_size), np.asarray(practices.demand_factor))
    return with_footprint_teams(teams, np.asarray(practices.team), cases, np.asarray(practices.pcn), pcns)


def draw_pcns(p: Rates, area: Area, seed: int, pcn: Ints, system: Ints, shares: Floats) -> Pcns:
    """Networks: place, hub, prior collaboration, and what they remember of the owners of services."""
    count = len(system)
    first, practices = group_starts(pcn, count)
    mean = float(p["prior_collaboration"])
    prior = beta_quantile(uniforms(seed, draws.PRIOR_COLLABORATION, 0, count), 5.0 * mean, 5.0 * (1.0 - mean))
    place = np.arange(count) - np.searchsorted(system, system)
    in_system = place // int(p["pcns_per_hub"])
    _, hub = np.unique(system * (count + 1) + in_system, return_inverse=True)
    trust = np.clip(
        float(p["initial_trust_owners"])
        + 0.15 * (prior[:, None] - 0.4)
        + 0.08 * normals_by_pair(seed, draws.OWNER_TRUST, 0, count, len(OWNERS)),
        0.05,
        0.95,
    )
    mass = float(p["initial_tie_evidence"])
    return table(
        Pcns,
        count,
        system=system,
        hub=hub.astype(np.int64),
        first_practice=first,
        practices=practices,
        first_gp=np.zeros(count, dtype=np.int64),
        gps=np.zeros(count, dtype=np.int64),
        shares=np.ascontiguousarray(shares),
        prior_collaboration=prior,
        director=np.full(count, -1, dtype=np.int64),
        deputy=np.full(count, -1, dtype=np.int64),
        network_gp=np.full(count, -1, dtype=np.int64),
        bid_won=np.ones(count),
        local_knowledge=np.full(count, 0.2),
        owner_good=mass * trust,
        owner_bad=mass * (1.0 - trust),
    )


def draw_practices(
    p: Rates, area: Area, seed: int, order: Ints, pcn: Ints, prior: Floats, imputed: dict[str, int]
) -> Practices:
    """Practices: lists, need, disposition, trust in services and in the centre, waiting work."""
    number = len(order)
    list_size = area.practices["list_size"].to_numpy(dtype=float)[order]
    deprivation = deprivation_of(p, area, order, pcn, len(prior), imputed)
    factors = demand_factors(p, area, order, deprivation, imputed)
    disposition = np.clip(
        float(p["general_trust"])
        + float(p["prior_collaboration_effect"]) * (prior[pcn] - float(p["prior_collaboration"]))
        + float(p["general_trust_spread"]) * normals(seed, draws.GENERAL_TRUST, 0, number),
        0.05,
        0.95,
    )
    distance = np.abs(
        float(p["need_variation"])
        * (0.7 * deprivation + np.sqrt(0.51) * normals(seed, draws.NEED_DISTANCE, 0, number))
    )
    mass = float(p["initial_tie_evidence"])
    trust = np.clip(
        float(p["initial_trust_services"])
        + 0.15 * (prior[pcn, None] - 0.4)
        + 0.08 * normals_by_pair(seed, draws.SERVICE_TRUST, 0, number, len(SERVICES)),
        0.05,
        0.95,
    )
    match = np.exp(
        float(p["relationship_spread"]) * normals_by_pair(seed, draws.SERVICE_MATCH, 0, number, len(SERVICES))
    )
    centre = float(p["initial_trust_centre"])
    weekly = (
        list_size[:, None]
        / WEEKS_PER_YEAR
        * float(p["contacts_per_person_year"])
        * np.asarray(p["contact_share"])
    ) * factors
    return table(
        Practices,
        number,
        pcn=pcn,
        list_size=list_size.copy(),
        deprivation=deprivation,
        fifth=fifths(deprivation, list_size),
        demand_factor=factors,
        need_distance=distance,
        general_trust=disposition,
        open=np.ones(number, dtype=bool),
        signed=np.zeros(number, dtype=bool),
        backlog=weekly * np.asarray(p["initial_backlog_weeks"]),
        coordination_hours=10.0 * list_size / 9000.0,
        service_good=mass * trust,
        service_bad=mass * (1.0 - trust),
        service_match=match,
        centre_good=np.full(number, mass * centre),
        centre_bad=np.full(number, mass * (1.0 - centre)),
        team=np.zeros((number, len(SERVICES)), dtype=np.int64),
    )


def established(
    p: Rates, area: Area, pcn_order: Ints, pcns: Pcns, practices: Practices, imputed: dict[str, int]
) -> None:
    """Networks that exist already (amendment A4): signed, set up, with staff at the level of the workforce file."""
    practices.signed[:] = True
    pcns.set_up[:] = 1.0
    population = np.bincount(practices.pcn, weights=practices.list_size, minlength=len(pcns.system))
    missing = 0
    for role, name in enumerate(ADDITIONAL_ROLES):
        staff = area.pcns[f"fte_{name}"].to_numpy(dtype=float)[pcn_order]
        known = ~np.isnan(staff)
        missing = max(missing, int((~known).sum()))
        if p["additional_roles"] == 0.0 or p["additional_roles_start_week"] > 0.0:
            continue  # not paid for so far
        usual = float(p["established_staff_per_10000"][role]) * population / 10000.0
        pcns.staff[:, role] = np.where(known, staff, usual)
        pcns.staff_experience[:, role] = 0.8
    imputed["PCNs without a workforce return: England's mean per patient"] = missing


def initial_state(
    record: np.ndarray[Any, Any],
    area: Area,
    seed: int,
    shares: tuple[float, ...],
    start: str,
    quantiles: Floats,
) -> tuple[State, Floats, int, dict[str, int]]:
    """The state before the first week, the practices' lasting lean of goals (P,), the number of hubs, what was imputed.

    Rows: PCNs in the area's order, practices sorted by PCN, GP posts sorted by practice.
    """
    p = record[0]
    imputed: dict[str, int] = {}
    codes = area.pcns["pcn_code"].to_numpy()
    system_codes = area.pcns["system_code"].to_numpy()
    names = list(dict.fromkeys(system_codes))
    position = {name: row for row, name in enumerate(names)}
    system = np.array([position[name] for name in system_codes], dtype=np.int64)
    pcn_order = np.argsort(system, kind="stable")
    system = system[pcn_order]
    row_of = {code: row for row, code in enumerate(codes[pcn_order])}
    pcn = np.array([row_of[code] for code in area.practices["pcn_code"]], dtype=np.int64)
    order = np.argsort(pcn, kind="stable")
    pcn = pcn[order]

    pcns = draw_pcns(p, area, seed, pcn, system, np.tile(np.asarray(shares, dtype=float), (len(system), 1)))
    practices = draw_practices(p, area, seed, order, pcn, pcns.prior_collaboration, imputed)
    hubs = int(pcns.hub.max()) + 1
    hub_system = np.empty(hubs, dtype=np.int64)
    hub_system[pcns.hub] = system
    teams, serving = draw_teams(
        p, pcns.hub, hub_system, len(names), practices.list_size, practices.demand_factor, pcn
    )
    practices.team[:] = serving
    fte = area.practices["gp_fte"].to_numpy(dtype=float)[order]
    gps, lean = draw_gps(p, seed, practices, fte, quantiles, imputed)
    first_gp, posts = group_starts(gps.pcn, len(system))
    pcns.first_gp[:] = first_gp
    pcns.gps[:] = posts
    if start == "established":
        established(p, area, pcn_order, pcns, practices, imputed)
    ties = draw_practice_ties(p, seed, practices, pcns)
    number, count = len(pcn), len(system)
    flows = table(PracticeFlows, number, strain=0.5, attention=1.0)
    pcn_flows = table(PcnFlows, count, mandate=0.5)
    in_system = np.bincount(system).astype(float)
    systems = table(
        Systems,
        len(names),
        pcns=in_system,
        population=np.bincount(system[pcn], weights=practices.list_size),
        layers=np.array([system_layers(p, float(n)) for n in in_system]),
        influence=np.full(len(names), 0.15),
        first_member=np.full(len(names), -1, dtype=np.int64),
        second_member=np.full(len(names), -1, dtype=np.int64),
        director_member=np.full(len(names), -1, dtype=np.int64),
        mandate=np.full(len(names), 0.5),
    )
    owner_rows = len(names) * len(OWNERS)
    owners = table(
        Owners,
        owner_rows,
        system=np.repeat(np.arange(len(names)), len(OWNERS)),
        kind=np.tile(np.arange(len(OWNERS)), len(names)),
        pressure=np.full(owner_rows, 0.3),
        priority=np.full(owner_rows, float(p["initial_trust_owners"])),
    )
    gp_ties: GpTies = draw_gp_ties(record, seed, gps, practices, pcns, ties, systems)
    state = State(gps, gp_ties, practices, flows, pcns, pcn_flows, teams, owners, systems, ties)
    return state, lean, hubs, imputed
