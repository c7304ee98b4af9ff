"""The figures of pcnsim, all in one place to import from; each makes a Plotly figure or writes one to a page.

    from pcnsim.view.figures import comparison_figure, network_figure

They take what they draw from a model, a simulation or a result folder, and know nothing of the browser app, which
draws with them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcnsim.view.comparison import MOST_ARMS, MOST_SERIES, comparison_figure
from pcnsim.view.differences import CAUTION, difference_table
from pcnsim.view.look import PALETTE, SYMBOLS
from pcnsim.view.network_figure import network_figure
from pcnsim.view.report import FIGURE, write_comparison
from pcnsim.view.sensitivity_figure import sensitivity_figure, write_sensitivity_figure
from pcnsim.view.series_figure import series_figure

if TYPE_CHECKING:
    from pcnsim.view.agent_figure import agent_figure

__all__ = [
    "CAUTION",
    "FIGURE",
    "MOST_ARMS",
    "MOST_SERIES",
    "PALETTE",
    "SYMBOLS",
    "agent_figure",
    "comparison_figure",
    "difference_table",
    "network_figure",
    "sensitivity_figure",
    "series_figure",
    "write_comparison",
    "write_sensitivity_figure",
]


def __getattr__(name: str) -> Any:
    """Load what runs the model when it is asked for: the other figures need none of its compiled rules."""
    if name == "agent_figure":
        from pcnsim.view.agent_figure import agent_figure

        return agent_figure
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
