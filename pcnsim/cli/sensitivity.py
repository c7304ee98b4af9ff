"""`pcnsim sensitivity`: which factors move which outcomes, from the results of a sampled design."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def sensitivity(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The result folder of a sampled design.")],
    outcome: Annotated[
        list[str] | None,
        typer.Option(
            "--outcome", metavar="NAME", help="An outcome; may be given often; `all` for all of them."
        ),
    ] = None,
    top: Annotated[
        int, typer.Option("--top", metavar="N", min=1, help="Factors shown for each outcome.")
    ] = 15,
    quiet: Annotated[bool, typer.Option("--quiet", help="No tables; warnings stay.")] = False,
) -> None:
    """Measure how sensitive outcomes are to factors.

    Elementary effects from a morris design, Sobol indices from a saltelli design, rank correlations from a
    latin-hypercube or sobol design. Writes sensitivity.csv and sensitivity.html into the folder.
    """
    from pcnsim.analysis.sensitivity import sensitivity as analyse
    from pcnsim.analysis.sensitivity_result import write_sensitivity
    from pcnsim.cli.options import shown
    from pcnsim.view.sensitivity_figure import write_sensitivity_figure

    result = analyse(folder, outcome)
    tables = write_sensitivity(result)
    figure = write_sensitivity_figure(result, top=top)
    if quiet:
        return
    from pcnsim.analysis.sensitivity_table import print_sensitivity

    print_sensitivity(result, top)
    typer.echo(f"Figure: {shown(figure)}")
    typer.echo(f"Tables: {', '.join(map(shown, tables))} (columns: docs/sensitivity.md)")
