"""The network picture: who is there, how hard practices work, and who trusts whom, at one week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.view.look import FONT, FONT_SIZE, INK, TITLE_SIZE, literal
from pcnsim.view.network import words
from pcnsim.view.network.agents import agent_traces, pcn_across
from pcnsim.view.network.drawn import Drawn, points_of
from pcnsim.view.network.labels import pcn_labels
from pcnsim.view.network.legend import legend_traces
from pcnsim.view.network.scales import SAFE_CONTACTS, Scale, scale_of
from pcnsim.view.network.ties import tie_traces
from pcnsim.view.network_data import DEFAULT_TIES, TIE_KINDS, Columns, NetworkData, chosen, network_data
from pcnsim.view.positions import positions

if TYPE_CHECKING:
    from os import PathLike

    from plotly.graph_objects import Figure

    from pcnsim.model import Model, Simulation
    from pcnsim.model.columns import Ints

__all__ = ["DEFAULT_TIES", "MOST_PRACTICES", "MOST_TIES", "TIE_KINDS", "network_figure"]

MOST_PRACTICES: Final = 1_000
"""Practices that are drawn one by one; in larger areas PCNs stand for them."""

MOST_TIES: Final = 3_000
"""Ties that are drawn: of more, those with most trust."""

_TOP: Final = 66
_LINE: Final = 17
_LETTER: Final = 6.4
"""Pixels of a line of the facts below the title, and of a letter in it."""

_WIDE: Final = 930
_NARROW: Final = 450
"""Pixels across a picture that has its facts on one line, and below which they are fewer words."""

_PANEL: Final = 212
_MARGIN: Final = 8


def network_figure(
    source: Model | Simulation | str | PathLike[str],
    *,
    ties: Iterable[str] = DEFAULT_TIES,
    weakest: float = 0.0,
    colour: str = "contacts_per_day",
    selected: str | None = None,
    pcn: str | None = None,
    title: str | None = None,
    width: int = 1120,
    height: int = 640,
    legend: bool = True,
) -> Figure:
    """Agents and their ties at one week of a model, a simulation, or a folder of `pcnsim run`.

    Practices are as large as their lists and coloured by contacts a GP a day; their places depend on who belongs to
    whom alone, so they are the same in every week and under every structure. `customdata` of each point is the
    agent's code.

    ties: kinds of `TIE_KINDS` to draw. weakest: trust (0-1) below which ties are hidden. colour: what practices are
    coloured by, contacts_per_day or strain. selected: code of an agent
    whose ties stand out (of a PCN: those of its practices too; of a GP: those of the practice). pcn: draw this PCN
    only. title: over the picture; the area and the structure by default. width, height: pixels that it is laid out
    for; it fills what width it is given. legend: with the legend and the colour scale.

    Raises InputError for a kind of tie, an agent or a PCN that there is not, and for a folder that is no run's.
    """
    from plotly.graph_objects import Figure

    shade = scale_of(colour)
    data = network_data(source, ties)
    if pcn is not None:
        data = data.of_pcn(pcn)
    whole = len(data.practices["code"]) <= MOST_PRACTICES
    if not whole:
        data = data.by_pcn()
    top = _TOP + _LINE * (_rows(width) - 1)
    frame = _frame(width, height, top, legend)
    drawn, hidden = _drawn(data, weakest, selected, frame, shade, whole)
    facts = _lines(_facts(drawn, hidden, weakest, width), width)
    labels = pcn_labels(
        [words.pcn_label(name) for name in data.pcns["name"]],
        drawn.at.pcns,
        drawn.at.radius if whole else pcn_across(drawn) / 2,
        frame,
        0.45 * drawn.at.apart if whole else 0.0,
        drawn.at.systems,
    )
    figure: Figure = Figure(
        {
            "data": [
                *tie_traces(drawn),
                *agent_traces(drawn, labels),
                *legend_traces(drawn),
            ],
            "layout": _layout(
                data, _heading(data, title, width), facts, frame, (width, height), top, legend, shade
            )
            | {"uirevision": f"network {pcn or 'all'}"},
        }
    )
    return figure


def _frame(width: int, height: int, top: int, legend: bool) -> tuple[float, float]:
    """Pixels of the picture itself."""
    across = width - 2 * _MARGIN - (_PANEL if legend else 0)
    return float(max(across, 120)), float(max(height - top - _MARGIN, 120))


def _drawn(
    data: NetworkData,
    weakest: float,
    selected: str | None,
    frame: tuple[float, float],
    shade: Scale,
    whole: bool,
) -> tuple[Drawn, int]:
    """What is drawn and where, and how many ties with enough trust are left out because there are too many."""
    names = len(data.systems["code"]) == 1 and frame[0] >= 580
    at = positions(data.places(), *frame, 150.0 if names else 14.0)
    points = points_of(at)
    counts = np.bincount(_both(data.ties), minlength=len(points)).astype(float)
    sums = np.bincount(_both(data.ties), np.tile(data.ties["trust"], 2), minlength=len(points))
    means = np.where(counts > 0, sums / np.maximum(counts, 1.0), np.nan)
    shown = chosen(data.ties, data.ties["trust"] >= weakest)
    chosen_agents = _selected(data, selected)
    of_selected = np.isin(shown["first"], chosen_agents) | np.isin(shown["second"], chosen_agents)
    # Weak ties first, so that strong ones lie on top; the selected agent's are never left out.
    order = np.lexsort([np.arange(len(of_selected)), shown["trust"], of_selected])
    kept = order[-max(MOST_TIES, int(of_selected.sum())) :]
    some = chosen(shown, kept)
    stands_out = of_selected[kept] if len(chosen_agents) else np.ones(len(kept), dtype=bool)
    bright = np.ones(len(points), dtype=bool)
    if len(chosen_agents):
        bright = np.isin(np.arange(len(points)), chosen_agents)
        bright[some["first"][stands_out]] = bright[some["second"][stands_out]] = True
    size = float(np.clip(0.58 * at.apart, 3.0, 42.0)) if whole else _pcn_size(at.apart, data)
    drawn = Drawn(
        data=data,
        at=at,
        points=points,
        ties=some,
        stands_out=stands_out,
        bright=bright,
        selected=chosen_agents,
        means=means,
        counts=counts,
        size=size,
        scale=float(np.clip(min(frame) / 450, 0.5, 1.0)),
        shade=shade,
        whole=whole,
        names=names,
    )
    return drawn, len(order) - len(kept)


def _pcn_size(apart: float, data: NetworkData) -> float:
    """Pixels across a mean PCN where it stands for its practices: about as much room as they would take."""
    practices = len(data.practices["code"]) / max(len(data.pcns["code"]), 1)
    return float(np.clip(0.75 * apart * np.sqrt(practices), 3.0, 26.0))


def _both(ties: Columns) -> Ints:
    return np.concatenate([ties["first"], ties["second"]])


def _selected(data: NetworkData, code: str | None) -> Ints:
    """Numbers of the agents that a selection means, the one itself first."""
    if code is None:
        return np.zeros(0, dtype=np.int64)
    found = np.flatnonzero(data.codes == code)
    if not len(found) and "-GP" in code:
        found = np.flatnonzero(data.codes == code.rpartition("-GP")[0])
    if not len(found):
        raise InputError(f"there is no agent {code!r} in this picture", where="selected")
    return np.concatenate([found, np.flatnonzero(data.practices["pcn"] == code)])


# ------------------------------------------------------------------ words


def _facts(drawn: Drawn, hidden: int, weakest: float, width: int) -> list[str]:
    """What the picture says in numbers, for whoever cannot tell its colours."""
    data = drawn.data
    is_open = data.practices["open"].astype(bool)
    contacts = data.practices["contacts_per_day"][is_open]
    known = contacts[~np.isnan(contacts)]
    short = width < _NARROW
    week = f"week {data.week}" if data.week >= 0 else f"{-data.week} weeks before the contract"
    facts = [week, f"{is_open.sum():,} of {len(is_open):,} practices open"]
    trust = data.ties["trust"]
    if len(trust):
        facts.append(f"mean trust {trust.mean():.2f}{'' if short else f' over {len(trust):,} ties'}")
    if len(known):
        share = 100 * float((known > SAFE_CONTACTS).mean())
        whose = "" if short else "of practices "
        unit = "contacts" if short else "contacts a GP a day"
        facts.append(f"{share:.0f} % {whose}above {SAFE_CONTACTS} {unit}")
    else:
        facts.append("contacts not known yet" if short else "contacts not known before the first week")
    if weakest > 0:
        facts.append(f"below {weakest:g} hidden")
    if hidden:
        facts.append(f"{len(drawn.ties['trust']):,} strongest drawn")
    return facts


def _lines(facts: list[str], width: int) -> list[str]:
    """Facts on as many lines as a picture so wide needs."""
    longest = max(int((width - 4 * _MARGIN) / _LETTER), 20)
    lines = [facts[0][:1].upper() + facts[0][1:]]
    for fact in facts[1:]:
        if len(lines[-1]) + len(fact) + 3 <= longest:
            lines[-1] += f" · {fact}"
        else:
            lines.append(fact)
    return lines


def _rows(width: int) -> int:
    """Lines of facts that have room: the same in every week, so that nothing moves."""
    return 1 if width >= _WIDE else 2


def _heading(data: NetworkData, title: str | None, width: int) -> str:
    """The title, with the area's name as short as the picture needs."""
    if title is not None:
        return title
    room = max(int((width - 4 * _MARGIN) / (_LETTER * 1.45)) - len(data.structure) - 2, 12)
    area = literal(data.area)
    return f"{words.shortened(area[:1].upper() + area[1:], room)}: {data.structure}"


# ------------------------------------------------------------------ layout


def _layout(
    data: NetworkData,
    heading: str,
    facts: list[str],
    frame: tuple[float, float],
    size: tuple[int, int],
    top: int,
    legend: bool,
    shade: Scale,
) -> dict[str, Any]:
    axis = {"visible": False, "constrain": "domain"}
    below = "<br>".join(facts)
    return {
        "template": "none",
        "height": size[1],
        "margin": {"t": top, "l": _MARGIN, "r": _MARGIN + (_PANEL if legend else 0), "b": _MARGIN},
        "font": {"family": FONT, "size": FONT_SIZE, "color": INK},
        "title": {
            "text": f"<b>{heading}</b><br><span style='font-size:13px'>{below}</span>",
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": 1 - 22 / size[1],
            "yanchor": "top",
            "font": {"size": TITLE_SIZE},
        },
        "xaxis": axis | {"range": [0, frame[0]]},
        "yaxis": axis | {"range": [0, frame[1]], "scaleanchor": "x", "scaleratio": 1},
        "showlegend": legend,
        "legend": {
            "x": 1.01,
            "y": 1,
            "yanchor": "top",
            "font": {"size": FONT_SIZE},
            "itemsizing": "trace",
            "tracegroupgap": 2,
            "bgcolor": "rgba(255,255,255,0)",
        },
        "coloraxis": shade.axis | {"showscale": legend, "colorbar": shade.bar},
        "hoverlabel": {"align": "left", "bgcolor": "white", "font": {"size": FONT_SIZE + 1, "color": INK}},
        "hovermode": "closest",
        "hoverdistance": 12,
        "dragmode": "pan",
        "modebar": {"remove": ["select2d", "lasso2d", "autoScale2d"]},
        "meta": {"week": data.week, "structure": data.structure},
    }
