"""What typing into the fields does to a session: which change it makes, when it acts, and what to tell about it.

Nothing of the screen is here. A field of the structure, a parameter or a programme is entered as text; the session is
changed, or the answer says in words why not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config import InputError, blocks
from pcnsim.config.changes import changeable
from pcnsim.config.parameters import NEVER, PROGRAMMES, Parameters
from pcnsim.config.structure import SHARES, Structure, position_of
from pcnsim.view.app.fields import POSITION, Field, Value, field_of
from pcnsim.view.app.typed import parse
from pcnsim.view.app.wording import in_words

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.view.app.session import Session

__all__ = ["Told", "enter", "position_at", "state_of", "value_now"]

_WEEKS: Final = ("start_week", "week", "end_week", "transfer_week")
"""Keys that are weeks of the run."""


@dataclass(frozen=True, slots=True)
class Told:
    """What to tell below a field: a problem, nothing having been done; a note on when the value acts."""

    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """Whether a programme is in force or will be, and since when or until when, in few words."""

    on: bool
    words: str


def enter(session: Session, name: str, text: str) -> Told:
    """Do what somebody means who types `text` into the field `name`; the session stays as it is where it cannot be."""
    field = field_of(name)
    answer = parse(field, text)
    if answer.problem is not None:
        return Told(problem=answer.problem)
    with session.lock:  # while it plays, the week that comes next must not go by in between
        if answer.value == value_now(session.config, field, session.week) and name not in session.at_reset:
            return Told()
        try:
            return _do(session, field, answer.value)
        except InputError as error:
            return Told(problem=_in_words(error, field))


def value_now(config: Config, field: Field, week: int) -> Value:
    """What the field holds in a week; None where PCNs differ in structure."""
    if field.name == POSITION:
        return position_at(config, week)
    if field.programme is not None and field.key == "enabled":
        return state_of(config, field.programme, week).on
    return field.value_in(config.parameters_at(week))


def position_at(config: Config, week: int) -> float | None:
    """The place on the line in a week; None where shares are set apart from it or PCNs differ."""
    start = config.parameters.network_position
    position = start if config.structure == Structure.at(start) else None
    for change in config.structure_changes:
        if change.week <= max(week, 0):
            whole = change.pcns is None and all(getattr(change, share) is None for share in SHARES)
            position = None if change.structure is None or not whole else position_of(change.structure)
    return position


def state_of(config: Config, programme: str, week: int) -> State:
    """How it stands with a programme in the week that comes next."""
    numbers = _numbers(config.parameters_at(week), programme)
    if not numbers["enabled"]:
        return State(False, "")
    begins, ends = _begins(numbers), numbers.get("end_week", NEVER)
    if "week" in numbers:
        return State(True, f"in week {begins}")
    if ends <= week and begins < week:
        return State(False, f"was in force in weeks {begins} to {ends - 1}")
    until = "" if ends == NEVER else f" to {ends - 1}"
    if not until:
        return State(True, f"from week {begins}" if begins >= week else f"since week {begins}")
    return State(True, f"weeks {begins}{until}")


def _do(session: Session, field: Field, value: Value) -> Told:
    waits = field.programme is None and field.acts == "only at the start"
    off = field.programme is not None and not state_of(session.config, field.programme, session.week).on
    if session.ended and not waits and (not off or field.key == "enabled"):
        raise InputError("the run has ended", remedy="press Reset to begin again, with more weeks if need be")
    if field.name == POSITION:
        session.change(structure=value)
        return Told()
    if field.programme is None:
        # A switch outside a block is written as 0 or 1.
        value = int(value) if isinstance(value, bool) else value
        if value is None or (session.week > 0 and waits):
            session.later({field.name: value})  # type: ignore[dict-item]
            if session.week <= 0:
                session.restart()
        else:
            session.change(parameters={field.name: value})  # type: ignore[dict-item]
        return Told()
    programme = field.programme
    numbers = _numbers(session.config.parameters_at(session.week), programme)
    begun = bool(numbers["enabled"]) and _begins(numbers) < session.week
    if field.key == "enabled":
        keys = _switched_on(session, programme, numbers) if value else _switched_off(session, numbers)
        session.change(programme=(programme, keys))
        return Told()
    _refuse_what_is_behind(session, field, value, numbers, begun)
    if begun and field.key != "end_week" and changeable(field.name) is None:
        session.change(parameters={field.name: value})  # type: ignore[dict-item]
    else:
        session.change(programme=(programme, {field.key: value}))
    if not numbers["enabled"]:
        return Told(note="Kept until the programme is switched on.")
    return Told()


def _switched_on(session: Session, programme: str, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Keys that begin a programme in the week that comes next, or in the later week that was typed.

    At week 0 it begins when the programme says by itself. An end that has not been typed keeps its distance.
    """
    week = session.week
    if numbers["enabled"]:
        begins, ends = _begins(numbers), numbers.get("end_week", NEVER)
        if ends == week:
            again: dict[str, Any] = {"end_week": _default(programme, "end_week")}
            if numbers.get("funded_weeks") == week - begins:
                again["funded_weeks"] = _default(programme, "funded_weeks")
            return again
        raise InputError(
            f"it was in force in weeks {begins} to {ends - 1}, and a run has it once",
            remedy="remove it in the list of changes, and switch it on anew",
        )
    keys: dict[str, Any] = {"enabled": True}
    key = PROGRAMMES[programme].begin_key
    usual = _default(programme, key)
    begins = numbers[key]
    if week > 0 and (begins == usual or begins < week):
        keys[key] = begins = week
    ends = numbers.get("end_week", NEVER)
    if ends != NEVER and ends == _default(programme, "end_week") and begins != usual:
        keys["end_week"] = ends + begins - usual
    return keys


def _switched_off(session: Session, numbers: Mapping[str, int]) -> dict[str, Any]:
    """Keys that end a programme with this week: what it has done stays done."""
    week, begins = session.week, _begins(numbers)
    if begins >= week:
        return {"enabled": False}
    if "end_week" not in numbers:
        raise InputError(
            f"it happened in week {begins}",
            remedy="remove it in the list of changes to run the weeks without it",
        )
    keys: dict[str, Any] = {"end_week": week}
    if numbers.get("funded_weeks", 0) > week - begins:
        keys["funded_weeks"] = week - begins
    if week <= numbers.get("transfer_week", NEVER) < NEVER:
        keys |= {"transfer_week": NEVER, "transfer_to": "next_place"}  # nobody is there to move
    return keys


def _refuse_what_is_behind(
    session: Session, field: Field, value: Value, numbers: Mapping[str, int], begun: bool
) -> None:
    """Weeks that have been run cannot be changed: a file would then say other than what was run."""
    if not numbers["enabled"] or session.week <= 0:
        return
    week = session.week
    if begun and "week" in numbers:
        raise InputError(
            f"it happened in week {_begins(numbers)}",
            remedy="remove it in the list of changes, and switch it on anew",
        )
    if field.key == "start_week" and begun:
        raise InputError(
            f"it began in week {_begins(numbers)}, which has been run",
            remedy="remove it in the list of changes, and switch it on anew",
        )
    typed = value if isinstance(value, int | float) else 0
    if field.key in _WEEKS and typed < week:
        raise InputError(f"week {typed:g} has been run", remedy=f"type week {week} or later")
    if field.key == "end_week" and begun and numbers["end_week"] < week:
        raise InputError(
            f"it ended in week {numbers['end_week']}, which has been run",
            remedy="remove it in the list of changes, and switch it on anew",
        )


def _numbers(parameters: Parameters, programme: str) -> dict[str, int]:
    """Weeks and switches of a programme by key."""
    keys = PROGRAMMES[programme].keys
    wanted = ("enabled", *_WEEKS, "funded_weeks")
    return {key: int(parameters.value(keys[key]) or 0) for key in wanted if key in keys}


def _begins(numbers: Mapping[str, int]) -> int:
    return numbers["start_week"] if "start_week" in numbers else numbers["week"]


def _default(programme: str, key: str) -> int:
    default = field_of(PROGRAMMES[programme].keys[key]).default
    assert isinstance(default, int | float)
    return int(default)


def _in_words(error: InputError, field: Field) -> str:
    """The message with labels for names, as they stand on the page."""
    where = error.where or ""
    if not where or field.name in where or where.endswith(field.parameter):
        place = field.label
    elif where in blocks.block_keys():
        place = field_of(where).label
    else:
        place = where
    message = str(InputError(error.what, where=place, remedy=error.remedy))
    keys = PROGRAMMES[field.programme].keys if field.programme else ()
    message = re.sub(
        r"\b[a-z]+(_[a-z]+)+\b", lambda found: in_words(found[0]) if found[0] in keys else found[0], message
    )
    return message if message.endswith((".", "?")) else f"{message}."
