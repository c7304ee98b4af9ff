"""What an analysis of sensitivity came to: its table, what its numbers are, and its files."""

from __future__ import annotations

import math
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pcnsim.experiment.store.files import write_whole
from pcnsim.experiment.store.records import frame_bytes

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.config.design import DesignKind

__all__ = ["MEASURES", "Measure", "SensitivityResult", "write_sensitivity"]

TABLE: Final = "sensitivity.csv"
PAIRS_TABLE: Final = "sensitivity-pairs.csv"


@dataclass(frozen=True)
class Measure:
    """What a kind of design tells: a name, and the column that factors are ranked by.

    half_width: column of half of its interval; None where columns `low` and `high` hold it. beside: a column that is
    read beside it.
    """

    name: str
    main: str
    half_width: str | None
    beside: str | None


MEASURES: Final[dict[DesignKind, Measure]] = {
    "morris": Measure("elementary effects", "mu_star", "mu_star_conf", "sigma"),
    "saltelli": Measure("Sobol indices", "ST", "ST_conf", "S1"),
    "latin-hypercube": Measure("rank correlation", "rank_correlation", None, None),
    "sobol": Measure("rank correlation", "rank_correlation", None, None),
}


@dataclass(frozen=True)
class SensitivityResult:
    """How outcomes depend on factors (docs/sensitivity.md says how to read it).

    table: a row for each combination of the crossed factors' levels, outcome and factor: their columns, those of the
    measure, and noise_share. Factors that move together are one, by their names joined with " + ". pairs: second-order
    indices of pairs of factors, where the design has them. points: base points of the design. notes: cautions, a
    sentence each.
    """

    name: str
    kind: DesignKind
    crossed: tuple[str, ...]
    outcomes: tuple[str, ...]
    table: pd.DataFrame
    pairs: pd.DataFrame | None
    points: int
    replications: int
    notes: tuple[str, ...]
    folder: Path | None

    @property
    def measure(self) -> Measure:
        """What the design tells."""
        return MEASURES[self.kind]

    def top(self, number: int, outcome: str | None = None) -> list[str]:
        """The factors with the largest measure, largest first; of combinations of crossed factors the largest counts.

        outcome: None takes all of them: first the factors that lead for any outcome, then those that come second, and
        so on.
        """
        table = self.table if outcome is None else self.table[self.table["outcome"] == outcome]
        sizes = table[self.measure.main].abs().fillna(-math.inf)
        largest = sizes.groupby([table["outcome"], table["factor"]], sort=False).max()
        if outcome is None:
            places = largest.groupby(level="outcome", sort=False).rank(method="first", ascending=False)
            order = places.groupby(level="factor", sort=False).min().sort_values(kind="stable")
        else:
            order = largest.droplevel("outcome").sort_values(ascending=False, kind="stable")
        return [str(name) for name in order.index[:number]]


def write_sensitivity(
    result: SensitivityResult, folder: str | PathLike[str] | None = None
) -> tuple[Path, ...]:
    """Write sensitivity.csv, and sensitivity-pairs.csv where there are second-order indices; return their paths."""
    place = result.folder if folder is None else Path(folder)
    if place is None:
        raise ValueError("this result is kept nowhere; name a folder")
    tables = {TABLE: result.table, PAIRS_TABLE: result.pairs}
    written = []
    for name, table in tables.items():
        if table is not None:
            write_whole(place / name, frame_bytes(table))
            written.append(place / name)
    return tuple(written)
