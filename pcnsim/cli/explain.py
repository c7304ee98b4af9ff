"""`pcnsim explain`: what the parameters mean, from their one declaration."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Parameters or submodels; without any, the main ones."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All parameters, grouped by submodel.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")] = False,
) -> None:
    """Show parameters: meaning, unit, default, range and source."""
    from pcnsim.config.explain import explain as describe

    typer.echo(describe(names or [], everything, as_json))
