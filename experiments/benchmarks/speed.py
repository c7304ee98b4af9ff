"""Seconds per run at city and England's size, growth with size, and the time to a first result."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from experiments.benchmarks.figures import Figure
from experiments.benchmarks.measure import ROOT, interleaved, process, seconds
from experiments.benchmarks.sizes import SEED, Scale, again, agents_and_ties, area, config
from pcnsim.model.simulation import Simulation, simulate

Told = Callable[[], None]


def city(scale: Scale, told: Told) -> list[Figure]:
    """Seconds to make and run a city, as one run of an experiment does."""
    chosen, place = config(scale.weeks, scale.burn_in), area(scale.city)
    simulate(chosen, place, SEED)
    making, running = [], []
    for number in range(scale.rounds):
        made: list[Simulation] = []
        making.append(seconds(lambda seed=number, made=made: made.append(Simulation(chosen, place, seed))))
        running.append(seconds(made[0].run))
        told()
    weeks = scale.weeks + scale.burn_in
    whole = median(a + b for a, b in zip(making, running, strict=True))
    note = f"{scale.city} PCNs, {weeks} weeks; median of {scale.rounds}; {1000 * median(making):.1f} ms of it to make"
    return [
        Figure("city", "one run", 1000.0 * whole, "ms CPU", note=note),
        Figure(
            "city", "one week", 1e6 * median(running) / weeks, "µs CPU",
            note=f"least {1e6 * min(running) / weeks:.0f}",
        ),
    ]  # fmt: skip


def england(scale: Scale, told: Told) -> list[Figure]:
    """Seconds and peak memory of England, in a process of its own."""
    found = []
    for _ in range(min(scale.rounds, 3)):
        arguments = [
            "-m",
            "experiments.benchmarks.worker",
            str(scale.england),
            str(scale.weeks),
            str(scale.burn_in),
        ]
        found.append(json.loads(process(arguments).output))
        told()
    size = found[0]
    place = (
        f"{scale.england:,} PCNs, {size['practices']:,} practices, {size['gps']:,} GP posts, {size['ties']:,} ties; "
        f"{scale.weeks}+{scale.burn_in} weeks; median of {len(found)} processes"
    )
    small = scale.cold is False
    return [
        Figure("england", "make and run", median(one["make"] + one["run"] for one in found), "s CPU", 15.0, note=place),
        Figure(
            "england", "the same, wall clock", median(one["wall"] for one in found), "s",
            note=f"{median(one['draw'] for one in found):.2f} s before that to draw the area",
        ),
        Figure(
            "england", "peak memory of the process", max(one["memory"] for one in found) / 1024.0, "GiB", 2.0,
            note="quick: a small area" if small else "imports, compiled code and area included",
        ),
    ]  # fmt: skip


def growth(scale: Scale, told: Told) -> list[Figure]:
    """The exponent of time per week on agents and ties."""
    simulations = {pcns: Simulation(config(scale.growth_weeks, 0), area(pcns), SEED) for pcns in scale.growth}
    again(simulations[scale.growth[0]]).run()
    ran: dict[str, list[Simulation]] = {str(pcns): [] for pcns in scale.growth}

    def maker(pcns: int) -> Callable[[], Callable[[], object]]:
        def make() -> Callable[[], object]:
            ran[str(pcns)][:] = [again(simulations[pcns])]
            return ran[str(pcns)][0].run

        return make

    found = interleaved({str(pcns): maker(pcns) for pcns in scale.growth}, min(scale.rounds, 5), told)
    things, times, figures = [], [], []
    for pcns in scale.growth:
        first, last = sum(agents_and_ties(simulations[pcns])), sum(agents_and_ties(ran[str(pcns)][0]))
        things.append(0.5 * (first + last))
        times.append(median(found[str(pcns)]) / scale.growth_weeks)
        nanoseconds = 1e9 * times[-1] / things[-1]
        note = f"{things[-1]:,.0f} agents and ties, {1000 * times[-1]:.3g} ms a week"
        figures.append(
            Figure("growth", f"{pcns:,} PCNs, an agent or tie a week", nanoseconds, "ns CPU", note=note)
        )
    exponent = float(np.polyfit(np.log(things), np.log(times), 1)[0])
    note = f"least squares over {len(things)} sizes, {scale.growth_weeks} weeks each, medians of {min(scale.rounds, 5)}"
    return [Figure("growth", "exponent of time on agents and ties", exponent, "", 1.1, note=note), *figures]


def start(scale: Scale, told: Told) -> list[Figure]:
    """Time from the command to its end: `pcnsim run` of a city, compiled before and not."""
    sets = [] if scale.cold else ["--set", "area.pcns=2", "--set", "burn_in_weeks=2", "--weeks", "4"]
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1000))

        def run(environment: dict[str, str]) -> tuple[float, float]:
            out = ["--out", str(Path(folder) / f"run-{next(numbers)}")]
            done = process(
                ["-m", "pcnsim", "run", str(ROOT / "configs/structures.toml"), *out, *sets], environment
            )
            told()
            return done.wall, done.cpu

        cold = run({"NUMBA_CACHE_DIR": str(Path(folder) / "cache")} if scale.cold else {})
        run({})
        warm = [run({}) for _ in range(min(scale.rounds, 5))]
    walls, cpus = zip(*warm, strict=True)
    note = "empty NUMBA_CACHE_DIR" if scale.cold else "quick: compiled before, so not cold"
    return [
        Figure("start", "`pcnsim run` of a city, cold", cold[0], "s", note=note),
        Figure("start", "of this, compiling", max(0.0, cold[1] - median(cpus)), "s CPU", 60.0, note="cold less warm"),
        Figure(
            "start", "`pcnsim run` of a city, warm", median(walls), "s", 3.0,
            note=f"CPU {median(cpus):.2f} s, least {min(walls):.2f} s; all files written",
        ),
    ]  # fmt: skip
