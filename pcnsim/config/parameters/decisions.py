"""What PCNs and the centre decide, and how initiatives spread (SM11, SM12)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["DecisionParameters"]


class DecisionParameters(ParameterGroup):
    """What PCNs and the centre decide, and how initiatives spread."""

    submodel: ClassVar[str] = "Decisions and adoption (SM11, SM12)"

    external_focus: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share",
        symbol="varphi",
        seed="S1-not-either-or",
        main=True,
        source="seed 001: options to be compared",
        description="Focus of initiatives and director time: 0 on practices, 1 on the community.",
    )

    change_of_focus: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="change_of_focus",
        scale="binary",
        seed="S1-sequence",
        programme="change_of_focus",
        source="policy switch; seed 001: benefits for practices first, then transformation",
        description="Whether the focus changes during the run.",
    )

    focus_change_week: int = parameter(
        52,
        low=0,
        high=260,
        unit="week",
        symbol="focus_change_week",
        scale="discrete",
        seed="S1-sequence",
        programme="change_of_focus",
        source="specification experiment X7: week 52 or 104",
        description="Week in which the focus changes.",
    )

    focus_change_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="focus_change_end_week",
        scale="discrete",
        seed="S1-sequence",
        programme="change_of_focus",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which the focus changes back.",
    )

    focus_after_change: float = parameter(
        0.8,
        low=0,
        high=1,
        unit="share",
        symbol="focus_after_change",
        seed="S1-sequence",
        programme="change_of_focus",
        source="policy choice",
        description="Focus after the change: 0 on practices, 1 on the community.",
    )

    proposals_per_meeting: float = parameter(
        0.25,
        low=0.05,
        high=0.5,
        unit="proposals per meeting",
        symbol="dec_rate",
        seed="S1-galvanise",
        source=(
            "assumption, set by neutral calibration (experiments/neutral_calibration.py): level with the other pure structure at the "
            "default context; the specification had 0.2"
        ),
        description="Proposals that a meeting of practices brings up; set by the neutral calibration.",
    )

    veto_base: float = parameter(
        0.3,
        low=0.1,
        high=0.6,
        unit="probability",
        symbol="vt_0",
        seed="S1-beyond-history",
        source="assumption",
        description="Chance that a practice objects where trust and consensus are one half and leaders facilitate.",
    )

    quorum: float = parameter(
        0.75,
        low=0.5,
        high=1,
        unit="share",
        symbol="q_k",
        seed="S1-galvanise",
        source="assumption",
        description="Practices that must agree to a local decision.",
    )

    central_decision_weeks: float = parameter(
        4.0,
        low=2,
        high=10,
        unit="weeks per layer",
        symbol="t_C",
        seed="S0-three-structures",
        minimum=0.1,
        source="assumption",
        description="Time a central decision takes in each layer.",
    )

    consensus_scale: float = parameter(
        2.5,
        low=2.5,
        high=2.5,
        unit="per sd of goals",
        symbol="const_cons_scale",
        seed="S2-deep-trust",
        source="assumption: no consensus at a sd of 0.4",
        description="Loss of goal consensus with spread of goals.",
    )

    mandate_adoption_rate: float = parameter(
        0.03,
        low=0.008,
        high=0.1,
        unit="per week",
        symbol="eta_M",
        seed="S0-improvement-down",
        source="assumption",
        description="Adoption of a mandated initiative at full compliance.",
    )

    own_interest_adoption_rate: float = parameter(
        0.02,
        low=0.004,
        high=0.04,
        unit="per week",
        symbol="eta_0",
        seed="S1-galvanise",
        source=(
            "assumption, set by neutral calibration (experiments/neutral_calibration.py): level with the other pure structure at the "
            "default context; the specification had 0.016"
        ),
        description="Adoption out of own interest; set by the neutral calibration.",
    )

    peer_adoption_rate: float = parameter(
        0.08,
        low=0.02,
        high=0.2,
        unit="per week",
        symbol="eta_P",
        seed="S1-galvanise",
        source="assumption",
        description="Adoption by example of peers.",
    )

    bridging_adoption_rate: float = parameter(
        0.01,
        low=0.002,
        high=0.04,
        unit="per week",
        symbol="eta_B",
        seed="S0-improvement-down",
        source="assumption",
        description="Adoption by way of bridging roles.",
    )

    contagion_steepness: int = parameter(
        2,
        low=0,
        high=4,
        unit="exponent",
        symbol="m_x",
        scale="discrete",
        seed="S1-galvanise",
        source="Centola & Macy 2007: complex contagion",
        description="Steepness of complex contagion; 0 is linear.",
    )

    contagion_threshold: float = parameter(
        1.0,
        low=0.5,
        high=2,
        unit="trust-weighted adopters",
        symbol="theta_x",
        seed="S1-galvanise",
        minimum=0.01,
        source="assumption",
        description="Adopters among trusted peers at which contagion is half as strong as it gets.",
    )

    local_design_fit: float = parameter(
        0.9,
        low=0.7,
        high=1,
        unit="share",
        symbol="f_L",
        seed="S0-localism",
        source="assumption",
        description="Fit of a design made locally.",
    )

    abandonment_rate: float = parameter(
        0.03,
        low=0.01,
        high=0.08,
        unit="per week",
        symbol="eta_ab",
        seed="S1-hard",
        source="assumption",
        description="Abandonment of an initiative that does not fit.",
    )

    personal_exposure_share: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share",
        symbol="personal_exposure_share",
        seed="S1-galvanise",
        source="assumption: exposure reaches a practice over its GPs' ties as well as over practice ties (amendment A1)",
        description="Weight of GPs' own ties in a practice's exposure to initiatives.",
    )
