"""`pcnsim explain`: parameters and programmes, and where the model has what the source documents say."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Parameters, submodels, programmes, or mechanisms (S4-review); without any, the main parameters.",
        ),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All parameters, grouped by submodel.")] = False,
    programmes: Annotated[
        bool, typer.Option("--programmes", help="What policy can switch on, with a block to copy for each.")
    ] = False,
    seeds: Annotated[
        bool, typer.Option("--seeds", help="What the source documents say and where the model has it.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for other programs.")] = False,
) -> None:
    """Show parameters and programmes, or mechanisms of the source documents: meaning, default, range, source."""
    from pcnsim.analysis.mechanisms import report

    named = names or []
    mechanisms = [name for name in named if report.is_id(name)]
    if seeds or mechanisms:
        typer.echo(_mechanisms(named, mechanisms, as_json))
        return
    from pcnsim.config.explain import explain as describe

    typer.echo(describe(named, everything, as_json, programmes))


def _mechanisms(named: list[str], mechanisms: list[str], as_json: bool) -> str:
    from pcnsim.analysis.mechanisms import report
    from pcnsim.config.errors import InputError

    if len(mechanisms) < len(named):
        other = next(name for name in named if name not in mechanisms)
        raise InputError(
            f"{other} is no mechanism of the source documents",
            where="explain",
            remedy="ask for mechanisms and for parameters one after the other",
        )
    return report.cards(mechanisms, as_json) if mechanisms else report.listed(as_json)
