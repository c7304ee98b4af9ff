"""Deals the runs of a plan out to the jobs of an array, so that each does its part and none waits for another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.experiment.chunks import by_burn_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pcnsim.config import Config
    from pcnsim.experiment.plan import Plan

Shard = tuple[int, int]
"""Number of the part, from 1, and number of parts."""

_REMEDY = "Write it as I/N with I from 1 to N, such as --shard 3/10."


def read_shard(text: str) -> Shard:
    """The shard that a text such as `3/10` names. Raises `InputError`."""
    part, _, parts = text.partition("/")
    if not (part.strip().isascii() and part.strip().isdigit() and parts.strip().isascii()) or not (
        parts.strip().isdigit()
    ):
        raise InputError(f"{text!r} names no part of an experiment", where="--shard", remedy=_REMEDY)
    return checked((int(part), int(parts)))


def checked(shard: Any) -> Shard:
    """The shard if it is one. Raises `InputError`."""
    try:
        part, parts = shard
        sound = isinstance(part, int) and isinstance(parts, int) and 1 <= part <= parts
    except (TypeError, ValueError):
        sound = False
    if not sound:
        shown = "/".join(map(str, shard)) if isinstance(shard, tuple | list) else repr(shard)
        raise InputError(f"there is no part {shown} of an experiment", where="--shard", remedy=_REMEDY)
    return part, parts


def default_folder(config: Config, shard: Shard | None) -> Path:
    """Where the results go if nobody says where: results/NAME, or results/NAME-shard-I-of-N."""
    ending = "" if shard is None else f"-shard-{shard[0]}-of-{shard[1]}"
    return Path("results") / f"{config.name}{ending}"


def runs_of(plan: Plan, shard: Shard | None) -> NDArray[np.bool_]:
    """Which runs of the plan belong to the shard, by number of the run; all of them where there is no shard.

    Runs of one replication that share their burn-in stay together; these groups are dealt out in turn, so that every
    shard gets its share of each design point and all take about the same time.
    """
    if shard is None:
        return np.ones(len(plan), dtype=bool)
    part, parts = shard
    groups = by_burn_in(plan)
    rank = np.empty(len(plan.points), dtype=np.int64)
    for place, group in enumerate(groups):
        rank[group] = place
    dealt = np.arange(plan.replications) * len(groups) + rank[:, np.newaxis]
    own: NDArray[np.bool_] = (dealt % parts == part - 1).ravel()
    return own
