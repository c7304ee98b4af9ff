"""Network-role GPs: who is chosen, what they bridge and teach, people against services, the end, a transfer."""

from __future__ import annotations

import math

import numpy as np
import pytest

from pcnsim.model.programmes.bridging import bridges, class_of
from pcnsim.model.simulation import Simulation
from pcnsim.model.vocabulary import (
    ACUTE_INTERFACE,
    CHILD,
    COMMUNITY_MENTAL_HEALTH,
    DISTRICT_NURSING,
    EXTENDED,
    FAMILY_SUPPORT,
    MENTAL,
    NETWORK_ROLE_GP,
    SCHEME_ENDED,
    UNSCHEDULED_CARE,
)
from tests.model import world

ON = {"network_role_gps": 1, "network_role_application_rate": 1.0, "network_role_interest_from_peers": 0.0}
BRIDGED = (FAMILY_SUPPORT, UNSCHEDULED_CARE, ACUTE_INTERFACE)


def run(
    weeks: int, values: dict[str, float] | None = None, structure: str | float = "network", **how: int
) -> Simulation:
    made = world.at(structure, weeks=130, values={**ON, **(values or {})})
    place = world.area(how.get("pcns", 3), practices=4)
    return world.simulation(made, place, how.get("seed", 5)).run(weeks + 4)


@pytest.mark.unit
def test_one_gp_a_pcn_is_chosen_and_holds_one_role() -> None:
    state = run(3).state
    holders = state.pcns.network_gp
    assert (holders >= 0).all()
    assert len(set(holders)) == 3
    assert (state.gps.role[holders] == NETWORK_ROLE_GP).all()
    assert (state.gps.role == NETWORK_ROLE_GP).sum() == 3
    assert state.pcns.places.sum() == 3
    assert state.pcns.applicants.sum() > 3


@pytest.mark.unit
def test_half_a_gp_a_pcn_shares_hours_and_reaches_less_of_each() -> None:
    whole, half = run(3, pcns=2).state, run(3, {"network_role_gps_per_pcn": 0.5}, pcns=2).state
    assert half.pcns.network_gp[0] == half.pcns.network_gp[1] >= 0
    assert half.pcn_flows.network_hours == pytest.approx(whole.pcn_flows.network_hours / 2)
    per_practice = half.pcn_flows.network_hours / half.pcn_flows.members
    assert half.pcn_flows.network_reach == pytest.approx(1 - np.exp(-per_practice))
    assert (half.pcn_flows.network_reach < whole.pcn_flows.network_reach).all()


@pytest.mark.unit
def test_only_bridged_services_gain_and_only_where_cases_go_direct() -> None:
    direct = run(20).state.pcn_flows.bridge
    others = [service for service in range(8) if service not in BRIDGED]
    assert (direct[:, BRIDGED] > 0).all()
    assert (direct[:, others] == 0).all()
    hierarchy = run(20, structure="hierarchy").state
    assert (hierarchy.pcn_flows.bridge == 0).all()
    assert (hierarchy.pcn_flows.network_hours > 0).all()


@pytest.mark.unit
def test_in_a_hierarchy_the_hours_carry_local_knowledge_up() -> None:
    with_gps = run(20, structure="hierarchy").state.pcns.local_knowledge
    without = run(20, {"network_role_gps": 0}, structure="hierarchy").state.pcns.local_knowledge
    in_network = run(20, structure="network").state.pcns.local_knowledge
    assert (with_gps > without).all()
    assert in_network == pytest.approx(without)


@pytest.mark.unit
def test_teaching_follows_its_difference_equation_and_avoids_child_cases_only() -> None:
    taught = run(10, {"knowledge_gain": 0.02, "knowledge_fade": 0.01, "sign_up_rate": 50.0})
    state = taught.state
    hours = 2 * 4.17 / state.pcn_flows.members[0]
    known = 0.0
    for _ in range(10):
        known = known - 0.01 * known + 0.02 * hours * (1 - (known - 0.01 * known))
    first = int(state.pcns.first_practice[0])
    assert state.practices.pathway_knowledge[first, CHILD] == pytest.approx(known)
    assert (state.practices.pathway_knowledge[:, MENTAL] == 0).all()


@pytest.mark.unit
def test_knowledge_avoids_referrals_and_escalations_of_children() -> None:
    run_of = run(2)
    run_of.state.practices.pathway_knowledge[:, CHILD] = 1.0
    twin = run(2)
    run_of.run(1), twin.run(1)
    flows, without = run_of.state.practice_flows, twin.state.practice_flows
    p = run_of.record[0]
    contacts = flows.served[:, CHILD] + flows.by_staff[:, CHILD]
    share = float(p["multi_agency_need"]) * float(p["agency_share"][CHILD])
    known = run_of.state.practices.pathway_knowledge[:, CHILD]
    assert flows.case_class[:, CHILD] == pytest.approx(
        contacts * share * (1 - float(p["knowledge_avoids_referral"]) * known)
    )
    assert flows.case_class[:, MENTAL] == pytest.approx(without.case_class[:, MENTAL])
    assert (flows.escalations < without.escalations).all()


@pytest.mark.unit
def test_invested_in_a_service_the_hours_work_at_once_and_leave_nothing() -> None:
    service = {"network_role_arm": 1, "network_role_policy": 0, "network_role_first_weeks": 20}
    early = run(2, service).state
    assert (early.pcn_flows.clinic_reach > 0.5).all()
    assert (early.pcn_flows.bridge == 0).all()
    late = run(24, service).state
    assert (late.pcn_flows.clinic_reach == 0).all()
    assert (late.practices.pathway_knowledge == 0).all()
    people = run(24, {**service, "network_role_arm": 0}).state
    assert (people.practices.pathway_knowledge[:, CHILD] > 0).all()
    assert people.gps.leadership_skill.sum() > late.gps.leadership_skill.sum()


@pytest.mark.unit
def test_both_arms_take_the_same_clinical_time() -> None:
    lost = []
    for arm in (0, 1):
        gps = run(1, {"network_role_arm": arm, "backfill_share": 0.0}).state.gps
        holders = gps.role == NETWORK_ROLE_GP
        lost.append((gps.sessions[holders] - gps.clinical_sessions[holders]).sum())
    assert lost[0] == pytest.approx(lost[1])
    assert lost[0] > 0


@pytest.mark.unit
@pytest.mark.parametrize(("policy", "stage"), [(0, SCHEME_ENDED), (2, EXTENDED)])
def test_the_first_year_ends_or_is_extended(policy: int, stage: int) -> None:
    state = run(54, {"network_role_policy": policy}).state
    assert (state.pcns.network_stage == stage).all()
    assert (state.pcns.network_gp >= 0).any() == (stage == EXTENDED)
    assert ((state.gps.role == NETWORK_ROLE_GP).sum() > 0) == (stage == EXTENDED)


@pytest.mark.unit
def test_extension_ends_at_its_length_and_the_scheme_at_its_end_week() -> None:
    over = run(106, {}).state
    assert (over.pcns.network_stage == SCHEME_ENDED).all()
    stopped = run(12, {"network_role_end_week": 10}).state
    assert (stopped.pcns.network_gp == -1).all()
    assert (stopped.gps.role != NETWORK_ROLE_GP).all()
    assert stopped.gps.network_role_held.any()


@pytest.mark.statistical
def test_a_review_extends_more_often_the_better_joint_working_became() -> None:
    def extended(benefit: float) -> float:
        values = {"network_role_policy": 1, "network_role_renewal_trust": 0.0,
                  "network_role_renewal_intercept": benefit, "network_role_renewal_benefit": 0.0,
                  "network_role_first_weeks": 2}  # fmt: skip
        stages = [run(4, values, seed=seed).state.pcns.network_stage for seed in range(20)]
        return float((np.concatenate(stages) == EXTENDED).mean())

    assert extended(-40.0) == 0.0
    assert extended(40.0) == 1.0
    assert extended(0.0) == pytest.approx(0.5, abs=3.5 * math.sqrt(0.25 / 60))


@pytest.mark.unit
def test_applicants_chosen_by_motivation_are_keener_than_chosen_at_random() -> None:
    def keenness(selection: int) -> float:
        scores = []
        for seed in range(12):
            gps = run(1, {"network_role_selection": selection}, seed=seed).state.gps
            held = gps.role == NETWORK_ROLE_GP
            scores.append((gps.engagement[held] + gps.orientation[held]).mean())
        return float(np.mean(scores))

    assert keenness(0) > keenness(1) + 0.1


@pytest.mark.unit
def test_interest_spreads_over_ties() -> None:
    quiet = {"network_role_application_rate": 0.2}
    alone = run(1, {**quiet, "network_role_interest_from_peers": 0.0})
    alone.state.gps.network_role_held[:] = True
    told = run(1, {**quiet, "network_role_interest_from_peers": 3.0})
    told.state.gps.network_role_held[:] = True
    for made in (alone, told):
        holders = made.state.pcns.network_gp
        made.state.gps.role[holders[holders >= 0]] = 0
        made.state.pcns.network_gp[:] = -1
        made.state.pcns.applicants[:] = 0.0
        made.record["network_role_fill_rate"] = 50.0
        made.run(1)
    assert told.state.pcns.applicants.sum() > alone.state.pcns.applicants.sum()


@pytest.mark.unit
def test_placement_puts_the_gp_where_need_is_highest_or_trust_lowest() -> None:
    needy = run(2, {"network_role_gps_per_pcn": 0.34, "network_role_placement": 1}).state
    served = np.flatnonzero(needy.pcns.network_gp >= 0)
    practices = needy.practices
    need = [
        np.average(
            practices.deprivation[practices.pcn == pcn], weights=practices.list_size[practices.pcn == pcn]
        )
        for pcn in range(3)
    ]
    assert list(served) == [int(np.argmax(need))]
    assert needy.pcn_flows.network_hours[served] == pytest.approx(2 * 4.17)


@pytest.mark.unit
def test_a_transfer_to_another_specialty_keeps_part_of_the_ties() -> None:
    how = {"network_role_transfer_week": 20, "network_role_transfer_to": 2, "network_role_skill_kept": 0.5}
    before, after = run(20, how).state.pcns, run(21, how).state.pcns
    assert (before.network_good[:, FAMILY_SUPPORT] > 0).all()
    assert (after.network_good[:, FAMILY_SUPPORT] == 0).all()
    # in the week after the move the kept half has faded once and learnt once
    assert (
        after.network_good[:, COMMUNITY_MENTAL_HEALTH] > 0.45 * before.network_good[:, FAMILY_SUPPORT]
    ).all()
    assert (after.network_good[:, COMMUNITY_MENTAL_HEALTH] < before.network_good[:, FAMILY_SUPPORT]).all()


@pytest.mark.unit
def test_a_transfer_to_the_next_place_moves_people_round() -> None:
    how = {"network_role_transfer_week": 20, "leaving_rate": 0.0, "retirement_rate": 0.0}
    before, after = run(20, how).state.pcns.network_gp, run(21, how).state.pcns.network_gp
    assert list(after) == [before[2], before[0], before[1]]


@pytest.mark.unit
@pytest.mark.parametrize("placement", [0, 1])
def test_a_transfer_moves_whole_groups_even_if_the_last_is_smaller(placement: int) -> None:
    """Five PCNs in groups of 2, 2 and 1: nobody serves in two groups, nobody is left with a role and no place."""
    how = {"network_role_transfer_week": 20, "network_role_gps_per_pcn": 0.5, "network_role_placement": placement,
           "network_role_skill_kept": 1.0, "leaving_rate": 0.0, "retirement_rate": 0.0}  # fmt: skip
    before, state = run(20, how, pcns=5).state.pcns, run(21, how, pcns=5).state
    groups = [np.array(rows) for rows in ((0, 1), (2, 3), (4,))]
    for group, left in zip(groups, (groups[2], groups[0], groups[1]), strict=True):
        moved = before.network_gp[left].max()
        serves = np.flatnonzero(state.pcns.network_gp == moved)
        assert set(serves) <= set(group)
        assert len(serves) == (len(group) if placement == 0 else 1)
        assert state.gps.role[moved] == NETWORK_ROLE_GP
        assert state.pcn_flows.network_hours[serves].sum() == pytest.approx(2 * 4.17)
        assert (state.pcns.network_good[serves][:, BRIDGED] > 0).all()
    assert (state.gps.role == NETWORK_ROLE_GP).sum() == 3
    if placement == 0:  # the last group's one PCN goes on with what was built in the first of the group left
        kept = before.network_good[[4, 4, 0, 1, 2]][:, FAMILY_SUPPORT]
        assert state.pcns.network_good[:, FAMILY_SUPPORT] == pytest.approx(kept, rel=0.2)


@pytest.mark.unit
def test_a_gp_who_was_extended_goes_on_at_the_next_place_and_one_who_was_not_is_not_replaced() -> None:
    how = {"network_role_transfer_week": 10, "leaving_rate": 0.0, "retirement_rate": 0.0,
           "network_role_first_weeks": 5, "network_role_policy": 1, "network_role_renewal_intercept": 0.0}  # fmt: skip
    before, after = run(10, how).state, run(11, how).state
    assert {EXTENDED, SCHEME_ENDED} == set(before.pcns.network_stage.tolist())
    assert list(after.pcns.network_gp) == list(np.roll(before.pcns.network_gp, 1))
    assert list(after.pcns.network_stage) == list(np.roll(before.pcns.network_stage, 1))
    assert after.pcns.places.sum() == before.pcns.places.sum()


@pytest.mark.unit
def test_specialties_bridge_their_services_and_the_acute_interface() -> None:
    assert [service for service in range(8) if bridges(0, service)] == sorted(BRIDGED)
    assert bridges(1, COMMUNITY_MENTAL_HEALTH)
    assert not bridges(1, DISTRICT_NURSING)
    assert bridges(2, DISTRICT_NURSING)
    assert all(bridges(kind, ACUTE_INTERFACE) for kind in range(3))
    assert class_of(0) == CHILD
    assert class_of(1) == MENTAL


@pytest.mark.unit
def test_a_holder_who_leaves_takes_the_ties_along() -> None:
    run_of = run(20, {"network_role_fill_rate": 0.0})
    holder = int(run_of.state.pcns.network_gp[0])
    assert run_of.state.pcns.network_good[0].sum() > 0
    run_of.state.gps.age[holder] = 60.0
    run_of.record["retirement_rate"] = 1.0
    run_of.run(30)
    assert run_of.state.pcns.network_gp[0] == -1
    assert run_of.state.pcns.network_good[0].sum() == 0


@pytest.mark.property
def test_switched_off_nothing_of_the_scheme_leaves_a_trace() -> None:
    off = {"network_role_gps": 0}
    sizes = {**off, "network_role_sessions": 4, "network_role_arm": 1, "network_role_transfer_week": 3,
             "network_role_specialty": 2, "knowledge_gain": 0.03}  # fmt: skip
    assert world.differing(run(12, off), run(12, sizes)) == []
