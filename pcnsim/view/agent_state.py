"""What is told of one agent at one week: its figures under headings, every column of its table, and its ties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from pcnsim.analysis.table_docs import describe as meaning_of
from pcnsim.model import tables, tie_tables
from pcnsim.view.agent_words import FIRST, written
from pcnsim.view.agents import Agent, Agents
from pcnsim.view.look import band_of
from pcnsim.view.network_data import TIE_KINDS

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.model.simulation import Simulation

__all__ = ["Description", "Row", "Tie", "describe"]

TABLES: Final = {
    "practice": "practices",
    "gp": "gps",
    "pcn": "pcns",
    "service": "services",
    "owner": "owners",
    "system": "systems",
    "executive": "systems",
}
"""The table of `pcnsim run` that holds a kind."""

BAND_WORDS: Final = ("very low", "low", "middling", "high", "very high")
"""The bands of trust of `look.TRUST_BANDS` in words."""


WORDS: Final = TIE_KINDS | {"gp": "GP with GP"}
"""Kinds of ties in words; the picture draws those of GPs between practices."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in words: what, how much, and of what unit."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """One tie, seen from the agent."""

    other: Agent
    kind: str
    """In words."""
    trust: float
    """0-1."""
    evidence: float
    """Remembered experience, pseudo-observations; nan where it is not kept."""

    @property
    def band(self) -> str:
        """Trust in words."""
        return BAND_WORDS[band_of(self.trust)]


@dataclass(frozen=True, slots=True)
class Description:
    """An agent at one week."""

    agent: Agent
    week: int
    """The week that comes next."""
    groups: Mapping[str, tuple[Row, ...]]
    """The figures that matter most, under headings."""
    values: Mapping[str, Any]
    """Every column of its table by name."""
    ties: tuple[Tie, ...]
    """From most to least trust."""
    related: Mapping[str, list[Agent]]
    """To whom it belongs and who belongs to it, under headings."""

    @property
    def columns(self) -> tuple[Row, ...]:
        """Every column of its table by name, with meaning and unit."""
        table = TABLES[self.agent.kind]
        return tuple(
            Row(name, written(value, name), _meaning(table, name)) for name, value in self.values.items()
        )

    @property
    def mean_trust(self) -> float:
        """Mean trust of its ties; nan without ties."""
        return sum(tie.trust for tie in self.ties) / len(self.ties) if self.ties else float("nan")


def describe(simulation: Simulation, code: str, agents: Agents | None = None) -> Description:
    """Everything about one agent, read from a simulation that stands still.

    agents: those of the same simulation, where they are known. Raises `InputError` where the area has no such agent.
    """
    agents = agents or Agents(simulation)
    agent = agents.find(code)
    name = TABLES[agent.kind]
    table: pd.DataFrame = getattr(tables, name)(simulation, agents.codes)
    values = {str(column): value for column, value in table.iloc[agent.row].items()}
    return Description(
        agent,
        simulation.week,
        {
            heading: tuple(
                Row(figure.label, written(_total(values, figure.column), figure.column), figure.unit)
                for figure in figures
            )
            for heading, figures in FIRST[agent.kind].items()
        },
        values,
        tuple(sorted(_ties(agents, agent), key=lambda tie: (-tie.trust, tie.other.code))),
        agents.related(agent),
    )


def _total(values: Mapping[str, Any], column: str) -> Any:
    """The value of a column, or of all parts of a wide one together."""
    if column in values:
        return values[column]
    return sum(
        value for name, value in values.items() if name.startswith(f"{column}_") and not _other(name, column)
    )


def _other(name: str, column: str) -> bool:
    """Whether a column only begins like a wide one: `staff_experience_paramedic` is no part of `staff`."""
    return column == "staff" and name.startswith("staff_experience")


@cache
def _meaning(table: str, column: str) -> str:
    found = meaning_of(table, column)
    return found[1] if found else ""


def _ties(agents: Agents, agent: Agent) -> list[Tie]:
    """All ties of an agent, in the order of the tables."""
    simulation, codes = agents.simulation, agents.codes
    found: list[Tie] = []

    def add(table: pd.DataFrame, one: str, other: str, kind: str = "") -> None:
        for near, far in ((one, other), (other, one)):
            rows = table[table[near] == agent.code]
            kinds = rows["tie"] if not kind else [kind] * len(rows)
            found.extend(
                Tie(agents.find(str(code)), WORDS[str(name)], float(trust), float(evidence))
                for code, name, trust, evidence in zip(
                    rows[far], kinds, rows["trust"], rows["evidence"], strict=True
                )
            )

    if agent.kind == "gp":
        add(tie_tables.gp_ties(simulation, codes), "first", "second", "gp")
    if agent.kind == "practice":
        add(tie_tables.practice_ties(simulation, codes), "first", "second", "practice")
    if agent.kind in ("practice", "service"):
        add(tie_tables.service_ties(simulation, codes), "practice", "service", "practice_service")
    if agent.kind in ("pcn", "owner"):
        add(tie_tables.owner_ties(simulation, codes), "pcn", "owner", "pcn_owner")
    if agent.kind in ("practice", "system"):
        add(_centre_ties(agents), "practice", "system", "practice_centre")
    if agent.kind in ("gp", "service", "pcn", "owner", "executive"):
        add(tie_tables.programme_ties(simulation, codes), "first", "second")
    return found


def _centre_ties(agents: Agents) -> pd.DataFrame:
    """Ties between open practices and the commissioner of their PCN."""
    import pandas as pd

    state, codes = agents.simulation.state, agents.codes
    good, bad = state.practices.centre_good, state.practices.centre_bad
    table = pd.DataFrame(
        {
            "practice": codes.practice,
            "system": codes.system[state.pcns.system[state.practices.pcn]],
            "trust": good / (good + bad),
            "evidence": good + bad,
        }
    )
    return table[state.practices.open]
