"""The ties of the network picture by band of trust, and the discs of PCNs between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.view.look import TRUST_BANDS, band_of
from pcnsim.view.network import words
from pcnsim.view.network.drawn import Drawn, ring
from pcnsim.view.network_data import chosen

if TYPE_CHECKING:
    from pcnsim.model.columns import Flags, Floats

MOST_HOVERED: Final = 400
"""Ties that say something on hovering, the strongest; all ties of a selected agent do."""


def tie_traces(drawn: Drawn) -> list[dict[str, Any]]:
    """Ties by band of trust, twice: below the discs of PCNs, and on them those between the practices of one PCN.

    First those that do not stand out; between the two the discs, and last what is said of ties on hovering.
    """
    ties, data = drawn.ties, drawn.data
    x, y = _ends(drawn)
    band = np.array([band_of(trust) for trust in ties["trust"].tolist()], dtype=np.int64)
    thin = float(np.clip(np.sqrt(700 / max(int(drawn.stands_out.sum()), 1)), 0.4, 1.0))
    thick = (1.4 if len(drawn.selected) else 1.0) * drawn.scale
    inside = np.zeros(len(band), dtype=bool)
    if drawn.whole:
        home = np.concatenate([data.practices["pcn"], np.full(len(drawn.points), "", dtype=object)])
        inside = (home[ties["first"]] == home[ties["second"]]) & (home[ties["first"]] != "")
    traces = [_lines(x, y, ~drawn.stands_out, "other ties", {"color": "#b9bdc3", "width": 0.6}, 0.35)]
    for within in (False, True):
        for number, look in enumerate(TRUST_BANDS):
            line = {
                "color": look.colour,
                "width": look.width * thick * (1.0 if within else thin),
                "dash": look.dash,
            }
            rows = drawn.stands_out & (band == number) & (inside == within)
            opacity = 0.9 if within or look.low >= 0.6 else 0.9 * max(thin, 0.6)
            traces.append(_lines(x, y, rows, look.words, line, opacity) | {"legendgroup": look.words})
        if not within:
            traces.append(_discs(drawn))
    return [*traces, _spoken(drawn, x, y)]


def _discs(drawn: Drawn) -> dict[str, Any]:
    """Discs of PCNs, which veil the ties that pass below."""
    rows = np.arange(len(drawn.at.radius) if drawn.whole else 0)
    rings = [ring(drawn.at.pcns[row], drawn.at.radius[row]) for row in rows] or [np.full((1, 2), np.nan)]
    points = np.concatenate(rings).astype(np.float32)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": points[:, 0],
        "y": points[:, 1],
        "fill": "toself",
        "fillcolor": "rgba(241,242,245,0.74)",
        "line": {"color": "#9aa0a8", "width": 1},
        "name": "discs",
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _ends(drawn: Drawn) -> tuple[Floats, Floats]:
    """Both ends of every tie, (ties, 2) for x and for y; a tie of a PCN ends on the rim of its disc."""
    ties, points = drawn.ties, drawn.points
    ends = np.stack([points[ties["first"]], points[ties["second"]]], axis=1)
    if drawn.whole:
        start = drawn.data.first_number("pcn")
        for one, key in enumerate(("first", "second")):
            row = ties[key] - start
            at = np.flatnonzero((row >= 0) & (row < len(drawn.at.radius)))
            away = ends[at, 1 - one] - ends[at, one]
            length = np.maximum(np.hypot(away[:, 0], away[:, 1]), 1e-9)
            ends[at, one] += away * (drawn.at.radius[row[at]] / length)[:, None]
    return ends[:, :, 0], ends[:, :, 1]


def _lines(
    x: Floats, y: Floats, rows: Flags, name: str, line: dict[str, Any], opacity: float
) -> dict[str, Any]:
    # One line with gaps; a gap alone where there are none.
    gaps = np.full((2, max(int(rows.sum()), 1), 3), np.nan, dtype=np.float32)
    if rows.any():
        gaps[0, :, :2], gaps[1, :, :2] = x[rows], y[rows]
    return {
        "type": "scatter",
        "mode": "lines",
        "x": gaps[0].ravel(),
        "y": gaps[1].ravel(),
        "name": name,
        "line": line,
        "opacity": opacity,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _spoken(drawn: Drawn, x: Floats, y: Floats) -> dict[str, Any]:
    """Points in the middle of ties which are not drawn, and on hovering say what tie it is."""
    rows = np.flatnonzero(drawn.stands_out)[-MOST_HOVERED:]
    return {
        "type": "scatter",
        "mode": "none",
        "x": x[rows].mean(axis=1).astype(np.float32),
        "y": y[rows].mean(axis=1).astype(np.float32),
        "hovertext": words.tie_hover(drawn.data, chosen(drawn.ties, rows)),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "name": "figures of ties",
        "showlegend": False,
    }
