"""A local general practice executive: powers, feedback, review, time and management (SM14)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["ExecutiveParameters"]


class ExecutiveParameters(ParameterGroup):
    """A local general practice executive: powers, feedback, review, time and management."""

    submodel: ClassVar[str] = "Executive (SM14)"

    executive: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch",
        symbol="exec_on",
        scale="binary",
        seed="S3-analogy",
        programme="executive",
        source="policy switch; seed 003",
        description="Whether general practice has a local executive.",
    )

    executive_start_week: int = parameter(
        0,
        low=0,
        high=104,
        unit="week",
        symbol="exec_start",
        scale="discrete",
        seed="S3-prereqs",
        programme="executive",
        source="seed 003",
        description="Week in which the executive starts.",
    )

    executive_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="executive_end_week",
        scale="discrete",
        seed="S3-analogy",
        programme="executive",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which the executive ends.",
    )

    executive_powers: float = parameter(
        0.3,
        low=0,
        high=1,
        unit="share",
        symbol="D",
        seed="S3-delegation",
        programme="executive",
        source="seed 003",
        description="Powers delegated to the executive at the start.",
    )

    executive_feedback: float = parameter(
        0.6,
        low=0,
        high=1,
        unit="share",
        symbol="f_b",
        seed="S3-feedback",
        programme="executive",
        source="seed 003",
        description="Feedback of the executive to practices.",
    )

    executive_review_weeks: int = parameter(
        26,
        low=0,
        high=104,
        unit="weeks (0: never)",
        symbol="exec_rev",
        scale="discrete",
        seed="S3-delegation",
        programme="executive",
        source="seed 003",
        description="Time between reviews of the executive's powers.",
    )

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

    executive_has_director: int = parameter(
        1,
        low=0,
        high=1,
        unit="switch",
        symbol="exec_cd",
        scale="binary",
        seed="S3-clin-capacity",
        programme="executive",
        source="seed 003: LMC chair, federation lead and a lead director",
        description="Whether one member of the executive is a clinical director.",
    )

    executive_single_point_of_access: int = parameter(
        1,
        low=0,
        high=1,
        unit="switch",
        symbol="executive_single_point_of_access",
        scale="binary",
        seed="S3-spoa",
        programme="executive",
        source="seed 003: one of five steps before an executive can work",
        description="Whether the executive is the single point of access for owners of services.",
    )

    executive_access_gain: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share",
        symbol="executive_access_gain",
        seed="S3-spoa",
        programme="executive",
        source="assumption: providers report not knowing whom to approach",
        description="How much more readily owners agree when they have one point of access that has the time.",
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

    executive_priority_process: int = parameter(
        1,
        low=0,
        high=1,
        unit="switch",
        symbol="executive_priority_process",
        scale="binary",
        seed="S3-priorities",
        programme="executive",
        source="seed 003: one of five steps",
        description="Whether PCNs' goals enter the executive's position through a local priority process.",
    )

    executive_representation: int = parameter(
        1,
        low=0,
        high=1,
        unit="switch",
        symbol="executive_representation",
        scale="binary",
        seed="S3-representation",
        programme="executive",
        source="seed 003: one of five steps",
        description="Whether the executive coordinates who attends which meeting and meets owners for all PCNs.",
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

    feedback_evidence: float = parameter(
        0.08,
        low=0,
        high=0.2,
        unit="observations per week",
        symbol="E_fb",
        seed="S3-feedback",
        programme="executive",
        source="assumption",
        description="Weekly weight of an executive's feedback to practices.",
    )

    initial_mandate: float = parameter(
        0.5,
        low=0.2,
        high=0.8,
        unit="probability",
        symbol="tau_0ex",
        seed="S3-derived-authority",
        programme="executive",
        source="assumption",
        description="Mandate of an executive at the start.",
    )

    executive_evidence: float = parameter(
        0.3,
        low=0.3,
        high=0.3,
        unit="observations per week",
        symbol="const_E4_weight",
        seed="S3-carry-trust",
        programme="executive",
        source="assumption",
        description="Weight of experience with an executive.",
    )

    review_gain: float = parameter(
        0.25,
        low=0.25,
        high=0.25,
        unit="change per review",
        symbol="const_rev_gain",
        seed="S3-delegation",
        programme="executive",
        source="assumption",
        description="Speed at which a review changes delegated power.",
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
