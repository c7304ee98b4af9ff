"""Formulas of section 7, worked out again in NumPy from the states before and after each week of a busy run."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from pcnsim.model.columns import State
from pcnsim.model.simulation import Simulation, copy_state
from pcnsim.model.vocabulary import (
    BRIDGING,
    DIRECT_CASES,
    FACILITATION,
    LOCAL_DECISIONS,
    MEETINGS,
    OWNER_OF_SERVICE,
)
from tests.model.world import at, simulation, two_systems

VALUES = {
    "mandate_adoption_rate": 0.3, "own_interest_adoption_rate": 0.3, "proposals_per_meeting": 3.0,
    "central_decision_weeks": 1.0, "partner_sign_up_rate": 0.2, "partner_lapse_rate": 0.01, "set_up_weeks": 6.0,
    "contestable_growth": 0.3, "demand_scale": 1.2, "closure_staffing": 0.0, "director_resignation_rate": 0.6,
    "additional_roles_fill_rate": 0.2, "transferred_work": 0.05, "community_capacity": 0.45,
    # Every share its own value, so that one cannot stand for another.
    "network_position": 0.5, "direct_case_share": 0.4, "local_decision_share": 0.55, "peer_spread_share": 0.65,
    "facilitation_share": 0.3, "meeting_share": 0.75, "bridging_share": 0.25,
}  # fmt: skip
BURN_IN = 8


class Weeks:
    """A run and its states: before the first week and after each."""

    def __init__(self, start: str) -> None:
        self.run: Simulation = simulation(
            at(0.5, f"start={start}", weeks=70, burn_in=BURN_IN, values=VALUES), two_systems(), 12
        )
        self.p: Any = self.run.record.view(np.recarray)[0]
        self.established = start == "established"
        states = [copy_state(self.run.state)]
        while self.run.week < self.run.last_week:
            self.run.step()
            states.append(copy_state(self.run.state))
        self.pairs: list[tuple[int, State, State]] = [
            (number - BURN_IN, one, other) for number, (one, other) in enumerate(pairwise(states))
        ]

    def contract(self, week: int) -> bool:
        return self.established or week >= 0


@pytest.fixture(scope="module", params=["founding", "established"])
def weeks(request: pytest.FixtureRequest) -> Weeks:
    return Weeks(request.param)


def near(found: object, expected: object) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11)


def service_trust(state: State) -> Any:
    return state.practices.service_good / (state.practices.service_good + state.practices.service_bad)


def effective(before: State, after: State) -> Any:
    """Trust in services with what bridging staff span, as cases meet it: trust of last week, bridge of this."""
    return 1 - (1 - service_trust(before)) * (1 - after.pcn_flows.bridge[after.practices.pcn])


def two_channels(state: State) -> Any:
    lateral = state.pcns.shares[:, DIRECT_CASES]
    return (4 * lateral * (1 - lateral))[state.practices.pcn]


@pytest.mark.property
def test_the_run_is_busy(weeks: Weeks) -> None:
    last = weeks.run.state
    assert last.practices.adopted.mean() > 0.3
    assert last.pcns.partner.mean() > 0.3
    assert (last.pcns.staff > 0).any()
    assert (last.systems.growth > 0).all()
    assert any(after.teams.refused.sum() > 0 for _, _, after in weeks.pairs) or last.teams.queue.sum() > 0
    assert any((after.pcns.director < 0).any() for week, _, after in weeks.pairs if week > 0)
    assert len({round(share, 6) for share in last.pcns.shares[0]}) == 6


@pytest.mark.property
def test_coordination_hours_term_by_term(weeks: Weeks) -> None:
    p = weeks.p
    for week, before, after in weeks.pairs:
        practices, flows = after.practices, after.practice_flows
        pcn, contract = practices.pcn, weeks.contract(week)
        shares = after.pcns.shares[pcn]
        ties = after.practice_ties
        degree = np.bincount(
            np.concatenate((ties.first[ties.live], ties.second[ties.live])), minlength=len(practices)
        )
        squeeze = 1 - p.strain_squeeze * np.clip((flows.strain - 0.3) / 0.6, 0, 1)
        near(flows.attention, squeeze)
        upkeep = p.tie_upkeep_minutes * squeeze / 60
        if contract:
            upkeep = upkeep * shares[:, DIRECT_CASES] * (8 + p.practice_tie_upkeep * degree)
        else:
            upkeep = upkeep * 8 * 0.5
        minutes = flows.direct * p.direct_case_minutes * (1.5 - effective(before, after))
        minutes = minutes + flows.pathway * p.referral_minutes
        cases = minutes.sum(axis=1) * (1 + p.duplicate_handling * two_channels(after)) / 60
        chasing = p.chasing_minutes * flows.failed_class.sum(axis=1) / 60
        often = (
            p.meetings_in_hierarchy + (p.meetings_in_network - p.meetings_in_hierarchy) * shares[:, MEETINGS]
        )
        meetings = layers = np.zeros(len(practices))
        if contract:
            near(after.pcn_flows.meetings[pcn], often)
            partners = before.pcns.partner[pcn].sum(axis=1)
            team = (
                shares[:, MEETINGS]
                * p.team_meetings_per_week
                * p.team_meeting_hours
                * squeeze
                * (1 + partners)
                / 4
            )
            meetings = practices.signed * often * p.meeting_hours + team
            above = after.systems.layers[after.pcns.system[pcn]]
            layers = (1 - shares[:, LOCAL_DECISIONS]) * above * p.assurance_hours_per_layer
        new = (before.practices.adopted > 0) & (before.practices.weeks_adopted < p.implementation_weeks)
        implementing = p.implementation_hours * new.sum(axis=1)
        personal = np.bincount(after.gps.practice, after.gps.tie_hours, len(practices))
        share = practices.list_size / after.pcn_flows.population[pcn]
        facilitators = (after.pcn_flows.facilitation_hours + 0.5 * after.pcn_flows.bridging_hours)[
            pcn
        ] * share
        relief = np.minimum(0.5 * (upkeep + meetings + 0.5 * cases), p.facilitator_offset * facilitators)
        total = (
            upkeep + cases + chasing + meetings + layers + flows.supervision_hours + implementing + personal
        )
        near(practices.coordination_hours, np.maximum(0, total - relief))


@pytest.mark.property
def test_supervision_and_contacts_of_additional_staff(weeks: Weeks) -> None:
    p = weeks.p
    for _, before, after in weeks.pairs:
        pcns, flows, practices = before.pcns, after.pcn_flows, after.practices
        share = np.where(practices.signed, practices.list_size / flows.signed_population[practices.pcn], 0)
        hours = (pcns.staff * p.supervision_hours * (2 - pcns.staff_experience)).sum(
            axis=1
        ) * p.supervision_scale
        near(after.practice_flows.supervision_hours, hours[practices.pcn] * share)
        floor = p.integration_floor
        integration = (
            (floor + (1 - floor) * 0.5 * (flows.practice_trust + flows.role_identity))
            * (0.5 + 0.5 * flows.consensus)
            / (1 + p.integration_loss_per_practice * np.maximum(0, flows.members - 2))
        )
        near(flows.integration, integration)
        per_role = (
            pcns.staff * (0.3 + 0.7 * pcns.staff_experience) * p.role_contacts_per_week * p.contacts_saved
        )
        offered = ((per_role @ p.role_class_mix) * integration[:, None])[practices.pcn] * share[:, None]
        limit = p.substitution_limit * (before.practices.backlog + after.practice_flows.inflow)
        near(after.practice_flows.by_staff, np.minimum(offered, limit))


@pytest.mark.property
def test_clinical_time_load_and_capacity(weeks: Weeks) -> None:
    p = weeks.p
    for _, before, after in weeks.pairs:
        gps, flows, practices = after.gps, after.practice_flows, before.practices
        vacancy = after.systems.vacancy[after.pcns.system[gps.pcn]]
        backfill = p.backfill_share * np.maximum(0, 1 - 3 * vacancy)
        directing = np.isin(np.arange(len(gps)), after.pcns.director)
        left = gps.sessions - directing * (1 - backfill) * p.director_sessions
        sessions = np.where(
            directing, gps.filled * np.maximum(0.1 * gps.sessions, left), gps.filled * gps.sessions
        )
        near(gps.clinical_sessions, sessions)
        whole = np.bincount(gps.practice, p.contact_minutes_per_session * sessions * gps.pace, len(practices))
        net = np.maximum(whole - 60 * practices.coordination_hours, p.clinical_time_floor * whole)
        saved = p.back_office_saving * practices.effect[:, 0] + p.technology_saving * practices.effect[:, 2]
        minutes = p.minutes_per_contact * (1 - saved)[:, None]
        load = ((flows.inflow - flows.by_staff + 0.15 * practices.backlog) * minutes).sum(axis=1) / net
        near(flows.load, load)
        pressed = np.clip((load - 1) / 0.3, 0, 1)
        near(flows.overtime, p.overtime_limit * pressed)
        near(flows.minutes, net * (1 + p.overtime_limit * pressed) / (1 - p.quick_contact_limit * pressed))


@pytest.mark.property
def test_which_cases_are_accepted(weeks: Weeks) -> None:
    p = weeks.p
    owner = np.array(OWNER_OF_SERVICE)
    for _, before, after in weeks.pairs:
        practices, flows, pcns = before.practices, after.practice_flows, before.pcns
        pcn = practices.pcn
        trust = effective(before, after)
        centre = practices.centre_good / (practices.centre_good + practices.centre_bad)
        lateral = after.pcns.shares[pcn, DIRECT_CASES][:, None]
        direct = lateral * np.exp(p.channel_choice_strength * trust)
        pathway = (1 - lateral) * np.exp(p.channel_choice_strength * centre)[:, None]
        near(flows.direct, direct / (direct + pathway) * (flows.direct + flows.pathway))
        plain = p.joint_success_ceiling * (1 - p.ambiguity * two_channels(after))[:, None]
        fit = np.exp(-p.misfit_loss * practices.need_distance * (1 - pcns.local_knowledge[pcn]))
        layers = after.systems.layers[after.pcns.system]
        capacity = 60 * after.pcn_flows.desk_hours / (p.desk_minutes_per_case * layers)
        wait = layers * p.layer_delay + pcns.desk_queue / capacity
        near(after.pcn_flows.desk_delay, wait)
        passed = np.maximum(0, 1 - after.pcn_flows.desk_bounced / after.pcn_flows.desk_in)
        known = p.pathway_success_without_trust
        by_pathway = (
            plain[:, 0]
            * fit
            * (known + (1 - known) * centre)
            * (np.exp(-wait / p.joint_plan_decay) * passed)[pcn]
        )
        reach = after.pcn_flows.facilitation_reach[pcn][:, None]
        without = p.direct_success_without_trust
        without = without + (1 - without) * p.facilitation_stands_in * reach
        lag = p.direct_response_time * (1.6 - trust) / flows.attention[:, None]
        by_direct = (
            plain * practices.service_match * (without + (1 - without) * trust)
            * (0.7 + 0.3 * flows.engagement)[:, None] * np.exp(-lag / p.joint_plan_decay)
        )  # fmt: skip
        partner = p.unsigned_partner_success + (1 - p.unsigned_partner_success) * pcns.partner[pcn]
        team = np.minimum(0.6, p.integrated_team_effect * practices.effect[:, 5])[:, None]
        queue = before.teams.queue / before.teams.base_capacity
        ready = p.acceptance_floor + (1 - p.acceptance_floor) * np.exp(-queue / p.team_wait_felt)
        near(after.teams.availability, ready)
        good = pcns.owner_good + (pcns.director_good)
        of_owner = good / (good + pcns.owner_bad + pcns.director_bad)
        stayed = (before.pcns.director == after.pcns.director)[pcn]  # a new director's ties are new
        apart = of_owner[pcn][:, owner] - before.teams.owner_trust[practices.team]
        ready = np.clip(ready[practices.team] + p.assignment_gain * apart, 0, 1)
        for found, cases, success in (
            (flows.accepted_direct, flows.direct, by_direct),
            (flows.accepted_pathway, flows.pathway, np.broadcast_to(by_pathway[:, None], trust.shape)),
        ):
            expected = cases * ready * (1 - (1 - np.clip(success * partner, 0, 0.98)) * (1 - team))
            near(found[stayed], expected[stayed])


@pytest.mark.property
def test_failures_return_and_escalate(weeks: Weeks) -> None:
    p = weeks.p
    for _, _, after in weeks.pairs:
        flows = after.practice_flows
        emergency = np.minimum(p.spill_destination[:, 0], p.emergency_ceiling)
        gave_up = p.spill_destination[:, 3] + p.spill_destination[:, 0] - emergency
        back = p.hidden_return * flows.spilled * gave_up + p.failed_case_return * flows.failed_class
        near(after.practices.returning, back)
        ends = flows.failed_class + p.escalation_if_resolved * flows.accepted_class
        near(flows.escalations, (p.escalation_scale * p.escalation_probability * ends).sum(axis=1))


@pytest.mark.property
def test_the_time_of_directors_and_setting_up(weeks: Weeks) -> None:
    p = weeks.p
    for week, before, after in weeks.pairs:
        flows, pcns = after.pcn_flows, after.pcns
        if not weeks.contract(week):
            near(flows.leadership, 0.2)
            near(pcns.set_up, 0.0)
            continue
        first_year = not weeks.established and week < 52
        external = 0.2 if first_year else 0.4 + 0.4 * p.external_focus
        layers = after.systems.layers[pcns.system]
        members = flows.members
        wanted = (
            p.director_set_up_hours * (before.pcns.set_up < 1)
            + p.director_hours_per_practice * members * (1.4 - external)
            + 8 * p.director_hours_per_service * external
            + p.director_hours_per_additional_fte * before.pcns.staff.sum(axis=1)
            + p.director_representation_hours
            + (1 - pcns.shares[:, LOCAL_DECISIONS]) * p.director_hours_per_layer * layers
            + pcns.shares[:, MEETINGS]
            * p.director_hours_per_tie
            * p.practice_tie_density
            * members
            * (members - 1)
            / 2
        )
        funded = p.hours_per_session * p.director_sessions
        there = pcns.director >= 0
        worked = np.minimum(wanted, funded + p.hours_per_session * p.director_extra_sessions) * there
        near(flows.director_hours, worked)
        near(flows.unpaid_hours, np.maximum(0, worked - funded))
        # Skill grows in role at the end of the week.
        skill = 1 - (1 - after.gps.leadership_skill[pcns.director]) / (1 - p.leadership_learning)
        near(flows.leadership, worked / wanted * (0.6 + 0.4 * skill) * there)
        slow = p.set_up_weeks * (1 + 0.05 * np.maximum(0, members - 5))
        near(
            pcns.set_up,
            np.minimum(1, before.pcns.set_up + flows.leadership * (0.4 + 1.2 * flows.practice_trust) / slow),
        )


@pytest.mark.property
def test_reach_bridge_and_what_the_centre_learns(weeks: Weeks) -> None:
    p = weeks.p
    for _, before, after in weeks.pairs:
        flows, pcns = after.pcn_flows, after.pcns
        saturation = p.bridging_saturation_hours * flows.members
        near(flows.facilitation_reach, 1 - np.exp(-flows.facilitation_hours / saturation))
        near(flows.bridging_reach, 1 - np.exp(-flows.bridging_hours / saturation))
        good = before.pcns.bridge_good + p.trust_prior_mass * p.general_trust
        total = before.pcns.bridge_good + before.pcns.bridge_bad + p.trust_prior_mass
        near(
            flows.bridge,
            np.minimum(1, 2 * p.bridged_share_of_distrust * good / total * flows.bridging_reach[:, None]),
        )
        known = before.pcns.local_knowledge
        gain = p.local_knowledge_gain * 0.5 * flows.bridging_hours * (1 - pcns.shares[:, LOCAL_DECISIONS]) / 8
        near(pcns.local_knowledge, known + gain * (1 - known) - p.local_knowledge_fade * (known - 0.2))
        assert (pcns.shares[:, [FACILITATION, BRIDGING]] > 0).any()


@pytest.mark.property
def test_strain_engagement_orientation_and_identity(weeks: Weeks) -> None:
    p = weeks.p
    for week, before, after in weeks.pairs:
        gps, practices, flows = after.gps, after.practices, after.practice_flows
        stayed = gps.filled & before.gps.filled & (gps.arrivals == before.gps.arrivals)
        home, pcn, old = gps.practice, gps.pcn, before.gps
        directing = np.isin(np.arange(len(gps)), after.pcns.director)
        hours = p.hours_per_session * flows.clinical_sessions
        done = flows.served.sum(axis=1) + flows.by_staff.sum(axis=1)
        of_practice = (
            p.coordination_load_weight * practices.coordination_hours / np.maximum(hours, 1e-9) * (hours > 0)
            + 0.15 * flows.overtime / p.overtime_limit
            + p.quick_contact_load_weight * flows.shortening
            + p.waiting_load_weight
            * np.minimum(1, flows.unserved.sum(axis=1) / np.maximum(done, 1e-9) * (done > 0) / 3)
        )
        load = gps.contacts_per_day / 25 + of_practice[home]
        load = load + directing * p.unpaid_hours_load_weight * after.pcn_flows.unpaid_hours[pcn] / 8
        felt = 1 / (1 + np.exp(-(load - p.strain_midpoint_load) / p.strain_load_width))
        near(gps.strain[stayed], (old.strain + p.strain_speed * (felt - old.strain))[stayed])
        contract = float(weeks.contract(week))
        style, leadership = p.facilitative_style, after.pcn_flows.leadership[pcn]
        effect = practices.effect
        benefit = (
            0.2 * effect[:, [0, 1, 2, 5]].sum(axis=1)
            + 0.1 * effect[:, [3, 4]].sum(axis=1)
            + 0.5 * np.minimum(0.3, flows.by_staff.sum(axis=1) / np.maximum(done, 1e-9) * (done > 0))
        )
        misfit = (practices.mandated * practices.adopted * (1 - practices.design_fit)).mean(axis=1)
        target = (
            old.disposition
            + p.benefit_to_engagement * benefit[home]
            + p.peer_engagement * gps.peer_engagement
            - p.strain_to_engagement * (gps.strain - 0.5)
            + contract * p.facilitation_to_engagement * style * leadership
            - contract * p.imposed_misfit_to_engagement * misfit[home]
            - contract * p.directive_cost_to_engagement * 0.5 * (1 - style)
        )
        engagement = np.clip(
            old.engagement + p.engagement_speed * (np.clip(target, 0, 1) - old.engagement), 0, 1
        )
        near(gps.engagement[stayed], engagement[stayed])
        pull = p.goal_influence_rate * gps.peer_orientation
        pull = pull + contract * 0.3 * p.goal_influence_rate * leadership * (
            p.external_focus - old.orientation
        )
        orientation = np.clip(old.orientation + (0.3 + 0.7 * old.engagement) * pull, 0, 1)
        near(gps.orientation[stayed], orientation[stayed])
        grown = style * leadership * (0.3 + effect[home, 5]) * (1 - old.role_identity)
        identity = old.role_identity + contract * p.role_identity_rate * (
            grown - 0.3 * (1 - style) * old.role_identity
        )
        near(gps.role_identity[stayed], identity[stayed])


@pytest.mark.property
def test_peers_pull_by_trust_over_ties_that_outlast_the_week(weeks: Weeks) -> None:
    for _, before, after in weeks.pairs[::7]:
        ties, used = after.gp_ties, int(after.gp_ties.count[0])
        old = ties.age[:used] > 0
        first, second, trust = ties.first[:used][old], ties.second[:used][old], ties.trust[:used][old]
        held = np.bincount(np.concatenate((first, second)), minlength=len(after.gps))
        for pulled, of in (("peer_orientation", "orientation"), ("peer_engagement", "engagement")):
            value = before.gps[of].copy()
            fresh = after.gps.arrivals > before.gps.arrivals
            lean = trust * (value[second] - value[first])
            total = np.bincount(first, lean, len(after.gps)) - np.bincount(second, lean, len(after.gps))
            expected = np.where(held > 0, total / np.maximum(held, 1), 0)
            near(after.gps[pulled][~fresh], expected[~fresh])


@pytest.mark.property
def test_working_effect_and_prevention_build_up(weeks: Weeks) -> None:
    p = weeks.p
    for week, before, after in weeks.pairs:
        one, other = before.practices, after.practices
        if not weeks.contract(week):
            near(other.effect, 0.0)
            continue
        working = other.adopted * other.design_fit
        near(other.effect, np.clip(one.effect + (working - one.effect) / p.initiative_ramp_weeks, 0, 1.3))
        near(
            other.prevention_stock,
            one.prevention_stock + (other.effect[:, [3, 4]] - one.prevention_stock) / p.prevention_lag,
        )
        kept = (one.adopted > 0) & (other.adopted > 0)
        near(other.weeks_adopted[kept], one.weeks_adopted[kept] + 1)
        new = (one.adopted == 0) & (other.adopted > 0)
        standard = np.exp(-p.misfit_loss * one.need_distance * (1 - before.pcns.local_knowledge[one.pcn]))[
            :, None
        ]
        fit = other.mandated * standard + (1 - other.mandated) * p.local_design_fit
        near(other.design_fit[new], fit[new])
        approved = (after.pcns.approved > 0) | (after.systems.approved[after.pcns.system] > 0)
        assert approved[other.pcn][new].all()
        assert np.broadcast_to(other.signed[:, None], new.shape)[new].all()


@pytest.mark.property
def test_owners_pressure_priority_and_the_voice_of_general_practice(weeks: Weeks) -> None:
    p = weeks.p
    for week, before, after in weeks.pairs:
        teams, owners, systems = after.teams, after.owners, after.systems
        waiting = np.bincount(teams.owner, teams.queue, len(owners)) / np.bincount(
            teams.owner, teams.base_capacity
        )
        felt = waiting / (waiting + p.pressure_midpoint_weeks)
        near(
            owners.pressure, before.owners.pressure + p.trust_pressure_speed * (felt - before.owners.pressure)
        )
        good = after.pcns.owner_good + after.pcns.director_good
        trust = good / (good + after.pcns.owner_bad + after.pcns.director_bad)
        weight = after.pcn_flows.population / systems.population[after.pcns.system]
        mean = np.array(
            [(trust * weight[:, None])[after.pcns.system == s].sum(axis=0) for s in range(2)]
        ).ravel()
        near(owners.trust, mean)
        wanted = mean * (1 - 0.5 * owners.pressure)
        near(owners.priority, before.owners.priority + p.priority_speed * (wanted - before.owners.priority))
        voice = (
            p.voice_without_executive
            * (1 + 0.5 * mean.reshape(2, 5).mean(axis=1))
            / (1 + 0.15 * np.log(systems.pcns))
        )
        ours = p.general_practice_voice_weight * voice
        priority = owners.priority.reshape(2, 5).mean(axis=1)
        theirs = p.partners_voice_weight * p.trusts_weight_in_system * (1.5 - priority)
        near(systems.influence, ours / (ours + theirs))
        age = week + (4 * 52 + BURN_IN if weeks.established else 0)
        year_ends = weeks.contract(week) and (age + 1) % 52 == 0
        near(systems.growth, before.systems.growth + year_ends * p.contestable_growth * systems.influence)


@pytest.mark.property
def test_a_network_banks_its_core_funding_and_pays_its_share(weeks: Weeks) -> None:
    p = weeks.p
    for week, before, after in weeks.pairs:
        flows = after.pcn_flows
        income = p.core_funding_per_patient / 52 * flows.population
        paid = p.coordinator_cost_paid_by_pcn * p.coordinator_hour_cost * flows.budget_hours
        near(after.pcns.bank, before.pcns.bank + weeks.contract(week) * (income - paid))


@pytest.mark.statistical
def test_partners_sign_as_often_as_leadership_trust_and_agreement_say() -> None:
    signed, expected, variance = 0.0, 0.0, 0.0
    for start in ("founding", "established"):
        weeks = Weeks(start)
        p = weeks.p
        for week, before, after in weeks.pairs:
            if not weeks.contract(week):
                continue
            size = after.practices.list_size / after.pcn_flows.population[after.practices.pcn]
            trust = np.zeros((len(after.pcns), 8))
            np.add.at(trust, after.practices.pcn, service_trust(after) * size[:, None])
            local = after.pcns.shares[:, LOCAL_DECISIONS][:, None]
            owner = after.pcns.system[:, None] * 5 + np.array(OWNER_OF_SERVICE)
            external = np.maximum(after.pcn_flows.external_share, 0.1)[:, None]
            hazard = (
                p.partner_sign_up_rate * after.pcn_flows.leadership[:, None]
                * (2 * local * trust * (0.5 + 0.5 * external / 0.6) + (1 - local) * after.owners.agreed[owner])
                * (1 + before.systems.influence[after.pcns.system])[:, None]
            )  # fmt: skip
            if not weeks.established and week < 52:
                hazard = hazard * p.first_year_partner_factor
            chance = 1 - np.exp(-hazard)
            free = (before.pcns.partner == 0) & (after.pcns.set_up >= 1)[:, None]
            new = (after.pcns.partner > 0) & (before.pcns.partner == 0)
            assert not (new & ~free).any()
            signed += new.sum()
            expected += chance[free].sum()
            variance += (chance * (1 - chance))[free].sum()
    assert expected > 20
    assert abs(signed - expected) < 4 * np.sqrt(variance)
