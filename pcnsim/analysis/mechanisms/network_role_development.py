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
        rules=("programmes.network_roles.network_role_gps_appointed", "rules.capacity.clinical_time"),
        outcomes=("network_role_gps", "service_trust", "contacts_per_day"),
        tests=("model/test_network_roles.py::test_sessions_in_the_role_come_off_clinical_time",),
    ),
    Mechanism(
        id="S0-cross-boundary-leader",
        says="Leadership is needed between organisations, by people who know both sides, and not only inside one.",
        status="represented",
        programmes=("network_role_gps",),
        rules=("rules.leadership.bridging_staff_bridge", "rules.introductions.introductions_boost"),
        outcomes=("broker_dependence", "cross_sector_density", "gp_ties_outside"),
        tests=("model/test_formulas.py::test_reach_bridge_and_what_the_centre_learns",),
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
        missing="Facilitators take coordination off GPs and stand in for trust that is not there yet (delivery). Time "
        "for design is no queue of its own, and facilitators do not change how ready a practice is for change.",
    ),
    Mechanism(
        id="S0-knowledge-up",
        says="In the hybrid structure what is known locally reaches those who design services.",
        status="represented",
        programmes=("network_role_gps",),
        rules=("rules.people.centre_learns", "rules.cases.standard_fit"),
        outcomes=("local_knowledge", "design_fit"),
        tests=("model/test_formulas.py::test_reach_bridge_and_what_the_centre_learns",),
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
        ),
    ),
    Mechanism(
        id="S0-localism",
        says="General practice differs from place to place, and improvement has to live with that.",
        status="represented",
        rules=("rules.cases.standard_fit", "rules.adoption.practices_adopt"),
        outcomes=("design_fit", "engagement"),
        tests=(
            "model/test_mechanisms.py::test_varied_need_costs_the_uniform_channel_and_not_the_direct_one",
            "model/test_limits.py::test_L14_where_needs_do_not_vary_the_standard_design_fits_everywhere",
        ),
    ),
    Mechanism(
        id="S0-maturation",
        says="Working at scale has to mature, in a way that is wider than before and fitted to the place.",
        status="in part",
        programmes=("development_support", "redesign"),
        parameters=("set_up_weeks", "redesign_readiness"),
        rules=("programmes.contract.networks_set_up",),
        outcomes=("set_up", "redesigned"),
        tests=("model/test_formulas.py::test_the_time_of_directors_and_setting_up",),
        missing="Set-up grows with leadership and trust, support can be aimed at embryonic networks, and redesign "
        "waits for readiness; but no network has a stage of maturity that opens or closes what it may do.",
    ),
    Mechanism(
        id="S0-oversubscribed",
        says="More GPs applied than there were places.",
        status="represented",
        rules=("programmes.network_roles.network_role_gps_appointed",),
        outcomes=("network_role_gps",),
        tests=("model/test_network_roles.py::test_who_is_chosen_among_applicants",),
    ),
    Mechanism(
        id="S0-motives",
        says="They came for flexible work, for clinical development and for the chance to improve services.",
        status="in part",
        rules=("programmes.network_roles.network_role_gps_appointed", "rules.people.strain_follows_load"),
        outcomes=("network_role_gps", "strain"),
        tests=("model/test_network_roles.py::test_engaged_and_outward_looking_gps_apply",),
        missing="The wish to improve services stands as engagement and outward orientation, which make GPs apply, and "
        "variety as relief of strain in the role. Flexibility and clinical development are no motives of their own: "
        "nothing is known of how GPs weigh the three.",
    ),
    Mechanism(
        id="S0-latent-skill",
        says="Among the applicants were experienced leaders and specialists who did nothing but core GP work.",
        status="in part",
        parameters=("leadership_learning", "network_role_selection"),
        rules=("rules.leadership.directors_divide_their_time", "rules.people.people_change"),
        outcomes=("ready_leaders", "leadership"),
        tests=("model/test_mechanisms.py::test_leadership_skill_lies_idle_outside_a_role",),
        missing="Leadership skill is spread unevenly and lies idle outside a role. Clinical skill of a specialty is "
        "not a trait of GPs, and the share of skill that is put to use is not reported.",
    ),
    Mechanism(
        id="S0-mobilise",
        says="The scheme put resources to use that primary care already had.",
        status="represented",
        programmes=("network_role_gps",),
        parameters=("network_role_sessions", "backfill_share"),
        rules=("rules.capacity.clinical_time",),
        outcomes=("contacts_per_day", "gps_per_100000"),
        tests=("model/test_network_roles.py::test_sessions_in_the_role_come_off_clinical_time",),
    ),
    Mechanism(
        id="S0-child-health-gp",
        says="Some GPs wanted regular clinical sessions in child health.",
        status="represented",
        rules=("rules.cases.cases_are_routed", "rules.community.cases_end"),
        outcomes=("child_escalations", "pathway_knowledge"),
        tests=("model/test_network_roles.py::test_knowledge_avoids_referrals_and_escalations_of_children",),
    ),
    Mechanism(
        id="S0-people-not-services",
        says="The scheme was strong because it developed people and not services.",
        status="represented",
        rules=("rules.people.people_change", "programmes.network_roles.network_role_gps_teach"),
        outcomes=("ready_leaders", "pathway_knowledge", "persistence"),
        tests=("model/test_network_roles.py::test_people_leave_more_behind_than_a_service",),
    ),
    Mechanism(
        id="S0-transferable",
        says="What works by developing people can be moved to other specialties and places.",
        status="represented",
        rules=("programmes.network_roles.network_role_gps_move",),
        outcomes=("pathway_knowledge", "service_trust"),
        tests=("model/test_network_roles.py::test_a_move_keeps_the_declared_share_of_what_was_gained",),
    ),
    Mechanism(
        id="S0-extended",
        says="The scheme was extended locally for a second year.",
        status="represented",
        rules=("programmes.network_roles.network_role_gps_reviewed",),
        outcomes=("network_role_gps",),
        tests=(
            "model/test_network_roles.py::test_the_scheme_ends_is_reviewed_or_goes_on_after_its_first_year",
        ),
    ),
    Mechanism(
        id="S0-retained",
        says="The first GPs stayed, and others became interested.",
        status="represented",
        programmes=("network_role_gps",),
        rules=("rules.workforce.leaving_chance", "programmes.network_roles.network_role_gps_appointed"),
        outcomes=("leaving", "network_role_gps"),
        tests=("model/test_limits.py::test_L5_the_chance_of_leaving_follows_strain_role_and_age",),
    ),
    Mechanism(
        id="S0-family-support",
        says="A next step is to link practices with family support services.",
        status="represented",
        programmes=("network_role_gps",),
        parameters=("agency_mix",),
        rules=("rules.leadership.bridging_staff_bridge", "rules.cases.cases_are_routed"),
        outcomes=("service_trust", "joint_resolution"),
        tests=("model/test_network_roles.py::test_the_bridge_reaches_the_services_of_the_specialty_alone",),
    ),
    Mechanism(
        id="S0-unscheduled",
        says="A next step is a network across unscheduled primary care.",
        status="in part",
        programmes=("network_role_gps",),
        parameters=("spill_destination", "agency_mix"),
        rules=("rules.access.out_of_hours_is_limited", "rules.leadership.bridging_staff_bridge"),
        outcomes=("out_of_hours", "service_trust"),
        tests=("model/test_formulas.py::test_failures_return_and_escalate",),
        missing="Unscheduled primary care is one service per hub with ties, cases and a limited capacity, and "
        "network-role GPs bridge to it. NHS 111 and urgent treatment centres are not told apart, and where patients "
        "go who do not get an appointment does not depend on those ties.",
    ),
    Mechanism(
        id="S0-education-pathways",
        says="A next step is teaching, so that practices know their pathways.",
        status="represented",
        rules=("programmes.network_roles.network_role_gps_teach",),
        outcomes=("pathway_knowledge", "child_escalations"),
        tests=("model/test_network_roles.py::test_teaching_raises_knowledge_which_fades_without",),
    ),
    Mechanism(
        id="S0-how-used",
        says="The question is how such GPs are best used, not whether to have them.",
        status="represented",
        rules=("programmes.network_roles.network_role_gps_appointed",),
        outcomes=("network_role_gps", "pathway_knowledge", "service_trust"),
        tests=("model/test_network_roles.py::test_placement_chooses_the_network_that_it_says",),
    ),
)
