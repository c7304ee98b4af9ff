"""How trust between organisations starts, is learnt from experience, and fades (SM10)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["TrustParameters"]


class TrustParameters(ParameterGroup):
    """How trust between organisations starts, is learnt from experience, and fades."""

    submodel: ClassVar[str] = "Trust on ties (SM10)"

    trust_forgetting: float = parameter(
        0.985,
        low=0.96,
        high=0.995,
        unit="share kept per week",
        symbol="phi",
        seed="S2-deep-trust",
        main=True,
        maximum=1,
        source="assumption: half-life 46 weeks; beta reputation forgetting of Josang & Ismail 2002",
        description="Share of remembered experience kept from one week to the next.",
    )

    trust_prior_mass: float = parameter(
        12.0,
        low=4,
        high=30,
        unit="pseudo-observations",
        symbol="m_0",
        seed="S2-deep-trust",
        minimum=0.01,
        source="assumption",
        description="Weight of generalised trust against experience.",
    )

    general_trust: float = parameter(
        0.45,
        low=0.2,
        high=0.7,
        unit="probability",
        symbol="tau_g",
        seed="S2-deep-trust",
        main=True,
        source="assumption",
        description="Generalised trust without contact.",
    )

    general_trust_spread: float = parameter(
        0.1,
        low=0,
        high=0.2,
        unit="sd",
        symbol="sigma_g",
        seed="S2-deep-trust",
        maximum=1,
        source="assumption",
        description="Lasting differences between practices in readiness to trust.",
    )

    prior_collaboration_effect: float = parameter(
        0.3,
        low=0,
        high=0.6,
        unit="trust per unit of prior collaboration",
        symbol="b_c",
        seed="S2-prior-collab",
        source="prior collaboration is a lasting advantage (Checkland 2023; Smith 2020); size assumed",
        description="Lasting gain in trust from earlier collaboration.",
    )

    bad_news_weight: float = parameter(
        1.3,
        low=1,
        high=3,
        unit="ratio",
        symbol="nu",
        seed="S2-deep-trust",
        main=True,
        source="asymmetry principle (Slovic 1993, recalled); size assumed",
        description="Weight of a bad experience relative to a good one.",
    )

    confirmation: float = parameter(
        0.4,
        low=0,
        high=0.8,
        unit="strength",
        symbol="kappa_c",
        seed="S2-deep-trust",
        main=True,
        source="people read mixed signals as confirming what they hold; size assumed",
        description="How far mixed signals are read in line with existing trust.",
    )

    case_evidence: float = parameter(
        0.2,
        low=0.05,
        high=0.5,
        unit="observations per week",
        symbol="E_max",
        seed="S2-trust-community",
        source="assumption",
        description="Largest weekly weight of experience with cases.",
    )

    case_evidence_saturation: float = parameter(
        8.0,
        low=2,
        high=20,
        unit="contacts per week",
        symbol="n_0",
        seed="S2-trust-community",
        minimum=0.1,
        source="assumption",
        description="Weekly contacts at which evidence from cases saturates.",
    )

    pathway_contact_share: float = parameter(
        0.15,
        low=0,
        high=0.4,
        unit="share",
        symbol="zeta_V",
        seed="S0-three-structures",
        source="assumption",
        description="Direct contact left in a case handled by the pathway.",
    )

    meeting_evidence: float = parameter(
        0.12,
        low=0.03,
        high=0.3,
        unit="observations per week",
        symbol="E_meet",
        seed="S2-deep-trust",
        source="assumption: relational working (BJGP Open 2022)",
        description="Weekly weight of meetings.",
    )

    meeting_quality: float = parameter(
        0.72,
        low=0.5,
        high=0.9,
        unit="probability",
        symbol="s_meet",
        seed="S2-deep-trust",
        main=True,
        source="assumption",
        description="Chance that a meeting goes well.",
    )

    help_evidence: float = parameter(
        0.25,
        low=0,
        high=0.6,
        unit="observations per week",
        symbol="E_help",
        seed="S2-deep-trust",
        source="joint work under a shared threat built trust in many places (Checkland 2023); size assumed",
        description="Weekly weight of help given between practices.",
    )

    initial_trust_services: float = parameter(
        0.45,
        low=0.2,
        high=0.8,
        unit="probability",
        symbol="tau_0ext",
        seed="S2-trust-community",
        main=True,
        source="assumption",
        description="Trust between practices and services at the start.",
    )

    initial_trust_practices: float = parameter(
        0.55,
        low=0.2,
        high=0.85,
        unit="probability",
        symbol="tau_0int",
        seed="S2-deep-trust",
        main=True,
        source="assumption",
        description="Trust between practices of a PCN at the start.",
    )

    initial_trust_centre: float = parameter(
        0.45,
        low=0.2,
        high=0.7,
        unit="probability",
        symbol="tau_0ctr",
        seed="S3-collective",
        source="assumption",
        description="Trust of practices in the centre at the start.",
    )

    prior_collaboration: float = parameter(
        0.4,
        low=0.1,
        high=0.8,
        unit="mean share",
        symbol="c_prior",
        seed="S2-prior-collab",
        main=True,
        minimum=0.01,
        maximum=0.99,
        source="about half of practices collaborated loosely in 2018 (PMC6733587); Checkland 2023",
        description="Mean level of collaboration before the contract.",
    )

    practice_tie_density: float = parameter(
        0.7,
        low=0.2,
        high=1,
        unit="density",
        symbol="rho_in",
        seed="S2-prior-collab",
        main=True,
        source="assumption",
        description="Share of pairs of practices in a PCN with a working tie at the start.",
    )

    relationship_spread: float = parameter(
        0.2,
        low=0,
        high=0.4,
        unit="sd of log",
        symbol="sigma_e",
        seed="S2-deep-trust",
        source="assumption: people and history",
        description="Lasting differences between relationships.",
    )

    initial_tie_evidence: float = parameter(
        10.0,
        low=10,
        high=10,
        unit="pseudo-observations",
        symbol="M0",
        seed="S2-deep-trust",
        minimum=0.01,
        source="assumption",
        description="Evidence on a tie at the start.",
    )

    mandate_evidence: float = parameter(
        0.05,
        low=0.05,
        high=0.05,
        unit="observations per week",
        symbol="const_E3_mandate",
        seed="S3-prereqs",
        source="assumption",
        description="Weight of experience with a fresh mandate on trust in the centre.",
    )
