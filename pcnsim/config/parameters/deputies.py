"""Programmes of a later version: deputy clinical directors and help for embryonic networks (SM2, SM3)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["DeputyParameters"]


class DeputyParameters(ParameterGroup):
    """Programmes of a later version: deputy clinical directors and help for embryonic networks."""

    submodel: ClassVar[str] = "Deputy directors and development support (SM2, SM3)"

    development_facilitation: float = parameter(
        0.25,
        low=0,
        high=0.5,
        unit="share of coordination budget",
        symbol="dev_fac",
        seed="S2-dev-support",
        programme="development_support",
        source="assumption",
        description="Facilitation bought by development support of 1.",
    )

    development_support: float = parameter(
        0.0,
        low=0,
        high=1.5,
        unit="multiplier",
        symbol="d_s",
        seed="S2-dev-support",
        programme="development_support",
        source="policy switch; Baird 2019",
        description="Help for embryonic networks.",
    )

    deputy_directors: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="dcd_on",
        scale="binary",
        seed="S4-deputy-cd",
        programme="deputy_directors",
        source="policy switch; Nottingham City in seed 004: one session a week",
        description="Whether PCNs get a deputy clinical director.",
    )

    deputy_start_week: int = parameter(
        0,
        low=0,
        high=52,
        unit="week",
        symbol="dcd_start",
        scale="discrete",
        seed="S4-deputy-cd",
        programme="deputy_directors",
        source="seed 004",
        description="Week in which deputies start.",
    )

    deputy_policy: int = parameter(
        1,
        low=0,
        high=2,
        unit="0 withdraw, 1 review, 2 keep",
        symbol="dcd_policy",
        scale="discrete",
        seed="S4-review",
        programme="deputy_directors",
        maximum=2,
        source="seed 004: a review at the end of the year decides",
        description="What happens to deputies at the end of the year.",
    )

    review_intercept: float = parameter(
        -0.5,
        low=-2,
        high=1,
        unit="log odds",
        symbol="b_0r",
        seed="S4-review",
        programme="deputy_directors",
        source="assumption",
        description="Base odds that the review keeps a deputy.",
    )

    review_benefit: float = parameter(
        20.0,
        low=5,
        high=40,
        unit="log odds per unit of success",
        symbol="b_1r",
        seed="S4-review",
        programme="deputy_directors",
        source="assumption",
        description="Effect of better joint working on the review.",
    )

    review_overload: float = parameter(
        0.5,
        low=0,
        high=1.5,
        unit="log odds per 4 h of excess",
        symbol="b_2r",
        seed="S4-review",
        programme="deputy_directors",
        source="assumption",
        description="Effect of the director's overload on the review.",
    )

    review_unaffordable: float = parameter(
        2.0,
        low=0,
        high=4,
        unit="log odds",
        symbol="b_3r",
        seed="S4-review",
        programme="deputy_directors",
        source="assumption",
        description="Effect on the review when the PCN cannot pay half a year of the post.",
    )

    deputy_sessions: float = parameter(
        1.0,
        low=1,
        high=1,
        unit="sessions per week",
        symbol="const_dcd_sessions",
        seed="S4-deputy-cd",
        programme="deputy_directors",
        source="seed 004: one session",
        description="Funded sessions of a deputy.",
    )

    deputy_weeks: float = parameter(
        52.0,
        low=52,
        high=52,
        unit="weeks",
        symbol="const_dcd_weeks",
        seed="S4-twelve-months",
        programme="deputy_directors",
        source="seed 004: twelve months",
        description="Length of deputy funding.",
    )
