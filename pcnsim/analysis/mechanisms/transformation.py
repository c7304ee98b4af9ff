"""Mechanisms of source document S1: lessons on transforming primary care, with an inward or an outward focus."""

from __future__ import annotations

from typing import Final

from pcnsim.analysis.mechanisms.declaration import Mechanism

__all__ = ["MECHANISMS"]

MECHANISMS: Final = (
    Mechanism(
        id="S1-size",
        says="A network joins practices with 30,000 to 50,000 patients between them.",
        status="represented",
        settings=("area.pcns", "area.practices_per_pcn", "area.folder"),
        rules=("pcnsim.area.synthetic.draw_area", "programmes.contract.networks_set_up"),
        outcomes=("set_up", "adopted"),
        tests=(
            "area/test_synthetic_distributions.py::test_quantiles_mean_and_spread",
            "model/test_mechanisms.py::test_more_members_take_longer_to_set_up",
        ),
    ),
    Mechanism(
        id="S1-gp-crisis",
        says="General practice is in a real and lasting crisis.",
        status="represented",
        rules=("rules.people.strain_follows_load", "rules.workforce.leaving_chance"),
        outcomes=("gp_days_above_25", "strain", "leaving", "burnt_out"),
        tests=(
            "model/test_formulas.py::test_strain_engagement_orientation_and_identity",
            "model/test_limits.py::test_L5_as_many_leave_as_strain_and_age_say",
        ),
    ),
    Mechanism(
        id="S1-internal",
        says="A network can turn inwards and support its practices: new roles, shared demand, back office, "
        "technology.",
        status="represented",
        parameters=("external_focus", "shareable_capacity"),
        rules=("rules.capacity.minutes_of", "rules.capacity.practices_help", "rules.demand.prevented"),
        outcomes=("contacts_per_day", "wait", "load"),
        tests=(
            "model/test_formulas.py::test_clinical_time_load_and_capacity",
            "model/test_mechanism_rules.py::test_initiatives_take_demand_away_from_the_classes_that_they_are_for",
            "model/test_mechanism_rules.py::test_practices_that_share_demand_help_inside_their_network_with_the_time_they_have",
            "model/test_redesign_and_focus.py::test_the_focus_moves_directors_time_and_what_they_hire_in_the_week_it_changes",
        ),
    ),
    Mechanism(
        id="S1-viability",
        says="The point of it is that practices can go on in the long run.",
        status="in part",
        rules=("rules.workforce.practices_close", "programmes.shocks.closure_strikes"),
        outcomes=("practices_closed", "vacancy"),
        tests=(
            "model/test_invariants.py::test_stress_closes_practices",
            "model/test_shocks.py::test_a_closure_closes_the_practice_of_that_rank_in_its_week",
        ),
        missing="A practice closes where it stays understaffed, or by a shock, and its patients and posts "
        "move on. How many have closed stands in the table of practices and is no outcome. A practice has "
        "no accounts: it cannot fail for money, nor merge because it wants to.",
    ),
    Mechanism(
        id="S1-external",
        says="A network can turn outwards: prevention, what makes people ill, integration of health and "
        "social care.",
        status="represented",
        parameters=("external_focus",),
        rules=("rules.demand.prevented", "rules.cases.cases_are_answered", "rules.environment.focus_now"),
        outcomes=("external_change", "joint_resolution", "partners_signed"),
        tests=(
            "model/test_formulas.py::test_working_effect_and_prevention_build_up",
            "model/test_mechanism_rules.py::test_initiatives_take_demand_away_from_the_classes_that_they_are_for",
            "model/test_formulas.py::test_which_cases_are_accepted",
            "model/test_redesign_and_focus.py::test_the_focus_moves_directors_time_and_what_they_hire_in_the_week_it_changes",
        ),
    ),
    Mechanism(
        id="S1-not-either-or",
        says="Both belong together where the network is a vehicle for them.",
        status="represented",
        parameters=("strain_squeeze",),
        rules=("rules.cases.attention", "rules.decisions.appeal", "rules.trust.practices_trust_services"),
        outcomes=("strain", "service_trust", "external_change"),
        tests=("model/test_mechanisms.py::test_room_inside_leaves_attention_for_those_outside",),
    ),
    Mechanism(
        id="S1-fundamental",
        says="Transformation needs a redesign from purpose, not one more increment.",
        status="represented",
        rules=("rules.decisions.pcns_redesign", "rules.adoption.initiatives_work_or_lapse"),
        outcomes=("redesigned", "external_change"),
        tests=(
            "model/test_redesign_and_focus.py::test_a_pcn_redesigns_once_and_only_when_set_up_and_allowed",
            "model/test_redesign_and_focus.py::test_initiatives_work_better_after_redesign",
        ),
    ),
    Mechanism(
        id="S1-role-view",
        says="GPs who lead had to see their own part in the system differently.",
        status="represented",
        rules=(
            "rules.people.people_change",
            "programmes.additional_roles.additional_staff_work",
            "rules.decisions.readiness",
        ),
        outcomes=("redesigned", "contacts_per_day"),
        tests=(
            "model/test_formulas.py::test_strain_engagement_orientation_and_identity",
            "model/test_redesign_and_focus.py::test_redesigned_care_makes_contributors_to_a_team",
            "model/test_redesign_and_focus.py::test_readiness_makes_redesign_likely_with_its_fourth_power",
            "model/test_formulas.py::test_supervision_and_contacts_of_additional_staff",
        ),
    ),
    Mechanism(
        id="S1-beyond-history",
        says="Practices have to rise above their own histories and interests.",
        status="represented",
        parameters=("quorum", "consensus_scale"),
        rules=("rules.decisions.veto_chance", "rules.leadership.pcn_means"),
        outcomes=("consensus", "adopted"),
        tests=(
            "model/test_limits.py::test_the_veto_is_the_base_value_half_way",
            "model/test_mechanism_rules.py::test_consensus_is_lost_with_the_spread_of_goals",
            "model/test_formulas.py::test_peers_pull_by_trust_over_ties_that_outlast_the_week",
        ),
    ),
    Mechanism(
        id="S1-role-shift",
        says="The GP moves from the trusted bond with a patient to a part in a wider team.",
        status="in part",
        programmes=("redesign",),
        parameters=("substitution_limit", "role_identity_rate"),
        rules=("programmes.additional_roles.additional_staff_work", "rules.people.people_change"),
        outcomes=("continuity", "contacts_per_day"),
        tests=(
            "model/test_mechanism_rules.py::test_what_the_team_takes_over_costs_continuity_with_a_gp",
            "model/test_formulas.py::test_supervision_and_contacts_of_additional_staff",
            "model/test_redesign_and_focus.py::test_redesigned_care_makes_contributors_to_a_team",
        ),
        missing="Tasks move to the team, and continuity with a GP falls with it and is reported. Patients "
        "are numbers and not people: no bond is lost, and lost continuity has no consequence of its own "
        "(for admissions, say).",
    ),
    Mechanism(
        id="S1-directive-facilitative",
        says="Outside the practice GPs cannot dictate: they have to influence, communicate and facilitate.",
        status="represented",
        rules=(
            "rules.people.people_change",
            "rules.decisions.veto_chance",
            "rules.decisions.pcns_decide",
            "rules.trust.practices_trust_each_other",
        ),
        outcomes=("engagement", "decision_gini", "practice_trust"),
        tests=(
            "model/test_mechanisms.py::test_a_facilitative_leader_engages_people_and_a_directive_one_does_not",
            "model/test_limits.py::test_the_veto_is_the_base_value_half_way",
            "model/test_limits.py::test_L1_trust_between_practices_that_meet_every_week",
        ),
    ),
    Mechanism(
        id="S1-vehicle-or-fad",
        says="A network can be a vehicle for change or this year's initiative, to be sat out.",
        status="represented",
        rules=(
            "rules.environment.belief_in_policy",
            "rules.gp_ties.people_attend",
            "rules.adoption.practices_adopt",
            "programmes.contract.practices_sign_up",
        ),
        outcomes=("adopted", "tie_hours", "gp_ties_outside"),
        tests=(
            "model/test_redesign_and_focus.py::test_doubt_holds_back_what_is_voluntary_and_not_what_is_imposed_or_paid",
            "model/test_redesign_and_focus.py::test_doubters_stay_away_from_meetings_but_leaders_are_paid_to_come",
            "model/test_redesign_and_focus.py::test_doubters_start_less_contact_outside_and_as_much_inside_the_practice",
        ),
    ),
    Mechanism(
        id="S1-engagement-split",
        says="Some want to transform care, some want small gains, most do not engage.",
        status="represented",
        rules=("rules.workforce.draw_type", "initial_people.draw_gps"),
        outcomes=("engaged_gps", "engagement"),
        tests=("model/test_mechanisms.py::test_as_many_gps_are_disengaged_as_declared",),
    ),
    Mechanism(
        id="S1-galvanise",
        says="Leaders set the direction and bring practices behind it.",
        status="represented",
        rules=("rules.people.people_change", "rules.adoption.contagion", "rules.decisions.pcns_decide"),
        outcomes=("engaged_gps", "consensus", "adopted"),
        tests=(
            "model/test_mechanisms.py::test_leadership_draws_people_to_the_focus",
            "model/test_limits.py::test_L4_linear_contagion_on_a_complete_graph_is_the_logistic_map",
        ),
    ),
    Mechanism(
        id="S1-sequence",
        says="It may have to start with gains for practices before it can go on to transformation.",
        status="represented",
        rules=("rules.environment.focus_now", "rules.decisions.pcns_redesign"),
        outcomes=("redesigned", "external_change"),
        tests=(
            "model/test_redesign_and_focus.py::test_readiness_makes_redesign_likely_with_its_fourth_power",
            "model/test_redesign_and_focus.py::test_the_focus_changes_and_changes_back",
            "model/test_redesign_and_focus.py::test_the_focus_moves_directors_time_and_what_they_hire_in_the_week_it_changes",
        ),
    ),
    Mechanism(
        id="S1-hard",
        says="Change is always hard.",
        status="represented",
        rules=(
            "rules.coordination.coordination_takes_time",
            "rules.adoption.initiatives_work_or_lapse",
            "rules.capacity.time_after_redesign",
        ),
        outcomes=("coordination_hours", "adopted"),
        tests=(
            "model/test_formulas.py::test_coordination_hours_term_by_term",
            "model/test_mechanism_rules.py::test_as_many_initiatives_are_given_up_as_misfit_and_leadership_say",
            "model/test_formulas.py::test_working_effect_and_prevention_build_up",
            "model/test_redesign_and_focus.py::test_redesign_costs_clinical_time_for_its_weeks_and_no_longer",
        ),
    ),
)
