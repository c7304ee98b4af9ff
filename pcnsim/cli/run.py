"""`pcnsim run`: one run with everything recorded."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pcnsim.cli.options import Seed, Sets, StartingStructure, Weeks


def run(
    config: Annotated[Path, typer.Argument(metavar="CONFIG", help="A TOML file.")],
    seed: Seed = None,
    structure: StartingStructure = None,
    sets: Sets = None,
    weeks: Weeks = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder; results/NAME-STRUCTURE-RUN by default."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace another run that the folder holds.")
    ] = False,
) -> None:
    """Run once: weekly series, outcomes, agents, ties and the network.

    It is the first replication of the experiment, so it repeats that arm's first row in runs.csv.
    """
    from pcnsim.cli.options import compiling, load, say, shown, warn

    chosen = load(config, sets, structure=structure, seed=seed, weeks=weeks)

    from pcnsim.experiment.provenance.inputs import implausible, warnings
    from pcnsim.experiment.single import name_of
    from pcnsim.experiment.single import run as run_once
    from pcnsim.model.compiled import is_compiled_before

    for sentence in warnings(implausible(chosen, design=False)):
        warn(sentence)
    folder = out or Path("results") / f"{chosen.name}-{chosen.structure.name}-{name_of(chosen)[:8]}"
    if not is_compiled_before():
        say(compiling())
    simulation = run_once(chosen, out=folder, fresh=force)

    from pcnsim.analysis.table import print_run

    typer.echo(
        f"{chosen.structure.name.capitalize()}, {simulation.area.describe()}, weeks 0 to {chosen.weeks - 1}, "
        f"seed {chosen.seed}."
    )
    print_run(simulation)
    typer.echo(f"Written to {shown(folder)}/ (files and columns: docs/outputs.md)")
