"""What runs mean: statistics, comparisons between arms, and tables for people.

Names load what they need when they are first asked for, so that importing this package is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pcnsim.analysis.cost_effectiveness import cost_per_extra_case as cost_per_extra_case
    from pcnsim.analysis.study import ExperimentResult as ExperimentResult
    from pcnsim.analysis.study import merge_results as merge_results
    from pcnsim.analysis.study import read_result as read_result
    from pcnsim.analysis.study import run_experiment as run_experiment
    from pcnsim.analysis.weekly_series import read_weekly as read_weekly

_HOME = {
    "ExperimentResult": "pcnsim.analysis.study",
    "cost_per_extra_case": "pcnsim.analysis.cost_effectiveness",
    "merge_results": "pcnsim.analysis.study",
    "read_result": "pcnsim.analysis.study",
    "read_weekly": "pcnsim.analysis.weekly_series",
    "run_experiment": "pcnsim.analysis.study",
}

__all__ = [
    "ExperimentResult",
    "cost_per_extra_case",
    "merge_results",
    "read_result",
    "read_weekly",
    "run_experiment",
]


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
