"""When does which structure do best? Trust by size of network (experiment X2 of the specification, in small).

Asked: does the ranking of hierarchy, hybrid and network change with how much people trust each other at the start and
without contact, and with the number of practices in a PCN? (Provan and Kenis 2008: networks need trust and few
members.)

Varied: all starting trust and general trust together, .2 to .7; practices per PCN, 2 to 14, at nine PCNs. Look at: the
first letter of the structure with the highest integration composite in each cell, and the margin over the next; a
margin within twice its standard error is marked ~. Takes about two minutes: python -m experiments.trust_and_size
"""

from __future__ import annotations

import argparse

import numpy as np
from rich.console import Console
from rich.table import Table

from pcnsim.area import draw_area
from pcnsim.config import load
from pcnsim.model.simulation import simulate

TRUST = (0.2, 0.35, 0.45, 0.6, 0.7)
PRACTICES = (2, 5, 8, 14)
STRUCTURES = ("hierarchy", "hybrid", "network")
OUTCOMES = ("integration_composite", "integration_functional", "joint_resolution")


def trust_levels(trust: float) -> dict[str, float]:
    """General trust and all starting trust at one level, GPs and practices a tenth above, as in the defaults."""
    return {
        "general_trust": trust,
        "initial_trust_services": trust,
        "initial_trust_practices": min(trust + 0.1, 0.85),
        "initial_trust_gps": min(max(trust + 0.1, 0.3), 0.8),
    }


def cell(trust: float, practices: int, replications: int) -> dict[str, np.ndarray]:
    """Outcomes of each structure in one cell: arrays (structure, replication), all on the same luck."""
    config = load(None).with_factors(dict(trust_levels(trust)))
    values = {name: np.empty((len(STRUCTURES), replications)) for name in OUTCOMES}
    for replication in range(replications):
        area = draw_area(pcns=9, seed=50_000 + replication, practices_per_pcn=practices)
        for row, structure in enumerate(STRUCTURES):
            outcomes = simulate(
                config.with_factors({"structure": structure}), area, 60_000 + replication
            ).outcomes()
            for name in OUTCOMES:
                values[name][row, replication] = outcomes[name]
    return values


def verdict(values: np.ndarray) -> str:
    """The best structure and its margin over the next best, ~ where the paired margin is within two standard errors."""
    order = np.argsort(-values.mean(axis=1))
    margin = values[order[0]] - values[order[1]]
    error = margin.std(ddof=1) / np.sqrt(len(margin))
    sure = "" if margin.mean() > 2 * error else "~"
    return f"{sure}{STRUCTURES[order[0]]} +{margin.mean():.3f}"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=10)
    replications = parser.parse_args().replications
    cells = {(t, k): cell(t, k, replications) for t in TRUST for k in PRACTICES}
    console = Console()
    for name in OUTCOMES:
        table = Table(
            "trust", *(f"{k} practices" for k in PRACTICES), title=f"Best on {name.replace('_', ' ')}"
        )
        for trust in TRUST:
            table.add_row(f"{trust:g}", *(verdict(cells[trust, k][name]) for k in PRACTICES))
        console.print(table)


if __name__ == "__main__":
    main()
