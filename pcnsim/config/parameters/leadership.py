"""Clinical directors' time, set-up of a PCN, sign-up, style (SM2, SM3)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["LeadershipParameters"]


class LeadershipParameters(ParameterGroup):
    """Clinical directors' time, set-up of a PCN, sign-up, style."""

    submodel: ClassVar[str] = "Leadership time and set-up (SM2, SM3)"

    set_up_weeks: float = parameter(
        22.0,
        low=10,
        high=40,
        unit="weeks",
        symbol="T_s",
        seed="S2-ambitious-time",
        minimum=0.5,
        source="Smith 2020: PCNs formed within nine months",
        description="Time to set a PCN up with full leadership and trust of one half between practices; five practices or fewer.",
    )

    sign_up_rate: float = parameter(
        0.15,
        low=0.03,
        high=0.4,
        unit="per week",
        symbol="h_sg",
        seed="S2-direct-money",
        source="Smith 2020: sign-up near universal within months; rate assumed",
        description="Hazard that a practice signs the contract.",
    )

    opt_out_rate: float = parameter(
        0.01,
        low=0,
        high=0.05,
        unit="probability per year",
        symbol="h_oo",
        seed="S1-vehicle-or-fad",
        maximum=0.1,
        source="assumption: ten times that when the contract is cut and engagement is low",
        description="Chance that a practice leaves the contract.",
    )

    director_set_up_hours: float = parameter(
        6.0,
        low=6,
        high=6,
        unit="director hours per week",
        symbol="const_setup_hours",
        seed="S4-first-year-load",
        source="assumption",
        description="Director time that set-up takes.",
    )

    director_sessions: float = parameter(
        2.0,
        low=2,
        high=2,
        unit="sessions per week",
        symbol="const_cd_sessions",
        seed="S4-cd-two-sessions",
        maximum=10,
        source="seed 004: two sessions",
        description="Funded sessions of a clinical director.",
    )

    director_hours_per_practice: float = parameter(
        0.6,
        low=0.3,
        high=1.2,
        unit="director hours per practice per week",
        symbol="h_i",
        seed="S4-cd-accountable",
        source="assumption",
        description="Director time for member practices.",
    )

    director_hours_per_service: float = parameter(
        0.8,
        low=0.3,
        high=1.5,
        unit="director hours per service per week",
        symbol="h_e",
        seed="S4-partners-phm",
        source="assumption",
        description="Director time for partners.",
    )

    director_hours_per_additional_fte: float = parameter(
        0.25,
        low=0.1,
        high=0.5,
        unit="director hours per FTE per week",
        symbol="h_a",
        seed="S2-arrs-roles",
        source="assumption: directors manage about 28 staff (Pulse 2024)",
        description="Director time for additional staff.",
    )

    director_representation_hours: float = parameter(
        3.0,
        low=1,
        high=6,
        unit="director hours per week",
        symbol="h_r",
        seed="S4-cd-represents",
        source="assumption: representation is a key task (seed 004)",
        description="Director time to represent the PCN.",
    )

    director_hours_per_layer: float = parameter(
        0.8,
        low=0.2,
        high=2,
        unit="director hours per layer per week",
        symbol="h_l",
        seed="S0-three-structures",
        source="assumption",
        description="Director time that layers above ask for.",
    )

    director_hours_per_tie: float = parameter(
        0.15,
        low=0.05,
        high=0.4,
        unit="director hours per tie per week",
        symbol="h_f",
        seed="S0-three-structures",
        source="assumption",
        description="Director time to tend ties between practices in a network.",
    )

    director_extra_sessions: float = parameter(
        2.0,
        low=0,
        high=4,
        unit="sessions per week",
        symbol="cd_ot",
        seed="S4-first-year-load",
        source="Pulse 2024: 66 % of directors work over 16 h against 8 funded",
        description="Unpaid sessions a director gives at most.",
    )

    director_resignation_rate: float = parameter(
        0.11,
        low=0.05,
        high=0.25,
        unit="probability per year",
        symbol="cd_quit",
        seed="S4-first-year-load",
        source="BMA 2019: 11 % meant to leave within a year",
        description="Chance that a director with average strain resigns.",
    )

    director_recall_rate: float = parameter(
        0.0,
        low=0,
        high=0.3,
        unit="probability per year",
        symbol="director_recall_rate",
        seed="S4-cd-accountable",
        source="assumption: directors are accountable to members (seed 004); 0 leaves it out",
        description="Chance that members recall a director whom none of them trusts; less with trust on the director's ties in the PCN.",
    )

    director_fill_rate: float = parameter(
        0.08,
        low=0.03,
        high=0.25,
        unit="per week",
        symbol="cd_fill",
        seed="S4-young-leaders",
        source="assumption",
        description="Hazard that a director's post is filled without a deputy.",
    )

    director_tie_loss: float = parameter(
        0.0,
        low=0,
        high=0.4,
        unit="share of tie memory",
        symbol="cd_loss",
        seed="S4-cd-represents",
        source="assumption: 0, because what is personal goes with the person as ties (amendment A1); was 0.15",
        description=(
            "Memory lost on a PCN's ties with services when its director leaves, beyond the director's "
            "own ties."
        ),
    )

    facilitative_style: float = parameter(
        0.6,
        low=0,
        high=1,
        unit="position: 0 directive, 1 facilitative",
        symbol="psi",
        seed="S1-directive-facilitative",
        main=True,
        maximum=1,
        source="Miller 2018; BJGP Open 2022",
        description="Style of leadership.",
    )

    leadership_learning: float = parameter(
        0.012,
        low=0.005,
        high=0.03,
        unit="per week",
        symbol="kappa_l",
        seed="S0-people-not-services",
        maximum=1,
        source="assumption",
        description="Growth of leadership skill in a role.",
    )

    coordinator_cost_paid_by_pcn: float = parameter(
        0.5,
        low=0.2,
        high=0.8,
        unit="share of coordinator cost",
        symbol="core_share",
        seed="S2-direct-money",
        source="assumption: core PCN funding of GBP 1.50 per patient",
        description="Coordinator cost that the PCN pays itself.",
    )
