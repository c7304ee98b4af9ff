"""Digests of configurations: what determines a run, as one text and its hash; quick for many that differ a little."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config import blocks
from pcnsim.config.design import Level
from pcnsim.config.parameters import declared
from pcnsim.config.structure import SHARES, Structure, position_of

if TYPE_CHECKING:
    from pcnsim.config.configuration import Config, ParameterChange, StructureChange

__all__ = ["Digests", "content_of"]

_FOLLOWS: Final = ("network_position", *SHARES)
_MOST_TEMPLATES: Final = 64


def content_of(config: Config) -> bytes:
    """Everything that determines a run except its seed, as canonical JSON; `Config.digest` is its SHA-256.

    Name, description and design do not count, nor does how a structure was written (`hybrid` or 0.5), nor where an area
    folder lies: its tables count.
    """
    return _Template(config).text({}, config.structure)


class Digests:
    """Digests of the points of a design, each as `base.with_factors(levels).digest()` gives it, but much quicker.

    A configuration has some 600 numbers of which a design varies a few: the text of the others is kept. Levels must
    have been checked; None leaves a factor as the base has it.
    """

    def __init__(self, base: Config) -> None:
        self._base = base
        self._templates: dict[tuple[tuple[str, Level], ...], _Template] = {}
        self._shares = {share: getattr(base.parameters, share) for share in SHARES}
        self._written: dict[str, tuple[Level, str]] = {}

    def of(self, levels: Mapping[str, Level | None]) -> bytes:
        """SHA-256 of the point with these levels: 32 bytes."""
        settings: list[tuple[str, Level]] = []
        numbers: dict[str, str] = {}
        position: Level = self._base.parameters.network_position
        shares = self._shares
        for name, level in levels.items():
            if level is None:
                continue
            parameter = _parameter(name)
            if parameter is None:
                settings.append((name, level))
            elif parameter == "network_position":
                position = position_of(level)
            elif parameter in shares:
                shares = {**shares, parameter: float(level)}
            else:
                numbers[parameter] = self._entry(name, parameter, level)
        structure = _structure(float(position), tuple(shares.values()))
        return hashlib.sha256(self._template(tuple(settings)).text(numbers, structure)).digest()

    def _entry(self, name: str, parameter: str, level: Level) -> str:
        """The entry of a parameter; from one point to the next most levels stay, and what was written is kept."""
        kept = self._written.get(name)
        if kept is not None and kept[0] == level:
            return kept[1]
        text = _entry(parameter, float(blocks.number_of(name, level) if parameter != name else level))
        self._written[name] = (level, text)
        return text

    def _template(self, settings: tuple[tuple[str, Level], ...]) -> _Template:
        if settings not in self._templates:
            if len(self._templates) >= _MOST_TEMPLATES:
                self._templates.clear()
            self._templates[settings] = _Template(self._base.with_factors(dict(settings)))
        return self._templates[settings]


class _Template:
    """The text of a configuration, in pieces of which numbers and structure can be put in anew."""

    def __init__(self, config: Config) -> None:
        values = dict(config.parameters.flat())
        for follows in _FOLLOWS:
            values.pop(follows)
        established = config.structure_before.as_tuple() if config.start == "established" else None
        # The keys of the whole are in alphabetical order: area ... established, parameter_changes where there are any,
        # parameters, start, structure, weeks.
        head: dict[str, Any] = {
            "area": config.area.content(),
            "burn_in_weeks": config.burn_in_weeks,
            "changes": [_change_content(change) for change in config.structure_changes],
            "established": established,
        }
        if config.parameter_changes:
            head["parameter_changes"] = [_new_values(change) for change in config.parameter_changes]
        self._head = _json(head).removesuffix("}")
        self._start, self._weeks = _json(config.start), _json(config.weeks)
        self._numbers = {
            name: _entry(name, float(value)) for name, value in sorted(values.items()) if value is not None
        }

    def text(self, numbers: Mapping[str, str], structure: Structure) -> bytes:
        """The text with the entries of some parameters changed and with that structure."""
        entries = {**self._numbers, **numbers}
        return (
            f'{self._head},"parameters":{{{",".join(entries.values())}}},"start":{self._start},'
            f'"structure":{_json(structure.as_tuple())},"weeks":{self._weeks}}}'
        ).encode()


def _entry(name: str, value: float) -> str:
    return f'"{name}":{value!r}'  # as json writes them; names are plain, and Parameters lets no nan or inf in


def _json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


@functools.lru_cache(maxsize=256)
def _structure(position: float, shares: tuple[float | None, ...]) -> Structure:
    return Structure.at(position, **dict(zip(SHARES, shares, strict=True)))


@functools.cache
def _parameter(name: str) -> str | None:
    """The parameter that a factor sets; None for a setting, which changes more than a number."""
    if name == "structure":
        return "network_position"
    parameter = blocks.parameter_of(name)
    return parameter if parameter in declared() else None


def _change_content(change: StructureChange) -> dict[str, Any]:
    shares: dict[str, Any] = {share: getattr(change, share) for share in SHARES}
    if change.structure is not None:
        shares = dict(zip(SHARES, change.applied_to(Structure.at(0.0)).as_tuple(), strict=True))
    return {"week": change.week, "pcns": sorted(change.pcns) if change.pcns else None, "shares": shares}


def _new_values(change: ParameterChange) -> dict[str, Any]:
    return {
        "week": change.week,
        "parameters": {name: float(value) for name, value in change.parameters.items()},
    }
