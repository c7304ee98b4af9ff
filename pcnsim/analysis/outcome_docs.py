"""The tables of docs/outputs.md that are made from declarations: outcomes, measures, columns of agents and ties.

`python -m pcnsim.analysis.outcome_docs docs/outputs.md` writes them anew between their markers; a test holds them up
to date.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pcnsim.config.errors import InputError
from pcnsim.model.outcomes.declared import OUTCOMES, RUN_OUTCOMES, Outcome

BEGIN: Final = "<!-- outcomes: begin (python -m pcnsim.analysis.outcome_docs docs/outputs.md) -->"
END: Final = "<!-- outcomes: end -->"
BEGIN_RUN: Final = "<!-- outcomes of a run: begin (the same command) -->"
END_RUN: Final = "<!-- outcomes of a run: end -->"
BEGIN_MEASURES: Final = "<!-- measures: begin (the same command) -->"
END_MEASURES: Final = "<!-- measures: end -->"
BEGIN_COLUMNS: Final = "<!-- columns: begin (the same command) -->"
END_COLUMNS: Final = "<!-- columns: end -->"


def outcome_table(outcomes: Sequence[Outcome] = OUTCOMES) -> str:
    """Outcomes as a Markdown table: column, unit, formula, which way is better, whether it is a main one."""
    lines = ["| Domain | Column | Unit | Formula | Better | Main |", "|---|---|---|---|---|---|"]
    domain = ""
    for one in outcomes:
        shown = one.domain if one.domain != domain else ""
        domain = one.domain
        better = "" if one.better == "neither" else one.better
        main = "yes" if one.main else ""
        cells = (shown, f"`{one.name}`", one.unit, one.formula.replace("|", "\\|"), better, main)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def with_tables(text: str) -> str:
    """A document with the tables between its markers made anew. Raises `InputError` where a marker is missing."""
    from pcnsim.analysis.measure_docs import measures_described
    from pcnsim.analysis.table_docs import tables_described

    text = _between(text, BEGIN, END, outcome_table())
    text = _between(text, BEGIN_RUN, END_RUN, outcome_table(RUN_OUTCOMES))
    text = _between(text, BEGIN_MEASURES, END_MEASURES, measures_described())
    return _between(text, BEGIN_COLUMNS, END_COLUMNS, tables_described())


def _between(text: str, begin: str, end: str, content: str) -> str:
    if text.count(begin) != 1 or text.count(end) != 1:
        raise InputError(f"the lines {begin} and {end} must stand there once", where="document")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    return f"{before}{begin}\n\n{content}\n\n{end}{after}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the tables into the document that is named."""
    (name,) = sys.argv[1:] if arguments is None else arguments
    path = Path(name)
    path.write_text(with_tables(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
