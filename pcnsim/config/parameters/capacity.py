"""GP time: how much there is, what a contact and coordination cost, overtime, sharing (SM6, SM9)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter

__all__ = ["CapacityParameters"]


class CapacityParameters(ParameterGroup):
    """GP time: how much there is, what a contact and coordination cost, overtime, sharing."""

    submodel: ClassVar[str] = "GP capacity and delivery (SM6, SM9)"

    patients_per_fte: float = parameter(
        2250.0,
        low=1900,
        high=2600,
        unit="patients per FTE GP",
        symbol="pat_per_fte",
        minimum=500,
        source="BMA: about 2,250 to 2,300",
        description="Average registered patients per full-time fully qualified GP.",
    )

    contact_minutes_per_session: float = parameter(
        205.0,
        low=180,
        high=230,
        unit="minutes per session",
        symbol="m_sess",
        minimum=10,
        source="session of 4 h 10 min of which 62 % is direct care (GP Worklife)",
        description="Contact time in a session, after letters and results.",
    )

    overtime_limit: float = parameter(
        0.15,
        low=0.05,
        high=0.3,
        unit="share",
        symbol="o_max",
        source="GP Worklife 2021: 38.4 h a week; sessions recalled; size assumed",
        description="Overtime at most, as a share of contact time.",
    )

    shareable_capacity: float = parameter(
        0.6,
        low=0,
        high=1,
        unit="share",
        symbol="varpi",
        source="assumption: not all capacity can be pooled",
        description="Part of a practice's spare capacity that other practices can use.",
    )

    staffing_gap_covered: float = parameter(
        0.8,
        low=0.3,
        high=1,
        unit="share",
        symbol="staffing_gap_covered",
        source="assumption: few practices deliver as far below the average as their GP count says",
        description=(
            "Part of a practice's distance from average patients per FTE that locums, nurses and others "
            "make up."
        ),
    )

    pace_spread: float = parameter(
        0.12,
        low=0,
        high=0.3,
        unit="sd of log pace",
        symbol="pace_spread",
        source="assumption: GPs differ in how many contacts fill a session",
        description="Spread of pace between GPs.",
    )

    tie_upkeep_minutes: float = parameter(
        3.0,
        low=1,
        high=8,
        unit="GP minutes per tie per week",
        symbol="m_tie",
        seed="S2-trust-community",
        source="assumption",
        description="Time to keep up one working tie with a service.",
    )

    practice_tie_upkeep: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share of service tie upkeep",
        symbol="use_pp",
        source="assumption",
        description="Upkeep of a tie between practices relative to a tie with a service.",
    )

    direct_case_minutes: float = parameter(
        5.0,
        low=3,
        high=10,
        unit="GP minutes per case",
        symbol="m_L",
        seed="S0-three-structures",
        source="assumption",
        description="Time a direct case costs the GP.",
    )

    referral_minutes: float = parameter(
        4.0,
        low=2,
        high=8,
        unit="GP minutes per case",
        symbol="m_V",
        seed="S0-three-structures",
        source="assumption: a form or a letter",
        description="Time a pathway referral costs the GP.",
    )

    chasing_minutes: float = parameter(
        6.0,
        low=3,
        high=12,
        unit="GP minutes per failed case",
        symbol="m_ch",
        source="assumption: chasing is a known burden (Making Time 2015)",
        description="Time spent chasing a failed case.",
    )

    meetings_in_hierarchy: float = parameter(
        0.12,
        low=0.05,
        high=0.25,
        unit="PCN meetings per week",
        symbol="f_mV",
        seed="S3-meeting-not-enough",
        source="assumption: every eight weeks",
        description="How often practices meet in a hierarchy.",
    )

    meetings_in_network: float = parameter(
        0.5,
        low=0.25,
        high=1,
        unit="PCN meetings per week",
        symbol="f_mL",
        seed="S3-meeting-not-enough",
        source="assumption: every two weeks",
        description="How often practices meet in a network.",
    )

    meeting_hours: float = parameter(
        1.5,
        low=1,
        high=2.5,
        unit="GP hours per practice per meeting",
        symbol="h_m",
        seed="S3-meeting-not-enough",
        source="assumption",
        description="GP time of a practice for one PCN meeting.",
    )

    team_meetings_per_week: float = parameter(
        0.25,
        low=0.1,
        high=1,
        unit="team meetings per week",
        symbol="f_mdt",
        seed="S2-mdt",
        source="CC4C: monthly joint clinics and team meetings",
        description="Joint clinics and multidisciplinary team meetings of a practice with services.",
    )

    team_meeting_hours: float = parameter(
        1.0,
        low=0.5,
        high=2,
        unit="GP hours per team meeting",
        symbol="h_mdt",
        seed="S2-mdt",
        source="assumption",
        description="GP time for one team meeting.",
    )

    assurance_hours_per_layer: float = parameter(
        0.3,
        low=0,
        high=0.8,
        unit="GP hours per practice per week per layer",
        symbol="h_ret",
        seed="S0-three-structures",
        source="assumption: returns to the layers above",
        description="Returns and assurance that each layer asks for.",
    )

    implementation_hours: float = parameter(
        1.0,
        low=0.3,
        high=2.5,
        unit="GP hours per week",
        symbol="h_im",
        seed="S1-hard",
        source="assumption: for 26 weeks",
        description="Effort of putting one initiative to work.",
    )

    facilitator_offset: float = parameter(
        0.5,
        low=0.2,
        high=0.8,
        unit="GP hours saved per facilitator hour",
        symbol="f_off",
        seed="S0-support-team",
        source="assumption",
        description="GP coordination time that facilitators take over.",
    )

    strain_squeeze: float = parameter(
        0.5,
        low=0,
        high=0.9,
        unit="share",
        symbol="a_sq",
        seed="S1-gp-crisis",
        source="assumption: relationship work is cut first",
        description="How far strained practices cut relationship work.",
    )

    backfill_share: float = parameter(
        0.6,
        low=0.2,
        high=0.9,
        unit="probability",
        symbol="chi_0",
        seed="S4-cd-two-sessions",
        source="assumption",
        description="Chance that a role session is backfilled when no GP post is vacant.",
    )

    hours_per_session: float = parameter(
        4.17,
        low=4.17,
        high=4.17,
        unit="hours",
        symbol="const_session_h",
        minimum=1,
        maximum=12,
        source="one session is 4 h 10 min",
        description="Length of a session.",
    )

    clinical_time_floor: float = parameter(
        0.3,
        low=0.3,
        high=0.3,
        unit="share",
        symbol="const_net_floor",
        source="computational: coordination takes at most 70 % of clinical time",
        description="Clinical time that coordination can never take.",
    )
