"""The scheme of network-role GPs: how many, who, where, how long (SM2)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["NetworkSchemeParameters"]


class NetworkSchemeParameters(ParameterGroup):
    """The scheme of network-role GPs: how many, who, where, how long."""

    submodel: ClassVar[str] = "The scheme of network-role GPs (SM2)"

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
        low=0.05,
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
