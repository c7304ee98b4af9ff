"""What `pcnsim explain --programmes` shows: each programme, the keys of its block, and a block to copy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pcnsim.config import blocks
from pcnsim.config.parameters import NEVER, PROGRAMMES, Declaration, declared

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["Key", "cards", "example", "keys", "others", "programmes_as_json", "values_of"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a block as people are shown it."""

    name: str
    declaration: Declaration
    default: str
    allowed: str
    """Words, or the plausible range of a number with its unit."""


def keys(programme: str) -> list[Key]:
    """The keys of a block in order."""
    return [_key(programme, name, one) for name, one in PROGRAMMES[programme].keys.items()]


def others(programme: str) -> list[Declaration]:
    """What belongs to the programme but has no key in its block: set under [parameters]."""
    inside = set(PROGRAMMES[programme].keys.values())
    return [one for one in declared().values() if one.programme == programme and one.name not in inside]


def example(programme: str) -> str:
    """A block in TOML that turns the programme on and repeats its defaults."""
    lines = [f"[{blocks.PREFIX}{programme}]"]
    for one in keys(programme):
        if one.name == "enabled":
            lines.append("enabled = true")
        elif one.declaration.default == NEVER:
            lines.append(f"# {one.name} = {int(one.declaration.high)}")
        else:
            lines.append(f"{one.name} = {one.default}")
    return "\n".join(lines)


def programmes_as_json(names: Iterable[str]) -> str:
    """Programmes as JSON, for other programs."""
    return json.dumps([_values(name) for name in names], indent=2, ensure_ascii=False)


def cards(names: Iterable[str]) -> Iterator[RenderableType]:
    """A card for each programme, to be printed."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for name in names:
        programme = PROGRAMMES[name]
        table = Table(show_edge=False, pad_edge=False)
        table.add_column("key", no_wrap=True, style="cyan")
        table.add_column("default", no_wrap=True)
        table.add_column("allowed, or plausible range")
        table.add_column("what it is")
        table.add_column("parameter", style="dim", no_wrap=True)
        for key in keys(name):
            one = key.declaration
            table.add_row(key.name, key.default, key.allowed, one.description, one.name)
        yield Text(f"{name}: {programme.title}", style="bold cyan")
        yield Text(programme.why)
        yield ""
        yield table
        if more := others(name):
            yield ""
            yield Text(f"Under [parameters] besides: {', '.join(one.name for one in more)}")
        yield ""
        yield Padding(Text(example(name), style="green"), (0, 0, 0, 4))
        yield ""


def values_of(key: str) -> str:
    """The words that may be written for a key, as TOML writes them; empty where numbers are written."""
    return ", ".join(_toml(word) for word in blocks.words_of(key))


def _key(programme: str, name: str, parameter: str) -> Key:
    one = declared()[parameter]
    full = f"{blocks.PREFIX}{programme}.{name}"
    default = one.default or 0
    never = "to the end" if name == "end_week" else "never"
    text = never if default == NEVER else _toml(blocks.shown(full, default))
    unit = one.unit.partition(" (")[0]
    span = f"{one.low:g}" if one.low == one.high else f"{one.low:g} to {one.high:g}"
    return Key(name, one, text, values_of(full) or (f"week {span}" if unit == "week" else f"{span} {unit}"))


def _toml(value: str | bool | float) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value) if isinstance(value, str) else f"{value:g}"


def _values(name: str) -> dict[str, Any]:
    programme = PROGRAMMES[name]
    return {
        "name": name,
        "title": programme.title,
        "why": programme.why,
        "switch": programme.switch,
        "keys": [
            {
                "key": one.name,
                "parameter": one.declaration.name,
                "default": blocks.shown(f"{blocks.PREFIX}{name}.{one.name}", one.declaration.default or 0),
                "allowed": list(blocks.words_of(f"{blocks.PREFIX}{name}.{one.name}")) or None,
                "unit": one.declaration.unit,
                "low": one.declaration.low,
                "high": one.declaration.high,
                "description": one.declaration.description,
            }
            for one in keys(name)
        ],
        "other_parameters": [one.name for one in others(name)],
        "example": example(name),
    }
