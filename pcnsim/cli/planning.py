"""`pcnsim experiment --plan-only`: what an experiment would run, and what it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from pathlib import Path

    from pcnsim.config import Config
    from pcnsim.experiment.planning import Planned
    from pcnsim.experiment.shards import Shard

MOST_NAMED = 12
"""Factors that are named in full."""


def show_plan(
    config: Config, folder: Path, workers: int | None, *, shard: Shard | None = None, fresh: bool = False
) -> None:
    """Write the plan of an experiment and say what it consists of; nothing is run."""
    from pcnsim.cli.options import shown
    from pcnsim.experiment.planning import write_plan

    planned = write_plan(config, folder, workers, shard=shard, fresh=fresh)
    for name, text in _lines(planned, workers, shard):
        typer.echo(f"{name:<16} {text}")
    typer.echo(
        f"Nothing was run. Every run stands in {shown(folder / 'plan.csv')}; without --plan-only the same command "
        "runs them."
    )


def _lines(planned: Planned, workers: int | None, shard: Shard | None) -> list[tuple[str, str]]:
    from pcnsim.cli.wording import duration
    from pcnsim.experiment.duration import free_bytes, processors, size_text

    plan, found = planned.plan, planned.estimate
    points = f"{len(plan.points):,}"
    if planned.left_out:
        points += f" ({planned.left_out:,} more break a constraint and are left out)"
    runs = f"{len(plan):,}"
    if shard is not None:
        from pcnsim.experiment.shards import runs_of

        runs += f", {int(runs_of(plan, shard).sum()):,} of them in part {shard[0]} of {shard[1]}"
    if planned.finished:
        runs += f"; {planned.finished:,} are there already"
    free = free_bytes(planned.folder)
    room = f"about {size_text(found.kept)}, {size_text(found.peak)} while it is made"
    count = processors(workers)
    processes = "1 process" if count == 1 else f"{count} processes"
    return [
        ("experiment", plan.config.name),
        ("design", _design(plan.config)),
        ("factors", _factors(plan.factors)),
        ("design points", points),
        ("replications", f"{plan.replications:,}, each with the same luck at every design point"),
        ("runs", runs),
        ("time", f"about {duration(found.seconds)} in {processes}, within a factor of 2 or 3"),
        ("disk", room + ("" if free is None else f" ({size_text(free)} free)")),
    ]


def _design(config: Config) -> str:
    design = config.experiment.design
    sizes = {
        "samples": design.samples,
        "trajectories": design.trajectories,
        "levels": design.levels if design.kind == "morris" else None,
    }
    said = [f"{value:,} {name}" for name, value in sizes.items() if value]
    return ", ".join([design.kind, *said, *(["with second order"] if design.second_order else [])])


def _factors(names: tuple[str, ...]) -> str:
    if not names:
        return "none: one configuration"
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"{len(names)}: {', '.join(names[:MOST_NAMED])}{more}"
