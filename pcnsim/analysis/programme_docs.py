"""docs/programmes.md, made whole from the declarations: every programme, its block, and what each key means.

`python -m pcnsim.analysis.programme_docs docs/programmes.md` writes it anew; a test holds it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from textwrap import wrap
from typing import Final

from pcnsim.config.explain_programmes import example, keys, others
from pcnsim.config.parameters import PROGRAMMES

COMMAND: Final = "python -m pcnsim.analysis.programme_docs docs/programmes.md"

HEAD: Final = f"""\
# Programmes

<!-- Made by {COMMAND}: do not edit by hand. -->

What policy can switch on. Every programme is off unless a config turns it on, and a programme that is off leaves no
trace: the outcomes are the same bytes as without it. [experiments.md](experiments.md#programmes) says how blocks are
written and varied, [model.md](model.md) what the rules do; `pcnsim explain NAME` shows a programme on the command line.

- A programme acts from `start_week` up to the week before `end_week`; without `end_week`, as said in its table.
- Each key stands for one parameter, which [parameters.md](parameters.md) tells the source and limits of; it may be set
  under `[parameters]` as well, there as a number: the place of a word in its list, counted from 0.
- Every hour a programme takes comes off somebody's time, and its pounds are counted by who pays
  ([outputs.md](outputs.md)).
- One person holds one role. Where a PCN has nobody left for a post, it stays vacant; a config whose roles need more GPs
  than the area has is refused.
- *Seed* numbers are those of the project's five source documents.
"""


def document() -> str:
    """The whole document as Markdown."""
    return "\n".join([HEAD, _contents(), *(_programme(name) for name in PROGRAMMES)])


def _contents() -> str:
    lines = ["| Block | What it is |", "|---|---|"]
    lines += [
        _row((f"[`programmes.{name}`](#{name})", programme.title)) for name, programme in PROGRAMMES.items()
    ]
    return "\n".join(lines) + "\n"


def _programme(name: str) -> str:
    lines = [f"## {name}", "", *wrap(f"{_sentence(PROGRAMMES[name].title)} {PROGRAMMES[name].why}", 118), ""]
    lines += ["```toml", example(name), "```", ""]
    lines += [
        "| Key | Default | Allowed, or plausible range | What it is | Parameter |",
        "|---|---|---|---|---|",
    ]
    for key in keys(name):
        one = key.declaration
        lines.append(_row((f"`{key.name}`", key.default, key.allowed, one.description, f"`{one.name}`")))
    if more := others(name):
        names = ", ".join(f"`{one.name}`" for one in more)
        lines += ["", f"Under `[parameters]` besides: {names}."]
    return "\n".join(lines) + "\n"


def _sentence(title: str) -> str:
    return f"*{title[0].upper()}{title[1:]}.*"


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the document to the file that is named."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    Path(name).write_text(document(), "utf-8")


if __name__ == "__main__":
    main()
