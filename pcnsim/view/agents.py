"""The agents that can be looked at, by kind, and how they are found by name or code.

Codes are those of the tables and of the network picture, so that a click there names one here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from pcnsim.config import InputError
from pcnsim.model.tables import Codes
from pcnsim.view.network.words import readable, service_label, words

if TYPE_CHECKING:
    from pcnsim.model.simulation import Simulation

__all__ = ["KINDS", "Agent", "Agents"]

KINDS: Final = {
    "practice": "Practice",
    "gp": "GP",
    "pcn": "PCN",
    "service": "Community service",
    "owner": "Trust or other owner of services",
    "system": "Commissioner",
    "executive": "General practice executive",
}
"""Kinds of agents as in `pcnsim.model.network.graph`, in words."""


@dataclass(frozen=True, slots=True)
class Agent:
    """One agent: what it is, and where its figures stand."""

    code: str
    kind: str
    row: int
    """Row of its tables in the simulation's state."""
    name: str

    @property
    def shown(self) -> str:
        """Name and code, as it is offered in a list."""
        return self.code if self.name == self.code else f"{self.name} ({self.code})"


class Agents:
    """All agents of a simulation at one week, by code.

    Making it takes about 1 ms at 60 practices, 10 ms at 1,000.
    """

    def __init__(self, simulation: Simulation) -> None:
        """Note the code and name of every row."""
        self.simulation = simulation
        self.codes = Codes(simulation)
        codes = self.codes
        every = (codes.practice, codes.gp, codes.pcn, codes.team, codes.owner, codes.system, codes.executive)
        self._codes = {
            kind: [str(code) for code in of_kind] for kind, of_kind in zip(KINDS, every, strict=True)
        }
        self._rows = {
            kind: {code: row for row, code in enumerate(found)} for kind, found in self._codes.items()
        }
        pcns = codes.pcn_rows
        systems = dict(zip(pcns["system_code"], pcns["system_name"], strict=True))
        self._names = {
            "practice": [readable(str(name)) for name in codes.practice_rows["practice_name"]],
            "pcn": [readable(str(name)) for name in pcns["pcn_name"]],
            "system": [readable(str(systems[code])) for code in codes.system],
        }

    def find(self, code: str) -> Agent:
        """The agent of a code. Raises `InputError` where the area has none."""
        for kind, rows in self._rows.items():
            if code in rows:
                return self._at(kind, rows[code])
        raise InputError(
            f"there is no agent {code!r} in this area", where="agent", remedy="choose one by its name or code"
        )

    def of_kind(self, kind: str, search: str = "") -> list[Agent]:
        """Agents of a kind whose name or code holds every word of a search, by name; GPs by code."""
        if kind not in self._rows:
            raise InputError(f"there is no kind of agent {kind!r}", remedy=f"kinds are {', '.join(KINDS)}")
        wanted = search.casefold().split()
        found = [
            agent
            for agent in self._all(kind, range(len(self._codes[kind])))
            if all(word in agent.shown.casefold() for word in wanted)
        ]
        return sorted(found, key=_in_order) if kind in ("practice", "pcn") else found

    def related(self, agent: Agent) -> dict[str, list[Agent]]:
        """To whom an agent belongs and who belongs to it, under a heading each; vacancies and gaps are left out."""
        state, row = self.simulation.state, agent.row
        if agent.kind == "practice":
            posts = np.flatnonzero(np.asarray(state.gps.practice) == row)
            return {
                "Belongs to": [self._at("pcn", state.practices.pcn[row])],
                "Its GP posts": self._all("gp", posts),
            }
        if agent.kind == "gp":
            return {
                "Belongs to": [
                    self._at("practice", state.gps.practice[row]),
                    self._at("pcn", state.gps.pcn[row]),
                ]
            }
        if agent.kind == "pcn":
            leading = (state.pcns.director[row], state.pcns.deputy[row], state.pcns.network_gp[row])
            first, count = int(state.pcns.first_practice[row]), int(state.pcns.practices[row])
            return {
                "Belongs to": [self._at("system", state.pcns.system[row])],
                "Led by": self._all("gp", [post for post in leading if post >= 0]),
                "Its practices": self._all("practice", range(first, first + count)),
            }
        if agent.kind == "service":
            return {"Belongs to": [self._at("owner", state.teams.owner[row])]}
        if agent.kind == "owner":
            teams = np.flatnonzero((np.asarray(state.teams.owner) == row) & np.asarray(state.teams.working))
            return {
                "Belongs to": [self._at("system", state.owners.system[row])],
                "Its teams": self._all("service", teams),
            }
        if agent.kind == "system":
            return {"Its PCNs": self._all("pcn", np.flatnonzero(np.asarray(state.pcns.system) == row))}
        seats = (state.systems.first_member, state.systems.second_member, state.systems.director_member)
        return {
            "Belongs to": [self._at("system", row)],
            "Its members": self._all("gp", [seat[row] for seat in seats if seat[row] >= 0]),
        }

    def _at(self, kind: str, row: int) -> Agent:
        return Agent(self._codes[kind][int(row)], kind, int(row), self._name(kind, int(row)))

    def _all(self, kind: str, rows: Iterable[int]) -> list[Agent]:
        return [self._at(kind, row) for row in rows]

    def _name(self, kind: str, row: int) -> str:
        """What people call it, with what makes it unlike the others where that is so."""
        state = self.simulation.state
        code = self._codes[kind][row]
        if kind == "practice":
            return f"{self._names['practice'][row]}{'' if state.practices.open[row] else ', closed'}"
        if kind == "gp":
            practice = self._names["practice"][int(state.gps.practice[row])]
            vacant = "" if state.gps.filled[row] else ", vacant"
            return f"GP {code.rpartition('-GP')[2]}, {practice}{vacant}"
        if kind == "service":
            pcn = int(state.teams.pcn[row])
            place = f" of {self._names['pcn'][pcn]}" if pcn >= 0 else ""
            label = service_label(code, code.partition(":")[0])
            return f"{label}{place}{'' if state.teams.working[row] else ', not at work'}"
        if kind == "owner":
            name = str(self.codes.owner_rows[row].name)
            return readable(name) if name else words(code.partition(":")[0])
        if kind == "executive":
            force = "" if state.systems.executive[row] else ", not in force"
            return f"Executive of {self._names['system'][row]}{force}"
        return self._names[kind][row]


def _in_order(agent: Agent) -> list[tuple[int, int | str]]:
    """By name, numbers in it by size."""
    parts = re.split(r"(\d+)", f"{agent.name.casefold()} {agent.code}")
    return [(0, int(part)) if part.isdigit() else (1, part) for part in parts]
