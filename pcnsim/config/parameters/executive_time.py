"""A local general practice executive's time: what it has and what it is asked for (SM14)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["ExecutiveTimeParameters"]


class ExecutiveTimeParameters(ParameterGroup):
    """A local general practice executive's time: what it has and what it is asked for."""

    submodel: ClassVar[str] = "Executive: its time (SM14)"

    executive_clinical_hours: float = parameter(
        4.17,
        low=2,
        high=8,
        unit="hours per week per member",
        symbol="exec_clin",
        seed="S3-clin-capacity",
        programme="executive",
        maximum=40,
        source="seed 003: three members, from existing roles",
        description="Clinical time of a member of the executive.",
    )

    executive_management: int = parameter(
        2,
        low=0,
        high=3,
        unit="0 none, 1 system lead, 2 federation, 3 shared manager",
        symbol="exec_mgmt",
        scale="discrete",
        seed="S3-mgmt-shared",
        programme="executive",
        maximum=3,
        source="seed 003",
        description="Where the executive's management comes from.",
    )

    executive_access_hours: float = parameter(
        3.0,
        low=0,
        high=8,
        unit="hours per week",
        symbol="executive_access_hours",
        seed="S3-spoa",
        programme="executive",
        source="assumption",
        description="Work of the single point of access.",
    )

    system_lead_discount: float = parameter(
        0.15,
        low=0,
        high=0.4,
        unit="share",
        symbol="system_lead_discount",
        seed="S3-mgmt-system-lead",
        programme="executive",
        source="assumption: a system's own lead must be trusted to carry general practice (seed 003)",
        description="Capacity lost while a system lead manages an executive whose mandate is below one half.",
    )

    executive_base_hours: float = parameter(
        6.0,
        low=6,
        high=6,
        unit="hours per week",
        symbol="const_exec_h0",
        seed="S3-agenda",
        programme="executive",
        source="assumption",
        description="Base work of the executive.",
    )

    executive_hours_per_pcn: float = parameter(
        1.2,
        low=1.2,
        high=1.2,
        unit="hours per week per PCN",
        symbol="const_exec_hN",
        seed="S3-agenda",
        programme="executive",
        source="assumption",
        description="Work of the executive for each PCN.",
    )

    executive_group_hours: float = parameter(
        8.0,
        low=8,
        high=8,
        unit="hours per week",
        symbol="const_exec_hD",
        seed="S3-delegation",
        programme="executive",
        source="assumption",
        description="Meetings of the leadership group, less with delegation.",
    )

    executive_feedback_hours: float = parameter(
        4.0,
        low=4,
        high=4,
        unit="hours per week",
        symbol="const_exec_hF",
        seed="S3-feedback",
        programme="executive",
        source="assumption",
        description="Work of full feedback.",
    )

    management_hours_system_lead: float = parameter(
        15.0,
        low=15,
        high=15,
        unit="hours per week",
        symbol="const_mgmt_syslead",
        seed="S3-mgmt-system-lead",
        programme="executive",
        source="assumption",
        description="Management time from a system lead.",
    )

    management_hours_federation: float = parameter(
        20.0,
        low=20,
        high=20,
        unit="hours per week",
        symbol="const_mgmt_fed",
        seed="S3-mgmt-federation",
        programme="executive",
        source="assumption",
        description="Management time from a federation.",
    )

    management_hours_shared: float = parameter(
        37.5,
        low=37.5,
        high=37.5,
        unit="hours per week",
        symbol="const_mgmt_shared",
        seed="S3-mgmt-shared",
        programme="executive",
        source="one full-time manager",
        description="Management time from a shared manager.",
    )
