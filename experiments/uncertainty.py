"""How sure is the ranking of structures, given that nobody knows the parameters?

Asked: over all that is uncertain at once, how often is hierarchy, hybrid or network best, by how much do they differ,
and which parameters decide? Varied: all main parameters (`pcnsim explain` marks them) over their declared ranges
together, by a Latin hypercube; each point in all three structures on the same luck. Look at: the share of points where
a structure is best, with its 95 % interval (Wilson), and where its margin over the next is beyond chance; differences
over the points; their rank correlation with the parameters. Shares are those of points drawn evenly from the ranges:
they are as good as the ranges, and no odds of what happens.

Takes 2 to 4 minutes on 2 cores; stopped, it goes on where it was: python -m experiments.uncertainty [--samples 200]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scipy.stats import binomtest

import pcnsim

CONFIG = Path(__file__).resolve().parent.parent / "configs" / "structures.toml"
STRUCTURES = ["hierarchy", "hybrid", "network"]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=200, help="points in the ranges of the parameters")
    parser.add_argument("--replications", type=int, default=5, help="runs of each structure at each point")
    parser.add_argument("--outcome", action="append", help="a column of runs.csv; may be given often")
    parser.add_argument("--workers", type=int, help="processes; all processors by default")
    parser.add_argument("--out", type=Path, default=Path("results/uncertainty"), help="result folder")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="any other setting")
    given = parser.parse_args()
    outcomes = given.outcome or ["integration_composite", "joint_resolution", "strain", "cost_total"]

    named = ["name=uncertainty", "description=Structures over the ranges of the main parameters."]
    config = pcnsim.load(CONFIG, sets=[*named, *given.set]).with_design(
        kind="latin-hypercube", samples=given.samples, vary=["main"], factors={"structure": STRUCTURES},
        replications=given.replications, outcomes=outcomes,
    )  # fmt: skip
    with pcnsim.shown_progress() as progress:
        result = pcnsim.run_experiment(config, given.out, given.workers, progress)

    for outcome in outcomes:
        best = result.best(outcome, "structure")
        print(f"\n{outcome.replace('_', ' ').capitalize()}, at {len(best)} points in the ranges")
        for structure in STRUCTURES:
            won = best[best["best"] == structure]
            share = binomtest(len(won), len(best)).proportion_ci(method="wilson")
            print(
                f"  {structure} is best at {len(won) / len(best):.0%} ({share.low:.0%} to {share.high:.0%}), "
                f"beyond chance at {won['low'].gt(0).sum() / len(best):.0%}"
            )
        means = result.side_by_side(outcome, "structure").groupby("design_point").mean()
        parameters = result.points.loc[means.index].drop(columns="structure").astype(float)
        for structure in STRUCTURES[1:]:
            gap = means[structure] - means["hierarchy"]
            low, middle, high = gap.quantile([0.05, 0.5, 0.95])
            print(
                f"  {structure} minus hierarchy: {middle:+.3g}, at nine points of ten {low:+.3g} to {high:+.3g};"
            )
            ranks = parameters.corrwith(gap, method="spearman").sort_values(key=abs, ascending=False)
            print("    goes with", ", ".join(f"{name} ({rank:+.2f})" for name, rank in ranks.head(4).items()))


if __name__ == "__main__":
    main()
