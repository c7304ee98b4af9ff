"""How the ledger of mechanisms is shown: a list, a card, JSON, and docs/seeds.md."""

from __future__ import annotations

import difflib
import json
import re
import textwrap
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final

from pcnsim.analysis.mechanisms.ids import IDS, SOURCES
from pcnsim.analysis.mechanisms.ledger import Entry, counts, ledger, unanswered
from pcnsim.config.errors import InputError

__all__ = ["cards", "counted", "document", "is_id", "listed"]

COMMAND: Final = "python -m pcnsim.analysis.mechanisms docs/seeds.md"

HEAD: Final = f"""\
# From the source documents to the model

<!-- Made by {COMMAND}: do not edit by hand. -->

Five documents stand behind pcnsim. Each says how care, or the way it is organised, works; every such statement has an
id, and this page says where the model has it: what carries it (a programme of a config, parameters, other settings),
the rule that does it, the outcomes in which it shows, and the test that proves it. What is there only in part, or not
at all, says why. The documents assert; they do not measure. That something is represented does not mean that it is
true, only that its consequences can be worked out.

- *represented*: there is a switch or a number for it, a rule, an outcome and a test.
- *in part*: a rule has some of it; what is missing is said.
- *not represented*: no rule has it; why is said.

`pcnsim explain --seeds` prints the list, `pcnsim explain S4-review` one card, `--json` either for programs. Parameters
are in [parameters.md](parameters.md), outcomes in [outputs.md](outputs.md), rules in [model.md](model.md). Rules are
named below `pcnsim.model`, tests below `tests`.
"""


def is_id(name: str) -> bool:
    """Whether a name looks like the id of a mechanism (`S4-review`)."""
    return re.match(r"^[sS]\d-", name) is not None


def listed(as_json: bool = False) -> str:
    """Every mechanism in a few lines, and the counts."""
    entries = list(ledger().values())
    if as_json:
        return json.dumps(
            {
                "mechanisms": [one.fields() for one in entries],
                "counts": {**counts(), "neither represented nor reasoned about": len(unanswered())},
            },
            indent=2,
            ensure_ascii=False,
        )
    lines: list[str] = []
    for source, group in groupby(entries, key=lambda one: one.source):
        lines += [source, *(_in_short(one) for one in group), ""]
    lines += [f"{one}: neither represented nor reasoned about" for one in unanswered()]
    return "\n".join([*lines, counted()])


def counted() -> str:
    """One line with the number of mechanisms by status."""
    parts = [f"{number} {status}" for status, number in counts().items()]
    return f"{len(IDS)} mechanisms: {', '.join(parts)}; neither represented nor reasoned about: {len(unanswered())}"


def cards(names: Sequence[str], as_json: bool = False) -> str:
    """Everything about the named mechanisms. Raises `InputError` with the nearest id for one that is not known."""
    known = {one.lower(): entry for one, entry in ledger().items()}
    chosen = []
    for name in names:
        if name.lower() not in known:
            near = difflib.get_close_matches(name, IDS, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise InputError(
                f"there is no mechanism {name}{hint}",
                where="explain",
                remedy="pcnsim explain --seeds lists all",
            )
        chosen.append(known[name.lower()])
    if as_json:
        return json.dumps([one.fields() for one in chosen], indent=2, ensure_ascii=False)
    return "\n\n".join(_card(one) for one in chosen)


def document() -> str:
    """The whole document as Markdown."""
    parts = [HEAD, counted() + ".\n"]
    for source, group in groupby(ledger().values(), key=lambda one: one.id[:2]):
        parts.append(f"## {source} {SOURCES[source]}\n")
        parts += [_section(one) for one in group]
    return "\n".join(parts)


def _carriers(entry: Entry) -> list[str]:
    """What carries it, briefly: programmes, settings, and parameters where there are no programmes."""
    return [f"[programmes.{name}]" for name in entry.programmes] + [
        *entry.mechanism.settings,
        *entry.parameters,
    ]


def _in_short(entry: Entry) -> str:
    one = entry.mechanism
    lines = [f"  {one.id:<26} {one.status}"]
    wide = _carriers(entry)
    shown = ", ".join(wide[:3]) + (f" and {len(wide) - 3} more" if len(wide) > 3 else "")
    for title, text in (
        ("says", one.says),
        ("by", shown),
        ("shows in", ", ".join(one.outcomes)),
        ("missing", one.missing),
    ):
        if text:
            lines += _wrapped(text, f"      {title:<9} ")
    lines += [f"      {'proved by':<9} tests/{test}" for test in one.tests]
    return "\n".join(lines)


def _wrapped(text: str, title: str) -> list[str]:
    """Lines that begin with a title and go on below its end."""
    return textwrap.wrap(
        text,
        110,
        initial_indent=title,
        subsequent_indent=" " * len(title),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _card(entry: Entry) -> str:
    values = entry.fields()
    rows = [
        ("id", entry.id),
        ("source", entry.source),
        ("says", entry.mechanism.says),
        ("status", entry.mechanism.status),
        ("missing", entry.mechanism.missing),
        *((title, _joined(values[title])) for title in ("programmes", "settings", "parameters")),
        *((title, _joined(values[title])) for title in ("rules", "outcomes", "tests")),
    ]
    lines: list[str] = []
    for title, text in rows:
        if text:
            lines += _wrapped(text, f"{title:<12}")
    return "\n".join(lines)


def _section(entry: Entry) -> str:
    one = entry.mechanism
    rows = [
        ("Carried by", ", ".join([*_programmes(entry), *_code(one.settings), *_code(entry.parameters)])),
        ("Rule", ", ".join(_code(one.rules))),
        ("Shows in", ", ".join(_code(one.outcomes))),
        ("Test", ", ".join(_code(one.tests))),
        ("Missing" if one.status == "in part" else "Why not", one.missing),
    ]
    lines = [f"### {one.id}: {one.status}\n", f"{one.says}\n"]
    lines += [f"- {title}: {text}" for title, text in rows if text]
    return "\n".join([*lines, ""])


def _programmes(entry: Entry) -> Iterable[str]:
    return [f"programme `{name}`" for name in entry.programmes]


def _code(names: Iterable[str]) -> list[str]:
    return [f"`{name}`" for name in names]


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names)
