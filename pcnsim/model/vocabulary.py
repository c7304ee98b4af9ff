"""The fixed lists of the model (need classes, services, roles, initiatives, structures' shares) and their row numbers.

The numbers are positions in columns; the names are what users read. They are module constants of small integers, which
compiled rules take in as they are.
"""

from __future__ import annotations

from pcnsim.area.area import OWNERS as OWNERS
from pcnsim.config import structure
from pcnsim.config.parameters import tables

NEED_CLASSES = tables.NEED_CLASSES
SIMPLE, COMPLEX, CHILD, MENTAL, URGENT = range(5)

SERVICES = tables.SERVICES
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

COMMUNITY_TRUST, MENTAL_HEALTH_TRUST, LOCAL_AUTHORITY, VOLUNTARY_OWNER, ACUTE_TRUST = range(5)

OWNER_OF_SERVICE = (0, 1, 2, 3, 2, 3, 3, 4)
"""Which owner (row of ``OWNERS``) runs each service: specification section 2."""

SERVICES_IN_HUBS = (
    DISTRICT_NURSING,
    COMMUNITY_MENTAL_HEALTH,
    ADULT_SOCIAL_CARE,
    VOLUNTARY_SECTOR,
    FAMILY_SUPPORT,
    COMMUNITY_PHARMACY,
)
"""Services whose teams can work in hubs or on PCN footprints; unscheduled care and the acute interface cannot."""

ADDITIONAL_ROLES = tables.ROLES

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

AGE_GROUPS = tables.AGE_BANDS

SHARES = structure.SHARES
DIRECT_CASES, LOCAL_DECISIONS, PEER_SPREAD, FACILITATION, MEETINGS, BRIDGING = range(6)
"""The six numbers that a structure is made of (amendment A7): columns of ``pcns.shares``."""

NO_ROLE, DIRECTOR, DEPUTY_DIRECTOR, NETWORK_ROLE_GP, EXECUTIVE_MEMBER = range(5)
GP_ROLES = ("none", "clinical_director", "deputy_director", "network_role_gp", "executive_member")
"""The leading roles a GP can hold, at most one at a time (a director may sit on the executive besides)."""

DEPUTY_STAGES = ("none", "outside_money", "kept_by_pcn", "ended")
NO_DEPUTY_YET, OUTSIDE_MONEY, KEPT_BY_PCN, DEPUTY_ENDED = range(4)
"""How far the programme of deputy directors has got in a PCN."""

NETWORK_ROLE_STAGES = ("none", "first_year", "extended", "ended")
NO_SCHEME_YET, FIRST_YEAR, EXTENDED, SCHEME_ENDED = range(4)
"""How far the scheme of network-role GPs has got in a PCN."""

SAME_PRACTICE, SAME_PCN, BEYOND_PCN = range(3)
TIE_REACH = ("same_practice", "same_pcn", "beyond_pcn")

WEEKS_PER_YEAR = 52.0
