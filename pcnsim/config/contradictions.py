"""Settings that are each right but cannot stand together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pcnsim.config import blocks
from pcnsim.config.configuration import Config
from pcnsim.config.layers import Fault, Setting
from pcnsim.config.programme_checks import programme_contradictions
from pcnsim.config.structure import SHARES

__all__ = ["contradictions"]


def contradictions(settings: Mapping[str, Setting], config: Config) -> list[Fault]:
    """Every contradiction among settings that are each right.

    settings: as given, with the factors of the design, lists of levels or ranges. config: made of them.
    """
    return [
        *_area(settings),
        *_structure(settings),
        *_start(settings),
        *_changes(settings),
        *(usual := list(programme_contradictions(settings, config))),
        *_new_values(settings, config, usual),
    ]


def _factor(settings: Mapping[str, Setting], name: str) -> Setting | None:
    return settings.get(f"experiment.factors.{name}")


def _area(settings: Mapping[str, Setting]) -> Iterator[Fault]:
    folder = settings.get("area.folder")
    if folder:
        for key in ("area.pcns", "area.practices_per_pcn", "area.seed"):
            if key in settings:
                text = (
                    "describes a synthetic area, but area.folder names one made before; keep one of the two"
                )
                yield Fault(settings[key].layer, key, text)
    elif "area.made_by" in settings:
        yield Fault(settings["area.made_by"].layer, "area.made_by", "needs area.folder, the folder it makes")
    for name in ("area.pcns", "area.practices_per_pcn"):
        factor = _factor(settings, name)
        if factor and (folder or _factor(settings, "area")):
            text = "varies the size of a synthetic area, but the area is a folder; take one of the two out"
            yield Fault(factor.layer, factor.place(f"experiment.factors.{name}"), text)


def _structure(settings: Mapping[str, Setting]) -> Iterator[Fault]:
    structure, position = _factor(settings, "structure"), _factor(settings, "network_position")
    if structure and position:
        text = "varies the same as the factor structure; keep one of the two"
        yield Fault(position.layer, "experiment.factors.network_position", text)
    factor = structure or position
    fixed = [share for share in SHARES if f"parameters.{share}" in settings or _factor(settings, share)]
    if factor and len(fixed) == len(SHARES):
        key = f"experiment.factors.{'structure' if structure else 'network_position'}"
        text = f"has no effect, because every share it sets is set itself ({', '.join(fixed)}); take some of them out"
        yield Fault(factor.layer, key, text)


def _start(settings: Mapping[str, Setting]) -> Iterator[Fault]:
    start = settings.get("start")
    if (start and start.value == "established") or _factor(settings, "start"):
        return
    text = (
        'describes the years before an established start, but start is "founding"; set start = "established"'
    )
    for key in ("established_structure", "experiment.factors.established_structure"):
        if key in settings:
            yield Fault(settings[key].layer, key, text)


def _changes(settings: Mapping[str, Setting]) -> Iterator[Fault]:
    changes = settings.get("structure_changes")
    if changes is None:
        return
    burn_in = _weeks(settings, "burn_in_weeks")
    named: dict[int, dict[str | None, int]] = {}
    for place, change in enumerate(changes.value, start=1):
        key = f"structure_changes[{place}]"
        week: int = change["week"]
        yield from _after_the_end(settings, changes.layer, key, week)
        if week < -burn_in:
            text = f"is {week}, before the start of the run (burn_in_weeks = {burn_in})"
            yield Fault(changes.layer, f"{key}.week", text)
        if change.get("structure") is None and not any(share in change for share in SHARES):
            yield Fault(changes.layer, key, "changes nothing; give structure or one of its shares")
        pcns = change.get("pcns")
        if pcns is not None and not pcns:
            yield Fault(changes.layer, f"{key}.pcns", "names no PCN; leave it out to change all")
        yield from _twice(changes.layer, key, pcns, named.setdefault(week, {}), week, place)


def _after_the_end(settings: Mapping[str, Setting], layer: str, key: str, week: int) -> Iterator[Fault]:
    weeks = _weeks(settings, "weeks")
    if week >= weeks:
        text = f"is {week}, after the end of the run (weeks = {weeks}: the last week is {weeks - 1})"
        yield Fault(layer, f"{key}.week", text)


def _weeks(settings: Mapping[str, Setting], name: str) -> int:
    weeks: int = settings[name].value if name in settings else Config.model_fields[name].default
    return weeks


def _new_values(settings: Mapping[str, Setting], config: Config, usual: list[Fault]) -> Iterator[Fault]:
    """What new values of parameters contradict from their week on, other than what is wrong without them.

    A factor that varies such a parameter says nothing of the weeks after: the change wins in every arm.
    """
    given = settings.get("parameter_changes")
    if given is None:
        return
    places = {entry["week"]: place for place, entry in enumerate(given.value, start=1)}
    now = dict(settings)
    told = set(usual)
    for change in config.parameter_changes:
        key = f"parameter_changes[{places[change.week]}]"
        yield from _after_the_end(settings, given.layer, key, change.week)
        for name, value in change.parameters.items():
            for factor in (name, blocks.key_of(name)):
                now.pop(f"experiment.factors.{factor}", None)
            now[f"parameters.{name}"] = Setting(value, given.layer, f"{key}.{blocks.key_of(name) or name}")
        for fault in programme_contradictions(now, config):
            if fault in told:
                continue
            told.add(fault)
            if fault.key.startswith(key):
                yield fault
            else:
                yield Fault(given.layer, key, f"contradicts {fault.key}, which {fault.sentence}")


def _twice(
    layer: str, key: str, pcns: Any, named: dict[str | None, int], week: int, place: int
) -> Iterator[Fault]:
    for pcn in [None] if pcns is None else pcns:
        who = "all PCNs" if pcn is None else f"PCN {pcn}"
        other = named.get(pcn)
        if other is None and named:
            # Who is changed twice where one change is for all and another for some.
            other = next(iter(named.values())) if pcn is None else named.get(None)
        if other is not None:
            text = f"changes {who} in week {week}, which structure_changes[{other}] does too; make them one change"
            yield Fault(layer, f"{key}.pcns", text)
        named.setdefault(pcn, place)
