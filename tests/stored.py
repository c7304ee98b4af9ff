"""Made-up rows for tests of the result folder: no model runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pcnsim.config import Config
from pcnsim.experiment.plan import RESULTS_SCHEMA, Plan, PlannedRun
from pcnsim.experiment.reports import Report
from pcnsim.experiment.store.folder import EXPERIMENT
from pcnsim.experiment.store.records import csv_bytes, identity
from pcnsim.model.outcomes.declared import headline_names


def manifest(plan: Plan, **changes: Any) -> dict[str, Any]:
    identity = {"experiment_id": plan.experiment_id, "model_sources": "sources"}
    return {"kind": EXPERIMENT, "schema_version": RESULTS_SCHEMA, "name": "small", **identity, **changes}


def row(plan: Plan, number: int, value: float = 0.1) -> bytes:
    """Line of runs.csv: every outcome has this value."""
    run = plan.run(*divmod(number, plan.replications))
    cells = [*identity(plan, run), run.replication, *([value] * len(headline_names()))]
    return csv_bytes((), [cells], header=False)


def failure(plan: Plan, number: int, message: str = "no, not “this”") -> bytes:
    """Line of failures.csv."""
    run = plan.run(*divmod(number, plan.replications))
    cells = [*identity(plan, run), run.replication, run.seed, "ValueError", message, "here"]
    return csv_bytes((), [cells], header=False)


def report(plan: Plan, rows: Iterable[int] = (), failures: Iterable[int] = ()) -> Report:
    """What a worker might send of these runs; the value of a row tells its number."""
    return Report(
        rows={n: row(plan, n, n / 8) for n in rows}, failures={n: failure(plan, n) for n in failures}
    )


@dataclass(frozen=True)
class LongPlan:
    """As much of a plan as the store and the analysis ask for, of any length, without configurations."""

    config: Config
    design_points: int
    replications: int = 10
    factors: tuple[str, ...] = ("structure",)
    experiment_id: str = "long"

    @property
    def points(self) -> range:
        return range(self.design_points)

    @property
    def references(self) -> dict[int, int]:
        return {1: 0}

    def shown(self, point: int) -> tuple[float, ...]:
        return (point / 4,)

    def run(self, point: int, replication: int) -> PlannedRun:
        number = point * self.replications + replication
        name = f"{number * 0x9E3779B97F4A7C15 % 2**64:016x}"
        return PlannedRun(number, name, point, replication, 7, (replication,), replication, None)

    def __len__(self) -> int:
        return self.design_points * self.replications

    def __iter__(self) -> Iterator[PlannedRun]:
        return (self.run(*divmod(number, self.replications)) for number in range(len(self)))
