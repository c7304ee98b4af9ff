"""Ranges of factors: what is left out is filled in from the declaration, and what cannot be is told."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, get_args

from pcnsim.config.design import DesignScale, Range
from pcnsim.config.factors import Span, no_range, span_of

__all__ = ["completed"]


def completed(name: str, given: Mapping[str, Any]) -> tuple[Range | None, list[str]]:
    """The complete range of a factor, or what is wrong with what was given, in words that follow its key."""
    span = span_of(name)
    if span is None:
        return None, [f"can have no range: {name} {no_range(name)}"]
    faults = [
        *(
            fault
            for end in ("low", "high")
            if end in given and (fault := _end_fault(name, end, given[end], span))
        ),
        *_form_faults(given, span),
    ]
    low, high = given.get("low", span.low), given.get("high", span.high)
    if not faults and (low is None or high is None):
        limits = f"between {span.minimum:g} and {span.maximum:g}"
        faults.append(f"has no declared range; give low and high {limits}")
    if not faults and low >= high:
        faults.append(f"has low = {low:g} and high = {high:g}; low must be the smaller one")
    scale = given.get("scale", span.scale)
    if not faults and scale == "log" and low <= 0:
        faults.append(
            f"has the scale log, which must start above 0, not at {low:g}; raise low, or take linear"
        )
    levels = given.get("levels")
    if not faults and scale == "whole" and levels is not None and levels > high - low + 1:
        faults.append(
            f"asks for {levels} levels, but there are {high - low + 1:g} whole numbers from {low:g} to {high:g}"
        )
    if faults:
        return None, faults
    number = int if scale == "whole" else float
    return Range(low=number(low), high=number(high), scale=scale, levels=levels), []


def _end_fault(name: str, end: str, value: Any, span: Span) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return f"has {end} = {value!r}; it must be a number"
    if span.scale == "whole" and value != int(value):
        return f"has {end} = {value!r}; {name} takes whole numbers"
    if span.minimum is not None and value < span.minimum:
        return f"has {end} = {value:g}, below the smallest meaningful value {span.minimum:g}"
    if span.maximum is not None and value > span.maximum:
        return f"has {end} = {value:g}, above the largest meaningful value {span.maximum:g}"
    if span.low is None or span.high is None or span.low <= value <= span.high:
        return None
    return (
        f"has {end} = {value:g}, outside the declared range {span.low:g} to {span.high:g}; keep within it, or list "
        "single levels, which may lie outside"
    )


def _form_faults(given: Mapping[str, Any], span: Span) -> list[str]:
    faults = []
    scale, levels = given.get("scale"), given.get("levels")
    if "scale" in given and scale not in get_args(DesignScale):
        faults.append(f"has the scale {scale!r}; scales are linear, log and whole")
    elif span.scale == "whole" and scale not in (None, "whole"):
        faults.append(f"has the scale {scale}, but takes whole numbers; leave scale out")
    elif scale == "whole" and span.scale != "whole":
        faults.append("has the scale whole, but takes any number; choose linear or log, or list its levels")
    if "levels" in given and (isinstance(levels, bool) or not isinstance(levels, int) or levels < 2):
        faults.append(f"has levels = {levels!r}; it must be a whole number of at least 2")
    return faults
