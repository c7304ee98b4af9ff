"""docs/parameters.md, made whole from the declarations: every parameter by submodel, and an index of symbols.

`python -m pcnsim.analysis.parameter_docs docs/parameters.md` writes it anew; a test holds it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Final

from pcnsim.config.parameters import Declaration, declared

COMMAND: Final = "python -m pcnsim.analysis.parameter_docs docs/parameters.md"

HEAD: Final = f"""\
# Parameters

<!-- Made by {COMMAND}: do not edit by hand. -->

Every number that a config may set, by submodel. [model.md](model.md) says where each acts; `pcnsim explain NAME` shows
the same on the command line. Set one with `NAME = value` under `[parameters]` in a config, or `--set NAME=value`; an
element of a table by a dot (`minutes_per_contact.simple`).

- *Range* is what is plausible and what sweeps use. A value outside is allowed and warned of; a value without a meaning
  (a share above 1) is refused. *fixed* marks constants that sweeps leave alone.
- *Symbol* is the symbol of the conceptual specification; a dash where the name serves as one, or the parameter is new.
- *Source* begins with *assumption* where nothing but judgement stands behind the value.
- *Main* parameters are the ones to look at first.
- *Of a programme* marks what acts only while that programme is switched on ([programmes.md](programmes.md)).
- Rows of *weights* are rescaled to sum to 1 where they are used, so one weight can be changed alone.
"""


def document() -> str:
    """The whole document as Markdown."""
    known = list(declared().values())
    parts = [HEAD, _counted(known)]
    for submodel, group in groupby(known, key=lambda one: one.submodel):
        parts.append(f"## {submodel}\n\n{_submodel(list(group))}\n")
    parts.append(f"## From symbols to names\n\n{_symbols(known)}\n")
    return "\n".join(parts)


def _counted(known: Sequence[Declaration]) -> str:
    lines = [
        "| Submodel | Parameters | Numbers in them | Numbers that are assumptions | Numbers fixed |",
        "|---|--:|--:|--:|--:|",
    ]

    def row(title: str, group: Sequence[Declaration]) -> str:
        parameters = len({one.field for one in group})
        assumed = sum(one.is_assumption for one in group)
        fixed = sum(one.scale == "fixed" for one in group)
        return f"| {title} | {parameters} | {len(group)} | {assumed} | {fixed} |"

    lines += [row(title, list(group)) for title, group in groupby(known, key=lambda one: one.submodel)]
    return "\n".join([*lines, row("**All**", known), ""])


def _submodel(group: Sequence[Declaration]) -> str:
    lines = [
        "| Name | Default | Range | Unit | Main | Meaning | Symbol | Source |",
        "|---|---|---|---|---|---|---|---|",
    ]
    grids = []
    for name, fields in groupby(group, key=lambda one: one.field):
        elements = list(fields)
        first = elements[0]
        inside = first.name != name
        default, span = ("table below", "") if inside else (_default(first), _range(first))
        main = "yes" if first.main else ""
        cells = (
            f"`{name}`",
            default,
            span,
            first.unit,
            main,
            _meaning(first),
            _symbol(first),
            _sources(elements),
        )
        lines.append(_row(cells))
        if inside:
            grids.append(f"`{name}`, {first.unit}: default (range)\n\n{_grid(elements)}")
    return "\n\n".join(["\n".join(lines), *grids])


def _grid(elements: Sequence[Declaration]) -> str:
    """A table's elements: one row of them, or one row for each first part of their names."""
    split = [one.name.split(".")[1:] for one in elements]
    columns = list(dict.fromkeys(parts[-1] for parts in split))
    lines = [_row(("", *columns)), "|---" * (len(columns) + 1) + "|"]
    for title, row in groupby(zip(split, elements, strict=True), key=lambda pair: ".".join(pair[0][:-1])):
        cells = [
            _default(one) if one.scale == "fixed" else f"{_default(one)} ({_range(one)})" for _, one in row
        ]
        lines.append(_row((title, *cells)))
    return "\n".join(lines)


def _meaning(one: Declaration) -> str:
    return one.description if one.programme is None else f"{one.description} *Of {one.programme}.*"


def _sources(elements: Sequence[Declaration]) -> str:
    by_source: dict[str, list[str]] = {}
    for one in elements:
        by_source.setdefault(one.source, []).append(one.name.partition(".")[2])
    if len(by_source) == 1:
        return elements[0].source
    return "; ".join(f"{', '.join(names)}: {source}" for source, names in by_source.items())


def _symbols(known: Iterable[Declaration]) -> str:
    pairs = {(one.symbol, one.field) for one in known if _symbol(one) != "-"}
    lines = ["| Symbol | Name |", "|---|---|"]
    lines += [_row((symbol, f"`{name}`")) for symbol, name in sorted(pairs, key=lambda pair: _order(*pair))]
    return "\n".join(lines)


def _order(symbol: str, name: str) -> tuple[str, str, str]:
    return symbol.lower(), symbol, name


def _symbol(one: Declaration) -> str:
    return "-" if one.symbol in ("", one.field) else one.symbol


def _default(one: Declaration) -> str:
    return "follows the structure" if one.default is None else _number(one.default)


def _range(one: Declaration) -> str:
    return "fixed" if one.scale == "fixed" else f"{_number(one.low)} to {_number(one.high)}"


def _number(value: float) -> str:
    return f"{value:.10g}"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_escaped(cells))} |"


def _escaped(cells: Iterable[str]) -> Iterator[str]:
    for cell in cells:
        yield cell.replace("|", "\\|")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the document to the file that is named."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    Path(name).write_text(document(), "utf-8")


if __name__ == "__main__":
    main()
