"""A sweep of small runs in a process of its own: prints peak memory of parent and workers as JSON."""

from __future__ import annotations

import json
import sys
import time
from multiprocessing import active_children
from pathlib import Path

from experiments.benchmarks.measure import peak_memory
from experiments.benchmarks.sweeps import small
from pcnsim import run_experiment
from pcnsim.experiment import Progress


def main(runs: int, crew: int, folder: Path) -> None:
    """Run so many small runs, two a design point, with so many workers, summary and comparisons included."""
    workers = [0.0]

    def note(progress: Progress) -> None:
        # The workers are still there when the last report comes.
        if progress.finished and progress.done == progress.planned:
            workers.extend(peak_memory(child.pid) for child in active_children())

    begun = time.perf_counter()
    run_experiment(small(runs // 2, 2), folder, crew, note)
    found = {"parent": peak_memory(), "workers": max(workers), "seconds": time.perf_counter() - begun}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
