"""`pcnsim replay`: one run of an experiment again, with everything recorded, compared with its row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pcnsim.experiment.reproduce.replay import Replay


def replay(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The experiment's result folder.")],
    run_id: Annotated[
        str, typer.Argument(metavar="RUN_ID", help="The run, as in runs.csv; its first characters will do.")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="Folder; DIR-RUN_ID beside the experiment by default."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace another run that the folder holds.")
    ] = False,
) -> None:
    """Do one run of an experiment again, exactly.

    Everything in it is recorded, as by `pcnsim run`, and it is compared with its row in runs.csv. A run that failed
    fails again, with its traceback; NUMBA_DISABLE_JIT=1 before the command runs the model's rules as plain Python, for
    a debugger. The exit code is 1 where the result is another than the experiment's.
    """
    from pcnsim.cli.options import compiling, say, shown
    from pcnsim.config.errors import InputError
    from pcnsim.experiment.provenance.origin import warn_of_other_version
    from pcnsim.experiment.reproduce.lookup import find_run, kept_row, open_experiment
    from pcnsim.experiment.reproduce.replay import in_words, replay_planned
    from pcnsim.model.compiled import is_compiled_before

    experiment = open_experiment(folder)
    found = find_run(experiment, run_id)
    warn_of_other_version(experiment.manifest)
    inside = Path(folder.absolute())
    where = out or inside.resolve().with_name(f"{inside.resolve().name}-{found.run_id[:8]}")
    if not is_compiled_before():
        say(compiling())
    try:
        done = replay_planned(folder, experiment.plan, experiment.manifest, found, where, fresh=force)
    except InputError:
        raise
    except Exception as error:
        import traceback

        traceback.print_exception(error)
        state, _ = kept_row(folder, found.run_id)
        say(
            "the run fails, as it did in the experiment"
            if state == "failed"
            else f"the run fails now; in the experiment it {'finished' if state == 'finished' else 'was not done yet'}"
        )
        say("NUMBA_DISABLE_JIT=1 before the command runs the rules as plain Python, for a debugger")
        raise typer.Exit(1) from error

    from pcnsim.analysis.table import print_run

    plan = experiment.plan
    point = plan.points[found.run.design_point]
    levels = in_words(dict(zip(plan.factors, plan.shown(point), strict=True)))
    typer.echo(
        f"Run {found.run_id}: {levels + ', ' if levels else ''}"
        f"replication {found.run.replication}, {done.simulation.area.describe()}, weeks 0 to {point.config.weeks - 1}."
    )
    print_run(done.simulation)
    typer.echo(f"Written to {shown(where)}/ (files and columns: docs/outputs.md)")
    _compare(done, folder)


def _compare(done: Replay, folder: Path) -> None:
    from pcnsim.cli.options import shown, warn

    rows = shown(folder / "runs.csv")
    if done.state == "not run":
        typer.echo(f"The run is not yet in {rows}: there is nothing to compare it with.")
        return
    if done.identical:
        typer.echo(f"Identical: every cell of its row in {rows} came out again.")
        return
    if done.state == "failed":
        warn("the run failed in the experiment and does not fail now")
    else:
        cells = f"{len(done.differences)} {'cell' if len(done.differences) == 1 else 'cells'}"
        width = max(len(one.column) for one in done.differences)
        typer.echo(f"DIFFERENT from its row in {rows} in {cells}:")
        for one in done.differences:
            typer.echo(f"  {one.column:{width}}  {one.kept or 'empty'} there, {one.now or 'empty'} now")
    for reason in done.reasons:
        warn(f"likely reason: {reason}")
    raise typer.Exit(1)
