"""Mechanisms of source document S2: what the network contract brings, asks for and leaves undone."""

from __future__ import annotations

from typing import Final

from pcnsim.analysis.mechanisms.declaration import Mechanism

__all__ = ["MECHANISMS"]

MECHANISMS: Final = (
    Mechanism(
        id="S2-direct-money",
        says="The contract pays practices and networks directly, by formula.",
        status="represented",
        rules=(
            "rules.money.networks_bank",
            "programmes.contract.practices_sign_up",
            "rules.leadership.coordination_budget_is_split",
        ),
        outcomes=("cost_to_national_contract", "cost_to_pcn_accounts", "coordination_hours"),
        tests=(
            "model/test_formulas.py::test_a_network_banks_its_core_funding_and_pays_its_share",
            "model/test_invariants.py::test_the_coordination_budget_is_spent_once",
            "model/test_outcomes.py::test_a_cut_stops_participation_and_all_but_one_of_the_directors_sessions",
        ),
    ),
    Mechanism(
        id="S2-bidding",
        says="Earlier money had to be bid for, one pot at a time.",
        status="represented",
        rules=(
            "programmes.contract.networks_bid",
            "rules.leadership.coordination_budget_is_split",
            "rules.leadership.directors_divide_their_time",
        ),
        outcomes=("leadership", "director_hours", "coordination_hours"),
        tests=(
            "model/test_contract_terms.py::test_bids_move_money_between_networks_and_make_none",
            "model/test_contract_terms.py::test_the_better_led_win_more_bids",
            "model/test_mechanism_rules.py::test_bidding_takes_directors_hours_while_there_are_bids",
        ),
    ),
    Mechanism(
        id="S2-1bn",
        says="Practices' own funding rises by nearly a billion pounds over five years.",
        status="not represented",
        missing="Practices have no accounts: the hours that they work are given by their posts, and there is "
        "no rule on which the core contract's money could act. Only the network contract's participation "
        "payment is counted, as a cost.",
    ),
    Mechanism(
        id="S2-1.8bn",
        says="Networks get a further 1.8 billion pounds, more each year.",
        status="represented",
        parameters=("additional_roles_money", "core_funding_per_patient"),
        rules=("programmes.additional_roles.entitlement", "rules.money.week_costs"),
        outcomes=("additional_staff", "cost_to_national_contract", "deputies_kept"),
        tests=(
            "model/test_limits.py::test_the_entitlement_is_that_of_the_year_and_the_fifth_goes_on",
            "model/test_limits.py::test_L10_without_money_for_roles_nobody_is_hired_and_supervised",
            "model/test_deputies.py::test_a_pcn_with_an_empty_account_gives_up_the_post_it_keeps",
            "model/test_outcomes.py::test_an_outcome_is_what_its_formula_says",
        ),
    ),
    Mechanism(
        id="S2-arrs-roles",
        says="It pays for pharmacists, physiotherapists, link workers, physician associates and paramedics.",
        status="represented",
        rules=(
            "programmes.additional_roles.additional_staff_come_and_go",
            "programmes.additional_roles.additional_staff_work",
        ),
        outcomes=("additional_staff", "contacts_per_day", "supervision_hours"),
        tests=(
            "model/test_limits.py::test_L10_without_money_for_roles_nobody_is_hired_and_supervised",
            "model/test_formulas.py::test_supervision_and_contacts_of_additional_staff",
            "model/test_contract_terms.py::test_additional_roles_come_and_go_by_their_weeks",
        ),
    ),
    Mechanism(
        id="S2-mdt",
        says="Care by a team inside the practice is a real change, which has to be planned and carried out.",
        status="represented",
        rules=(
            "programmes.additional_roles.additional_staff_work",
            "rules.capacity.supervision",
            "rules.coordination.coordination_takes_time",
        ),
        outcomes=("supervision_hours", "contacts_per_day", "coordination_hours"),
        tests=(
            "model/test_formulas.py::test_supervision_and_contacts_of_additional_staff",
            "model/test_formulas.py::test_coordination_hours_term_by_term",
        ),
    ),
    Mechanism(
        id="S2-nurse-analogy",
        says="Contracts have made a role normal before: practice nurses.",
        status="in part",
        parameters=("additional_roles", "additional_roles_money", "additional_roles_end_week"),
        rules=("programmes.additional_roles.additional_staff_come_and_go",),
        outcomes=("additional_staff",),
        tests=("model/test_contract_terms.py::test_what_leaves_when_unpaid_is_the_larger_of_the_two_rates",),
        missing="Reimbursement alone brings the roles, as with practice nurses. That practices come to pay "
        "for a role themselves is not there, because they have no accounts: when the money ends, staff "
        "leave and are not replaced.",
    ),
    Mechanism(
        id="S2-ics-block",
        says="Networks are the blocks from which integrated care systems are built.",
        status="represented",
        settings=("area.folder",),
        parameters=("span_of_control", "layer_delay", "contestable_growth"),
        rules=("rules.leadership.system_layers", "rules.influence.general_practice_has_a_voice"),
        outcomes=("influence", "timeliness"),
        tests=(
            "model/test_limits.py::test_layers_between_a_practice_and_the_centre",
            "model/test_engine.py::test_what_happens_in_one_system_is_no_concern_of_another",
            "model/test_formulas.py::test_owners_pressure_priority_and_the_voice_of_general_practice",
        ),
    ),
    Mechanism(
        id="S2-footprint",
        says="Community and mental health teams are to work on networks' footprints, for people with complex "
        "needs.",
        status="represented",
        rules=("rules.community.teams_move", "rules.partners.owners_take_stock"),
        outcomes=("partners_signed", "team_wait", "joint_resolution"),
        tests=(
            "model/test_footprint.py::test_moving_out_and_back_loses_nothing",
            "model/test_footprint.py::test_those_who_share_a_footprint_meet_where_people_meet",
            "model/test_formulas.py::test_partners_sign_as_often_as_leadership_trust_and_agreement_say",
        ),
    ),
    Mechanism(
        id="S2-dn-hubs",
        says="District nurses went from surgeries to hubs, for support, estates and scale; the contract "
        "leaves that.",
        status="represented",
        rules=("rules.community.staffing", "rules.cases.cases_are_answered", "rules.money.week_costs"),
        outcomes=("team_wait", "service_trust", "timeliness", "cost_to_providers"),
        tests=(
            "model/test_footprint.py::test_the_same_staff_does_less_without_the_hubs_scale_and_support",
            "model/test_footprint.py::test_closeness_shortens_answers_and_saves_gps_time",
            "model/test_footprint.py::test_small_teams_vary_more_about_the_same_mean",
            "model/test_money_by_payer.py::test_providers_pay_for_the_rooms_of_teams_on_footprints",
        ),
    ),
    Mechanism(
        id="S2-trust-community",
        says="Whether it works will be decided by working relationships and trust with community services.",
        status="represented",
        rules=("rules.trust.practices_trust_services", "rules.cases.direct_success"),
        outcomes=("service_trust", "joint_resolution"),
        tests=(
            "model/test_limits.py::test_L1_trust_in_services_under_constant_evidence",
            "model/test_formulas.py::test_which_cases_are_accepted",
        ),
    ),
    Mechanism(
        id="S2-ambitious-time",
        says="The timetable is ambitious and the size of the task underestimated.",
        status="represented",
        rules=("programmes.contract.deadline_falls", "programmes.contract.networks_set_up"),
        outcomes=("set_up", "practice_trust"),
        tests=(
            "model/test_contract_terms.py::test_a_deadline_sets_networks_up_and_costs_trust_by_what_was_left_to_do",
        ),
    ),
    Mechanism(
        id="S2-prior-collab",
        says="Many practices worked together before, in federations, clusters and networks.",
        status="represented",
        rules=(
            "initial_ties.draw_practice_ties",
            "initial_ties.first_ties",
            "initial.draw_practices",
            "programmes.contract.networks_set_up",
        ),
        outcomes=("practice_trust", "gp_ties_outside", "set_up"),
        tests=(
            "model/test_mechanisms.py::test_those_who_worked_together_before_start_with_trust_and_ties",
            "model/test_contract_terms.py::test_networks_that_worked_together_before_trust_more_and_set_up_faster",
        ),
    ),
    Mechanism(
        id="S2-bank-legal",
        says="A network needs a legal agreement and one bank account.",
        status="in part",
        parameters=("set_up_weeks",),
        rules=(
            "programmes.contract.networks_set_up",
            "programmes.additional_roles.additional_staff_come_and_go",
            "rules.decisions.pcns_decide",
            "rules.decisions.partners_sign",
            "rules.money.networks_bank",
        ),
        outcomes=("set_up", "additional_staff", "partners_signed", "adopted"),
        tests=(
            "model/test_formulas.py::test_the_time_of_directors_and_setting_up",
            "model/test_contract_terms.py::test_only_a_network_with_agreement_and_account_hires_and_signs_partners",
            "model/test_formulas.py::test_a_network_banks_its_core_funding_and_pays_its_share",
        ),
        missing="Agreement and account take time; until they stand a network hires nobody, decides nothing "
        "and has no partners, and the account decides whether a deputy can be kept. How members share it, "
        "quarrel over it, or pay for leaving is not there.",
    ),
    Mechanism(
        id="S2-wider-signup",
        says="Community, mental health and voluntary organisations should be brought to sign.",
        status="represented",
        rules=("rules.decisions.partners_sign",),
        outcomes=("partners_signed",),
        tests=("model/test_formulas.py::test_partners_sign_as_often_as_leadership_trust_and_agreement_say",),
    ),
    Mechanism(
        id="S2-deep-trust",
        says="Working at scale needs deep trust, strong relationships, and a vision and values in common.",
        status="represented",
        rules=(
            "rules.trust.practices_trust_each_other",
            "rules.leadership.pcn_means",
            "programmes.shocks.owner_breaks_trust",
        ),
        outcomes=("practice_trust", "consensus", "gp_trust"),
        tests=(
            "model/test_limits.py::test_L1_trust_between_practices_that_meet_every_week",
            "model/test_limits.py::test_L2_trust_without_contact_falls_back_to_the_disposition",
            "model/test_shocks.py::test_a_breach_adds_its_evidence_to_every_tie_with_that_owner_and_to_no_other",
        ),
    ),
    Mechanism(
        id="S2-dev-support",
        says="Embryonic networks may need much help, inside and with those around them.",
        status="represented",
        rules=("programmes.contract.networks_set_up", "rules.leadership.coordination_budget_is_split"),
        outcomes=("set_up", "cost_to_commissioner"),
        tests=(
            "model/test_contract_terms.py::test_support_makes_embryonic_networks_set_up_faster_and_others_not",
            "model/test_contract_terms.py::test_support_is_the_same_extra_hours_in_every_structure_and_only_for_embryonic_networks",
            "model/test_outcomes.py::test_an_outcome_is_what_its_formula_says",
        ),
    ),
    Mechanism(
        id="S2-gp-shortfall",
        says="Thousands of GPs will be missing within ten years.",
        status="represented",
        rules=("rules.environment.supply_of_gps", "rules.workforce.posts_are_filled"),
        outcomes=("vacancy", "gps_per_100000"),
        tests=("model/test_mechanisms.py::test_a_shortage_of_gps_leaves_posts_empty",),
    ),
    Mechanism(
        id="S2-prevention-crowdout",
        says="Workload and cuts squeeze out prevention.",
        status="represented",
        rules=("rules.adoption.initiatives_work_or_lapse",),
        outcomes=("external_change",),
        tests=(
            "model/test_redesign_and_focus.py::test_work_crowds_out_prevention_and_nothing_else",
            "model/test_redesign_and_focus.py::test_crowding_out_acts_where_work_presses_and_not_where_it_does_not",
        ),
    ),
)
