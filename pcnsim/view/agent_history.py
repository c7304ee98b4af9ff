"""What one agent was like in each week so far, found by running the same weeks again and looking at it alone.

A run repeats itself to the bit, so that nothing need be kept of agents that nobody looks at: memory stays flat, and a
run of 60 practices and six years takes a few hundredths of a second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pcnsim.model.simulation import Simulation
from pcnsim.view.agent_trust import mean_trust

if TYPE_CHECKING:
    from pcnsim.model.columns import Floats, Ints

__all__ = ["AgentHistory", "Measure", "Replay", "agent_history"]

SAFE_CONTACTS: Final = 25.0
"""Contacts a GP a day that BMA and UEMO advise as a safe limit (docs/model.md)."""


class Measure(NamedTuple):
    """One figure of a kind of agent that is followed over the weeks."""

    label: str
    unit: str
    table: str
    """Table of the state that holds it; "" for the mean trust of the agent's ties."""
    column: str = ""
    """Column; the parts of a wide one are added up."""
    limit: float | None = None
    """A level that matters, drawn as a line."""
    top: float | None = None
    """The largest value there can be."""


_TRUST: Final = Measure("Mean trust of its ties", "0 to 1", "", top=1.0)

MEASURES: Final[dict[str, tuple[Measure, ...]]] = {
    "practice": (
        Measure("Contacts", "a GP a day", "practice_flows", "contacts_per_day", SAFE_CONTACTS),
        Measure("Contacts waiting", "contacts", "practices", "backlog"),
        Measure("Strain of its GPs", "0 to 1", "practice_flows", "strain", top=1.0),
        _TRUST,
    ),
    "gp": (
        Measure("Contacts", "a day of two sessions", "gps", "contacts_per_day", SAFE_CONTACTS),
        Measure("Strain", "0 to 1", "gps", "strain", top=1.0),
        Measure("Engagement with the network", "0 to 1", "gps", "engagement", top=1.0),
        _TRUST,
    ),
    "pcn": (
        Measure("Cases settled jointly", "share", "pcn_flows", "success", top=1.0),
        Measure("Cases waiting at its desk", "cases", "pcns", "desk_queue"),
        Measure("Trust between its practices", "0 to 1", "pcn_flows", "practice_trust", top=1.0),
        _TRUST,
    ),
    "service": (
        Measure("Referrals waiting", "referrals", "teams", "queue"),
        Measure("Referrals refused", "referrals a week", "teams", "refused"),
        Measure("Readiness to accept", "0 to 1", "teams", "availability", top=1.0),
        _TRUST,
    ),
    "owner": (
        Measure("Pressure on it", "0 to 1", "owners", "pressure", top=1.0),
        Measure("Priority of neighbourhood working", "0 to 1", "owners", "priority", top=1.0),
        Measure("Team time pulled back", "cases a week", "owners", "withdrawn"),
        _TRUST,
    ),
    "system": (
        Measure("Say of general practice in decisions", "share", "systems", "influence", top=1.0),
        Measure("GP posts vacant", "share", "systems", "vacancy"),
        Measure("Work moved from hospital to practices", "contacts a week", "systems", "transferred"),
        _TRUST,
    ),
    "executive": (
        Measure("Powers delegated to it", "0 to 1", "systems", "powers", top=1.0),
        Measure("Time it has over time it needs", "share", "systems", "capacity", top=1.0),
        Measure("Mandate from the PCNs", "0 to 1", "systems", "mandate", top=1.0),
        _TRUST,
    ),
}
"""What is followed of each kind of agent (kinds of `pcnsim.model.network.graph`)."""


@dataclass(frozen=True)
class AgentHistory:
    """One agent over the weeks: `values` (measures, weeks), nan where nothing is known."""

    kind: str
    row: int
    weeks: Ints
    """Weeks that were run, as in weekly.csv."""
    values: Floats

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the rows of `values` are."""
        return MEASURES[self.kind]


class Replay:
    """Follows one agent at a time: runs the weeks of a simulation again, and goes on from there with the next frame."""

    def __init__(self) -> None:
        """Nothing is followed so far."""
        self._lock = threading.Lock()
        self._run: Simulation | None = None
        self._agent: tuple[str, int] | None = None
        self._values: list[list[float]] = []

    def weeks_to_run(self, simulation: Simulation, kind: str, row: int) -> int:
        """How many weeks must be run to tell the agent's history up to the week of a simulation."""
        run = self._run if self._follows(simulation, kind, row) else None
        behind = -simulation.config.burn_in_weeks if run is None else run.week
        return max(simulation.week - behind, 0)

    def history(self, simulation: Simulation, kind: str, row: int) -> AgentHistory:
        """The agent from week 0 to the week that the simulation has reached; the simulation is not touched.

        kind: of agent; row: its row in the tables of the state.
        """
        with self._lock:
            if not self._follows(simulation, kind, row):
                self._run = Simulation(simulation.config, simulation.area, simulation.seed)
                self._run.run(max(min(simulation.week, 0) - self._run.week, 0))
                self._agent, self._values = (kind, row), []
            run = self._run
            assert run is not None
            look = _reader(run, kind, row)
            while run.week < simulation.week:
                run.step()
                self._values.append(look())
            count = max(simulation.week, 0)
            values = np.array(self._values[:count]).reshape(-1, len(MEASURES[kind])).T
            return AgentHistory(kind, row, np.arange(values.shape[1]), values)

    def _follows(self, simulation: Simulation, kind: str, row: int) -> bool:
        """Whether what was run so far belongs to this simulation and agent."""
        run = self._run
        return (
            run is not None
            and self._agent == (kind, row)
            and run.area is simulation.area
            and run.seed == simulation.seed
            and (run.config is simulation.config or run.config == simulation.config)
        )


def agent_history(simulation: Simulation, kind: str, row: int) -> AgentHistory:
    """One agent in each week of a simulation from week 0 to the week that it has reached."""
    return Replay().history(simulation, kind, row)


def _reader(run: Simulation, kind: str, row: int) -> Callable[[], list[float]]:
    """Reads the measures of an agent as they are when it is called."""
    measures = MEASURES[kind]

    def look() -> list[float]:
        state = run.state
        return [
            float(np.sum(getattr(state, one.table)[one.column][row]))
            if one.table
            else mean_trust(run, kind, row)
            for one in measures
        ]

    return look
