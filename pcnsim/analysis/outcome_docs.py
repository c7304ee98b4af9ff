"""The table of outcomes for docs/outputs.md, made from their declaration.

`python -m pcnsim.analysis.outcome_docs docs/outputs.md` writes it anew between its markers; a test holds it up to date.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pcnsim.config.errors import InputError
from pcnsim.model.outcomes.declared import OUTCOMES

BEGIN: Final = "<!-- outcomes: begin (python -m pcnsim.analysis.outcome_docs docs/outputs.md) -->"
END: Final = "<!-- outcomes: end -->"


def outcome_table() -> str:
    """All outcomes as a Markdown table: column, unit, formula, which way is better, whether it is a main one."""
    lines = ["| Domain | Column | Unit | Formula | Better | Main |", "|---|---|---|---|---|---|"]
    domain = ""
    for one in OUTCOMES:
        shown = one.domain if one.domain != domain else ""
        domain = one.domain
        better = "" if one.better == "neither" else one.better
        main = "yes" if one.main else ""
        cells = (shown, f"`{one.name}`", one.unit, one.formula.replace("|", "\\|"), better, main)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    """A document with the table between its markers made anew. Raises `InputError` where there are no markers."""
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        raise InputError(f"the lines {BEGIN} and {END} must stand there once", where="document")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{outcome_table()}\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the table into the document that is named."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    path = Path(name)
    path.write_text(with_table(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
