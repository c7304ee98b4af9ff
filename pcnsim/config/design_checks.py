"""Mistakes in the factors of an experiment: names, levels, ranges, what `vary` brings in, and the baseline."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pcnsim.config.design import RANGE_KEYS
from pcnsim.config.draft import DESIGN, FACTORS, Draft
from pcnsim.config.factors import (
    canonical,
    is_factor,
    level_fault,
    no_range,
    parameter_behind,
    unknown_factor,
)
from pcnsim.config.layers import Setting
from pcnsim.config.parameters import declared
from pcnsim.config.parameters import unknown as unknown_parameter
from pcnsim.config.ranges import completed
from pcnsim.config.selection import ALL, chosen, not_found

__all__ = ["check_baseline", "expand_vary", "read_factors"]

_BASELINE: Final = "experiment.baseline."


def read_factors(draft: Draft) -> None:
    """Read factors with levels or ranges into the draft: unknown names, no or equal levels, ranges that cannot be."""
    for key, setting in draft.settings.items():
        if not key.startswith(FACTORS):
            continue
        name = key.removeprefix(FACTORS)
        if name in draft.columns:
            if setting.order >= draft.factors[name].order:
                draft.tell(setting, key, "is a column of the points already; keep one of the two")
            continue
        if _fell_apart(draft, name):
            continue
        value, texts = _factor(draft, name, setting)
        if texts:
            draft.faulty.add(name)
            for text in texts:
                draft.tell(setting, key, text)
        else:
            draft.factors[name] = Setting(value, setting.layer, setting.written, setting.order)


def _fell_apart(draft: Draft, name: str) -> bool:
    """Whether it is a sound key of a range that has an unknown key beside it, which is what is told."""
    outer, _, last = name.rpartition(".")
    if last not in RANGE_KEYS or not is_factor(outer):
        return False
    beside = (
        key.removeprefix(f"{FACTORS}{outer}.")
        for key in draft.settings
        if key.startswith(f"{FACTORS}{outer}.")
    )
    return any(key not in RANGE_KEYS for key in beside)


def _factor(draft: Draft, name: str, setting: Setting) -> tuple[Any, list[str]]:
    """The levels or the range of a factor, and what is wrong with it."""
    given = setting.value
    if not is_factor(name):
        return None, [unknown_factor(name)]
    if not isinstance(given, Mapping):
        return given, _levels_faults(name, given)
    span, texts = completed(name, given)
    if span is None:
        return None, texts
    kind = draft.kind
    if kind == "list":
        return None, [
            "has a range, but the points of a list have levels; list levels and name the factor in cross"
        ]
    if kind == "grid" and span.levels is None and f"{DESIGN}kind" not in draft.faulty:
        text = "has a range, and a grid takes levels; say how many with levels = 3 in it, or list them"
        return None, [text]
    if draft.design["kind"] not in ("grid", "one-at-a-time") and span.levels is not None:
        said = draft.settings.get(f"{DESIGN}kind")
        if said is None or setting.order >= said.order:
            return None, [f"asks for levels, but {kind} samples anywhere in the range; take levels out of it"]
        span = span.model_copy(update={"levels": None})
    return span, []


def _levels_faults(name: str, levels: Any) -> list[str]:
    if not isinstance(levels, list):
        example = levels if isinstance(levels, str) and "," in levels else repr(levels)
        return [f"must be a list of levels, such as [{example}], or a range {{ low, high }}, not {levels!r}"]
    if not levels:
        return ["has no levels; give at least one, or take the factor out"]
    problems = [f"level {fault}" for level in levels if (fault := level_fault(name, level))]
    if not problems:
        seen: dict[Any, Any] = {}
        for level in levels:
            one = canonical(name, level)
            if one in seen:
                problems.append(f"has the level {level!r} twice; keep one")
            seen[one] = level
    return problems


def expand_vary(draft: Draft) -> None:
    """Add a range for every parameter that `vary` names and `leave_out` does not; factors keep their own.

    What a later file or `--set` fixes does not vary. `drawn` then holds the names of what it brought in.
    """
    for name in draft.design.get("drawn", []):
        if name not in declared():
            draft.tell_design("drawn", unknown_parameter(name))
    setting = draft.settings.get(f"{DESIGN}vary")
    names = draft.design.pop("vary", [])
    left_out = _selected(draft, "leave_out", draft.design.pop("leave_out", []))
    if setting is None or not names:
        if left_out:
            draft.tell_design("leave_out", "leaves out of vary, but vary names nothing; take it out")
        return
    wanted = _selected(draft, "vary", names)
    spurious = sorted(left_out - wanted)
    if spurious and wanted:
        more = f" and {len(spurious) - 1} more" if len(spurious) > 1 else ""
        text = f"names {spurious[0]}{more}, which vary does not bring in; take it out"
        draft.tell_design("leave_out", text)
    taken = {parameter_behind(name): name for name in draft.factors}
    brought = draft.design.setdefault("drawn", [])
    for name in declared():
        if name not in wanted or name in left_out or draft.fixed_after(name, setting.order):
            continue
        if name not in taken and name not in draft.faulty:
            span, _ = completed(name, {})
            draft.factors[name] = Setting(span, setting.layer, f"{DESIGN}vary", setting.order)
            brought.append(name)


def _selected(draft: Draft, key: str, names: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        parameters = chosen(name)
        if not parameters:
            draft.tell_design(key, not_found(name))
            draft.faulty.add(DESIGN + key)
        elif parameters == [name] and key == "vary" and (reason := no_range(name)):
            draft.tell_design(key, f"names {name}, which {reason}")
            draft.faulty.add(DESIGN + key)
        elif len(parameters) == 1 and name != ALL:
            found.update(parameters)
        else:
            varying = set(chosen(ALL))
            several = [one for one in parameters if one in varying]
            if not several and key == "vary":
                draft.tell_design(key, f"names {name}, in which nothing has a range; take it out")
            found.update(several)
    return found


def check_baseline(draft: Draft) -> dict[str, Any]:
    """The baseline, completed by factors that move together; what is outside the design is told."""
    before = len(draft.faults)
    listed = draft.listed()
    baseline: dict[str, Any] = {}
    for key, setting in draft.settings.items():
        name = key.removeprefix(_BASELINE)
        if not key.startswith(_BASELINE) or name in draft.faulty or _points_faulty(draft):
            continue
        text = _baseline_fault(draft, name, setting.value, listed)
        if text:
            draft.tell(setting, key, text)
        else:
            baseline[name] = setting.value
    if len(draft.faults) == before:
        _complete_groups(draft, baseline, listed)
        _check_point(draft, baseline)
    return baseline


def _points_faulty(draft: Draft) -> bool:
    return f"{DESIGN}points" in draft.faulty


def _baseline_fault(draft: Draft, name: str, level: Any, listed: Mapping[str, list[Any]]) -> str | None:
    if name in draft.ranges():
        return "has a range, which has no arm to compare with; name a factor with listed levels, or list its levels"
    if name not in listed:
        near = difflib.get_close_matches(name, listed, n=1, cutoff=0.5)
        said = f"its factors are {', '.join(listed)}" if listed else "it has none"
        hint = f"; did you mean {near[0]}?" if near else f"; {said}"
        return f"is no factor of this experiment{hint}"
    if draft.kind == "one-at-a-time" and name not in draft.design.get("cross", ()):
        return (
            "varies one at a time, and is compared with the configuration as it is; set its value there instead of "
            "in the baseline"
        )
    levels = listed[name]
    try:
        inside = canonical(name, level) in {canonical(name, one) for one in levels}
    except (KeyError, TypeError):
        inside = level in levels
    if inside:
        return None
    return f"is {level!r}, which is no level of that factor; its levels are {_some(levels)}"


def _some(levels: Sequence[Any]) -> str:
    shown = ", ".join(map(repr, levels[:12]))
    return f"{shown} and {len(levels) - 12} more" if len(levels) > 12 else shown


def _complete_groups(draft: Draft, baseline: dict[str, Any], listed: Mapping[str, list[Any]]) -> None:
    """Give factors that move with one of the baseline the level that is in step with it."""
    for group in draft.design.get("together", ()):
        named = [name for name in group if name in baseline]
        if not named:
            continue
        levels = [canonical(named[0], one) for one in listed[named[0]]]
        place = levels.index(canonical(named[0], baseline[named[0]]))
        for name in group:
            level = listed[name][place]
            if name in baseline and canonical(name, baseline[name]) != canonical(name, level):
                key = _BASELINE + name
                text = (
                    f"is not in step with {named[0]}, with which it moves; the baseline has {level!r} there"
                )
                draft.tell(draft.settings[key], key, text)
            baseline.setdefault(name, level)


def _check_point(draft: Draft, baseline: Mapping[str, Any]) -> None:
    """In a list the baseline is one of its points, or says nothing of them."""
    named = [name for name in draft.columns if name in baseline]
    if not named:
        return
    key = _BASELINE + named[0]
    missing = [name for name in draft.columns if name not in baseline]
    if missing:
        text = f"names a part of a point; name {', '.join(missing)} too, so that it is a point of the list"
        draft.tell(draft.settings[key], key, text)
        return
    wanted = [canonical(name, baseline[name]) for name in draft.columns]
    points = ([canonical(name, point[name]) for name in draft.columns] for point in draft.design["points"])
    if wanted not in points:
        draft.tell(
            draft.settings[key], key, "and what stands beside it is no point of the list; name one of them"
        )
