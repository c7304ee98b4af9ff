"""GP posts: vacancies, leaving, filling, closure, and the strain that drives leaving (SM2, SM13)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["WorkforceParameters"]


class WorkforceParameters(ParameterGroup):
    """GP posts: vacancies, leaving, filling, closure, and the strain that drives leaving."""

    submodel: ClassVar[str] = "GP workforce and strain (SM2, SM13)"

    initial_vacancy: float = parameter(
        0.06,
        low=0.02,
        high=0.15,
        unit="share",
        symbol="v_0",
        source="assumption: the gap of 4,200 FTE in 2021/22 (REAL Centre) includes unfunded posts",
        description="GP posts vacant at the start.",
    )

    leaving_rate: float = parameter(
        0.062,
        low=0.04,
        high=0.09,
        unit="probability per year",
        symbol="q_0",
        seed="S1-gp-crisis",
        main=True,
        source="Parisi 2021: turnover, practice median of 5 to 10 %",
        description="Chance that a GP with average strain leaves within a year.",
    )

    strain_effect_on_leaving: float = parameter(
        1.6,
        low=0.5,
        high=3,
        unit="log rate per unit of strain",
        symbol="q_1",
        seed="S1-gp-crisis",
        source="assumption: intensity of work is the main reason to leave (BMJ Open 2019)",
        description="How steeply leaving rises with strain.",
    )

    retirement_rate: float = parameter(
        0.1,
        low=0.05,
        high=0.2,
        unit="probability per year",
        symbol="q_ret",
        source=(
            "GP Worklife 2021: 60 % of over-50s say they may leave within five years; stated, not realised"
        ),
        description="Added chance of leaving above the age of 57.",
    )

    role_retention: float = parameter(
        0.3,
        low=0,
        high=0.5,
        unit="share",
        symbol="rho_q",
        seed="S0-retained",
        source="assumption: the original GPs of seed 000 stayed",
        description="How far a role beyond the surgery lowers leaving.",
    )

    vacancy_fill_rate: float = parameter(
        0.032,
        low=0.015,
        high=0.06,
        unit="per week",
        symbol="v_f",
        seed="S2-gp-shortfall",
        source="assumption: a vacancy lasts about 30 weeks",
        description="Hazard that a vacant post is filled.",
    )

    deprivation_effect_on_filling: float = parameter(
        0.12,
        low=0,
        high=0.4,
        unit="log rate per sd of deprivation",
        symbol="b_v",
        source="deprived areas have fewer GPs (Parisi 2021; Penfold 2024); size assumed",
        description="How much slower posts fill in deprived areas.",
    )

    gp_shortage_rate: float = parameter(
        0.12,
        low=0,
        high=0.25,
        unit="per year",
        symbol="gamma_s",
        seed="S2-gp-shortfall",
        main=True,
        source="REAL Centre: gap of 4,200 growing to 8,900 by 2030/31; 11,500 by 2029 in seed 002",
        description="Yearly fall of the rate at which posts are filled.",
    )

    closure_staffing: float = parameter(
        0.25,
        low=0.1,
        high=0.4,
        unit="share",
        symbol="close_frac",
        seed="S1-viability",
        source="assumption",
        description="Staffing below which a practice closes after 26 weeks.",
    )

    strain_speed: float = parameter(
        0.06,
        low=0.02,
        high=0.15,
        unit="per week",
        symbol="kappa_z",
        seed="S1-gp-crisis",
        maximum=1,
        source="assumption: half-life 11 weeks",
        description="How quickly strain follows load.",
    )

    strain_midpoint_load: float = parameter(
        1.5,
        low=1.3,
        high=1.8,
        unit="load",
        symbol="L_0",
        seed="S1-gp-crisis",
        source="assumption: 25 contacts a day as safe limit (BMA, UEMO)",
        description="Load at which strain tends to one half; 25 contacts a day are 1.",
    )

    strain_load_width: float = parameter(
        0.2,
        low=0.1,
        high=0.35,
        unit="load",
        symbol="L_w",
        seed="S1-gp-crisis",
        minimum=0.001,
        source="assumption",
        description="Width of the step from no strain to full strain.",
    )

    coordination_load_weight: float = parameter(
        1.0,
        low=0,
        high=2,
        unit="load per share of the week",
        symbol="omega_H",
        seed="S1-gp-crisis",
        source="assumption",
        description="Load from coordination hours.",
    )

    waiting_load_weight: float = parameter(
        0.15,
        low=0,
        high=0.4,
        unit="load at a wait of three weeks",
        symbol="omega_W",
        seed="S1-gp-crisis",
        source="assumption",
        description="Load from unmet demand, waits up to three weeks.",
    )

    unpaid_hours_load_weight: float = parameter(
        0.25,
        low=0,
        high=0.6,
        unit="load per 8 unpaid hours",
        symbol="omega_R",
        seed="S4-first-year-load",
        source="assumption",
        description="Load from unpaid leadership hours.",
    )

    role_relief: float = parameter(
        0.06,
        low=0,
        high=0.15,
        unit="load",
        symbol="role_rel",
        seed="S0-motives",
        source="assumption: varied work lowers strain (seed 000)",
        description="Relief from a varied role.",
    )
