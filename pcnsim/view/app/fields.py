"""What can be set on the page, one field each, drawn from the declarations of parameters and programmes alone."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Literal

from pcnsim.config import blocks
from pcnsim.config.changes import changeable
from pcnsim.config.parameters import NEVER, PROGRAMMES, Declaration, Parameters, declared
from pcnsim.config.structure import NAMED_STRUCTURES
from pcnsim.view.app.wording import in_words, number, sentence, submodel_title, with_unit

__all__ = [
    "POSITION",
    "Choice",
    "Field",
    "Group",
    "ProgrammeGroup",
    "Value",
    "field_of",
    "limits",
    "main_groups",
    "plausible",
    "programme_groups",
    "shown",
    "structure_field",
]

Kind = Literal["number", "whole", "share", "switch", "choice"]
Acts = Literal["from this week", "only at the start"]
Value = float | bool | str | None
"""What a field holds, as a config has it: a number, true or false, a word of a block, None to follow the structure."""

POSITION = "network_position"
"""The parameter behind the structure: the place on the line from hierarchy to network."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of few things that a field may hold, and how it is called on the page."""

    value: Value
    words: str


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that can be set: a parameter by its name, or a key of a programme's block.

    `low` and `high` bound what is plausible, `minimum` and `maximum` (None: no limit) what has a meaning; `unit` is
    empty where the choices say all. `blank` says what an empty field means, and is None where it may not be empty.
    """

    name: str
    """As in a config: `trust_forgetting`, `minutes_per_contact.simple`, `programmes.executive.powers`."""
    parameter: str
    label: str
    symbol: str
    unit: str
    kind: Kind
    default: Value
    low: float
    high: float
    minimum: float | None
    maximum: float | None
    step: float
    choices: tuple[Choice, ...]
    blank: str | None
    acts: Acts
    description: str
    source: str

    @property
    def is_assumption(self) -> bool:
        """Whether its default rests on an assumption and not on a source."""
        return self.source.startswith("assumption")

    @property
    def programme(self) -> str | None:
        """The programme whose block it stands in, if it does."""
        return blocks.programme_of(self.name)[0] if self.name.startswith(blocks.PREFIX) else None

    @property
    def key(self) -> str:
        """The key inside its block, or the name of the parameter."""
        return blocks.programme_of(self.name)[1] if self.programme else self.name

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What there is to know beside the description: label and text, in the order to be read."""
        default = shown(self, self.default)
        found = [("Default", default if self.blank else with_unit(default, self.unit))]
        if not self.choices or self.name == POSITION:
            found += [("Plausible", with_unit(plausible(self), self.unit)), ("Allowed", limits(self))]
        found.append(("Acts", self.acts))
        found.append(("Source", self.source))
        if self.symbol and self.symbol != self.parameter:
            found.append(("Symbol", self.symbol))
        found.append(("In a file", self.name))
        return tuple(found)

    def value_in(self, parameters: Parameters) -> Value:
        """What these parameters hold in it."""
        value = parameters.value(self.parameter)
        if value is None or not self.choices or self.name == POSITION:
            return value
        return self.choices[int(value)].value


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class ProgrammeGroup:
    """One programme: its switch, and the other keys of its block."""

    name: str
    title: str
    why: str
    switch: Field
    fields: tuple[Field, ...]


@functools.cache
def structure_field() -> Field:
    """The place on the line from hierarchy (0) over hybrid (0.5) to network (1); its choices are the named points."""
    one = declared()[POSITION]
    named = tuple(Choice(place, sentence(name)) for name, place in NAMED_STRUCTURES.items())
    return _field(POSITION, one, label="Structure", choices=named, step=0.05)


@functools.cache
def main_groups() -> tuple[Group, ...]:
    """The main parameters by submodel, in declared order, without the structure, which has a field of its own."""
    groups: dict[str, list[Field]] = {}
    for name, one in declared().items():
        if one.main and name != POSITION:
            groups.setdefault(one.submodel, []).append(field_of(name))
    return tuple(Group(submodel_title(title), tuple(fields)) for title, fields in groups.items())


@functools.cache
def programme_groups() -> tuple[ProgrammeGroup, ...]:
    """Every programme in the order of `PROGRAMMES`: all keys of its block, the switch apart."""
    groups = []
    for name, programme in PROGRAMMES.items():
        switch, *others = (field_of(f"{blocks.PREFIX}{name}.{key}") for key in programme.keys)
        assert switch.parameter == programme.switch
        groups.append(ProgrammeGroup(name, sentence(programme.title), programme.why, switch, tuple(others)))
    return tuple(groups)


@functools.cache
def field_of(name: str) -> Field:
    """The field of a parameter or of a key of a programme's block; a parameter that a block has stands there.

    Raises KeyError for a name that is neither.
    """
    key = name if name.startswith(blocks.PREFIX) else blocks.key_of(name)
    if key is None:
        if name == POSITION:
            return structure_field()
        return _field(name, declared()[name], label=sentence(in_words(name)))
    words = blocks.words_of(key)
    label = _switch_label(key) if words == (False, True) else sentence(in_words(blocks.programme_of(key)[1]))
    return _field(key, declared()[blocks.block_keys()[key]], label=label, words=words)


def _switch_label(key: str) -> str:
    inner = blocks.programme_of(key)[1]
    return "In force" if inner == "enabled" else sentence(in_words(inner))


def _field(
    name: str,
    one: Declaration,
    *,
    label: str,
    words: tuple[str | bool, ...] = (),
    choices: tuple[Choice, ...] = (),
    step: float | None = None,
) -> Field:
    if not words and one.scale == "binary":
        words = (False, True)
    if words:
        choices = tuple(Choice(word, _choice_in_words(word)) for word in words)
    blank = _blank(one)
    default: Value = one.default
    if words:
        default = words[int(one.default or 0)]
    elif one.default is not None and one.whole:
        default = int(one.default)
    return Field(
        name=name,
        parameter=one.name,
        label=label,
        symbol=one.symbol,
        unit="" if words else one.unit.partition(" (")[0] if blank else one.unit,
        kind=_kind(one, words),
        default=default,
        low=one.low,
        high=one.high,
        minimum=one.minimum,
        maximum=one.maximum,
        step=step or _step(one),
        choices=choices,
        blank=blank,
        acts=_acts(name),
        description=one.description,
        source=one.source,
    )


def _choice_in_words(word: str | bool) -> str:
    return ("On" if word else "Off") if isinstance(word, bool) else sentence(in_words(word))


def _kind(one: Declaration, words: tuple[str | bool, ...]) -> Kind:
    if words:
        return "switch" if words == (False, True) else "choice"
    if one.whole:
        return "whole"
    if one.minimum is None or one.maximum is None:
        return "number"
    return "share" if one.minimum >= 0 and one.maximum <= 1 else "number"


def _blank(one: Declaration) -> str | None:
    if one.default is None:
        return "as the structure"
    if one.default != NEVER:
        return None
    return "end of run" if one.name.endswith("end_week") else "never"


def _step(one: Declaration) -> float:
    """About a twentieth of the plausible range, in round numbers; 1 where only whole numbers make sense."""
    if one.whole:
        return 1.0
    span = (one.high - one.low) / 20 or max(abs(one.high) / 20, 0.01)
    power: float = 10.0 ** math.floor(math.log10(span))
    return float(f"{next(times for times in (1, 2, 5, 10) if times * power >= span * 0.999) * power:.3g}")


def _acts(name: str) -> Acts:
    """What a programme's block holds acts when the programme does; the structure changes in a way of its own."""
    at_once = name == POSITION or name.startswith(blocks.PREFIX) or changeable(name) is None
    return "from this week" if at_once else "only at the start"


def plausible(field: Field) -> str:
    """The plausible range in figures, without its unit."""
    if field.low == field.high:
        return number(field.low)
    return f"{number(field.low)} to {number(field.high)}"


def limits(field: Field) -> str:
    """Which numbers have a meaning in the field, in words."""
    least = "" if field.minimum is None else number(field.minimum)
    most = "" if field.maximum is None else number(field.maximum)
    kind = "whole numbers" if field.kind == "whole" else "numbers"
    if least and most:
        return f"{kind} from {least} to {most}"
    return f"{kind} from {least} up" if least else f"{kind} up to {most}" if most else f"any {kind[:-1]}"


def shown(field: Field, value: Value) -> str:
    """A value of the field in words or figures, without its unit."""
    if value is None or (field.blank is not None and value == NEVER):
        return field.blank or ""
    words = next((one.words for one in field.choices if one.value == value), None)
    if words is not None or isinstance(value, str | bool):
        return words or str(value)
    return number(value)
