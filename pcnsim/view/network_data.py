"""What the network picture shows, as small tables: agents and ties at one week, whatever they are read from.

A table is a dictionary of columns (NumPy arrays of one length). All agents together are numbered: practices, PCNs,
services, owners, systems, and a place for an executive in every system; ties name their ends by those numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from pcnsim.config.errors import InputError
from pcnsim.config.structure import NAMED_STRUCTURES, Structure

if TYPE_CHECKING:
    from pcnsim.model import Model, Simulation
    from pcnsim.view.positions import Places

__all__ = [
    "DEFAULT_TIES",
    "KINDS",
    "TIE_KINDS",
    "Columns",
    "NetworkData",
    "chosen",
    "merged",
    "network_data",
    "no_ties",
    "rows_of",
    "structure_name",
]

Columns: TypeAlias = dict[str, npt.NDArray[Any]]

TIE_KINDS: Final = {
    "practice": "practice with practice",
    "practice_service": "practice with service",
    "practice_centre": "practice with commissioner",
    "pcn_owner": "PCN with trust or other owner",
    "gp": "GPs of two practices",
    "gp_service": "network-role GP with service",
    "pcn_executive": "PCN with executive",
    "executive_owner": "executive with trust or other owner",
}
"""Kinds of ties, by their name on the edges of `pcnsim.model.network.graph`, in words."""

DEFAULT_TIES: Final = (
    "practice",
    "practice_service",
    "pcn_owner",
    "gp_service",
    "pcn_executive",
    "executive_owner",
)

KINDS: Final = ("practice", "pcn", "service", "owner", "system", "executive")
"""Kinds of agents in the order in which they are numbered."""


@dataclass(frozen=True)
class NetworkData:
    """Agents and ties at one week.

    practices: code, name, pcn, list_size (patients), open, contacts_per_day (a GP a day; nan where no GP works or no
    week has been run), gps (in post), backlog (contacts waiting), strain (0-1), centre_trust (0-1).
    pcns: code, name, system, director (code of the post or ""), leadership (0-1), practice_trust (0-1), desk_queue.
    services: code, kind, owner, pcn ("" of a hub's team), working, queue, capacity (referrals a week).
    owners: code, kind, name, system, pressure (0-1), priority (0-1).
    systems: code, influence (0-1), executive (is there one?), powers (0-1), mandate (0-1).
    ties: kind (row of `TIE_KINDS`), first, second (numbers of agents), trust (0-1), evidence (nan where there is none),
    pairs (how many ties it stands for: more than 1 of GPs of two practices, and where PCNs stand for practices).
    """

    area: str
    week: int
    structure: str
    practices: Columns
    pcns: Columns
    services: Columns
    owners: Columns
    systems: Columns
    ties: Columns

    @property
    def codes(self) -> npt.NDArray[Any]:
        """The code of every agent, by number."""
        systems = self.systems["code"]
        executives = np.array([f"executive:{code}" for code in systems], dtype=object)
        return np.concatenate([*(table["code"] for table in self._tables().values()), executives])

    def first_number(self, kind: str) -> int:
        """Number of the first agent of a kind; the others follow."""
        sizes = [len(table["code"]) for table in self._tables().values()]
        return sum(sizes[: KINDS.index(kind)])

    def places(self) -> Places:
        """Who belongs to whom, for `positions`."""
        from pcnsim.view.positions import Places

        pcn, system = rows_of(self.pcns["code"]), rows_of(self.systems["code"])
        owner = rows_of(self.owners["code"])
        return Places(
            practice_pcn=tuple(pcn[code] for code in self.practices["pcn"]),
            pcn_system=tuple(system[code] for code in self.pcns["system"]),
            team_owner=tuple(owner[code] for code in self.services["owner"]),
            team_pcn=tuple(pcn.get(code, -1) for code in self.services["pcn"]),
            owner_system=tuple(system[code] for code in self.owners["system"]),
        )

    def of_pcn(self, code: str) -> NetworkData:
        """One PCN with its practices, the services they have ties with and the owners of its system.

        Raises InputError where the area has no such PCN.
        """
        found = np.flatnonzero(self.pcns["code"] == code)
        if not len(found):
            raise InputError(f"the area has no PCN {code!r}", where="pcn", remedy="name one by its code")
        system = self.pcns["system"][found[0]]
        keep = {
            "practice": self.practices["pcn"] == code,
            "pcn": self.pcns["code"] == code,
            "service": self.services["pcn"] == code,
            "owner": self.owners["system"] == system,
            "system": self.systems["code"] == system,
        }
        ends = np.isin(self.ties["first"], np.flatnonzero(keep["practice"]))
        teams = self.ties["second"][ends] - self.first_number("service")
        keep["service"][teams[(teams >= 0) & (teams < len(keep["service"]))]] = True
        return self._kept(keep)

    def by_pcn(self) -> NetworkData:
        """PCNs stand for their practices: ties are means over those of the practices; teams of one PCN are left out."""
        pcn = rows_of(self.pcns["code"])
        stands_for = np.arange(len(self.codes))
        home = np.array([pcn[code] for code in self.practices["pcn"]], dtype=np.int64)
        stands_for[: len(home)] = self.first_number("pcn") + home
        ties = self.ties | {
            "first": stands_for[self.ties["first"]],
            "second": stands_for[self.ties["second"]],
        }
        everybody = {kind: np.ones(len(table["code"]), dtype=bool) for kind, table in self._tables().items()}
        return replace(self, ties=merged(ties))._kept(everybody | {"service": self.services["pcn"] == ""})

    def _tables(self) -> dict[str, Columns]:
        tables = (self.practices, self.pcns, self.services, self.owners, self.systems)
        return dict(zip(KINDS, tables, strict=False))

    def _kept(self, keep: dict[str, npt.NDArray[np.bool_]]) -> NetworkData:
        """Some agents, numbered anew, and the ties between them."""
        shown = np.concatenate([*keep.values(), keep["system"]])
        number = np.cumsum(shown) - 1
        ties = chosen(self.ties, shown[self.ties["first"]] & shown[self.ties["second"]])
        ties |= {"first": number[ties["first"]], "second": number[ties["second"]]}
        return replace(
            self,
            practices=chosen(self.practices, keep["practice"]),
            pcns=chosen(self.pcns, keep["pcn"]),
            services=chosen(self.services, keep["service"]),
            owners=chosen(self.owners, keep["owner"]),
            systems=chosen(self.systems, keep["system"]),
            ties=ties,
        )


def network_data(
    source: Model | Simulation | str | PathLike[str], ties: Iterable[str] = DEFAULT_TIES
) -> NetworkData:
    """Agents and ties of a model, a simulation, or a folder that `pcnsim run` wrote; the same numbers either way.

    ties: kinds of `TIE_KINDS` that are read. Raises InputError for another kind, for another source, and where a folder
    is no run's.
    """
    wanted = frozenset([ties] if isinstance(ties, str) else ties)
    for kind in sorted(wanted - TIE_KINDS.keys())[:1]:
        raise InputError(
            f"there is no kind of tie {kind!r}", where="ties", remedy=f"kinds are {', '.join(TIE_KINDS)}"
        )
    if isinstance(source, str | PathLike):
        from pcnsim.view.network.files import from_folder

        return from_folder(Path(source), wanted)
    from pcnsim.view.network.state import from_simulation
    from pcnsim.view.tracks import simulation_of

    return from_simulation(simulation_of(source), wanted)


def structure_name(shares: npt.NDArray[np.float64]) -> str:
    """The structure in words, from the six shares of every PCN (N, 6)."""
    some = np.unique(shares, axis=0)
    if len(some) != 1:
        return "structures differ between PCNs"
    for name in NAMED_STRUCTURES:
        if np.allclose(some[0], Structure.at(name).as_tuple()):
            return name
    position = float(some[0, 0])
    if np.allclose(some[0], Structure.at(position).as_tuple()):
        return f"{100 * position:.0f} % of the way from hierarchy to network"
    return "a mixed structure"


def rows_of(codes: Iterable[str]) -> dict[str, int]:
    """Row of each code."""
    return {code: row for row, code in enumerate(codes)}


def chosen(table: Columns, rows: npt.NDArray[Any]) -> Columns:
    """Some rows of a table, by flags or by number."""
    return {name: values[rows] for name, values in table.items()}


def no_ties() -> Columns:
    """A table of no ties."""
    whole = {name: np.zeros(0, dtype=np.int64) for name in ("kind", "first", "second", "pairs")}
    return whole | {name: np.zeros(0) for name in ("trust", "evidence")}


def merged(ties: Columns) -> Columns:
    """One row for each kind and pair of ends, whichever comes first: mean trust, evidence summed; none with itself."""
    ties = chosen(ties, ties["first"] != ties["second"])
    low, high = np.minimum(ties["first"], ties["second"]), np.maximum(ties["first"], ties["second"])
    keys, row = np.unique(np.column_stack([ties["kind"], low, high]), axis=0, return_inverse=True)
    if not len(keys):
        return no_ties()
    row = row.ravel()
    pairs = np.bincount(row, weights=ties["pairs"])
    return {
        "kind": keys[:, 0],
        "first": keys[:, 1],
        "second": keys[:, 2],
        "pairs": pairs.astype(np.int64),
        "trust": np.bincount(row, weights=ties["trust"] * ties["pairs"]) / pairs,
        "evidence": np.bincount(row, weights=ties["evidence"]),
    }
