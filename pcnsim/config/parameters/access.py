"""What happens to requests that are not met at once: waiting, giving up, coming back, hospital (SM7, A5)."""

from __future__ import annotations

from typing import ClassVar

from pcnsim.config.parameters.declaration import ParameterGroup, parameter, table
from pcnsim.config.parameters.tables import ByClass, ByClassAndDestination

__all__ = ["AccessParameters"]


class AccessParameters(ParameterGroup):
    """What happens to requests that are not met at once: waiting, giving up, coming back, hospital."""

    submodel: ClassVar[str] = "Access: waiting, spill, demand under pressure (SM7, A5)"

    wait_tolerance: ByClass = table(
        ByClass,
        (1.5, 2, 0.7, 2, 0.2),
        unit="weeks",
        symbol="wtol_c",
        spread=0.3,
        source="assumption",
        description="Wait that people of a need class accept.",
    )

    spill_rate: ByClass = table(
        ByClass,
        (0.5, 0.35, 0.9, 0.35, 2),
        unit="per week of excess wait",
        symbol="eta_c",
        spread=0.5,
        source="assumption: scaled by spill_scale",
        description="Hazard of leaving the queue per week of wait beyond tolerance.",
    )

    spill_scale: float = parameter(
        1.0,
        low=0.5,
        high=2,
        unit="multiplier",
        symbol="eta",
        scale="loguniform",
        source="Cowling 2014: 26.5 % of unplanned A&E visits followed no appointment; calibrated",
        description="Scale of the hazard of leaving the queue.",
    )

    spill_destination: ByClassAndDestination = table(
        ByClassAndDestination,
        (
            (0.15, 0.2, 0.3, 0.35),
            (0.3, 0.3, 0.05, 0.35),
            (0.4, 0.35, 0.1, 0.15),
            (0.25, 0.2, 0, 0.55),
            (0.5, 0.4, 0.05, 0.05),
        ),
        unit="share",
        symbol="EXIT",
        spread=0.3,
        highest=1,
        weight=True,
        source="assumption: Cowling 2014 for the level of A&E visits",
        description=(
            "Where people go who leave the queue, by need class; weights, rescaled to sum to 1 per row."
        ),
    )

    escalation_probability: ByClass = table(
        ByClass,
        (0.005, 0.06, 0.05, 0.05, 0.1),
        unit="probability",
        symbol="eps_c",
        spread=0.5,
        source="assumption: scaled by escalation_scale",
        description="Chance that a failed multi-agency case becomes an emergency, by need class.",
    )

    out_of_hours_capacity: float = parameter(
        0.11,
        low=0.08,
        high=0.15,
        unit="contacts per person per year",
        symbol="C_o",
        seed="S0-unscheduled",
        source="NAO 2014: about 5.8 million contacts (recalled, check)",
        description="Out-of-hours contacts that can be met; of the excess, emergency_ceiling goes to A&E, the rest gives up.",
    )

    hidden_return: float = parameter(
        0.25,
        low=0,
        high=0.5,
        unit="share",
        symbol="hidden_return",
        source="assumption: unmet need returns in part (amendment A5)",
        description="Requests given up that come back the week after.",
    )

    self_resolving: float = parameter(
        0.4,
        low=0,
        high=0.8,
        unit="share per week of excess wait",
        symbol="self_resolving",
        source=("assumption: much of what is brought to general practice passes by itself (amendment A5)"),
        description="Need that resolves by itself while it waits beyond tolerance.",
    )

    quick_contact_limit: float = parameter(
        0.15,
        low=0,
        high=0.3,
        unit="share",
        maximum=0.9,
        symbol="quick_contact_limit",
        seed="S1-gp-crisis",
        source=(
            "assumption: mean consultation lengths of 9.2 and 10.9 minutes (Hobbs 2016; Gopfert 2020) differ by this much"
        ),
        description="How much shorter contacts get at most under pressure.",
    )

    quick_contact_load_weight: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="load per unit of shortening",
        symbol="quick_contact_load_weight",
        seed="S1-gp-crisis",
        source="assumption: faster work is harder work (amendment A5)",
        description="Price in load of shorter contacts.",
    )

    emergency_ceiling: float = parameter(
        0.33,
        low=0.1,
        high=0.33,
        unit="share of failed requests",
        symbol="emergency_ceiling",
        source="Cowling 2014 and related work: 10 to 33 % of failed requests",
        description="Largest share of failed requests that reaches A&E.",
    )

    wait_floor: float = parameter(
        0.04,
        low=0.04,
        high=0.04,
        unit="share of queue served per week",
        symbol="const_tie_wait_floor",
        minimum=0.001,
        source="computational: waits are at most 25 weeks",
        description="Smallest share of the queue assumed to be served when waits are reckoned.",
    )

    patience_spread: float = parameter(
        0.5,
        low=0,
        high=1,
        unit="share of the tolerance",
        symbol="patience_spread",
        source="assumption: people differ in patience (amendment A5); 0 is one tolerance for all",
        description="Width of the logistic distribution of the tolerance for waiting, relative to its mean.",
    )

    no_suitable_offer: float = parameter(
        0.08,
        low=0,
        high=0.12,
        unit="share of requests",
        symbol="no_suitable_offer",
        source=(
            "assumption: 26.5 % of unplanned emergency visits follow a failed attempt (Cowling 2014), yet the "
            "best-access fifth of practices has only 10 % fewer (Cowling 2013), so most failures do not come from load"
        ),
        description="Requests for which a practice finds no suitable appointment however much time it has.",
    )
