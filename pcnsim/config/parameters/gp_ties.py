"""Professional ties between GPs: how many at the start, contact, formation, fading (A1)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["GPTieParameters"]


class GPTieParameters(ParameterGroup):
    """Professional ties between GPs: how many at the start, contact, formation, fading."""

    submodel: ClassVar[str] = "Ties between GPs (A1)"

    initial_trust_gps: float = parameter(
        0.55,
        low=0.3,
        high=0.8,
        unit="probability",
        symbol="initial_trust_gps",
        seed="S2-prior-collab",
        main=True,
        source="assumption",
        description="Trust between GPs at the start.",
    )

    within_practice_pairs: float = parameter(
        0.9,
        low=0.5,
        high=1,
        unit="share of pairs",
        symbol="within_practice_pairs",
        source="assumption",
        description="Pairs of GPs of a practice that are tied at the start.",
    )

    practice_circle: int = parameter(
        8,
        low=4,
        high=12,
        unit="colleagues",
        symbol="practice_circle",
        scale="discrete",
        minimum=1,
        maximum=64,
        source="assumption: keeps ties linear in the number of GPs",
        description="Colleagues a GP is tied to at most inside a large practice.",
    )

    ties_between_practices: float = parameter(
        1.5,
        low=0,
        high=4,
        unit="ties per GP",
        symbol="ties_between_practices",
        seed="S2-prior-collab",
        maximum=20,
        source="assumption: one or two per GP (amendment A1)",
        description=(
            "Ties with GPs of other practices of the PCN at the start, at average prior collaboration."
        ),
    )

    ties_beyond_pcn: float = parameter(
        0.5,
        low=0,
        high=2,
        unit="ties per GP",
        symbol="ties_beyond_pcn",
        seed="S3-collective",
        maximum=20,
        source="assumption: training and local medical committee",
        description="Ties with GPs beyond the PCN at the start.",
    )

    homophily: float = parameter(
        2.0,
        low=0,
        high=5,
        unit="log probability per unit of difference",
        symbol="homophily",
        source="assumption",
        description="How strongly GPs prefer ties with others of like orientation and age.",
    )

    contact_evidence: float = parameter(
        0.1,
        low=0.02,
        high=0.3,
        unit="observations per week",
        symbol="contact_evidence",
        seed="S2-deep-trust",
        source="assumption",
        description="Weight of daily contact inside a practice.",
    )

    contact_minutes: float = parameter(
        6.0,
        low=2,
        high=15,
        unit="GP minutes per week per tie",
        symbol="contact_minutes",
        source="assumption",
        description="Time that an active tie outside the practice costs each of its ends.",
    )

    tie_hours_limit: float = parameter(
        1.0,
        low=0.3,
        high=3,
        unit="hours per week",
        symbol="tie_hours_limit",
        source="assumption",
        description="Time a GP without strain can give to ties outside the practice.",
    )

    orientation_quality: float = parameter(
        0.3,
        low=0,
        high=0.6,
        unit="probability per unit of difference",
        symbol="orientation_quality",
        seed="S1-engagement-split",
        source="assumption",
        description="Loss of contact quality with difference in orientation.",
    )

    strain_quality: float = parameter(
        0.15,
        low=0,
        high=0.3,
        unit="probability",
        symbol="strain_quality",
        seed="S1-gp-crisis",
        source="assumption: interaction quality is .05 to .10 lower in burnout (evidence dossier 3.7)",
        description="Loss of contact quality when both GPs are fully strained.",
    )

    meeting_introductions: float = parameter(
        0.04,
        low=0.01,
        high=0.1,
        unit="new ties per attended meeting",
        symbol="meeting_introductions",
        seed="S4-year1-internal",
        source="assumption",
        description="New ties a GP makes at a meeting.",
    )

    triadic_rate: float = parameter(
        0.02,
        low=0,
        high=0.05,
        unit="per week per GP",
        symbol="triadic_rate",
        source="assumption: triadic closure",
        description="Introductions by a common contact at full trust on both legs.",
    )

    facilitation_introductions: float = parameter(
        1.0,
        low=0,
        high=3,
        unit="multiplier per unit of reach",
        symbol="facilitation_introductions",
        seed="S0-cross-boundary-leader",
        source="assumption",
        description="How far facilitation and bridging raise introductions.",
    )

    tie_drop_evidence: float = parameter(
        0.6,
        low=0.2,
        high=1.5,
        unit="pseudo-observations",
        symbol="tie_drop_evidence",
        source="assumption",
        description="Evidence below which a tie is dropped.",
    )

    bridge_forgetting: float = parameter(
        0.957,
        low=0.93,
        high=0.985,
        unit="share kept per week",
        symbol="bridge_forgetting",
        seed="S0-cross-boundary-leader",
        maximum=1,
        source="Burt 2002 (recalled): about nine in ten bridges are gone after a year; 0.957^52 = 0.10",
        description="Experience kept on ties outside the practice.",
    )

    embedded_forgetting: float = parameter(
        0.985,
        low=0.96,
        high=0.995,
        unit="share kept per week",
        symbol="embedded_forgetting",
        maximum=1,
        source="assumption: as trust_forgetting",
        description="Experience kept on ties inside a practice.",
    )

    gp_trust_prior_mass: float = parameter(
        3.0,
        low=1,
        high=12,
        unit="pseudo-observations",
        symbol="gp_trust_prior_mass",
        minimum=0.1,
        source="assumption: people are known better than organisations, so disposition weighs less",
        description="Weight of the general disposition in the trust between two GPs.",
    )

    initial_gp_tie_evidence: float = parameter(
        4.0,
        low=1,
        high=10,
        unit="pseudo-observations",
        symbol="initial_gp_tie_evidence",
        source="assumption",
        description="Evidence that a new tie between two GPs starts with.",
    )

    contact_past_the_director: float = parameter(
        0.2,
        low=0,
        high=0.5,
        unit="share",
        symbol="contact_past_the_director",
        seed="S0-three-structures",
        source="assumption: in a hierarchy most contact between practices runs through the clinical director (amendment A1)",
        description="Contact between GPs of two practices that does not need the director where nobody meets as in a network.",
    )
