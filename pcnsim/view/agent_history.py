"""What one agent was like in each week so far, found by running the same weeks again and looking at it alone.

A run repeats itself to the bit, so that nothing need be kept of agents that nobody looks at: memory stays flat, and a
run of 60 practices and six years takes a few hundredths of a second.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from pcnsim.model.simulation import Simulation
from pcnsim.view.agent_trust import mean_trust
from pcnsim.view.agents import Agents
from pcnsim.view.tracks import simulation_of
from pcnsim.view.weekly_axes import BURN_IN_SHOWN

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.model import Model
    from pcnsim.model.columns import Floats, Ints
    from pcnsim.view.agents import Agent

__all__ = ["AgentHistory", "Measure", "Replay", "agent_history"]


class Measure(NamedTuple):
    """One figure of a kind of agent that is followed over the weeks."""

    label: str
    unit: str
    table: str
    """Table of the state that holds it; "" for the mean trust of the agent's ties."""
    column: str = ""
    """Column; the parts of a wide one are added up."""
    outcome: str = ""
    """The outcome whose bands matter here too."""
    top: float | None = None
    """The largest value there can be."""


_TRUST: Final = Measure("Mean trust of its ties", "0 to 1", "", top=1.0)

MEASURES: Final[dict[str, tuple[Measure, ...]]] = {
    "practice": (
        Measure("Contacts", "a GP a day", "practice_flows", "contacts_per_day", "contacts_per_day"),
        Measure("Contacts waiting", "contacts", "practices", "backlog"),
        Measure("Strain of its GPs", "0 to 1", "practice_flows", "strain", top=1.0),
        _TRUST,
    ),
    "gp": (
        Measure("Contacts", "a day of two sessions", "gps", "contacts_per_day", "contacts_per_day"),
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

    agent: Agent
    config: Config
    weeks: Ints
    """Weeks that were run, as in weekly.csv, from `BURN_IN_SHOWN` weeks before the contract at the earliest."""
    values: Floats

    @property
    def measures(self) -> tuple[Measure, ...]:
        """What the rows of `values` are."""
        return MEASURES[self.agent.kind]


class Replay:
    """Follows one agent at a time: runs the weeks of a simulation again, and goes on from there with the next frame."""

    def __init__(self) -> None:
        """Nothing is followed so far."""
        self._lock = threading.Lock()
        self._run: Simulation | None = None
        self._agent: tuple[str, int] | None = None
        self._first = 0
        self._values: list[list[float]] = []

    def weeks_to_run(self, simulation: Simulation, agent: Agent) -> int:
        """How many weeks must be run to tell the agent's history up to the week of a simulation."""
        run = self._run
        if run is None or not self._follows(run, simulation, agent):
            return simulation.week + simulation.config.burn_in_weeks
        return max(simulation.week - run.week, 0)

    def history(self, simulation: Simulation, agent: Agent) -> AgentHistory:
        """The agent in each week up to the one that the simulation has reached; the simulation is not touched."""
        with self._lock:
            run = self._run
            if run is None or not self._follows(run, simulation, agent):
                run = Simulation(simulation.config, simulation.area, simulation.seed)
                run.run(max(min(-BURN_IN_SHOWN, simulation.week) - run.week, 0))
                self._run, self._agent, self._first, self._values = run, (agent.kind, agent.row), run.week, []
            while run.week < simulation.week:
                run.step()
                self._values.append(_seen(run, agent))
            told = max(simulation.week - self._first, 0)
            values = np.array(self._values[:told]).reshape(-1, len(MEASURES[agent.kind])).T
            weeks = np.arange(self._first, self._first + values.shape[1])
            return AgentHistory(agent, simulation.config, weeks, values)

    def _follows(self, run: Simulation, simulation: Simulation, agent: Agent) -> bool:
        """Whether what was run so far belongs to this simulation and agent."""
        return (
            self._agent == (agent.kind, agent.row)
            and run.area is simulation.area
            and run.seed == simulation.seed
            and (run.config is simulation.config or run.config == simulation.config)
        )


def agent_history(source: Model | Simulation, code: str) -> AgentHistory:
    """One agent, by its code, in each week of a run up to the one it has reached.

    The run's weeks are run again; it must have come there under one config, as a model and a page's run have.
    Raises `InputError` where the area has no such agent.
    """
    simulation = simulation_of(source)
    return Replay().history(simulation, Agents(simulation).find(code))


def _seen(run: Simulation, agent: Agent) -> list[float]:
    """The measures of an agent as they are."""
    state = run.state
    return [
        float(np.sum(getattr(state, one.table)[one.column][agent.row]))
        if one.table
        else mean_trust(run, agent.kind, agent.row)
        for one in MEASURES[agent.kind]
    ]
