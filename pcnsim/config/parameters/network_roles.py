"""GPs who bridge organisations, and the local knowledge that reaches the centre (SM3, SM13)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

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

    network_role_gps: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="network_role_gps",
        scale="binary",
        seed="S0-hee-programme",
        programme="network_role_gps",
        source="policy switch; seed 000",
        description="Whether there are network-role GPs, who bridge to other services.",
    )

    network_role_gps_per_pcn: float = parameter(
        1.0,
        low=0,
        high=1,
        unit="GPs per PCN",
        symbol="nrd_per_pcn",
        seed="S0-hee-programme",
        programme="network_role_gps",
        minimum=0.05,
        maximum=1,
        source="policy choice; seed 000 does not say how many",
        description="Network-role GPs per PCN; one half means one GP for two PCNs.",
    )

    network_role_start_week: int = parameter(
        0,
        low=0,
        high=156,
        unit="week",
        symbol="network_role_start_week",
        scale="discrete",
        seed="S0-hee-programme",
        programme="network_role_gps",
        source="policy choice",
        description="Week in which the first network-role GPs are appointed.",
    )

    network_role_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="network_role_end_week",
        scale="discrete",
        seed="S0-extended",
        programme="network_role_gps",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which the scheme ends whatever was decided before.",
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
        description="Length of the scheme where it is extended.",
    )

    network_role_first_weeks: int = parameter(
        52,
        low=26,
        high=104,
        unit="weeks",
        symbol="network_role_first_weeks",
        scale="discrete",
        seed="S0-extended",
        programme="network_role_gps",
        minimum=1,
        source="seed 000: one year",
        description="Length of the first year of the scheme, after which it is extended or ends.",
    )

    network_role_policy: int = parameter(
        2,
        low=0,
        high=2,
        unit="0 stop, 1 review, 2 extend",
        symbol="network_role_policy",
        scale="discrete",
        seed="S0-extended",
        programme="network_role_gps",
        maximum=2,
        source="seed 000: the scheme was extended locally by a second year",
        description="What happens after the first year of the scheme.",
    )

    network_role_renewal_intercept: float = parameter(
        -0.5,
        low=-2,
        high=1,
        unit="log odds",
        symbol="network_role_renewal_intercept",
        seed="S0-extended",
        programme="network_role_gps",
        source="assumption: as for deputies",
        description="Base odds that a review extends a network-role GP.",
    )

    network_role_renewal_benefit: float = parameter(
        20.0,
        low=5,
        high=40,
        unit="log odds per unit of success",
        symbol="network_role_renewal_benefit",
        seed="S0-extended",
        programme="network_role_gps",
        source="assumption: as for deputies",
        description="Effect of better joint working on the review of a network-role GP.",
    )

    network_role_renewal_trust: float = parameter(
        4.0,
        low=0,
        high=8,
        unit="log odds per unit of trust",
        symbol="network_role_renewal_trust",
        seed="S0-extended",
        programme="network_role_gps",
        source="assumption",
        description="Effect of trust in the bridged services, above one half, on the review of a network-role GP.",
    )

    network_role_fill_rate: float = parameter(
        0.1,
        low=0.03,
        high=0.5,
        unit="per week",
        symbol="network_role_fill_rate",
        seed="S0-retained",
        programme="network_role_gps",
        source="assumption: specification SM2",
        description="Hazard that a place of a network-role GP is filled once the scheme runs.",
    )

    network_role_application_rate: float = parameter(
        0.6,
        low=0.2,
        high=1,
        unit="probability",
        symbol="network_role_application_rate",
        seed="S0-motives",
        programme="network_role_gps",
        source="assumption: more applied than there were places (seed 000)",
        description="Chance that a GP of full engagement and outward orientation applies in a round.",
    )

    network_role_interest_from_peers: float = parameter(
        1.0,
        low=0,
        high=3,
        unit="multiplier per unit of trust",
        symbol="network_role_interest_from_peers",
        seed="S0-retained",
        programme="network_role_gps",
        source="assumption: new GPs were interested after a year (seed 000)",
        description="How much ties to GPs who hold or held the role raise the chance to apply.",
    )

    network_role_selection: int = parameter(
        0,
        low=0,
        high=2,
        unit="0 motivation, 1 random, 2 leader's choice",
        symbol="network_role_selection",
        scale="discrete",
        seed="S0-oversubscribed",
        programme="network_role_gps",
        maximum=2,
        source="policy choice; evidence S0-oversubscribed",
        description="Who is chosen among applicants.",
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

    network_role_placement: int = parameter(
        0,
        low=0,
        high=3,
        unit="0 shared, 1 highest need, 2 lowest trust, 3 best connected",
        symbol="network_role_placement",
        scale="discrete",
        seed="S0-how-used",
        programme="network_role_gps",
        maximum=3,
        source="policy choice; evidence S0-how-used",
        description="Which of its PCNs a network-role GP serves where there are fewer GPs than PCNs.",
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
