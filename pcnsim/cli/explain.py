"""`pcnsim explain`: what parameters and programmes mean, from their one declaration."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...", help="Parameters, submodels or programmes; without any, the main parameters."
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All parameters, grouped by submodel.")] = False,
    programmes: Annotated[
        bool, typer.Option("--programmes", help="What policy can switch on, with a block to copy for each.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")] = False,
) -> None:
    """Show parameters and programmes: meaning, unit, default, range and source."""
    from pcnsim.config.explain import explain as describe

    typer.echo(describe(names or [], everything, as_json, programmes))
