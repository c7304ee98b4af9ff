"""Neutral calibration: the constants that make the two pure structures level at the default context.

Asked: for which values do hierarchy and network settle about the same share of multi-agency cases and have about the
same number of initiatives adopted in the fifth year, in the default synthetic city? No structure may win by design, so
whatever gap a context then shows is the context's doing (docs/model.md, neutral calibration).

Varied: ``direct_success_without_trust`` (levels joint_resolution), and one factor on both ``proposals_per_meeting`` and
``own_interest_adoption_rate`` (levels adopted). The hybrid is not calibrated.

Takes about a minute: python -m experiments.neutral_calibration [--replications 40]
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from scipy.optimize import brentq

from pcnsim.area.synthetic import draw_area
from pcnsim.config import Config, load
from pcnsim.model.simulation import simulate

PROPOSALS, INTEREST, DIRECT = (
    "proposals_per_meeting",
    "own_interest_adoption_rate",
    "direct_success_without_trust",
)


def gaps(config: Config, levels: dict[str, float], replications: int) -> dict[str, tuple[float, float]]:
    """Network minus hierarchy in both outcomes: mean and standard error over paired replications."""
    differences: dict[str, list[float]] = {"joint_resolution": [], "adopted": []}
    for replication in range(replications):
        area = draw_area(pcns=config.area.pcns, seed=10_000 + replication)
        outcomes = [
            simulate(
                config.with_factors({**levels, "structure": structure}), area, 20_000 + replication
            ).outcomes()
            for structure in ("network", "hierarchy")
        ]
        for name, values in differences.items():
            values.append(outcomes[0][name] - outcomes[1][name])
    return {
        name: (float(np.mean(values)), float(np.std(values, ddof=1) / np.sqrt(replications)))
        for name, values in differences.items()
    }


def solved(gap: Callable[[float], float], low: float, high: float) -> float:
    """Where the gap is nil between two values; the nearer end where it keeps its sign."""
    at_low, at_high = gap(low), gap(high)
    if at_low * at_high > 0:
        return low if abs(at_low) < abs(at_high) else high
    return float(brentq(gap, low, high, xtol=0.002, rtol=0.01))


def calibrate(replications: int, rounds: int = 2) -> dict[str, float]:
    """Solve for the three constants, one outcome at a time, twice over since each moves the other a little."""
    config = load(None)
    start = {name: config.parameters.value(name) for name in (PROPOSALS, INTEREST, DIRECT)}
    values = {name: float(value) for name, value in start.items() if value is not None}
    proposals, interest = values[PROPOSALS], values[INTEREST]
    for _ in range(rounds):

        def adopted_gap(factor: float) -> float:
            levels = {**values, PROPOSALS: proposals * factor, INTEREST: interest * factor}
            return gaps(config, levels, replications)["adopted"][0]

        factor = solved(adopted_gap, 0.4, 2.5)
        values[PROPOSALS], values[INTEREST] = proposals * factor, interest * factor

        def resolution_gap(direct: float) -> float:
            return gaps(config, {**values, DIRECT: direct}, replications)["joint_resolution"][0]

        values[DIRECT] = solved(resolution_gap, 0.05, 0.5)
        print("  ".join(f"{name} = {value:.4f}" for name, value in values.items()), flush=True)
    left = gaps(config, values, 2 * replications)
    for name, (mean, error) in left.items():
        print(f"{name}: network - hierarchy = {mean:+.4f} (standard error {error:.4f})")
    return values


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=40)
    calibrate(parser.parse_args().replications)


if __name__ == "__main__":
    main()
