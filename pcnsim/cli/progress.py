"""Progress of an experiment: a bar on a terminal, now and then a line in a log file. All of it on standard error."""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pcnsim.cli.options import compiling, say
from pcnsim.cli.wording import duration, rate, runs

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.experiment import Progress

LONG = 60.0
"""Seconds from which on the size of an experiment is told before it starts."""

SECONDS_BETWEEN_UPDATES = 0.2
"""A bar is not drawn more often than this, however fast results come."""

SECONDS_BETWEEN_LINES = 10.0
"""Between plain lines, in the first minute."""

SECONDS_BETWEEN_LATER_LINES = 60.0
"""Between plain lines after that, where a hundredth of the runs was done meanwhile."""

SECONDS_WITHOUT_LINES = 600.0
"""A log file is not left without a line for longer than this, if results come at all."""

WINDOW = 60.0
"""Seconds over which the rate is taken."""

FEWEST_IN_WINDOW = 10
"""Reports that the rate is taken over at least, however long ago they came."""


class Pace:
    """Runs a second lately: over the last minute, and over the last ten reports where they come slowly."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, int]] = deque()

    def add(self, seconds: float, done: int) -> None:
        """Take in how many runs were done at a time, in seconds since the beginning."""
        if self._seen and seconds <= self._seen[-1][0]:
            self._seen.pop()
        self._seen.append((seconds, done))
        while len(self._seen) > FEWEST_IN_WINDOW and seconds - self._seen[1][0] >= WINDOW:
            self._seen.popleft()

    @property
    def rate(self) -> float | None:
        """Runs a second; None as long as nothing was done."""
        if not self._seen:
            return None
        (before, earlier), (now, done) = self._seen[0], self._seen[-1]
        return (done - earlier) / (now - before) if done > earlier and now > before else None


class _Stages:
    """What is told before runs begin, each once."""

    def __init__(self) -> None:
        self._words = {
            "compiling": compiling(),
            "waiting": "waiting for the first worker of the scheduler; Ctrl-C stops that",
        }

    def told(self, stage: str) -> bool:
        """Say what goes on before the runs; whether that is what goes on."""
        if stage == "running":
            return False
        if words := self._words.pop(stage, None):
            say(words)
        return True


def announce(config: Config, workers: int | None) -> None:
    """Say how many runs a long experiment has and roughly how long they take, before anything is made."""
    from pcnsim.experiment.designs.build import design_size
    from pcnsim.experiment.duration import seconds_of

    seconds = seconds_of(config, workers)
    if seconds < LONG:
        return
    arms, replications = design_size(config), config.experiment.replications
    say(
        f"{runs(arms * replications)} ({arms:,} {'arm' if arms == 1 else 'arms'} x {replications:,} replications), "
        f"roughly {duration(seconds)} in all; Ctrl-C stops them, and the same command goes on"
    )


@contextmanager
def shown_progress(*, quiet: bool = False) -> Iterator[Callable[[Progress], None]]:
    """A function that shows progress until the end of the block, and says at its end what was done.

    What `pcnsim experiment` shows, for scripts:
    `with pcnsim.shown_progress() as progress: pcnsim.run_experiment(config, out, progress=progress)`.
    """
    if quiet:
        yield lambda _: None
        return
    last: Progress | None = None
    with _bar() if _is_terminal() else _lines() as show:

        def keep(progress: Progress) -> None:
            nonlocal last
            last = progress
            show(progress)

        yield keep
    # Not after an interruption: that has a message of its own.
    if last is not None and last.stage == "running" and last.finished + last.failed:
        say(_total(last))


def _is_terminal() -> bool:
    """Whether a bar can be drawn; FORCE_COLOR is about colours and does not make a log file a terminal."""
    return sys.stderr.isatty() and os.environ.get("TERM", "") not in ("dumb", "unknown")


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as Bar

    bar = Bar(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TextColumn("{task.fields[words]}"),
        console=Console(stderr=True),
        refresh_per_second=1 / SECONDS_BETWEEN_UPDATES,
    )
    task = None
    drawn = 0.0
    pace = Pace()
    stages = _Stages()

    def show(progress: Progress) -> None:
        nonlocal task, drawn
        if stages.told(progress.stage):
            return
        pace.add(progress.seconds, progress.finished + progress.failed)
        if task is None:
            say(_begun(progress))
            if progress.done == progress.planned:
                return
            task = bar.add_task("", total=progress.planned, completed=progress.done, words="")
            bar.start()
        clock = time.monotonic()
        if clock - drawn >= SECONDS_BETWEEN_UPDATES or progress.done == progress.planned:
            drawn = clock
            bar.update(task, completed=progress.done, words=_words(progress, pace))

    try:
        yield show
    finally:
        bar.stop()


@contextmanager
def _lines() -> Iterator[Callable[[Progress], None]]:
    said, at = 0.0, 0
    pace = Pace()
    stages = _Stages()

    def show(progress: Progress) -> None:
        nonlocal said, at
        if stages.told(progress.stage):
            return
        pace.add(progress.seconds, progress.finished + progress.failed)
        clock = time.monotonic()
        if not said:
            say(_begun(progress))
        elif progress.done < progress.planned and _is_due(clock - said, progress, at):
            say(f"{progress.done:,} of {runs(progress.planned)}, {_words(progress, pace)}")
        else:
            return
        said, at = clock, progress.done

    yield show


def _is_due(silent: float, progress: Progress, at: int) -> bool:
    """Whether a log file gets a line. silent: seconds since the last one, which told `at` runs."""
    if progress.seconds <= SECONDS_BETWEEN_LATER_LINES:
        return silent >= SECONDS_BETWEEN_LINES
    if silent >= SECONDS_WITHOUT_LINES:
        return True
    return silent >= SECONDS_BETWEEN_LATER_LINES and 100 * (progress.done - at) >= progress.planned


def _begun(progress: Progress) -> str:
    """What was found, and what is to be done."""
    if progress.found == progress.planned:
        return f"all {runs(progress.planned)} are there already"
    workers = getattr(progress, "workers", None)
    processes = "" if not workers else f" in {workers} {'process' if workers == 1 else 'processes'}"
    if progress.found:
        return (
            f"{progress.found:,} of {runs(progress.planned)} are there already; "
            f"running the other {progress.planned - progress.found:,}{processes}"
        )
    return f"running {runs(progress.planned)}{processes}"


def _words(progress: Progress, pace: Pace) -> str:
    """Runs a second, time left and failures so far."""
    words = []
    if pace.rate is not None:
        words.append(rate(pace.rate))
        words.append(f"about {duration((progress.planned - progress.done) / pace.rate)} left")
    if progress.failed:
        words.append(f"{progress.failed:,} failed")
    return ", ".join(words) or "no result yet"


def _total(progress: Progress) -> str:
    """What was done in all."""
    now = progress.finished + progress.failed
    speed = f", {rate(now / progress.seconds)}" if progress.seconds else ""
    earlier = f"; {progress.found:,} were there before" if progress.found else ""
    return (
        f"{progress.done:,} of {runs(progress.planned)} done: {now:,} in {duration(progress.seconds)}{speed}, "
        f"{f'{progress.failed:,} failed' if progress.failed else 'none failed'}{earlier}"
    )
