"""Mean trust of one agent's ties, read straight from the columns: what a history asks for once a week.

The same numbers as in the tables of ties that `pcnsim run` writes, without making tables of everybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from pcnsim.model.vocabulary import OWNERS

if TYPE_CHECKING:
    from pcnsim.model.simulation import Simulation

__all__ = ["mean_trust"]


def mean_trust(run: Simulation, kind: str, row: int) -> float:
    """Mean trust of all ties of an agent as `pcnsim run` writes them; nan without ties."""
    found = np.concatenate([np.ravel(part) for part in _TRUST_OF[kind](run, row)])
    return float(found.mean()) if len(found) else float("nan")


def _of_practice(run: Simulation, row: int) -> list[Any]:
    state = run.state
    ties, table = state.practice_ties, state.practices
    mine = ties.trust[((ties.first == row) | (ties.second == row)) & ties.live]
    if not table.open[row]:
        return [mine]
    good, bad = table.service_good[row], table.service_bad[row]
    centre = table.centre_good[row] / (table.centre_good[row] + table.centre_bad[row])
    return [mine, good / (good + bad), [centre]]


def _of_gp(run: Simulation, row: int) -> list[Any]:
    ties, used = run.state.gp_ties, int(run.state.gp_ties.count[0])
    mine = ties.trust[:used][(ties.first[:used] == row) | (ties.second[:used] == row)]
    pcns = np.flatnonzero(run.state.pcns.network_gp == row)
    return [mine, _network_role_ties(run, pcns, lambda gp, team: team)]


def _of_pcn(run: Simulation, row: int) -> list[Any]:
    state = run.state
    kinds = np.arange(len(OWNERS))
    of_owners = _owner_ties(run, row, kinds, state.pcns.system[row] * len(OWNERS) + kinds)
    if not state.systems.executive[state.pcns.system[row]]:
        return [of_owners]
    mandate = state.pcns.mandate_good[row] / (state.pcns.mandate_good[row] + state.pcns.mandate_bad[row])
    return [of_owners, [mandate]]


def _of_service(run: Simulation, row: int) -> list[Any]:
    table = run.state.practices
    at = (table.team == row) & np.asarray(table.open)[:, None]
    good, bad = table.service_good[at], table.service_bad[at]
    pcns = np.flatnonzero(run.state.pcns.network_gp >= 0)
    return [good / (good + bad), _network_role_ties(run, pcns, lambda gp, team: gp if team == row else None)]


def _of_owner(run: Simulation, row: int) -> list[Any]:
    state = run.state
    pcns = np.flatnonzero(state.pcns.system == state.owners.system[row])
    return [_owner_ties(run, pcns, state.owners.kind[row], row), _executive_ties(run, [row])]


def _of_system(run: Simulation, row: int) -> list[Any]:
    table, pcns = run.state.practices, run.state.pcns
    here = np.asarray(table.open) & (pcns.system[table.pcn] == row)
    good, bad = table.centre_good[here], table.centre_bad[here]
    return [good / (good + bad)]


def _of_executive(run: Simulation, row: int) -> list[Any]:
    state = run.state
    if not state.systems.executive[row]:
        return [[]]
    pcns = state.pcns.system == row
    good, bad = state.pcns.mandate_good[pcns], state.pcns.mandate_bad[pcns]
    return [good / (good + bad), _executive_ties(run, np.flatnonzero(state.owners.system == row))]


def _owner_ties(run: Simulation, pcns: Any, kinds: Any, owners: Any) -> Any:
    """Trust between PCNs and owners of services of these kinds (as in `pcnsim.model.tie_tables.owner_ties`)."""
    of_pcns, of_owners = run.state.pcns, run.state.owners
    good = (
        of_pcns.owner_good[pcns, kinds]
        + of_pcns.director_good[pcns, kinds]
        + of_owners.executive_good[owners]
    )
    bad = of_pcns.owner_bad[pcns, kinds] + of_pcns.director_bad[pcns, kinds] + of_owners.executive_bad[owners]
    return good / (good + bad)


def _executive_ties(run: Simulation, owners: Any) -> list[float]:
    """Trust between an executive in force and owners of services; there is a tie where they have met."""
    table, in_force = run.state.owners, run.state.systems.executive
    evidence = [
        (float(table.executive_good[owner]), float(table.executive_bad[owner]))
        for owner in owners
        if in_force[table.system[owner]]
    ]
    return [_personal_trust(run, good, bad) for good, bad in evidence if good + bad > 0.0]


def _network_role_ties(run: Simulation, pcns: Any, end: Callable[[int, int], int | None]) -> list[float]:
    """Trust between network-role GPs of some PCNs and their teams: one tie for each of the ends that `end` names.

    A GP who serves several PCNs has one tie with a team that they share, so evidence is gathered first.
    """
    state = run.state
    gathered: dict[int, tuple[float, float]] = {}
    for pcn in pcns:
        teams = state.practices.team[state.pcns.first_practice[pcn]]
        for service, team in enumerate(teams):
            far = end(int(state.pcns.network_gp[pcn]), int(team))
            if far is not None:
                good, bad = gathered.get(far, (0.0, 0.0))
                gathered[far] = (
                    good + float(state.pcns.network_good[pcn, service]),
                    bad + float(state.pcns.network_bad[pcn, service]),
                )
    return [_personal_trust(run, good, bad) for good, bad in gathered.values() if good + bad > 0.0]


def _personal_trust(run: Simulation, good: float, bad: float) -> float:
    """Trust on a personal tie, the general disposition included (as in `pcnsim.model.tie_tables.programme_ties`)."""
    p = run.record[0]
    mass = float(p["trust_prior_mass"])
    return (good + mass * float(p["general_trust"])) / (good + bad + mass)


_TRUST_OF: Final[dict[str, Callable[[Simulation, int], list[Any]]]] = {
    "practice": _of_practice,
    "gp": _of_gp,
    "pcn": _of_pcn,
    "service": _of_service,
    "owner": _of_owner,
    "system": _of_system,
    "executive": _of_executive,
}
