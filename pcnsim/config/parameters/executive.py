"""A local general practice executive: members, powers, mandate, feedback, review (SM14)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["ExecutiveParameters"]


class ExecutiveParameters(ParameterGroup):
    """A local general practice executive: members, powers, mandate, feedback, review."""

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
