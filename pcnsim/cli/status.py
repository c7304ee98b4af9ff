"""`pcnsim status`: how far an experiment is, from another shell while it runs, or afterwards."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pcnsim.experiment.store.status import Status

SECONDS_BETWEEN_LOOKS = 2.0


def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The experiment's result folder.")],
    watch: Annotated[
        bool, typer.Option("--watch", help="Look again every two seconds until the experiment ends.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a look, for scripts (docs/sweeps.md).")
    ] = False,
) -> None:
    """Tell how far an experiment is.

    Runs done and failed, rate, time left, and how to go on if it stopped. Only reads: it disturbs nothing, wherever it
    is called from.
    """
    from pcnsim.experiment.store.status import Watcher

    watcher = Watcher(folder)
    found = watcher.look()
    if found.other_version:
        from pcnsim.cli.options import warn

        warn(found.other_version)
    try:
        above = _show(found, as_json=as_json)
        while watch and found.state == "running":
            time.sleep(SECONDS_BETWEEN_LOOKS)
            found = watcher.look()
            above = _show(found, as_json=as_json, above=above)
    except KeyboardInterrupt:  # the way to stop watching; nothing was interrupted
        raise typer.Exit from None


def _show(found: Status, *, as_json: bool, above: int = 0) -> int:
    """Print it, on a terminal over the `above` lines of the last look; give the number of lines."""
    import sys

    if as_json:
        import dataclasses
        import json

        typer.echo(json.dumps({**dataclasses.asdict(found), "left": found.left}, ensure_ascii=False))
        return 1
    lines = _lines(found)
    if above and sys.stdout.isatty():
        # Over the block that stands there: as many lines as it had, each wiped.
        typer.echo(f"\x1b[{above}F\x1b[J", nl=False)
    elif above and found.state == "running":
        lines = [lines[1].strip()]
    typer.echo("\n".join(lines))
    return len(lines)


def _lines(found: Status) -> list[str]:
    from pcnsim.cli.wording import duration, rate, runs, size

    share = f" ({100 * (found.finished + found.failed) / found.planned:.0f} %)" if found.planned else ""
    counts = f"{found.finished:,} of {runs(found.planned)} finished{share}"
    counts += f", {found.failed:,} failed" if found.failed else ", none failed"
    if found.rate:
        counts += f"; {rate(found.rate)}, about {duration(found.seconds_left or 0)} left"
    part = "" if found.shard is None else ", part {} of {}".format(*found.shard)
    lines = [f"{found.name}{part}: {found.state}", f"  {counts}"]
    if found.state == "planned":
        lines[1] = f"  {runs(found.planned)}, none begun; planned {found.since}"
    if found.state == "running":
        workers = (
            f", {found.workers} {'worker' if found.workers == 1 else 'workers'}" if found.workers else ""
        )
        scheduler = f", scheduler {found.scheduler}" if found.scheduler else ""
        lines.append(f"  process {found.pid} on {found.host}{workers}{scheduler}, since {found.since}")
    elif found.since and found.state != "planned":
        sessions = f" in {found.sessions} sessions" if found.sessions > 1 else ""
        lines.append(f"  last begun {found.since}{sessions}, last result {found.last_result or 'none'}")
    lines.append(f"  {size(found.bytes)} in {found.folder}")
    if found.last_failure:
        lines.append(f"  last failure: {found.last_failure}")
    if found.go_on:
        lines.append(f"  to {'start' if found.state == 'planned' else 'go on'}: {found.go_on}")
    return lines
