"""Mistakes in what holds the factors of a design together: groups that move together, crossed factors, constraints."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from pcnsim.config.constraints import constraint_fault
from pcnsim.config.design import Range
from pcnsim.config.draft import DESIGN, Draft

__all__ = ["check_constraints", "check_cross", "check_together"]


def check_together(draft: Draft) -> None:
    """Groups of two or more factors, all with as many levels or all with ranges, each factor in one group."""
    groups = draft.design.pop("together", [])
    kept: list[list[str]] = []
    of: dict[str, int] = {}
    for place, given in enumerate(groups, start=1):
        group = _without_fixed(draft, "together", given)
        if len(group) == 1 and len(given) > 1:
            continue  # a later file fixed the others
        fault = _group_fault(draft, group) if group or not given else None
        twice = next((name for name in group if of.get(name, place) != place), None)
        if fault is None and twice is not None:
            fault = f"moves {twice}, which group {of[twice]} moves too; make them one group"
        if fault:
            draft.tell_design("together", f"group {place} {fault}")
        elif group:
            kept.append(group)
        of.update((name, place) for name in group if name not in of)
    if kept:
        draft.design["together"] = kept


def _without_fixed(draft: Draft, key: str, names: Sequence[str]) -> list[str]:
    """Names without those that a later file or `--set` fixed, so that they are no factors any more."""
    order = draft.settings[DESIGN + key].order
    return [name for name in names if name in draft.factors or not draft.fixed_after(name, order)]


def _group_fault(draft: Draft, group: Sequence[str]) -> str | None:
    if len(group) < 2:
        return f"has {'one factor' if group else 'no factor'}; a group has two or more, or take it out"
    if len(set(group)) < len(group):
        return "names a factor twice; keep one"
    if any(name in draft.faulty for name in group):
        return None
    for name in group:
        if name not in draft.factors:
            return f"names {name}, {_no_factor(draft, name)}"
    values = {name: draft.factors[name].value for name in group}
    crossed = [name for name in group if name in draft.design.get("cross", ())]
    if crossed:
        return f"moves {crossed[0]}, which is crossed too; take it out of one of the two"
    ranged = [name for name, value in values.items() if isinstance(value, Range)]
    if ranged and len(ranged) < len(group):
        other = next(name for name in group if name not in ranged)
        return f"mixes {ranged[0]}, which has a range, with {other}, which has levels; give both the same"
    counts = {
        name: (value.levels or 2) if isinstance(value, Range) else len(value)
        for name, value in values.items()
    }
    if len(set(counts.values())) > 1 and not (ranged and draft.kind not in ("grid", "one-at-a-time")):
        said = ", ".join(f"{name} has {count}" for name, count in counts.items())
        return f"moves in step, but its factors have different numbers of levels ({said}); give them the same number"
    return None


def check_cross(draft: Draft) -> None:
    """Crossed factors have listed levels; in a list every factor that is no column of the points is crossed."""
    if "cross" in draft.design:
        draft.design["cross"] = _without_fixed(draft, "cross", draft.design["cross"])
    crossed = draft.design.get("cross", [])
    for name in crossed:
        if name in draft.faulty:
            continue
        if name in draft.columns:
            draft.tell_design("cross", f"names {name}, which is a column of the points already; take it out")
        elif name not in draft.factors:
            draft.tell_design("cross", f"names {name}, {_no_factor(draft, name)}")
        elif isinstance(draft.factors[name].value, Range):
            draft.tell_design("cross", f"names {name}, which has a range; list its levels to cross it")
    if draft.kind == "list" and f"{DESIGN}points" not in draft.faulty:
        for name, setting in draft.factors.items():
            if name not in draft.columns and name not in crossed:
                text = (
                    "is no column of the points; make it one, or combine every point with its levels: "
                    f'cross = ["{name}"] under [experiment.design]'
                )
                draft.tell(setting, f"experiment.factors.{name}", text)
    if not crossed:
        draft.design.pop("cross", None)


def _no_factor(draft: Draft, name: str) -> str:
    near = difflib.get_close_matches(name, draft.factors, n=1, cutoff=0.7)
    hint = f"did you mean {near[0]}?" if near else "add it to [experiment.factors]"
    return f"which is no factor; {hint}"


def check_constraints(draft: Draft) -> None:
    """Conditions that can be evaluated."""
    for place, text in enumerate(draft.design.get("constraints", ()), start=1):
        fault = constraint_fault(text)
        if fault:
            draft.tell_design("constraints", f"{place} ({text}) {fault}")
    if not draft.design.get("constraints"):
        draft.design.pop("constraints", None)
