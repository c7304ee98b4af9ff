"""What somebody types into a field: read as a value, or told in words why it cannot be used."""

from __future__ import annotations

import difflib
import math
import re
from dataclasses import dataclass

from pcnsim.config.parameters import NEVER, declared
from pcnsim.view.app.fields import POSITION, Field, Value, limits, plausible, shown
from pcnsim.view.app.wording import number, with_unit

__all__ = ["Answer", "caution", "parse", "text_of"]

_BLANKS = "\u0020\u00a0\u2009\u202f"
"""Blank, and the blanks that programs put between thousands: no-break, thin, narrow."""

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
_THOUSANDS = re.compile(rf"[+-]?[1-9]\d{{0,2}}([{_BLANKS}]\d{{3}})+([.,]\d+)?", re.ASCII)
_COMMAS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?", re.ASCII)

_YES = ("on", "yes", "true", "1")
_NO = ("off", "no", "false", "0")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed, understood: `value` where `problem` is None."""

    value: Value = None
    problem: str | None = None


def parse(field: Field, text: str) -> Answer:
    """The value that `text` means in `field`, or the problem in a sentence that names the field and the remedy.

    Numbers may have a decimal comma, blanks between thousands, and shares a per cent sign. A value outside what has a
    meaning is a problem; one outside the plausible range is not (`caution`).
    """
    stripped = text.strip(f"{_BLANKS}\t\r\n")
    if field.choices and (field.name != POSITION or stripped[:1].isalpha()):
        return _chosen(field, stripped)
    if not stripped or (field.blank is not None and stripped.lower() == field.blank):
        return _left_empty(field)
    if field.kind == "share" and stripped.endswith("%") and _in_hundredths(field):
        found = _number(stripped.removesuffix("%").rstrip(_BLANKS))
        found = found if isinstance(found, str) else found / 100
    else:
        found = _number(stripped)
    if isinstance(found, str):
        return Answer(problem=f"{field.label}: {found} {_remedy(field)}.")
    problem = declared()[field.parameter].fault(found)
    if problem is not None:
        return Answer(problem=f"{field.label} cannot be {number(found)}. {_remedy(field)}.")
    return Answer(value=int(found) if field.kind == "whole" else found)


def caution(field: Field, value: Value) -> str | None:
    """What to be told about a value that is allowed but lies outside the plausible range; None if it does not."""
    if field.choices or value is None or value == field.default or isinstance(value, str | bool):
        return None
    if field.blank is not None and value == NEVER:
        return None
    if field.low <= value <= field.high:
        return None
    span = with_unit(plausible(field), field.unit)
    return f"{number(value)} is outside the plausible range ({span}). It is used as it is."


def text_of(field: Field, value: Value) -> str:
    """What stands in the field when it holds a value: `parse` gives the value back."""
    if value is None or (field.blank is not None and value == NEVER):
        return ""
    if isinstance(value, bool | str):
        return shown(field, value)
    return number(value)


def _left_empty(field: Field) -> Answer:
    if field.blank is None:
        return Answer(problem=f"{field.label} is empty. {_remedy(field)}.")
    return Answer(value=None if field.default is None else NEVER)


def _chosen(field: Field, text: str) -> Answer:
    typed = text.lower()
    for one in field.choices:
        if typed in (str(one.value).lower(), one.words.lower()):
            return Answer(value=one.value)
    if field.kind == "switch" and typed in (*_YES, *_NO):
        return Answer(value=typed in _YES)
    words = [one.words for one in field.choices]
    near = difflib.get_close_matches(text, words, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    what = f"cannot be {text!r}" if text else "is empty"
    if field.name == POSITION:
        return Answer(problem=f"{field.label} {what}.{hint} {_remedy(field)}.")
    listed = f"{', '.join(words[:-1])} or {words[-1]}"
    return Answer(problem=f"{field.label} {what}.{hint} Choose {listed}.")


def _number(text: str) -> float | str:
    """The number, or what is wrong with the text, in a sentence."""
    text = text.replace("\u2212", "-")
    for blank in ("+ ", "- "):
        if text.startswith(blank):
            text = text[0] + text[2:]
    if _COMMAS.fullmatch(text) and text.count(",") == 1 and "." not in text:
        one, other = float(text.replace(",", "")), float(text.replace(",", "."))
        return f"{text!r} may mean {number(one)} or {number(other)}; leave the comma out."
    if _THOUSANDS.fullmatch(text):
        text = re.sub(f"[{_BLANKS}]", "", text).replace(",", ".")
    elif _COMMAS.fullmatch(text):
        text = text.replace(",", "")
    elif _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if _PLAIN.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    shortened = text if len(text) <= 30 else f"{text[:29]}…"
    return f"{shortened!r} is not a number."


def _remedy(field: Field) -> str:
    unit = f" ({field.unit})" if field.unit else ""
    span = limits(field)
    kind = span.removeprefix("any ").replace("numbers", "number")
    blank = f", or leave it empty: {field.blank}" if field.blank else ""
    if field.name == POSITION:
        return f"Choose {', '.join(one.words for one in field.choices)} or type a {kind}"
    return f"Type a {kind}{unit}{blank}"


def _in_hundredths(field: Field) -> bool:
    return "share" in field.unit or "probability" in field.unit
