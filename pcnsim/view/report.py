"""The page of an experiment: the comparison of its arms and, where weekly series were kept, the arms week by week.

A written page holds Plotly itself, so it opens without a network.
"""

from __future__ import annotations

import contextlib
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pcnsim.config.errors import InputError
from pcnsim.experiment.store.faults import told
from pcnsim.experiment.store.files import write_whole
from pcnsim.experiment.store.lock import LOCK, FolderLock
from pcnsim.experiment.weekly.series import merged_files
from pcnsim.view.comparison import can_be_read, comparison_figure
from pcnsim.view.look import CONFIG
from pcnsim.view.series_figure import series_figure
from pcnsim.view.tracks import MOST_TRACKS

if TYPE_CHECKING:
    from pcnsim.analysis.study import ExperimentResult

__all__ = ["FIGURE", "MOST_RUNS", "write_comparison"]

FIGURE: Final = "comparison.html"

MOST_RUNS: Final = 2_000
"""Runs up to which their series are read for the page, a few milliseconds and 15 kB each."""

_WIDTH: Final = 1180
_HEIGHT: Final = 680

_PATIENCE: Final = 60.0
"""Seconds to wait for a process that works in the result folder."""


def write_comparison(result: ExperimentResult, folder: str | PathLike[str] | None = None) -> Path | None:
    """Write the figures as a page that needs nothing else, `comparison.html`, into the result's folder or another.

    The comparison, and below it the outcomes week by week where the result's folder holds weekly series of up to eight
    arms and `MOST_RUNS` runs. None, and no page, of a sample, of more than `MOST_ARMS` arms, and of more than
    `MOST_SERIES` series.
    """
    place = result.folder if folder is None else Path(folder)
    if place is None:
        raise ValueError("this result is kept nowhere; name a folder")
    if not can_be_read(result):
        return None
    page: str = comparison_figure(result).to_html(
        CONFIG, include_plotlyjs=True, full_html=True, div_id="comparison"
    )
    page = page.replace("<head>", f"<head><title>{result.config.name}</title>", 1)
    below = _week_by_week(result)
    if below:
        start, end, rest = page.rpartition("</body>")
        page = f"{start}{below}{end}{rest}"
    with told(place, lambda: "runs and tables are kept"):
        # Another process may have the folder by now: it removes what is half written and comes from one that is gone.
        lock = FolderLock(place, _PATIENCE) if (place / LOCK).exists() else None
        try:
            write_whole(place / FIGURE, page.encode())
        finally:
            if lock is not None:
                lock.release()
    return place / FIGURE


def _week_by_week(result: ExperimentResult) -> str:
    """The second figure of the page; nothing where there are no series, or too many."""
    few = len(result.plan.points) <= MOST_TRACKS and len(result.plan) <= MOST_RUNS
    if not few or result.folder is None or not merged_files(result.folder):
        return ""
    # Series that cannot be read are told where they are asked for; the comparison does not depend on them.
    with contextlib.suppress(InputError):
        figure = series_figure(result.folder, title="Week by week", height=_HEIGHT, width=_WIDTH)
        page: str = figure.to_html(CONFIG, include_plotlyjs=False, full_html=False, div_id="series")
        return f'<div style="width:{_WIDTH}px">{page}</div>'
    return ""
