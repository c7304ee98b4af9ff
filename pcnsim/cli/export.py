"""`pcnsim export`: the weekly series of an experiment's runs as CSV."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pcnsim.analysis.weekly_series import WeeklySeries

LARGE = 1e9
"""Bytes from which on the size is told before anything is written."""

SECONDS_BETWEEN_LINES = 10.0


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The experiment's result folder.")],
    out: Annotated[
        str | None,
        typer.Option(
            "--out", metavar="FILE.csv", help="DIR/weekly.csv by default; - is the standard output."
        ),
    ] = None,
    runs: Annotated[
        list[str] | None, typer.Option("--run", metavar="RUN_ID", help="Only this run; may be given often.")
    ] = None,
    design_points: Annotated[
        list[int] | None,
        typer.Option("--design-point", metavar="N", help="Only this design point; may be given often."),
    ] = None,
    outcomes: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="NAME", help="Only this outcome; may be given often."),
    ] = None,
    weeks: Annotated[
        str | None,
        typer.Option("--weeks", metavar="A:B", help="Only weeks A to B; 0: leaves the burn-in out."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if it is there already.")] = False,
) -> None:
    """Write the weekly series of an experiment that kept them (--weekly) as one CSV file.

    A row a run and week: run_id, design_point, the factors, replication, week, outcomes. A run of six years with all
    outcomes takes 0.6 MB.
    """
    from pcnsim.cli.options import say, shown
    from pcnsim.config.errors import InputError
    from pcnsim.experiment.reproduce.lookup import manifest_in

    manifest_in(folder)  # before the file: folders of `pcnsim run` have a weekly.csv of their own
    path = None if out == "-" else Path(out) if out else folder / "weekly.csv"
    if path is not None and path.exists() and (path.is_dir() or not force):
        raise InputError(
            "there is a folder of that name" if path.is_dir() else "the file is there already",
            where=str(path),
            remedy="Name another file with --out." if path.is_dir() else "Replace it with --force.",
        )
    between = _weeks(weeks)

    from pcnsim.analysis.weekly_csv import csv_lines, size_of, write_csv
    from pcnsim.analysis.weekly_series import open_weekly

    series = open_weekly(
        folder, runs=runs, design_points=design_points, outcomes=outcomes or None, weeks=between
    )
    if path is None:
        _print(csv_lines(series))
        return
    count, size = size_of(series)
    if size > LARGE:
        say(f"{count:,} runs make a file of about {size / 1e9:.1f} GB; --outcome and --weeks make it smaller")
    with _progress(count) as advance:
        write_csv(series, path, size, advance)
    typer.echo(f"{_described(series, count)}: {shown(path)}")


def _described(series: WeeklySeries, count: int) -> str:
    runs = "1 run" if count == 1 else f"{count:,} runs"
    outcomes = "1 outcome" if len(series.outcomes) == 1 else f"{len(series.outcomes)} outcomes"
    return f"Weekly series of {runs}, {outcomes}"


def _weeks(text: str | None) -> tuple[int | None, int | None] | None:
    """The ends of A:B, where either may be left out."""
    from pcnsim.config.errors import InputError

    if text is None:
        return None
    try:
        low, high = (int(end) if end.strip() else None for end in text.split(":"))
    except ValueError as error:
        raise InputError(
            f"{text} is no range of weeks",
            where="--weeks",
            remedy="Write the first and the last, as in 0:51; either may be left out.",
        ) from error
    return low, high


def _print(lines: Iterator[bytes]) -> None:
    """Write to the standard output; whoever reads it (`head`) may have enough before the end."""
    try:
        for piece in lines:
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        import os

        # Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def _progress(count: int) -> Iterator[Callable[[], None]]:
    """A function to call after each run: a bar on a terminal, now and then a line in a log file."""
    from rich.console import Console

    from pcnsim.cli.options import say

    console = Console(stderr=True)
    if console.is_terminal:
        from rich.progress import Progress

        with Progress(console=console, transient=True) as bar:
            task = bar.add_task("writing", total=count)
            yield lambda: bar.advance(task)
        return
    done, last = 0, time.monotonic()

    def line() -> None:
        nonlocal done, last
        done += 1
        if time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            last = time.monotonic()
            say(f"{done:,} of {count:,} runs written")

    yield line
