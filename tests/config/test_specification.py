"""Every number of the specification's table of parameters stands in a declaration, unchanged.

The table (../shared/model/parameters.csv) is no part of the project; without it the test is skipped.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from pcnsim.config.parameters import PROGRAMMES, Declaration, declared

pytestmark = pytest.mark.unit

# Specification name -> our name. Tables keep their index: share[simple] -> contact_share.simple.
NAMES = {
    "w_L": "network_position",
    "beta": "bridging_share",
    "R_coord": "coordination_hours_per_1000",
    "R_pre": "coordination_before_contract",
    "fix_chan": "channel_fixed_cost",
    "dup": "duplicate_handling",
    "amb": "ambiguity",
    "route_k": "channel_choice_strength",
    "span": "span_of_control",
    "t_lay": "layer_delay",
    "c_V": "desk_minutes_per_case",
    "qmax": "desk_queue_limit",
    "t_lat": "direct_response_time",
    "h_b": "bridging_saturation_hours",
    "bq": "bridged_share_of_distrust",
    "s0": "joint_success_ceiling",
    "g0": "direct_success_without_trust",
    "g_fac": "facilitation_stands_in",
    "c0": "pathway_success_without_trust",
    "zeta": "misfit_loss",
    "het": "need_variation",
    "T_d": "joint_plan_decay",
    "interdep": "multi_agency_need",
    "rho_ret": "failed_case_return",
    "esc_scale": "escalation_scale",
    "eps_ok": "escalation_if_resolved",
    "dump0": "transferred_work",
    "dump_infl": "influence_on_transferred_work",
    "r_total": "contacts_per_person_year",
    "demand_scale": "demand_scale",
    "share": "contact_share",
    "m_S": "minutes_per_contact.simple",
    "m_C": "minutes_per_contact.complex",
    "m_F": "minutes_per_contact.child",
    "m_M": "minutes_per_contact.mental",
    "m_U": "minutes_per_contact.urgent",
    "g_S": "demand_growth.simple",
    "g_C": "demand_growth.complex",
    "g_F": "demand_growth.child",
    "g_M": "demand_growth.mental",
    "g_U": "demand_growth.urgent",
    "dep_scale": "deprivation_gradient",
    "dep_grad": "deprivation_gradient_by_class",
    "season": "season_amplitude",
    "b_init": "initial_backlog_weeks",
    "const_w_peak": "season_peak_week",
    "pat_per_fte": "patients_per_fte",
    "m_sess": "contact_minutes_per_session",
    "o_max": "overtime_limit",
    "pool": "shareable_capacity",
    "m_tie": "tie_upkeep_minutes",
    "use_pp": "practice_tie_upkeep",
    "m_L": "direct_case_minutes",
    "m_V": "referral_minutes",
    "m_chase": "chasing_minutes",
    "f_meet_V": "meetings_in_hierarchy",
    "f_meet_L": "meetings_in_network",
    "h_meet": "meeting_hours",
    "f_mdt": "team_meetings_per_week",
    "h_mdt": "team_meeting_hours",
    "h_ret": "assurance_hours_per_layer",
    "h_impl": "implementation_hours",
    "offset": "facilitator_offset",
    "squeeze": "strain_squeeze",
    "chi0": "backfill_share",
    "const_session_h": "hours_per_session",
    "const_net_floor": "clinical_time_floor",
    "wait_tol": "wait_tolerance",
    "spill_rate": "spill_rate",
    "eta_scale": "spill_scale",
    "exit": "spill_destination",
    "escalate": "escalation_probability",
    "ooh_cap": "out_of_hours_capacity",
    "const_tie_wait_floor": "wait_floor",
    "agency": "agency_share",
    "theta": "agency_mix",
    "hub_size": "pcns_per_hub",
    "cap_ratio": "community_capacity",
    "cases_per_wte": "cases_per_wte",
    "cv_team": "team_staffing_variation",
    "T_resp": "team_wait_felt",
    "r0": "acceptance_floor",
    "tqmax": "team_queue_limit",
    "comm_short": "community_staff_decline",
    "sign0": "unsigned_partner_success",
    "h_U": "partner_sign_up_rate",
    "lapse": "partner_lapse_rate",
    "y1_ext": "first_year_partner_factor",
    "const_agree_rate": "owner_agreement_rate",
    "forget": "trust_forgetting",
    "prior_mass": "trust_prior_mass",
    "tau_gen": "general_trust",
    "sd_tg": "general_trust_spread",
    "b_prior": "prior_collaboration_effect",
    "nu": "bad_news_weight",
    "conf": "confirmation",
    "E_max": "case_evidence",
    "n0": "case_evidence_saturation",
    "zeta_V": "pathway_contact_share",
    "E_meet": "meeting_evidence",
    "s_meet": "meeting_quality",
    "E_help": "help_evidence",
    "trust0_ext": "initial_trust_services",
    "trust0_int": "initial_trust_practices",
    "trust0_ctr": "initial_trust_centre",
    "prior_collab": "prior_collaboration",
    "rho_in": "practice_tie_density",
    "het_e": "relationship_spread",
    "const_M0": "initial_tie_evidence",
    "const_E3_mandate": "mandate_evidence",
    "icb_pot": "contestable_growth",
    "trust_power": "trusts_weight_in_system",
    "infl0": "voice_without_executive",
    "const_infl_gp": "general_practice_voice_weight",
    "const_infl_other": "partners_voice_weight",
    "vac0": "initial_vacancy",
    "q0": "leaving_rate",
    "q1": "strain_effect_on_leaving",
    "q_ret": "retirement_rate",
    "role_ret": "role_retention",
    "v_fill": "vacancy_fill_rate",
    "v_dep": "deprivation_effect_on_filling",
    "short_rate": "gp_shortage_rate",
    "close_frac": "closure_staffing",
    "kz": "strain_speed",
    "L0": "strain_midpoint_load",
    "L_w": "strain_load_width",
    "om_H": "coordination_load_weight",
    "om_W": "waiting_load_weight",
    "om_R": "unpaid_hours_load_weight",
    "role_rel": "role_relief",
    "t_setup": "set_up_weeks",
    "h_sign": "sign_up_rate",
    "opt_out": "opt_out_rate",
    "const_setup_hours": "director_set_up_hours",
    "const_cd_sessions": "director_sessions",
    "h_int": "director_hours_per_practice",
    "h_ext": "director_hours_per_service",
    "h_arrs": "director_hours_per_additional_fte",
    "h_rep": "director_representation_hours",
    "h_lay": "director_hours_per_layer",
    "h_fac": "director_hours_per_tie",
    "cd_ot": "director_extra_sessions",
    "cd_quit": "director_resignation_rate",
    "cd_fill": "director_fill_rate",
    "cd_loss": "director_tie_loss",
    "style": "facilitative_style",
    "kl": "leadership_learning",
    "core_share": "coordinator_cost_paid_by_pcn",
    "arrs_y1": "additional_roles_money.year_1",
    "arrs_y2": "additional_roles_money.year_2",
    "arrs_y3": "additional_roles_money.year_3",
    "arrs_y4": "additional_roles_money.year_4",
    "arrs_y5": "additional_roles_money.year_5",
    "arrs_fill": "additional_roles_fill_rate",
    "arrs_quit": "additional_roles_leaving",
    "arrs_ramp": "additional_roles_induction",
    "sup_scale": "supervision_scale",
    "int0": "integration_floor",
    "int_disp": "integration_loss_per_practice",
    "submax": "substitution_limit",
    "sub": "contacts_saved",
    "contacts": "role_contacts_per_week",
    "supervise": "supervision_hours",
    "mix_int": "role_mix_internal",
    "mix_ext": "role_mix_external",
    "mix": "role_class_mix",
    "k_K": "local_knowledge_gain",
    "d_K": "local_knowledge_fade",
    "nrd_per_pcn": "network_role_gps_per_pcn",
    "nrd_sess": "network_role_sessions",
    "nrd_weeks": "network_role_weeks",
    "h_bn": "network_role_saturation_hours",
    "know_q": "knowledge_avoids_referral",
    "know_e": "knowledge_avoids_escalation",
    "k_kn": "knowledge_gain",
    "d_kn": "knowledge_fade",
    "focus": "external_focus",
    "dec_rate": "proposals_per_meeting",
    "veto0": "veto_base",
    "quorum": "quorum",
    "t_C": "central_decision_weeks",
    "const_cons_scale": "consensus_scale",
    "eta_M": "mandate_adoption_rate",
    "eta_0": "own_interest_adoption_rate",
    "eta_P": "peer_adoption_rate",
    "eta_B": "bridging_adoption_rate",
    "cx_m": "contagion_steepness",
    "cx_th": "contagion_threshold",
    "fit_L": "local_design_fit",
    "eta_ab": "abandonment_rate",
    "const_ramp_init": "initiative_ramp_weeks",
    "const_impl_weeks": "implementation_weeks",
    "const_busy_max": "initiatives_at_once",
    "eff_bo": "back_office_saving",
    "eff_tech": "technology_saving",
    "eff_sdm": "demand_management_saving",
    "eff_int": "integrated_team_effect",
    "prev_max": "prevention_effect",
    "wd_max": "wider_determinants_effect",
    "L_prev": "prevention_lag",
    "redesign": "redesign",
    "h_T": "redesign_rate",
    "th_T": "redesign_readiness",
    "xi_T": "redesign_gain",
    "dip_T": "redesign_dip",
    "sh_dis": "disengaged_share",
    "goal_disp": "goal_spread",
    "ke": "engagement_speed",
    "b_ben": "benefit_to_engagement",
    "b_fac": "facilitation_to_engagement",
    "b_dir": "directive_cost_to_engagement",
    "b_man": "imposed_misfit_to_engagement",
    "b_z": "strain_to_engagement",
    "kx": "goal_influence_rate",
    "ky": "role_identity_rate",
    "dev_fac": "development_facilitation",
    "dev_support": "development_strength",
    "dcd_on": "deputy_directors",
    "dcd_start": "deputy_start_week",
    "dcd_policy": "deputy_policy",
    "rev_b0": "review_intercept",
    "rev_b1": "review_benefit",
    "rev_b2": "review_overload",
    "rev_b3": "review_unaffordable",
    "const_dcd_sessions": "deputy_sessions",
    "const_dcd_weeks": "deputy_weeks",
    "footprint": "community_footprint",
    "eps_scale": "hub_scale_gain",
    "eps_supp": "hub_support_gain",
    "colo": "colocation_contact",
    "colo_d": "colocation_stands_in",
    "colo_l": "colocation_saving",
    "exec_on": "executive",
    "exec_start": "executive_start_week",
    "exec_power": "executive_powers",
    "exec_fb": "executive_feedback",
    "exec_rev": "executive_review_weeks",
    "exec_clin": "executive_clinical_hours",
    "exec_mgmt": "executive_management",
    "exec_cd": "executive_has_director",
    "E_fb": "feedback_evidence",
    "trust0_exec": "initial_mandate",
    "const_E4_weight": "executive_evidence",
    "const_rev_gain": "review_gain",
    "const_exec_h0": "executive_base_hours",
    "const_exec_hN": "executive_hours_per_pcn",
    "const_exec_hD": "executive_group_hours",
    "const_exec_hF": "executive_feedback_hours",
    "const_mgmt_syslead": "management_hours_system_lead",
    "const_mgmt_fed": "management_hours_federation",
    "const_mgmt_shared": "management_hours_shared",
    "c_gp": "gp_hour_cost",
    "c_ae": "emergency_attendance_cost",
    "c_ooh": "out_of_hours_cost",
    "c_adm": "escalation_cost",
    "c_turn": "leaver_cost",
    "cost_role": "role_cost",
    "c_dcd": "role_session_hour_cost",
    "const_c_coord": "coordinator_hour_cost",
    "const_c_mgr": "manager_hour_cost",
    "const_core_pcn": "core_funding_per_patient",
    "const_participation": "participation_payment",
    "cut_week": "cut_week",
    "cut_R": "coordination_after_cut",
    "cut_arrs": "cut_additional_roles",
}

# What the specification's rows of scale became: keys of the [area] table, not parameters.
AREA_KEYS = {"n_pcn", "prac_per_pcn", "k_fixed", "list_mean"}

# What the specification calls the elements of its tables.
ELEMENTS = {
    "physio": "physiotherapist",
    "physician_assoc": "physician_associate",
    "cmht": "community_mental_health",
    "social_care": "adult_social_care",
    "voluntary": "voluntary_sector",
    "unscheduled": "unscheduled_care",
    "a_and_e": "emergency_department",
}


CALIBRATED = {
    "proposals_per_meeting": 0.25,  # these three: experiments/neutral_calibration.py
    "own_interest_adoption_rate": 0.02,
    "direct_success_without_trust": 0.188,
    "director_tie_loss": 0.0,  # amendment A1: what is personal goes with the person
}
"""Defaults that are ours and not the specification's, each with its reason in docs/model.md."""

SWITCHED_APART = {
    "network_role_gps_per_pcn": 1.0,  # 0 GPs meant off; network_role_gps is the switch
    "development_strength": 1.0,  # a strength of 0 meant off; development_support is the switch
    "redesign": 0.0,  # 1 allowed redesign in every run; every programme is off unless it is switched on
    "cut_week": 104.0,  # week -1 meant never; funding_cut is the switch
}
"""Defaults of programmes whose size or week was their switch: what they are once a switch of its own turns them on."""

# No -1 for never, and no 0 for off.
RANGES = {"cut_week": (0.0, 260.0), "network_role_gps_per_pcn": (0.05, 1.0)}
SCALES = {"network_role_gps_per_pcn": "uniform"}  # half a GP is one for two PCNs


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Return the specification's rows."""
    path = Path(__file__).resolve().parents[3] / "shared" / "model" / "parameters.csv"
    if not path.is_file():
        pytest.skip(
            "needs the specification's parameters.csv in ../shared/model, which is no part of the project"
        )
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def our_name(theirs: str) -> str:
    """Translate share[simple] or theta[complex,cmht] into our dotted name."""
    found = re.fullmatch(r"(\w+)\[([\w,]+)\]", theirs)
    if not found:
        return NAMES[theirs]
    table, index = found.groups()
    parts = index.split(",")
    if table == "theta" and parts[1] == "pharmacy":
        parts[1] = "community_pharmacy"
    return ".".join([NAMES[table], *(ELEMENTS.get(part, part) for part in parts)])


def of(row: dict[str, str]) -> Declaration:
    """Return our declaration of a row of the specification."""
    return declared()[our_name(row["name"])]


def test_every_row_is_declared_and_every_old_declaration_has_a_row(rows: list[dict[str, str]]) -> None:
    ours = {our_name(row["name"]) for row in rows if row["name"] not in AREA_KEYS}
    assert len(ours) == len(rows) - len(AREA_KEYS)
    assert ours <= set(declared())
    # What has no row is either ours (its symbol is its name), follows the structure, or is an empty cell of a table.
    for name in set(declared()) - ours:
        one = declared()[name]
        new = one.symbol in (
            one.name,
            one.field,
            "rel_ca",
            "age_mix",
            "imd_mean",
            "imd_sd",
        ) or one.symbol.startswith("w_L (")
        assert new or (one.weight and one.default == 0 and one.scale == "fixed"), name


def test_defaults_and_ranges_are_those_of_the_specification(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["name"] in AREA_KEYS:
            continue
        one = of(row)
        expected = None if row["name"] == "beta" else float(row["default"])  # beta follows the structure
        assert one.default == (CALIBRATED | SWITCHED_APART).get(one.name, expected), row["name"]
        span = RANGES.get(one.name, (float(row["low"]), float(row["high"])))
        assert (one.low, one.high) == pytest.approx(span, rel=1e-9), row["name"]


def test_scales_symbols_and_assumptions_are_those_of_the_specification(rows: list[dict[str, str]]) -> None:
    for row in rows:
        if row["name"] in AREA_KEYS:
            continue
        one = of(row)
        scale = "fixed" if row["low"] == row["high"] else row["distribution"]
        assert one.scale == SCALES.get(one.name, scale), row["name"]
        assert one.is_assumption == row["source/assumption"].startswith("assumption"), row["name"]
        grouped = one.name.split(".")[0] in ("minutes_per_contact", "demand_growth")
        symbol = row["symbol"] if row["symbol"] != "-" else row["name"]
        known = {symbol, symbol.partition("[")[0], symbol.partition("_")[0] + "_c" if grouped else symbol}
        assert one.symbol in known or one.field == "additional_roles_money", row["name"]


def test_what_differs_still_differs_and_a_switch_stands_for_it(rows: list[dict[str, str]]) -> None:
    """An exception that is none any more goes; what was off by its size or week is off by its switch."""
    theirs = {our_name(row["name"]): row for row in rows if row["name"] not in AREA_KEYS}
    for name, default in (CALIBRATED | SWITCHED_APART).items():
        assert float(theirs[name]["default"]) != default == declared()[name].default
    for name, scale in SCALES.items():
        assert theirs[name]["distribution"] != scale
    for name in SWITCHED_APART:
        switches = [one.switch for one in PROGRAMMES.values() if name in one.keys.values()]
        assert [declared()[switch].default for switch in switches] == [0]
