"""Services around practices: cases they get, teams' capacity and queues, partners who sign (SM8, SM9)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter, table
from pcnsim.config.parameters.tables import ByClass, ByClassAndService

__all__ = ["CommunityParameters"]


class CommunityParameters(ParameterGroup):
    """Services around practices: cases they get, teams' capacity and queues, partners who sign."""

    submodel: ClassVar[str] = "Community teams and partners (SM8, SM9)"

    agency_share: ByClass = table(
        ByClass,
        (0.02, 0.35, 0.15, 0.3, 0.05),
        unit="share of contacts",
        symbol="q_c",
        seed="S2-footprint",
        spread=0.3,
        source="assumption: all scaled by multi_agency_need",
        description="Contacts that need another agency, by need class.",
    )

    agency_mix: ByClassAndService = table(
        ByClassAndService,
        (
            (0, 0, 0, 0.1, 0, 0, 0.5, 0.4),
            (0.3, 0.04, 0.22, 0.1, 0, 0, 0.12, 0.22),
            (0, 0.15, 0, 0.1, 0.4, 0, 0, 0.35),
            (0, 0.5, 0.15, 0.2, 0.1, 0, 0, 0.05),
            (0.1, 0, 0, 0, 0, 0.45, 0.1, 0.35),
        ),
        unit="share",
        symbol="THETA",
        seed="S2-footprint",
        spread=0.3,
        weight=True,
        source="assumption: services by need class",
        description=(
            "Which service a multi-agency case needs, by need class; weights, rescaled to sum to 1 per row."
        ),
    )

    pcns_per_hub: int = parameter(
        5,
        low=3,
        high=10,
        unit="PCNs per hub",
        symbol="hub_size",
        scale="discrete",
        seed="S2-dn-hubs",
        minimum=1,
        source="assumption",
        description="PCNs that share one hub.",
    )

    community_capacity: float = parameter(
        0.58,
        low=0.4,
        high=0.8,
        unit="cases accepted per case at default demand",
        symbol="C_ratio",
        seed="S2-dn-hubs",
        main=True,
        minimum=0.01,
        source="assumption: community capacity is tight",
        description="Capacity of community teams relative to the cases they would get.",
    )

    cases_per_wte: float = parameter(
        18.0,
        low=8,
        high=30,
        unit="cases per week per WTE",
        symbol="cases_per_wte",
        seed="S2-dn-hubs",
        minimum=0.1,
        source="assumption",
        description="Cases one full-time team member handles.",
    )

    team_staffing_variation: float = parameter(
        0.35,
        low=0.1,
        high=0.6,
        unit="coefficient of variation for one WTE",
        symbol="sigma_t",
        seed="S2-dn-hubs",
        source="assumption: absence and turnover",
        description="Week-to-week variation of a team's staffing; falls with the square root of its size.",
    )

    team_wait_felt: float = parameter(
        4.0,
        low=2,
        high=8,
        unit="weeks",
        symbol="T_r",
        seed="S2-dn-hubs",
        minimum=0.1,
        source="assumption: how waits are felt",
        description="Team wait at which acceptance has lost most of what depends on waits.",
    )

    acceptance_floor: float = parameter(
        0.6,
        low=0.3,
        high=1,
        unit="share",
        symbol="r_0",
        seed="S2-dn-hubs",
        source="assumption",
        description="Part of acceptance that does not depend on team waits.",
    )

    team_queue_limit: float = parameter(
        10.0,
        low=4,
        high=26,
        unit="weeks of team capacity",
        symbol="t_qmax",
        seed="S2-dn-hubs",
        source="assumption: full lists refuse",
        description="Team queue beyond which referrals are refused.",
    )

    community_staff_decline: float = parameter(
        0.01,
        low=0,
        high=0.04,
        unit="per year",
        symbol="comm_short",
        seed="S2-dn-hubs",
        maximum=0.5,
        source="assumption: district nurse numbers fall",
        description="Yearly loss of community staff.",
    )

    unsigned_partner_success: float = parameter(
        0.82,
        low=0.6,
        high=1,
        unit="share",
        symbol="u_0",
        seed="S2-wider-signup",
        source="assumption",
        description="Success with a partner that has not signed, relative to one that has.",
    )

    partner_sign_up_rate: float = parameter(
        0.01,
        low=0.003,
        high=0.04,
        unit="per week",
        symbol="h_U",
        scale="loguniform",
        seed="S2-wider-signup",
        source="assumption",
        description="Hazard that a partner signs the network agreement.",
    )

    partner_lapse_rate: float = parameter(
        0.001,
        low=0,
        high=0.005,
        unit="per week",
        symbol="h_la",
        seed="S2-wider-signup",
        source="assumption: ten times that after funding is withdrawn",
        description="Hazard that a partner's agreement lapses.",
    )

    first_year_partner_factor: float = parameter(
        0.15,
        low=0,
        high=1,
        unit="multiplier",
        symbol="y1_ext",
        seed="S4-year1-internal",
        source="seed 004: year 1 inside the network, partners in year 2",
        description="Partner sign-up in the first year relative to later.",
    )

    owner_agreement_rate: float = parameter(
        0.02,
        low=0.02,
        high=0.02,
        unit="per week",
        symbol="const_agree_rate",
        seed="S2-footprint",
        source="assumption",
        description="Base hazard that an owner agrees to work on PCN footprints.",
    )
