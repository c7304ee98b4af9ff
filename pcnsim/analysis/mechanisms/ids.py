"""The mechanisms that the ledger has to answer for: every id that was taken from the five source documents."""

from __future__ import annotations

from typing import Final

SOURCES: Final = {
    "S0": "Network Role Development: GPs who work across organisations (Health Education England)",
    "S1": "Primary care transformation: internal or external focus (on Robin Miller's review)",
    "S2": "Setting up primary care networks (King's Fund)",
    "S3": "A local general practice executive (Ben Gowland)",
    "S4": "Deputy clinical directors in Nottingham City",
}
"""The source documents by the first two characters of the ids."""

_NAMES: Final = {
    "S0": """hee-programme cross-boundary-leader support-team knowledge-up improvement-down three-structures localism
        maturation oversubscribed motives latent-skill mobilise child-health-gp people-not-services transferable
        extended retained family-support unscheduled education-pathways how-used""",
    "S1": """size gp-crisis internal viability external not-either-or fundamental role-view beyond-history role-shift
        directive-facilitative vehicle-or-fad engagement-split galvanise sequence hard""",
    "S2": """direct-money bidding 1bn 1.8bn arrs-roles mdt nurse-analogy ics-block footprint dn-hubs trust-community
        ambitious-time prior-collab bank-legal wider-signup deep-trust dev-support gp-shortfall
        prevention-crowdout""",
    "S3": """collective prereqs meeting-not-enough agenda spoa priorities representation communication analogy
        clin-capacity no-overhead mgmt-federation mgmt-system-lead mgmt-shared carry-trust power delegation feedback
        derived-authority trust-partner varies""",
    "S4": """cd-two-sessions cd-accountable cd-represents deputy-cd eight-pcns resilience-40m twelve-months review
        year1-internal year2-external first-year-load young-leaders turbocharge partners-phm prior-cdg commissioner""",
}

IDS: Final = tuple(f"{source}-{name}" for source, names in _NAMES.items() for name in names.split())
"""Every id, in the order of the documents. It stands apart from the declarations so that none can be forgotten."""
