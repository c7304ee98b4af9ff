"""X2: when does which structure do best? Trust by size of network, on the runs of configs/sweep-trust-size.toml.

Asked: networks are said to need much trust and few members (Provan and Kenis 2008). Does the ranking of hierarchy,
hybrid and network change with how much people trust each other at the start and without contact, and with the number
of practices in a PCN? Varied: general trust with all trust at the start, practices in a PCN, structure. Look at: the
best structure in each cell and its margin over the next, ~ where the 95 % interval of that margin holds 0; then network
minus hierarchy in joint resolution.

Takes a minute or two; stopped, it goes on where it was: python -m experiments.trust_and_size [--replications 20]
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

import pcnsim

CONFIG = Path(__file__).resolve().parent.parent / "configs" / "sweep-trust-size.toml"
TRUST, SIZE = "general_trust", "area.practices_per_pcn"
OUTCOMES = ("integration_composite", "integration_functional", "joint_resolution")


def by_trust_and_size(cells: pd.DataFrame, words: pd.Series) -> str:
    """A table with a row for each trust and a column for each size of network."""
    table = cells.assign(words=words).pivot(index=TRUST, columns=SIZE, values="words")
    return table.rename_axis("trust", axis=0).rename_axis("practices in a PCN", axis=1).to_string()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=20, help="runs of each structure in each cell")
    parser.add_argument("--workers", type=int, help="processes; all processors by default")
    parser.add_argument("--out", type=Path, default=Path("results/sweep-trust-size"), help="result folder")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="any other setting")
    given = parser.parse_args()

    config = pcnsim.load(CONFIG, sets=[f"experiment.replications={given.replications}", *given.set])
    with pcnsim.shown_progress() as progress:
        result = pcnsim.run_experiment(config, given.out, workers=given.workers, progress=progress)

    for outcome in OUTCOMES:
        cells = result.best(outcome, "structure")
        sure = cells["low"].gt(0).map({True: "", False: "~"})
        print(f"\nBest on {outcome.replace('_', ' ')}, and its margin over the next best")
        print(by_trust_and_size(cells, sure + cells["best"] + cells["margin"].map(" +{:.3f}".format)))

    pairs = result.comparisons.query("outcome == 'joint_resolution' and structure == 'network'")
    half = (pairs["high"] - pairs["low"]) / 2
    print("\nNetwork minus hierarchy in joint resolution, ± half of the 95 % interval")
    print(
        by_trust_and_size(pairs, pairs["mean_difference"].map("{:+.3f}".format) + half.map(" ±{:.3f}".format))
    )


if __name__ == "__main__":
    main()
