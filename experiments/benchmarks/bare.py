"""Processes that do runs of a design with nothing around them: how much two of them get out of this machine."""

from __future__ import annotations

import subprocess
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from experiments.benchmarks.measure import ROOT, surroundings
from pcnsim.config import Config


class Bare:
    """Two processes that have loaded everything and wait."""

    def __init__(self, config: Config, runs: int) -> None:
        """runs: of one process in one go, as often one arm as another."""
        self._runs = runs
        self._folder = TemporaryDirectory(prefix="pcnsim-benchmark-")
        path = Path(self._folder.name) / "design.toml"
        path.write_text(config.to_toml(path.parent.absolute()), "utf-8")
        self._processes = [
            subprocess.Popen(
                [sys.executable, "-m", "experiments.benchmarks.bare", str(path), str(runs)],
                cwd=ROOT,
                env=surroundings(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
            )
            for _ in range(2)
        ]
        for process in self._processes:
            _answer(process)

    def rate(self, count: int) -> float:
        """Runs a second of so many processes at once."""
        begun = time.perf_counter()
        for process in self._processes[:count]:
            assert process.stdin is not None
            process.stdin.write(b"\n")
            process.stdin.flush()
        for process in self._processes[:count]:
            _answer(process)
        return count * self._runs / (time.perf_counter() - begun)

    def __enter__(self) -> Bare:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._processes:
            process.communicate()  # the end of its input ends it
        self._folder.cleanup()


def _answer(process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    if not process.stdout.readline():
        raise RuntimeError("a process of the benchmark ended early")


def main(config: str, runs: str) -> None:
    """Do the first runs of a design for every line of input, and answer with a line."""
    from pcnsim.config import load
    from pcnsim.experiment.plan import make_plan
    from pcnsim.experiment.warm import compile_model
    from pcnsim.experiment.work import make_area
    from pcnsim.model.simulation import Simulation

    compile_model()
    plan = make_plan(load(config))
    configs = [point.config for point in plan.points]
    ready = [
        (make_area(configs[0].area, one.area_seed), one.seed)
        for one in islice(plan, int(runs) // len(configs))
    ]
    print("ready", flush=True)
    for _ in sys.stdin:
        for area, seed in ready:
            before = Simulation(configs[0], area, seed)
            before.run(configs[0].burn_in_weeks)
            for arm in configs:
                before.branch(arm).run().outcomes()
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
