"""Whether the programmes that are switched on fit the area: what the configuration alone cannot tell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.model.initial_people import MEAN_SESSIONS_A_POST

if TYPE_CHECKING:
    from pcnsim.area import Area
    from pcnsim.config import Config

__all__ = ["check_fit", "depends_on_area"]


def depends_on_area(config: Config) -> bool:
    """Whether `check_fit` has anything to look at."""
    p = config.parameters
    return bool(p.deputy_directors or p.network_role_gps or p.practice_closure)


def check_fit(config: Config, area: Area) -> None:
    """Raise `InputError` where roles need more GPs than the area has, or the practice to close is not there.

    One person holds one role, so every PCN needs a director, and with the programmes a deputy and its share of a
    network-role GP. GPs are counted by their FTE, or by the list where that is not known, at the sessions of an average
    post; which GP works where is drawn later. That a single PCN is short of GPs is no error: its post stays vacant.
    """
    if not depends_on_area(config):
        return
    p = config.parameters
    pcns = len(area.pcns)
    if p.practice_closure:
        in_pcn = area.practices.groupby("pcn_code")["practice_code"].transform("size")
        closable = int((in_pcn > 1).sum())
        if p.closure_rank > closable:
            raise InputError(
                f"is {p.closure_rank}, but the area has {closable} practices whose PCN has another",
                where="programmes.practice_closure.rank_by_list",
                remedy="choose a smaller rank or a larger area",
            )
    roles = pcns * (1 + p.deputy_directors)
    roles += math.ceil(pcns * p.network_role_gps_per_pcn) if p.network_role_gps else 0
    gps = _gps(area, p.patients_per_fte, p.hours_per_session)
    if roles > gps:
        named = [
            f"programmes.{name}" for name in ("network_role_gps", "deputy_directors") if getattr(p, name)
        ]
        if named:
            raise InputError(
                f"directors, deputies and network-role GPs need {roles} GPs, but the area has about {gps}",
                where=" and ".join(named),
                remedy="appoint fewer, or choose a larger area",
            )


def _gps(area: Area, patients_per_fte: float, hours_per_session: float) -> int:
    """About how many GPs work in the area: at least one a practice."""
    fte = area.practices["gp_fte"].to_numpy(dtype=float)
    size = area.practices["list_size"].to_numpy(dtype=float)
    known = np.where(np.isnan(fte) | (fte <= 0.0), size / patients_per_fte, fte)
    sessions = 37.5 / hours_per_session * known
    return int(np.maximum(1.0, np.rint(sessions / MEAN_SESSIONS_A_POST)).sum())
