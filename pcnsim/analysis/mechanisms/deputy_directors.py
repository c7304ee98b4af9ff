"""Mechanisms of source document S4: clinical directors and their deputies in Nottingham City."""

from __future__ import annotations

from typing import Final

from pcnsim.analysis.mechanisms.declaration import Mechanism

__all__ = ["MECHANISMS"]

MECHANISMS: Final = (
    Mechanism(
        id="S4-cd-two-sessions",
        says="The five-year agreement pays for two sessions of a clinical director a week.",
        status="represented",
        rules=("rules.leadership.directors_divide_their_time", "rules.capacity.clinical_time"),
        outcomes=("director_hours", "director_unpaid_hours", "leadership", "contacts_per_day"),
        tests=(
            "model/test_formulas.py::test_the_time_of_directors_and_setting_up",
            "model/test_formulas.py::test_clinical_time_load_and_capacity",
        ),
    ),
    Mechanism(
        id="S4-cd-accountable",
        says="The director comes from the member practices, leads them and answers to them.",
        status="represented",
        rules=(
            "programmes.directors.directors_appointed",
            "programmes.directors.directors_resign",
            "programmes.directors.support_of_members",
        ),
        outcomes=("director_vacancy", "director_hours"),
        tests=(
            "model/test_mechanisms.py::test_directors_come_from_the_practices_of_their_network",
            "model/test_deputies.py::test_members_recall_a_director_they_do_not_trust_and_nobody_else",
            "model/test_mechanisms.py::test_a_vacant_directors_post_waits_for_somebody",
        ),
    ),
    Mechanism(
        id="S4-cd-represents",
        says="A main task is to stand for the network towards other networks, providers and the system.",
        status="represented",
        rules=("rules.partners.owners_and_pcns_meet", "programmes.directors.directors_appointed"),
        outcomes=("owner_trust", "director_hours"),
        tests=(
            "model/test_mechanisms.py::test_a_director_who_represents_builds_trust_with_owners",
            "model/test_limits.py::test_A2_what_a_director_built_with_owners_goes_with_them",
        ),
    ),
    Mechanism(
        id="S4-deputy-cd",
        says="The commissioner pays clinicians for one session a week to support the directors.",
        status="represented",
        rules=("programmes.deputies.deputies_come_and_go", "rules.leadership.directors_divide_their_time"),
        outcomes=("deputies_in_post", "leadership", "director_unpaid_hours", "cost_to_commissioner"),
        tests=(
            "model/test_deputies.py::test_a_deputy_adds_a_session_to_funded_hours_and_leadership_follows",
            "model/test_deputies.py::test_a_deputy_gives_up_a_clinical_session_less_what_is_backfilled",
            "model/test_money_by_payer.py::test_deputies_are_paid_by_the_commissioner_for_a_year_and_then_by_networks_that_keep_them",
        ),
    ),
    Mechanism(
        id="S4-eight-pcns",
        says="The place has eight networks.",
        status="represented",
        settings=("area.pcns", "area.folder"),
        rules=("pcnsim.area.synthetic.draw_area", "rules.leadership.system_layers"),
        outcomes=("influence", "timeliness"),
        tests=(
            "area/test_synthetic.py::test_every_area_is_sound",
            "model/test_limits.py::test_layers_between_a_practice_and_the_centre",
            "config/test_schema_and_explain.py::test_nottingham_is_the_same_design_and_says_how_to_make_its_area",
        ),
    ),
    Mechanism(
        id="S4-resilience-40m",
        says="The money comes from a national fund for resilience, which ends.",
        status="represented",
        programmes=("deputy_directors",),
        parameters=("deputy_weeks", "deputy_end_week"),
        rules=("programmes.deputies.deputies_come_and_go", "rules.money.week_costs"),
        outcomes=("cost_to_commissioner", "cost_to_pcn_accounts", "deputies_in_post"),
        tests=(
            "model/test_money_by_payer.py::test_deputies_are_paid_by_the_commissioner_for_a_year_and_then_by_networks_that_keep_them",
            "model/test_money_by_payer.py::test_money_with_an_end_date_ends_with_it_whoever_would_have_kept_the_post",
        ),
    ),
    Mechanism(
        id="S4-twelve-months",
        says="It lasts twelve months and no longer.",
        status="represented",
        rules=("programmes.deputies.deputies_come_and_go", "rules.leadership.coordination_budget_is_split"),
        outcomes=("deputies_in_post", "leadership", "persistence"),
        tests=(
            "model/test_deputies.py::test_the_year_ends_as_policy_says",
            "model/test_deputies.py::test_a_withdrawn_deputy_leaves_hours_as_they_were_and_skill_behind",
            "model/test_contract_terms.py::test_a_cut_takes_the_coordination_and_the_core_money_and_gives_them_back",
        ),
    ),
    Mechanism(
        id="S4-review",
        says="Networks may pay themselves if the review at the end of the year is good.",
        status="represented",
        rules=("programmes.deputies.chance_to_keep", "programmes.deputies.deputies_come_and_go"),
        outcomes=("deputies_kept", "cost_to_pcn_accounts"),
        tests=(
            "model/test_deputies.py::test_the_review_weighs_benefit_overload_and_the_account",
            "model/test_deputies.py::test_the_share_that_keeps_the_post_follows_the_review",
            "model/test_money_by_payer.py::test_deputies_are_paid_by_the_commissioner_for_a_year_and_then_by_networks_that_keep_them",
            "model/test_outcomes.py::test_a_pcn_that_keeps_its_deputy_pays_from_its_account",
        ),
    ),
    Mechanism(
        id="S4-year1-internal",
        says="The first year is for relationships inside the network.",
        status="represented",
        rules=(
            "rules.leadership.directors_divide_their_time",
            "rules.decisions.partners_sign",
            "rules.partners.owners_and_pcns_meet",
        ),
        outcomes=("partners_signed", "owner_trust", "director_hours"),
        tests=(
            "model/test_formulas.py::test_the_time_of_directors_and_setting_up",
            "model/test_formulas.py::test_partners_sign_as_often_as_leadership_trust_and_agreement_say",
        ),
    ),
    Mechanism(
        id="S4-year2-external",
        says="The second year is for wider partners.",
        status="represented",
        programmes=("change_of_focus",),
        parameters=("external_focus", "first_year_partner_factor"),
        rules=("rules.leadership.directors_divide_their_time", "rules.decisions.partners_sign"),
        outcomes=("partners_signed", "owner_trust"),
        tests=(
            "model/test_formulas.py::test_partners_sign_as_often_as_leadership_trust_and_agreement_say",
            "model/test_redesign_and_focus.py::test_the_focus_moves_directors_time_and_what_they_hire_in_the_week_it_changes",
        ),
    ),
    Mechanism(
        id="S4-first-year-load",
        says="The work of leading is heavy, most of all in the first year.",
        status="represented",
        rules=("rules.leadership.directors_divide_their_time", "programmes.directors.directors_resign"),
        outcomes=("director_unpaid_hours", "director_vacancy"),
        tests=("model/test_mechanisms.py::test_setting_up_is_work_and_unpaid_work_makes_directors_resign",),
    ),
    Mechanism(
        id="S4-young-leaders",
        says="It brings younger GPs into leadership.",
        status="represented",
        programmes=("deputy_directors",),
        rules=("programmes.deputies.appoint_deputy", "programmes.deputies.deputy_follows"),
        outcomes=("ready_leaders", "director_vacancy"),
        tests=(
            "model/test_deputies.py::test_deputies_are_young_and_hold_one_role",
            "model/test_deputies.py::test_a_deputy_follows_a_director_and_keeps_the_ties",
            "model/test_deputies.py::test_a_withdrawn_deputy_leaves_hours_as_they_were_and_skill_behind",
        ),
    ),
    Mechanism(
        id="S4-turbocharge",
        says="It is believed that more clinical leadership makes networks develop faster.",
        status="represented",
        programmes=("deputy_directors",),
        parameters=("deputy_sessions", "set_up_weeks"),
        rules=("programmes.contract.networks_set_up", "rules.leadership.directors_divide_their_time"),
        outcomes=("leadership", "set_up"),
        tests=(
            "model/test_deputies.py::test_a_deputy_adds_a_session_to_funded_hours_and_leadership_follows",
            "model/test_formulas.py::test_the_time_of_directors_and_setting_up",
        ),
    ),
    Mechanism(
        id="S4-partners-phm",
        says="The work: practices together, partners in health and care, the voluntary sector, population "
        "health.",
        status="in part",
        rules=("rules.leadership.directors_divide_their_time",),
        outcomes=("director_hours", "external_change"),
        tests=("model/test_formulas.py::test_the_time_of_directors_and_setting_up",),
        missing="A director's hours for practices, services, staff and representation are told apart. "
        "Population health management has no task, data skill or analyst of its own: it shows only as the "
        "prevention initiatives.",
    ),
    Mechanism(
        id="S4-prior-cdg",
        says="Practices of the city had worked together in delivery groups with clinical leaders for years "
        "before.",
        status="represented",
        settings=("start",),
        parameters=("prior_collaboration",),
        rules=("initial_ties.draw_practice_ties", "initial.established"),
        outcomes=("practice_trust", "set_up"),
        tests=(
            "model/test_mechanisms.py::test_those_who_worked_together_before_start_with_trust_and_ties",
            "model/test_contract_terms.py::test_networks_that_worked_together_before_trust_more_and_set_up_faster",
            "model/test_formulas.py::test_the_time_of_directors_and_setting_up",
        ),
    ),
    Mechanism(
        id="S4-commissioner",
        says="The commissioner chose to pay for it.",
        status="in part",
        programmes=("deputy_directors",),
        rules=("rules.money.week_costs",),
        outcomes=("cost_to_commissioner", "cost_to_pcn_accounts"),
        tests=(
            "model/test_money_by_payer.py::test_deputies_are_paid_by_the_commissioner_for_a_year_and_then_by_networks_that_keep_them",
            "model/test_money_by_payer.py::test_money_with_an_end_date_ends_with_it_whoever_would_have_kept_the_post",
        ),
        missing="What the commissioner pays is counted apart from what networks pay. That it chooses, with a "
        "budget and a view of need of its own, is not there: whoever asks the question switches programmes "
        "on.",
    ),
)
