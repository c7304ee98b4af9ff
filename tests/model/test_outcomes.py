"""Every outcome by another path: from the tables of agents and ties, with pandas, against what the model observed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pcnsim.model.columns import State
from pcnsim.model.outcomes import declared
from pcnsim.model.outcomes.summaries import BINS, bounded_product, centile, gini
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import ADDITIONAL_ROLES, SERVICES
from tests.model.world import CLASSES, area, at, simulation, two_systems

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
}  # fmt: skip


class Seen:
    """A finished run with its last week, the state before that week and its tables."""

    def __init__(self, name: str) -> None:
        run = simulation(CASES[name], two_systems() if name == "two systems" else area(3, seed=10), 9)
        run.run(run.last_week - run.week - 1)
        self.before: State = copy_state(run.state)
        run.step()
        self.run: Simulation = run
        self.p = run.record[0]
        self.row = run.weekly().iloc[-1]
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


def by_fifth(seen: Seen, top: str, bottom: str) -> list[float]:
    def sums(name: str) -> pd.Series:
        columns = [name] if name in seen.practices else [f"{name}_{need}" for need in CLASSES]
        return seen.practices[columns].sum(axis=1).groupby(seen.practices["fifth"]).sum()

    share = sums(top) / sums(bottom)
    return [float(share.get(1, math.nan)), float(share.get(5, math.nan))]


def directors(seen: Seen, column: str) -> float:
    return float(seen.pcns.loc[seen.pcns["director"] != "", column].mean())


def cost(seen: Seen, kind: str) -> float:
    p, state = seen.p, seen.run.state
    contract = seen.run.week > 0 or seen.run.config.start == "established"
    assert contract
    flows = state.pcn_flows
    if kind == "programme":
        weekly = 30.0 * flows.budget_hours.sum()
        weekly += (state.pcns.staff @ p["role_cost"]).sum() / 52
        weekly += (state.pcns.director >= 0).sum() * 2 * 4.17 * float(p["gp_hour_cost"])
        weekly += 1.76 / 52 * state.practices.list_size[state.practices.signed].sum()
    elif kind == "coordination":
        weekly = float(p["gp_hour_cost"]) * state.practices.coordination_hours.sum()
    elif kind == "hospital":
        visits = state.practice_flows
        weekly = (
            float(p["emergency_attendance_cost"]) * visits.emergency.sum()
            + float(p["out_of_hours_cost"]) * visits.out_of_hours.sum()
            + float(p["escalation_cost"]) * visits.escalations.sum()
        )
    else:
        weekly = float(p["leaver_cost"]) * leavers(seen)
    return float(weekly * 52 / seen.population)


def decisions(seen: Seen) -> float:
    state = seen.run.state
    weight = np.concatenate(
        (state.pcns.decision_weight, state.practices.decision_weight, state.systems.decision_weight)
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
    least, most = by_fifth(seen, "spilled", "inflow")
    return most - least


def ratio(seen: Seen) -> float:
    least, most = by_fifth(seen, "joint_resolved", "cases")
    return most / least


def ready(seen: Seen) -> float:
    young = seen.filled[seen.filled["age"] < 50]
    return float((young["leadership_skill"] > 0.5).mean())


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


COSTS = ("programme", "coordination", "hospital", "turnover")
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
    "contacts_per_day": lambda s: s.per_class("served").sum() / (s.filled["clinical_sessions"].sum() / 2),
    "contacts_above_25": lambda s: float(np.average(np.maximum(0, gp_days(s)[0] - 25), weights=gp_days(s)[1])),
    "gp_days_above_25": lambda s: float(np.average(gp_days(s)[0] > 25, weights=gp_days(s)[1])),
    "strain": lambda s: s.filled["strain"].mean(),
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
    "emergency_after_no_access": lambda s: a_year(s, "emergency"),
    "escalations": lambda s: a_year(s, "escalations"),
    "hospital_contacts": lambda s: a_year(s, "emergency", "escalations"),
    "out_of_hours": lambda s: a_year(s, "out_of_hours"),
    "gini_joint_resolution": lambda s: exact_gini(
        by_practice(s.practices["joint_resolved"].to_numpy(), s.practices["cases"].to_numpy(), 1.0), size(s)
    ),
    "gini_wait": lambda s: exact_gini(mean_waits(s), size(s)),
    "deprivation_ratio": ratio,
    "deprivation_gap": spill_gap,
    "decision_gini": decisions,
    "desk_share": lambda s: s.ties["pathway"].sum() / (s.ties["direct"] + s.ties["pathway"]).sum(),
    "influence": influence,
    "ready_leaders": ready,
    "leadership": lambda s: s.pcns["leadership"].mean(),
    "director_vacancy": lambda s: 100 * (s.pcns["director"] == "").mean(),
    "set_up": lambda s: (s.pcns["set_up"] >= 1).mean(),
    "practice_trust": lambda s: s.tables["practice_ties"].query("reach == 'same_pcn'")["trust"].mean(),
    "centre_trust": lambda s: float(np.average(s.practices["centre_trust"], weights=size(s))),
    "gp_trust": lambda s: trust_of(s, "gp_ties"),
    "gp_ties": lambda s: 2 * len(s.tables["gp_ties"]) / len(s.filled),
    "gp_ties_outside": lambda s: 2 * (s.tables["gp_ties"]["reach"] != "same_practice").sum() / len(s.filled),
    "owner_trust": lambda s: trust_of(s, "owner_ties"),
    "owner_pressure": lambda s: s.tables["owners"]["pressure"].mean(),
    "owner_priority": lambda s: s.tables["owners"]["priority"].mean(),
    "team_wait": lambda s: s.tables["services"]["queue"].sum() / s.tables["services"]["base_capacity"].sum(),
    "team_refusals": lambda s: s.tables["services"]["refused"].sum() / s.tables["services"]["arriving"].sum(),
    "adopted": lambda s: float(adopted(s).to_numpy().mean()),
    "design_fit": fit,
    "engagement": lambda s: s.filled["engagement"].mean(),
    "consensus": lambda s: s.pcns["consensus"].mean(),
    "local_knowledge": lambda s: s.pcns["local_knowledge"].mean(),
    "additional_staff": lambda s: s.pcns[[f"staff_{role}" for role in ADDITIONAL_ROLES]].sum(axis=1).mean(),
    **{f"cost_{kind}": (lambda s, kind=kind: cost(s, kind)) for kind in COSTS},
    "cost_total": lambda s: sum(cost(s, kind) for kind in COSTS),
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
    assert declared.headline_names()[len(PATHS) :] == tuple(f"{name}_all_weeks" for name in PATHS)
    assert set(declared.MAIN) < set(declared.NAMES)
    for outcome in declared.OUTCOMES:
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


# ----------------------------------------------------------------------------------------- Gini and centile


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
