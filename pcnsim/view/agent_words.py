"""Which figures of each kind of agent matter most, in words and units, and how a value is written for people."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np

__all__ = ["FIRST", "Figure", "written"]

SHARE: Final = "0 to 1"


class Figure(NamedTuple):
    """One figure: the column of the agent's table (all parts of a wide column are added up), in words, and its unit."""

    column: str
    label: str
    unit: str = ""


FIRST: Final[Mapping[str, Mapping[str, tuple[Figure, ...]]]] = {
    "practice": {
        "People": (
            Figure("list_size", "Patients on its list", "patients"),
            Figure("filled_posts", "GPs in post"),
            Figure("fifth", "Deprivation of its patients", "of 5; 5 is the most deprived"),
            Figure("signed", "Has signed the network contract"),
        ),
        "Work in the last week": (
            Figure("contacts_per_day", "Contacts", "a GP a day; 25 is the safe limit"),
            Figure("load", "Work over time for it", "1 = full"),
            Figure("backlog", "Contacts waiting", "contacts"),
            Figure("waiting_simple", "Wait for simple needs", "weeks"),
            Figure("waiting_complex", "Wait for complex and long-term needs", "weeks"),
            Figure("last_week_strain", "Strain of its GPs", SHARE),
            Figure("last_week_engagement", "Engagement of its GPs", SHARE),
            Figure("coordination_hours", "GP time for coordination", "hours a week"),
        ),
        "Work with others in the last week": (
            Figure("cases", "Cases that need several services", "cases"),
            Figure("joint_resolved", "Of these settled jointly", "cases"),
            Figure("escalations", "Cases that became emergencies", "cases"),
            Figure(
                "emergency", "Patients who went to the emergency department for want of access", "contacts"
            ),
            Figure("centre_trust", "Trust in the commissioner", SHARE),
        ),
    },
    "gp": {
        "Post": (
            Figure("filled", "In post"),
            Figure("role", "Leading role"),
            Figure("sessions", "Contracted time", "sessions a week"),
            Figure("age", "Age", "years"),
            Figure("arrivals", "People who came into this post since the start"),
        ),
        "Work in the last week": (
            Figure("clinical_sessions", "Time for patients", "sessions a week"),
            Figure("contacts_per_day", "Contacts", "a day of two sessions; 25 is the safe limit"),
            Figure("strain", "Strain", SHARE),
            Figure("engagement", "Engagement with the network", SHARE),
            Figure("attendance", "Meetings of the PCN attended", "share"),
        ),
        "Outlook": (
            Figure("orientation", "Looks to the own practice (0) or the community (1)", SHARE),
            Figure("role_identity", "Independent owner (0) or member of a team (1)", SHARE),
            Figure("leadership_skill", "Skill to lead", SHARE),
        ),
        "Ties": (
            Figure("ties", "GPs they know well"),
            Figure("ties_outside", "Of these in other practices"),
            Figure("tie_hours", "Time for GPs of other practices", "hours a week"),
        ),
    },
    "pcn": {
        "Size": (
            Figure("practices", "Practices"),
            Figure("gps", "GP posts"),
            Figure("population", "Patients", "patients"),
            Figure("staff", "Additional staff", "full-time equivalents"),
        ),
        "Structure": (
            Figure("direct_case_share", "Cases that go directly from GP to service", "share"),
            Figure("local_decision_share", "Decisions made locally", "share"),
            Figure("set_up", "Progress of agreement and bank account", SHARE),
            Figure("prior_collaboration", "Collaboration before the contract", SHARE),
        ),
        "Leadership": (
            Figure("director", "Clinical director"),
            Figure("director_hours", "Time of the director", "hours a week"),
            Figure("unpaid_hours", "Of this unpaid", "hours a week"),
            Figure("leadership", "Capacity to lead", SHARE),
            Figure("represented", "Wanted meetings with partners that were held", "share"),
        ),
        "Coordination in the last week": (
            Figure("success", "Cases settled jointly", "share"),
            Figure("desk_queue", "Cases waiting at the coordination desk", "cases"),
            Figure("desk_delay", "Wait at the desk", "weeks"),
            Figure("budget_hours", "Time paid for coordination", "hours a week"),
            Figure("practice_trust", "Trust between its practices", SHARE),
            Figure("strain", "Strain of its GPs", SHARE),
            Figure("bank", "Money in the bank", "£"),
        ),
    },
    "service": {
        "Team": (
            Figure("kind", "Service"),
            Figure("working", "At work this week"),
            Figure("wte", "Staff", "whole-time equivalents"),
            Figure("base_capacity", "Cases it can take when fully staffed", "a week"),
            Figure("capacity", "Cases it can take with the staff in post", "a week"),
        ),
        "Referrals in the last week": (
            Figure("arriving", "Came in", "referrals"),
            Figure("seen", "Seen", "referrals"),
            Figure("refused", "Refused", "referrals"),
            Figure("queue", "Waiting", "referrals"),
        ),
        "Readiness": (
            Figure("availability", "Readiness to accept", SHARE),
            Figure("owner_trust", "Trust between its owner and the PCNs", SHARE),
        ),
    },
    "owner": {
        "Organisation": (
            Figure("kind", "Kind"),
            Figure("code", "Code of the organisation"),
        ),
        "State": (
            Figure("pressure", "Pressure on it", SHARE),
            Figure("priority", "Priority it gives to neighbourhood working", SHARE),
            Figure("agreed", "Works on the footprints of PCNs"),
            Figure("trust", "Trust of its PCNs", SHARE),
            Figure("withdrawn", "Team time pulled back", "cases a week"),
        ),
    },
    "system": {
        "Size": (
            Figure("pcns", "PCNs"),
            Figure("population", "Patients", "patients"),
            Figure("layers", "Layers between a practice and the centre"),
        ),
        "State": (
            Figure("influence", "Say of general practice in its decisions", "share"),
            Figure("local_share", "Decisions made locally", "share"),
            Figure("growth", "Growth won for coordination", "share of its budget"),
            Figure("transferred", "Work moved from hospital to practices", "contacts a week"),
            Figure("vacancy", "GP posts vacant", "share"),
            Figure("decision_weight", "Weight in decisions, in all", ""),
            Figure("executive", "A general practice executive is in force"),
        ),
    },
    "executive": {
        "State": (
            Figure("executive", "In force"),
            Figure("powers", "Powers delegated to it", SHARE),
            Figure("mandate", "Mandate: trust of the PCNs in it", SHARE),
            Figure("capacity", "Time it has over time it needs", "share, at most 1"),
            Figure("executive_weight", "Weight in decisions, in all", ""),
        ),
        "Seats": (
            Figure("first_member", "First member"),
            Figure("second_member", "Second member"),
            Figure("director_member", "Clinical director on it"),
        ),
    },
}
"""What is shown first of each kind, under headings; columns are those of the tables of `pcnsim run`."""

FLAGS: Final = frozenset({"agreed", "redesigned"})
"""Columns of numbers that say yes or no."""

UNKNOWN: Final = "not known"


def written(value: Any, column: str = "") -> str:
    """A value as people read it: three figures that matter, thousands apart, yes and no, names without underscores."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        code = ":" in value or any(letter.isdigit() for letter in value)
        return value if code else value.replace("_", " ") or "none"
    if value is None or math.isnan(value) or (column == "fifth" and not value):
        return UNKNOWN
    if column in FLAGS:
        return "yes" if value else "no"
    if float(value).is_integer() or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
