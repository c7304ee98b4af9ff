"""Settings of programmes that are each right but cannot stand together: weeks, sizes, switches that undo one another.

Only programmes that are switched on are looked at, in every arm of the design that differs in something they use; the
settings of a programme that is off may be anything. A rule gives the keys to blame in order of preference; the one
that was given, in a block, under [parameters] or as a factor, is the place of the message.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pcnsim.config import blocks
from pcnsim.config.arms import arms
from pcnsim.config.configuration import Config, Level
from pcnsim.config.constraints import Constraints, names_in
from pcnsim.config.layers import Fault, Setting
from pcnsim.config.parameters import NEVER, PROGRAMMES, declared
from pcnsim.config.structure import SHARES

__all__ = ["programme_contradictions"]

_FACTORS = "experiment.factors."
_MOST_ARMS = 5_000
"""Arms looked at for one programme: what is left out of a larger design differs in the same ways."""

Blame = tuple[tuple[str, str], ...]
"""Keys of the block with what to say after "is 10, ", the first one given is used."""


@dataclass(frozen=True)
class _Arm:
    """One programme's values in one arm: by key of its block, and the run around it."""

    values: Mapping[str, float]
    weeks: int
    established: bool
    others: Mapping[str, float]

    def __getitem__(self, key: str) -> float:
        return self.values[key]


def programme_contradictions(settings: Mapping[str, Setting], config: Config) -> Iterator[Fault]:
    """Every contradiction in programmes; `settings` are known, and parameters of blocks are numbers.

    Only arms that the design has are looked at. Where ranges are sampled, some points may contradict themselves (a
    programme that ends before it starts never acts); only what is wrong wherever in the ranges is told. Programmes
    of which a sweep draws or drew something are not looked at.
    """
    factors = {
        blocks.parameter_of(key.removeprefix(_FACTORS)): key for key in settings if key.startswith(_FACTORS)
    }
    yield from _varied_twice(settings)
    for name in PROGRAMMES:
        yield from _programme(name, settings, factors, config)


def _varied_twice(settings: Mapping[str, Setting]) -> Iterator[Fault]:
    for key, parameter in blocks.block_keys().items():
        one, other = f"{_FACTORS}{key}", f"{_FACTORS}{parameter}"
        if one in settings and other in settings:
            text = f"varies the same as the factor {key}; keep one of the two"
            yield Fault(settings[other].layer, other, text)


def _programme(
    name: str, settings: Mapping[str, Setting], factors: Mapping[str, str], config: Config
) -> Iterator[Fault]:
    programme = PROGRAMMES[name]
    base = {key: _value(settings, parameter) for key, parameter in programme.keys.items()}
    varied = {key: factors[one] for key, one in programme.keys.items() if one in factors}
    drawn = set(config.experiment.design.drawn)
    if not base["enabled"] and "enabled" not in varied:
        for factor in varied.values():
            if blocks.parameter_of(factor.removeprefix(_FACTORS)) not in drawn:
                setting = settings[factor]
                text = f"has no effect while the programme is off; set {blocks.PREFIX}{name}.enabled = true, or vary it"
                yield Fault(setting.layer, setting.place(factor), text)
        return
    if drawn.intersection(programme.keys.values()):
        return
    weeks = int(settings["weeks"].value) if "weeks" in settings else Config.model_fields["weeks"].default
    others = {} if "external_focus" in factors else {"focus": _value(settings, "external_focus")}
    start = _start(settings)
    for together in itertools.islice(_arms(varied, config), _MOST_ARMS):
        told: list[tuple[_Arm, Blame]] = []
        for levels in together:
            values = base | {
                key: _number(factor, levels) for key, factor in varied.items() if _in(factor, levels)
            }
            arm = _Arm(values, weeks, levels.get("start", start) == "established", others)
            rules = (_weeks, _RULES[name]) if name in _RULES else (_weeks,)
            found = [blame for rule in rules for blame in rule(arm)] if values["enabled"] else []
            if not found:
                break
            told = told or [(arm, blame) for blame in found]
        else:
            if told:
                yield from (_fault(name, blame, arm, settings, varied) for arm, blame in told)
                return


def _arms(varied: Mapping[str, str], config: Config) -> Iterator[list[dict[str, Level]]]:
    """Arms by the factors that matter to a programme, without those that a constraint leaves out."""
    names = {"start", *(factor.removeprefix(_FACTORS) for factor in varied.values())}
    texts = config.experiment.design.constraints
    if not texts:
        yield from arms(config.experiment, names)
        return
    named = {blocks.parameter_of(name) for text in texts for name in names_in(text)}
    named |= {"structure"} if named & {"network_position", *SHARES} else set()
    names |= {name for name in config.experiment.factors if blocks.parameter_of(name) in named}
    constraints = Constraints(texts, config)
    for together in arms(config.experiment, names):
        if left := [levels for levels in together if constraints.broken(levels) is None]:
            yield left


def _in(factor: str, levels: Mapping[str, Level]) -> bool:
    return factor.removeprefix(_FACTORS) in levels


def _number(factor: str, levels: Mapping[str, Level]) -> float:
    key = factor.removeprefix(_FACTORS)
    level = levels[key]
    return float(blocks.number_of(key, level) if key in blocks.block_keys() else level)


def _value(settings: Mapping[str, Setting], parameter: str) -> float:
    setting = settings.get(f"parameters.{parameter}")
    default = declared()[parameter].default
    return float(setting.value if setting else default or 0)


def _start(settings: Mapping[str, Setting]) -> Any:
    return settings["start"].value if "start" in settings else "founding"


def _fault(
    name: str, blame: Blame, arm: _Arm, settings: Mapping[str, Setting], varied: Mapping[str, str]
) -> Fault:
    """The fault at the first of the keys that was given, else at the switch."""
    keys = PROGRAMMES[name].keys
    for key, text in blame:
        value = blocks.shown(f"{blocks.PREFIX}{name}.{key}", arm[key])
        said = str(value).lower() if isinstance(value, bool | str) else f"{value:g}"
        setting = settings.get(varied.get(key, f"parameters.{keys[key]}"))
        if setting is not None:
            place = setting.place(varied.get(key) or f"parameters.{keys[key]}")
            return Fault(setting.layer, place, f"{'has the level' if key in varied else 'is'} {said}, {text}")
    key, text = blame[0]
    switch = varied.get("enabled", f"parameters.{keys['enabled']}")
    setting = settings[switch]
    default = f"{declared()[keys[key]].default:g}"
    words = blocks.words_of(f"{blocks.PREFIX}{name}.{key}")
    default = str(words[int(arm[key])]).lower() if words else default
    return Fault(setting.layer, setting.place(switch), f"{key} is {default} by default, {text}")


def _weeks(arm: _Arm) -> Iterator[Blame]:
    """A programme starts before the run ends, and ends after it starts."""
    run = f"after the end of the run (weeks = {arm.weeks}: the last week is {arm.weeks - 1})"
    for key in ("start_week", "week"):
        if arm.values.get(key, 0) >= arm.weeks:
            yield ((key, f"{run}; choose an earlier week, or make the run longer"),)
    if "end_week" in arm.values and arm["end_week"] <= arm["start_week"]:
        start, end = arm["start_week"], arm["end_week"]
        yield (
            ("end_week", f"but the programme starts in week {start:g} (start_week); end it later than that"),
            ("start_week", f"but the programme ends in week {end:g} (end_week); give a later end_week too"),
        )


def _network_roles(arm: _Arm) -> Iterator[Blame]:
    move, start = arm["transfer_week"], arm["start_week"]
    extended = arm["after_first_year"] != 0
    over = start + (arm["weeks"] if extended else arm["first_weeks"])
    if extended and arm["weeks"] <= arm["first_weeks"]:
        first = f"{arm['first_weeks']:g}"
        yield (
            (
                "weeks",
                f"no longer than the first {first} weeks (first_weeks), so nothing is extended; raise it",
            ),
            (
                "first_weeks",
                f"but the extended scheme lasts {arm['weeks']:g} weeks (weeks) in all; raise weeks",
            ),
        )
    if move >= NEVER:
        if arm["transfer_to"] != 0:
            yield (("transfer_to", "but nobody moves; say when with transfer_week"),)
        return
    if move <= start:
        text = f"but the scheme starts in week {start:g} (start_week); move them later than that"
        yield (("transfer_week", text),)
    elif move >= min(over, arm["end_week"]):
        last = f"the scheme is over by week {min(over, arm['end_week']):g}"
        yield (("transfer_week", f"but {last}; move them earlier, or let it last longer (weeks, end_week)"),)
    elif move >= arm.weeks:
        yield (("transfer_week", f"after the end of the run (weeks = {arm.weeks}); choose an earlier week"),)
    if arm["transfer_to"] == arm["specialty"] + 1:
        yield (("transfer_to", "which is their specialty already (specialty); choose another"),)


def _deputies(arm: _Arm) -> Iterator[Blame]:
    window = arm["end_week"] - arm["start_week"]
    if 0 < window < arm["funded_weeks"]:
        funded = f"{arm['funded_weeks']:g}"
        yield (
            ("funded_weeks", f"longer than the {window:g} weeks from start_week to end_week; fund no more"),
            (
                "end_week",
                f"before the money for {funded} weeks (funded_weeks) ends; end it later or fund fewer",
            ),
        )


def _deadline(arm: _Arm) -> Iterator[Blame]:
    if arm.established:
        text = (
            "but an established start has its agreements and accounts; leave it off, or set start = founding"
        )
        yield (("enabled", text),)


def _bids(arm: _Arm) -> Iterator[Blame]:
    if arm["share"] == 0:
        yield (("share", "so that nothing is bid for; raise it, or set enabled = false"),)


def _focus(arm: _Arm) -> Iterator[Blame]:
    if arm["focus"] == arm.others.get("focus"):
        yield (("focus", "what the focus is before (external_focus), so nothing changes; choose another"),)


def _executive(arm: _Arm) -> Iterator[Blame]:
    nobody = arm["clinical_hours"] == 0 and arm["management"] == 0
    if nobody and arm["powers"] > 0:
        text = "but nobody has time to use powers (clinical_hours = 0, management = none); give one of them"
        yield (("powers", text), ("clinical_hours", text), ("management", text))


def _cut(arm: _Arm) -> Iterator[Blame]:
    if arm["coordination_left"] == 1 and not arm["additional_roles_too"]:
        yield (("coordination_left", "and additional roles stay, so nothing is cut; lower it"),)


_RULES: Mapping[str, Callable[[_Arm], Iterator[Blame]]] = {
    "network_role_gps": _network_roles,
    "deputy_directors": _deputies,
    "contract_deadline": _deadline,
    "money_by_bids": _bids,
    "change_of_focus": _focus,
    "executive": _executive,
    "funding_cut": _cut,
}
