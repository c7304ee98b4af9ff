"""SM7 Access: how long patients wait, who stops waiting, and where they go instead (with amendment A5)."""

from __future__ import annotations

import math

import numpy as np

from pcnsim.model.columns import PcnFlows, Pcns, PracticeFlows, Practices, Rates
from pcnsim.model.compiled import rule
from pcnsim.model.vocabulary import WEEKS_PER_YEAR

EMERGENCY, OUT_OF_HOURS, PHARMACY, GIVES_UP = range(4)
"""Columns of the table ``spill_destination``."""


@rule
def beyond_tolerance(wait: float, tolerance: float, spread: float) -> float:
    """Weeks of waiting beyond what people put up with, averaged over people who differ in patience.

    ``spread`` is the width of a logistic distribution of tolerances relative to the mean; with 0 it is the
    specification's max(0, wait - tolerance).
    """
    width = spread * tolerance
    if width <= 0.0:
        return max(0.0, wait - tolerance)
    x = (wait - tolerance) / width
    if x > 30.0:
        return wait - tolerance
    return width * math.log1p(math.exp(x))


@rule
def patients_wait_or_leave(p: Rates, practices: Practices, flows: PracticeFlows) -> None:
    """Work left over waits; part of the need resolves, part of it spills elsewhere, the rest is the new backlog.

    Backlog + inflow = taken by staff + served + resolved + spilled + new backlog, for each practice and class. Those
    who would go to an emergency department are at most ``emergency_ceiling`` of all who stop waiting; of those who
    give up, a share comes back next week.
    """
    for practice in range(practices.pcn.shape[0]):
        flows.emergency[practice] = 0.0
        flows.out_of_hours[practice] = 0.0
        flows.pharmacy[practice] = 0.0
        flows.gave_up[practice] = 0.0
        for need_class in range(practices.backlog.shape[1]):
            left = flows.unserved[practice, need_class]
            done = flows.served[practice, need_class] + flows.by_staff[practice, need_class]
            asked = practices.backlog[practice, need_class] + flows.inflow[practice, need_class]
            wait = left / max(done, p.wait_floor * asked) if left > 0.0 else 0.0
            flows.waiting[practice, need_class] = wait
            resolved = spilled = 0.0
            if left > 0.0:
                excess = beyond_tolerance(wait, p.wait_tolerance[need_class], p.patience_spread)
                resolved = left * (1.0 - math.exp(-p.self_resolving * excess))
                spilled = (left - resolved) * (
                    1.0 - math.exp(-p.spill_scale * p.spill_rate[need_class] * excess)
                )
            practices.backlog[practice, need_class] = left - resolved - spilled
            spilled += flows.turned_away[practice, need_class]
            flows.resolved[practice, need_class] = resolved
            flows.spilled[practice, need_class] = spilled
            emergency = min(p.spill_destination[need_class, EMERGENCY], p.emergency_ceiling)
            gave_up = (
                p.spill_destination[need_class, GIVES_UP]
                + p.spill_destination[need_class, EMERGENCY]
                - emergency
            )
            flows.emergency[practice] += spilled * emergency
            flows.out_of_hours[practice] += spilled * p.spill_destination[need_class, OUT_OF_HOURS]
            flows.pharmacy[practice] += spilled * p.spill_destination[need_class, PHARMACY]
            flows.gave_up[practice] += spilled * gave_up
            practices.returning[practice, need_class] = p.hidden_return * spilled * gave_up


@rule
def out_of_hours_is_limited(
    p: Rates, pcns: Pcns, pcn_flows: PcnFlows, practices: Practices, flows: PracticeFlows, hubs: int
) -> None:
    """Out-of-hours care takes what its capacity allows; of the rest a share goes to the emergency department.

    The others give up. Capacity is per hub, in proportion to its population.
    """
    wanted = np.zeros(hubs)
    capacity = np.zeros(hubs)
    for pcn in range(pcns.system.shape[0]):
        capacity[pcns.hub[pcn]] += p.out_of_hours_capacity * pcn_flows.population[pcn] / WEEKS_PER_YEAR
    for practice in range(practices.pcn.shape[0]):
        wanted[pcns.hub[practices.pcn[practice]]] += flows.out_of_hours[practice]
    for practice in range(practices.pcn.shape[0]):
        hub = pcns.hub[practices.pcn[practice]]
        if wanted[hub] > capacity[hub]:
            excess = flows.out_of_hours[practice] * (1.0 - capacity[hub] / wanted[hub])
            flows.out_of_hours[practice] -= excess
            flows.emergency[practice] += p.emergency_ceiling * excess
            flows.gave_up[practice] += (1.0 - p.emergency_ceiling) * excess
