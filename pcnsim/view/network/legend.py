"""The legend of the network picture: an example of all that is drawn, however thin or faded it is in the picture."""

from __future__ import annotations

from typing import Any

import numpy as np

from pcnsim.view.look import INK, KINDS, TRUST_BANDS
from pcnsim.view.network.agents import CLOSED, LIGHT_LINE, UNKNOWN
from pcnsim.view.network.drawn import Drawn


def legend_traces(drawn: Drawn) -> list[dict[str, Any]]:
    """Bands of trust in their full width, then each kind of agent."""
    return [*_bands(), *_agents(drawn)]


def _bands() -> list[dict[str, Any]]:
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": [None],
            "y": [None],
            "name": look.words,
            "line": {"color": look.colour, "width": look.width, "dash": look.dash},
            "hoverinfo": "skip",
            "legendgroup": look.words,
            "legendrank": 10 + number,
            "showlegend": True,
        }
        for number, look in enumerate(TRUST_BANDS)
    ]
    traces[0]["legendgrouptitle"] = {"text": "Ties by trust (0 to 1)"}
    return traces


def _agents(drawn: Drawn) -> list[dict[str, Any]]:
    """Each kind of agent, practices within and above the limit."""
    data, name = drawn.data, "practice" if drawn.whole else "PCN"
    is_open = data.practices["open"].astype(bool)
    known = ~np.isnan(data.practices["contacts_per_day"])
    outlines = ((LIGHT_LINE, 1.0), (INK, 2.2))
    examples = zip(drawn.shade.examples, outlines, strict=False)
    round_ones = [
        *((f"{name}, {title}", colour, line, width, True) for (title, colour), (line, width) in examples),
        (f"{name}, workload not known", UNKNOWN, INK, 1.0, bool((is_open & ~known).any())),
        ("closed practice", "rgba(255,255,255,0)", CLOSED, 1.6, drawn.whole and not is_open.all()),
    ]
    kinds = [
        ("pcn", "PCN (disc)", 9, drawn.whole),
        ("service", "community service team", 11, True),
        ("owner", "trust or other owner of services", 14, True),
        ("system", "commissioner (ICB)", 15, True),
        ("executive", "local executive", 16, bool(data.systems["executive"].any())),
    ]
    traces = [
        _example("practice" if drawn.whole else "pcn", title, "circle", 14, colour, (line, width), shown)
        for title, colour, line, width, shown in round_ones
    ] + [
        _example(kind, title, KINDS[kind].symbol, size, KINDS[kind].colour, (INK, 1.0), shown)
        for kind, title, size, shown in kinds
    ]
    traces[0]["legendgrouptitle"] = {"text": "Who is who"}
    return traces


def _example(
    group: str, title: str, symbol: str, size: int, colour: str, line: tuple[str, float], shown: bool
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [None],
        "y": [None],
        "name": title,
        "marker": {
            "symbol": symbol,
            "size": size,
            "color": colour,
            "line": {"color": line[0], "width": line[1]},
        },
        "hoverinfo": "skip",
        "legendgroup": group,
        "legendrank": 20,
        "showlegend": shown,
    }
