"""The fixed lists of the model (need classes, services, roles, initiatives, structures' shares) and their row numbers.

The numbers are positions in columns; the names are what users read. They are module constants of small integers, which
compiled rules take in as they are.
"""

from __future__ import annotations

NEED_CLASSES = ("simple", "complex", "child", "mental", "urgent")
SIMPLE, COMPLEX, CHILD, MENTAL, URGENT = range(5)

SERVICES = (
    "district_nursing",
    "community_mental_health",
    "adult_social_care",
    "voluntary_sector",
    "family_support",
    "unscheduled_care",
    "community_pharmacy",
    "acute_interface",
)
(
    DISTRICT_NURSING,
    COMMUNITY_MENTAL_HEALTH,
    ADULT_SOCIAL_CARE,
    VOLUNTARY_SECTOR,
    FAMILY_SUPPORT,
    UNSCHEDULED_CARE,
    COMMUNITY_PHARMACY,
    ACUTE_INTERFACE,
) = range(8)

OWNERS = ("community_trust", "mental_health_trust", "local_authority", "voluntary_sector", "acute_trust")
COMMUNITY_TRUST, MENTAL_HEALTH_TRUST, LOCAL_AUTHORITY, VOLUNTARY_OWNER, ACUTE_TRUST = range(5)

OWNER_OF_SERVICE = (0, 1, 2, 3, 2, 3, 3, 4)
"""Which owner (row of ``OWNERS``) runs each service: specification section 2."""

ADDITIONAL_ROLES = ("pharmacist", "physiotherapist", "link_worker", "physician_associate", "paramedic")

INITIATIVES = (
    "back_office",
    "shared_demand_management",
    "technology",
    "prevention",
    "wider_determinants",
    "integrated_neighbourhood_team",
)
BACK_OFFICE, DEMAND_MANAGEMENT, TECHNOLOGY, PREVENTION, WIDER_DETERMINANTS, NEIGHBOURHOOD_TEAM = range(6)
FIRST_EXTERNAL_INITIATIVE = 3
"""Initiatives from here on look outwards (specification section 2: internal 1-3, external 4-6)."""

AGE_GROUPS = ("age_0_4", "age_5_14", "age_15_44", "age_45_64", "age_65_74", "age_75_84", "age_85_over")

SHARES = (
    "direct_case_share",
    "local_decision_share",
    "peer_spread_share",
    "facilitation_share",
    "meeting_share",
    "bridging_share",
)
DIRECT_CASES, LOCAL_DECISIONS, PEER_SPREAD, FACILITATION, MEETINGS, BRIDGING = range(6)
"""The six numbers that a structure is made of (amendment A7): columns of ``pcns.shares``."""

NO_ROLE, DIRECTOR, DEPUTY_DIRECTOR, NETWORK_ROLE_GP, EXECUTIVE_MEMBER = range(5)
GP_ROLES = ("none", "clinical_director", "deputy_director", "network_role_gp", "executive_member")
"""The leading roles a GP can hold, at most one at a time. The last three belong to programmes to come."""

SAME_PRACTICE, SAME_PCN, BEYOND_PCN = range(3)
TIE_REACH = ("same_practice", "same_pcn", "beyond_pcn")

WEEKS_PER_YEAR = 52.0
