"""The figures of pcnsim, all in one place to import from; each makes a Plotly figure or writes one to a page.

    from pcnsim.view.figures import comparison_figure, network_figure

They take what they draw from a model, a simulation or a result folder, and know nothing of the browser app, which
draws with them too.
"""

from __future__ import annotations

from pcnsim.view.comparison import FIGURE, MOST_ARMS, MOST_SERIES, comparison_figure, write_comparison
from pcnsim.view.differences import CAUTION, difference_table
from pcnsim.view.look import PALETTE, SYMBOLS
from pcnsim.view.network_figure import network_figure
from pcnsim.view.sensitivity_figure import sensitivity_figure, write_sensitivity_figure
from pcnsim.view.series_figure import series_figure

__all__ = [
    "CAUTION",
    "FIGURE",
    "MOST_ARMS",
    "MOST_SERIES",
    "PALETTE",
    "SYMBOLS",
    "comparison_figure",
    "difference_table",
    "network_figure",
    "sensitivity_figure",
    "series_figure",
    "write_comparison",
    "write_sensitivity_figure",
]
