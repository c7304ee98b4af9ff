"""What `pcnsim explain` shows: parameters in words, as tables for people or as JSON for programs."""

from __future__ import annotations

import dataclasses
import difflib
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from pcnsim.config import blocks
from pcnsim.config.errors import InputError
from pcnsim.config.explain_programmes import cards, programmes_as_json, values_of
from pcnsim.config.factors import no_range, span_of
from pcnsim.config.parameters import PROGRAMMES, Declaration, declared, unknown
from pcnsim.config.selection import by_submodel

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["explain", "is_known", "rows", "selected"]


def explain(
    names: Sequence[str], everything: bool = False, as_json: bool = False, programmes: bool = False
) -> str:
    """The text to print: the main parameters, all of them, all programmes, or a card for each name.

    names: parameters, elements or whole tables, submodels (by the start of their title), programmes, or keys of their
    blocks (`programmes.executive.powers`, also without `programmes.`). Raises `InputError` with the nearest known name
    for one that is not known.
    """
    names = [_as_declared(one) for one in names]
    wanted = list(PROGRAMMES) if programmes and not names else [one for one in names if one in PROGRAMMES]
    names = [one for one in names if one not in PROGRAMMES]
    if wanted and as_json and not names:
        return programmes_as_json(wanted)
    if wanted and not names:
        return _printed(cards(wanted))
    if wanted and as_json:
        raise InputError(
            "programmes and parameters have different forms in JSON", where="explain", remedy="ask twice"
        )
    if wanted:
        return f"{_printed(cards(wanted))}\n{explain(names)}"
    if programmes:
        raise InputError(
            f"there is no programme {names[0]}",
            where="explain --programmes",
            remedy=f"there are {', '.join(PROGRAMMES)}",
        )
    chosen = selected(names, everything)
    if as_json:
        return json.dumps([rows(one) for one in chosen], indent=2, ensure_ascii=False)
    if everything or not names:
        return _printed([*_tables(chosen), _more(chosen)])
    parts: list[RenderableType] = []
    for name in names:
        single = _named(name)
        parts.extend(_cards(single) if single else _tables(selected([name])))
    return _printed(parts)


def selected(names: Sequence[str], everything: bool = False) -> list[Declaration]:
    """The declarations that the command shows, main ones first and otherwise in declared order."""
    known = list(declared().values())
    if everything or not names:
        wanted = [one for one in known if everything or one.main]
        return sorted(wanted, key=lambda one: not one.main)
    chosen: dict[str, Declaration] = {}
    for name in names:
        found = _found(name, known)
        if not found:
            raise InputError(_not_found(name), where="explain")
        chosen.update({one.name: one for one in found})
    return list(chosen.values())


def is_known(name: str) -> bool:
    """Whether `explain` can tell about a name."""
    plain = _as_declared(name)
    return plain in PROGRAMMES or bool(_found(plain, list(declared().values())))


def _as_declared(name: str) -> str:
    """The parameter or programme behind a name as it is written in a config: a block, or one of its keys."""
    inside = name.removeprefix("[").removesuffix("]").removeprefix(blocks.PREFIX)
    if inside in PROGRAMMES:
        return inside
    return blocks.block_keys().get(f"{blocks.PREFIX}{inside}", name)


def _found(name: str, known: Sequence[Declaration]) -> list[Declaration]:
    found = [
        one for one in known if one.name == name or one.name.startswith(f"{name}.") or one.symbol == name
    ]
    return found or by_submodel(name)


def rows(declaration: Declaration) -> dict[str, Any]:
    """One declaration as plain values, for JSON."""
    values = dataclasses.asdict(declaration)
    values["is_assumption"] = declaration.is_assumption
    return values


def _not_found(name: str) -> str:
    from pcnsim.config.layers import SETTINGS

    setting = next((one for one in SETTINGS if name in (one, one.rpartition(".")[2])), None)
    if setting:
        return f"{setting} is a setting of a run or experiment, not a parameter: see docs/experiments.md"
    if name.startswith(blocks.PREFIX):
        return blocks.unknown(name)
    near = difflib.get_close_matches(name, PROGRAMMES, n=1, cutoff=0.8)
    if near:
        return f"there is no programme {name}; did you mean {near[0]}?"
    titles = {one.submodel.split(" (")[0].lower(): one.submodel for one in declared().values()}
    near = difflib.get_close_matches(name.lower(), titles, n=1, cutoff=0.8)
    if near:
        return f"there is no submodel {name}; did you mean {titles[near[0]]!r}?"
    told = unknown(name)
    return (
        told
        if "did you mean" in told
        else f"{told}, --programmes the programmes, docs/outputs.md the outcomes"
    )


def _named(name: str) -> list[Declaration]:
    """The parameter, or the elements of the table, that has this name or this symbol."""
    known = declared().values()
    found = [one for one in known if one.name == name or one.name.startswith(f"{name}.")]
    return found or [one for one in known if one.symbol == name]


def _tables(chosen: Iterable[Declaration]) -> list[RenderableType]:
    from rich.table import Table

    groups: dict[str, list[Declaration]] = {}
    for one in chosen:
        groups.setdefault(one.submodel, []).append(one)
    tables: list[RenderableType] = []
    for submodel in dict.fromkeys(one.submodel for one in declared().values()):
        if submodel not in groups:
            continue
        shown = Table(
            title=submodel, title_justify="left", title_style="bold", show_edge=False, pad_edge=False
        )
        shown.add_column("name", no_wrap=True, style="cyan")
        shown.add_column("default", justify="right", no_wrap=True)
        shown.add_column("plausible range", no_wrap=True)
        shown.add_column("unit")
        shown.add_column("what it is")
        for one in groups[submodel]:
            star = "*" if one.main else ""
            shown.add_row(one.name + star, _default(one), _range(one), one.unit, one.description)
        tables.extend([shown, ""])
    return tables


def _more(chosen: Sequence[Declaration]) -> str:
    shown = {one.name for one in chosen}
    left: dict[str, int] = {}
    for one in declared().values():
        if one.name not in shown:
            left[one.submodel] = left.get(one.submodel, 0) + 1
    if not left:
        return f"All {len(shown)} parameters (* main)."
    groups = "\n".join(f"  {count:4d}  {submodel}" for submodel, count in left.items())
    return (
        f"{len(shown)} shown (* main). {sum(left.values())} more:\n{groups}\n"
        "`pcnsim explain NAME` tells everything about one, `pcnsim explain trust` shows a submodel, --all shows all,\n"
        "--programmes what policy can switch on."
    )


def _cards(chosen: Sequence[Declaration]) -> list[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    groups: dict[str, list[Declaration]] = {}
    for one in chosen:
        groups.setdefault(one.field, []).append(one)
    cards: list[RenderableType] = []
    for field, group in groups.items():
        card = Table.grid(padding=(0, 2))
        card.add_column(style="dim", no_wrap=True)
        card.add_column()
        for label, text in _facts(group):
            card.add_row(label, Text(text))
        title = group[0].name if len(group) == 1 else f"{field} (table)"
        cards.extend([Text(title, style="bold cyan"), Text(group[0].description), card, ""])
    return cards


def _facts(group: Sequence[Declaration]) -> list[tuple[str, str]]:
    """Label and text of each line of a card: for one parameter, or for the elements of one table."""
    one = group[0]
    limits = (
        f"at least {one.minimum:g}" if one.minimum is not None else "",
        f"at most {one.maximum:g}" if one.maximum is not None else "",
    )
    facts = [("unit", one.unit)]
    if len(group) == 1:
        facts.extend([("default", _default(one)), ("plausible range", _range(one))])
        facts.append(("drawn in sweeps", "not varied" if one.scale == "fixed" else one.scale))
    else:
        alike = len({each.source for each in group}) == 1
        for each in group:
            origin = "" if alike else f"  {each.source}"
            facts.append((each.name.partition(".")[2], f"{_default(each)} ({_range(each)}){origin}"))
    facts.extend(
        [
            ("allowed", " and ".join(filter(None, limits)) or "any number"),
            ("submodel", one.submodel + (", main parameter" if one.main else "")),
            ("source", one.source if len({each.source for each in group}) == 1 else "see each element"),
            ("symbol", f"{one.symbol} in the specification"),
        ]
    )
    if one.seed:
        facts.append(("origin", f"mechanism {one.seed} of the project's source documents"))
    if one.weight:
        facts.append(("weights", "each row is rescaled to sum to 1 where it is used"))
    if one.programme:
        facts.append(("programme", f"{one.programme}: {PROGRAMMES[one.programme].title}"))
    facts.append(("to set it", f"--set {one.name}={_example(one)}, or in a file under [parameters]"))
    if len(group) == 1 and not no_range(one.name):
        facts.append(
            ("in a design", f"{one.name} = {{}} under [experiment.factors] varies it over {_span(one)}")
        )
    if key := blocks.key_of(one.name):
        words = values_of(key)
        facts.append(("in a block", f"{key}{f': {words}' if words else ''}"))
    return facts


def _default(one: Declaration) -> str:
    return "follows the structure" if one.default is None else f"{one.default:g}"


def _example(one: Declaration) -> str:
    value = one.high if one.default is None or one.default == one.low else one.low
    return f"{value:g}"


def _range(one: Declaration) -> str:
    return "fixed" if one.scale == "fixed" else f"{one.low:g} to {one.high:g}"


def _span(one: Declaration) -> str:
    span = span_of(one.name)
    assert span is not None
    return f"{_range(one)}, {'whole numbers' if span.scale == 'whole' else f'{span.scale} scale'}"


def _printed(parts: Iterable[RenderableType]) -> str:
    import io
    import shutil
    import sys

    from rich.console import Console

    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size((110, 24)).columns if terminal else 140
    console = Console(file=io.StringIO(), force_terminal=terminal, width=width, highlight=False, emoji=False)
    for part in parts:
        console.print(part, markup=False)
    written = console.file
    assert isinstance(written, io.StringIO)
    return "\n".join(line.rstrip() for line in written.getvalue().splitlines())
