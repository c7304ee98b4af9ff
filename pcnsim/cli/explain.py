"""`pcnsim explain`: parameters, programmes and outcomes, and where the model has what the source documents say."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Parameters, submodels, programmes, keys of their blocks, outcomes, measures (M3), or mechanisms "
            "(S4-review); without any, the main parameters.",
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
    """Show parameters, programmes, outcomes, or mechanisms of the source documents: meaning, unit, source."""
    from pcnsim.analysis import outcome_cards
    from pcnsim.analysis.mechanisms import report
    from pcnsim.config.explain import explain as describe

    named = names or []
    mechanisms = [name for name in named if report.is_id(name)]
    outcomes = [name for name in named if outcome_cards.is_known(name)]
    others = [name for name in named if name not in mechanisms and name not in outcomes]
    _refuse_what_is_not_known(others)
    parts = []
    if others or everything or programmes or not (named or seeds):
        parts.append(describe(others, everything, as_json, programmes))
    if outcomes:
        parts.append(outcome_cards.cards(outcomes, as_json))
    if mechanisms:
        parts.append(report.cards(mechanisms, as_json))
    elif seeds:
        parts.append(report.listed(as_json))
    if as_json and len(parts) > 1:
        from pcnsim.config.errors import InputError

        raise InputError(
            "parameters, outcomes and mechanisms have different forms in JSON",
            where="explain",
            remedy="ask for them one after the other",
        )
    typer.echo("\n\n".join(parts))


def _refuse_what_is_not_known(names: list[str]) -> None:
    """Point at an outcome where one is meant; what else may be meant, `pcnsim.config.explain` tells."""
    from pcnsim.analysis.outcome_cards import nearest
    from pcnsim.config.errors import InputError
    from pcnsim.config.explain import is_known

    for name in names:
        near = None if is_known(name) else nearest(name)
        if near:
            raise InputError(
                f"there is no parameter or outcome {name}; did you mean the outcome {near}?", where="explain"
            )
