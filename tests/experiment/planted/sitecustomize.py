"""Python imports this at its start where a test puts the folder on PYTHONPATH: notes runs, and spoils chosen ones.

COUNTED names the file that gets a line for every run that was simulated; ERRORS and DEATHS list runs in which the model
raises an error or kills its process. A run is told by `seed:structure`. UNTIL names a file without which no run begins.
The product knows nothing of this.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import sys
import time
from typing import Any


class _Watch:
    """Waits for the model to be imported, and puts its `run` behind ours."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if name != "pcnsim.model.simulation":
            return None
        sys.meta_path.remove(self)  # type: ignore[arg-type]
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        execute = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            execute(module)
            _plant(module.Simulation)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


def _plant(simulation: Any) -> None:
    right = simulation.run

    def run(self: Any, weeks: int | None = None) -> Any:
        name = f"{self.seed}:{self.config.structure.name}"
        whole = (
            weeks is None and self.config.weeks > 1
        )  # neither a shared burn-in nor the week that loads the model
        if whole and name in os.environ.get("DEATHS", "").split():
            os.kill(os.getpid(), signal.SIGKILL)
        if whole and name in os.environ.get("ERRORS", "").split():
            raise ArithmeticError(f"planted in {name}")
        while whole and "UNTIL" in os.environ and not os.path.exists(os.environ["UNTIL"]):
            time.sleep(0.01)
        result = right(self, weeks)
        if whole and "COUNTED" in os.environ:
            with open(os.environ["COUNTED"], "a", encoding="utf-8") as file:
                file.write(name + "\n")
        return result

    simulation.run = run


if {"COUNTED", "ERRORS", "DEATHS", "UNTIL"} & os.environ.keys():
    sys.meta_path.insert(0, _Watch())  # type: ignore[arg-type]
