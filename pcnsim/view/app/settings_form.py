"""The settings panel as plain values for the browser: fields and headings once, what they hold with every change."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config.parameters import NEVER, PROGRAMMES, Declaration, declared
from pcnsim.config.structure import SHARES, position_of
from pcnsim.view.app.fields import (
    POSITION,
    Field,
    ProgrammeGroup,
    Value,
    field_of,
    main_groups,
    programme_groups,
    shown,
    structure_field,
)
from pcnsim.view.app.settings import position_at, state_of, value_now
from pcnsim.view.app.typed import caution, text_of
from pcnsim.view.app.wording import in_words, number, position_in_words, sentence, submodel_title

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.view.app.session import Scheduled, Session

__all__ = ["as_plain", "form", "key_of_change", "now", "text_in"]

MOST_NAMED: Final = 4
"""PCNs that a change of their structure names; of more it says how many."""


@functools.cache
def form() -> dict[str, Any]:
    """What does not change: the structure, the programmes and the main parameters, as groups of fields."""
    programmes = [
        {
            "id": one.name,
            "title": one.title,
            "fields": [_switch(one), *(as_plain(field) for field in one.fields)],
        }
        for one in programme_groups()
    ]
    groups = [
        {
            "id": f"group-{place}",
            "title": group.title,
            "fields": [as_plain(field) for field in group.fields],
        }
        for place, group in enumerate(main_groups())
    ]
    return {"structure": as_plain(structure_field()), "programmes": programmes, "groups": groups}


@functools.cache
def as_plain(field: Field, apart: bool = False) -> dict[str, Any]:
    """One field; `apart` from its group it says where it belongs."""
    one = declared()[field.parameter]
    default = shown(field, field.default)
    return {
        "name": field.name,
        "label": field.label,
        "belongs": _belongs(field, one) if apart else "",
        "unit": field.unit,
        "kind": field.kind,
        "default": default,
        "hint": _hint(field, default),
        "blank": field.blank or "",
        "step": field.step,
        "choices": [{"value": str(choice.value), "words": choice.words} for choice in field.choices],
        "description": field.description,
        "facts": [list(fact) for fact in field.facts],
        "assumed": field.is_assumption,
    }


def _hint(field: Field, default: str) -> str:
    """The line below a field; empty where choices say all."""
    if field.choices:
        return ""
    unit = "" if field.unit == "week" else field.unit
    return " · ".join(part for part in (unit, f"default {default}") if part)


def _switch(group: ProgrammeGroup) -> dict[str, Any]:
    """The switch of a programme: what it does in a line below it, and why there is such a programme as its help."""
    plain = as_plain(group.switch)
    return {**plain, "hint": plain["description"], "description": group.why}


def now(session: Session, extra: Iterable[Field] = ()) -> dict[str, Any]:
    """What changes: the text in every field now and as the page began, cautions, states, changes so far.

    extra: fields shown beside those of the form.
    """
    shown_fields = tuple(extra)
    return {
        "values": values(session, shown_fields),
        "original": original(session, shown_fields),
        "cautions": cautions(session, shown_fields),
        "waiting": list(session.at_reset),
        "states": states(session),
        "structure": structure_now(session),
        "changes": changes(session),
    }


def values(session: Session, extra: Iterable[Field] = ()) -> dict[str, str]:
    """The text in every field, by name: a word of the block, `true` or `false`, figures, empty for a blank one."""
    return _texts(session.config, session.week, extra) | {
        name: text_in(field_of(name), value) for name, value in session.at_reset.items()
    }


def cautions(session: Session, extra: Iterable[Field] = ()) -> dict[str, str]:
    """What to be told about values outside their plausible range, by field."""
    parameters = session.config.parameters_at(session.week)
    told = {
        field.name: caution(field, session.at_reset.get(field.name, field.value_in(parameters)))
        for field in (*_always(), *extra)
    }
    return {name: text for name, text in told.items() if text is not None}


def original(session: Session, extra: Iterable[Field] = ()) -> dict[str, str]:
    """The same as the page began."""
    return _texts(session.original, 0, extra)


def _texts(config: Config, week: int, extra: Iterable[Field]) -> dict[str, str]:
    parameters = config.parameters_at(week)
    found = {}
    for field in (*_always(), *extra):
        plain = field.name == POSITION or (field.programme is not None and field.key == "enabled")
        value = value_now(config, field, week) if plain else field.value_in(parameters)
        found[field.name] = text_in(field, value)
    return found


def text_in(field: Field, value: Value) -> str:
    """A value as the browser has it: a word of the block, `true` or `false`, figures, empty for a blank one."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else text_of(field, value)


@functools.cache
def _always() -> tuple[Field, ...]:
    """Fields that are there without a search."""
    mains = [field for group in main_groups() for field in group.fields]
    programmes = [field for one in programme_groups() for field in (one.switch, *one.fields)]
    return (structure_field(), *mains, *programmes)


def states(session: Session) -> dict[str, str]:
    """Since when or until when each programme is in force, in few words; empty where it is off."""
    return {name: state_of(session.config, name, session.week).words for name in PROGRAMMES}


def structure_now(session: Session) -> str:
    """The structure of this week in words."""
    position = position_at(session.config, session.week)
    return (
        "Not one place on the line: shares or PCNs differ"
        if position is None
        else position_in_words(position)
    )


def title_now(session: Session) -> str:
    """Area and structure of this week, as the title of a picture.

    The seed that a synthetic area was drawn with follows from the page's own, and would be taken for it.
    """
    return sentence(f"{session.frame.area.name.partition(', seed ')[0]}: {structure_now(session)}")


def changes(session: Session) -> list[dict[str, str]]:
    """Changes and programmes by week, in words, each with a key by which it is removed."""
    return [
        {"key": key_of_change(one), "text": _change_in_words(one, session.config)}
        for one in session.scheduled()
    ]


def key_of_change(one: Scheduled) -> str:
    """Text that tells one change from the others."""
    return f"{one.week}|{one.kind}|{one.name}|{','.join(one.pcns or ())}"


def _change_in_words(one: Scheduled, config: Config) -> str:
    if one.kind == "programme":
        programme = PROGRAMMES[one.name]
        if "start_week" not in programme.keys:
            return f"Week {one.week}: {programme.title}"
        end = field_of(programme.keys["end_week"])
        over = end.value_in(config.parameters)
        until = "" if over == NEVER else f", over by week {shown(end, over)}"
        return f"Week {one.week}: start of {programme.title}{until}"
    if one.kind == "structure":
        return f"Week {one.week}: {_structure_in_words(one, config)}"
    field = field_of(one.name)
    before_it, after_it = (
        shown(field, field.value_in(config.parameters_at(week))) for week in (one.week - 1, one.week)
    )
    name = (
        field.label
        if field.programme is None
        else f"{PROGRAMMES[field.programme].title}, {field.label.lower()}"
    )
    return f"Week {one.week}: {name} {before_it} → {after_it}"


def _structure_in_words(one: Scheduled, config: Config) -> str:
    """Such as "structure hybrid → network" or "structure of PCN N0001, meeting share → 0.2"."""
    change = next(
        change for change in config.structure_changes if (change.week, change.pcns) == (one.week, one.pcns)
    )
    text = "structure"
    if one.pcns is not None:
        more = f" and {len(one.pcns) - MOST_NAMED} more" if len(one.pcns) > MOST_NAMED else ""
        text += f" of PCN{'s' if len(one.pcns) > 1 else ''} {', '.join(one.pcns[:MOST_NAMED])}{more}"
    if change.structure is not None:
        before = position_at(config, one.week - 1) if one.week > 0 else config.parameters.network_position
        text += f" {_position(before)} →" if one.pcns is None else " →"
        text += f" {_position(position_of(change.structure))}"
    shares = {share: getattr(change, share) for share in SHARES}
    return text + "".join(
        f", {in_words(share)} → {number(value)}" for share, value in shares.items() if value is not None
    )


def _position(position: float | None) -> str:
    if position is None:
        return "mixed"
    words = position_in_words(position)
    return words.lower() if "(" not in words else number(position)


def _belongs(field: Field, one: Declaration) -> str:
    if field.programme is not None:
        return sentence(PROGRAMMES[field.programme].title)
    return submodel_title(one.submodel)
