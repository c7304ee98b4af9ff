"""What people are shown: which outcomes, in what order and words, and what an arm is called."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from pcnsim.config import blocks
from pcnsim.experiment.summaries import COMPOSITES, DOMAINS, PARTS, shown_outcomes
from pcnsim.model.outcomes.declared import BY_NAME, Outcome

if TYPE_CHECKING:
    from pcnsim.config.design import Level
    from pcnsim.experiment.plan import DesignPoint, Plan

__all__ = [
    "COMPOSITES",
    "DOMAINS",
    "PARTS",
    "SHORT_UNITS",
    "WHOLE",
    "arm",
    "declared",
    "digits",
    "factor_text",
    "label",
    "leaders",
    "level_text",
    "number",
    "shown_outcomes",
    "titled",
    "together",
    "unit",
]

SHORT_UNITS: Final = {
    "contacts per GP per two-session day": "a day",
    "contacts per GP per day": "a day",
    "hours per FTE GP per week": "h/week",
    "hours per GP per week": "h/week",
    "hours a week": "h/week",
    "FTE per 100,000 patients": "FTE",
    "per 1,000 patients a year": "/1,000/yr",
    "contacts per 1,000 patients": "/1,000",
    "GBP per patient a year": "£/patient/yr",
    "% a year": "%/yr",
    "per 100 hand-offs": "/100",
    "weeks per decision": "weeks",
    "share per fifth": "/fifth",
    "posts per PCN": "/PCN",
}

WHOLE: Final = "_all_weeks"
"""End of the name of an outcome over all weeks; without it the last 52."""


def declared(name: str) -> Outcome:
    """The declaration of an outcome, also of its mean over all weeks."""
    return BY_NAME[name.removesuffix(WHOLE)]


def label(name: str) -> str:
    """An outcome in words: its column's name, readable."""
    words = re.sub(r"\b(gp|pcn)(s?)\b", _in_capitals, name.removesuffix(WHOLE).replace("_", " "))
    return f"{words}, all weeks" if name.endswith(WHOLE) else words


def _in_capitals(word: re.Match[str]) -> str:
    return word[1].upper() + word[2]


def titled(name: str) -> str:
    """An outcome's name with an arrow that says which way is better; none where neither is."""
    return label(name) + {"higher": " ↑", "lower": " ↓"}.get(declared(name).better, "")


def unit(name: str) -> str:
    """The unit, short."""
    full = declared(name).unit
    return SHORT_UNITS.get(full, full)


def arm(plan: Plan, point: DesignPoint, without: str | None = None) -> str:
    """A design point in words: its level where one factor varies, else factor and level of each.

    Factors that move together are named by the first. without: a factor that is left out.
    """
    levels = dict(zip(plan.factors, plan.shown(point), strict=True))
    names = leaders(plan)
    return ", ".join(_level(n, levels[n], len(names) == 1) for n in names if n != without) or "all runs"


def leaders(plan: Plan) -> list[str]:
    """The factors that people are shown: of those that move together the first."""
    group_of = plan.config.experiment.design.group_of
    first = {name: next(one for one in group_of(name) if one in plan.factors) for name in plan.factors}
    return [name for name in plan.factors if first[name] == name]


def together(plan: Plan) -> list[str]:
    """A sentence for each group of factors that move together, of which only the first is named elsewhere."""
    lines = []
    for group in plan.config.experiment.design.together:
        first, *others = [factor_text(name) for name in group if name in plan.factors] or [""]
        if others:
            verb = "moves" if len(others) == 1 else "move"
            lines.append(f"With {first} {verb} {', '.join(others)}.")
    return lines


def _level(factor: str, level: Level | None, alone: bool) -> str:
    """A level in words: as it stands where it speaks for itself, else with what it is the level of."""
    name = factor_text(factor)
    if factor in blocks.block_keys() and isinstance(level, str) and not alone:
        return f"{blocks.programme_of(factor)[1].replace('_', ' ')} {level}"
    return level if isinstance(level, str) else f"{name} {level_text(level)}"


def factor_text(factor: str) -> str:
    """A factor in words: `executive` for a programme's switch, `executive powers` for a key of its block."""
    if factor not in blocks.block_keys():
        return factor
    programme, key = blocks.programme_of(factor)
    return (programme if key == "enabled" else f"{programme} {key}").replace("_", " ")


def level_text(level: Level | None) -> str:
    """A level alone, short. None: a share that follows the structure."""
    if level is None:
        return "as structure"
    if isinstance(level, bool):
        return "on" if level else "off"
    return level if isinstance(level, str) else f"{level:g}"


def number(value: float, digits: int, *, sign: bool = False) -> str:
    """A number with so many digits after the point; a dash where it is unknown."""
    if value != value:
        return "–"
    text = f"{value:+,.{digits}f}" if sign else f"{value:,.{digits}f}"
    return text.replace("-", "−") if float(text.replace(",", "")) else text.lstrip("+-")


def digits(values: list[float]) -> int:
    """Digits after the point that show numbers of this size to three or four figures."""
    known = [abs(value) for value in values if value == value]
    largest = max(known, default=0.0)
    return 3 if largest < 10 else 2 if largest < 100 else 1
