"""Areas and simulations of a size, and how many agents and ties they have."""

from __future__ import annotations

from dataclasses import dataclass

from pcnsim.area import Area
from pcnsim.area.synthetic import draw_area
from pcnsim.config import Config, load
from pcnsim.model.simulation import Simulation, copy_state

CITY, ENGLAND = 9, 1250
"""Primary care networks of a city and of England (some 1,250 in 2026)."""

BURN_IN, WEEKS = 52, 260
SEED = 1


@dataclass(frozen=True)
class Sweep:
    """Sizes of the sweeps: runs of each kind, and how often they are measured."""

    replications: int  # of three arms, for throughput
    bare: int  # runs of a process without a runner
    order: tuple[int, ...]  # workers, one sweep after the other
    overhead: int  # runs of the grid and of the Latin hypercube
    memory: tuple[int, int]  # small runs
    starts: int
    start_points: int
    crew: int  # workers where memory and the start are measured


@dataclass(frozen=True)
class Scale:
    """How long and how often to measure."""

    city: int
    england: int
    weeks: int
    burn_in: int
    rounds: int
    growth: tuple[int, ...]
    growth_weeks: int
    ratio: tuple[tuple[int, int, int], ...]  # PCNs, weeks, rounds
    rules: tuple[int, ...]
    rules_weeks: int
    cold: bool
    sweep: Sweep


FULL = Scale(
    CITY, ENGLAND, WEEKS, BURN_IN, 7, (9, 36, 144, 576, 1250), 104,
    ((CITY, 104, 9), (144, 13, 3)), (36, ENGLAND), 40, True,
    Sweep(120, 120, (1, 2, 2, 1), 240, (1_000, 10_000), 5, 5_000, 2),
)  # fmt: skip
QUICK = Scale(
    2, 4, 4, 2, 1, (2, 4, 8), 4, ((2, 3, 2),), (2,), 4, False,
    Sweep(2, 3, (1, 2), 6, (8, 16), 1, 8, 1),
)  # fmt: skip


def config(weeks: int = WEEKS, burn_in: int = BURN_IN) -> Config:
    """The default config with so many weeks."""
    return load(None, (f"weeks={weeks}", f"burn_in_weeks={burn_in}"))


def area(pcns: int) -> Area:
    """The synthetic area of so many PCNs that every benchmark uses."""
    return draw_area(pcns=pcns, seed=SEED)


def agents_and_ties(simulation: Simulation) -> tuple[int, int]:
    """Agents and ties as they are now.

    Agents: GP posts, practices, PCNs, services, trusts. Ties: practice-service, practice-practice, GP-GP, PCN-trust.
    """
    state = simulation.state
    practices, pcns = len(state.practices.pcn), len(state.pcns.system)
    agents = len(state.gps.practice) + practices + pcns + len(state.teams.service) + len(state.owners.kind)
    ties = (
        practices * state.practices.service_good.shape[1]
        + len(state.practice_ties.first)
        + int(state.gp_ties.count[0])
        + pcns * state.pcns.owner_good.shape[1]
    )
    return agents, ties


def again(simulation: Simulation) -> Simulation:
    """A copy of a simulation that has not run yet, with state of its own."""
    copied = simulation.branch(simulation.config)
    copied.state = copy_state(simulation.state)
    return copied
