"""The traces of the network picture: ties by band of trust, agents by kind; always the same ones in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from pcnsim.view import network_words as words
from pcnsim.view.look import (
    FONT_SIZE,
    HALO,
    INK,
    KINDS,
    TRUST_BANDS,
    WORKLOAD_EXAMPLES,
    WORKLOAD_RANGE,
    WORKLOAD_SCALE,
)
from pcnsim.view.network_data import Columns, NetworkData, chosen
from pcnsim.view.network_labels import Label

if TYPE_CHECKING:
    from pcnsim.model.columns import Flags, Floats, Ints
    from pcnsim.view.positions import Positions

LIGHT_LINE: Final = "#4d7ea8"
"""Outline of practices up to the safe limit."""

FADED: Final = 0.18
"""Opacity of what is not selected and has no tie with it."""

MOST_HOVERED: Final = 400
"""Ties that say something on hovering, the strongest; all ties of a selected agent do."""


class Drawn(NamedTuple):
    """What is drawn and where: agents by number, and ties that are neither hidden nor too many."""

    data: NetworkData
    at: Positions
    points: Floats
    """Place of every agent, (n, 2)."""
    ties: Columns
    """From weak to strong."""
    stands_out: Flags
    """Of ties: all, or those of the selected agents."""
    bright: Flags
    """Of agents: all, or the selected ones and those with a tie to them."""
    selected: Ints
    means: Floats
    """Mean trust of every agent's ties, hidden ones included."""
    counts: Floats
    """Number of every agent's ties."""
    size: float
    """Pixels across a practice with a mean list."""
    whole: bool
    """Are practices drawn, or do PCNs stand for them?"""
    names: bool
    """Is there room for names beside the arcs?"""


def points_of(at: Positions) -> Floats:
    """Places of all agents in the order of their numbers."""
    return np.concatenate([at.practices, at.pcns, at.services, at.owners, at.systems, at.executives])


# ------------------------------------------------------------------ ties


def tie_traces(drawn: Drawn) -> list[dict[str, Any]]:
    """Ties by band of trust, twice: below the discs of PCNs, and on them those between the practices of one PCN.

    First those that do not stand out; between the two the discs, and last what is said of ties on hovering.
    """
    ties, data = drawn.ties, drawn.data
    x, y = _ends(drawn)
    bands = len(TRUST_BANDS)
    band = np.minimum((ties["trust"] * bands + 1e-9).astype(np.int64), bands - 1)
    thin = float(np.clip(np.sqrt(700 / max(len(band), 1)), 0.4, 1.0))
    inside = np.zeros(len(band), dtype=bool)
    if drawn.whole:
        home = np.concatenate([data.practices["pcn"], np.full(len(drawn.points), "", dtype=object)])
        inside = (home[ties["first"]] == home[ties["second"]]) & (home[ties["first"]] != "")
    traces = [_lines(x, y, ~drawn.stands_out, "other ties", {"color": "#b9bdc3", "width": 0.6}, 0.35)]
    for within in (False, True):
        for number, look in enumerate(TRUST_BANDS):
            line = {"color": look.colour, "width": look.width * (1.0 if within else thin), "dash": look.dash}
            rows = drawn.stands_out & (band == number) & (inside == within)
            legend = {"legendgroup": f"band {number}", "legendrank": 10 + number, "showlegend": not within}
            if not number and not within:
                legend["legendgrouptitle"] = {"text": "Ties by trust (0 to 1)"}
            opacity = 0.9 if within or look.low >= 0.6 else 0.9 * max(thin, 0.6)
            traces.append(_lines(x, y, rows, look.words, line, opacity) | legend)
        if not within:
            traces.append(_discs(drawn))
    return [*traces, _spoken(drawn, x, y)]


def _discs(drawn: Drawn) -> dict[str, Any]:
    """Discs of PCNs, which veil the ties that pass below."""
    rows = np.arange(len(drawn.at.radius) if drawn.whole else 0)
    rings = [_ring(drawn.at.pcns[row], drawn.at.radius[row]) for row in rows] or [np.full((1, 2), np.nan)]
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


def _ring(centre: Floats, radius: float) -> Floats:
    """A circle as a closed line, and a gap behind it."""
    angle = np.linspace(0, 2 * np.pi, 49)
    ring = centre + radius * np.column_stack([np.cos(angle), np.sin(angle)])
    return np.concatenate([ring, [[np.nan, np.nan]]])


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
    # One line with gaps; a gap alone where there are none, without which the legend would leave the band out.
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
    """Markers that nobody sees, in the middle of ties, which say what tie it is."""
    rows = np.flatnonzero(drawn.stands_out)[-MOST_HOVERED:]
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x[rows].mean(axis=1).astype(np.float32),
        "y": y[rows].mean(axis=1).astype(np.float32),
        "hovertext": words.tie_hover(drawn.data, chosen(drawn.ties, rows)),
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {"size": 7, "opacity": 0, "color": INK},
        "name": "figures of ties",
        "showlegend": False,
    }


# ------------------------------------------------------------------ agents


def agent_traces(drawn: Drawn, labels: Sequence[Label]) -> list[dict[str, Any]]:
    """PCNs, practices at work, of unknown workload and closed, services, owners, commissioners, executives, selection."""
    data, means, counts = drawn.data, drawn.means, drawn.counts
    there = data.services["working"].astype(bool)
    executive = data.systems["executive"].astype(bool)
    side = drawn.names
    middle = drawn.points[drawn.data.first_number("system"), 0]
    services = [
        words.service_label(code, kind) if side and not pcn and drawn.at.step >= 14.0 else ""
        for code, kind, pcn in zip(*(data.services[key] for key in ("code", "kind", "pcn")), strict=True)
    ]
    owners = [
        f"<b>{words.owner_label(name, kind)}</b>" if side else ""
        for name, kind in zip(data.owners["name"], data.owners["kind"], strict=True)
    ]
    one = len(data.systems["code"]) == 1
    centres = ["<b>Commissioner</b>" if one else f"<b>{code}</b>" for code in data.systems["code"]]
    compact = float(np.clip(drawn.at.step / 15, 0.35, 1.0))
    return [
        _pcns(drawn, labels),
        *_practices(drawn),
        _agents(
            drawn,
            "service",
            "community service team",
            there,
            words.service_hover(data, means, counts),
            services,
            11 * compact,
            _beside(drawn.at.services, middle),
        ),
        _agents(
            drawn,
            "owner",
            "trust or other owner of services",
            np.ones(len(data.owners["code"]), dtype=bool),
            words.owner_hover(data, means, counts),
            owners,
            16 * compact,
            _beside(drawn.at.owners, middle),
        ),
        _agents(
            drawn,
            "system",
            "commissioner (ICB)",
            np.ones(len(data.systems["code"]), dtype=bool),
            words.system_hover(data),
            centres,
            18 * max(compact, 0.6),
            "middle left",
        ),
        _agents(
            drawn,
            "executive",
            "local executive",
            executive,
            words.executive_hover(data, means, counts),
            ["<b>Executive</b>" if one else ""] * len(executive),
            19 * max(compact, 0.6),
            "middle right",
        ),
        _selection(drawn),
    ]


def _beside(points: Floats, middle: float) -> list[str]:
    return ["middle left" if x < middle else "middle right" for x in points[:, 0]]


def _shown(drawn: Drawn, kind: str, rows: Flags, hover: Sequence[str]) -> dict[str, Any]:
    """Places, codes and words of some agents of a kind."""
    start = drawn.data.first_number(kind)
    table = {"executive": drawn.data.systems}.get(kind) or getattr(drawn.data, f"{kind}s")
    numbers = start + np.flatnonzero(rows)
    prefix = "executive:" if kind == "executive" else ""
    return {
        "type": "scatter",
        "x": drawn.points[numbers, 0].astype(np.float32),
        "y": drawn.points[numbers, 1].astype(np.float32),
        "customdata": [f"{prefix}{code}" for code in table["code"][rows]],
        "hovertext": [hover[row] for row in np.flatnonzero(rows)],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "legendgroup": kind,
    }


def _opacity(drawn: Drawn, kind: str, rows: Flags) -> Any:
    """1 for all, or an opacity each where somebody is selected."""
    if not len(drawn.selected):
        return 1.0
    return np.where(drawn.bright[drawn.data.first_number(kind) + np.flatnonzero(rows)], 1.0, FADED)


def _agents(
    drawn: Drawn,
    kind: str,
    name: str,
    rows: Flags,
    hover: Sequence[str],
    labels: Sequence[str],
    size: float,
    beside: Any,
) -> dict[str, Any]:
    look = KINDS[kind]
    some = np.flatnonzero(rows)
    return _shown(drawn, kind, rows, hover) | {
        "mode": "markers+text",
        "name": name,
        "text": [f"\u2002{labels[row]}\u2002" if labels[row] else "" for row in some],
        "textposition": beside if isinstance(beside, str) else [beside[row] for row in some],
        "textfont": {"size": FONT_SIZE, "color": INK, "shadow": HALO},
        "cliponaxis": False,
        "marker": {
            "symbol": look.symbol,
            "color": look.colour,
            "size": size,
            "opacity": _opacity(drawn, kind, rows),
            "line": {"color": INK, "width": 1},
        },
        "showlegend": bool(len(some)),
        "legendrank": 30,
    }


def _practices(drawn: Drawn) -> list[dict[str, Any]]:
    """Practices at work, those whose workload is not known, and closed ones; a PCN's where PCNs stand for them."""
    data = drawn.data
    if drawn.whole:
        table, kind, name = data.practices, "practice", "practice"
        hover = words.practice_hover(data, drawn.means, drawn.counts)
        size = table["list_size"] / max(table["list_size"].mean(), 1e-9)
        is_open = table["open"].astype(bool)
    else:
        table, kind, name = words.sums_by_pcn(data), "pcn", "PCN"
        hover = words.pcn_hover(data, drawn.means, drawn.counts)
        size = table["list_size"] / max(table["list_size"].mean(), 1e-9)
        is_open = table["open"] > 0
    contacts = table["contacts_per_day"]
    known = is_open & ~np.isnan(contacts)
    across = np.maximum(drawn.size * np.sqrt(size), 3.0)
    above = contacts[known] > words.SAFE_CONTACTS
    heavy = 2.2 if drawn.size > 12 else 1.0

    def part(rows: Flags, title: str, marker: dict[str, Any]) -> dict[str, Any]:
        return _shown(drawn, kind, rows, hover) | {
            "mode": "markers",
            "name": title,
            "marker": {"symbol": KINDS["practice"].symbol, "opacity": _opacity(drawn, kind, rows), **marker},
            "showlegend": False,
            "legendrank": 20,
        }

    working = {
        "size": across[known].astype(np.float32),
        "color": contacts[known].astype(np.float32),
        "coloraxis": "coloraxis",
        # Above the limit the outline is dark and heavy: workload is not told by colour alone.
        "line": {
            "color": [INK if high else LIGHT_LINE for high in above],
            "width": [heavy if high else 1.0 for high in above],
        },
    }
    unknown = {
        "size": across[is_open & ~known].astype(np.float32),
        "color": "#d0d0d0",
        "line": {"width": 1, "color": INK},
    }
    closed = {
        "size": max(0.6 * drawn.size, 3.0),
        "color": "rgba(255,255,255,0)",
        "line": {"width": 1.6, "color": "#777777"},
    }
    # Examples for the legend stand for what is coloured one by one.
    return [
        part(known, name, working),
        part(is_open & ~known, f"{name}, workload not known", unknown)
        | {"showlegend": bool((is_open & ~known).any())},
        part(~is_open, f"closed {name}", closed) | {"showlegend": bool((~is_open).any())},
        _example(
            kind, f"{name}, up to {words.SAFE_CONTACTS} contacts", WORKLOAD_EXAMPLES[0], LIGHT_LINE, 1.0
        ),
        _example(kind, f"{name}, above {words.SAFE_CONTACTS} contacts", WORKLOAD_EXAMPLES[1], INK, 2.2),
    ]


def pcn_across(drawn: Drawn) -> Floats:
    """Pixels across each PCN where it stands for its practices."""
    patients = words.sums_by_pcn(drawn.data)["list_size"]
    across: Floats = np.maximum(drawn.size * np.sqrt(patients / max(patients.mean(), 1e-9)), 3.0)
    return across


def _example(kind: str, name: str, colour: str, line: str, width: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None],
        "y": [None],
        "name": name,
        "marker": {"symbol": "circle", "size": 14, "color": colour, "line": {"color": line, "width": width}},
        "hoverinfo": "skip",
        "legendgroup": kind,
        "legendgrouptitle": {"text": "Who is who"},
        "legendrank": 19,
    }


def _pcns(drawn: Drawn, labels: Sequence[Label]) -> dict[str, Any]:
    """Names of PCNs at their discs, with a small mark to hover over and to choose; or at the PCNs themselves."""
    data, at = drawn.data, drawn.at
    everywhere = np.ones(len(at.radius), dtype=bool)
    trace = _shown(drawn, "pcn", everywhere, words.pcn_hover(data, drawn.means, drawn.counts))
    side = np.array([1.0 if label.above else -1.0 for label in labels])
    lift = side * at.radius if drawn.whole else 0.0
    return trace | {
        "y": (at.pcns[:, 1] + lift).astype(np.float32),
        "mode": "markers+text",
        "text": [label.text for label in labels],
        "textposition": ["top center" if label.above else "bottom center" for label in labels],
        "textfont": {"size": FONT_SIZE, "color": INK, "shadow": HALO},
        "name": "PCN (disc)",
        "marker": {
            "symbol": "circle",
            "size": (9 if drawn.size > 12 else 5) if drawn.whole else 1,
            "color": KINDS["pcn"].colour,
            "opacity": _opacity(drawn, "pcn", everywhere),
            "line": {"color": "white", "width": 1},
        },
        "showlegend": drawn.whole,
        "legendrank": 25,
    }


def _selection(drawn: Drawn) -> dict[str, Any]:
    """A ring around whoever is selected; around a PCN's disc."""
    ring = np.full((1, 2), np.nan)
    if len(drawn.selected):
        row = int(drawn.selected[0] - drawn.data.first_number("pcn"))
        is_disc = drawn.whole and 0 <= row < len(drawn.at.radius)
        radius = float(drawn.at.radius[row]) + 4 if is_disc else max(0.85 * drawn.size, 14.0)
        ring = _ring(drawn.points[drawn.selected[0]], radius)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": ring[:, 0].astype(np.float32),
        "y": ring[:, 1].astype(np.float32),
        "name": "selected",
        "line": {"color": INK, "width": 3},
        "hoverinfo": "skip",
        "legendgroup": "selected",
        "showlegend": bool(len(drawn.selected)),
        "legendrank": 40,
    }


COLOUR_AXIS: Final = {
    "cmin": WORKLOAD_RANGE[0],
    "cmax": WORKLOAD_RANGE[1],
    "colorscale": [list(stop) for stop in WORKLOAD_SCALE],
}
