"""What a design is: ranges that are sampled, the kind of design, and what holds its factors together.

Plain values, checked by `pcnsim.config.design_checks` and turned into design points by `pcnsim.experiment.designs`.
"""

from __future__ import annotations

import math
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr

__all__ = [
    "KINDS",
    "RANGE_KEYS",
    "SAMPLED",
    "SENSITIVITY",
    "Design",
    "DesignKind",
    "DesignScale",
    "Level",
    "Range",
]

Level = str | bool | int | float
DesignKind = Literal["grid", "list", "one-at-a-time", "latin-hypercube", "sobol", "saltelli", "morris"]
DesignScale = Literal["linear", "log", "whole"]
Number = Annotated[StrictFloat | StrictInt, Field(allow_inf_nan=False)]

KINDS: Final[tuple[DesignKind, ...]] = (
    "grid",
    "list",
    "one-at-a-time",
    "latin-hypercube",
    "sobol",
    "saltelli",
    "morris",
)

SAMPLED: Final[frozenset[DesignKind]] = frozenset({"latin-hypercube", "sobol", "saltelli", "morris"})
"""Kinds whose points are sampled from ranges; factors with listed levels are crossed with them."""

SENSITIVITY: Final[frozenset[DesignKind]] = frozenset({"saltelli", "morris"})
"""Kinds whose points belong together, so that none may be left out; `pcnsim sensitivity` analyses them."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Range(_Frozen):
    """Values between two ends, both included.

    Once a configuration is loaded `low`, `high` and `scale` are set: what was left out is the declared range and scale
    of the parameter. `levels` asks for so many values, evenly spaced on the scale, in a grid and one at a time.
    """

    low: Number | None = None
    high: Number | None = None
    scale: DesignScale | None = None
    levels: Annotated[StrictInt, Field(ge=2)] | None = None

    def spaced(self, count: int | None = None) -> tuple[float | int, ...]:
        """So many values evenly spaced on the scale, the ends included, in ascending order.

        count: None takes `levels`, or the two ends where that is not set. On the scale "whole" values are rounded to
        ints, and there are fewer where the range does not hold so many. Raises `ValueError` for a range without ends.
        """
        if self.low is None or self.high is None:
            raise ValueError("a range has ends once its configuration is loaded")
        low, high, number = self.low, self.high, count or self.levels or 2
        places = [step / (number - 1) for step in range(1, number - 1)]
        if self.scale == "log":
            inside = [math.exp(math.log(low) + place * (math.log(high) - math.log(low))) for place in places]
        else:
            inside = [low + place * (high - low) for place in places]
        if self.scale == "whole":
            return tuple(dict.fromkeys((int(low), *map(round, inside), int(high))))
        # As people write them: 0.45, not 0.44999999999999996.
        return (low, *(float(f"{value:.12g}") for value in inside), high)


RANGE_KEYS: Final = tuple(Range.model_fields)
"""Keys of a range in a file."""


class Design(_Frozen):
    """How the factors of an experiment make design points.

    grid: every combination of levels. list: the points of `points`. one-at-a-time: the configuration as it is, then
    each factor alone at each of its levels. latin-hypercube, sobol: `samples` points in the ranges. saltelli: the
    design for Sobol indices, `samples` x (factors + 2) points, or `samples` x (2 factors + 2) with `second_order`.
    morris: the design for elementary effects, `trajectories` x (factors + 1) points on a grid of `levels`. Factors that
    move together count once.
    """

    kind: DesignKind = "grid"
    vary: tuple[StrictStr, ...] = ()
    """Parameters, tables, submodels, programmes, `main` or `all` that vary over declared ranges, beside the factors.

    Empty once a configuration is loaded: then the factors hold their ranges, and `drawn` their names.
    """
    leave_out: tuple[StrictStr, ...] = ()
    """What `vary` does not bring in; empty once a configuration is loaded."""
    drawn: tuple[StrictStr, ...] = ()
    """Parameters to which a sweep gives values, or gave them: what these contradict (a programme that would end before
    it starts) is let pass. Filled in from `vary`, and in a design point from its sampled ranges."""
    together: tuple[tuple[StrictStr, ...], ...] = ()
    """Groups of factors that move together: with their levels in step, or at the same place in their ranges."""
    cross: tuple[StrictStr, ...] = ()
    """Factors with listed levels that are combined with every point of a list or of one-at-a-time."""
    constraints: tuple[StrictStr, ...] = ()
    """Conditions such as `trust_threshold < 0.5 * general_trust`; points that break one are left out."""
    samples: Annotated[StrictInt, Field(ge=1)] | None = None
    trajectories: Annotated[StrictInt, Field(ge=2)] | None = None
    levels: Annotated[StrictInt, Field(ge=2)] | None = None
    second_order: StrictBool = False
    points: tuple[dict[str, Level], ...] = ()
    """The points of a list: a level for every factor in each. A file may name a CSV file instead."""

    @property
    def sampled(self) -> bool:
        """Whether points are sampled from ranges."""
        return self.kind in SAMPLED

    def group_of(self, factor: str) -> tuple[str, ...]:
        """The factors that move together with one, itself among them; itself alone where none does."""
        return next((group for group in self.together if factor in group), (factor,))
