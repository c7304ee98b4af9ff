"""Community teams in hubs or on PCN footprints (SM8, SM9)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter
from pcnsim.config.parameters.programmes import NEVER

__all__ = ["FootprintParameters"]


class FootprintParameters(ParameterGroup):
    """Community teams in hubs or on PCN footprints."""

    submodel: ClassVar[str] = "PCN footprints and co-location (SM8, SM9)"

    community_footprint: int = parameter(
        0,
        low=0,
        high=1,
        unit="switch: 0 hub, 1 PCN footprint",
        symbol="F",
        scale="binary",
        seed="S2-dn-hubs",
        programme="footprint",
        source="policy switch; Baird 2019",
        description="Whether community teams serve hubs or one PCN each.",
    )

    footprint_start_week: int = parameter(
        0,
        low=0,
        high=156,
        unit="week",
        symbol="footprint_start_week",
        scale="discrete",
        seed="S2-footprint",
        programme="footprint",
        source="policy choice",
        description="Week in which community teams move to PCN footprints.",
    )

    footprint_end_week: int = parameter(
        NEVER,
        low=52,
        high=260,
        unit="week (100000: the end of the run)",
        symbol="footprint_end_week",
        scale="discrete",
        seed="S2-footprint",
        programme="footprint",
        source="policy choice; the default lasts to the end of the run",
        description="Week in which they move back to hubs.",
    )

    hub_scale_gain: float = parameter(
        0.05,
        low=0,
        high=0.12,
        unit="share",
        symbol="eps_sc",
        seed="S2-dn-hubs",
        programme="footprint",
        source="Baird 2019: hubs bring economies of scale; size assumed",
        description="Capacity gained by economies of scale in hubs.",
    )

    hub_support_gain: float = parameter(
        0.02,
        low=0,
        high=0.06,
        unit="share",
        symbol="eps_su",
        seed="S2-dn-hubs",
        programme="footprint",
        source="Baird 2019: hubs bring professional support; size assumed",
        description="Capacity gained by professional support in hubs.",
    )

    hub_estate_saving: float = parameter(
        1500.0,
        low=0,
        high=4000,
        unit="GBP per WTE per year",
        symbol="hub_estate_saving",
        seed="S2-dn-hubs",
        programme="footprint",
        source="assumption: hubs save estate costs (Baird 2019); size assumed",
        description="Estate cost that a team on a PCN footprint has and one in a hub has not.",
    )

    colocation_contact: float = parameter(
        0.3,
        low=0,
        high=1,
        unit="informal meetings per week",
        symbol="c_colo",
        seed="S2-dn-hubs",
        programme="footprint",
        source="assumption",
        description="Informal contact when teams share the PCN footprint.",
    )

    colocation_stands_in: float = parameter(
        0.12,
        low=0,
        high=0.3,
        unit="share",
        symbol="gamma_c",
        seed="S2-dn-hubs",
        programme="footprint",
        source="assumption",
        description="How far co-location makes direct working independent of trust.",
    )

    colocation_saving: float = parameter(
        0.3,
        low=0,
        high=0.6,
        unit="share",
        symbol="colo_l",
        seed="S2-dn-hubs",
        programme="footprint",
        source="assumption",
        description="Shortening of direct response and case time by co-location.",
    )
