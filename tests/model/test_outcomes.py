"""Every outcome by another path: from the tables of agents and ties, with pandas, against what the model observed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcnsim.config.configuration import factor_names
from pcnsim.model.columns import Clock, State
from pcnsim.model.outcomes import declared
from pcnsim.model.outcomes.observe import observe
from pcnsim.model.outcomes.summaries import BINS, bounded_product, centile, gini, slope_across_fifths
from pcnsim.model.outcomes.whole_run import ends_in_the_run, persistence, weeks_to_half
from pcnsim.model.rules.money import networks_bank, week_costs
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import (
    ADDITIONAL_ROLES,
    CHILD,
    DEPUTY_ENDED,
    KEPT_BY_PCN,
    LOCAL_DECISIONS,
    MEETINGS,
    OUTSIDE_MONEY,
    SERVICES,
)
from tests.model.world import CLASSES, area, at, simulation, two_systems, weeks_of

CASES = {
    "hybrid": at("hybrid", weeks=60, burn_in=6),
    "network, established": at("network", "start=established", weeks=30, burn_in=6),
    "hierarchy with closures": at(
        "hierarchy", weeks=70, burn_in=6,
        values={"demand_scale": 1.3, "leaving_rate": 0.6, "vacancy_fill_rate": 0.02, "closure_staffing": 0.8},
    ),
    "two systems": at("hybrid", weeks=40, burn_in=6, values={
        "mandate_adoption_rate": 1.0, "own_interest_adoption_rate": 1.0, "proposals_per_meeting": 5.0,
        "central_decision_weeks": 0.5, "partner_sign_up_rate": 0.5, "director_resignation_rate": 0.8,
        "director_fill_rate": 0.05, "set_up_weeks": 3.0,
    }),
    "programmes by hand": at(
        "hybrid", weeks=30, burn_in=6, values={"executive_management": 2, "community_footprint": 1}
    ),
}  # fmt: skip


def set_programmes(state: State) -> None:
    """What programmes would have brought about, set by hand: an executive in the first of two systems, and posts."""
    state.systems.executive[0] = True
    state.systems.executive_weight[0] = 2.5
    state.systems.mandate[0], state.systems.powers[0], state.systems.capacity[0] = 0.7, 0.4, 0.8
    state.systems.first_member[0] = 3
    state.systems.director_member[0] = state.pcns.director[1]
    state.pcn_flows.mandate[:] = (0.6, 0.8, 0.5)
    state.pcns.mandate_good[:], state.pcns.mandate_bad[:] = (3.0, 4.0, 0.0), (2.0, 1.0, 0.0)
    state.pcns.deputy[:], state.pcns.deputy_stage[:] = (2, -1, 40), (KEPT_BY_PCN, DEPUTY_ENDED, OUTSIDE_MONEY)
    state.pcns.network_gp[:] = (7, 7, 50)
    state.pcns.redesigned[1] = 1.0
    state.pcn_flows.support_hours[0] = 4.0
    state.pcn_flows.desk_bounced[:] = 0.3 * state.pcn_flows.desk_in
    state.practices.pathway_knowledge[:] = np.random.default_rng(3).random(
        state.practices.pathway_knowledge.shape
    )
    state.practice_flows.escalations[:] *= 0.9


def observed_again(run: Simulation, leavers: float) -> pd.Series:
    """The row of outcomes that the present state gives."""
    state, record, row = run.state, run.record[0], np.full(len(declared.NAMES), np.nan)
    clock = Clock(run.seed, run.week - 1, True, run.week - 1, False)
    week_costs(
        record, clock, state.pcns, state.pcn_flows, state.practices, state.practice_flows, state.teams,
        state.systems, leavers, run.scratch.costs,
    )  # fmt: skip
    observe(record, clock, state, leavers, run.scratch.costs, row)
    return pd.Series(row, index=list(declared.NAMES))


class Seen:
    """A finished run with its last week, the state before that week and its tables."""

    def __init__(self, name: str) -> None:
        two = name in ("two systems", "programmes by hand")
        run = simulation(CASES[name], two_systems() if two else area(3, seed=10), 9)
        run.run(run.last_week - run.week - 1)
        self.before: State = copy_state(run.state)
        run.step()
        self.run: Simulation = run
        self.p = run.record[0]
        self.row = run.weekly().iloc[-1]
        if name == "programmes by hand":
            set_programmes(run.state)
            self.row = observed_again(run, leavers(self))
        self.tables = run.tables()
        self.gps = self.tables["gps"]
        self.filled = self.gps[self.gps["filled"]]
        practices = self.tables["practices"].set_index("practice")
        self.practices = practices[practices["open"]]
        self.pcns = self.tables["pcns"]
        self.ties = self.tables["service_ties"]
        self.population = practices["list_size"].sum()

    def per_class(self, column: str) -> np.ndarray:  # type: ignore[type-arg]
        """A column of practices by need class, summed over practices: shape (5,)."""
        return self.practices[[f"{column}_{need}" for need in CLASSES]].sum().to_numpy()


@pytest.fixture(scope="module", params=list(CASES))
def seen(request: pytest.FixtureRequest) -> Seen:
    return Seen(request.param)


def exact_gini(values: np.ndarray, weights: np.ndarray) -> float:  # type: ignore[type-arg]
    """Half the weighted mean absolute difference, relative to the mean."""
    apart = np.abs(values[:, None] - values[None, :]) * weights[:, None] * weights[None, :]
    return float(apart.sum() / (2.0 * weights.sum() * (weights * values).sum()))


def wait(seen: Seen, need: str | None = None) -> float:
    columns = [need] if need else list(CLASSES)
    left = sum(seen.practices[f"unserved_{one}"].sum() for one in columns)
    done = sum(
        seen.practices[f"served_{one}"].sum() + seen.practices[f"by_staff_{one}"].sum() for one in columns
    )
    return float(left / done)


def joint(seen: Seen) -> pd.Series:
    """Settled cases of each pair of practice and service, as a share of its cases."""
    teams = seen.tables["services"].set_index("service")
    kept = (1 - teams["refused"] / teams["arriving"]).where(teams["arriving"] > 0, 1.0)
    cases = seen.ties["direct"] + seen.ties["pathway"]
    return (seen.ties["accepted"] * seen.ties["service"].map(kept) / cases)[cases > 0]


def delay(seen: Seen) -> float:
    """Case-weighted weeks: in the channel and in the team's queue before this week."""
    p, state, before = seen.p, seen.run.state, seen.before
    total = cases = 0.0
    for row in np.flatnonzero(state.practices.open):
        pcn = int(state.practices.pcn[row])
        strain = float(state.practice_flows.strain[row])
        attention = 1 - float(p["strain_squeeze"]) * min(max((strain - 0.3) / 0.6, 0), 1)
        for service in range(len(SERVICES)):
            good, bad = (
                before.practices.service_good[row, service],
                before.practices.service_bad[row, service],
            )
            trust = 1 - (1 - good / (good + bad)) * (1 - state.pcn_flows.bridge[pcn, service])
            team = int(state.practices.team[row, service])
            queue = before.teams.queue[team] / state.teams.capacity[team]
            lag = float(p["direct_response_time"]) * (1.6 - trust) / attention
            lag *= 1 - float(p["colocation_saving"]) * (state.teams.hub_team[team] >= 0)
            direct, pathway = (
                state.practice_flows.direct[row, service],
                state.practice_flows.pathway[row, service],
            )
            layers = state.systems.layers[state.pcns.system[pcn]]
            desk = layers * float(p["layer_delay"])
            capacity = 60 * state.pcn_flows.desk_hours[pcn] / (float(p["desk_minutes_per_case"]) * layers)
            if capacity > 0:
                desk += before.pcns.desk_queue[pcn] / capacity
            total += direct * (lag + queue) + pathway * (desk + queue)
            cases += direct + pathway
    return float(total / cases)


def service_trust(seen: Seen) -> float:
    by_practice = seen.ties.groupby("practice")["trust"].mean()
    size = seen.practices["list_size"]
    return float((by_practice.reindex(size.index) * size).sum() / size.sum())


def external(seen: Seen) -> float:
    names = ("prevention", "wider_determinants", "integrated_neighbourhood_team")
    working = seen.practices[[f"effect_{name}" for name in names]].mean(axis=1).clip(upper=1)
    return float(np.average(working, weights=seen.practices["list_size"]))


def six(seen: Seen) -> list[float]:
    settled, cases = seen.practices["joint_resolved"].sum(), seen.practices["cases"].sum()
    partner = seen.pcns[[name for name in seen.pcns if name.startswith("partner_")]].to_numpy()
    return [
        settled / cases, math.exp(-delay(seen) / 4), service_trust(seen),
        float(np.quantile(joint(seen), 0.2, method="inverted_cdf")), float(partner.mean()), external(seen),
    ]  # fmt: skip


def geometric(parts: list[float]) -> float:
    return float(np.exp(np.log(np.maximum(parts, 0.02)).mean()))


def gp_days(seen: Seen) -> tuple[np.ndarray, np.ndarray]:  # type: ignore[type-arg]
    return seen.filled["contacts_per_day"].to_numpy(), seen.filled["clinical_sessions"].to_numpy() / 2


def full_time(seen: Seen) -> float:
    return float(seen.filled["sessions"].sum() * 4.17 / 37.5)


def leavers(seen: Seen) -> float:
    before, after = seen.before.gps, seen.run.state.gps
    return float(before.filled.sum() + (after.arrivals - before.arrivals).sum() - after.filled.sum())


def by_fifth(seen: Seen, top: str, *bottom: str) -> list[float]:
    """One column over others in each fifth of deprivation, from 1 to 5; nan where there is none."""

    def sums(*names: str) -> pd.Series:
        columns = [
            column
            for name in names
            for column in ([name] if name in seen.practices else [f"{name}_{need}" for need in CLASSES])
        ]
        return seen.practices[columns].sum(axis=1).groupby(seen.practices["fifth"]).sum()

    share = sums(top) / sums(*bottom)
    return [float(share.get(fifth, math.nan)) for fifth in range(1, 6)]


FIFTHS = {
    "joint_resolution": ("joint_resolved", "cases"),
    "spill": ("spilled", "inflow"),
    "wait": ("unserved", "served", "by_staff"),
}


def slope(seen: Seen, name: str) -> float:
    """Weighted least squares by numpy over the fifths that there are."""
    values = np.array(by_fifth(seen, *FIFTHS[name]))
    people = seen.practices.groupby("fifth")["list_size"].sum().reindex(range(1, 6), fill_value=0.0)
    known = ~np.isnan(values)
    return float(np.polyfit(np.arange(1, 6)[known], values[known], 1, w=np.sqrt(people.to_numpy()[known]))[0])


def living_ties(seen: Seen) -> float:
    p, state = seen.p, seen.run.state
    rows = state.practices.open
    pcn = state.practices.pcn[rows]
    good, bad = state.practices.service_good[rows], state.practices.service_bad[rows]
    shared = (state.teams.hub_team >= 0)[state.practices.team[rows]]
    per_week = float(p["team_meetings_per_week"]) * (1 + state.pcns.partner[pcn]) / 2
    per_week += float(p["colocation_contact"]) * shared
    per_week *= (state.pcns.shares[pcn, MEETINGS] * state.practice_flows.attention[rows])[:, None]
    per_week += state.practice_flows.direct[rows]
    per_week += float(p["pathway_contact_share"]) * state.practice_flows.pathway[rows]
    return float((good / (good + bad) * -np.expm1(-13 * per_week)).mean())


def handoffs(seen: Seen) -> float:
    state, flows = seen.run.state, seen.run.state.practice_flows
    into, bounced = state.pcn_flows.desk_in, state.pcn_flows.desk_bounced
    reach = 1 - np.divide(bounced, into, out=np.zeros_like(into), where=into > 0)
    offered = flows.direct + flows.pathway * reach[state.practices.pcn][:, None]
    accepted = flows.accepted_direct + flows.accepted_pathway
    refused = seen.tables["services"]["refused"].sum()
    lost = bounced.sum() + np.maximum(offered - accepted, 0).sum() + refused
    return float(100 * lost / (into.sum() + offered.sum()))


def continuity(seen: Seen) -> float:
    """Two contacts of a patient by the same GP: sum over GPs of the squared share of all contacts."""
    own = seen.filled.groupby("practice")["clinical_sessions"].agg(
        lambda x: float(((x / x.sum()) ** 2).sum())
    )
    by_gps = sum(seen.practices[f"served_{one}"] for one in CLASSES)
    by_staff = sum(seen.practices[f"by_staff_{one}"] for one in CLASSES)
    chance = own.reindex(seen.practices.index) * (by_gps / (by_gps + by_staff)) ** 2
    known = chance.notna()
    return float(np.average(chance[known], weights=seen.practices["list_size"][known]))


def child_escalations(seen: Seen) -> float:
    p = seen.p
    known = seen.run.state.practices.pathway_knowledge[seen.run.state.practices.open, CHILD]
    cases = (
        seen.practices["failed_class_child"]
        + float(p["escalation_if_resolved"]) * (seen.practices["accepted_class_child"])
    )
    avoided = 1 - float(p["knowledge_avoids_escalation"]) * known
    rate = float(p["escalation_scale"] * p["escalation_probability"][CHILD])
    return float(52000 * rate * (cases * avoided).sum() / seen.population)


def legitimacy(seen: Seen) -> float:
    p, state = seen.p, seen.run.state
    style = 1 - 0.4 * (1 - float(p["facilitative_style"]))
    parts = []
    for practice in np.flatnonzero(state.practices.open):
        pcn = state.practices.pcn[practice]
        local = state.pcns.shares[pcn, LOCAL_DECISIONS]
        distrust = (1 - state.pcn_flows.consensus[pcn]) * (1 - state.pcn_flows.practice_trust[pcn])
        veto = min(max(4 * float(p["veto_base"]) * distrust * style, 0), 0.9)
        led = state.systems.executive[state.pcns.system[pcn]]
        centre = state.pcn_flows.mandate[pcn] if led else seen.practices["centre_trust"].iloc[len(parts)]
        parts.append((1 - local) * centre + local * (1 - veto))
    return float(np.average(parts, weights=size(seen)))


def latency(seen: Seen) -> float:
    """By the weekly series: weeks are counted until the last initiative is decided."""
    state = seen.run.state
    done = np.maximum(state.pcns.approved, state.systems.approved[state.pcns.system]).sum(axis=1)
    weeks = state.pcns.weeks_deciding[done > 0] / done[done > 0]
    return float(weeks.mean()) if len(weeks) else math.nan


def brokers(seen: Seen) -> float:
    state = seen.run.state
    lent, whole = np.zeros(len(state.pcns)), 0.0
    for practice in np.flatnonzero(state.practices.open):
        pcn = state.practices.pcn[practice]
        good, bad = state.practices.service_good[practice], state.practices.service_bad[practice]
        trust = good / (good + bad)
        effective = 1 - (1 - trust) * (1 - state.pcn_flows.bridge[pcn])
        lent[pcn] += (effective - trust).sum()
        whole += effective.sum()
    own = state.pcns.owner_good / (state.pcns.owner_good + state.pcns.owner_bad)
    trust = seen.tables["owner_ties"]["trust"].to_numpy().reshape(own.shape)
    lent += (trust - own).sum(axis=1)
    whole += trust.sum()
    return float(np.sort(np.maximum(lent, 0))[::-1][:3].sum() / whole)


def of_executives(seen: Seen, column: str) -> float:
    systems = seen.run.state.systems
    there = systems.executive
    return (
        float(np.average(systems[column][there], weights=systems.population[there]))
        if there.any()
        else math.nan
    )


def executive_pcns(seen: Seen) -> float:
    state = seen.run.state
    posts = state.systems.director_member[state.systems.executive]
    found = [state.pcn_flows.leadership[state.gps.pcn[post]] for post in posts if post >= 0]
    return float(np.mean(found)) if found else math.nan


def kept(seen: Seen) -> float:
    stages = seen.run.state.pcns.deputy_stage
    reviewed = stages[(stages == KEPT_BY_PCN) | (stages == DEPUTY_ENDED)]
    return float((reviewed == KEPT_BY_PCN).mean()) if len(reviewed) else math.nan


def skill_used(seen: Seen) -> float:
    skill = seen.filled["leadership_skill"]
    return float(skill[seen.filled["role"] != "none"].sum() / skill.sum())


def per_place(applicants: float, places: float) -> float:
    return applicants / places if places else math.nan


def network_posts(seen: Seen) -> int:
    return len(set(seen.run.state.pcns.network_gp.tolist()) - {-1})


def directors(seen: Seen, column: str) -> float:
    return float(seen.pcns.loc[seen.pcns["director"] != "", column].mean())


def bills(seen: Seen) -> pd.DataFrame:
    """Every bill of the week: kind, payer, GBP."""
    p, state = seen.p, seen.run.state
    assert seen.run.week > 0 or seen.run.config.start == "established", "the contract is in force"
    gp_hour, flows, systems = float(p["gp_hour_cost"]), state.pcn_flows, state.systems
    coordinators = 30.0 * flows.budget_hours.sum()
    stages = state.pcns.deputy_stage[state.pcns.deputy >= 0]
    deputy = 80.0 * 4.17 * 1
    members = (systems.first_member[systems.executive] >= 0).sum()
    members += (systems.second_member[systems.executive] >= 0).sum()
    footprint = state.teams.working & (state.teams.hub_team >= 0)
    visits = state.practice_flows
    hospital = (
        float(p["emergency_attendance_cost"]) * visits.emergency.sum()
        + float(p["out_of_hours_cost"]) * visits.out_of_hours.sum()
        + float(p["escalation_cost"]) * visits.escalations.sum()
    )
    manager, hours = {
        0: ("commissioner", 0.0), 1: ("commissioner", 15.0), 2: ("practices", 20.0), 3: ("commissioner", 37.5),
    }[int(p["executive_management"])]  # fmt: skip
    rows = [
        ("programme", "pcn_accounts", 0.5 * coordinators),
        ("programme", "commissioner", 0.5 * coordinators),
        ("programme", "commissioner", 30.0 * flows.support_hours.sum()),
        ("programme", "commissioner", deputy * (stages == OUTSIDE_MONEY).sum()),
        ("programme", "pcn_accounts", deputy * (stages == KEPT_BY_PCN).sum()),
        ("programme", manager, 45.0 * hours * systems.executive.sum()),
        ("programme", "national_contract", (state.pcns.staff @ p["role_cost"]).sum() / 52),
        ("programme", "national_contract", (state.pcns.director >= 0).sum() * 2 * 4.17 * gp_hour),
        (
            "programme",
            "national_contract",
            1.76 / 52 * state.practices.list_size[state.practices.signed].sum(),
        ),
        ("programme", "education", network_posts(seen) * 2 * 4.17 * gp_hour),
        ("programme", "providers", 1500.0 * state.teams.wte[footprint].sum() / 52),
        ("coordination", "practices", gp_hour * state.practices.coordination_hours.sum()),
        ("coordination", "practices", gp_hour * 4.17 * members),
        ("hospital", "urgent_care", hospital),
        ("turnover", "practices", float(p["leaver_cost"]) * leavers(seen)),
    ]
    return pd.DataFrame(rows, columns=["kind", "payer", "pounds"])


def cost(seen: Seen, by: str, which: str) -> float:
    table = bills(seen)
    return float(table.loc[table[by] == which, "pounds"].sum() * 52 / seen.population)


def decisions(seen: Seen) -> float:
    state = seen.run.state
    weight = np.concatenate(
        (
            state.pcns.decision_weight,
            state.practices.decision_weight,
            state.systems.decision_weight,
            *(np.full(3, weight / 3) for weight in state.systems.executive_weight if weight > 0),
        )
    )
    return exact_gini(weight, np.ones(len(weight)))


def by_practice(top: np.ndarray, bottom: np.ndarray, empty: float) -> np.ndarray:  # type: ignore[type-arg]
    return np.where(bottom > 0, top / np.where(bottom > 0, bottom, 1), empty)


def mean_waits(seen: Seen) -> np.ndarray:  # type: ignore[type-arg]
    left = sum(seen.practices[f"unserved_{one}"] for one in CLASSES)
    done = sum(seen.practices[f"served_{one}"] + seen.practices[f"by_staff_{one}"] for one in CLASSES)
    return by_practice(left.to_numpy(), done.to_numpy(), 0.0)  # type: ignore[union-attr]


def size(seen: Seen) -> np.ndarray:  # type: ignore[type-arg]
    return seen.practices["list_size"].to_numpy()


def trust_of(seen: Seen, table: str) -> float:
    return float(seen.tables[table]["trust"].mean())


def spill_gap(seen: Seen) -> float:
    fifths = by_fifth(seen, "spilled", "inflow")
    return fifths[4] - fifths[0]


def ratio(seen: Seen) -> float:
    fifths = by_fifth(seen, "joint_resolved", "cases")
    return fifths[4] / fifths[0]


def ready(seen: Seen) -> float:
    young = seen.filled[seen.filled["age"] < 50]
    return float((young["leadership_skill"] > 0.5).mean())


def working(seen: Seen) -> pd.DataFrame:
    return seen.tables["services"][seen.run.state.teams.working]


def adopted(seen: Seen) -> pd.DataFrame:
    return seen.practices[[name for name in seen.practices if name.startswith("adopted_")]]


def fit(seen: Seen) -> float:
    fits = seen.practices[[name for name in seen.practices if name.startswith("design_fit_")]].to_numpy()
    there = adopted(seen).to_numpy() > 0
    return float(fits[there].mean()) if there.any() else math.nan


def influence(seen: Seen) -> float:
    systems = seen.tables["systems"]
    return float(np.average(systems["influence"], weights=systems["population"]))


def a_year(seen: Seen, *columns: str) -> float:
    return float(1000 * 52 * sum(seen.practices[column].sum() for column in columns) / seen.population)


KINDS = ("programme", "coordination", "hospital", "turnover")
PAYERS = (
    "national_contract", "commissioner", "education", "pcn_accounts", "providers", "urgent_care", "practices",
)  # fmt: skip
Path = Callable[[Seen], float]
PATHS: dict[str, Path] = {
    "joint_resolution": lambda s: six(s)[0],
    "timeliness": lambda s: six(s)[1],
    "service_trust": lambda s: six(s)[2],
    "reach_floor": lambda s: six(s)[3],
    "partners_signed": lambda s: six(s)[4],
    "external_change": lambda s: six(s)[5],
    "integration_composite": lambda s: geometric(six(s)),
    "integration_functional": lambda s: geometric([six(s)[0], six(s)[1], six(s)[3]]),
    "integration_mean": lambda s: float(np.mean(six(s))),
    "integration_minimum": lambda s: min(six(s)),
    "cross_sector_density": living_ties,
    "coordination_delay": lambda s: 7 * delay(s),
    "handoff_failures": handoffs,
    "cases": lambda s: a_year(s, "cases"),
    "settled_cases": lambda s: a_year(s, "joint_resolved"),
    "contacts_per_day": lambda s: s.per_class("served").sum() / (s.filled["clinical_sessions"].sum() / 2),
    "contacts_above_25": lambda s: float(np.average(np.maximum(0, gp_days(s)[0] - 25), weights=gp_days(s)[1])),
    "gp_days_above_25": lambda s: float(np.average(gp_days(s)[0] > 25, weights=gp_days(s)[1])),
    "strain": lambda s: s.filled["strain"].mean(),
    "burnt_out": lambda s: (s.filled["strain"] > 0.6).mean(),
    "leaving": lambda s: 5200 * leavers(s) / (len(s.filled) + leavers(s)),
    "vacancy": lambda s: 1 - s.gps["filled"].mean(),
    "gps_per_100000": lambda s: full_time(s) / s.population * 1e5,
    "coordination_hours": lambda s: s.practices["coordination_hours"].sum() / full_time(s),
    "supervision_hours": lambda s: s.practices["supervision_hours"].sum() / full_time(s),
    "tie_hours": lambda s: s.filled["tie_hours"].mean(),
    "director_hours": lambda s: directors(s, "director_hours"),
    "director_unpaid_hours": lambda s: directors(s, "unpaid_hours"),
    "overtime": lambda s: float(np.average(s.practices["overtime"], weights=size(s))),
    "load": lambda s: float(np.average(s.practices["load"], weights=size(s))),
    "wait": wait,
    **{f"wait_{need}": (lambda s, need=need: wait(s, need)) for need in CLASSES},
    "backlog": lambda s: 1000 * s.per_class("backlog").sum() / s.population,
    "spill": lambda s: s.per_class("spilled").sum() / s.per_class("inflow").sum(),
    "resolved_waiting": lambda s: s.per_class("resolved").sum() / s.per_class("inflow").sum(),
    "gave_up": lambda s: s.practices["gave_up"].sum() / s.per_class("inflow").sum(),
    "continuity": continuity,
    "emergency_after_no_access": lambda s: a_year(s, "emergency"),
    "escalations": lambda s: a_year(s, "escalations"),
    "child_escalations": child_escalations,
    "hospital_contacts": lambda s: a_year(s, "emergency", "escalations"),
    "out_of_hours": lambda s: a_year(s, "out_of_hours"),
    "gini_joint_resolution": lambda s: exact_gini(
        by_practice(s.practices["joint_resolved"].to_numpy(), s.practices["cases"].to_numpy(), 1.0), size(s)
    ),
    "gini_wait": lambda s: exact_gini(mean_waits(s), size(s)),
    "deprivation_ratio": ratio,
    "deprivation_gap": spill_gap,
    **{
        f"{name}_fifth_{n}": (lambda s, name=name, n=n: by_fifth(s, *FIFTHS[name])[n - 1])
        for name in FIFTHS for n in range(1, 6)
    },
    "slope_joint_resolution": lambda s: slope(s, "joint_resolution"),
    "slope_spill": lambda s: slope(s, "spill"),
    "decision_gini": decisions,
    "desk_share": lambda s: s.ties["pathway"].sum() / (s.ties["direct"] + s.ties["pathway"]).sum(),
    "influence": influence,
    "legitimacy": legitimacy,
    "decision_latency": latency,
    "ready_leaders": ready,
    "skill_used": skill_used,
    "leadership": lambda s: s.pcns["leadership"].mean(),
    "director_vacancy": lambda s: 100 * (s.pcns["director"] == "").mean(),
    "set_up": lambda s: (s.pcns["set_up"] >= 1).mean(),
    "deputies_in_post": lambda s: (s.run.state.pcns.deputy >= 0).mean(),
    "deputies_kept": kept,
    "network_role_gps_in_post": lambda s: network_posts(s) / len(s.pcns),
    "applicants_per_place": lambda s: per_place(s.pcns["applicants"].sum(), s.pcns["places"].sum()),
    "executive_mandate": lambda s: of_executives(s, "mandate"),
    "executive_powers_held": lambda s: of_executives(s, "powers"),
    "executive_capacity": lambda s: of_executives(s, "capacity"),
    "executive_pcn_leadership": executive_pcns,
    "practice_trust": lambda s: s.tables["practice_ties"].query("reach == 'same_pcn'")["trust"].mean(),
    "centre_trust": lambda s: float(np.average(s.practices["centre_trust"], weights=size(s))),
    "gp_trust": lambda s: trust_of(s, "gp_ties"),
    "gp_ties": lambda s: 2 * len(s.tables["gp_ties"]) / len(s.filled),
    "gp_ties_outside": lambda s: 2 * (s.tables["gp_ties"]["reach"] != "same_practice").sum() / len(s.filled),
    "owner_trust": lambda s: trust_of(s, "owner_ties"),
    "broker_dependence": brokers,
    "owner_pressure": lambda s: s.tables["owners"]["pressure"].mean(),
    "owner_priority": lambda s: s.tables["owners"]["priority"].mean(),
    "team_wait": lambda s: working(s)["queue"].sum() / working(s)["base_capacity"].sum(),
    "team_refusals": lambda s: working(s)["refused"].sum() / working(s)["arriving"].sum(),
    "adopted": lambda s: float(adopted(s).to_numpy().mean()),
    "design_fit": fit,
    "engagement": lambda s: s.filled["engagement"].mean(),
    "engaged_gps": lambda s: (s.filled["engagement"] > 0.5).mean(),
    "consensus": lambda s: s.pcns["consensus"].mean(),
    "local_knowledge": lambda s: s.pcns["local_knowledge"].mean(),
    "pathway_knowledge": lambda s: s.run.state.practices.pathway_knowledge[s.run.state.practices.open].max(1).mean(),
    "additional_staff": lambda s: s.pcns[[f"staff_{role}" for role in ADDITIONAL_ROLES]].sum(axis=1).mean(),
    "practices_closed": lambda s: 100 * (~s.run.state.practices.open).mean(),
    "redesigned": lambda s: s.run.state.pcns.redesigned.mean(),
    **{f"cost_{kind}": (lambda s, kind=kind: cost(s, "kind", kind)) for kind in KINDS},
    "cost_total": lambda s: sum(cost(s, "kind", kind) for kind in KINDS),
    **{f"cost_to_{payer}": (lambda s, payer=payer: cost(s, "payer", payer)) for payer in PAYERS},
}  # fmt: skip
"""The formulas that ``declared.OUTCOMES`` promises, in its order."""

TOLERANCE = {
    "reach_floor": 2 / BINS,
    "gini_joint_resolution": 1 / BINS,
    "gini_wait": 1 / BINS,
    "decision_gini": 1 / BINS,
}
"""What is taken over bins errs by a bin; everything else by rounding."""


@pytest.mark.unit
def test_outcomes_are_declared_once_and_every_one_has_a_second_path() -> None:
    assert tuple(PATHS) == declared.NAMES
    assert len(set(declared.NAMES)) == len(declared.NAMES)
    all_weeks = tuple(f"{name}_all_weeks" for name in PATHS)
    assert declared.headline_names()[len(PATHS) :] == all_weeks + declared.RUN_NAMES
    assert set(declared.MAIN) < set(declared.NAMES)
    # A table of runs has a column for each factor beside those of the outcomes.
    assert not {*declared.headline_names()} & {*factor_names()}
    for outcome in (*declared.OUTCOMES, *declared.RUN_OUTCOMES):
        assert outcome.unit
        assert outcome.formula
        assert declared.BY_NAME[outcome.name] is outcome


@pytest.mark.property
@pytest.mark.parametrize("name", declared.NAMES)
def test_an_outcome_is_what_its_formula_says(seen: Seen, name: str) -> None:
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = PATHS[name](seen)
    slack = TOLERANCE.get(name, 0.0)
    if name in ("integration_composite", "integration_functional", "integration_mean", "integration_minimum"):
        slack = 0.01  # the 20th centile is in it
    assert seen.row[name] == pytest.approx(expected, rel=1e-9, abs=slack or 1e-9, nan_ok=True)


@pytest.mark.property
def test_the_ways_to_sum_up_follow_from_the_six_parts(seen: Seen) -> None:
    parts = seen.row[list(declared.NAMES[:6])].to_numpy(dtype=float)
    assert seen.row["integration_composite"] == pytest.approx(geometric(list(parts)), rel=1e-12)
    assert seen.row["integration_functional"] == pytest.approx(geometric(list(parts[[0, 1, 3]])), rel=1e-12)
    assert seen.row["integration_mean"] == pytest.approx(parts.mean(), rel=1e-12)
    assert seen.row["integration_minimum"] == parts.min()


@pytest.mark.property
def test_the_runs_have_something_to_observe() -> None:
    """Two systems adopt and lose directors; under stress practices close: otherwise the paths above would be idle."""
    busy, stressed = Seen("two systems"), Seen("hierarchy with closures")
    assert busy.row["adopted"] > 0.1
    assert busy.row["partners_signed"] > 0.1
    assert 0 < busy.run.weekly()["director_vacancy"].max() < 100.1
    assert busy.row["decision_gini"] > 0
    assert not stressed.run.state.practices.open.all()
    assert stressed.row["spill"] > 0.05
    assert (stressed.run.weekly()["leaving"] > 0).any()
    programmes = Seen("programmes by hand").row
    moved = (
        "deputies_in_post",
        "network_role_gps_in_post",
        "executive_mandate",
        "executive_pcn_leadership",
        "redesigned",
    )
    assert (programmes[[*moved, *(f"cost_to_{payer}" for payer in PAYERS)]] > 0).all()
    assert (programmes["deputies_kept"], programmes["network_role_gps_in_post"]) == (
        0.5,
        pytest.approx(2 / 3),
    )


# ----------------------------------------------------------------------------------------------------- money


@pytest.mark.property
def test_payers_pay_what_kinds_cost_in_every_week() -> None:
    """Deputies and network-role GPs come and go here, so that payers change from week to week."""
    values = {
        "deputy_directors": 1, "deputy_start_week": 2, "deputy_policy": 2, "deputy_fill_rate": 1.0,
        "deputy_oldest_age": 67.0, "network_role_gps": 1, "network_role_end_week": 52, "gp_hour_cost": 123.4,
    }  # fmt: skip
    weekly = simulation(at("hybrid", weeks=60, burn_in=4, values=values), area(2, 3)).run().weekly()
    kinds = weekly[[f"cost_{kind}" for kind in KINDS]].sum(axis=1)
    payers = weekly[[f"cost_to_{payer}" for payer in PAYERS]].sum(axis=1)
    np.testing.assert_allclose(payers, kinds, rtol=0, atol=1e-9)
    np.testing.assert_allclose(weekly["cost_total"], kinds, rtol=0, atol=1e-9)
    week = weekly.set_index("week")
    assert (week.loc[:-1, ["cost_to_national_contract", "cost_to_pcn_accounts"]] == 0).all(axis=None)
    assert (week.loc[-4:51, "cost_to_education"].max(), week.loc[53:, "cost_to_education"].max()) > (0, 0)
    assert week.loc[53:, "cost_to_education"].max() == 0
    # Deputies: the commissioner's for their first year, then the PCNs', who keep them all.
    both = week["deputies_in_post"] == 1
    before, then = both & (week.index < 54), both & (week.index >= 54)
    assert before.any()
    assert then.any()
    pay = 80.0 * 4.17 * 2 * 52 / area(2, 3).practices["list_size"].sum()
    apart = week["cost_to_commissioner"] - week["cost_to_pcn_accounts"]
    np.testing.assert_allclose(apart[before], pay, atol=1e-9)
    np.testing.assert_allclose(apart[then], -pay, atol=1e-9)


@pytest.mark.unit
@pytest.mark.parametrize(
    ("source", "payer", "hours"),
    [(0, "commissioner", 0.0), (1, "commissioner", 15.0), (2, "practices", 20.0), (3, "commissioner", 37.5)],
)
def test_who_pays_an_executives_management_depends_on_where_it_comes_from(
    source: int, payer: str, hours: float
) -> None:
    run = simulation(at("hybrid", weeks=2, values={"executive_management": source})).run()
    before = observed_again(run, 0.0)
    run.state.systems.executive[0] = True
    after = observed_again(run, 0.0)
    extra = 45.0 * hours * 52 / run.state.systems.population.sum()
    changed = {name: after[f"cost_to_{name}"] - before[f"cost_to_{name}"] for name in PAYERS}
    assert changed.pop(payer) == pytest.approx(extra, abs=1e-9)
    assert set(changed.values()) == {0.0}
    assert after["cost_programme"] - before["cost_programme"] == pytest.approx(extra, abs=1e-9)


@pytest.mark.unit
def test_a_cut_stops_participation_and_all_but_one_of_the_directors_sessions() -> None:
    run = simulation(at("hybrid", weeks=4)).run()
    before = observed_again(run, 0.0)
    run.record["funding_cut"], run.record["cut_week"] = 1.0, run.week - 1
    after = observed_again(run, 0.0)
    state = run.state
    directors = (state.pcns.director >= 0).sum() * 4.17 * float(run.record["gp_hour_cost"][0])
    participation = 1.76 / 52 * state.pcn_flows.signed_population.sum()
    saved = (directors + participation) * 52 / state.systems.population.sum()
    assert directors > 0
    assert before["cost_to_national_contract"] - after["cost_to_national_contract"] == pytest.approx(saved)
    assert before["cost_total"] - after["cost_total"] == pytest.approx(saved)


@pytest.mark.unit
def test_a_pcn_that_keeps_its_deputy_pays_from_its_account() -> None:
    run = simulation(at("hybrid", weeks=2)).run()
    state, record = run.state, run.record[0]
    state.pcns.deputy[:], state.pcns.deputy_stage[:] = (1, 30), (KEPT_BY_PCN, OUTSIDE_MONEY)
    start = state.pcns.bank.copy()
    networks_bank(record, Clock(5, 1, True, 1, False), state.pcns, state.pcn_flows)
    alone = start + 1.5 / 52 * state.pcn_flows.population - 0.5 * 30.0 * state.pcn_flows.budget_hours
    np.testing.assert_allclose(state.pcns.bank, alone - [80.0 * 4.17, 0.0])


# -------------------------------------------------------------------------------------- deciding, executive, run


@pytest.mark.property
def test_weeks_of_deciding_end_with_the_last_decision() -> None:
    quick = {"central_decision_weeks": 0.5, "proposals_per_meeting": 20.0, "set_up_weeks": 2.0}
    run = simulation(at("hybrid", weeks=40, values=quick))
    counted = np.zeros(2)
    for before, after in weeks_of(run):
        done = np.maximum(before.pcns.approved, before.systems.approved[before.pcns.system]).sum(axis=1)
        counted += (run.week > 0) & (done < 6)
        np.testing.assert_array_equal(after.pcns.weeks_deciding, counted)
    assert (counted < 40).any()
    assert run.weekly()["decision_latency"].iloc[-1] == pytest.approx((counted / 6).mean())


@pytest.mark.unit
def test_an_executive_without_decisions_leaves_no_trace_in_the_gini_of_decisions() -> None:
    run = simulation(at("hybrid", weeks=40, burn_in=2)).run()
    before = observed_again(run, 0.0)["decision_gini"]
    run.state.systems.executive[0] = True
    assert observed_again(run, 0.0)["decision_gini"] == before
    for table in (run.state.pcns, run.state.practices, run.state.systems):
        table.decision_weight[:] = 0.0
    run.state.systems.executive_weight[0] = 50.0
    people = len(run.state.pcns) + len(run.state.practices) + 1 + 3
    found = observed_again(run, 0.0)["decision_gini"]
    assert found == pytest.approx(1 - 3 / people), "three equal seats hold everything"


@pytest.mark.unit
def test_without_brokers_nothing_depends_on_them_and_with_three_pcns_all_of_it_counts() -> None:
    run = simulation(at("hybrid", weeks=20), area(3, seed=10)).run()
    state = run.state
    state.pcns.director_good[:], state.pcns.director_bad[:] = 0.0, 0.0
    state.pcn_flows.bridge[:] = 0.0
    assert observed_again(run, 0.0)["broker_dependence"] == pytest.approx(0.0, abs=1e-12)
    state.pcn_flows.bridge[:] = 1.0
    state.pcns.owner_good[:], state.pcns.owner_bad[:] = 1.0, 1.0
    trust = state.practices.service_good / (state.practices.service_good + state.practices.service_bad)
    whole = trust.size + 0.5 * state.pcns.owner_good.size
    assert observed_again(run, 0.0)["broker_dependence"] == pytest.approx((trust.size - trust.sum()) / whole)


@pytest.mark.unit
def test_half_adoption_is_reached_in_the_first_week_it_is_seen() -> None:
    weeks = np.arange(-2, 4)
    assert weeks_to_half(np.array([0.9, 0.9, 0.1, 0.5, 0.4, 0.6]), weeks) == 1
    assert weeks_to_half(np.array([0.9, 0.9, 0.5, 0.5, 0.5, 0.5]), weeks) == 0
    assert math.isnan(weeks_to_half(np.zeros(6), weeks))


@pytest.mark.unit
def test_persistence_is_a_quarter_a_year_after_over_the_quarter_before() -> None:
    weeks = np.arange(-10, 156)
    density = np.where(weeks < 60, 0.8, 0.2) + 0.001 * weeks
    expected = (0.2 + 0.001 * np.mean(range(99, 112))) / (0.8 + 0.001 * np.mean(range(47, 60)))
    assert persistence(density, weeks, [60]) == pytest.approx(expected)
    assert persistence(density, weeks, [3, 60, 90]) == pytest.approx(expected), (
        "the first has no quarter before"
    )
    assert math.isnan(persistence(density, weeks, [3, 105])), "the second has no year after"
    assert persistence(density, weeks, [104]) > 0
    assert math.isnan(persistence(density[:0], weeks[:0], [60]))


@pytest.mark.unit
def test_programmes_end_with_their_money() -> None:
    def ends(**values: float) -> list[int]:
        return ends_in_the_run(at("hybrid", values=values))

    assert ends() == []
    assert ends(deputy_end_week=60, network_role_end_week=60, cut_week=20) == [], "nothing is switched on"
    assert ends(deputy_directors=1, deputy_start_week=4) == [56]
    assert ends(deputy_directors=1, deputy_policy=2, deputy_end_week=80) == [80]
    assert ends(network_role_gps=1, network_role_policy=0) == [52]
    assert ends(network_role_gps=1, network_role_policy=2, network_role_start_week=10) == [114]
    assert ends(development_support=1, executive=1, executive_end_week=70, funding_cut=1) == [70, 104, 104]


@pytest.mark.property
def test_outcomes_of_a_run_are_those_of_its_series() -> None:
    values = {"funding_cut": 1, "cut_week": 15, "mandate_adoption_rate": 5.0, "own_interest_adoption_rate": 5.0,
              "proposals_per_meeting": 20.0, "central_decision_weeks": 0.3, "set_up_weeks": 2.0}  # fmt: skip
    run = simulation(at("hybrid", weeks=67, values=values), area(1, 3)).run()
    weekly = run.weekly().set_index("week")
    density = weekly["cross_sector_density"]
    ratio = density.loc[54:66].mean() / density.loc[2:14].mean()
    assert run.outcomes()["persistence"] == pytest.approx(ratio, rel=1e-12)
    reached = weekly.loc[0:].query("adopted >= 0.5").index
    assert len(reached)
    assert run.outcomes()["weeks_to_half_adoption"] == reached[0]


# ----------------------------------------------------------------------------- Gini, centile, bounded product, slope


@pytest.mark.property
@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.floats(-5, 5) | st.just(math.nan), min_size=5, max_size=5),
    st.lists(st.floats(0.1, 1e5), min_size=5, max_size=5),
)
def test_the_slope_is_least_squares(values: list[float], people: list[float]) -> None:
    row, weights = np.array([9.0, *values]), np.array([7.0, *people])
    known = ~np.isnan(values)
    found = slope_across_fifths(row, 1, weights)
    if known.sum() < 2:
        assert math.isnan(found)
        return
    x, w = np.arange(1, 6)[known], np.array(people)[known]
    covariance = np.cov(x, np.array(values)[known], aweights=w, ddof=0)
    assert found == pytest.approx(covariance[0, 1] / covariance[0, 0], rel=1e-6, abs=1e-9)


@pytest.mark.unit
def test_the_gini_of_known_distributions() -> None:
    ones = np.ones(4)
    assert gini(np.array([1.0, 0.0, 0.0, 0.0]), ones) == pytest.approx(0.75)
    assert gini(np.full(4, 3.0), ones) == pytest.approx(0.0, abs=1e-12)
    assert gini(np.zeros(4), ones) == 0.0
    assert math.isnan(gini(np.array([1.0]), np.zeros(1)))
    assert gini(np.array([1.0, 3.0]), np.array([3.0, 1.0])) == pytest.approx(0.25)
    # A weight counts like as many people of that value; no weight, like nobody.
    people = np.repeat([1.0, 2.0, 5.0], [2, 3, 1])
    weighed = gini(np.array([1.0, 2.0, 5.0, 4.0]), np.array([2.0, 3.0, 1.0, 0.0]))
    assert weighed == pytest.approx(gini(people, np.ones(6)))


@pytest.mark.property
@settings(deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.just(0.0) | st.floats(1e-6, 1e6), st.floats(0.001, 1e5)), min_size=1, max_size=60
    ).filter(lambda rows: max(value for value, _ in rows) > 0)
)
def test_the_gini_is_the_mean_difference_to_within_a_bin(rows: list[tuple[float, float]]) -> None:
    values, weights = np.array(rows).T
    mean = (values * weights).sum() / weights.sum()
    exact = exact_gini(values, weights)
    # Within a bin nobody differs, which takes at most a bin of the range from the mean difference.
    assert exact - values.max() / BINS / (2 * mean) - 1e-9 <= gini(values, weights) <= exact + 1e-9


@pytest.mark.property
@settings(deadline=None, derandomize=True)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=400), st.sampled_from([0.2, 0.5, 0.9]))
def test_a_centile_lies_between_the_observations_around_it(values: list[float], share: float) -> None:
    counts = np.bincount(np.minimum((np.array(values) * BINS).astype(int), BINS - 1), minlength=BINS).astype(
        float
    )
    found = centile(counts, share)
    below = np.quantile(values, share, method="inverted_cdf")
    assert below - 1 / BINS - 1e-9 <= found <= below + 1 / BINS + 1e-9


@pytest.mark.unit
def test_the_centile_of_many_observations_is_numpys() -> None:
    values = np.random.default_rng(2).beta(2, 3, 20000)
    counts = np.bincount((values * BINS).astype(int), minlength=BINS).astype(float)
    for share in (0.05, 0.2, 0.5, 0.95):
        assert centile(counts, share) == pytest.approx(np.quantile(values, share), abs=1 / BINS)
    assert centile(np.zeros(BINS), 0.2) == 1.0


@pytest.mark.unit
def test_a_bounded_product_is_a_geometric_mean_with_a_floor() -> None:
    assert bounded_product(np.array([0.5, 0.5, 0.5]), 1 / 3) == pytest.approx(0.5)
    assert bounded_product(np.array([0.0, 0.5]), 0.5) == pytest.approx(math.sqrt(0.02 * 0.5))
