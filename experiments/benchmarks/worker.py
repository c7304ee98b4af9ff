"""One run in a process of its own: prints seconds and peak memory as JSON (see ``speed.england``)."""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise

from experiments.benchmarks.measure import peak_memory
from experiments.benchmarks.sizes import SEED, agents_and_ties, area, config
from pcnsim.model.simulation import Simulation, simulate


def main(pcns: int, weeks: int, burn_in: int) -> None:
    """Run an area of so many PCNs; compiled code is loaded before the clock starts."""
    simulate(config(1, 1), area(1), SEED)
    times = [time.process_time()]
    place = area(pcns)
    times.append(time.process_time())
    wall = time.perf_counter()
    simulation = Simulation(config(weeks, burn_in), place, SEED)
    times.append(time.process_time())
    simulation.run()
    times.append(time.process_time())
    wall = time.perf_counter() - wall
    draw, make, run = (after - before for before, after in pairwise(times))
    agents, ties = agents_and_ties(simulation)
    state = simulation.state
    found = {
        "draw": draw, "make": make, "run": run, "wall": wall, "memory": peak_memory(), "agents": agents, "ties": ties,
        "practices": len(state.practices.pcn), "gps": len(state.gps.practice),
    }  # fmt: skip
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:4]))
