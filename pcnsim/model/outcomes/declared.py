"""The list of outcomes: name, domain, unit, formula, and which way is better; tables and docs are made from it.

An outcome of ``OUTCOMES`` is a weekly series; its headline is the mean of the last 52 weeks, and its mean over all weeks
from week 0 is reported beside it. ``observe`` fills a row of values in exactly this order. ``RUN_OUTCOMES`` are single
numbers of a whole run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True)
class Outcome:
    """One measured quantity."""

    name: str
    domain: str
    unit: str
    formula: str
    better: Better = "neither"
    main: bool = False


FIFTHS = range(1, 6)
END = {1: " (least deprived)", 2: "", 3: "", 4: "", 5: " (most deprived)"}
"""What a fifth of deprivation is called beside its number."""

OUTCOMES: tuple[Outcome, ...] = (
    Outcome("joint_resolution", "integration", "share", "cases settled jointly / multi-agency cases (1 without cases)", "higher", True),
    Outcome("timeliness", "integration", "0-1", "exp(-delay / 4); delay = case-weighted weeks in channel and team", "higher", True),
    Outcome("service_trust", "integration", "0-1", "population-weighted mean trust on practice-service ties", "higher", True),
    Outcome("reach_floor", "integration", "share", "20th centile of joint resolution over practice-service pairs", "higher", True),
    Outcome("partners_signed", "integration", "share", "mean over PCNs and services of signed partners", "higher"),
    Outcome("external_change", "integration", "0-1", "population-weighted mean of min(1, mean working effect of the three external initiatives)", "higher", True),
    Outcome("integration_composite", "integration", "0-1", "geometric mean of the six parts above, each at least .02", "higher", True),
    Outcome("integration_functional", "integration", "0-1", "geometric mean of joint_resolution, timeliness and reach_floor, each at least .02", "higher", True),
    Outcome("integration_mean", "integration", "0-1", "arithmetic mean of the six parts", "higher"),
    Outcome("integration_minimum", "integration", "0-1", "least of the six parts", "higher"),
    Outcome("cross_sector_density", "integration", "0-1", "mean over practice-service ties of trust x chance of contact within 13 weeks: 1 - exp(-13 x (direct cases + pathway_contact_share x pathway cases + team meetings a week))", "higher"),
    Outcome("coordination_delay", "integration", "days", "case-weighted mean delay in channel and team x 7", "lower"),
    Outcome("handoff_failures", "integration", "per 100 hand-offs", "(cases bounced at desks + offered to teams and not accepted + refused by teams) / (cases into desks + cases offered to teams) x 100", "lower"),
    Outcome("cases", "integration", "per 1,000 patients a year", "multi-agency cases x 52", "neither"),
    Outcome("settled_cases", "integration", "per 1,000 patients a year", "multi-agency cases settled jointly x 52", "higher"),
    Outcome("contacts_per_day", "workload", "contacts per GP per two-session day", "GP contacts / (clinical sessions / 2)", "lower", True),
    Outcome("contacts_above_25", "workload", "contacts per GP per day", "mean over GP-days of contacts beyond 25", "lower"),
    Outcome("gp_days_above_25", "workload", "share", "share of GP-days with more than 25 contacts, GP by GP", "lower", True),
    Outcome("strain", "workload", "0-1", "mean over filled posts", "lower", True),
    Outcome("burnt_out", "workload", "share", "filled posts with strain above .6", "lower"),
    Outcome("leaving", "workload", "% a year", "leavers / posts filled as the week began x 52 x 100", "lower", True),
    Outcome("vacancy", "workload", "share", "vacant posts / posts", "lower"),
    Outcome("gps_per_100000", "workload", "FTE per 100,000 patients", "filled sessions x hours per session / 37.5", "higher"),
    Outcome("coordination_hours", "workload", "hours per FTE GP per week", "GP coordination hours / filled FTE", "lower", True),
    Outcome("supervision_hours", "workload", "hours per FTE GP per week", "hours supervising additional staff / filled FTE", "lower"),
    Outcome("tie_hours", "workload", "hours per GP per week", "self-started contact with GPs of other practices", "neither"),
    Outcome("director_hours", "workload", "hours a week", "mean worked hours of clinical directors in post", "lower"),
    Outcome("director_unpaid_hours", "workload", "hours a week", "mean hours beyond the funded sessions", "lower", True),
    Outcome("overtime", "workload", "share", "list-weighted mean share of extra minutes", "lower"),
    Outcome("load", "workload", "1 = full", "list-weighted mean of work / GP minutes", "lower"),
    Outcome("wait", "access", "weeks", "contacts left over / contacts done", "lower", True),
    Outcome("wait_simple", "access", "weeks", "the same for simple needs", "lower"),
    Outcome("wait_complex", "access", "weeks", "the same for complex and long-term needs", "lower"),
    Outcome("wait_child", "access", "weeks", "the same for children and families", "lower"),
    Outcome("wait_mental", "access", "weeks", "the same for mental health", "lower"),
    Outcome("wait_urgent", "access", "weeks", "the same for urgent needs", "lower"),
    Outcome("backlog", "access", "contacts per 1,000 patients", "waiting contacts / population x 1,000", "lower"),
    Outcome("spill", "access", "share", "contacts that stop waiting unanswered / contacts asked for", "lower", True),
    Outcome("resolved_waiting", "access", "share", "need that went away while waiting / contacts asked for", "neither"),
    Outcome("gave_up", "access", "share", "contacts that were given up unanswered / contacts asked for", "lower"),
    Outcome("continuity", "access", "0-1", "list-weighted mean chance that two contacts of a patient fall to the same GP: sum of squared shares of clinical sessions x (GP contacts / all contacts)^2; a proxy, as if contacts fell by sessions alone", "higher"),
    Outcome("emergency_after_no_access", "hospital", "per 1,000 patients a year", "spill that reached the emergency department x 52", "lower", True),
    Outcome("escalations", "hospital", "per 1,000 patients a year", "emergency escalations of multi-agency cases x 52", "lower"),
    Outcome("child_escalations", "hospital", "per 1,000 patients a year", "of these, of children and families", "lower"),
    Outcome("hospital_contacts", "hospital", "per 1,000 patients a year", "emergency_after_no_access + escalations", "lower", True),
    Outcome("out_of_hours", "hospital", "per 1,000 patients a year", "spill seen out of hours x 52", "lower"),
    Outcome("gini_joint_resolution", "equity", "0-1", "Gini of practices' joint resolution, weighted by list", "lower"),
    Outcome("gini_wait", "equity", "0-1", "Gini of practices' mean wait, weighted by list", "lower"),
    Outcome("deprivation_ratio", "equity", "ratio", "joint resolution, most / least deprived fifth", "neither"),
    Outcome("deprivation_gap", "equity", "share", "spill, most minus least deprived fifth", "lower"),
    *(
        Outcome(f"joint_resolution_fifth_{fifth}", "equity", "share", f"cases settled jointly / multi-agency cases, practices of deprivation fifth {fifth}{END[fifth]}", "higher")
        for fifth in FIFTHS
    ),
    *(
        Outcome(f"spill_fifth_{fifth}", "equity", "share", f"contacts that stop waiting unanswered / contacts asked for, practices of deprivation fifth {fifth}{END[fifth]}", "lower")
        for fifth in FIFTHS
    ),
    *(
        Outcome(f"wait_fifth_{fifth}", "equity", "weeks", f"contacts left over / contacts done, practices of deprivation fifth {fifth}{END[fifth]}", "lower")
        for fifth in FIFTHS
    ),
    Outcome("slope_joint_resolution", "equity", "share per fifth", "least-squares slope of joint resolution over the fifths, weighted by list", "neither"),
    Outcome("slope_spill", "equity", "share per fifth", "least-squares slope of spill over the fifths, weighted by list", "lower"),
    Outcome("decision_gini", "power", "0-1", "Gini of cumulative decision weight over directors, practices, commissioners and an executive's three seats", "neither", True),
    Outcome("desk_share", "power", "share", "multi-agency cases over the pathway", "neither"),
    Outcome("influence", "power", "0-1", "share of general practice in the system's decisions", "neither"),
    Outcome("legitimacy", "power", "0-1", "list-weighted mean of central decision share x mandate of the executive (without one: trust in the centre) + local share x (1 - veto chance)", "higher"),
    Outcome("decision_latency", "power", "weeks per decision", "weeks of contract with an initiative undecided / initiatives decided locally or centrally, mean over PCNs", "lower"),
    Outcome("ready_leaders", "leadership", "share", "GPs under 50 with leadership skill above .5", "higher"),
    Outcome("skill_used", "leadership", "share", "leadership skill of GPs in a leading role / of all GPs in post", "higher"),
    Outcome("leadership", "leadership", "0-1", "mean leadership capacity of PCNs", "higher"),
    Outcome("director_vacancy", "leadership", "%", "PCNs without a clinical director", "lower"),
    Outcome("set_up", "leadership", "share", "PCNs with agreement and account in place", "higher"),
    Outcome("deputies_in_post", "programmes", "share", "PCNs with a deputy director", "neither"),
    Outcome("deputies_kept", "programmes", "share", "PCNs that pay their deputy themselves / PCNs whose outside money has ended", "neither"),
    Outcome("network_role_gps_in_post", "programmes", "posts per PCN", "network-role GPs in post", "neither"),
    Outcome("applicants_per_place", "programmes", "applicants per place", "GPs who applied for a network role / roles filled, in all rounds so far", "neither"),
    Outcome("executive_mandate", "programmes", "0-1", "population-weighted mean trust of PCNs in their executive", "higher"),
    Outcome("executive_powers_held", "programmes", "0-1", "population-weighted mean delegated powers", "neither"),
    Outcome("executive_capacity", "programmes", "0-1", "population-weighted mean of hours supplied / hours asked for", "higher"),
    Outcome("executive_pcn_leadership", "programmes", "0-1", "mean leadership capacity of the PCNs whose director sits on an executive", "higher"),
    Outcome("practice_trust", "ties", "0-1", "mean trust between practices of a PCN", "higher", True),
    Outcome("centre_trust", "ties", "0-1", "list-weighted mean trust of practices in the centre", "higher"),
    Outcome("gp_trust", "ties", "0-1", "mean trust on ties between GPs", "higher"),
    Outcome("gp_ties", "ties", "ties per GP", "professional ties held per filled post", "neither"),
    Outcome("gp_ties_outside", "ties", "ties per GP", "of these, with GPs of other practices", "neither", True),
    Outcome("owner_trust", "ties", "0-1", "mean trust between PCNs and owners of services", "higher"),
    Outcome("broker_dependence", "ties", "share", "effective trust across sectors (practice-service and PCN-owner ties) that goes with bridging staff, network-role GPs and directors of the three PCNs that lose most / all of it", "lower"),
    Outcome("owner_pressure", "partners", "0-1", "mean pressure on trusts and other owners", "lower"),
    Outcome("owner_priority", "partners", "0-1", "mean priority owners give neighbourhood working", "higher"),
    Outcome("team_wait", "partners", "weeks", "referrals waiting / weekly capacity of community teams", "lower"),
    Outcome("team_refusals", "partners", "share", "referrals refused / referrals accepted by teams", "lower"),
    Outcome("adopted", "change", "share", "adopted initiatives of six, mean over open practices", "higher", True),
    Outcome("design_fit", "change", "0-1", "mean fit of adopted designs", "higher"),
    Outcome("engagement", "change", "0-1", "mean over filled posts", "higher"),
    Outcome("engaged_gps", "change", "share", "filled posts with engagement above .5", "higher"),
    Outcome("consensus", "change", "0-1", "mean goal consensus of PCNs", "higher"),
    Outcome("local_knowledge", "change", "0-1", "mean knowledge of local need at the centre", "higher"),
    Outcome("pathway_knowledge", "change", "0-1", "mean over open practices of what is known of pathways above the usual, largest need class", "higher"),
    Outcome("additional_staff", "change", "FTE per PCN", "additional staff in post", "neither"),
    Outcome("practices_closed", "change", "%", "practices that have closed since the start", "lower"),
    Outcome("redesigned", "change", "share", "PCNs that redesigned care from its purpose", "neither"),
    Outcome("cost_programme", "cost", "GBP per patient a year", "coordinators and development support, additional staff, sessions of roles, management, estate of footprint teams, participation (cash)", "lower"),
    Outcome("cost_coordination", "cost", "GBP per patient a year", "GP coordination hours, and hours of an executive's members who are no directors, at the cost of a GP hour (opportunity cost)", "lower"),
    Outcome("cost_hospital", "cost", "GBP per patient a year", "emergency, out of hours, escalations (cash)", "lower"),
    Outcome("cost_turnover", "cost", "GBP per patient a year", "leavers (cash)", "lower"),
    Outcome("cost_total", "cost", "GBP per patient a year", "sum of the four", "lower", True),
    Outcome("cost_to_national_contract", "cost", "GBP per patient a year", "participation, directors' sessions, additional roles", "neither"),
    Outcome("cost_to_commissioner", "cost", "GBP per patient a year", "coordinators beyond what PCNs pay, hours of development support, deputies in their year of outside money, an executive's system lead or shared manager", "neither"),
    Outcome("cost_to_education", "cost", "GBP per patient a year", "sessions of network-role GPs", "neither"),
    Outcome("cost_to_pcn_accounts", "cost", "GBP per patient a year", "the PCNs' share of coordinators' pay, deputies they keep", "neither"),
    Outcome("cost_to_providers", "cost", "GBP per patient a year", "estate of community teams on PCN footprints", "neither"),
    Outcome("cost_to_urgent_care", "cost", "GBP per patient a year", "cost_hospital", "neither"),
    Outcome("cost_to_practices", "cost", "GBP per patient a year", "cost_coordination, cost_turnover, a federation's management of the executive", "neither"),
)  # fmt: skip

RUN_OUTCOMES: tuple[Outcome, ...] = (
    Outcome("weeks_to_half_adoption", "change", "weeks", "first week from week 0 with adopted at .5 or more; unknown if it never is", "lower"),
    Outcome("persistence", "integration", "ratio", "mean cross_sector_density in the 13 weeks up to a year after a programme's end / in the 13 weeks before it; unknown where none ends early enough", "higher"),
)  # fmt: skip
"""Outcomes of a run as a whole, worked out from its weekly series by ``whole_run``."""

NAMES: tuple[str, ...] = tuple(outcome.name for outcome in OUTCOMES)
"""Column names of the weekly series, in order."""

MAIN: tuple[str, ...] = tuple(outcome.name for outcome in OUTCOMES if outcome.main)
"""The outcomes that are shown first."""

BY_NAME: dict[str, Outcome] = {outcome.name: outcome for outcome in (*OUTCOMES, *RUN_OUTCOMES)}

RUN_NAMES: tuple[str, ...] = tuple(outcome.name for outcome in RUN_OUTCOMES)


def headline_names() -> tuple[str, ...]:
    """Columns of one run's outcomes: over the last 52 weeks, over all weeks (``_all_weeks``), then of the run as a whole."""
    return NAMES + tuple(f"{name}_all_weeks" for name in NAMES) + RUN_NAMES
