"""The kind of a design: which settings it uses, which it needs, and the form of each."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final

from pcnsim.config.design import KINDS, SENSITIVITY, DesignKind
from pcnsim.config.draft import DESIGN, Draft
from pcnsim.config.layers import Setting

__all__ = ["MORRIS_LEVELS", "check_needs", "read_design"]

_VARY: Final = ("vary", "leave_out", "drawn", "together")
_USES: Mapping[DesignKind, tuple[str, ...]] = {
    "grid": ("drawn", "together", "constraints"),
    "list": ("drawn", "points", "cross", "constraints"),
    "one-at-a-time": (*_VARY, "cross", "constraints"),
    "latin-hypercube": (*_VARY, "constraints", "samples"),
    "sobol": (*_VARY, "constraints", "samples"),
    "saltelli": (*_VARY, "samples", "second_order"),
    "morris": (*_VARY, "trajectories", "levels"),
}

MORRIS_LEVELS: Final = 4
"""Levels of the grid of a Morris design that does not say how many (Campolongo, Cariboni & Saltelli 2007)."""

_LISTS: Final = ("vary", "leave_out", "drawn", "cross", "constraints")
_NUMBERS: Final[Mapping[str, int]] = {"samples": 1, "trajectories": 2, "levels": 2}
"""Whole numbers, each with the smallest that can be used."""


def read_design(draft: Draft) -> None:
    """Read kind and settings of the design into the draft; keys that the kind does not use are told.

    What an extended file set for another kind falls away, except constraints, which nothing may drop in silence.
    """
    kind = draft.settings.get(f"{DESIGN}kind")
    if kind is not None:
        if kind.value in KINDS:
            draft.kind = kind.value
        else:
            near = difflib.get_close_matches(str(kind.value), KINDS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"kinds are {', '.join(KINDS)}"
            draft.tell(kind, f"{DESIGN}kind", f"there is no kind of design {kind.value!r}; {hint}")
            draft.faulty.add(f"{DESIGN}kind")
    draft.design["kind"] = draft.kind
    for key, setting in draft.settings.items():
        name = key.removeprefix(DESIGN)
        if not key.startswith(DESIGN) or name == "kind":
            continue
        used = name in _USES[draft.kind] or f"{DESIGN}kind" in draft.faulty
        inherited = kind is not None and setting.order < kind.order and name != "constraints"
        fault, value = _form(name, setting.value)
        if fault:
            draft.tell(setting, key, fault)
            draft.faulty.add(key)
        elif used:
            draft.design[name] = value
        elif not inherited and not _says_nothing(value):
            draft.tell(setting, key, _no_use(name, draft.kind, kind))


def check_needs(draft: Draft) -> None:
    """Tell what the kind needs and does not have, or has in a number that it cannot use."""
    if draft.kind in ("saltelli", "sobol", "latin-hypercube"):
        _check_samples(draft)
    if draft.kind == "morris":
        _check_morris(draft)
    if draft.kind == "one-at-a-time" and not draft.factors and not draft.faulty:
        text = 'is one-at-a-time, but nothing varies; name factors under [experiment.factors], or vary = ["main"]'
        draft.tell_design("kind", text)
    if (
        "vary" in _USES[draft.kind]
        and draft.kind != "one-at-a-time"
        and not draft.faulty
        and not draft.ranges()
    ):
        text = (
            f"is {draft.kind}, but no factor has a range to sample; give one, such as trust_forgetting = {{}} under "
            '[experiment.factors], or vary = ["all"]'
        )
        draft.tell_design("kind", text)


def _check_samples(draft: Draft) -> None:
    samples = draft.design.get("samples")
    if samples is None:
        if f"{DESIGN}samples" not in draft.faulty:
            draft.tell_design("kind", f"is {draft.kind}, which needs samples; add samples = 64")
        return
    if draft.kind != "latin-hypercube" and samples & (samples - 1):
        below = 1 << (samples.bit_length() - 1)
        text = (
            f"is {samples}; a Sobol sequence is balanced only for powers of two: take {below} or {2 * below}"
        )
        draft.tell_design("samples", text)


def _check_morris(draft: Draft) -> None:
    if "trajectories" not in draft.design and f"{DESIGN}trajectories" not in draft.faulty:
        draft.tell_design("kind", "is morris, which needs trajectories; add trajectories = 10")
    levels = draft.design.setdefault("levels", MORRIS_LEVELS)
    if levels % 2:
        text = f"is {levels}; a Morris design needs an even number, for its steps to be unbiased: take {levels + 1}"
        draft.tell_design("levels", text)


def _form(name: str, value: Any) -> tuple[str | None, Any]:
    """What is wrong with the form of a setting, and its value, where one text stands for a list of one."""
    if name in _LISTS:
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return f"must be a list of texts, not {value!r}", None
        twice = next((one for place, one in enumerate(value) if one in value[:place]), None)
        if twice is not None:
            return f"has {twice!r} twice; keep one", None
    elif name in _NUMBERS:
        smallest = _NUMBERS[name]
        if isinstance(value, bool) or not isinstance(value, int) or value < smallest:
            return f"must be a whole number of at least {smallest}, not {value!r}", None
    elif name == "second_order" and not isinstance(value, bool):
        return f"must be true or false, not {value!r}", None
    elif name == "together" and not _are_groups(value):
        text = f'must be a list of groups of factors, such as [["general_trust", "initial_trust_gps"]], not {value!r}'
        return text, None
    return None, value


def _are_groups(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(group, list) and all(isinstance(one, str) for one in group) for group in value
    )


def _says_nothing(value: Any) -> bool:
    return value is False or value == []


def _no_use(name: str, kind: DesignKind, said: Setting | None) -> str:
    if name == "constraints" and kind in SENSITIVITY:
        return (
            f"would leave points out, and the points of a {kind} design belong together; narrow the ranges instead, or "
            "take latin-hypercube or sobol"
        )
    if name == "cross":
        return f"is not needed: listed levels are combined with every point of a {kind} design anyway; take it out"
    if name == "vary":
        who = "levels for every factor" if kind == "grid" else "its factors from points"
        return (
            f"brings in ranges, but a {kind} takes {who}; set another kind, such as one-at-a-time or morris"
        )
    users = [one for one, uses in _USES.items() if name in uses]
    spoken = "is" if said else "is by default"
    return f"has no use: the kind {spoken} {kind}; {name} is for {', '.join(users)}"
