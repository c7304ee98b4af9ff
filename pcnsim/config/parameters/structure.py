"""How coordination is organised: the dial, its five shares, budgets, frictions (SM3, SM8, SM11, SM12)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["StructureParameters"]


class StructureParameters(ParameterGroup):
    """How coordination is organised: the dial from hierarchy to network, its shares, budgets and frictions."""

    submodel: ClassVar[str] = "Structure (SM3, SM8, SM11, SM12)"

    network_position: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share",
        symbol="w_L (=lambda)",
        seed="S0-three-structures",
        main=True,
        source="assumption: one continuum, after the figure of seed 000",
        description=(
            "Position on the line from hierarchy (0) over hybrid (0.5) to network (1); sets the five "
            "shares below unless they are set."
        ),
    )

    direct_case_share: float | None = parameter(
        None,
        low=0,
        high=1,
        unit="share",
        symbol="w_L (routing)",
        seed="S0-three-structures",
        source="assumption: follows network_position unless set (amendment A7)",
        description=(
            "Weight of the direct channel between practice and service against the pathway desk when a "
            "case is routed."
        ),
    )

    local_decision_share: float | None = parameter(
        None,
        low=0,
        high=1,
        unit="share",
        symbol="w_L (decisions)",
        seed="S0-three-structures",
        source="assumption: follows network_position unless set (amendment A7)",
        description="Weight of decisions taken inside the PCN against decisions taken by the centre.",
    )

    peer_spread_share: float | None = parameter(
        None,
        low=0,
        high=1,
        unit="share",
        symbol="w_L (spread)",
        seed="S0-three-structures",
        source="assumption: follows network_position unless set (amendment A7)",
        description=(
            "Weight of spread from peer to peer against roll-out by mandate when practices adopt an "
            "initiative."
        ),
    )

    facilitation_share: float | None = parameter(
        None,
        low=0,
        high=1,
        unit="share",
        symbol="w_L (budget)",
        seed="S0-three-structures",
        source="assumption: follows network_position unless set (amendment A7)",
        description=(
            "Share of the coordination budget, after bridging, that pays facilitators; the rest pays the "
            "pathway desk."
        ),
    )

    meeting_share: float | None = parameter(
        None,
        low=0,
        high=1,
        unit="share",
        symbol="w_L (meetings)",
        seed="S0-three-structures",
        source="assumption: follows network_position unless set (amendment A7)",
        description=(
            "How often practices of a PCN meet, between the rate of a hierarchy (0) and of a network (1)."
        ),
    )

    bridging_share: float | None = parameter(
        None,
        low=0,
        high=0.5,
        unit="share of coordination budget",
        symbol="beta",
        seed="S0-cross-boundary-leader",
        source="assumption: most in the hybrid of seed 000; brokers as in Long et al. 2013",
        description=(
            "Share of the coordination budget spent on bridging roles; follows the structure, 0.2 * 4 l "
            "(1 - l), unless set."
        ),
    )

    coordination_hours_per_1000: float = parameter(
        1.6,
        low=0.8,
        high=2.6,
        unit="coordinator hours per week per 1,000 patients",
        symbol="R",
        seed="S2-direct-money",
        main=True,
        source=(
            "DES 2019-24: about GBP 1.50 core and 0.70 leadership and management per patient at GBP 30 an"
            " hour; its use is assumed"
        ),
        description="Coordination budget of a PCN under the contract, the same in every structure.",
    )

    coordination_before_contract: float = parameter(
        0.75,
        low=0.4,
        high=1,
        unit="multiplier",
        symbol="R_pre",
        seed="S2-prior-collab",
        source="assumption: less coordination before PCNs had a contract",
        description="Coordination budget before the contract, relative to the budget under it.",
    )

    channel_fixed_cost: float = parameter(
        0.06,
        low=0,
        high=0.15,
        unit="share of coordination budget",
        symbol="f_fix",
        seed="S0-three-structures",
        source="assumption: each open channel costs something to run",
        description="Fixed cost of keeping one channel (desk or facilitation) open.",
    )

    duplicate_handling: float = parameter(
        0.12,
        low=0,
        high=0.3,
        unit="share of cases",
        symbol="delta_dup",
        seed="S0-three-structures",
        main=True,
        source="assumption: accountability is less clear with two channels",
        description="Cases handled twice when both channels are open in equal parts.",
    )

    ambiguity: float = parameter(
        0.05,
        low=0,
        high=0.15,
        unit="share of cases",
        symbol="delta_a",
        seed="S0-three-structures",
        main=True,
        source="BJGP 2025: conflicting accountabilities where two lines exist; size assumed",
        description="Cases lost between two lines of accountability when both are open in equal parts.",
    )

    channel_choice_strength: float = parameter(
        1.0,
        low=0,
        high=3,
        unit="log odds per unit of trust",
        symbol="kappa_r",
        seed="S2-trust-community",
        source="assumption: strength of the preference for the trusted channel",
        description="How strongly staff choose the channel they trust.",
    )

    span_of_control: int = parameter(
        6,
        low=4,
        high=10,
        unit="units per manager",
        symbol="S_span",
        scale="discrete",
        seed="S0-three-structures",
        minimum=2,
        source="assumption: classic span of control of five to eight",
        description="Units one manager oversees; fewer means more layers in a hierarchy.",
    )

    layer_delay: float = parameter(
        0.5,
        low=0.2,
        high=1.5,
        unit="weeks per layer",
        symbol="t_lay",
        seed="S0-three-structures",
        main=True,
        source="assumption: handling time in a layer",
        description="Delay that each layer adds to a case on the pathway.",
    )

    desk_minutes_per_case: float = parameter(
        2.0,
        low=1.2,
        high=4,
        unit="coordinator minutes per case per layer",
        symbol="c_V",
        seed="S0-three-structures",
        minimum=0.1,
        source="assumption",
        description="Coordinator time for a case at the pathway desk.",
    )

    desk_queue_limit: float = parameter(
        6.0,
        low=2,
        high=12,
        unit="weeks of desk capacity",
        symbol="q_max",
        seed="S0-three-structures",
        source="assumption: longer queues are bounced",
        description="Queue at the desk beyond which cases are sent back.",
    )

    direct_response_time: float = parameter(
        0.6,
        low=0.2,
        high=1.5,
        unit="weeks",
        symbol="t_lat",
        seed="S0-three-structures",
        main=True,
        source="assumption: lateral response",
        description="Response time of direct working at a trust of 0.6.",
    )

    bridging_saturation_hours: float = parameter(
        4.0,
        low=2,
        high=8,
        unit="bridging hours per practice per week",
        symbol="h_b",
        seed="S0-cross-boundary-leader",
        minimum=0.1,
        source="assumption: go-betweens can be overloaded (Long et al. 2013)",
        description="Hours of bridging or facilitation per practice at which reach nears its limit.",
    )

    bridged_share_of_distrust: float = parameter(
        0.5,
        low=0.2,
        high=0.8,
        unit="share of distrust",
        symbol="b_q",
        seed="S0-cross-boundary-leader",
        main=True,
        source="assumption: what a trusted go-between can lend",
        description="Part of missing trust that a full bridge makes up.",
    )
