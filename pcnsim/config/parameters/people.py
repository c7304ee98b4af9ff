"""How GPs differ and change: engagement, goals, role identity (SM13)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["PeopleParameters"]


class PeopleParameters(ParameterGroup):
    """How GPs differ and change: engagement, goals, role identity."""

    submodel: ClassVar[str] = "People: engagement, orientation, role identity (SM13)"

    disengaged_share: float = parameter(
        0.6,
        low=0.4,
        high=0.8,
        unit="share of GPs",
        symbol="sh_dis",
        seed="S1-engagement-split",
        source="seed 001: most do not engage",
        description="GPs who do not engage with the network at the start.",
    )

    policy_durability: float = parameter(
        1.0,
        low=0,
        high=1,
        unit="share",
        symbol="policy_durability",
        seed="S1-vehicle-or-fad",
        source="assumption: 1 leaves it out; a PCN may be seen as a vehicle or as this year's initiative (seed 001)",
        description="How lasting GPs believe the policy to be: attendance, self-started contact and voluntary adoption are held back in proportion; what is mandated or paid is not.",
    )

    goal_spread: float = parameter(
        1.0,
        low=0.2,
        high=1.8,
        unit="multiplier",
        symbol="goal_disp",
        seed="S2-deep-trust",
        main=True,
        source="sweep of goal consensus (Provan & Kenis 2008)",
        description="Spread of goals between GPs and practices.",
    )

    engagement_speed: float = parameter(
        0.03,
        low=0.01,
        high=0.08,
        unit="per week",
        symbol="kappa_e",
        seed="S1-galvanise",
        maximum=1,
        source="assumption",
        description="How quickly engagement follows what drives it.",
    )

    benefit_to_engagement: float = parameter(
        0.3,
        low=0,
        high=0.8,
        unit="engagement per unit of benefit",
        symbol="b_ben",
        seed="S1-galvanise",
        source="seed 001: visible benefits galvanise; size assumed",
        description="Engagement gained by visible benefits.",
    )

    facilitation_to_engagement: float = parameter(
        0.12,
        low=0,
        high=0.3,
        unit="engagement",
        symbol="b_fac",
        seed="S1-directive-facilitative",
        source="assumption",
        description="Engagement gained by facilitative leadership.",
    )

    directive_cost_to_engagement: float = parameter(
        0.15,
        low=0,
        high=0.3,
        unit="engagement",
        symbol="b_dir",
        seed="S1-directive-facilitative",
        source="assumption",
        description="Engagement lost by directive style.",
    )

    imposed_misfit_to_engagement: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="engagement per unit of misfit",
        symbol="b_man",
        seed="S0-localism",
        source="assumption",
        description="Engagement lost by imposed designs that fit poorly.",
    )

    strain_to_engagement: float = parameter(
        0.3,
        low=0,
        high=0.6,
        unit="engagement per unit of strain",
        symbol="b_z",
        seed="S1-gp-crisis",
        source="assumption",
        description="Engagement lost by strain.",
    )

    goal_influence_rate: float = parameter(
        0.01,
        low=0.002,
        high=0.03,
        unit="per week",
        symbol="kappa_x",
        seed="S1-beyond-history",
        maximum=1,
        source="assumption",
        description="How quickly goals follow those of trusted colleagues.",
    )

    role_identity_rate: float = parameter(
        0.005,
        low=0.001,
        high=0.015,
        unit="per week",
        symbol="kappa_y",
        seed="S1-role-view",
        maximum=1,
        source="assumption: the GP role changes (Miller 2018)",
        description="How quickly GPs come to see themselves as part of a wider team.",
    )

    peer_engagement: float = parameter(
        0.2,
        low=0,
        high=0.5,
        unit="-",
        symbol="peer_engagement",
        seed="S1-galvanise",
        source="assumption: engagement spreads over GPs' own ties (amendment A1); size assumed",
        description="How far trusted peers pull a GP's engagement.",
    )
