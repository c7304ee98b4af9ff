"""A mixed system: PCNs of one area under different structures, as in life.

Asked: do hierarchies, hybrids and networks side by side come out as they do where all PCNs of the area share their
structure; what do neighbours change? Varied: general trust (configs/mixed-system.toml), and here beside the mixed area
the same area all hierarchy, all hybrid and all network. Look at: joint resolution and trust between practices of each
three PCNs in the last year, mixed minus uniform.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.mixed_system [--replications 20]
"""

from __future__ import annotations

import numpy as np

from experiments.arms import YEAR, Floats, configured, in_words, mean_over_weeks, options, run_arms
from experiments.readings import networks_now
from experiments.tables import cell, legend, show
from pcnsim.config.structure import NAMED_STRUCTURES
from pcnsim.experiment.plan import make_plan

EVERY = 4
"""Weeks between looks."""

READINGS = {"success": "joint resolution", "trust": "trust between practices"}


def main() -> None:
    """Run from the command line."""
    config = configured("mixed-system", options(__doc__))
    weeks = range(max(0, config.weeks - YEAR), config.weeks, EVERY)
    rows = []
    for point in make_plan(config).points:
        here = config.with_factors(point.levels)
        mixed = run_arms(here, {"mixed": {}}, look=networks_now, at=weeks, tell=config.name)
        alike = run_arms(
            here.model_copy(update={"structure_changes": ()}),
            {name: {"structure": name} for name in NAMED_STRUCTURES},
            look=networks_now, at=weeks, tell=config.name,
        )  # fmt: skip
        for place, (name, position) in enumerate(NAMED_STRUCTURES.items()):
            here_now = mixed.seen["position"][0][:, -1] == position
            for reading, words in READINGS.items():
                side_by_side = among(mixed.seen[reading][0], here_now)
                gap = side_by_side - among(alike.seen[reading][place], here_now)
                rows.append(
                    [f"{in_words(point.levels)}, {name}: {words}", cell(side_by_side), cell(gap, sign=True)]
                )
    show(
        "The last year, by PCNs' own structure: share of cases settled jointly, trust 0-1",
        ["", "side by side", "minus an area of one structure"],
        rows,
    )
    legend(mixed)


def among(seen: Floats, chosen: Floats) -> Floats:
    """Mean over looks and chosen PCNs, by replication: of (replication, look, PCN) and (replication, PCN)."""
    by_pcn = mean_over_weeks(np.moveaxis(seen, 1, -1))
    return mean_over_weeks(np.where(chosen, by_pcn, np.nan))


if __name__ == "__main__":
    main()
