"""How many people ask for what: contacts, their length, growth, season, deprivation, age (SM1, SM4)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter, table
from pcnsim.config.parameters.tables import ByAge, ByClass, ByClassAndAge

__all__ = ["DemandParameters"]


class DemandParameters(ParameterGroup):
    """How many people ask for what: contacts, their length, growth, season, deprivation, age."""

    submodel: ClassVar[str] = "Demand (SM1, SM4)"

    contacts_per_person_year: float = parameter(
        3.3,
        low=2.8,
        high=4,
        unit="GP-level contacts per person per year",
        symbol="r",
        main=True,
        source=(
            "Hobbs 2016: 5.16 a year for the whole practice, about 60 % with a GP; set for 30 to 37 "
            "contacts per GP day"
        ),
        description="Contacts a registered person asks for in a year at GP level.",
    )

    demand_scale: float = parameter(
        1.0,
        low=0.85,
        high=1.2,
        unit="multiplier",
        symbol="demand_scale",
        seed="S1-gp-crisis",
        main=True,
        source="sweep of demand pressure around 1, no estimate",
        description="Demand pressure: scales all arrivals.",
    )

    contact_share: ByClass = table(
        ByClass,
        (0.45, 0.2, 0.12, 0.11, 0.12),
        unit="share of GP contacts",
        symbol="share_c",
        spread=0.2,
        weight=True,
        source="assumption: rescaled when varied",
        description="Make-up of demand by need class; weights, rescaled to sum to 1 where used.",
    )

    minutes_per_contact: ByClass = table(
        ByClass,
        (9, 17, 12, 15, 10),
        unit="GP minutes",
        symbol="m_c",
        low=(7, 13, 9, 11, 8),
        high=(11, 22, 15, 20, 13),
        minimum=1,
        source=(
            "mean GP consultation of 9.2 to 10.9 min (Hobbs 2016; Gopfert 2020)",
            "assumption: longer with more conditions",
            "assumption",
            "assumption",
            "assumption",
        ),
        description="Length of a contact by need class.",
    )

    demand_growth: ByClass = table(
        ByClass,
        (0.003, 0.022, 0.008, 0.025, 0.015),
        unit="per year",
        symbol="g_c",
        low=(0, 0.01, 0, 0.01, 0),
        high=(0.02, 0.04, 0.02, 0.05, 0.03),
        minimum=-0.2,
        maximum=0.5,
        source=(
            "assumption",
            "people with three or more conditions rose from 9.7 % to 16.1 % in 15 years (BJGP 2024)",
            "assumption",
            "assumption",
            "assumption",
        ),
        description="Growth of demand by need class.",
    )

    deprivation_gradient: float = parameter(
        0.6,
        low=0,
        high=1.5,
        unit="multiplier",
        symbol="b_dep",
        source="assumption: need rises with deprivation",
        description="Strength of the deprivation gradient of need.",
    )

    deprivation_gradient_by_class: ByClass = table(
        ByClass,
        (0, 0.15, 0.12, 0.2, 0.12),
        unit="log rate per sd of deprivation",
        symbol="bd_c",
        spread=0.5,
        source="assumption",
        description="Gradient of need with deprivation by class, before deprivation_gradient scales it.",
    )

    season_amplitude: ByClass = table(
        ByClass,
        (0.06, 0.05, 0.15, 0.02, 0.12),
        unit="share",
        symbol="a_c",
        spread=0.5,
        source="older GP data: months vary within about 10 %; split by class assumed",
        description="Height of the winter peak over the mean by need class.",
    )

    relative_rate_by_age: ByClassAndAge = table(
        ByClassAndAge,
        (
            (0.54, 0.28, 0.75, 1.07, 1.7, 2.3, 2.7),
            (0.05, 0.08, 0.35, 1.15, 2.3, 3.6, 4.5),
            (5.5, 2.3, 1.05, 0.22, 0.05, 0.05, 0.05),
            (0.05, 0.35, 1.3, 1.2, 0.8, 0.6, 0.6),
            (2.0, 0.6, 0.85, 0.86, 1.1, 1.7, 2.6),
        ),
        unit="contacts relative to a person of average age",
        symbol="rel_ca",
        spread=0.3,
        source=(
            "assumption: split by class; weighted by contact_share the rows come near the curve of Hobbs "
            "2016 (recalled)"
        ),
        description="Contacts by age band and need class, relative to England's average age.",
    )

    england_age_mix: ByAge = table(
        ByAge,
        (0.04536, 0.111954, 0.408198, 0.249512, 0.093484, 0.067057, 0.024435),
        unit="share of registered patients",
        symbol="age_mix",
        spread=0,
        weight=True,
        source=(
            "NHS England, Patients Registered at a GP Practice, July 2026 (five-year age bands, all "
            "practices)"
        ),
        description=(
            "England's registered patients by age band: the average that relative rates refer to; "
            "weights, rescaled to sum to 1."
        ),
    )

    deprivation_mean: float = parameter(
        23.5,
        low=23.5,
        high=23.5,
        unit="IMD score",
        symbol="imd_mean",
        source="English Indices of Deprivation 2025 by GP practice (Fingertips), mean over practices",
        description="Mean deprivation score over practices, which standardises deprivation.",
    )

    deprivation_sd: float = parameter(
        11.6,
        low=11.6,
        high=11.6,
        unit="IMD score",
        symbol="imd_sd",
        minimum=0.1,
        source="English Indices of Deprivation 2025 by GP practice (Fingertips), sd over practices",
        description="Standard deviation of the deprivation score over practices.",
    )

    initial_backlog_weeks: ByClass = table(
        ByClass,
        (1.5, 1.8, 0.6, 1.8, 0.1),
        unit="weeks of demand",
        symbol="b_init",
        spread=0,
        source="assumption",
        description="Backlog at the start by need class, forgotten in the burn-in.",
    )

    season_peak_week: float = parameter(
        28.0,
        low=28,
        high=28,
        unit="week",
        symbol="const_w_peak",
        minimum=0,
        maximum=52,
        source="mid-January when week 0 is 1 July",
        description="Week of the winter peak, counted from 1 July.",
    )
