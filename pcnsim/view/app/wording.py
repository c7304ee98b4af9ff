"""Names of parameters, programmes and choices as people read them on the page, and numbers as they type them."""

from __future__ import annotations

import re

from pcnsim.config.structure import NAMED_STRUCTURES, position_of

__all__ = ["in_words", "number", "position_in_words", "sentence", "submodel_title", "with_unit"]

_SHORT = {
    "gp": "GP",
    "gps": "GPs",
    "pcn": "PCN",
    "pcns": "PCNs",
    "fte": "FTE",
    "imd": "IMD",
    "sd": "standard deviation",
    "wte": "WTE",
    "leaders": "leader's",
    "mental": "mental health",
}
"""Words of names that are written otherwise in a sentence."""

_JOINED = {
    "multi agency": "multi-agency",
    "set up": "set-up",
    "sign up": "sign-up",
    "back office": "back-office",
}
"""Words that belong together."""

_AGES = re.compile(r"\bage (\d+) (\d+|over)\b")


def in_words(name: str) -> str:
    """A name as it is read: `leaving_rate` is leaving rate, an element of a table stands behind a colon."""
    field, *elements = name.split(".")
    words = [_spelt(part) for part in (field, *elements)]
    text = f"{words[0]}: {', '.join(words[1:])}" if elements else words[0]
    text = re.sub(r"\b(\d{1,3})000\b", r"\1,000", text)
    return _AGES.sub(lambda found: f"age {found[1]} {'and' if found[2] == 'over' else 'to'} {found[2]}", text)


def _spelt(part: str) -> str:
    text = " ".join(_SHORT.get(word, word) for word in part.split("_")).replace("health health", "health")
    for apart, joined in _JOINED.items():
        text = text.replace(apart, joined)
    return text


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def submodel_title(submodel: str) -> str:
    """The title of a submodel without the codes of the specification behind it."""
    return submodel.partition(" (")[0]


def number(value: float) -> str:
    """A number as short as it can be typed to mean the same: 0.985, 52, 100000."""
    return str(int(value)) if abs(value) < 1e15 and value == int(value) else repr(float(value))


def with_unit(text: str, unit: str) -> str:
    """A number or range with its unit: 0.4 per year, week 52 to 260."""
    return f"week {text}" if unit == "week" else f"{text} {unit}".rstrip()


def position_in_words(position: float) -> str:
    """A place on the line: Hybrid, or between hierarchy and hybrid (0.25)."""
    named = {place: name for name, place in NAMED_STRUCTURES.items()}
    if position in named:
        return sentence(named[position])
    below = max((one for one in named if one < position), default=0.0)
    above = min((one for one in named if one > position), default=1.0)
    return f"Between {named[below]} and {named[above]} ({number(position_of(position))})"
