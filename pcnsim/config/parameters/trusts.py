"""Provider trusts as actors: pressure, priority for neighbourhood working, ties with PCNs (A2)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["TrustActorParameters"]


class TrustActorParameters(ParameterGroup):
    """Provider trusts as actors: pressure, priority for neighbourhood working, ties with PCNs."""

    submodel: ClassVar[str] = "Provider trusts (A2)"

    initial_trust_owners: float = parameter(
        0.45,
        low=0.2,
        high=0.7,
        unit="probability",
        symbol="initial_trust_owners",
        seed="S3-trust-partner",
        source="assumption",
        description="Trust between PCNs and owners of services at the start.",
    )

    trust_pressure_speed: float = parameter(
        0.1,
        low=0.03,
        high=0.3,
        unit="per week",
        symbol="trust_pressure_speed",
        maximum=1,
        source="assumption",
        description="How quickly a trust's pressure follows its queues.",
    )

    pressure_midpoint_weeks: float = parameter(
        2.0,
        low=1,
        high=6,
        unit="weeks of queue",
        symbol="pressure_midpoint_weeks",
        minimum=0.01,
        source="assumption",
        description="Queue at which a trust feels half of full pressure.",
    )

    pull_back: float = parameter(
        0.15,
        low=0,
        high=0.3,
        unit="share of team time",
        symbol="pull_back",
        seed="S2-dn-hubs",
        source="assumption",
        description="Team time that a fully pressed trust takes back.",
    )

    priority_speed: float = parameter(
        0.02,
        low=0.005,
        high=0.05,
        unit="per week",
        symbol="priority_speed",
        seed="S2-footprint",
        maximum=1,
        source="assumption",
        description="How quickly a trust's priority for neighbourhood working follows experience.",
    )

    assignment_gain: float = parameter(
        0.1,
        low=0,
        high=0.2,
        unit="share of team time",
        symbol="assignment_gain",
        seed="S2-footprint",
        source="assumption",
        description="Team time that follows trust between PCN and owner.",
    )

    representation_evidence: float = parameter(
        0.05,
        low=0.01,
        high=0.15,
        unit="observations per week",
        symbol="representation_evidence",
        seed="S4-cd-represents",
        source="assumption",
        description="Weight of a meeting at which the PCN is represented.",
    )

    pressure_on_transfer: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="multiplier at full pressure",
        symbol="pressure_on_transfer",
        seed="S3-trust-partner",
        source="assumption",
        description="How far a trust's pressure raises the work it passes to practices.",
    )

    contestable_growth: float = parameter(
        0.06,
        low=0,
        high=0.15,
        unit="share per year",
        symbol="icb_pot",
        seed="S3-collective",
        source="assumption",
        description="Growth money that influence can win for general practice and its neighbourhood.",
    )

    trusts_weight_in_system: float = parameter(
        1.0,
        low=0.5,
        high=2,
        unit="weight",
        symbol="omega_T",
        seed="S3-trust-partner",
        source="assumption: relative to general practice",
        description="Weight of trusts in decisions of the system.",
    )

    voice_without_executive: float = parameter(
        0.25,
        low=0.1,
        high=0.5,
        unit="share",
        symbol="infl0",
        seed="S3-collective",
        source="assumption",
        description="Voice of general practice without an executive.",
    )

    general_practice_voice_weight: float = parameter(
        1.5,
        low=1.5,
        high=1.5,
        unit="weight",
        symbol="const_infl_gp",
        seed="S3-collective",
        source="assumption",
        description="Weight of general practice when influence is reckoned.",
    )

    partners_voice_weight: float = parameter(
        2.2,
        low=2.2,
        high=2.2,
        unit="weight",
        symbol="const_infl_other",
        seed="S3-collective",
        minimum=0.01,
        source="assumption: 1 + 0.6 + 0.6",
        description="Weight of trusts and local authority when influence is reckoned.",
    )

    pressure_spoils_meetings: float = parameter(
        0.3,
        low=0,
        high=0.6,
        unit="share",
        symbol="pressure_spoils_meetings",
        source="assumption (amendment A2)",
        description="How much worse meetings with a fully pressed owner go.",
    )

    pressure_lowers_priority: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share",
        symbol="pressure_lowers_priority",
        seed="S2-footprint",
        source="assumption (amendment A2)",
        description="How much less a fully pressed owner cares for neighbourhood working.",
    )
