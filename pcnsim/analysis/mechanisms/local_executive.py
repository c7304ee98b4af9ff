"""Mechanisms of source document S3: a local executive through which general practice acts as one."""

from __future__ import annotations

from typing import Final

from pcnsim.analysis.mechanisms.declaration import Mechanism

__all__ = ["MECHANISMS"]

MECHANISMS: Final = (
    Mechanism(
        id="S3-collective",
        says="General practice has influence in the system only where it acts as one.",
        status="represented",
        programmes=("executive",),
        rules=("rules.influence.general_practice_has_a_voice",),
        outcomes=("influence",),
        tests=(
            "model/test_formulas.py::test_owners_pressure_priority_and_the_voice_of_general_practice",
            "model/test_executive.py::test_general_practice_speaks_with_its_mandate_and_hours_in_any_structure",
        ),
    ),
    Mechanism(
        id="S3-prereqs",
        says="Five things come first: a leadership group, priorities, one point of access, representation, a "
        "mandate.",
        status="in part",
        parameters=(
            "executive_single_point_of_access",
            "executive_priority_process",
            "executive_representation",
            "initial_mandate",
        ),
        rules=("programmes.executive.executive_sits", "programmes.executive.executive_works"),
        outcomes=("executive_mandate", "executive_capacity"),
        tests=(
            "model/test_executive.py::test_the_best_two_from_outside_and_the_most_skilled_director_sit",
            "model/test_executive.py::test_each_week_the_mandate_learns_from_distance_powers_feedback_and_capacity",
            "model/test_executive.py::test_one_point_of_access_and_a_mandate_win_owners_sooner_where_the_centre_has_a_say",
            "model/test_executive.py::test_it_takes_meetings_off_directors_where_it_represents",
        ),
        missing="Each of the five is a switch or a state, so that an executive can be tried without it. They "
        "are not steps that have to be taken first, and no network can leave the leadership group: it "
        "can only withhold its mandate.",
    ),
    Mechanism(
        id="S3-meeting-not-enough",
        says="A meeting every week or two cannot be a partner for the system.",
        status="represented",
        programmes=("executive",),
        parameters=("central_decision_weeks",),
        rules=("rules.decisions.centre_decides",),
        outcomes=("decision_latency", "adopted"),
        tests=(
            "model/test_executive.py::test_an_executive_acts_between_meetings_as_far_as_it_has_hours_and_powers",
        ),
    ),
    Mechanism(
        id="S3-agenda",
        says="An executive sets the agenda and sees to it that what was agreed is done.",
        status="in part",
        rules=(
            "programmes.executive.executive_capacity",
            "rules.decisions.centre_decides",
            "rules.adoption.practices_adopt",
        ),
        outcomes=("executive_capacity", "decision_latency", "adopted"),
        tests=(
            "model/test_executive.py::test_capacity_is_hours_supplied_over_hours_asked_for",
            "model/test_executive.py::test_an_executive_acts_between_meetings_as_far_as_it_has_hours_and_powers",
            "model/test_executive.py::test_powers_turn_the_centre_towards_the_focus_and_leave_pcns_own_choices",
            "model/test_executive.py::test_a_mandate_carries_what_is_imposed_and_nothing_that_peers_spread",
        ),
        missing="It decides sooner with hours and powers, its powers turn the choice, and what is decided is "
        "followed as far as its mandate carries. It does not follow up: whether an agreed action is carried "
        "out does not depend on its hours, and a promise kept or broken is no event.",
    ),
    Mechanism(
        id="S3-spoa",
        says="It is the one point of access to general practice.",
        status="represented",
        rules=("rules.partners.owners_take_stock",),
        outcomes=("partners_signed", "executive_capacity"),
        tests=(
            "model/test_executive.py::test_one_point_of_access_and_a_mandate_win_owners_sooner_where_the_centre_has_a_say",
            "model/test_executive.py::test_capacity_is_hours_supplied_over_hours_asked_for",
        ),
    ),
    Mechanism(
        id="S3-priorities",
        says="It drives the process by which local priorities are set.",
        status="in part",
        rules=("programmes.executive.executive_position", "programmes.executive.executive_works"),
        outcomes=("executive_mandate", "legitimacy"),
        tests=(
            "model/test_executive.py::test_each_week_the_mandate_learns_from_distance_powers_feedback_and_capacity",
        ),
        missing="With the process PCNs' goals reach the executive, so that it stands nearer to them and its "
        "mandate lasts. What the centre then chooses does not depend on the process: it weighs PCNs' "
        "goals and, by the executive's powers, the policy's focus. No list of priorities is agreed.",
    ),
    Mechanism(
        id="S3-representation",
        says="It coordinates who goes to which meeting of the system.",
        status="represented",
        rules=("programmes.executive.executive_meets_owners", "rules.leadership.directors_divide_their_time"),
        outcomes=("director_hours", "leadership", "owner_trust"),
        tests=(
            "model/test_executive.py::test_it_takes_meetings_off_directors_where_it_represents",
            "model/test_executive.py::test_what_it_builds_with_owners_serves_every_pcn_and_is_lost_with_it",
        ),
    ),
    Mechanism(
        id="S3-communication",
        says="It passes news both ways, between practices and the system.",
        status="in part",
        programmes=("executive",),
        parameters=("executive_feedback", "executive_feedback_hours", "feedback_evidence"),
        rules=("programmes.executive.executive_gives_feedback", "rules.people.centre_learns"),
        outcomes=("executive_mandate", "centre_trust"),
        tests=(
            "model/test_executive.py::test_feedback_reaches_practices_as_good_evidence_on_the_centre_and_nothing_bad",
            "model/test_executive.py::test_the_centre_learns_from_an_executive_with_time",
        ),
        missing="Communication is feedback that practices count as experience of the centre and of the "
        "executive. How far a message reaches and how long it takes is not there: the model has no "
        "messages.",
    ),
    Mechanism(
        id="S3-analogy",
        says="A board needs an executive.",
        status="represented",
        settings=("structure",),
        rules=("programmes.executive.executive_sits",),
        outcomes=("executive_capacity", "influence"),
        tests=(
            "model/test_executive.py::test_general_practice_speaks_with_its_mandate_and_hours_in_any_structure",
            "model/test_executive.py::test_off_it_leaves_no_trace_whatever_else_is_set",
        ),
    ),
    Mechanism(
        id="S3-clin-capacity",
        says="Its clinicians are those already paid for: committee chair, federation lead, a leading "
        "director.",
        status="represented",
        rules=(
            "programmes.executive.clinical_hours",
            "rules.leadership.directors_divide_their_time",
            "rules.money.week_costs",
        ),
        outcomes=("executive_pcn_leadership", "executive_capacity", "cost_coordination"),
        tests=(
            "model/test_executive.py::test_hours_come_from_existing_roles_and_fall_on_the_directors_own_pcn_only",
            "model/test_money_by_payer.py::test_an_executive_costs_its_members_time_and_whoever_lends_its_manager",
        ),
    ),
    Mechanism(
        id="S3-no-overhead",
        says="General practice cannot carry a new overhead.",
        status="represented",
        parameters=("executive_management",),
        rules=("rules.money.week_costs",),
        outcomes=("cost_programme", "cost_to_practices", "cost_to_pcn_accounts", "cost_to_commissioner"),
        tests=(
            "model/test_money_by_payer.py::test_an_executive_costs_its_members_time_and_whoever_lends_its_manager",
            "model/test_executive.py::test_capacity_is_hours_supplied_over_hours_asked_for",
        ),
    ),
    Mechanism(
        id="S3-mgmt-federation",
        says="Its management may come from a federation that has grown up; few places have one.",
        status="represented",
        parameters=("executive_management",),
        rules=("programmes.executive.management_hours", "rules.money.week_costs"),
        outcomes=("executive_capacity", "cost_to_practices"),
        tests=(
            "model/test_executive.py::test_capacity_is_hours_supplied_over_hours_asked_for",
            "model/test_money_by_payer.py::test_an_executive_costs_its_members_time_and_whoever_lends_its_manager",
        ),
    ),
    Mechanism(
        id="S3-mgmt-system-lead",
        says="Or from the system's primary care lead, if general practice trusts them.",
        status="represented",
        parameters=("executive_management",),
        rules=(
            "programmes.executive.management_hours",
            "programmes.executive.executive_capacity",
            "rules.money.week_costs",
        ),
        outcomes=("executive_capacity", "executive_mandate", "cost_to_commissioner"),
        tests=(
            "model/test_executive.py::test_only_a_system_lead_carries_less_and_only_while_the_mandate_is_weak",
            "model/test_money_by_payer.py::test_an_executive_costs_its_members_time_and_whoever_lends_its_manager",
        ),
    ),
    Mechanism(
        id="S3-mgmt-shared",
        says="Or from a senior manager whom networks share and the system pays.",
        status="represented",
        rules=("programmes.executive.management_hours", "rules.money.week_costs"),
        outcomes=("executive_capacity", "cost_to_commissioner"),
        tests=(
            "model/test_executive.py::test_capacity_is_hours_supplied_over_hours_asked_for",
            "model/test_money_by_payer.py::test_an_executive_costs_its_members_time_and_whoever_lends_its_manager",
        ),
    ),
    Mechanism(
        id="S3-carry-trust",
        says="Will those who manage it have the trust of general practice?",
        status="represented",
        programmes=("executive",),
        rules=("programmes.executive.executive_works", "programmes.executive.executive_capacity"),
        outcomes=("executive_mandate", "legitimacy"),
        tests=(
            "model/test_executive.py::test_each_week_the_mandate_learns_from_distance_powers_feedback_and_capacity",
            "model/test_executive.py::test_without_feedback_an_executive_loses_its_mandate_and_with_it_its_powers",
            "model/test_executive.py::test_only_a_system_lead_carries_less_and_only_while_the_mandate_is_weak",
        ),
    ),
    Mechanism(
        id="S3-power",
        says="It puts power into few hands, with less direct representation.",
        status="represented",
        programmes=("executive",),
        parameters=("executive_powers",),
        rules=("rules.decisions.centre_decides", "programmes.executive.executive_works"),
        outcomes=("decision_gini", "legitimacy", "decision_latency"),
        tests=(
            "model/test_executive.py::test_every_decision_is_shared_out_once",
            "model/test_executive.py::test_an_executive_acts_between_meetings_as_far_as_it_has_hours_and_powers",
            "model/test_executive.py::test_each_week_the_mandate_learns_from_distance_powers_feedback_and_capacity",
        ),
    ),
    Mechanism(
        id="S3-delegation",
        says="Powers that are delegated have to be clear, looked at again, and developed.",
        status="in part",
        rules=("programmes.executive.executive_works", "programmes.executive.hours_asked_of_executive"),
        outcomes=("executive_powers_held", "decision_latency"),
        tests=("model/test_executive.py::test_powers_move_by_the_mandate_at_reviews_and_at_no_other_time",),
        missing="Powers are looked at again every so many weeks and grow or shrink with the mandate. How "
        "clear they are is not there: they are one number that everybody knows, and nobody disputes what it "
        "covers.",
    ),
    Mechanism(
        id="S3-feedback",
        says="There has to be enough feedback and clarity on what it may decide.",
        status="in part",
        rules=("programmes.executive.executive_works", "programmes.executive.executive_gives_feedback"),
        outcomes=("executive_mandate", "centre_trust"),
        tests=(
            "model/test_executive.py::test_feedback_makes_the_mandate_and_nothing_else_in_the_week_it_is_given",
            "model/test_executive.py::test_without_feedback_an_executive_loses_its_mandate_and_with_it_its_powers",
            "model/test_executive.py::test_feedback_reaches_practices_as_good_evidence_on_the_centre_and_nothing_bad",
        ),
        missing="Feedback makes or loses the mandate and counts as experience of the centre. Clarity on what "
        "the executive may decide is not there (see S3-delegation).",
    ),
    Mechanism(
        id="S3-derived-authority",
        says="Its authority comes from the group; it has none of its own.",
        status="represented",
        programmes=("executive",),
        rules=("rules.adoption.practices_adopt",),
        outcomes=("executive_mandate", "adopted"),
        tests=(
            "model/test_executive.py::test_a_mandate_carries_what_is_imposed_and_nothing_that_peers_spread",
        ),
    ),
    Mechanism(
        id="S3-trust-partner",
        says="The aim is to be a partner beside the trusts in the system.",
        status="represented",
        programmes=("executive",),
        rules=("rules.influence.general_practice_has_a_voice", "rules.demand.transferred_share"),
        outcomes=("influence", "owner_trust"),
        tests=(
            "model/test_formulas.py::test_owners_pressure_priority_and_the_voice_of_general_practice",
            "model/test_executive.py::test_general_practice_speaks_with_its_mandate_and_hours_in_any_structure",
            "model/test_limits.py::test_A2_pressure_pulls_back_time_and_moves_work_only_by_its_parameters",
        ),
    ),
    Mechanism(
        id="S3-varies",
        says="The answers differ from place to place.",
        status="in part",
        settings=("area.folder", "area.seed"),
        parameters=("general_trust_spread", "goal_spread", "prior_collaboration"),
        rules=("initial.draw_pcns", "initial.draw_practices"),
        outcomes=("executive_mandate", "gini_joint_resolution"),
        tests=(
            "area/test_synthetic_distributions.py::test_clustering_inside_pcns",
            "model/test_executive.py::test_two_systems_have_two_executives_each_with_its_own_mandate_and_powers",
        ),
        missing="Areas differ in size, deprivation, staff and trust, and so do networks. Within one run "
        "every system has the same form of executive; other forms take other runs.",
    ),
)
