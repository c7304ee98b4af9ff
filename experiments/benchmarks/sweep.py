"""Sweeps: throughput of two workers, what planning, storing and scheduling cost, memory, and time to the first run."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from statistics import median

from experiments.benchmarks.bare import Bare
from experiments.benchmarks.figures import Figure
from experiments.benchmarks.measure import ROOT, process, seconds, surroundings
from experiments.benchmarks.overhead import OF_OVERHEAD, Shares, measured
from experiments.benchmarks.sizes import Scale
from experiments.benchmarks.sweeps import SCREENING, design, fewer, grid, hypercube, screening
from pcnsim import run_experiment
from pcnsim.config import Config
from pcnsim.experiment import Progress
from pcnsim.experiment.store.files import files_in
from pcnsim.experiment.store.folder import PARTS, RUNS
from pcnsim.experiment.warm import compile_model

Told = Callable[[], None]

WAIT = 0.005
"""Seconds between two looks whether the first run is there."""

LONGEST = 300.0
"""Seconds after which a first run is given up."""


def sweep(scale: Scale, told: Told) -> list[Figure]:
    """All figures about sweeps."""
    compile_model()
    with tempfile.TemporaryDirectory(prefix="pcnsim-benchmark-") as folder:
        rooms = (Path(folder) / str(number) for number in itertools.count())

        def fresh() -> Path:
            return next(rooms)

        return [
            *_throughput(scale, fresh, told),
            *_overheads(scale, fresh, told),
            *_memory(scale, fresh, told),
            *_starts(scale, fresh, told),
        ]


# ------------------------------------------------------------------ throughput


def _throughput(scale: Scale, fresh: Callable[[], Path], told: Told) -> list[Figure]:
    """The same sweep with one worker and with two, in turn; beside it runs in processes without any runner."""
    config = grid(scale)
    runs = 3 * scale.sweep.replications
    rates: dict[int, list[float]] = {1: [], 2: []}
    walls: dict[int, list[float]] = {1: [], 2: []}
    bare: dict[int, list[float]] = {1: [], 2: []}
    with Bare(config, scale.sweep.bare) as processes:
        for workers in scale.sweep.order:
            wall, rate = _timed(config, fresh(), workers)
            walls[workers].append(wall)
            rates[workers].append(rate)
            bare[workers].append(processes.rate(workers))
            told()
    ratio, whole, best = (_ratio(one) for one in (rates, _inverse(walls), bare))
    note = f"{runs} runs of {scale.city} PCNs, with {', '.join(map(str, scale.sweep.order))} workers in turn"
    return [
        Figure(
            "sweep, throughput", "2 workers against 1, from the first run to the last", ratio[0], "times", 1.85,
            at_least=True, note=f"{note}; pairs {ratio[1]:.2f} to {ratio[2]:.2f}",
        ),
        Figure(
            "sweep, throughput", "2 bare processes against 1, the same runs", best[0], "times",
            note=f"what the machine gives; pairs {best[1]:.2f} to {best[2]:.2f}",
        ),
        Figure(
            "sweep, throughput", "2 workers against 1, from the call to the tables", whole[0], "times",
            note=f"with the start of the processes; {median(walls[1]):.1f} s and {median(walls[2]):.1f} s",
        ),
        Figure("sweep, throughput", "1 worker", median(rates[1]), "runs a second"),
        Figure("sweep, throughput", "2 workers", median(rates[2]), "runs a second"),
    ]  # fmt: skip


def _timed(config: Config, folder: Path, workers: int) -> tuple[float, float]:
    """Seconds of wall clock of a sweep, and runs a second from the first report on."""
    seen: list[tuple[float, int]] = []

    def note(progress: Progress) -> None:
        if progress.finished:
            seen.append((time.perf_counter(), progress.finished))

    begun = time.perf_counter()
    run_experiment(config, folder, workers, note)
    wall = time.perf_counter() - begun
    (first, few), (last, all_of_them) = seen[0], seen[-1]
    return wall, (all_of_them - few) / (last - first)


def _ratio(rates: dict[int, list[float]]) -> tuple[float, float, float]:
    """Median, least and largest ratio of two to one, in pairs that were measured one after the other."""
    pairs = [two / one for one, two in zip(rates[1], rates[2], strict=True)]
    return median(pairs), min(pairs), max(pairs)


def _inverse(walls: dict[int, list[float]]) -> dict[int, list[float]]:
    return {workers: [1.0 / wall for wall in found] for workers, found in walls.items()}


# ------------------------------------------------------------------ overhead


def _overheads(scale: Scale, fresh: Callable[[], Path], told: Told) -> list[Figure]:
    """What a sweep with one worker takes beside the model, in percent of the model's CPU time."""
    designs = {
        "a grid of 3 structures": grid(scale, scale.sweep.overhead // 3),
        "a Latin hypercube, no burn-in shared": hypercube(scale, scale.sweep.overhead),
        "a screening of all parameters": screening(scale),
    }
    figures = [
        Figure(
            "sweep, overhead", "importing the samplers, once", seconds(_import_samplers), "s CPU",
            note="not in the shares below; `sweep, start` has it",
        )
    ]  # fmt: skip
    for name, config in designs.items():
        found: Shares = measured(config, fresh())
        told()
        parts = ", ".join(f"{part} {100.0 * found.cpu[part] / found.model:.1f}" for part in OF_OVERHEAD)
        note = (
            f"{found.runs} runs, {found.factors} factors, {1000.0 * found.model / found.runs:.0f} ms of model a run; "
            f"{parts}; by wall clock {found.percent_of_wall:.1f}"
        )
        figures.append(
            Figure("sweep, overhead", name, found.percent, "% of model CPU", 10.0, note=note)
        )  # fmt: skip
    return figures


def _import_samplers() -> None:
    for name in ("scipy.stats", "SALib.sample.morris"):
        import_module(name)


# ------------------------------------------------------------------ memory


def _memory(scale: Scale, fresh: Callable[[], Path], told: Told) -> list[Figure]:
    """Peak memory of the parent and of its workers at few and at many small runs, each in processes of their own."""
    found = {}
    for runs in scale.sweep.memory:
        arguments = [
            "-m",
            "experiments.benchmarks.sweep_memory",
            str(runs),
            str(scale.sweep.crew),
            str(fresh()),
        ]
        found[runs] = json.loads(process(arguments).output)
        told()
    few, many = scale.sweep.memory
    figures = []
    for who in ("parent", "workers"):
        growth = (found[many][who] - found[few][who]) / (many - few) * 1000.0
        figures += [
            Figure(
                "sweep, memory", f"{who} at {runs:,} runs", found[runs][who], "MiB",
                note=f"{runs // 2:,} points; {found[runs]['seconds']:.0f} s",
            )
            for runs in (few, many)
        ]  # fmt: skip
        figures.append(
            Figure(
                "sweep, memory", f"{who}: growth", growth, "MiB a 1,000 runs", 0.5,
                note="peak resident memory (VmHWM); the largest of 2 workers" if who == "workers" else "",
            )
        )  # fmt: skip
    return figures


# ------------------------------------------------------------------ start


def _starts(scale: Scale, fresh: Callable[[], Path], told: Told) -> list[Figure]:
    """Wall clock from the command to the first finished run on disk, and of `--plan-only`."""
    figures = []
    folder = fresh()
    folder.mkdir()
    for name, config in (
        ("a grid", grid(scale)),
        (f"a Latin hypercube of {scale.sweep.start_points:,} points", hypercube(scale, scale.sweep.start_points)),
    ):  # fmt: skip
        path = design(config, folder / f"{len(figures)}.toml")
        times = []
        for _ in range(scale.sweep.starts):
            times.append(_first_run(path, fresh(), scale.sweep.crew))
            told()
        figures.append(
            Figure(
                "sweep, start", f"`pcnsim experiment` to the first run of {name}", median(times), "s", 5.0,
                note=f"warm, wall clock, median of {len(times)}: {min(times):.2f} to {max(times):.2f}",
            )
        )  # fmt: skip
    sets = [word for setting in fewer(scale) for word in ("--set", setting)]
    arguments = ["-m", "pcnsim", "experiment", str(SCREENING), *sets, "--plan-only", "--out"]
    walls = []
    for _ in range(min(3, scale.sweep.starts)):
        walls.append(process([*arguments, str(fresh())]).wall)
        told()
    return [
        *figures,
        Figure(
            "sweep, start", "`--plan-only` of configs/screening-morris.toml", median(walls), "s",
            note=f"{min(walls):.2f} to {max(walls):.2f}; the plan is written",
        ),
    ]  # fmt: skip


def _first_run(config: Path, folder: Path, workers: int) -> float:
    """Seconds until the row of a first run is stored; then the experiment is ended."""
    options = ["--out", str(folder), "--workers", str(workers), "--quiet"]
    begun = time.perf_counter()
    running = subprocess.Popen(
        [sys.executable, "-m", "pcnsim", "experiment", str(config), *options],
        cwd=ROOT,
        env=surroundings(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _has_row(folder):
            if running.poll() not in (None, 0) or time.perf_counter() - begun > LONGEST:
                raise RuntimeError(f"no run of {config} came to an end")
            time.sleep(WAIT)
        return time.perf_counter() - begun
    finally:
        running.kill()
        running.wait()


def _has_row(folder: Path) -> bool:
    """Whether the row of a run lies in the folder, in a part or merged."""
    for table in (*files_in(folder / PARTS, "*.runs.csv"), folder / RUNS):
        try:
            if table.read_bytes().count(b"\n") > 1:
                return True
        except OSError:  # not there yet, or merged meanwhile
            continue
    return False
