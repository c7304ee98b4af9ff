"""Shocks from outside: a surge of demand, a closure, a breach of trust (SM1)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["ShockParameters"]


class ShockParameters(ParameterGroup):
    """Shocks from outside: a surge of demand, a closure, a breach of trust."""

    submodel: ClassVar[str] = "Shocks (SM1)"

    winter_surge: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="winter_surge",
        scale="binary",
        programme="winter_surge",
        source="policy switch: specification experiment X9",
        description="Whether demand surges.",
    )

    surge_start_week: int = parameter(
        76,
        low=0,
        high=260,
        unit="week",
        symbol="surge_start_week",
        scale="discrete",
        programme="winter_surge",
        source="policy choice: a winter",
        description="First week of the surge; week 76 falls in the middle of December of the second year.",
    )

    surge_end_week: int = parameter(
        88,
        low=6,
        high=272,
        unit="week",
        symbol="surge_end_week",
        scale="discrete",
        programme="winter_surge",
        source="specification experiment X9: twelve weeks",
        description="Week in which the surge is over.",
    )

    surge_size: float = parameter(
        0.25,
        low=0.15,
        high=0.4,
        unit="share of demand",
        symbol="surge_size",
        programme="winter_surge",
        maximum=3,
        source="specification experiment X9: 15, 25, 40 %",
        description="Demand on top during the surge.",
    )

    practice_closure: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="practice_closure",
        scale="binary",
        seed="S1-viability",
        programme="practice_closure",
        source="policy switch: specification experiment X9",
        description="Whether a practice closes at a given week.",
    )

    closure_week: int = parameter(
        52,
        low=0,
        high=260,
        unit="week",
        symbol="closure_week",
        scale="discrete",
        seed="S1-viability",
        programme="practice_closure",
        source="policy choice",
        description="Week at whose start a practice closes.",
    )

    closure_rank: int = parameter(
        1,
        low=1,
        high=10,
        unit="rank by list size, 1 the largest",
        symbol="closure_rank",
        scale="discrete",
        seed="S1-viability",
        programme="practice_closure",
        minimum=1,
        source="specification experiment X9: the largest practice",
        description="Which practice closes, among open practices whose PCN has another.",
    )

    breach_of_trust: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="breach_of_trust",
        scale="binary",
        seed="S2-deep-trust",
        programme="breach_of_trust",
        source="policy switch: specification experiment X9",
        description="Whether an owner of services breaks trust.",
    )

    breach_week: int = parameter(
        104,
        low=0,
        high=260,
        unit="week",
        symbol="breach_week",
        scale="discrete",
        seed="S2-deep-trust",
        programme="breach_of_trust",
        source="policy choice",
        description="Week of the breach.",
    )

    breach_owner: int = parameter(
        0,
        low=0,
        high=4,
        unit="0 community, 1 mental health, 2 local authority, 3 voluntary, 4 acute",
        symbol="breach_owner",
        scale="discrete",
        seed="S2-deep-trust",
        programme="breach_of_trust",
        maximum=4,
        source="policy choice: each owner in specification experiment X9",
        description="Which kind of owner breaks trust, in every system.",
    )

    breach_evidence: float = parameter(
        5.0,
        low=1,
        high=15,
        unit="pseudo-observations",
        symbol="breach_evidence",
        seed="S2-deep-trust",
        programme="breach_of_trust",
        source="assumption",
        description="Bad experience that a breach adds to every tie with the owner.",
    )
