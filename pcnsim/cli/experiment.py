"""`pcnsim experiment`: runs an experiment and shows the comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def experiment(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="The experiment's TOML file.")],
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Processes; all processors by default."),
    ] = None,
    replications: Annotated[
        str | None, typer.Option("--replications", metavar="N", help="Runs of each arm.")
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter or setting; may be given often."),
    ] = None,
    seed: Annotated[
        str | None, typer.Option("--seed", metavar="N", help="The same seed, the same files.")
    ] = None,
    weeks: Annotated[
        str | None, typer.Option("--weeks", metavar="N", help="Weeks from the start of the contract.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Result folder; results/NAME by default.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace another experiment that the folder holds.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no table; warnings stay.")] = False,
) -> None:
    """Run every arm in every replication, on common random numbers, and compare the arms.

    The same command goes on with an experiment that was stopped, and does nothing that is done already.
    """
    from pcnsim.cli.options import load, shown, warn

    chosen = load(config, sets, replications=replications, seed=seed, weeks=weeks)
    folder = out or Path("results") / chosen.name

    from concurrent.futures import BrokenExecutor

    from pcnsim.analysis.study import run_experiment
    from pcnsim.cli.progress import announce, shown_progress
    from pcnsim.experiment.manifest import implausible, warnings

    for sentence in warnings(implausible(chosen)):
        warn(sentence)
    if not quiet:
        announce(chosen, workers)
    try:
        with shown_progress(quiet=quiet) as progress:
            result = run_experiment(chosen, folder, workers, progress, fresh=force)
    except BrokenExecutor as error:
        notes = " ".join(getattr(error, "__notes__", []))
        warn(f"a worker process was stopped from outside (too little memory?). {notes}")
        warn("fewer --workers need less memory")
        raise typer.Exit(1) from error

    from pcnsim.view.figures import write_comparison

    figure = write_comparison(result)
    if not quiet:
        from pcnsim.analysis.table import print_comparison

        typer.echo()
        print_comparison(result)
        if figure is not None:
            typer.echo(f"Figure: {shown(figure)}")
        typer.echo(
            f"Tables: {shown(folder)}/ runs.csv, summary.csv, comparisons.csv (columns: docs/outputs.md)"
        )
    if len(result.failures):
        first = result.failures.iloc[0]
        warn(
            f"{len(result.failures)} of {len(result.plan)} runs failed; {shown(folder / 'failures.csv')} says which "
            f"(first: {first['error']}: {first['message']})"
        )
        raise typer.Exit(1)
