"""Blocks of programmes, `[programmes.NAME]`: which parameter each key stands for, and its words and numbers.

A key is written `programmes.deputy_directors.at_year_end`, in blocks, in `--set` and as a factor. Switches are true or
false there, some keys take words, and the rest take the numbers of their parameter.
"""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping

from pcnsim.config.errors import InputError
from pcnsim.config.parameters import PROGRAMMES, declared

__all__ = [
    "PREFIX",
    "block_keys",
    "fault",
    "key_of",
    "number_of",
    "parameter_of",
    "programme_of",
    "shown",
    "unknown",
    "words_of",
]

PREFIX = "programmes."


@functools.cache
def block_keys() -> Mapping[str, str]:
    """Every key as it is written, and the parameter it stands for, in the order of the programmes."""
    return {
        f"{PREFIX}{name}.{key}": parameter
        for name, programme in PROGRAMMES.items()
        for key, parameter in programme.keys.items()
    }


@functools.cache
def _by_parameter() -> Mapping[str, str]:
    return {parameter: key for key, parameter in block_keys().items()}


def key_of(parameter: str) -> str | None:
    """The key that stands for a parameter, as it is written; None if no block has it."""
    return _by_parameter().get(parameter)


def parameter_of(key: str) -> str:
    """The parameter that a key stands for; a name that is no key of a block is returned as it is."""
    return block_keys().get(key, key)


def programme_of(key: str) -> tuple[str, str]:
    """Programme and key inside its block: `executive` and `powers` of `programmes.executive.powers`."""
    name, _, inner = key.removeprefix(PREFIX).partition(".")
    return name, inner


def words_of(key: str) -> tuple[str | bool, ...]:
    """What may be written for the numbers 0, 1, ... of the parameter; empty where numbers are written."""
    name, inner = programme_of(key)
    words = PROGRAMMES[name].choices.get(inner)
    if words is not None:
        return words
    return (False, True) if declared()[block_keys()[key]].scale == "binary" else ()


def fault(key: str, value: object) -> str | None:
    """What is wrong with the value of a key, in words that follow it; None if it can be used."""
    words = words_of(key)
    if not words:
        return declared()[block_keys()[key]].fault(value)
    if words == (False, True):
        return None if isinstance(value, bool) else f"must be true or false, not {value!r}"
    if isinstance(value, str) and value in words:
        return None
    near = difflib.get_close_matches(value, map(str, words), n=1) if isinstance(value, str) else []
    hint = f" (did you mean {near[0]}?)" if near else ""
    listed = f"{', '.join(map(str, words[:-1]))} or {words[-1]}"
    return f"must be {listed}, not {value!r}{hint}"


def number_of(key: str, value: str | bool | float) -> float:
    """The parameter's number for the value of a key. Raises `InputError` for a value that cannot be used."""
    problem = fault(key, value)
    if problem:
        raise InputError(problem, where=key)
    words = words_of(key)
    return words.index(value) if words else value  # type: ignore[return-value]


def shown(key: str, number: float) -> str | bool | float:
    """A parameter's number as it is written in a block."""
    words = words_of(key)
    return words[int(number)] if words else number


def unknown(key: str) -> str:
    """What to tell about a name under `programmes` that is no key of a block."""
    name, inner = programme_of(key)
    if name not in PROGRAMMES:
        near = difflib.get_close_matches(name, PROGRAMMES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(PROGRAMMES)}"
        return f"there is no programme {name}; {hint}"
    keys = PROGRAMMES[name].keys
    if not inner:
        return f"is a block: name one of its keys, such as {PREFIX}{name}.enabled"
    if inner in declared():
        place = f"write {inner} under [parameters]"
        if inner in keys.values():
            place = f"the parameter {inner} is called {next(k for k in keys if keys[k] == inner)} here"
        return f"there is no key {inner} in this block; {place}"
    near = difflib.get_close_matches(inner, keys, n=1)
    hint = f"did you mean {near[0]}?" if near else f"its keys are {', '.join(keys)}"
    return f"there is no key {inner} in this block; {hint}"
