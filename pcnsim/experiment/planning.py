"""Writes a plan without running it, so that it can be looked at: the folder, plan.csv, and what the runs would take."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pcnsim.experiment import shards
from pcnsim.experiment.duration import Estimate, check_room, estimate
from pcnsim.experiment.plan import Plan, make_plan
from pcnsim.experiment.preflight import check_runs
from pcnsim.experiment.store.opening import open_folder

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.experiment.shards import Shard

__all__ = ["Planned", "prepared", "write_plan"]


@dataclass(frozen=True)
class Planned:
    """A plan that has been written: how many of its runs are finished already, and what all of them take."""

    plan: Plan
    folder: Path
    estimate: Estimate
    finished: int
    left_out: int
    """Points of the design that break a constraint and are not among the points of the plan."""


def prepared(config: Config, folder: Path, workers: int | None = None) -> tuple[Plan, Estimate]:
    """The plan of a configuration, found to have room on the disk, and its estimate.

    Raises `InputError` where the design cannot be planned or its results would not fit; a design that is far too large
    is refused by arithmetic, before any point is made.
    """
    before = estimate(config, workers)
    if not config.experiment.design.constraints:
        check_room(config, folder, before)
    plan = make_plan(config)
    found = estimate(config, workers, points=len(plan.points))
    check_room(config, folder, found)
    return plan, found


def write_plan(
    config: Config,
    folder: Path,
    workers: int | None = None,
    *,
    shard: Shard | None = None,
    fresh: bool = False,
) -> Planned:
    """Check a design, and write its plan to a result folder; `execute` on the same folder runs it.

    A folder that holds runs of this experiment keeps them. Raises `InputError` as `execute` does.
    """
    from pcnsim.experiment.designs.build import design_size
    from pcnsim.experiment.runner import manifest_for

    plan, found = prepared(config, folder, workers)
    check_runs(plan)
    with open_folder(folder, plan, manifest_for(plan, shard, "planned"), fresh=fresh) as store:
        own = shards.runs_of(plan, shard)
        finished = int((own & store.finished).sum())
    return Planned(plan, folder, found, finished, design_size(config) - len(plan.points))
