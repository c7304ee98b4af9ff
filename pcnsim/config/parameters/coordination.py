"""What happens to a case that needs another agency: success, loss, return, escalation, transferred work (SM8, SM9)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["CoordinationParameters"]


class CoordinationParameters(ParameterGroup):
    """What happens to a case that needs another agency: success, loss, return, escalation, transferred work."""

    submodel: ClassVar[str] = "Multi-agency cases (SM8, SM9)"

    joint_success_ceiling: float = parameter(
        0.95,
        low=0.8,
        high=1,
        unit="probability",
        symbol="s_0",
        source="assumption: equal ceiling, so that no structure carries a bonus",
        description="Best success of joint working, the same in both channels.",
    )

    direct_success_without_trust: float = parameter(
        0.188,
        low=0.05,
        high=0.5,
        unit="share",
        symbol="g_0",
        seed="S2-trust-community",
        main=True,
        source=(
            "assumption, set by neutral calibration (experiments/neutral_calibration.py): level with the other pure structure at the "
            "default context; the specification had 0.25"
        ),
        description=(
            "Part of the success of direct working that needs no trust; set by the neutral calibration."
        ),
    )

    facilitation_stands_in: float = parameter(
        0.25,
        low=0,
        high=0.5,
        unit="share",
        symbol="gamma_f",
        seed="S0-support-team",
        source="assumption: as a network administrative organisation does (Provan & Kenis 2008)",
        description="Part of missing trust in direct working for which facilitators stand in.",
    )

    pathway_success_without_trust: float = parameter(
        0.7,
        low=0.4,
        high=0.9,
        unit="share",
        symbol="c_0",
        seed="S0-three-structures",
        main=True,
        source="assumption: rules work partly without trust",
        description="Part of the success of the pathway that needs no trust in the centre.",
    )

    misfit_loss: float = parameter(
        0.8,
        low=0.2,
        high=1.6,
        unit="per unit of need distance",
        symbol="zeta",
        seed="S0-localism",
        main=True,
        source="assumption: cost of a standard design",
        description="Loss of success when a standard pathway meets a local need that differs from it.",
    )

    need_variation: float = parameter(
        0.5,
        low=0.1,
        high=1,
        unit="sd of need distance",
        symbol="h_het",
        seed="S0-localism",
        main=True,
        source="assumption: variation between PCNs is large (Morciano 2020)",
        description="Spread between practices in how far local need lies from the standard.",
    )

    joint_plan_decay: float = parameter(
        8.0,
        low=4,
        high=16,
        unit="weeks",
        symbol="T_d",
        minimum=0.1,
        source="assumption: plans go stale",
        description="Time in which the value of a joint plan falls to 1/e when it is delayed.",
    )

    multi_agency_need: float = parameter(
        1.0,
        low=0.5,
        high=1.6,
        unit="multiplier",
        symbol="q_x",
        seed="S2-footprint",
        main=True,
        source="assumption: 1.0 gives about 14 % of contacts",
        description=(
            "Share of contacts that need another agency, relative to the default of about 14 % of GP "
            "contacts."
        ),
    )

    failed_case_return: float = parameter(
        0.5,
        low=0.2,
        high=0.8,
        unit="probability",
        symbol="rho_ret",
        source="assumption: Making Time 2015 found 4.5 % of appointments to be rework from other services",
        description="Chance that a failed case comes back to the practice the week after.",
    )

    escalation_scale: float = parameter(
        1.0,
        low=0.5,
        high=2,
        unit="multiplier",
        symbol="s_esc",
        scale="loguniform",
        source="assumption: case management has had weak effects on admissions (Stokes 2015)",
        description="Scale of emergency escalation of failed cases.",
    )

    escalation_if_resolved: float = parameter(
        0.4,
        low=0.2,
        high=1,
        unit="ratio",
        symbol="eps_ok",
        source="assumption: joint work lowers escalation only in part",
        description="Escalation of a resolved case relative to a failed one.",
    )

    transferred_work: float = parameter(
        0.045,
        low=0.02,
        high=0.08,
        unit="share of arrivals",
        symbol="delta_0",
        seed="S3-trust-partner",
        source="Making Time in General Practice 2015: 4.5 % of appointments from hospital rework",
        description="Work that hospitals and other services pass to practices at no trust and no influence.",
    )

    influence_on_transferred_work: float = parameter(
        0.8,
        low=0,
        high=1,
        unit="share at full influence",
        symbol="iota_d",
        seed="S3-trust-partner",
        source="assumption: a voice in the system stops some of it",
        description="How far influence of general practice lowers transferred work.",
    )
