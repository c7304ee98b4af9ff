"""What can be a factor: its name, whether a level can be used, the range that it is declared with."""

from __future__ import annotations

import difflib
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pcnsim.config import blocks
from pcnsim.config.configuration import AREA_FACTORS, AreaChoice, factor_names, parameter_behind
from pcnsim.config.design import RANGE_KEYS, DesignScale
from pcnsim.config.folders import missing_folder
from pcnsim.config.layers import SETTINGS
from pcnsim.config.parameters import Declaration, declared
from pcnsim.config.parameters import unknown as unknown_parameter
from pcnsim.config.structure import NAMED_STRUCTURES, SHARES, position_fault

__all__ = [
    "Span",
    "canonical",
    "default_range",
    "is_factor",
    "level_fault",
    "no_range",
    "parameter_behind",
    "span_of",
    "unknown_factor",
]


@dataclass(frozen=True, slots=True)
class Span:
    """The ends and the scale with which a factor is declared; ends are None where a range must name them."""

    low: float | None
    high: float | None
    scale: DesignScale
    minimum: float | None = None
    maximum: float | None = None


_SPANS: Mapping[str, Span] = {
    "established_structure": Span(0.0, 1.0, "linear", 0, 1),
    "area.pcns": Span(None, None, "whole", 1, 20_000),
    "area.practices_per_pcn": Span(None, None, "whole", 1, 40),
}


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(factor_names())


def is_factor(name: str) -> bool:
    """Whether something of that name can vary."""
    return name in _names()


def span_of(name: str) -> Span | None:
    """How a factor is declared; None for one that takes no range."""
    if name in _SPANS:
        return _SPANS[name]
    if no_range(name):
        return None
    one = declared()[blocks.parameter_of(name)]
    return Span(one.low, one.high, _scale(one), one.minimum, one.maximum)


def no_range(name: str) -> str | None:
    """Why a factor takes no range, and what to do about it, in words that follow its name; None if it takes one."""
    if name == "structure":
        return "takes names; vary network_position as a range instead, from 0 (hierarchy) to 1 (network)"
    if name in ("start", "area"):
        return "has no numbers in between; list its levels"
    if name in blocks.block_keys() and blocks.words_of(name):
        return f"takes words; list them, or vary the parameter {blocks.parameter_of(name)} as a range"
    one = declared().get(blocks.parameter_of(name))
    if one is not None and one.low == one.high:
        return f"is fixed: it is declared at {one.low:g}, without a range; list its levels"
    return None


def default_range(one: Declaration) -> bool:
    """Whether `all` brings a parameter in: one with a range, which follows no other."""
    return one.scale != "fixed" and one.low < one.high and one.name not in SHARES


def _scale(one: Declaration) -> DesignScale:
    if one.whole:
        return "whole"
    return "log" if one.scale == "loguniform" else "linear"


def unknown_factor(name: str) -> str:
    """What to tell about a name that is no factor."""
    outer, _, last = name.rpartition(".")
    if is_factor(outer):
        if last in RANGE_KEYS:
            return f"is no factor; a range is written {outer} = {{ low = ..., high = ... }}"
        near = difflib.get_close_matches(last, RANGE_KEYS, n=1)
        hint = f"did you mean {near[0]}?" if near else f"a range has {', '.join(RANGE_KEYS)}"
        return f"is no key of a range; {hint}"
    if name.startswith(blocks.PREFIX):
        return blocks.unknown(name)
    sentence = unknown_parameter(name)
    if "is a table" in sentence:
        return sentence
    if name in SETTINGS:
        return (
            f"is no factor: {name} is the same in all arms; factors are structure, start, area, parameters "
            "and keys of programmes"
        )
    near = difflib.get_close_matches(name, factor_names(), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"is no factor{hint or '; factors are structure, start, area and parameters (`pcnsim explain --all`)'}"


def level_fault(name: str, level: Any) -> str | None:
    """What is wrong with one level of a factor, in words that follow "level"; None if it can be used."""
    if name in ("structure", "established_structure"):
        return position_fault(level)
    if name == "start":
        return (
            None
            if level in ("founding", "established")
            else f"must be founding or established, not {level!r}"
        )
    if name == "area":
        if not isinstance(level, str):
            return f"must be the path of an area folder, not {level!r}; use area.pcns to vary the size of an area"
        fault = missing_folder(Path(level), None)
        return None if fault is None else f"{Path(level).name} cannot be had: {fault}"
    if name in AREA_FACTORS:
        field = name.removeprefix("area.")
        try:
            AreaChoice.model_validate({field: level})
        except ValidationError:
            return f"must be a whole number in the range of {name}, not {level!r}"
        return None
    if name in blocks.block_keys():
        return blocks.fault(name, level)
    if level is None or (isinstance(level, float) and not math.isfinite(level)):
        return f"must be a finite number, not {level!r}"
    return declared()[name].fault(level)


def canonical(name: str, level: Any) -> Any:
    """A level in the form in which two that mean the same are equal."""
    if name in ("structure", "established_structure") and isinstance(level, str):
        return NAMED_STRUCTURES[level]
    return float(level) if isinstance(level, int | float) else level
