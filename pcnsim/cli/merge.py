"""`pcnsim merge`: joins result folders of one experiment, such as the shards of a job array."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def merge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR...", help="Result folders of one experiment.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to write.")],
    force: Annotated[
        bool, typer.Option("--force", help="Replace another experiment that the folder holds.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No table; warnings stay.")] = False,
) -> None:
    """Join the parts of an experiment into one result folder: the same files as from a single job.

    Parts may be missing; the exit code is then 1, and the folder can be completed with `pcnsim experiment`.
    """
    from pcnsim.analysis.study import merge_results
    from pcnsim.cli.options import shown, warn

    result = merge_results(folders, out, fresh=force)

    from pcnsim.view.figures import write_comparison

    figure = write_comparison(result)
    if not quiet:
        from pcnsim.analysis.table import print_comparison

        print_comparison(result)
        many = "1 folder" if len(folders) == 1 else f"{len(folders)} folders"
        typer.echo(f"{result.finished:,} of {len(result.plan):,} runs, from {many}")
        if figure is not None:
            typer.echo(f"Figure: {shown(figure)}")
        typer.echo(f"Tables: {shown(out)}/ runs.csv, summary.csv, comparisons.csv (columns: docs/outputs.md)")
    if result.failed:
        warn(
            f"{result.failed:,} of {len(result.plan):,} runs failed; {shown(out / 'failures.csv')} says which"
        )
    missing = len(result.plan) - result.finished - result.failed
    if missing:
        lacking = "; ".join(result.manifest.get("lacking", []))
        warn(
            f"{missing:,} of {len(result.plan):,} runs are missing"
            + (f": {lacking}" if lacking else "")
            + f". `pcnsim experiment {shown(out / 'config.toml')} --out {shown(out)}` does them"
        )
    if missing or result.failed:
        raise typer.Exit(1)
