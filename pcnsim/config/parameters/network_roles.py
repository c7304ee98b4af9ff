"""GPs who bridge organisations, and the local knowledge that reaches the centre (SM3, SM13)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["NetworkRoleParameters"]


class NetworkRoleParameters(ParameterGroup):
    """GPs who bridge organisations, and the local knowledge that reaches the centre."""

    submodel: ClassVar[str] = "Network-role GPs at work, and local knowledge (SM3, SM13)"

    local_knowledge_gain: float = parameter(
        0.03,
        low=0.01,
        high=0.08,
        unit="per 8 hours",
        symbol="k_K",
        seed="S0-knowledge-up",
        source="assumption",
        description="Local knowledge that bridging hours bring to the design.",
    )

    local_knowledge_fade: float = parameter(
        0.01,
        low=0.004,
        high=0.03,
        unit="per week",
        symbol="d_K",
        seed="S0-knowledge-up",
        maximum=1,
        source="assumption",
        description="Fading of local knowledge at the centre.",
    )

    network_role_sessions: int = parameter(
        2,
        low=1,
        high=4,
        unit="sessions per week",
        symbol="nrd_sess",
        scale="discrete",
        seed="S0-hee-programme",
        programme="network_role_gps",
        minimum=1,
        maximum=10,
        source="assumption: a part-time bridging role",
        description="Sessions of a network-role GP.",
    )

    network_role_arm: int = parameter(
        0,
        low=0,
        high=1,
        unit="0 people, 1 service",
        symbol="network_role_arm",
        scale="binary",
        seed="S0-people-not-services",
        programme="network_role_gps",
        source="policy choice; seed 000: strength came of developing people",
        description="What the same hours go into: people who bridge and teach, or a clinic that ends with its money.",
    )

    network_role_specialty: int = parameter(
        0,
        low=0,
        high=2,
        unit="0 child health, 1 mental health, 2 frailty",
        symbol="network_role_specialty",
        scale="discrete",
        seed="S0-child-health-gp",
        programme="network_role_gps",
        maximum=2,
        source="seed 000: child health, said to be transferable",
        description="Pathway that network-role GPs bridge and teach.",
    )

    network_role_transfer_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="network_role_transfer_week",
        scale="discrete",
        seed="S0-transferable",
        programme="network_role_gps",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which network-role GPs move to another place or specialty.",
    )

    network_role_transfer_to: int = parameter(
        0,
        low=0,
        high=3,
        unit="0 next place, 1 child health, 2 mental health, 3 frailty",
        symbol="network_role_transfer_to",
        scale="discrete",
        seed="S0-transferable",
        programme="network_role_gps",
        maximum=3,
        source="policy choice; seed 000: transferable to other specialties and areas",
        description="Where network-role GPs move.",
    )

    network_role_skill_kept: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share",
        symbol="network_role_skill_kept",
        seed="S0-transferable",
        programme="network_role_gps",
        source="assumption",
        description="Share of what a network-role GP's ties and teaching had gained that holds after a move.",
    )

    network_role_saturation_hours: float = parameter(
        1.0,
        low=0.5,
        high=3,
        unit="hours per practice per week",
        symbol="h_bn",
        seed="S0-how-used",
        programme="network_role_gps",
        minimum=0.01,
        source="assumption",
        description="Hours of a network-role GP per practice at which reach nears its limit.",
    )

    knowledge_avoids_referral: float = parameter(
        0.25,
        low=0,
        high=0.4,
        unit="share",
        symbol="k_q",
        seed="S0-child-health-gp",
        programme="network_role_gps",
        source="CC4C: 39 % of referrals avoided in one hub, less in small hubs (Montgomery-Taylor 2016)",
        description="Child referrals avoided at full pathway knowledge.",
    )

    knowledge_avoids_escalation: float = parameter(
        0.4,
        low=0,
        high=0.6,
        unit="share",
        symbol="k_e",
        seed="S0-child-health-gp",
        programme="network_role_gps",
        source="CC4C: 22 % fewer A&E visits and 17 % fewer admissions in one hub",
        description="Child escalations avoided at full pathway knowledge.",
    )

    knowledge_gain: float = parameter(
        0.012,
        low=0.004,
        high=0.03,
        unit="per hour",
        symbol="k_kn",
        seed="S0-education-pathways",
        programme="network_role_gps",
        source="assumption",
        description="Growth of pathway knowledge by teaching.",
    )

    knowledge_fade: float = parameter(
        0.006,
        low=0.002,
        high=0.02,
        unit="per week",
        symbol="d_kn",
        seed="S0-education-pathways",
        programme="network_role_gps",
        maximum=1,
        source="assumption: people forget and staff move",
        description="Fading of pathway knowledge.",
    )
