"""What policy can switch on: every programme by name, with its switch and the keys of its block in a config.

A programme is off in every config that does not name it. Its block in a config (`[programmes.deputy_directors]`) is a
short way to write its parameters: each key stands for one of them, declared once in the module of its submodel.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["NEVER", "PROGRAMMES", "Programme"]

NEVER = 100_000
"""A week that no run reaches: the default end of a programme that lasts to the end of the run."""


@dataclass(frozen=True, slots=True)
class Programme:
    """One thing that policy can switch on: title, parameters by key of its block, words for some values."""

    title: str
    keys: Mapping[str, str]
    """Key of the block -> parameter. `enabled` is the switch; `start_week` and `end_week` bound the weeks in force."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys that may be given in words: the word's place is the parameter's value."""

    @property
    def switch(self) -> str:
        """The parameter that turns it on."""
        return self.keys["enabled"]


PROGRAMMES: dict[str, Programme] = {
    "network_role_gps": Programme(
        "network-role GPs",
        {
            "enabled": "network_role_gps",
            "start_week": "network_role_start_week",
            "end_week": "network_role_end_week",
            "gps_per_pcn": "network_role_gps_per_pcn",
            "sessions": "network_role_sessions",
            "first_weeks": "network_role_first_weeks",
            "weeks": "network_role_weeks",
            "after_first_year": "network_role_policy",
            "invest_in": "network_role_arm",
            "specialty": "network_role_specialty",
            "selection": "network_role_selection",
            "placement": "network_role_placement",
            "transfer_week": "network_role_transfer_week",
            "transfer_to": "network_role_transfer_to",
            "skill_kept": "network_role_skill_kept",
        },
        {
            "after_first_year": ("stop", "review", "extend"),
            "invest_in": ("people", "service"),
            "specialty": ("child_health", "mental_health", "frailty"),
            "selection": ("motivation", "random", "leaders_choice"),
            "placement": ("shared", "highest_need", "lowest_trust", "best_connected"),
            "transfer_to": ("next_place", "child_health", "mental_health", "frailty"),
        },
    ),
    "deputy_directors": Programme(
        "deputy clinical directors",
        {
            "enabled": "deputy_directors",
            "start_week": "deputy_start_week",
            "end_week": "deputy_end_week",
            "funded_weeks": "deputy_weeks",
            "sessions": "deputy_sessions",
            "at_year_end": "deputy_policy",
            "oldest_age": "deputy_oldest_age",
        },
        {"at_year_end": ("withdraw", "review", "keep")},
    ),
    "development_support": Programme(
        "development support for embryonic networks",
        {
            "enabled": "development_support",
            "start_week": "development_start_week",
            "end_week": "development_end_week",
            "strength": "development_strength",
            "facilitation": "development_facilitation",
            "below_prior_collaboration": "development_threshold",
        },
    ),
    "contract_deadline": Programme(
        "a deadline for agreement and account",
        {
            "enabled": "contract_deadline",
            "week": "contract_deadline_week",
            "distrust": "deadline_evidence",
        },
    ),
    "money_by_bids": Programme(
        "part of the coordination money by bids instead of by formula",
        {
            "enabled": "money_by_bids",
            "start_week": "bids_start_week",
            "end_week": "bids_end_week",
            "share": "bid_share",
            "hours": "bid_hours",
            "round_weeks": "bid_round_weeks",
        },
    ),
    "footprint": Programme(
        "community teams on PCN footprints",
        {
            "enabled": "community_footprint",
            "start_week": "footprint_start_week",
            "end_week": "footprint_end_week",
        },
    ),
    "redesign": Programme(
        "fundamental redesign of care",
        {
            "enabled": "redesign",
            "start_week": "redesign_start_week",
            "end_week": "redesign_end_week",
            "readiness": "redesign_readiness",
            "gain": "redesign_gain",
        },
    ),
    "change_of_focus": Programme(
        "a change between internal and external focus",
        {
            "enabled": "change_of_focus",
            "start_week": "focus_change_week",
            "end_week": "focus_change_end_week",
            "focus": "focus_after_change",
        },
    ),
    "executive": Programme(
        "a local general practice executive",
        {
            "enabled": "executive",
            "start_week": "executive_start_week",
            "end_week": "executive_end_week",
            "powers": "executive_powers",
            "feedback": "executive_feedback",
            "review_weeks": "executive_review_weeks",
            "clinical_hours": "executive_clinical_hours",
            "management": "executive_management",
            "with_director": "executive_has_director",
            "mandate": "initial_mandate",
            "single_point_of_access": "executive_single_point_of_access",
            "priority_process": "executive_priority_process",
            "representation": "executive_representation",
        },
        {"management": ("none", "system_lead", "federation", "shared_manager")},
    ),
    "funding_cut": Programme(
        "withdrawal of contract funding",
        {
            "enabled": "funding_cut",
            "start_week": "cut_week",
            "end_week": "cut_end_week",
            "coordination_left": "coordination_after_cut",
            "additional_roles_too": "cut_additional_roles",
        },
    ),
    "winter_surge": Programme(
        "a surge of demand",
        {
            "enabled": "winter_surge",
            "start_week": "surge_start_week",
            "end_week": "surge_end_week",
            "size": "surge_size",
        },
    ),
    "practice_closure": Programme(
        "the closure of a practice",
        {"enabled": "practice_closure", "week": "closure_week", "rank_by_list": "closure_rank"},
    ),
    "breach_of_trust": Programme(
        "a breach of trust by an owner of services",
        {
            "enabled": "breach_of_trust",
            "week": "breach_week",
            "owner": "breach_owner",
            "evidence": "breach_evidence",
        },
        {
            "owner": (
                "community_trust",
                "mental_health_trust",
                "local_authority",
                "voluntary_sector",
                "acute_trust",
            )
        },
    ),
}
"""Every programme by the name of its block."""
