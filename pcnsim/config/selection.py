"""Names that stand for several parameters: `all`, `main`, tables, submodels, programmes."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Mapping

from pcnsim.config import blocks
from pcnsim.config.factors import default_range
from pcnsim.config.parameters import PROGRAMMES, Declaration, declared, nearest

__all__ = ["ALL", "MAIN", "by_submodel", "chosen", "not_found"]

ALL = "all"
MAIN = "main"
_CODES = re.compile(r"\b(?:SM|A)\d+\b")


def chosen(name: str) -> list[str]:
    """The parameters that a name stands for, in declared order; empty where it stands for none.

    A parameter or an element of a table, a whole table, a programme with all that belongs to it, a key of its block,
    a submodel (its title, how it begins, or its code such as SM10), `all`: every parameter that has a range and follows
    no other, or `main`: those of them that are marked as main ones.
    """
    known = declared()
    if name in (ALL, MAIN):
        return [one.name for one in known.values() if default_range(one) and (one.main or name == ALL)]
    plain = name.removeprefix(blocks.PREFIX)
    if plain in PROGRAMMES:
        inside = set(PROGRAMMES[plain].keys.values())
        return [one.name for one in known.values() if one.programme == plain or one.name in inside]
    if name in blocks.block_keys():
        return [blocks.parameter_of(name)]
    found = [one.name for one in known.values() if one.name == name or one.name.startswith(f"{name}.")]
    return found or [one.name for one in by_submodel(name)]


def by_submodel(name: str) -> list[Declaration]:
    """The declarations of the submodels that a title, its beginning, or a code such as SM10 names."""
    title = name.strip().lower()
    exact = [one for one, names in _titles().items() if title in names]
    begun = [one for one in _titles() if title and one.lower().startswith(title)]
    return [one for one in declared().values() if one.submodel in (exact or begun)]


@functools.cache
def _titles() -> Mapping[str, frozenset[str]]:
    """Submodels with what each may be called, in small letters."""
    return {
        title: frozenset(
            {title.lower(), title.partition(" (")[0].lower(), *map(str.lower, _CODES.findall(title))}
        )
        for title in dict.fromkeys(one.submodel for one in declared().values())
    }


def not_found(name: str) -> str:
    """What to tell about a name that stands for no parameter."""
    if name.startswith(blocks.PREFIX):
        return blocks.unknown(name)
    short = {title.partition(" (")[0]: title for title in _titles()}
    near = nearest(name) or next(
        iter(difflib.get_close_matches(name, [ALL, MAIN, *PROGRAMMES, *short, *blocks.block_keys()], n=1)),
        None,
    )
    hint = f"did you mean {near}?" if near else "`pcnsim explain` lists parameters and submodels"
    return f"names {name!r}, which is no parameter, table, submodel or programme; {hint}"
