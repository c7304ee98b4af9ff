"""Design of experiments, plan, runs in processes, and the folders that hold what came out.

Names load what they need when they are first asked for, so that importing this package is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcnsim.experiment.plan import Plan as Plan
    from pcnsim.experiment.plan import make_plan as make_plan
    from pcnsim.experiment.runner import Execution as Execution
    from pcnsim.experiment.runner import Progress as Progress
    from pcnsim.experiment.runner import execute as execute
    from pcnsim.experiment.single import run as run

_HOME = {
    "Plan": "pcnsim.experiment.plan",
    "make_plan": "pcnsim.experiment.plan",
    "Execution": "pcnsim.experiment.runner",
    "Progress": "pcnsim.experiment.runner",
    "execute": "pcnsim.experiment.runner",
    "run": "pcnsim.experiment.single",
}

__all__ = ["Execution", "Plan", "Progress", "execute", "make_plan", "run"]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
