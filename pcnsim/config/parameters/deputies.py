"""Deputy clinical directors: time, outside money, review at the end of the year (SM2, SM3)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["DeputyParameters"]


class DeputyParameters(ParameterGroup):
    """Deputy clinical directors: time, outside money, review at the end of the year."""

    submodel: ClassVar[str] = "Deputy directors (SM2, SM3)"

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

    deputy_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="deputy_end_week",
        scale="discrete",
        seed="S4-twelve-months",
        programme="deputy_directors",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which all deputies stop whatever a review decided.",
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
        maximum=10,
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
        minimum=1,
        source="seed 004: twelve months",
        description="Length of deputy funding.",
    )

    deputy_oldest_age: float = parameter(
        47.0,
        low=40,
        high=67,
        unit="years",
        symbol="deputy_oldest_age",
        seed="S4-young-leaders",
        programme="deputy_directors",
        source="assumption: the posts bring younger GPs into leadership (seed 004)",
        description="Age below which a GP can become a deputy.",
    )

    deputy_fill_rate: float = parameter(
        0.15,
        low=0.05,
        high=0.5,
        unit="per week",
        symbol="deputy_fill_rate",
        seed="S4-deputy-cd",
        programme="deputy_directors",
        source="assumption",
        description="Hazard that a deputy's post is filled while its outside money lasts.",
    )

    deputy_succession_rate: float = parameter(
        0.5,
        low=0.1,
        high=1,
        unit="probability per week",
        symbol="deputy_succession_rate",
        seed="S4-young-leaders",
        programme="deputy_directors",
        source="assumption",
        description="Chance in a week that a deputy steps into a vacant director's post.",
    )
