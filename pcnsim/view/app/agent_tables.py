"""What the page shows of an agent as plain values for the browser: tables, lists to choose from, and buttons."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from pcnsim.view.agents import KINDS

if TYPE_CHECKING:
    from pcnsim.view.agent_state import Description
    from pcnsim.view.agents import Agent, Agents

__all__ = ["MOST_OFFERED", "MOST_TIES", "all_columns", "choice", "state_tables", "ties_table"]

MOST_OFFERED: Final = 300
"""Agents in the list to choose from; a search finds the others."""

MOST_TIES: Final = 60
"""Ties in the table, the strongest; files have all."""

MOST_RELATED: Final = 40
"""Agents named beside the one that is shown."""


def choice(agents: Agents, kind: str, search: str, shown: Description) -> dict[str, Any]:
    """Kinds, the agents of one that a search finds, and the agent shown with whom it belongs to."""
    found = agents.of_kind(kind, search)
    count = f"{len(found):,} found" if search.strip() else f"{len(found):,} in the area"
    if len(found) > MOST_OFFERED:
        count += f"; the first {MOST_OFFERED} are listed, type to find others"
    offered = [{"code": one.code, "text": one.shown} for one in found[:MOST_OFFERED]]
    agent = shown.agent
    return {
        "kinds": [{"kind": name, "text": text} for name, text in KINDS.items()],
        "kind": kind,
        "search": search,
        "offered": offered,
        "count": count,
        "code": agent.code if any(one["code"] == agent.code for one in offered) else "",
        "title": agent.shown,
        "what": KINDS[agent.kind],
        "when": _when(shown.week),
        "related": [
            {
                "heading": heading,
                "agents": _named(agent, members),
                "more": max(len(members) - MOST_RELATED, 0),
            }
            for heading, members in shown.related.items()
            if members
        ],
    }


def state_tables(shown: Description) -> list[dict[str, Any]]:
    """The figures that matter most, a table a heading."""
    return [
        {
            "caption": heading,
            "heads": ["What", "How much"],
            "rows": [[row.label, {"value": row.value, "unit": _beside(row.unit)}] for row in rows],
            "right": [],
            "plain": True,
        }
        for heading, rows in shown.groups.items()
    ]


def all_columns(shown: Description) -> list[dict[str, Any]]:
    """Every column of the agent's table in the files."""
    return [
        {
            "caption": "As in the files that can be taken away",
            "heads": ["Column", "Value", "Meaning and unit"],
            "rows": [[row.label, row.value, row.unit] for row in shown.columns],
            "right": [1],
        }
    ]


def ties_table(shown: Description) -> list[dict[str, Any]]:
    """With whom the agent has ties, from most to least trust."""
    ties = shown.ties[:MOST_TIES]
    if not ties:
        return [{"caption": "No ties this week", "heads": [], "rows": [], "right": []}]
    caption = f"{len(shown.ties):,} ties, mean trust {shown.mean_trust:.2f}"
    if len(shown.ties) > len(ties):
        caption += f"; the {MOST_TIES} strongest"
    rows = [
        [
            {"text": tie.other.name, "code": tie.other.code},
            tie.kind,
            f"{tie.trust:.2f}",
            tie.band,
            "–" if math.isnan(tie.evidence) else f"{tie.evidence:.1f}",
        ]
        for tie in ties
    ]
    heads = ("With", "Kind of tie", "Trust, 0 to 1", "In words", "Evidence, encounters remembered")
    return [{"caption": caption, "heads": list(heads), "rows": rows, "right": [2, 4]}]


def _beside(unit: str) -> str:
    """A unit behind a value, so that no two numbers meet."""
    return f"({unit})" if unit[:1].isdigit() else unit


def _named(beside: Agent, agents: list[Agent]) -> list[dict[str, str]]:
    """Buttons for other agents; GPs without the name of the practice that they stand beside."""
    place = f", {beside.name.removesuffix(', closed')}" if beside.kind == "practice" else ""
    return [{"text": one.name.replace(place, "", 1), "code": one.code} for one in agents[:MOST_RELATED]]


def _when(week: int) -> str:
    if week == 0:
        return "as the contract begins"
    return f"after week {week - 1} of the contract" if week > 0 else f"{-week} weeks before the contract"
