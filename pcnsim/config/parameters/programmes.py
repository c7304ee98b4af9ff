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
    why: str
    """What the source documents say of it, in our words, and what the programme does."""
    keys: Mapping[str, str]
    """Key of the block -> parameter. `enabled` is the switch; `start_week` and `end_week` bound the weeks in force;
    what happens once has its `week`."""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys that may be given in words: the word's place is the parameter's value."""

    @property
    def switch(self) -> str:
        """The parameter that turns it on."""
        return self.keys["enabled"]

    @property
    def begin_key(self) -> str:
        """The key that says when it begins, or when the one week of it is."""
        return "start_week" if "start_week" in self.keys else "week"

    @property
    def begins(self) -> str:
        """The parameter of that key."""
        return self.keys[self.begin_key]


PROGRAMMES: dict[str, Programme] = {
    "network_role_gps": Programme(
        "network-role GPs",
        "A year of training set out to grow GPs who lead across places and organisations, many of "
        "them in child health. More GPs applied than there were places; it was extended locally, "
        "those who took part stayed, and its strength was put down to developing people rather "
        "than services (seed 000). Chosen GPs give sessions to bridging practices, family "
        "support, unscheduled care and acute advice, teach pathways to colleagues, and bring "
        "local knowledge into the design of services. Their sessions come off clinical time.",
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
        "A commissioner paid one session a week for clinicians to support the clinical directors "
        "of its eight PCNs, for twelve months; at the end of the year each PCN reviews whether to "
        "pay for the post itself (seed 004). It was also meant to bring younger GPs into "
        "leadership. A deputy takes over part of the director's work and may succeed the "
        "director.",
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
        "Practices that had hardly worked together before were expected to need much help to "
        "become a network (seed 002). Networks of little prior collaboration get facilitation and "
        "set up faster while the support runs.",
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
        "The contract asked for a legal agreement and one bank account within weeks, which was "
        "called very ambitious (seed 002). By the deadline all must stand; networks that were not "
        "ready get there on paper, at a price in trust between their practices.",
        {
            "enabled": "contract_deadline",
            "week": "contract_deadline_week",
            "distrust": "deadline_evidence",
        },
    ),
    "money_by_bids": Programme(
        "part of the coordination money by bids instead of by formula",
        "Earlier development money had to be bid for, pot by pot, while the contract pays by "
        "formula (seed 002). A share of the coordination money is taken from all and given to the "
        "PCNs that win; writing bids takes the director's time, and well-led PCNs win more often. "
        "The total stays the same.",
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
        "Community nurses were moved from surgeries to hubs for professional support, estates and "
        "scale, and the contract did not undo those causes; yet community and mental health teams "
        "were expected to align to PCNs (seed 002). On the footprint a team serves one PCN, is "
        "close and quick, and loses what the hub gave.",
        {
            "enabled": "community_footprint",
            "start_week": "footprint_start_week",
            "end_week": "footprint_end_week",
        },
    ),
    "redesign": Programme(
        "fundamental redesign of care",
        "Transformation was said to need redesign from purpose and not increments, and GPs who "
        "see their part in the system differently (seed 001). PCNs that are ready may redesign: "
        "performance dips first, then initiatives work better.",
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
        "A network may support its practices or turn to the community; the two may complement "
        "each other, and it may be wise to begin with gains for practices (seed 001). At a given "
        "week the focus of all PCNs changes.",
        {
            "enabled": "change_of_focus",
            "start_week": "focus_change_week",
            "end_week": "focus_change_end_week",
            "focus": "focus_after_change",
        },
    ),
    "executive": Programme(
        "a local general practice executive",
        "General practice was advised to speak with one voice in its system: a leadership group "
        "that acts between meetings through a small executive, with a mandate, delegated powers "
        "that are reviewed, feedback, a single point of access, a priority process and agreed "
        "representation (seed 003). Its clinical hours come from existing roles and its "
        "management from one of three sources. It also concentrates power in few hands.",
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
        "Money for posts was given for a limited time, and nobody knew what would stay (seed "
        "004). From a given week the coordination money shrinks, the core funding stops and, if "
        "so chosen, additional roles end with the contract.",
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
        "General practice is described as being in lasting crisis (seed 001); a surge tests how "
        "each structure bears more (specification experiment X9). Demand rises by a share for "
        "some weeks.",
        {
            "enabled": "winter_surge",
            "start_week": "surge_start_week",
            "end_week": "surge_end_week",
            "size": "surge_size",
        },
    ),
    "practice_closure": Programme(
        "the closure of a practice",
        "The viability of practices was one aim of networks (seed 001). One practice closes at a "
        "given week, and its patients go to the other practices of its PCN.",
        {"enabled": "practice_closure", "week": "closure_week", "rank_by_list": "closure_rank"},
    ),
    "breach_of_trust": Programme(
        "a breach of trust by an owner of services",
        "Trust with community services was said to decide whether networks succeed (seed 002). An "
        "owner of services breaks it in one week, on every tie with it at once; the run shows how "
        "it is rebuilt.",
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
