"""`pcnsim experiment`: runs an experiment and shows the comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pcnsim.cli.options import Seed, Sets, Weeks

if TYPE_CHECKING:
    from pcnsim.analysis import ExperimentResult
    from pcnsim.experiment import Execution


def experiment(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="The experiment's TOML file.")],
    workers: Annotated[
        int | None,
        typer.Option("--workers", metavar="N", min=1, help="Processes; all processors by default."),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option("--scheduler", metavar="ADDRESS", help="Run on the workers of this Dask scheduler."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(
            "--shard", metavar="I/N", help="Run the I-th of N parts only; `pcnsim merge` joins them."
        ),
    ] = None,
    replications: Annotated[
        str | None, typer.Option("--replications", metavar="N", help="Runs of each arm.")
    ] = None,
    sets: Sets = None,
    seed: Seed = None,
    weeks: Weeks = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Result folder; results/NAME by default.")
    ] = None,
    weekly: Annotated[bool, typer.Option("--weekly", help="Keep the weekly series of every run.")] = False,
    plan_only: Annotated[
        bool,
        typer.Option("--plan-only", help="Show the plan, with time and room that it takes, and run nothing."),
    ] = False,
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Do runs again that failed before.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace another experiment that the folder holds.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress and no table; warnings stay.")] = False,
) -> None:
    """Run every arm in every replication, on common random numbers, and compare the arms.

    The same command goes on with an experiment that was stopped, and does nothing that is done already.
    """
    from pcnsim.cli.options import load, warn
    from pcnsim.config.errors import InputError

    if workers is not None and scheduler is not None:
        raise InputError(
            "a scheduler has workers of its own",
            where="--workers and --scheduler",
            remedy="Give one of the two.",
        )

    from pcnsim.experiment.shards import default_folder, read_shard

    part = None if shard is None else read_shard(shard)
    settings = [*(sets or ()), *(["experiment.weekly=true"] if weekly else ())]
    chosen = load(config, settings, replications=replications, seed=seed, weeks=weeks)
    folder = out or default_folder(chosen, part)
    if plan_only:
        from pcnsim.cli.planning import show_plan

        show_plan(chosen, folder, workers, shard=part, fresh=force)
        return

    from pcnsim.cli.progress import announce, shown_progress
    from pcnsim.experiment.backends import WorkersLostError
    from pcnsim.experiment.provenance.inputs import implausible, warnings

    for sentence in warnings(implausible(chosen)):
        warn(sentence)
    if not quiet:
        announce(chosen, workers)
    asked: dict[str, Any] = {"retry_failed": retry_failed, "fresh": force}
    try:
        with shown_progress(quiet=quiet) as progress:
            asked |= {"workers": workers, "scheduler": scheduler, "progress": progress}
            if part is None:
                from pcnsim.analysis.study import run_experiment

                result = run_experiment(chosen, folder, **asked)
            else:
                from pcnsim.experiment.runner import execute

                done = execute(chosen, folder, shard=part, **asked)
    except WorkersLostError as error:
        warn(f"{error}. {' '.join(getattr(error, '__notes__', []))}")
        raise typer.Exit(1) from error
    if part is None:
        failed = _show_result(result, folder, quiet)
    else:
        failed = _show_part(done, folder, quiet)
    if failed:
        raise typer.Exit(1)


def _show_result(result: ExperimentResult, folder: Path, quiet: bool) -> bool:
    """Show what a whole experiment came to; whether runs failed."""
    from pcnsim.analysis.table import print_comparison
    from pcnsim.cli.options import shown, warn
    from pcnsim.view.figures import write_comparison

    try:
        figure = write_comparison(result)
    except KeyboardInterrupt as interruption:
        interruption.add_note(f"All runs and tables are in {shown(folder)}; the same command shows them.")
        raise
    if not quiet:
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
            f"(first: {first['error']}: {first['message']}); --retry-failed does them again"
        )
    return bool(len(result.failures))


def _show_part(done: Execution, folder: Path, quiet: bool) -> bool:
    """Say that a part is there and how the parts become one experiment; whether runs failed."""
    from pcnsim.cli.options import shown, warn

    part, parts = done.manifest["shard"]
    runs = done.manifest["runs"]
    if not quiet:
        typer.echo(
            f"Part {part} of {parts} is in {shown(folder)}/, {runs['finished']} of {runs['planned']} runs."
        )
        typer.echo("When all parts are there: pcnsim merge FOLDER ... --out FOLDER")
    if runs["failed"]:
        warn(
            f"{runs['failed']} of {runs['planned']} runs failed; {shown(folder / 'failures.csv')} says which; "
            "--retry-failed does them again"
        )
    return bool(runs["failed"])
