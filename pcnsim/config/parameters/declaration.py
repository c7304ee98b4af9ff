"""What a declaration of a parameter holds, how a field declares itself, and what is wrong with a value."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.fields import FieldInfo

from pcnsim.config.parameters.tables import Table

__all__ = ["Declaration", "ParameterGroup", "Scale", "declarations_of", "parameter", "table"]

Scale = Literal["uniform", "loguniform", "discrete", "binary", "fixed"]

_NUMBERS = (int, float)
_SHARES = ("share", "probability", "trust", "density", "switch")


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything known about one parameter or one element of a table.

    `low` and `high` bound what is plausible and what sweeps use; `minimum` and `maximum` (None: no limit)
    bound what has a meaning: a value outside them is refused. `default` None means that the parameter follows
    the structure unless it is set.
    """

    name: str
    symbol: str
    unit: str
    default: float | None
    low: float
    high: float
    minimum: float | None
    maximum: float | None
    scale: Scale
    submodel: str
    source: str
    seed: str | None
    main: bool
    programme: str | None
    description: str
    weight: bool
    """Whether the table's rows are weights, rescaled to sum to 1 where they are used."""

    @property
    def is_assumption(self) -> bool:
        """Whether the value itself rests on an assumption and not on a source."""
        return self.source.startswith("assumption")

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.scale in ("discrete", "binary")

    @property
    def field(self) -> str:
        """The name before the first dot: the field of `Parameters`."""
        return self.name.partition(".")[0]

    def fault(self, value: object) -> str | None:
        """What is wrong with `value`, in words that follow the name; None if it can be used."""
        if value is None:
            return None if self.default is None else f"must be a number ({self.unit}), not empty"
        if isinstance(value, bool) or not isinstance(value, _NUMBERS):
            return f"must be a number ({self.unit}), not {value!r}"
        if not math.isfinite(value):
            return f"must be a finite number ({self.unit}), not {value!r}"
        if self.whole and value != int(value):
            return f"must be a whole number ({self.unit}), not {value!r}"
        if self.minimum is not None and value < self.minimum:
            return f"is {value:g}, below its smallest meaningful value {self.minimum:g} ({self.unit})"
        if self.maximum is not None and value > self.maximum:
            return f"is {value:g}, above its largest meaningful value {self.maximum:g} ({self.unit})"
        return None


class ParameterGroup(BaseModel):
    """Base of the mixins: one group of parameters of one submodel, declared once."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=True)

    submodel: ClassVar[str] = ""
    """Title of the submodel, for people."""


def parameter(
    default: float | None,
    *,
    low: float,
    high: float,
    unit: str,
    description: str,
    source: str,
    symbol: str = "",
    scale: Scale = "uniform",
    seed: str | None = None,
    main: bool = False,
    programme: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
) -> Any:
    """Declare one parameter as the default of a field of a `ParameterGroup`.

    low, high: the plausible range, used by sweeps. minimum, maximum: hard limits; without them shares,
    probabilities and switches lie in 0..1 and everything else is at least 0, unless `low` is below 0.
    source: where default and range come from, beginning with "assumption" where nothing but judgement does.
    seed: id of the mechanism of the project's source documents that it belongs to.
    """
    minimum, maximum = _limits(unit, low, high, minimum, 1 if scale == "binary" else maximum)
    declaration = Declaration(
        "",
        symbol,
        unit,
        default,
        low,
        high,
        minimum,
        maximum,
        "fixed" if low == high else scale,
        "",
        source,
        seed,
        main,
        programme,
        description,
        False,
    )
    return Field(default, description=description, json_schema_extra=_carry((declaration,)))


def table(
    kind: type[Table],
    values: Sequence[Any],
    *,
    unit: str,
    description: str,
    source: str | Sequence[str],
    symbol: str = "",
    spread: float | None = None,
    low: Sequence[float] | None = None,
    high: Sequence[float] | None = None,
    highest: float | None = None,
    scale: Scale = "uniform",
    seed: str | None = None,
    main: bool = False,
    programme: str | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    weight: bool = False,
) -> Any:
    """Declare a table; `values` in the order of its elements (one tuple a row if it has two dimensions).

    The plausible range of each element is `low` and `high` (same order), or the default plus and minus the
    share `spread` of itself, cut at `highest`; spread 0 declares constants. `source` may be one for each element.
    """
    default: Table = kind.build(tuple(values))
    numbers = default.flat()
    if spread is not None:
        low = [_tidy(number * (1 - spread)) for number in numbers]
        high = [
            _tidy(min(number * (1 + spread), math.inf if highest is None else highest)) for number in numbers
        ]
    if low is None or high is None:
        raise TypeError("a table needs low and high, or spread")
    minimum, maximum = _limits(unit, min(low), max(high), minimum, maximum)
    sources = [source] * len(numbers) if isinstance(source, str) else source
    declarations = tuple(
        Declaration(
            element,
            symbol,
            unit,
            number,
            bottom,
            top,
            minimum,
            maximum,
            "fixed" if bottom == top else scale,
            "",
            origin,
            seed,
            main,
            programme,
            description,
            weight,
        )
        for element, number, bottom, top, origin in zip(
            kind.elements(), numbers, low, high, sources, strict=True
        )
    )
    return Field(default, description=description, json_schema_extra=_carry(declarations))


def declarations_of(name: str, field: FieldInfo, submodel: str) -> Iterator[Declaration]:
    """The declarations a field carries, with their full names (dotted for elements of a table)."""
    extra: Any = field.json_schema_extra
    for declaration in extra["declarations"]:
        full = f"{name}.{declaration.name}" if declaration.name else name
        yield replace(declaration, name=full, submodel=submodel)


def _carry(declarations: tuple[Declaration, ...]) -> Any:
    return {"declarations": declarations}


def _limits(
    unit: str, low: float, high: float, minimum: float | None, maximum: float | None
) -> tuple[float | None, float | None]:
    share = unit.startswith(_SHARES)
    if minimum is None:
        minimum = 0.0 if low >= 0 else (-1.0 if share else None)
    if maximum is None and share and high <= 1:
        maximum = 1.0
    return minimum, maximum


def _tidy(number: float) -> float:
    # 0.45 * 1.3 is 0.5850000000000001 in binary; ranges are written for people.
    return float(f"{number:.10g}")
