"""Prices and payments, and the withdrawal of contract funding (SM15)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter, table
from pcnsim.config.parameters.tables import ByRole

__all__ = ["CostParameters"]


class CostParameters(ParameterGroup):
    """Prices and payments, and the withdrawal of contract funding."""

    submodel: ClassVar[str] = "Money and costs (SM15)"

    gp_hour_cost: float = parameter(
        110.0,
        low=80,
        high=160,
        unit="GBP per hour",
        symbol="c_gp",
        source="assumption: order of PSSRU unit costs; update from the current manual",
        description="Cost of a GP hour.",
    )

    emergency_attendance_cost: float = parameter(
        200.0,
        low=100,
        high=300,
        unit="GBP per attendance",
        symbol="c_ae",
        source="assumption: order of national reference costs (GBP 114 to 138 in 2013/14); update",
        description="Cost of an A&E attendance.",
    )

    out_of_hours_cost: float = parameter(
        75.0,
        low=60,
        high=110,
        unit="GBP per contact",
        symbol="c_ooh",
        source="NAO 2014: 68.30 per case, uprated",
        description="Cost of an out-of-hours contact.",
    )

    escalation_cost: float = parameter(
        900.0,
        low=400,
        high=2500,
        unit="GBP per escalation",
        symbol="c_adm",
        source="a mix of A&E visits and some admissions, assumed",
        description="Cost of an emergency escalation.",
    )

    leaver_cost: float = parameter(
        25000.0,
        low=10000,
        high=60000,
        unit="GBP per leaver",
        symbol="c_turn",
        source="assumption: locums and recruitment",
        description="Cost of replacing a GP.",
    )

    role_cost: ByRole = table(
        ByRole,
        (58000, 58000, 38000, 58000, 55000),
        unit="GBP per FTE per year",
        symbol="cost_r",
        seed="S2-arrs-roles",
        minimum=1000,
        spread=0.1,
        source="order of the DES reimbursement ceilings (recalled, check)",
        description="Cost of additional staff by role.",
    )

    role_session_hour_cost: float = parameter(
        80.0,
        low=70,
        high=110,
        unit="GBP per hour",
        symbol="c_dcd",
        programme="deputy_directors",
        seed="S4-resilience-40m",
        source="DES: GBP 0.72 per patient buys 0.25 WTE of a director per 50,000",
        description="Cost of an hour of a deputy director, paid by the PCN.",
    )

    coordinator_hour_cost: float = parameter(
        30.0,
        low=30,
        high=30,
        unit="GBP per hour",
        symbol="const_c_coord",
        seed="S2-direct-money",
        source="assumption: band 5 to 6 with on-costs",
        description="Cost of a coordinator hour.",
    )

    manager_hour_cost: float = parameter(
        45.0,
        low=45,
        high=45,
        unit="GBP per hour",
        symbol="const_c_mgr",
        seed="S3-no-overhead",
        programme="executive",
        source="assumption: band 8",
        description="Cost of a manager hour.",
    )

    core_funding_per_patient: float = parameter(
        1.5,
        low=1.5,
        high=1.5,
        unit="GBP per patient per year",
        symbol="const_core_pcn",
        seed="S2-direct-money",
        source="Network DES (BMA 2021)",
        description="Core funding of a PCN.",
    )

    participation_payment: float = parameter(
        1.76,
        low=1.76,
        high=1.76,
        unit="GBP per patient per year",
        symbol="const_participation",
        seed="S2-direct-money",
        source="Network DES (BMA 2021)",
        description="Payment to practices for taking part.",
    )
