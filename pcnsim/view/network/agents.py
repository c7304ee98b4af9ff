"""The agents of the network picture by kind; always the same traces in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.view.look import FONT_SIZE, HALO, INK, KINDS
from pcnsim.view.network import words
from pcnsim.view.network.drawn import Drawn, ring
from pcnsim.view.network.labels import Label

if TYPE_CHECKING:
    from pcnsim.model.columns import Flags, Floats

LIGHT_LINE: Final = "#4d7ea8"
"""Outline of practices up to the safe limit."""

UNKNOWN: Final = "#d0d0d0"
CLOSED: Final = "#777777"

FADED: Final = 0.18
"""Opacity of what is not selected and has no tie with it."""


def agent_traces(drawn: Drawn, labels: Sequence[Label]) -> list[dict[str, Any]]:
    """PCNs, practices at work, of unknown workload and closed, services, owners, systems, executives, selection."""
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
    compact = min(float(np.clip(drawn.at.step / 15, 0.25, 1.0)), drawn.scale)
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
            (8.5 if (data.services["pcn"] != "").any() else 11) * compact,
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
    numbers = drawn.data.first_number(kind) + np.flatnonzero(rows)
    return {
        "type": "scatter",
        "x": drawn.points[numbers, 0].astype(np.float32),
        "y": drawn.points[numbers, 1].astype(np.float32),
        "customdata": drawn.data.codes[numbers].tolist(),
        "hovertext": [text for text, shown in zip(hover, rows, strict=True) if shown],
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
    some = np.flatnonzero(rows).tolist()
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
        "showlegend": False,
    }


def _practices(drawn: Drawn) -> list[dict[str, Any]]:
    """Practices at work, those whose workload is not known, and closed ones; a PCN's where PCNs stand for them."""
    data = drawn.data
    if drawn.whole:
        table, kind, name = data.practices, "practice", "practice"
        hover = words.practice_hover(data, drawn.means, drawn.counts)
        is_open = table["open"].astype(bool)
    else:
        table, kind, name = words.sums_by_pcn(data), "pcn", "PCN"
        hover = words.pcn_hover(data, drawn.means, drawn.counts)
        is_open = table["open"] > 0
    known = is_open & ~np.isnan(table["contacts_per_day"])
    shade, values = drawn.shade, table[drawn.shade.column][known]
    across = _across(drawn, table["list_size"])
    above = values > shade.limit if shade.limit is not None else np.zeros(len(values), dtype=bool)
    heavy = 2.2 if drawn.size > 12 else 1.0

    def part(rows: Flags, title: str, marker: dict[str, Any]) -> dict[str, Any]:
        return _shown(drawn, kind, rows, hover) | {
            "mode": "markers",
            "name": title,
            "marker": {"symbol": KINDS["practice"].symbol, "opacity": _opacity(drawn, kind, rows), **marker},
            "showlegend": False,
        }

    working = {
        "size": across[known].astype(np.float32),
        "color": values.astype(np.float32),
        "coloraxis": "coloraxis",
        # Above the limit the outline is dark and heavy: it is not told by colour alone.
        "line": {
            "color": [INK if high else LIGHT_LINE for high in above],
            "width": [heavy if high else 1.0 for high in above],
        },
    }
    unknown = {
        "size": across[is_open & ~known].astype(np.float32),
        "color": UNKNOWN,
        "line": {"width": 1, "color": INK},
    }
    closed = {
        "size": max(0.6 * drawn.size, 3.0),
        "color": "rgba(255,255,255,0)",
        "line": {"width": 1.6, "color": CLOSED},
    }
    return [
        part(known, name, working),
        part(is_open & ~known, f"{name}, workload not known", unknown),
        part(~is_open, f"closed {name}", closed),
    ]


def pcn_across(drawn: Drawn) -> Floats:
    """Pixels across each PCN where it stands for its practices."""
    return _across(drawn, words.sums_by_pcn(drawn.data)["list_size"])


def _across(drawn: Drawn, patients: Floats) -> Floats:
    """Pixels across marks whose areas are as the numbers of patients; none is too small to be seen."""
    across: Floats = np.maximum(drawn.size * np.sqrt(patients / max(patients.mean(), 1e-9)), 3.0)
    return across


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
        "showlegend": False,
    }


def _selection(drawn: Drawn) -> dict[str, Any]:
    """A ring around whoever is selected; around a PCN's disc."""
    line = np.full((1, 2), np.nan)
    if len(drawn.selected):
        row = int(drawn.selected[0] - drawn.data.first_number("pcn"))
        is_disc = drawn.whole and 0 <= row < len(drawn.at.radius)
        radius = float(drawn.at.radius[row]) + 4 if is_disc else max(0.85 * drawn.size, 14.0)
        line = ring(drawn.points[drawn.selected[0]], radius)
    return {
        "type": "scatter",
        "mode": "lines",
        "x": line[:, 0].astype(np.float32),
        "y": line[:, 1].astype(np.float32),
        "name": "selected",
        "line": {"color": INK, "width": 3},
        "hoverinfo": "skip",
        "showlegend": False,
    }
