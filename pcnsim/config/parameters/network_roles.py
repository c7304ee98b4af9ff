"""GPs who bridge organisations, and the local knowledge that reaches the centre (SM3, SM13)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["NetworkRoleParameters"]


class NetworkRoleParameters(ParameterGroup):
    """GPs who bridge organisations, and the local knowledge that reaches the centre."""

    submodel: ClassVar[str] = "Network-role GPs and local knowledge (SM3, SM13)"

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

    network_role_gps_per_pcn: int = parameter(
        0,
        low=0,
        high=1,
        unit="GPs per PCN",
        symbol="nrd_per_pcn",
        scale="discrete",
        seed="S0-hee-programme",
        programme="network_role_gps",
        source="policy switch; seed 000",
        description="Network-role GPs per PCN.",
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
        source="assumption: a part-time bridging role",
        description="Sessions of a network-role GP.",
    )

    network_role_weeks: int = parameter(
        104,
        low=52,
        high=260,
        unit="weeks",
        symbol="nrd_weeks",
        scale="discrete",
        seed="S0-extended",
        programme="network_role_gps",
        source="seed 000: one year, extended by one",
        description="Length of the scheme.",
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
