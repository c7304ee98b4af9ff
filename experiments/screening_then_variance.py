"""Which parameters decide an outcome? All of them are screened, then those that matter share out the variance.

Asked: of some 500 parameters with a range, which dozen moves the outcome most, how much of its variance is due to each
of these alone, and how much to each together with others? Varied: first all parameters, by elementary effects (Morris
1991) as in configs/screening-morris.toml; then the dozen that led, over the same ranges, all others at their defaults,
for Sobol indices (Saltelli 2010). Look at: S1, the share of the variance that a parameter has alone; ST, its share with
all it does together with others. What is left out may matter where others are not at their defaults, and a
programme's setting shows only with its switch among the dozen.

Takes 5 to 10 minutes on 2 cores; stopped, it goes on where it was: python -m experiments.screening_then_variance
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pcnsim

CONFIG = Path(__file__).resolve().parent.parent / "configs" / "screening-morris.toml"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--outcome", default="integration_composite", help="a column of runs.csv")
    parser.add_argument("--keep", type=int, default=12, help="parameters that are looked at closely")
    parser.add_argument("--samples", type=int, default=256, help="base points for these, a power of 2")
    parser.add_argument("--workers", type=int, help="processes; all processors by default")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where the two result folders go")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="any other setting")
    given = parser.parse_args()

    # The same folder as that of `pcnsim experiment configs/screening-morris.toml`: what is there is not run again.
    config = pcnsim.load(CONFIG, sets=given.set)
    with pcnsim.shown_progress() as progress:
        screened = pcnsim.run_experiment(config, given.out / config.name, given.workers, progress)
    effects = pcnsim.sensitivity(screened, outcomes=given.outcome)
    matter = effects.top(given.keep)
    print(f"\nElementary effects on {given.outcome}, the {given.keep} largest of {len(effects.table)}")
    print(effects.table.set_index("factor").loc[matter, ["mu", "mu_star", "mu_star_conf", "sigma"]].round(4))

    named = [f"name=variance-{given.outcome}", f"description=Sobol indices of {given.keep} parameters."]
    closer = pcnsim.load(CONFIG, sets=[*given.set, *named]).with_design(
        kind="saltelli", factors=dict.fromkeys(matter), samples=given.samples
    )
    with pcnsim.shown_progress() as progress:
        result = pcnsim.run_experiment(closer, given.out / closer.name, given.workers, progress)
    indices = pcnsim.sensitivity(result, outcomes=given.outcome)
    order = indices.top(given.keep)
    print(f"\nShares of the variance of {given.outcome}, with half of 95 % intervals")
    print(indices.table.set_index("factor").loc[order, ["S1", "S1_conf", "ST", "ST_conf"]].round(3))
    print(f"alone, in all: {indices.table['S1'].sum():.2f}; the rest is what they do together, and chance")
    for note in (*effects.notes, *indices.notes):
        print(f"Note: {note}")


if __name__ == "__main__":
    main()
