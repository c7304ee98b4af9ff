"""All programmes in one run: section 9 of the specification, what is equal in every arm, ends, off, branches."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from pcnsim.config import Config, InputError, declared
from pcnsim.config.parameters import PROGRAMMES
from pcnsim.model.columns import State
from pcnsim.model.outcomes.declared import OUTCOMES
from pcnsim.model.rules.money import COSTS, NATIONAL_CONTRACT, PROGRAMME, TURNOVER
from pcnsim.model.simulation import copy_state
from pcnsim.model.vocabulary import (
    DEPUTY_DIRECTOR,
    DEPUTY_ENDED,
    DIRECTOR,
    EXECUTIVE_MEMBER,
    FACILITATION,
    KEPT_BY_PCN,
    NETWORK_ROLE_GP,
    NO_ROLE,
    SCHEME_ENDED,
)
from tests.model import test_invariants as invariants
from tests.model.test_invariants import Run, near, of_pcn
from tests.model.world import EVERYTHING, STRUCTURES, area, at, differing, simulation, two_systems

OVER = 45
"""Week from which no programme is in force."""

SHORT_OF_GPS = {"leaving_rate": 0.5, "vacancy_fill_rate": 0.03, "closure_staffing": 0.75, "demand_scale": 1.2}
LIVELY = {"proposals_per_meeting": 3.0, "central_decision_weeks": 2.0, "mandate_adoption_rate": 0.3,
          "director_resignation_rate": 0.8, "leaving_rate": 0.25, "contestable_growth": 0.2,
          "partner_sign_up_rate": 0.3, "prevention_crowding_out": 0.5, "policy_durability": 0.7,
          "executive_single_point_of_access": 1, "facilitative_style": 0.3}  # fmt: skip

LIVELY_WITHOUT = {name: value for name, value in LIVELY.items() if not name.startswith("executive")}

CASES = [
    *((structure, start, "three PCNs") for structure in STRUCTURES for start in ("founding", "established")),
    ("hybrid", "founding", "two systems"),
    ("network", "established", "one PCN"),
    ("hierarchy", "founding", "mixed"),
    ("hybrid", "founding", "short of GPs"),
]


def config_of(structure: str, start: str, kind: str) -> Config:
    """A run of all programmes; a mixed system turns over, PCN by PCN, while they are in force."""
    sets = [f"start={start}"]
    if kind == "mixed":
        one, other = [str(code) for code in area(3, seed=10).pcns["pcn_code"][:2]]
        sets.append(
            f"structure_changes=[{{week=0, structure='network', pcns=['{one}']}},"
            f"{{week=16, structure='hybrid', pcns=['{other}']}}, {{week=33, structure='hierarchy', pcns=['{one}']}}]"
        )
    values = {**EVERYTHING, **LIVELY, **(SHORT_OF_GPS if kind == "short of GPs" else {})}
    return at(structure, *sets, weeks=58, burn_in=6, values=values)


@pytest.fixture(scope="module", params=CASES, ids="-".join)
def run(request: pytest.FixtureRequest) -> Run:
    structure, start, kind = request.param
    places = {"two systems": two_systems(), "one PCN": area(1, 4)}
    one = simulation(config_of(structure, start, kind), places.get(kind, area(3, seed=10)), seed=8)
    states = [copy_state(one.state)]
    while one.week < one.last_week:
        one.step()
        states.append(copy_state(one.state))
    return Run(one, states)


def weeks(run: Run) -> Iterator[tuple[int, State, State]]:
    """Each week with the state before and after it."""
    first = -run.simulation.config.burn_in_weeks
    for number, (before, after) in enumerate(run.weeks):
        yield first + number, before, after


@pytest.mark.unit
def test_every_programme_is_on() -> None:
    assert all(EVERYTHING[programme.switch] for programme in PROGRAMMES.values())
    ends = [EVERYTHING[p.keys["end_week"]] for p in PROGRAMMES.values() if "end_week" in p.keys]
    assert max(ends) <= OVER


@pytest.mark.property
def test_every_programme_acts(run: Run) -> None:
    """A run in which a programme did nothing would prove nothing about it."""
    weekly, state = run.simulation.weekly().set_index("week"), run.simulation.state
    assert (weekly["deputies_in_post"].loc[5:14] > 0).any()
    assert (weekly["network_role_gps_in_post"].loc[5:14] > 0).all()
    assert weekly["executive_mandate"].loc[3:42].notna().all()
    assert (~state.practices.open).sum() >= 1
    assert state.pcns.redesigned.sum() >= 1
    assert any((s.pcns.bid_won != 1.0).any() for s in run.states) or len(state.pcns) == 1
    assert (weekly["cost_to_providers"].loc[10:37] > 0).all()


# Section 9 as it holds without programmes: contacts, cases, patients, posts, trust, ranges, ties.
test_no_contact_is_lost = invariants.test_no_contact_is_lost
test_spill_goes_somewhere = invariants.test_spill_goes_somewhere
test_the_desk_loses_no_case = invariants.test_the_desk_loses_no_case
test_patients_and_posts_are_constant = invariants.test_patients_and_posts_are_constant
test_posts_change_only_by_leaving_and_arriving = invariants.test_posts_change_only_by_leaving_and_arriving
test_gps_work_no_more_minutes_than_they_have = invariants.test_gps_work_no_more_minutes_than_they_have
test_trust_stays_between_0_and_1 = invariants.test_trust_stays_between_0_and_1_and_evidence_positive
test_every_state_is_in_its_range = invariants.test_every_state_is_in_its_range
test_ties_between_gps_are_sound = invariants.test_ties_between_gps_are_sound
test_ties_between_practices_are_sound = invariants.test_ties_between_practices_live_as_long_as_both_ends


@pytest.mark.property
def test_what_programmes_hold_is_in_its_range(run: Run) -> None:
    for state in run.states:
        pcns, flows, systems = state.pcns, state.pcn_flows, state.systems
        for values in (
            systems.powers, systems.capacity, systems.mandate, flows.mandate, flows.network_reach,
            flows.clinic_reach, flows.represented, flows.success, pcns.success, pcns.redesigned,
            state.practices.pathway_knowledge,
        ):  # fmt: skip
            assert ((values >= 0) & (values <= 1)).all()
        for values in (
            pcns.network_good, pcns.network_bad, pcns.mandate_good, pcns.mandate_bad, pcns.bid_won,
            state.owners.executive_good, state.owners.executive_bad, state.owners.withdrawn,
            flows.network_hours, flows.support_hours, flows.unpaid_hours,
        ):  # fmt: skip
            assert (values >= 0).all()
        with_executive = systems.executive[pcns.system]
        assert ((pcns.mandate_good > 0) == with_executive).all()
        assert ((pcns.mandate_bad > 0) == with_executive).all()


@pytest.mark.property
def test_teams_lose_no_case_and_no_capacity_on_the_way_to_footprints_and_back(run: Run) -> None:
    hubs = run.states[0].teams.hub_team < 0
    home = np.where(hubs, np.arange(len(hubs)), run.states[0].teams.hub_team)

    def by_hub(values: np.ndarray) -> np.ndarray:  # type: ignore[type-arg]
        return np.bincount(home, weights=values, minlength=len(hubs))[hubs]

    for week, before, after in weeks(run):
        teams = after.teams
        near(
            by_hub(before.teams.queue + teams.arriving),
            by_hub(teams.seen + teams.refused + teams.queue),
        )
        near(by_hub(teams.base_capacity), run.states[0].teams.base_capacity[hubs])
        near(by_hub(teams.wte), run.states[0].teams.wte[hubs])
        idle = ~teams.working
        for column in ("queue", "capacity", "arriving", "seen", "refused", "base_capacity", "wte"):
            assert (teams[column][idle] == 0).all()
        assert teams.working[np.unique(after.practices.team)].all()
        on = 10 <= week < 38
        split = np.isin(np.arange(len(hubs)), home[~hubs])
        assert (teams.working[~hubs] == on).all()
        assert (teams.working[split] != on).all()
        assert (teams.seen <= teams.capacity + 1e-9).all()
        accepted = after.practice_flows.accepted_direct + after.practice_flows.accepted_pathway
        near(np.bincount(after.practices.team.ravel(), accepted.ravel(), len(teams.queue)), teams.arriving)


@pytest.mark.property
def test_every_case_takes_one_channel_and_ends_one_way(run: Run) -> None:
    p = run.simulation.record[0]
    need = np.minimum(1.0, float(p["multi_agency_need"]) * p["agency_share"])
    for _, _, after in weeks(run):
        flows, teams = after.practice_flows, after.teams
        known = after.practices.pathway_knowledge  # of people's arm: no clinic answers besides
        cases = (flows.served + flows.by_staff) * need * (1.0 - float(p["knowledge_avoids_referral"]) * known)
        near(flows.case_class, cases)
        near(flows.direct + flows.pathway, cases @ p["agency_mix"])
        near(flows.cases, cases.sum(axis=1))
        near(flows.joint_resolved + flows.failed_class.sum(axis=1), flows.cases)
        near(flows.accepted_class.sum(axis=1), flows.joint_resolved)
        near(flows.joint_resolved.sum(), (teams.arriving - teams.refused).sum())


@pytest.mark.property
def test_the_coordination_budget_is_spent_once(run: Run) -> None:
    """Desk, facilitation, bridging and fixed cost are budget and support; bids move money within a system."""
    p = run.simulation.record[0]
    founding = run.simulation.config.start == "founding"
    fixed = float(p["channel_fixed_cost"])
    for week, before, after in weeks(run):
        flows, pcns = after.pcn_flows, after.pcns
        system = pcns.system
        level = 1.0 + before.systems.growth[system]
        if founding and week < 0:
            level = np.full(len(level), float(p["coordination_before_contract"]))
        if EVERYTHING["cut_week"] <= week < EVERYTHING["cut_end_week"]:
            level = level * float(p["coordination_after_cut"])
        by_formula = float(p["coordination_hours_per_1000"]) * flows.population / 1000.0 * level
        near(np.bincount(system, flows.budget_hours), np.bincount(system, by_formula))
        if not EVERYTHING["bids_start_week"] <= week < EVERYTHING["bids_end_week"]:
            near(flows.budget_hours, by_formula)
        parts = flows.desk_hours + flows.facilitation_hours + flows.bridging_hours
        near(parts + flows.fixed_hours, flows.budget_hours + flows.support_hours)
        lateral = pcns.shares[:, FACILITATION]
        channels = (lateral > 0).astype(int) + (lateral < 1)
        near(flows.fixed_hours, channels * fixed * flows.budget_hours)
        supported = pcns.prior_collaboration < EVERYTHING["development_threshold"]
        inside = EVERYTHING["development_start_week"] <= week < EVERYTHING["development_end_week"]
        share = float(p["development_strength"]) * float(p["development_facilitation"])
        near(flows.support_hours, np.where(supported & inside, share * by_formula, 0.0))


@pytest.mark.property
def test_one_person_holds_one_role(run: Run) -> None:
    """The director on the executive is the one exception of the specification."""
    for state in run.states:
        gps, pcns, systems = state.gps, state.pcns, state.systems
        posts = {
            DIRECTOR: pcns.director[pcns.director >= 0],
            DEPUTY_DIRECTOR: pcns.deputy[pcns.deputy >= 0],
            NETWORK_ROLE_GP: np.unique(pcns.network_gp[pcns.network_gp >= 0]),
            EXECUTIVE_MEMBER: np.concatenate((systems.first_member, systems.second_member)),
        }
        posts[EXECUTIVE_MEMBER] = posts[EXECUTIVE_MEMBER][posts[EXECUTIVE_MEMBER] >= 0]
        held = np.concatenate(list(posts.values()))
        assert len(set(held.tolist())) == len(held)
        assert gps.filled[held].all()
        for role, people in posts.items():
            assert set(np.flatnonzero(gps.role == role).tolist()) == set(people.tolist())
        assert (gps.pcn[posts[DIRECTOR]] == np.flatnonzero(pcns.director >= 0)).all()
        assert (gps.pcn[posts[DEPUTY_DIRECTOR]] == np.flatnonzero(pcns.deputy >= 0)).all()
        served = np.flatnonzero(pcns.network_gp >= 0)
        assert (pcns.system[gps.pcn[pcns.network_gp[served]]] == pcns.system[served]).all()
        for holder in posts[NETWORK_ROLE_GP]:  # those who share a GP stand next to one another
            assert np.ptp(np.flatnonzero(pcns.network_gp == holder)) == (pcns.network_gp == holder).sum() - 1
        seats = systems.director_member[systems.director_member >= 0]
        assert np.isin(seats, posts[DIRECTOR]).all()
        for system in np.flatnonzero(systems.executive):
            members = [systems[name][system] for name in ("first_member", "second_member", "director_member")]
            assert all(member < 0 or pcns.system[gps.pcn[member]] == system for member in members)
        assert (systems.director_member[~systems.executive] == -1).all()


@pytest.mark.property
def test_hours_of_roles_come_off_clinical_time(run: Run) -> None:
    """Sessions for patients are contracted sessions less what each role takes and nobody backfills."""
    p = run.simulation.record[0]
    for week, _, state in weeks(run):
        gps = state.gps
        cut = EVERYTHING["cut_week"] <= week < EVERYTHING["cut_end_week"]
        given = np.select(
            [gps.role == DIRECTOR, gps.role == DEPUTY_DIRECTOR, gps.role == NETWORK_ROLE_GP],
            [
                min(1.0, float(p["director_sessions"])) if cut else float(p["director_sessions"]),
                float(p["deputy_sessions"]),
                float(p["network_role_sessions"]),
            ],
            0.0,
        )
        vacancy = state.systems.vacancy[state.pcns.system[gps.pcn]]
        backfill = float(p["backfill_share"]) * np.maximum(0.0, 1.0 - 3.0 * vacancy)
        left = np.maximum(0.1 * gps.sessions, gps.sessions - (1.0 - backfill) * given)
        near(gps.clinical_sessions, np.where(gps.filled, left, 0.0))
        posts = (gps.role == NETWORK_ROLE_GP).sum()
        hours = posts * float(p["network_role_sessions"]) * float(p["hours_per_session"])
        near(state.pcn_flows.network_hours.sum(), hours)


@pytest.mark.property
def test_every_pound_stands_once_under_its_kind_and_once_under_its_payer(run: Run) -> None:
    weekly = run.simulation.weekly()
    kinds = [f"cost_{name}" for name in ("programme", "coordination", "hospital", "turnover")]
    payers = [name for name in weekly.columns if name.startswith("cost_to_")]
    assert len(kinds) + len(payers) == COSTS
    assert NATIONAL_CONTRACT == TURNOVER + 1
    assert PROGRAMME == 0
    assert (weekly[kinds + payers] >= 0).all(axis=None)
    near(weekly[kinds].sum(axis=1), weekly["cost_total"])
    near(weekly[payers].sum(axis=1), weekly["cost_total"])


@pytest.mark.property
def test_programme_money_is_what_people_and_hours_cost(run: Run) -> None:
    """The same money from the state alone: hours, posts, staff and teams at their prices."""
    p, made = run.simulation.record[0], run.simulation.config
    found = run.simulation.weekly().set_index("week")
    session = float(p["hours_per_session"]) * float(p["gp_hour_cost"])
    deputy = float(p["deputy_sessions"]) * float(p["hours_per_session"]) * float(p["role_session_hour_cost"])
    for week, before, state in weeks(run):
        contract = week >= 0 or made.start == "established"
        cut = EVERYTHING["cut_week"] <= week < EVERYTHING["cut_end_week"]
        flows, pcns, gps = state.pcn_flows, state.pcns, state.gps
        coordinators = float(p["coordinator_hour_cost"]) * flows.budget_hours.sum()
        support = float(p["coordinator_hour_cost"]) * flows.support_hours.sum()
        own = float(p["coordinator_cost_paid_by_pcn"]) * coordinators if contract else 0.0
        national = (pcns.staff @ p["role_cost"]).sum() / 52.0
        sessions = min(1.0, float(p["director_sessions"])) if cut else float(p["director_sessions"])
        national += (gps.role == DIRECTOR).sum() * sessions * session
        paid = 0.0 if cut or not contract else float(p["participation_payment"])
        national += paid / 52.0 * flows.signed_population.sum()
        deputies = deputy * (pcns.deputy >= 0)
        kept = pcns.deputy_stage == KEPT_BY_PCN
        executives = state.systems.executive.sum()
        managers = executives * float(p["manager_hour_cost"]) * float(p["management_hours_federation"])
        members = float(p["executive_clinical_hours"]) * (gps.role == EXECUTIVE_MEMBER).sum()
        by_payer = {
            "national_contract": national,
            "commissioner": coordinators - own + support + deputies[~kept].sum(),
            "education": (gps.role == NETWORK_ROLE_GP).sum() * float(p["network_role_sessions"]) * session,
            "pcn_accounts": own + deputies[kept].sum(),
            "providers": float(p["hub_estate_saving"])
            / 52.0
            * state.teams.wte[state.teams.hub_team >= 0].sum(),
        }
        row, scale = found.loc[week], 52.0 / state.systems.population.sum()
        for payer, pounds in by_payer.items():
            assert row[f"cost_to_{payer}"] == pytest.approx(scale * pounds, rel=1e-9, abs=1e-12), (
                week,
                payer,
            )
        near(row["cost_programme"], scale * (sum(by_payer.values()) + managers))
        hours = state.practices.coordination_hours.sum() + members
        near(row["cost_coordination"], scale * hours * float(p["gp_hour_cost"]))
        if contract:
            came = 0.0 if cut else float(p["core_funding_per_patient"]) / 52.0
            gained = came * flows.population - float(p["coordinator_cost_paid_by_pcn"]) * float(
                p["coordinator_hour_cost"]
            ) * flows.budget_hours - np.where(kept, deputies, 0.0)  # fmt: skip
            near(pcns.bank - before.pcns.bank, gained)


@pytest.mark.property
def test_outcomes_are_known_but_where_there_is_nothing_to_look_at(run: Run) -> None:
    weekly = run.simulation.weekly().set_index("week")
    unknown_at_times = {
        "design_fit", "deprivation_ratio", "deprivation_gap", "slope_joint_resolution", "slope_spill",
        "decision_latency", "deputies_kept", "executive_mandate", "executive_powers_held", "executive_capacity",
        "executive_pcn_leadership", "director_hours", "director_unpaid_hours", "practice_trust",
        "applicants_per_place",
        *(outcome.name for outcome in OUTCOMES if "_fifth_" in outcome.name),
    }  # fmt: skip
    assert weekly.drop(columns=list(unknown_at_times)).notna().all(axis=None)
    assert not np.isinf(weekly.to_numpy()).any()
    for outcome in OUTCOMES:
        values = weekly[outcome.name].dropna()
        if outcome.unit in ("share", "0-1") and outcome.name not in ("deprivation_gap", "overtime"):
            assert values.between(-1e-12, 1.0 + 1e-12).all(), outcome.name
        elif outcome.better == "lower" and "slope" not in outcome.name and outcome.name != "deprivation_gap":
            assert (values >= 0).all(), outcome.name
    assert weekly["applicants_per_place"].loc[10:].ge(1.0).all()
    during = weekly.loc[EVERYTHING["executive_start_week"] : EVERYTHING["executive_end_week"] - 1]
    assert during["executive_capacity"].notna().all()
    after = weekly.loc[EVERYTHING["executive_end_week"] :]
    assert after["executive_capacity"].isna().all()


@pytest.mark.property
def test_what_has_ended_gives_back_what_it_took(run: Run) -> None:
    first = run.simulation.config.burn_in_weeks
    for state in run.states[first + OVER + 1 :]:
        gps, pcns, systems, owners = state.gps, state.pcns, state.systems, state.owners
        assert np.isin(gps.role, (NO_ROLE, DIRECTOR)).all()
        assert (pcns.deputy == -1).all()
        assert (pcns.deputy_stage == DEPUTY_ENDED).all()
        assert (pcns.network_gp == -1).all()
        assert (pcns.network_stage == SCHEME_ENDED).all()
        for column in ("network_good", "network_bad", "mandate_good", "mandate_bad"):
            assert (pcns[column] == 0).all()
        for column in ("network_hours", "network_reach", "clinic_reach", "support_hours"):
            assert (state.pcn_flows[column] == 0).all()
        assert (state.pcn_flows.mandate == 0.5).all()
        assert not systems.executive.any()
        for column in ("powers", "capacity"):
            assert (systems[column] == 0).all()
        for column in ("first_member", "second_member", "director_member"):
            assert (systems[column] == -1).all()
        assert (owners.executive_good == 0).all()
        assert (owners.executive_bad == 0).all()
        assert (state.teams.hub_team[state.practices.team] == -1).all()


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_every_structure_is_given_the_same_with_everything_on(start: str) -> None:
    """Teams, support, demand and the workforce are those of every arm, and so is an executive's term."""
    values = {**EVERYTHING, "bid_leadership_effect": 0.0, "leaving_rate": 0.0, "retirement_rate": 0.0}
    arms = [
        simulation(at(one, f"start={start}", weeks=30, burn_in=6, values=values), area(3, seed=10))
        for one in STRUCTURES
    ]
    for _ in range(36):
        for arm in arms:
            arm.step()
        one = arms[0].state
        for other in (arm.state for arm in arms[1:]):
            for table, column in (
                ("gps", "sessions"), ("gps", "practice"), ("gps", "filled"), ("teams", "working"),
                ("teams", "base_capacity"), ("teams", "wte"), ("practices", "open"), ("practices", "list_size"),
                ("practices", "demand_factor"),
            ):  # fmt: skip
                left, right = getattr(one, table)[column], getattr(other, table)[column]
                assert left.tobytes() == right.tobytes(), column
            for column in ("support_hours", "population"):
                near(one.pcn_flows[column], other.pcn_flows[column], 1e-12)
            assert one.systems.executive.tolist() == other.systems.executive.tolist()
            near(of_pcn(one, one.practices.list_size), of_pcn(other, other.practices.list_size))


# ------------------------------------------------------------------------------------------------ off, and branches

SWITCHES = {programme.switch: 0.0 for programme in PROGRAMMES.values()}


def odd_sizes() -> dict[str, float]:
    """Every number that belongs to a programme away from its default, in a block's keys or not; all switches off."""
    named = {parameter for programme in PROGRAMMES.values() for parameter in programme.keys.values()}
    odd = {name: value for name, value in EVERYTHING.items() if name not in SWITCHES}
    for name, one in declared().items():
        if name in odd or name in SWITCHES or not (name in named or one.programme in PROGRAMMES):
            continue
        odd[name] = one.high if one.high != one.default else one.low
    return {**odd, **SWITCHES}


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_all_programmes_switched_off_leave_no_byte_behind(structure: str, start: str) -> None:
    """State and series, in runs that are long enough for every week that is set to come, and go, inside them."""
    place, how = area(3, seed=10), {"weeks": 58, "burn_in": 6}
    odd = odd_sizes()
    plain = simulation(at(structure, f"start={start}", values=LIVELY_WITHOUT, **how), place).run()
    off = simulation(at(structure, f"start={start}", values={**LIVELY_WITHOUT, **odd}, **how), place).run()
    assert differing(plain, off) == []


def only(name: str, week: int) -> dict[str, float]:
    """One programme in the sizes of ``EVERYTHING``, from a week on, or in that week."""
    keys = PROGRAMMES[name].keys
    sizes = {parameter: EVERYTHING[parameter] for parameter in keys.values() if parameter in EVERYTHING}
    later = {keys[key]: float(week) for key in ("start_week", "week") if key in keys}
    return {**sizes, **later}


@pytest.mark.property
@pytest.mark.parametrize("name", PROGRAMMES)
def test_a_branch_that_switches_a_programme_on_goes_on_as_if_it_had_been_planned(name: str) -> None:
    how = {"weeks": 52, "burn_in": 6}
    plain, planned = (
        at("hybrid", values=LIVELY, **how),
        at("hybrid", values={**LIVELY, **only(name, 8)}, **how),
    )
    parent = simulation(plain, area(3, seed=10)).run(6 + 7)
    branch = parent.branch(planned).run()
    assert differing(branch, simulation(planned, area(3, seed=10)).run()) == []
    assert differing(branch, parent.run()) != []


@pytest.mark.property
def test_a_branch_that_switches_everything_off_leaves_nothing_in_force_and_may_begin_anew() -> None:
    how = {"weeks": 70, "burn_in": 6}
    place = area(3, seed=10)
    parent = simulation(at("hybrid", values={**LIVELY, **EVERYTHING}, **how), place).run(6 + 24)
    assert set(range(5)) == set(np.unique(parent.state.gps.role).tolist())
    off = parent.branch(at("hybrid", values={**LIVELY, **EVERYTHING, **SWITCHES}, **how)).run(2)
    state = off.state
    assert np.isin(state.gps.role, (NO_ROLE, DIRECTOR)).all()
    assert (state.pcns.network_gp == -1).all()
    assert (state.pcn_flows.network_hours == 0).all()
    assert (state.pcns.deputy == -1).all()
    assert not state.systems.executive.any()
    assert (state.teams.hub_team[state.practices.team] == -1).all()
    assert off.weekly()["cost_to_education"].iloc[-1] == 0.0

    again = {
        "deputy_start_week": 30, "deputy_end_week": 60, "network_role_start_week": 30, "network_role_end_week": 60,
        "network_role_transfer_week": 40, "executive_start_week": 30, "executive_end_week": 60,
        "footprint_start_week": 30, "footprint_end_week": 60,
        **{switch: 0.0 for switch in SWITCHES if switch not in (
            "deputy_directors", "network_role_gps", "executive", "community_footprint")},
    }  # fmt: skip
    anew = off.branch(at("hybrid", values={**LIVELY, **EVERYTHING, **again}, **how)).run(11)
    row = anew.weekly().iloc[-1]
    assert row["deputies_in_post"] > 0
    assert row["network_role_gps_in_post"] > 0
    assert row["executive_mandate"] > 0
    assert row["cost_to_providers"] > 0


@pytest.mark.unit
@pytest.mark.parametrize(
    ("sets", "values", "said"),
    [
        (
            [],
            {"executive": 1, "executive_start_week": 3},
            r"programmes.executive.start_week: is 3, but .* week 6",
        ),
        ([], {"contract_deadline": 1}, "programmes.contract_deadline.week: is 5"),
        ([], {"deputy_directors": 1, "deputy_start_week": 2}, "programmes.deputy_directors.start_week"),
        (
            [],
            {"network_role_gps": 1, "network_role_gps_per_pcn": 0.5},
            "network_role_gps.gps_per_pcn: is 0.5",
        ),
        ([], {"practice_closure": 1, "closure_week": 8, "closure_rank": 90}, "is 90, but the area has"),
        (["start=established"], {}, "start: is 'established', but the run began with 'founding'"),
        (["structure='network'"], {}, "structure: differs from that of week 0"),
        (["structure_changes=[{week=4, structure='network'}]"], {}, r"structure_changes\[0\]: .* week 4"),
    ],
)
def test_a_branch_is_refused_where_it_asks_for_what_lies_behind_it(
    sets: list[str], values: dict[str, float], said: str
) -> None:
    common = {"network_role_gps": 1, "network_role_start_week": 2, "contract_deadline_week": 5}
    parent = simulation(at("hybrid", weeks=12, burn_in=4, values=common), area(3, seed=10)).run(4 + 6)
    other = at("hybrid", *sets, weeks=12, burn_in=4, values={**common, **values})
    if "structure='network'" in sets:
        other = at("network", weeks=12, burn_in=4, values=common)
    with pytest.raises(InputError, match=said):
        parent.branch(other)
    parent.branch(parent.config).run()


@pytest.mark.property
@pytest.mark.parametrize("start", ["founding", "established"])
def test_everything_on_goes_on_from_a_saved_state_to_the_same_bytes(start: str) -> None:
    """Saved while all programmes are in force, after the transfer and before any of them ends."""
    made = config_of("network", start, "three PCNs")
    run = simulation(made, area(3, seed=10)).run(6 + 22)
    again = simulation(made, area(3, seed=10)).restored(run.snapshot())
    assert differing(run.run(), again.run()) == []
    steps = simulation(made, area(3, seed=10))
    for _ in range(6 + 58):
        steps.step()
    assert differing(run, steps) == []
    other = simulation(made, area(3, seed=10), seed=9).run()
    assert differing(run, other) != []


@pytest.mark.property
def test_numbers_at_the_ends_of_their_meaning_leave_everything_finite() -> None:
    """Those a tie or a bridge is divided by, with all programmes on."""
    for name in ("initial_tie_evidence", "trust_prior_mass", "trust_forgetting", "bridging_saturation_hours"):
        for value in (declared()[name].minimum, declared()[name].maximum):
            if value is None:
                continue
            made = at("hybrid", weeks=20, burn_in=2, values={**EVERYTHING, name: value})
            state = simulation(made, area(2, 3)).run().state
            for table in (state.practices, state.pcns, state.pcn_flows, state.owners, state.systems):
                for column in table.dtype.names:
                    assert np.isfinite(table[column]).all(), f"{name} = {value}: {column}"
