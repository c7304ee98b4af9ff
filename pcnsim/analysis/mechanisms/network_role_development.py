"""Mechanisms of source document S0: GPs in network roles, who work and lead across organisations."""

from __future__ import annotations

from typing import Final

from pcnsim.analysis.mechanisms.declaration import Mechanism

__all__ = ["MECHANISMS"]

MECHANISMS: Final = (
    Mechanism(
        id="S0-hee-programme",
        says="A funded year in which some GPs are given sessions to lead across places and organisations.",
        status="represented",
        rules=(
            "programmes.network_roles.network_role_gps_come_and_go",
            "rules.capacity.clinical_time",
            "rules.money.week_costs",
        ),
        outcomes=("network_role_gps_in_post", "service_trust", "contacts_per_day", "cost_to_education"),
        tests=(
            "model/test_network_roles.py::test_both_arms_take_the_same_clinical_time",
            "model/test_network_roles.py::test_one_gp_a_pcn_is_chosen_and_holds_one_role",
            "model/test_network_roles.py::test_the_first_year_ends_or_is_extended",
            "model/test_money_by_payer.py::test_network_roles_are_paid_by_education_while_somebody_holds_them",
        ),
    ),
    Mechanism(
        id="S0-cross-boundary-leader",
        says="Leadership is needed between organisations, by people who know both sides, and not only inside "
        "one.",
        status="represented",
        programmes=("network_role_gps",),
        rules=(
            "rules.leadership.bridging_staff_bridge",
            "rules.introductions.introductions_boost",
            "programmes.bridging.own_ties_grow",
        ),
        outcomes=("broker_dependence", "cross_sector_density", "gp_ties_outside"),
        tests=(
            "model/test_formulas.py::test_reach_bridge_and_what_the_centre_learns",
            "model/test_network_roles.py::test_a_holder_who_leaves_takes_the_ties_along",
            "model/test_mechanism_rules.py::test_those_who_bridge_introduce_people_of_different_practices",
            "model/test_outcomes.py::test_without_brokers_nothing_depends_on_them_and_with_three_pcns_all_of_it_counts",
        ),
    ),
    Mechanism(
        id="S0-support-team",
        says="Such GPs work next to teams that support practices, on running services and on designing them.",
        status="in part",
        rules=("rules.coordination.coordination_takes_time", "rules.cases.direct_success"),
        outcomes=("coordination_hours", "joint_resolution"),
        tests=(
            "model/test_formulas.py::test_coordination_hours_term_by_term",
            "model/test_formulas.py::test_which_cases_are_accepted",
        ),
        missing="Facilitators take coordination off GPs and stand in for trust that is not there yet "
        "(delivery). Time for design is no queue of its own, and facilitators do not change how ready a "
        "practice is for change.",
    ),
    Mechanism(
        id="S0-knowledge-up",
        says="In the hybrid structure what is known locally reaches those who design services.",
        status="represented",
        programmes=("network_role_gps",),
        rules=("rules.people.centre_learns", "rules.cases.standard_fit"),
        outcomes=("local_knowledge", "design_fit", "joint_resolution"),
        tests=(
            "model/test_formulas.py::test_reach_bridge_and_what_the_centre_learns",
            "model/test_network_roles.py::test_in_a_hierarchy_the_hours_carry_local_knowledge_up",
            "model/test_limits.py::test_L14_where_needs_do_not_vary_the_standard_design_fits_everywhere",
        ),
    ),
    Mechanism(
        id="S0-improvement-down",
        says="The same people carry improvements into practices through local leadership.",
        status="represented",
        programmes=("network_role_gps",),
        rules=("rules.adoption.practices_adopt",),
        outcomes=("adopted", "external_change"),
        tests=("model/test_mechanisms.py::test_bridging_spreads_external_initiatives_and_no_others",),
    ),
    Mechanism(
        id="S0-three-structures",
        says="Primary care can be organised as a hierarchy, as a network, or as a hybrid between the two.",
        status="represented",
        settings=("structure", "structure_changes"),
        rules=("rules.cases.cases_are_routed", "rules.leadership.coordination_budget_is_split"),
        outcomes=("desk_share", "decision_gini", "integration_composite"),
        tests=(
            "model/test_structures.py::test_six_shares_set_by_hand_are_the_structure_to_the_bit",
            "model/test_limits.py::test_L6_a_hierarchy_has_no_direct_cases_and_its_ties_to_services_only_fade",
            "model/test_limits.py::test_L7_a_network_has_no_desk_and_its_ties_to_the_centre_only_fade",
            "model/test_mixed_systems.py::test_each_half_goes_on_like_its_structure_and_the_sums_are_right",
        ),
    ),
    Mechanism(
        id="S0-localism",
        says="General practice differs from place to place, and improvement has to live with that.",
        status="represented",
        rules=("rules.cases.standard_fit", "rules.adoption.practices_adopt", "rules.people.imposed_misfit"),
        outcomes=("design_fit", "joint_resolution", "engagement"),
        tests=(
            "model/test_mechanisms.py::test_varied_need_costs_the_uniform_channel_and_not_the_direct_one",
            "model/test_limits.py::test_L14_where_needs_do_not_vary_the_standard_design_fits_everywhere",
            "model/test_formulas.py::test_strain_engagement_orientation_and_identity",
        ),
    ),
    Mechanism(
        id="S0-maturation",
        says="Working at scale has to mature, in a way that is wider than before and fitted to the place.",
        status="in part",
        programmes=("development_support", "redesign"),
        parameters=("set_up_weeks", "redesign_readiness"),
        rules=("programmes.contract.networks_set_up", "rules.decisions.pcns_redesign"),
        outcomes=("set_up", "redesigned"),
        tests=(
            "model/test_formulas.py::test_the_time_of_directors_and_setting_up",
            "model/test_contract_terms.py::test_support_makes_embryonic_networks_set_up_faster_and_others_not",
            "model/test_redesign_and_focus.py::test_readiness_makes_redesign_likely_with_its_fourth_power",
        ),
        missing="Set-up grows with leadership and trust, support can be aimed at embryonic networks, and "
        "redesign waits for readiness; but no network has a stage of maturity that opens or closes what it "
        "may do.",
    ),
    Mechanism(
        id="S0-oversubscribed",
        says="More GPs applied than there were places.",
        status="represented",
        rules=("programmes.network_roles.place_is_filled",),
        outcomes=("applicants_per_place", "service_trust"),
        tests=(
            "model/test_network_roles.py::test_applicants_chosen_by_motivation_are_keener_than_chosen_at_random",
            "model/test_network_roles.py::test_one_gp_a_pcn_is_chosen_and_holds_one_role",
        ),
    ),
    Mechanism(
        id="S0-motives",
        says="They came for flexible work, for clinical development and for the chance to improve services.",
        status="in part",
        rules=("programmes.network_roles.place_is_filled", "rules.people.strain_follows_load"),
        outcomes=("applicants_per_place", "strain"),
        tests=(
            "model/test_network_roles.py::test_applicants_chosen_by_motivation_are_keener_than_chosen_at_random",
            "model/test_mechanism_rules.py::test_a_role_takes_load_off_its_holder_and_off_nobody_else",
        ),
        missing="The wish to improve services stands as engagement and outward orientation, which make GPs "
        "apply, and variety as relief of strain in the role. Flexibility and clinical development are no "
        "motives of their own: nothing is known of how GPs weigh the three.",
    ),
    Mechanism(
        id="S0-latent-skill",
        says="Among the applicants were experienced leaders and specialists who did nothing but core GP "
        "work.",
        status="in part",
        parameters=("leadership_learning", "network_role_selection"),
        rules=("rules.leadership.directors_divide_their_time", "rules.people.people_change"),
        outcomes=("skill_used", "ready_leaders"),
        tests=("model/test_mechanisms.py::test_leadership_skill_lies_idle_outside_a_role",),
        missing="Leadership skill is spread unevenly and lies idle outside a role. Clinical skill of a "
        "specialty is not a trait of GPs, and the share of skill that is put to use is not reported.",
    ),
    Mechanism(
        id="S0-mobilise",
        says="The scheme put resources to use that primary care already had.",
        status="represented",
        programmes=("network_role_gps",),
        parameters=("network_role_sessions", "backfill_share"),
        rules=("rules.capacity.clinical_time",),
        outcomes=("skill_used", "contacts_per_day", "service_trust"),
        tests=(
            "model/test_network_roles.py::test_both_arms_take_the_same_clinical_time",
            "model/test_network_roles.py::test_only_bridged_services_gain_and_only_where_cases_go_direct",
        ),
    ),
    Mechanism(
        id="S0-child-health-gp",
        says="Some GPs wanted regular clinical sessions in child health.",
        status="represented",
        rules=(
            "programmes.bridging.answered_by_knowledge",
            "rules.cases.cases_are_routed",
            "rules.community.escalations_of_class",
        ),
        outcomes=("child_escalations", "cases", "pathway_knowledge"),
        tests=(
            "model/test_network_roles.py::test_knowledge_avoids_referrals_and_escalations_of_children",
            "model/test_network_roles.py::test_invested_in_a_service_the_hours_work_at_once_and_leave_nothing",
        ),
    ),
    Mechanism(
        id="S0-people-not-services",
        says="The scheme was strong because it developed people and not services.",
        status="represented",
        rules=("rules.people.people_change", "programmes.bridging.network_role_gps_work"),
        outcomes=("ready_leaders", "pathway_knowledge", "child_escalations", "persistence"),
        tests=(
            "model/test_network_roles.py::test_invested_in_a_service_the_hours_work_at_once_and_leave_nothing",
        ),
    ),
    Mechanism(
        id="S0-transferable",
        says="What works by developing people can be moved to other specialties and places.",
        status="represented",
        rules=("programmes.network_roles.gps_transfer",),
        outcomes=("pathway_knowledge", "service_trust"),
        tests=(
            "model/test_network_roles.py::test_a_transfer_to_another_specialty_keeps_part_of_the_ties",
            "model/test_network_roles.py::test_a_transfer_to_the_next_place_moves_people_round",
        ),
    ),
    Mechanism(
        id="S0-extended",
        says="The scheme was extended locally for a second year.",
        status="represented",
        rules=("programmes.network_roles.is_extended",),
        outcomes=("network_role_gps_in_post", "cost_to_education"),
        tests=(
            "model/test_network_roles.py::test_the_first_year_ends_or_is_extended",
            "model/test_network_roles.py::test_extension_ends_at_its_length_and_the_scheme_at_its_end_week",
            "model/test_mechanism_rules.py::test_a_review_of_network_roles_weighs_joint_working_and_trust",
        ),
    ),
    Mechanism(
        id="S0-retained",
        says="The first GPs stayed, and others became interested.",
        status="represented",
        programmes=("network_role_gps",),
        rules=("rules.workforce.leaving_chance", "programmes.network_roles.place_is_filled"),
        outcomes=("leaving", "network_role_gps_in_post"),
        tests=(
            "model/test_limits.py::test_L5_the_chance_of_leaving_follows_strain_role_and_age",
            "model/test_network_roles.py::test_interest_spreads_over_ties",
        ),
    ),
    Mechanism(
        id="S0-family-support",
        says="A next step is to link practices with family support services.",
        status="represented",
        programmes=("network_role_gps",),
        parameters=("agency_mix",),
        rules=(
            "programmes.bridging.bridges",
            "programmes.bridging.own_ties_grow",
            "rules.cases.cases_are_routed",
        ),
        outcomes=("service_trust", "joint_resolution"),
        tests=(
            "model/test_network_roles.py::test_specialties_bridge_their_services_and_the_acute_interface",
            "model/test_network_roles.py::test_only_bridged_services_gain_and_only_where_cases_go_direct",
        ),
    ),
    Mechanism(
        id="S0-unscheduled",
        says="A next step is a network across unscheduled primary care.",
        status="in part",
        programmes=("network_role_gps",),
        parameters=("spill_destination", "agency_mix"),
        rules=("rules.access.out_of_hours_is_limited", "programmes.bridging.own_ties_grow"),
        outcomes=("out_of_hours", "service_trust"),
        tests=(
            "model/test_network_roles.py::test_only_bridged_services_gain_and_only_where_cases_go_direct",
            "model/test_invariants.py::test_spill_goes_somewhere",
        ),
        missing="Unscheduled primary care is one service per hub with ties, cases and a limited capacity, "
        "and network-role GPs bridge to it. NHS 111 and urgent treatment centres are not told apart, and "
        "where patients go who do not get an appointment does not depend on those ties.",
    ),
    Mechanism(
        id="S0-education-pathways",
        says="A next step is teaching, so that practices know their pathways.",
        status="represented",
        rules=("programmes.bridging.network_role_gps_work",),
        outcomes=("pathway_knowledge", "child_escalations"),
        tests=(
            "model/test_network_roles.py::test_teaching_follows_its_difference_equation_and_avoids_child_cases_only",
            "model/test_network_roles.py::test_knowledge_avoids_referrals_and_escalations_of_children",
        ),
    ),
    Mechanism(
        id="S0-how-used",
        says="The question is how such GPs are best used, not whether to have them.",
        status="represented",
        rules=("programmes.network_roles.placement", "programmes.network_roles.pcns_for_one"),
        outcomes=("network_role_gps_in_post", "pathway_knowledge", "service_trust"),
        tests=(
            "model/test_network_roles.py::test_placement_puts_the_gp_where_need_is_highest_or_trust_lowest",
            "model/test_network_roles.py::test_half_a_gp_a_pcn_shares_hours_and_reaches_less_of_each",
            "model/test_mechanism_rules.py::test_placement_finds_the_least_trusting_and_the_best_connected_pcn",
        ),
    ),
)
