"""Plausibility: the levels of the default city beside published figures, and how hospital use answers to demand.

Asked: are the calibration patterns C1 to C8 of the specification met at the default context, and do hospital contacts
rise in reasonable proportion when demand is 0.9 to 1.2 times the default (amendment A5)?

Varied: structure; ``demand_scale``. Look at: the column "found" against "target". Takes about half a minute:
python -m experiments.plausibility [--replications 20]
"""

from __future__ import annotations

import argparse
import math

import numpy as np
from rich.console import Console
from rich.table import Table

from pcnsim.area import draw_area
from pcnsim.config import Config, load
from pcnsim.model.simulation import Simulation, simulate

DEMAND = (0.9, 1.0, 1.1, 1.2)

ALL_EMERGENCY_ATTENDANCES = 450.0
"""Attendances per 1,000 people a year in England (NHS England, 2023/24, about 26 million; recalled)."""


def run_all(config: Config, replications: int) -> list[Simulation]:
    """One finished simulation a replication, each in a city of its own."""
    return [
        simulate(config, draw_area(pcns=config.area.pcns, seed=30_000 + replication), 40_000 + replication)
        for replication in range(replications)
    ]


def mean(runs: list[Simulation], outcome: str) -> tuple[float, float]:
    """Mean and standard error of an outcome over replications."""
    values = np.array([run.outcomes()[outcome] for run in runs])
    return float(np.nanmean(values)), float(np.nanstd(values, ddof=1) / math.sqrt(len(values)))


def patterns(by_structure: dict[str, list[Simulation]]) -> list[tuple[str, str, str, str, bool]]:
    """Id, pattern, target, what was found and whether it meets the target, for the calibration patterns."""
    hybrid = by_structure["hybrid"]
    rows: list[tuple[str, str, str, str, bool]] = []

    def level(name: str, pattern: str, outcome: str, low: float, high: float, unit: str) -> None:
        value, error = mean(hybrid, outcome)
        rows.append(
            (
                name,
                pattern,
                f"{low:g} to {high:g} {unit}",
                f"{value:.1f} (SE {error:.1f})",
                low <= value <= high,
            )
        )

    level("C1", "contacts per GP per two-session day", "contacts_per_day", 30, 37, "")
    level("C2", "GPs leaving their post", "leaving", 5, 12, "% a year")
    level(
        "C3",
        "emergency attendances after no access",
        "emergency_after_no_access",
        60,
        140,
        "per 1,000 a year",
    )
    level("C4", "hours a clinical director works", "director_hours", 12, 20, "a week")
    staff = [float(run.weekly().set_index("week")["additional_staff"].loc[156:207].mean()) for run in hybrid]
    rows.append(
        (
            "C5",
            "additional staff per PCN in year 4",
            "12 to 17 FTE",
            f"{np.mean(staff):.1f}",
            12 <= np.mean(staff) <= 17,
        )
    )
    weeks = []
    for run in hybrid:
        weekly = run.weekly().set_index("week")["set_up"]
        reached = weekly.index[(weekly >= 0.5) & (weekly.index >= 0)]
        weeks.append(float(reached[0]) if len(reached) else math.inf)
    rows.append(
        (
            "C6",
            "weeks until half of the networks are set up",
            "under 39",
            f"{np.median(weeks):.0f}",
            bool(np.median(weeks) < 39),
        )
    )
    trust = np.concatenate(
        [
            tables[name]["trust"].to_numpy()
            for tables in (run.tables() for run in hybrid)
            for name in ("service_ties", "practice_ties", "gp_ties", "owner_ties")
        ]
    )
    low, high = np.quantile(trust, (0.02, 0.98))
    rows.append(
        (
            "C7",
            "trust on ties, 2nd to 98th centile",
            "within 0.2 to 0.9",
            f"{low:.2f} to {high:.2f}",
            low >= 0.2 and high <= 0.9,
        )
    )
    for outcome, tolerance in (("joint_resolution", 0.03), ("adopted", 0.08)):
        network, hierarchy = (mean(by_structure[s], outcome)[0] for s in ("network", "hierarchy"))
        gap = network - hierarchy
        rows.append(
            (
                "C8",
                f"{outcome}, network minus hierarchy",
                f"within {tolerance}",
                f"{gap:+.3f}",
                abs(gap) <= tolerance,
            )
        )
    return rows


def elasticities(config: Config, replications: int) -> list[tuple[float, float, float, float, float]]:
    """Demand, contacts per day, hospital contacts, their elasticity to the step before, and that of all emergency use.

    The last takes the model's contacts as part of all attendances, the rest of which do not respond.
    """
    rows: list[tuple[float, float, float, float, float]] = []
    for demand in DEMAND:
        runs = run_all(config.with_factors({"demand_scale": demand}), replications)
        contacts, hospital = mean(runs, "contacts_per_day")[0], mean(runs, "hospital_contacts")[0]
        own = whole = math.nan
        if rows:
            step = math.log(demand / rows[-1][0])
            base = next((row[2] for row in rows if row[0] == 1.0), hospital)
            rest = ALL_EMERGENCY_ATTENDANCES - base
            own = math.log(hospital / rows[-1][2]) / step
            whole = math.log((rest + hospital) / (rest + rows[-1][2])) / step
        rows.append((demand, contacts, hospital, own, whole))
    return rows


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=20)
    replications = parser.parse_args().replications
    config = load(None)
    console = Console()
    by_structure = {
        name: run_all(config.with_factors({"structure": name}), replications)
        for name in ("hierarchy", "hybrid", "network")
    }
    table = Table(
        "", "pattern", "target", "found", "", title=f"Levels of the default city, {replications} replications"
    )
    for row in patterns(by_structure):
        table.add_row(*row[:4], "met" if row[4] else "not met")
    console.print(table)
    table = Table(
        "demand", "contacts a day", "hospital contacts per 1,000", "elasticity", "elasticity of all emergency use",
        title="Hospital use and demand (hybrid)",
    )  # fmt: skip
    for demand, *values in elasticities(config.with_factors({"structure": "hybrid"}), replications):
        table.add_row(f"{demand:g}", *("" if math.isnan(value) else f"{value:.2f}" for value in values))
    console.print(table)


if __name__ == "__main__":
    main()
