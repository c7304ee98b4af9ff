"""The network contract's terms that policy can change: support, deadline, bids, withdrawal (SM2, SM3, SM15)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["ContractParameters"]


class ContractParameters(ParameterGroup):
    """The network contract's terms that policy can change: support, deadline, bids, withdrawal."""

    submodel: ClassVar[str] = "Terms of the contract: support, deadline, bids, withdrawal (SM2, SM3, SM15)"

    development_support: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="development_support",
        scale="binary",
        seed="S2-dev-support",
        programme="development_support",
        source="policy switch; Baird 2019",
        description="Whether embryonic networks get help.",
    )

    development_start_week: int = parameter(
        0,
        low=0,
        high=156,
        unit="week",
        symbol="development_start_week",
        scale="discrete",
        seed="S2-dev-support",
        programme="development_support",
        source="policy choice",
        description="Week in which help for embryonic networks starts.",
    )

    development_end_week: int = parameter(
        104,
        low=52,
        high=260,
        unit="week",
        symbol="development_end_week",
        scale="discrete",
        seed="S2-dev-support",
        programme="development_support",
        source="specification SM3: two years",
        description="Week in which help for embryonic networks ends.",
    )

    development_strength: float = parameter(
        1.0,
        low=0,
        high=1.5,
        unit="multiplier",
        symbol="d_s",
        seed="S2-dev-support",
        programme="development_support",
        source="policy choice; Baird 2019 asks for help and does not size it",
        description="How much faster help lets embryonic networks set up.",
    )

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

    development_threshold: float = parameter(
        0.5,
        low=0.2,
        high=1,
        unit="0-1",
        symbol="development_threshold",
        seed="S2-dev-support",
        programme="development_support",
        maximum=1,
        source="assumption: specification SM3",
        description="Prior collaboration below which a network counts as embryonic.",
    )

    contract_deadline: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="contract_deadline",
        scale="binary",
        seed="S2-ambitious-time",
        programme="contract_deadline",
        source="policy switch; agreements were due within about six weeks of proposals (Network DES 2019)",
        description="Whether agreement and account must stand by a deadline.",
    )

    contract_deadline_week: int = parameter(
        9,
        low=0,
        high=156,
        unit="week",
        symbol="contract_deadline_week",
        scale="discrete",
        seed="S2-ambitious-time",
        programme="contract_deadline",
        source="policy choice",
        description="Week at whose start agreement and account must stand and practices must have signed.",
    )

    deadline_evidence: float = parameter(
        2.0,
        low=0,
        high=6,
        unit="pseudo-observations",
        symbol="deadline_evidence",
        seed="S2-ambitious-time",
        programme="contract_deadline",
        source="assumption: decisions forced early skip the building of trust",
        description="Bad experience on each practice tie of a network that had done nothing by the deadline; less with progress.",
    )

    money_by_bids: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="money_by_bids",
        scale="binary",
        seed="S2-bidding",
        programme="money_by_bids",
        source="policy switch; GP Forward View money had to be bid for (seed 002)",
        description="Whether part of the coordination money goes to successful bids.",
    )

    bids_start_week: int = parameter(
        0,
        low=0,
        high=156,
        unit="week",
        symbol="bids_start_week",
        scale="discrete",
        seed="S2-bidding",
        programme="money_by_bids",
        source="policy choice",
        description="Week in which bidding starts.",
    )

    bids_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="bids_end_week",
        scale="discrete",
        seed="S2-bidding",
        programme="money_by_bids",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which money goes by formula again.",
    )

    bid_share: float = parameter(
        0.4,
        low=0,
        high=1,
        unit="share of coordination budget",
        symbol="bid_share",
        seed="S2-bidding",
        programme="money_by_bids",
        source="assumption",
        description="Coordination money that is won by bids; what all PCNs have together stays the same.",
    )

    bid_hours: float = parameter(
        1.5,
        low=0,
        high=6,
        unit="director hours per week",
        symbol="bid_hours",
        seed="S2-bidding",
        programme="money_by_bids",
        source="assumption",
        description="Director time that bidding takes.",
    )

    bid_round_weeks: int = parameter(
        26,
        low=13,
        high=52,
        unit="weeks",
        symbol="bid_round_weeks",
        scale="discrete",
        seed="S2-bidding",
        programme="money_by_bids",
        minimum=1,
        source="assumption",
        description="Weeks between rounds of bids.",
    )

    bid_leadership_effect: float = parameter(
        4.0,
        low=0,
        high=10,
        unit="log odds per unit of leadership",
        symbol="bid_leadership_effect",
        seed="S2-bidding",
        programme="money_by_bids",
        source="assumption: management capacity wins bids",
        description="How much more likely a bid of a well-led PCN is to win; one half wins at leadership of one half.",
    )

    funding_cut: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="funding_cut",
        scale="binary",
        seed="S4-twelve-months",
        programme="funding_cut",
        source="policy switch: test of withdrawal",
        description="Whether the money of the network contract stops.",
    )

    cut_week: int = parameter(
        104,
        low=0,
        high=260,
        unit="week",
        symbol="cut_week",
        scale="discrete",
        seed="S4-twelve-months",
        programme="funding_cut",
        source="policy choice: test of withdrawal",
        description="Week in which the money stops.",
    )

    cut_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="cut_end_week",
        scale="discrete",
        seed="S4-twelve-months",
        programme="funding_cut",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which the money comes back.",
    )

    coordination_after_cut: float = parameter(
        0.3,
        low=0,
        high=1,
        unit="multiplier",
        symbol="cut_R",
        seed="S4-twelve-months",
        programme="funding_cut",
        maximum=1,
        source="assumption",
        description="Coordination budget after the cut, relative to before.",
    )

    cut_additional_roles: int = parameter(
        1,
        low=0,
        high=1,
        unit="switch",
        symbol="cut_arrs",
        scale="binary",
        seed="S2-arrs-roles",
        programme="funding_cut",
        source="they lapse with the contract",
        description="Whether additional roles end with the contract.",
    )
