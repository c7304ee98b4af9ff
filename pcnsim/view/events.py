"""What happens in a run and when, told from its config: structures, programmes, shocks and parameters that change.

An event has the week at whose start it acts. A config says when outside money ends and when a review is held; what the
review decides depends on the run, so its event says that much and no more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from pcnsim.config import blocks
from pcnsim.config.parameters import PROGRAMMES, declared
from pcnsim.config.structure import NAMED_STRUCTURES, SHARES

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.config.configuration import StructureChange
    from pcnsim.config.parameters import Parameters

__all__ = ["TOLD", "Event", "Kind", "events_of"]

Kind = Literal["contract", "structure", "programme", "shock", "parameter"]

MOST_VALUES: Final = 3
"""Values named of parameters that change in one week."""

SURGE_OVER: Final = "surge over"

STOP, REVIEW = 0, 1
"""What the keys `at_year_end` and `after_first_year` say: posts end, or a review decides."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at the start of a week.

    until: the week in which it is over, where it is a spell that is worth shading; None for a moment.
    """

    week: int
    text: str
    kind: Kind
    until: int | None = None


def events_of(config: Config) -> tuple[Event, ...]:
    """All that a config makes happen before its last week, in order of weeks.

    What programmes do in a week follows from the parameters that hold in it.
    """
    from pcnsim.model.stretches import parameters_over_time

    found = [_contract(config), *_structures(config), *_parameters(config)]
    over_time = parameters_over_time(config)
    ends = [first for first, _ in over_time[1:]]
    for (first, parameters), end in zip(over_time, [*ends, config.weeks], strict=True):
        found += [event for event in _programmes(parameters) if first <= event.week < end]
    return tuple(_as_it_ends(event, found) for event in sorted(found, key=_week) if event.week < config.weeks)


def _programmes(parameters: Parameters) -> Iterator[Event]:
    for name, programme in PROGRAMMES.items():
        if getattr(parameters, programme.switch):
            yield from TOLD[name](parameters)
    yield from _additional_roles(parameters)


def _week(event: Event) -> int:
    return event.week


def _as_it_ends(event: Event, found: Sequence[Event]) -> Event:
    """A spell with the week in which it is over, which may have been moved after it began."""
    if event.until is None:
        return event
    ends = [one.week for one in found if one.text == SURGE_OVER and one.week > event.week]
    return replace(event, until=min(ends)) if ends else event


# ---------------------------------------------------------------------- contract, structure, parameters


def _contract(config: Config) -> Event:
    if config.start == "founding":
        return Event(0, "network contract starts", "contract")
    text = "start of the run, networks established"
    if config.structure_before != config.structure:
        text += f"; {_named(config.established_structure)} until now"
    return Event(0, text, "contract")


def _named(point: str | float) -> str:
    if isinstance(point, str):
        return point
    return next((name for name, place in NAMED_STRUCTURES.items() if place == point), f"structure {point:g}")


def _structures(config: Config) -> Iterator[Event]:
    for change in config.structure_changes:
        yield Event(change.week, _change(change), "structure")


def _change(change: StructureChange) -> str:
    shares = {share: getattr(change, share) for share in SHARES}
    told = [f"{share.replace('_', ' ')} {value:g}" for share, value in shares.items() if value is not None]
    text = ", ".join(told)
    if change.structure is not None:
        text = f"change to {_named(change.structure)}" + (f" with {text}" if text else "")
    if change.pcns is not None:
        count = len(change.pcns)
        text += f" in {count} PCNs" if count != 1 else f" in PCN {change.pcns[0]}"
    return text


def _parameters(config: Config) -> Iterator[Event]:
    for change in config.parameter_changes:
        values = change.parameters
        told = [_value(name, value) for name, value in list(values.items())[:MOST_VALUES]]
        if len(values) > MOST_VALUES:
            told.append(f"{len(values) - MOST_VALUES} more")
        yield Event(change.week, ", ".join(told), "parameter")


def _value(name: str, value: Any) -> str:
    """A parameter and its new value as people write them."""
    key = blocks.key_of(name)
    if key is not None:
        programme, inner = blocks.programme_of(key)
        if inner == "enabled":
            return f"{PROGRAMMES[programme].title} {'on' if value else 'off'}"
        shown = blocks.shown(key, value)
        number = shown.replace("_", " ") if isinstance(shown, str) else f"{shown:g}"
        return f"{programme} {inner} {number}".replace("_", " ")
    declaration = declared().get(name)
    unit = (
        ""
        if declaration is None or declaration.unit in ("share", "0-1", "switch")
        else f" {declaration.unit}"
    )
    return f"{name.replace('_', ' ')} {value:g}{unit}" if value is not None else f"{name} as the structure"


def _additional_roles(p: Parameters) -> Iterator[Event]:
    """Additional roles are no programme, but their money may begin late and end."""
    if not p.additional_roles or p.additional_roles_start_week >= p.additional_roles_end_week:
        return
    if p.additional_roles_start_week > 0:
        yield Event(p.additional_roles_start_week, "additional roles are paid for from now", "programme")
    yield Event(p.additional_roles_end_week, "additional roles are paid for no longer", "programme")


# ---------------------------------------------------------------------- programmes


def _spell(
    begin: str, end: str, texts: tuple[str, str], kind: Kind = "programme", *, shade: bool = False
) -> _Told:
    """A programme that acts from the week in parameter `begin` up to, but not in, that in `end`."""

    def told(p: Parameters) -> Iterator[Event]:
        first, last = int(getattr(p, begin)), int(getattr(p, end))
        if first < last:
            yield Event(first, texts[0], kind, last if shade else None)
            yield Event(last, texts[1], kind)

    return told


def _deputies(p: Parameters) -> Iterator[Event]:
    first, last = p.deputy_start_week, p.deputy_end_week
    if first >= last:
        return
    yield Event(first, "deputy directors on outside money", "programme")
    money_ends = first + math.ceil(p.deputy_weeks)
    if money_ends < last:
        then = {
            STOP: "their posts end",
            REVIEW: "each PCN reviews whether to pay",
        }.get(p.deputy_policy, "PCNs pay while they can")
        yield Event(money_ends, f"deputies' outside money ends; {then}", "programme")
    if p.deputy_policy != STOP or last <= money_ends:
        yield Event(last, "all deputies stop", "programme")


def _network_roles(p: Parameters) -> Iterator[Event]:
    first, last = p.network_role_start_week, p.network_role_end_week
    if first >= last:
        return
    yield Event(first, "network-role GPs start", "programme")
    year, whole = first + p.network_role_first_weeks, first + p.network_role_weeks
    if p.network_role_policy == STOP or whole <= year:
        over = min(year, last)
    else:
        over = min(whole, last)
        if year < over:
            word = "a review decides which are extended" if p.network_role_policy == REVIEW else "extended"
            yield Event(year, f"network-role GPs: first year over, {word}", "programme")
    if first <= p.network_role_transfer_week < over:
        where = blocks.shown("programmes.network_role_gps.transfer_to", p.network_role_transfer_to)
        yield Event(
            p.network_role_transfer_week,
            f"network-role GPs move: {str(where).replace('_', ' ')}",
            "programme",
        )
    yield Event(over, "network-role GPs end", "programme")


def _focus(p: Parameters) -> Iterator[Event]:
    if p.focus_change_week < p.focus_change_end_week:
        towards = "community" if p.focus_after_change > p.external_focus else "practices"
        text = f"focus on {towards}, {p.focus_after_change:g}"
        yield Event(p.focus_change_week, text, "programme")
        yield Event(p.focus_change_end_week, "focus as before", "programme")


def _cut(p: Parameters) -> Iterator[Event]:
    if p.cut_week < p.cut_end_week:
        roles = ", additional roles end" if p.cut_additional_roles else ""
        text = f"contract money stops, {p.coordination_after_cut:.0%} of coordination money left{roles}"
        yield Event(p.cut_week, text.replace("%", " %"), "shock")
        yield Event(p.cut_end_week, "contract money comes back", "shock")


def _surge(p: Parameters) -> Iterator[Event]:
    if p.surge_start_week < p.surge_end_week:
        text = f"demand surges by {100 * p.surge_size:g} %"
        yield Event(p.surge_start_week, text, "shock", p.surge_end_week)
        yield Event(p.surge_end_week, SURGE_OVER, "shock")


def _closure(p: Parameters) -> Iterator[Event]:
    rank = "the largest practice" if p.closure_rank == 1 else f"practice number {p.closure_rank} by list"
    yield Event(p.closure_week, f"{rank} closes, if its PCN has another", "shock")


def _breach(p: Parameters) -> Iterator[Event]:
    owner = str(blocks.shown("programmes.breach_of_trust.owner", p.breach_owner)).replace("_", " ")
    yield Event(p.breach_week, f"breach of trust by the {owner}", "shock")


def _deadline(p: Parameters) -> Iterator[Event]:
    yield Event(p.contract_deadline_week, "deadline for agreement and account", "programme")


_Told = Callable[["Parameters"], Iterator[Event]]

TOLD: Final[dict[str, _Told]] = {
    "network_role_gps": _network_roles,
    "deputy_directors": _deputies,
    "development_support": _spell(
        "development_start_week",
        "development_end_week",
        ("support for embryonic networks starts", "support for embryonic networks ends"),
    ),
    "contract_deadline": _deadline,
    "money_by_bids": _spell(
        "bids_start_week", "bids_end_week", ("part of the money goes by bids", "all money by formula again")
    ),
    "footprint": _spell(
        "footprint_start_week",
        "footprint_end_week",
        ("community teams move to PCN footprints", "community teams move back to hubs"),
    ),
    "redesign": _spell(
        "redesign_start_week",
        "redesign_end_week",
        ("PCNs that are ready may redesign care", "no further PCN redesigns care"),
    ),
    "change_of_focus": _focus,
    "executive": _spell(
        "executive_start_week", "executive_end_week", ("local executive starts", "local executive ends")
    ),
    "funding_cut": _cut,
    "winter_surge": _surge,
    "practice_closure": _closure,
    "breach_of_trust": _breach,
}
"""For every programme what it makes happen, from the parameters of a config that has it switched on."""
