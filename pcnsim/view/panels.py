"""Where the panels of a figure stand, and how much room its legend takes."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from pcnsim.analysis.labels import declared

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

COLUMNS: Final = 5
GAP: Final = 0.062
"""Between columns, as a share of the width."""

_WIDEST: Final = (1 - GAP * (COLUMNS - 1)) / COLUMNS


def by_domain(names: list[str]) -> list[str]:
    """Outcomes with those of one domain together, domains in the order in which they first come."""
    domains = list(dict.fromkeys(declared(name).domain for name in names))
    return sorted(names, key=lambda name: domains.index(declared(name).domain))


def places(names: list[str]) -> list[tuple[int, int]]:
    """Row and column of each panel, from 1: a domain goes on in a row that has room for all of it."""
    sizes = Counter(declared(name).domain for name in names)
    places: list[tuple[int, int]] = []
    row, column, domain = 1, 0, ""
    for name in names:
        new = declared(name).domain != domain
        domain = declared(name).domain
        if column == COLUMNS or (new and column + min(sizes[domain], COLUMNS) > COLUMNS):
            row, column = row + 1, 0
        column += 1
        places.append((row, column))
    return places


def specs(rows: int, taken: set[tuple[int, int]]) -> list[list[dict[str, Any] | None]]:
    """What `make_subplots` takes: a panel at each place that is taken."""
    return [
        [{} if (row, column) in taken else None for column in range(1, COLUMNS + 1)]
        for row in range(1, rows + 1)
    ]


LEGEND_WIDTH: Final = 1070
"""Pixels that a line of the legend may take."""


def entry_width(titles: list[str]) -> int:
    """Pixels for one entry of the legend, symbol included: the longest, at about 6.6 pixels a character."""
    return int(6.6 * max(map(len, titles))) + 20


def legend_lines(titles: list[str]) -> int:
    """Lines of the legend beyond the first."""
    if len(titles) < 2:
        return 0
    in_a_line = max(1, LEGEND_WIDTH // (entry_width(titles) + 40))
    return math.ceil(len(titles) / in_a_line) - 1


def head_domains(figure: Figure, names: list[str]) -> None:
    """The domain's name above its first panel."""
    titles = list(figure.layout.annotations)
    shown = set()
    for name, title in zip(names, titles, strict=True):
        domain = declared(name).domain
        if domain in shown:
            continue
        shown.add(domain)
        figure.add_annotation(
            text=f"<b>{domain.upper()}</b>",
            x=title.x - _WIDEST / 2,
            xref="paper",
            xanchor="left",
            xshift=-50,
            y=title.y,
            yref="paper",
            yanchor="bottom",
            yshift=18,
            showarrow=False,
            font={"size": 11, "color": "#777777"},
        )
