"""Share of each rule: compiled rules called one by one from the uncompiled week, less the cost of the call."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import numpy as np

from experiments.benchmarks.figures import Figure
from experiments.benchmarks.sizes import SEED, Scale, area, config
from pcnsim.model import week as week_module
from pcnsim.model.columns import GpTies, State
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.simulation import Simulation, _scratch

SHOWN = 0.02
"""Rules with a smaller share are added up in one row."""


def rules(scale: Scale, told: Callable[[], None]) -> list[Figure]:
    """Microseconds and share of each rule, at each size of the scale."""
    figures = []
    for pcns in scale.rules:
        found = by_rule(pcns, scale.rules_weeks)
        told()
        total = sum(found.values())
        rest = 0.0
        for name, micro in sorted(found.items(), key=lambda item: -item[1]):
            if micro >= SHOWN * total:
                figures.append(
                    Figure(
                        f"rules, {pcns:,} PCNs",
                        name,
                        100.0 * micro / total,
                        "%",
                        note=f"{micro:,.1f} µs a week",
                    )
                )
            else:
                rest += micro
        note = f"{rest:,.1f} µs a week; all rules {total:,.0f} µs"
        figures.append(
            Figure(f"rules, {pcns:,} PCNs", "all other rules", 100.0 * rest / total, "%", note=note)
        )
    return figures  # fmt: skip


def by_rule(pcns: int, weeks: int) -> dict[str, float]:
    """Median microseconds of wall clock that each rule takes in a week of the contract, half a year into it.

    A call from Python costs some tens of microseconds, most of all for handing over the parameters. It is measured by
    calling the same rules on tables without rows, and taken off.
    """
    simulation = Simulation(config(26 + weeks, 26), area(pcns), SEED)
    simulation.run(52)
    record, row = simulation.record[0], np.empty(len(NAMES))
    with timed_rules() as log:
        for number in range(weeks):
            week_module.one_week.py_func(
                record,
                simulation.setting,
                simulation.scratch,
                simulation.state,
                simulation.week + number,
                row,
            )
        whole = {name: median(times) for name, times in log.items()}
        log.clear()
        nothing = without_rows(simulation.state)
        for number in range(20):
            week_module.one_week.py_func(
                record, simulation.setting, _scratch(nothing), nothing, simulation.week + number, row
            )
        calls = {name: median(times) for name, times in log.items()}
    net = {name: 1e6 * max(0.0, whole[name] - calls[name]) for name in whole}
    # At the smallest sizes all of the time may be calls: then the calls are what is shown.
    return net if sum(net.values()) > 0.0 else {name: 1e6 * seconds for name, seconds in whole.items()}


@contextmanager
def timed_rules() -> Iterator[dict[str, list[float]]]:
    """Wrap every rule that the week calls in a timer, and put them back."""
    log: dict[str, list[float]] = {}
    names = [
        name
        for name, value in vars(week_module).items()
        if hasattr(value, "py_func") and name not in ("one_week", "run_weeks")
    ]
    kept = {name: getattr(week_module, name) for name in names}

    def timer(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            start = time.perf_counter()
            result = function(*arguments)
            log.setdefault(name, []).append(time.perf_counter() - start)
            return result

        return call

    try:
        for name in names:
            setattr(week_module, name, timer(name, kept[name]))
        yield log
    finally:
        for name, function in kept.items():
            setattr(week_module, name, function)


def without_rows(state: State) -> State:
    """The same tables with no rows."""
    tables: list[Any] = []
    for table in state:
        if isinstance(table, GpTies):
            columns = {name: column[:0].copy() for name, column in table._asdict().items()}
            tables.append(GpTies(**{**columns, "count": np.zeros(1, dtype=np.int64)}))
        else:
            tables.append(table[:0].copy())  # type: ignore[index]
    return State(*tables)
