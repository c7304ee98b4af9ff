"""Progress of an experiment: a bar on a terminal, now and then a line in a log file. All of it on standard error."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pcnsim.cli.options import compiling, say

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.experiment import Progress

SECONDS_BETWEEN_LINES = 10.0

LONG = 60.0
"""Seconds from which on the size of an experiment is told before it starts."""


def announce(config: Config, workers: int | None) -> None:
    """Say how many runs a long experiment has and roughly how long they take, before anything is made."""
    from pcnsim.experiment.designs.build import design_size
    from pcnsim.experiment.duration import seconds_of

    seconds = seconds_of(config, workers)
    if seconds < LONG:
        return
    arms, replications = design_size(config), config.experiment.replications
    say(
        f"{arms * replications:,} runs ({arms:,} {'arm' if arms == 1 else 'arms'} x {replications:,} replications), "
        f"roughly {_time(seconds)} in all; Ctrl-C stops them, and the same command goes on"
    )


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """A function that shows progress until the end of the block."""
    from rich.console import Console

    console = Console(stderr=True)
    if quiet:
        yield lambda _: None
    elif console.is_terminal:
        with _bar(console) as show:
            yield show
    else:
        yield _lines()


@contextmanager
def _bar(console: object) -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    assert isinstance(console, Console)
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[rate]}"),
        console=console,
    )
    task = None

    def show(progress: Progress) -> None:
        nonlocal task
        if progress.stage == "compiling":
            say(compiling())
            return
        if task is None:
            task = bar.add_task(_begun(progress), total=progress.planned, rate="")
            bar.start()
        bar.update(task, completed=progress.done, rate=_rate(progress), description="running")

    try:
        yield show
    finally:
        bar.stop()


def _lines() -> Callable[[Progress], None]:
    last = 0.0

    def show(progress: Progress) -> None:
        nonlocal last
        if progress.stage == "compiling":
            say(compiling())
            return
        if progress.seconds == 0.0:
            say(_begun(progress))
        elif progress.done == progress.planned or time.monotonic() - last >= SECONDS_BETWEEN_LINES:
            say(f"{progress.done} of {progress.planned} runs, {_rate(progress)}")
        else:
            return
        last = time.monotonic()

    return show


def _begun(progress: Progress) -> str:
    if progress.found == progress.planned:
        return f"all {progress.planned} runs are there already"
    if progress.found:
        return f"{progress.found} of {progress.planned} runs are there already; running the others"
    return f"running {progress.planned} runs"


def _rate(progress: Progress) -> str:
    """Runs a second, time left and failures so far."""
    done = progress.finished + progress.failed
    if not done or not progress.seconds:
        return ""
    rate = done / progress.seconds
    left = (progress.planned - progress.done) / rate
    words = [f"{rate:.1f} a second" if rate >= 1 else f"{1 / rate:.1f} s each"]
    words.append(f"about {_time(left)} left" if progress.done < progress.planned else _time(progress.seconds))
    if progress.failed:
        words.append(f"{progress.failed} failed")
    return ", ".join(words)


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    hours = round(minutes / 60)
    if hours >= 48:
        return f"{round(hours / 24):,} days"
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
