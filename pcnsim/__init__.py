"""pcnsim simulates how English primary care is organised; this module is its public Python interface.

    import pcnsim

    config = pcnsim.load("configs/structures.toml")
    result = pcnsim.run_experiment(config)

Names are imported when they are first used, so that `import pcnsim` stays instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from pcnsim.analysis import ExperimentResult, merge_results, read_result, read_weekly, run_experiment
    from pcnsim.analysis.sensitivity import sensitivity
    from pcnsim.area import Area, draw_area, read_area
    from pcnsim.cli.progress import shown_progress
    from pcnsim.config import Config, InputError, load
    from pcnsim.experiment import run
    from pcnsim.experiment.provenance.caution import NotReproducedWarning, OtherVersionWarning
    from pcnsim.experiment.reproduce.replay import replay
    from pcnsim.experiment.reproduce.verify import verify
    from pcnsim.experiment.store.status import status
    from pcnsim.model import Model, simulate

__all__ = [
    "Area",
    "Config",
    "ExperimentResult",
    "InputError",
    "Model",
    "NotReproducedWarning",
    "OtherVersionWarning",
    "draw_area",
    "load",
    "merge_results",
    "read_area",
    "read_result",
    "read_weekly",
    "replay",
    "run",
    "run_experiment",
    "sensitivity",
    "shown_progress",
    "simulate",
    "status",
    "verify",
]

# The experiment runner is `run_experiment`, not `experiment`: that name is the package pcnsim.experiment.
_HOME = {
    "Area": "pcnsim.area",
    "draw_area": "pcnsim.area",
    "read_area": "pcnsim.area",
    "Config": "pcnsim.config",
    "InputError": "pcnsim.config",
    "load": "pcnsim.config",
    "run": "pcnsim.experiment",
    "replay": "pcnsim.experiment.reproduce.replay",
    "status": "pcnsim.experiment.store.status",
    "verify": "pcnsim.experiment.reproduce.verify",
    "NotReproducedWarning": "pcnsim.experiment.provenance.caution",
    "OtherVersionWarning": "pcnsim.experiment.provenance.caution",
    "run_experiment": "pcnsim.analysis",
    "merge_results": "pcnsim.analysis",
    "read_result": "pcnsim.analysis",
    "read_weekly": "pcnsim.analysis",
    "ExperimentResult": "pcnsim.analysis",
    "sensitivity": "pcnsim.analysis.sensitivity",
    "shown_progress": "pcnsim.cli.progress",
    "Model": "pcnsim.model",
    "simulate": "pcnsim.model",
}


def __getattr__(name: str) -> object:
    """Import a public name from its room on first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
