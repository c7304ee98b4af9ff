"""Timing: CPU seconds of one process, repeated and interleaved, and whole subprocesses with their peak memory."""

from __future__ import annotations

import gc
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Process:
    """A subprocess that ended: wall and CPU seconds, and what it printed."""

    wall: float
    cpu: float
    output: str


def seconds(action: Callable[[], object]) -> float:
    """CPU seconds of one call, with the garbage of what went before collected first.

    Collection stays on during the call, as users have it.
    """
    gc.collect()
    start = time.process_time()
    action()
    return time.process_time() - start


def interleaved(
    made: Mapping[str, Callable[[], Callable[[], object]]],
    rounds: int,
    told: Callable[[], None] = lambda: None,
) -> dict[str, list[float]]:
    """CPU seconds of several actions in turn, A B .. B A A B ..: each list has one entry a round.

    made: by name, a function that prepares afresh (not timed) and returns the action that is timed. ``told`` is called
    after each action.
    """
    found: dict[str, list[float]] = {name: [] for name in made}
    for number in range(rounds):
        names = list(made) if number % 2 == 0 else list(reversed(made))
        for name in names:
            found[name].append(seconds(made[name]()))
            told()
    return found


def median_ratio(over: Sequence[float], under: Sequence[float]) -> float:
    """Median over rounds of the ratio of two actions timed in the same round."""
    return median(a / b for a, b in zip(over, under, strict=True))


def surroundings() -> dict[str, str]:
    """Environment variables with which a process finds pcnsim and the benchmarks."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}


def process(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Process:
    """Run this Python with arguments, from the project's root.

    Raises RuntimeError with what the process wrote to stderr where it fails.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**surroundings(), **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Process(wall, cpu, done.stdout)


def peak_memory(process: int | None = None) -> float:
    """Most memory this process has held, or another one of that number (on Linux alone), in MiB.

    On Linux read from /proc: what getrusage gives is inherited from the parent process where that was larger.
    """
    status = Path(f"/proc/{process or 'self'}/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024.0
    unit = 1.0 if sys.platform == "darwin" else 1024.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024.0**2
