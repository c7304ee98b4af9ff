"""What an area is: the tables of practices, PCNs and trusts that a simulation starts from, and their columns.

Nothing here reads files or draws numbers; see ``folder`` for files, ``synthetic`` for draws, ``nhs`` for real areas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pcnsim.config.errors import InputError

if TYPE_CHECKING:
    import pandas as pd

AGE_GROUPS: tuple[str, ...] = ("0_4", "5_14", "15_44", "45_64", "65_74", "75_84", "85_over")
"""The seven age groups of the practice table, in years, both ends included."""

AGE_COLUMNS: tuple[str, ...] = tuple(f"patients_{group}" for group in AGE_GROUPS)

QUINARY_BANDS: tuple[str, ...] = (
    *(f"{low}_{low + 4}" for low in range(0, 95, 5)),
    "95_over",
)
"""Five-year age bands of the table of ages, ``0_4`` to ``90_94`` and ``95_over``."""

ROLES: tuple[str, ...] = ("pharmacist", "physiotherapist", "link_worker", "physician_associate", "paramedic")
"""The additional roles the model tells apart."""

ROLE_COLUMNS: tuple[str, ...] = tuple(f"fte_{role}" for role in ROLES)

OWNERS: tuple[str, ...] = (
    "community_trust",
    "mental_health_trust",
    "local_authority",
    "voluntary_sector",
    "acute_trust",
)
"""The five owners of services that each system has."""

PRACTICE_COLUMNS: tuple[str, ...] = (
    "practice_code",
    "practice_name",
    "pcn_code",
    "list_size",
    "patients_female",
    *AGE_COLUMNS,
    "imd_score",
    "gp_fte",
    "gp_headcount",
)
PCN_COLUMNS: tuple[str, ...] = (
    "pcn_code",
    "pcn_name",
    "system_code",
    "system_name",
    "sub_icb_code",
    "sub_icb_name",
    "practices",
    "population",
    *ROLE_COLUMNS,
    "fte_direct_care",
    "fte_total",
)
TRUST_COLUMNS: tuple[str, ...] = ("system_code", "owner", "code", "name", "basis")
AGES_COLUMNS: tuple[str, ...] = ("practice_code", "sex", "age_band", "patients")

TEXT_COLUMNS: frozenset[str] = frozenset(
    {
        "practice_code",
        "practice_name",
        "pcn_code",
        "pcn_name",
        "system_code",
        "system_name",
        "sub_icb_code",
        "sub_icb_name",
        "owner",
        "code",
        "name",
        "basis",
        "sex",
        "age_band",
    }
)
COUNT_COLUMNS: frozenset[str] = frozenset({"list_size", "practices", "population", "patients"})
"""Columns of whole numbers without gaps. Every other column is a float, NaN where nothing is known."""


@dataclass(frozen=True, eq=False)
class Area:
    """One place: its practices, its PCNs, the owners of its services.

    ``practices``   one row a practice, sorted by PCN code and practice code (columns ``PRACTICE_COLUMNS``)
    ``pcns``        one row a PCN, sorted by system code and PCN code (columns ``PCN_COLUMNS``)
    ``trusts``      five rows a system, one an owner of services (columns ``TRUST_COLUMNS``)
    ``ages``        patients by practice, sex and five-year band (columns ``AGES_COLUMNS``), or None
    ``provenance``  where each figure came from: a dictionary that JSON can hold

    Units: ``list_size``, ``population`` and ``patients_*`` are registered patients; ``gp_fte`` and ``fte_*`` are
    full-time equivalents of 37.5 hours a week; ``imd_score`` is the patient-weighted Index of Multiple
    Deprivation. NaN means not known; it never means none. Docs: docs/areas.md.

    Raises InputError when a table lacks a column. ``checks.check_area`` looks at the rows.
    """

    name: str
    practices: pd.DataFrame
    pcns: pd.DataFrame
    trusts: pd.DataFrame
    ages: pd.DataFrame | None = None
    provenance: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        tables = {
            "practices": (self.practices, PRACTICE_COLUMNS),
            "pcns": (self.pcns, PCN_COLUMNS),
            "trusts": (self.trusts, TRUST_COLUMNS),
        }
        for label, (table, columns) in tables.items():
            if tuple(table.columns) != columns:
                missing = [column for column in columns if column not in table.columns]
                extra = [str(column) for column in table.columns if column not in columns]
                problem = "; ".join(
                    text
                    for text in (
                        f"missing {', '.join(missing)}" if missing else "",
                        f"unknown {', '.join(extra)}" if extra else "",
                    )
                    if text
                )
                raise InputError(
                    f"the {label} table has wrong columns: {problem or 'they are in another order'}",
                    where=f"area {self.name}",
                    remedy=f"The columns are {', '.join(columns)}.",
                )

    @property
    def population(self) -> int:
        """Registered patients in the area."""
        return int(self.practices["list_size"].sum())

    @property
    def systems(self) -> int:
        """Number of systems (ICBs) the area touches."""
        return int(self.pcns["system_code"].nunique())

    def describe(self) -> str:
        """One sentence on the size of the area."""
        return (
            f"{len(self.practices):,} {_plural(len(self.practices), 'practice')}, "
            f"{len(self.pcns):,} {_plural(len(self.pcns), 'PCN')} and {self.population:,} patients"
        )


def _plural(count: int, noun: str) -> str:
    return noun if count == 1 else f"{noun}s"
