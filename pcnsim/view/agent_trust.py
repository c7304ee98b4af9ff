"""Mean trust of one agent's ties, read straight from the columns: what a history asks for once a week.

The same numbers as in the tables of ties that `pcnsim run` writes, without making tables of everybody's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

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
    return [mine, *_programme_ties(run, "gp", row, (run.state.pcns.network_gp == row).any())]


def _of_pcn(run: Simulation, row: int) -> list[Any]:
    state = run.state
    owners = state.pcns.system[row] * state.pcns.owner_good.shape[1] + np.arange(
        state.pcns.owner_good.shape[1]
    )
    good = state.pcns.owner_good[row] + state.pcns.director_good[row] + state.owners.executive_good[owners]
    bad = state.pcns.owner_bad[row] + state.pcns.director_bad[row] + state.owners.executive_bad[owners]
    if not state.systems.executive[state.pcns.system[row]]:
        return [good / (good + bad)]
    mandate = state.pcns.mandate_good[row] / (state.pcns.mandate_good[row] + state.pcns.mandate_bad[row])
    return [good / (good + bad), [mandate]]


def _of_service(run: Simulation, row: int) -> list[Any]:
    table = run.state.practices
    at = (table.team == row) & np.asarray(table.open)[:, None]
    good, bad = table.service_good[at], table.service_bad[at]
    return [
        good / (good + bad),
        *_programme_ties(run, "service", row, (run.state.pcns.network_gp >= 0).any()),
    ]


def _of_owner(run: Simulation, row: int) -> list[Any]:
    state = run.state
    pcns, kind = state.pcns.system == state.owners.system[row], state.owners.kind[row]
    good = (
        state.pcns.owner_good[pcns, kind]
        + state.pcns.director_good[pcns, kind]
        + state.owners.executive_good[row]
    )
    bad = (
        state.pcns.owner_bad[pcns, kind]
        + state.pcns.director_bad[pcns, kind]
        + state.owners.executive_bad[row]
    )
    in_force = bool(state.systems.executive[state.owners.system[row]])
    return [good / (good + bad), *_programme_ties(run, "owner", row, in_force)]


def _of_system(run: Simulation, row: int) -> list[Any]:
    table, pcns = run.state.practices, run.state.pcns
    here = np.asarray(table.open) & (pcns.system[table.pcn] == row)
    good, bad = table.centre_good[here], table.centre_bad[here]
    return [good / (good + bad)]


def _of_executive(run: Simulation, row: int) -> list[Any]:
    return _programme_ties(run, "executive", row, bool(run.state.systems.executive[row]))


def _programme_ties(run: Simulation, kind: str, row: int, any_of_them: Any) -> list[Any]:
    """Trust of an agent's ties that programmes make; where there can be none, nothing is looked for."""
    if not any_of_them:
        return [[]]
    from pcnsim.model.tables import Codes
    from pcnsim.model.tie_tables import programme_ties

    codes = Codes(run)
    names = {"gp": codes.gp, "service": codes.team, "owner": codes.owner, "executive": codes.executive}
    table, code = programme_ties(run, codes), names[kind][row]
    return [table["trust"].to_numpy()[(table["first"] == code) | (table["second"] == code)]]


_TRUST_OF: Final[dict[str, Callable[[Simulation, int], list[Any]]]] = {
    "practice": _of_practice,
    "gp": _of_gp,
    "pcn": _of_pcn,
    "service": _of_service,
    "owner": _of_owner,
    "system": _of_system,
    "executive": _of_executive,
}
