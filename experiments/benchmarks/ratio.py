"""How much faster than the idiomatic Mesa model, per agent or tie and week: on the same rules, and on all."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from experiments.benchmarks.figures import Figure
from experiments.benchmarks.idiomatic.model import IdiomaticModel
from experiments.benchmarks.measure import interleaved, median_ratio
from experiments.benchmarks.sizes import SEED, Scale, again, agents_and_ties, area
from experiments.benchmarks.subset import SUBSET, prepared, run_subset
from pcnsim.area import Area
from pcnsim.config import load
from pcnsim.model.simulation import Simulation

AIM = 60.0
REPEATS = 5
"""Compiled runs are short: each turn times this many in a row."""


def ratio(scale: Scale, told: Callable[[], None]) -> list[Figure]:
    """The ratio at each size of the scale; the aim is for the first, a city."""
    figures = []
    for number, (pcns, weeks, rounds) in enumerate(scale.ratio):
        figures += _at(area(pcns), pcns, weeks, rounds, AIM if number == 0 else None, told)
    return figures


def _at(
    place: Area, pcns: int, weeks: int, rounds: int, aim: float | None, told: Callable[[], None]
) -> list[Figure]:
    start = prepared(place, SEED)
    everything = Simulation(
        load(None, ('start="established"', "burn_in_weeks=0", f"weeks={weeks}")), place, SEED
    )
    run_subset(again(start), 1)
    again(everything).run(1)
    ends: dict[str, int] = {}

    def mesa() -> Callable[[], object]:
        model = IdiomaticModel(start, SEED)

        def run() -> None:
            for _ in range(weeks):
                model.step()
            fixed = sum(
                graph.number_of_edges()
                for graph in (model.service_ties, model.practice_ties, model.owner_ties)
            )
            ends["mesa"] = len(model.agents) + fixed + model.gp_ties.number_of_edges()

        return run

    def compiled(
        name: str, first: Simulation, action: Callable[[Simulation], object]
    ) -> Callable[[], Callable[[], object]]:
        def make() -> Callable[[], object]:
            copies = [again(first) for _ in range(REPEATS)]

            def run() -> None:
                for copied in copies:
                    action(copied)
                ends[name] = sum(agents_and_ties(copies[0]))

            return run

        return make

    found = interleaved(
        {
            "mesa": mesa,
            "subset": compiled("subset", start, lambda copied: run_subset(copied, weeks)),
            "all": compiled("all", everything, lambda copied: copied.run(weeks)),
        },
        rounds,
        told,
    )
    at_first = sum(agents_and_ties(start))
    each = {  # nanoseconds per agent or tie and week
        name: [
            1e9 * one / (1 if name == "mesa" else REPEATS) / weeks / (0.5 * (at_first + ends[name]))
            for one in times
        ]
        for name, times in found.items()
    }
    place_note = f"{pcns} PCNs, {at_first:,} agents and ties, {weeks} weeks, {rounds} interleaved rounds"
    title = f"ratio, {pcns} PCNs"
    return [
        Figure(
            title, "idiomatic Mesa against the same rules in pcnsim",
            median_ratio(each["mesa"], each["subset"]), "times",
            aim, at_least=True, note=f"{len(SUBSET)} rules; {_spread(each['mesa'], each['subset'])}",
        ),
        Figure(
            title, "idiomatic Mesa against pcnsim with all rules", median_ratio(each["mesa"], each["all"]), "times",
            note=f"pcnsim does more here; {_spread(each['mesa'], each['all'])}",
        ),
        Figure(title, "idiomatic Mesa, an agent or tie a week", median(each["mesa"]), "ns CPU", note=place_note),
        Figure(title, "pcnsim, the same rules", median(each["subset"]), "ns CPU"),
        Figure(title, "pcnsim, all rules", median(each["all"]), "ns CPU"),
    ]  # fmt: skip


def _spread(over: list[float], under: list[float]) -> str:
    ratios = [a / b for a, b in zip(over, under, strict=True)]
    return f"rounds {min(ratios):.0f} to {max(ratios):.0f}; of the least times {min(over) / min(under):.0f}"
