"""A worker process in which chosen runs fail or kill it: what the tests put in the place of the real one."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from pathlib import Path

from pcnsim.experiment.backends import processes
from pcnsim.model.simulation import Simulation

serve_rightly = processes._serve
right = Simulation.run


def kill_oneself() -> None:
    """What the kernel does to a process that takes too much memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def always(pipe: Connection) -> None:
    """Die in every run of one seed under the structure network, after a note of it."""

    def run(self: Simulation, weeks: int | None = None) -> Simulation:
        if (
            weeks is None
            and self.seed == int(os.environ["DOOMED"])
            and self.config.structure.name == "network"
        ):
            with Path(os.environ["DEATHS"]).open("a") as file:
                file.write("x")
            kill_oneself()
        return right(self, weeks)

    Simulation.run = run  # type: ignore[method-assign]
    serve_rightly(pipe)


def once(pipe: Connection) -> None:
    """Die in the first run of that seed, and never again."""

    def run(self: Simulation, weeks: int | None = None) -> Simulation:
        died = Path(os.environ["DEATHS"])
        if self.seed == int(os.environ["DOOMED"]) and not died.exists():
            died.touch()
            kill_oneself()
        return right(self, weeks)

    Simulation.run = run  # type: ignore[method-assign]
    serve_rightly(pipe)


def stillborn(pipe: Connection) -> None:
    """Die at once."""
    kill_oneself()


def broken(pipe: Connection) -> None:
    """Meet an error that is ours, not a run's."""
    from pcnsim.experiment import warm

    def fails() -> None:
        raise LookupError("of ours")

    warm.compile_model = fails  # type: ignore[assignment]
    serve_rightly(pipe)
