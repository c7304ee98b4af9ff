"""Finding fields by what somebody types: every parameter of the model and every key of a programme."""

from __future__ import annotations

import difflib
import functools
import re

from pcnsim.config.parameters import PROGRAMMES, declared
from pcnsim.view.app.fields import Field, field_of

__all__ = ["search"]

MOST = 12
"""How many fields are shown: who wants another types more of its name."""


def search(text: str, most: int = MOST) -> tuple[tuple[Field, ...], int]:
    """The fields that fit best, and how many fit in all.

    Exact names and symbols come first, then those whose label has all words, then those where they stand in the
    description, the title of the submodel or the programme. Where nothing fits, what is typed is taken
    for a slip and the words that look alike are tried.
    """
    typed = text.strip().lower()
    if not typed:
        return (), 0
    found = _found(typed) or _found(_mended(typed))
    return tuple(found[:most]), len(found)


def _found(typed: str) -> list[Field]:
    words = _words(typed)
    ranked = sorted(
        (rank, not declared()[field.parameter].main, place)
        for place, (field, index) in enumerate(zip(_fields(), _index(), strict=True))
        if (rank := _rank(typed, words, *index)) is not None
    )
    return [_fields()[place] for _, _, place in ranked]


def _rank(typed: str, words: list[str], names: frozenset[str], label: str, around: str) -> int | None:
    if typed in names:
        return 0
    if not words:
        return None
    if all(re.search(rf"\b{word}", label) for word in words):
        return 1
    if all(word in label for word in words):
        return 2
    return 3 if all(word in label or word in around for word in words) else None


def _mended(typed: str) -> str:
    """The same with words that stand nowhere replaced by known ones that look alike."""
    known = _vocabulary()
    return " ".join(
        word if word in known else next(iter(difflib.get_close_matches(word, known, n=1)), word)
        for word in _words(typed)
    )


@functools.cache
def _vocabulary() -> dict[str, None]:
    return dict.fromkeys(word for _, label, _ in _index() for word in _words(label))


@functools.cache
def _fields() -> tuple[Field, ...]:
    return tuple(field_of(name) for name in declared())


@functools.cache
def _index() -> tuple[tuple[frozenset[str], str, str], ...]:
    """Of every field its names, its label with all words of its names, and what is written around it."""
    found = []
    for field, one in zip(_fields(), declared().values(), strict=True):
        programme = PROGRAMMES.get(field.programme or one.programme or "")
        names = frozenset({field.name.lower(), one.name.lower(), one.symbol.lower()})
        label = " ".join([field.label.lower(), *_words(f"{field.key} {one.name}")])
        about = [one.description, one.submodel, programme.title if programme else ""]
        found.append((names, label, " ".join(about).lower()))
    return tuple(found)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[^a-z0-9]+", text.lower()) if word]
