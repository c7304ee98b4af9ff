"""Draws areas that are put together like English ones, from published distributions and their joint structure.

The figures are in ``figures``; docs/areas.md describes each step and compares a large draw with what is published.
Order: practices per PCN and population, lists, deprivation and age (PCN first, practice next), ages, GPs, staff.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pcnsim import __version__
from pcnsim.area import figures
from pcnsim.area.area import PCN_COLUMNS, PRACTICE_COLUMNS, ROLES, Area
from pcnsim.area.figures import FloatArray
from pcnsim.area.owners import generic_trusts
from pcnsim.config.errors import InputError

IntArray = NDArray[np.int64]

MOST_PCNS: Final = 20_000
MOST_PRACTICES_PER_PCN: Final = 40
ONE_SYSTEM_UP_TO: Final = 60
"""PCNs that one system may hold (assumption; the largest ICB of 2026 has 80)."""

# One independent stream a quantity: another number of practices does not change how deprivation is drawn.
_NETWORKS, _LISTS, _PLACE, _AGES, _FEMALE, _GPS, _STAFF, _SYSTEMS, _SPREAD = range(9)

# The figures on deprivation and age are of practices, and PCNs of many practices have more of them: what the normal
# scores of PCNs average over practices, to be taken off.
_MEAN_SCORE: Final = float(np.average(figures.PRACTICE_COUNT_MEAN_SCORES, weights=figures.PRACTICES_BY_COUNT))
_PRACTICE_CENTRE: Final[FloatArray] = figures.PCN_CORRELATION[0] * _MEAN_SCORE

_PCN_ROOT: Final[FloatArray] = np.linalg.cholesky(figures.PCN_CORRELATION)
_PRACTICE_ROOT: Final[FloatArray] = np.linalg.cholesky(figures.PRACTICE_CORRELATION)


def draw_area(pcns: int = 9, seed: int = 0, practices_per_pcn: int = 0) -> Area:
    """Draw a synthetic area.

    Args:
        pcns: number of PCNs, 1 to 20,000 (England has about 1,300).
        seed: a whole number, 0 or more; the same seed draws the same area, byte for byte.
        practices_per_pcn: 0 draws the number of practices of each PCN as published; 1 to 40 fixes it, and draws
            populations as they are among PCNs of that many practices.

    Returns:
        An Area without the long table of ages (``ages`` is None; the practice table has seven age groups).

    Raises:
        InputError: for a number out of range.
    """
    _check(pcns, seed, practices_per_pcn)
    generators = [np.random.default_rng([seed, stream]) for stream in range(9)]

    pcn_normals = generators[_NETWORKS].standard_normal((pcns, 4)) @ _PCN_ROOT.T
    if practices_per_pcn:
        counts = np.full(pcns, practices_per_pcn, dtype=np.int64)
    else:
        counts = figures.PRACTICE_COUNTS[np.searchsorted(figures.PRACTICE_COUNT_SCORES, pcn_normals[:, 0])]
    population = _populations(counts, pcn_normals[:, 1])
    home = np.repeat(np.arange(pcns), counts)

    deviations = generators[_LISTS].standard_normal((len(home), 3)) @ _PRACTICE_ROOT.T
    spread = figures.LIST_SPREAD * np.exp(
        figures.LIST_SPREAD_VARIATION * generators[_SPREAD].standard_normal(pcns)
        - figures.LIST_SPREAD_VARIATION**2
    )
    lists = _split(population, counts, home, spread[home] * deviations[:, 0])
    centre = np.zeros(4) if practices_per_pcn else _PRACTICE_CENTRE
    imd_score = _clustered(figures.IMD_CLUSTERING, pcn_normals[home, 2] - centre[2], deviations[:, 1])
    age_score = _clustered(figures.AGE_CLUSTERING, pcn_normals[home, 3] - centre[3], deviations[:, 2])

    gp_fte = _gp_fte(lists, imd_score, generators[_GPS])
    pcn_codes, practice_codes, practice_names, home_codes = _codes(counts)
    columns: dict[str, Any] = {
        "practice_code": practice_codes,
        "practice_name": practice_names,
        "pcn_code": home_codes,
        "list_size": lists,
        "patients_female": _female(lists, home, pcns, generators[_FEMALE]),
        **_ages(lists, home, pcns, age_score, generators[_AGES]),
        "imd_score": np.round(figures.IMD_SCORE(imd_score), 3),
        "gp_fte": gp_fte,
        "gp_headcount": np.maximum(np.ceil(gp_fte), np.rint(gp_fte / figures.GP_FTE_PER_HEAD)),
    }
    practices = pd.DataFrame({name: columns[name] for name in PRACTICE_COLUMNS})

    systems, sub_icbs, system_count = _systems(pcns, generators[_SYSTEMS])
    width = len(str(system_count))
    columns = {
        "pcn_code": pcn_codes,
        "pcn_name": [f"PCN {number + 1}" for number in range(pcns)],
        "system_code": [f"SYS{system + 1:0{width}d}" for system in systems],
        "system_name": [f"System {system + 1}" for system in systems],
        "sub_icb_code": [
            f"SUB{system + 1:0{width}d}{sub:02d}" for system, sub in zip(systems, sub_icbs, strict=True)
        ],
        "sub_icb_name": [f"Place {system + 1}.{sub}" for system, sub in zip(systems, sub_icbs, strict=True)],
        "practices": counts,
        "population": population,
        **_staff(population, generators[_STAFF]),
    }
    return Area(
        name=f"synthetic area of {pcns} {'PCN' if pcns == 1 else 'PCNs'}, seed {seed}",
        practices=practices,
        pcns=pd.DataFrame({name: columns[name] for name in PCN_COLUMNS}),
        trusts=generic_trusts([f"SYS{system + 1:0{width}d}" for system in range(system_count)]),
        ages=None,
        provenance={
            "kind": "synthetic",
            "pcns": pcns,
            "seed": seed,
            "practices_per_pcn": practices_per_pcn,
            "source": "drawn from published distributions of English practices and PCNs (docs/areas.md)",
            "pcnsim_version": __version__,
            "attribution": "Contains NHS England information licensed under the Open Government Licence v3.0",
        },
    )


def _check(pcns: int, seed: int, practices_per_pcn: int) -> None:
    for name, value, low, high in (
        ("pcns", pcns, 1, MOST_PCNS),
        ("practices_per_pcn", practices_per_pcn, 0, MOST_PRACTICES_PER_PCN),
        ("seed", seed, 0, 2**63 - 1),
    ):
        if isinstance(value, bool) or not isinstance(value, int | np.integer):
            raise InputError(f"{name} is {value!r}, not a whole number", where="synthetic area")
        if not low <= value <= high:
            raise InputError(
                f"{name} is {value}",
                where="synthetic area",
                remedy=f"It must lie between {low:,} and {high:,}.",
            )


def _populations(counts: IntArray, normals: FloatArray) -> IntArray:
    """Patients by PCN, given its number of practices: lognormal around the published median."""
    sizes, medians = figures.POPULATION_BY_PRACTICES
    centre = np.interp(counts, sizes, np.log(medians))
    drawn = np.exp(centre + figures.POPULATION_SPREAD * normals)
    population: IntArray = np.rint(np.maximum(drawn, counts * float(figures.LEAST_MEAN_LIST))).astype(
        np.int64
    )
    return population


def _split(population: IntArray, counts: IntArray, home: IntArray, log_weights: FloatArray) -> IntArray:
    """Lists by practice, whole, that sum to their PCN's population: a least list each, the rest by lognormal weight."""
    weights = np.exp(log_weights)
    total = np.bincount(home, weights)
    to_share = population - counts * float(figures.LEAST_LIST)
    return _whole(figures.LEAST_LIST + weights * (to_share / total)[home])


def _whole(amounts: FloatArray) -> IntArray:
    """Whole numbers near the amounts, along the last axis, with the same running sums to within a half."""
    edges = np.rint(np.cumsum(amounts, axis=-1))
    whole: IntArray = np.diff(edges, axis=-1, prepend=0.0).astype(np.int64)
    return whole


def _clustered(share_between: float, pcn: FloatArray, practice: FloatArray) -> FloatArray:
    """Normal scores by practice of which so much of the variance lies between PCNs."""
    scores: FloatArray = share_between**0.5 * pcn + (1 - share_between) ** 0.5 * practice
    return scores


def _ages(
    lists: IntArray, home: IntArray, pcns: int, score: FloatArray, generator: np.random.Generator
) -> dict[str, FloatArray]:
    """Patients by practice in the seven age groups; they sum to the list."""
    older = figures.PERCENT_65_OVER(score) / 100
    pcn = generator.standard_normal(pcns)[home]
    residual = _clustered(figures.YOUNG_ADULT_CLUSTERING, pcn, generator.standard_normal(len(lists)))
    mean, slope, spread = figures.YOUNG_ADULTS
    young = np.clip(mean + slope * score + spread * residual, 0.3, 0.95)
    parts = {
        group: np.maximum(share + change * score, 0.01) for group, (share, change) in figures.UNDER_65.items()
    }
    whole = sum(parts.values())
    under = {group: (1 - older) * (1 - young) * part / whole for group, part in parts.items()}
    of_older = {
        group: older * np.maximum(share + change * (older - 0.188), 0.01)
        for group, (share, change) in figures.OF_65_OVER.items()
    }
    shares = {
        "0_4": under["0_4"],
        "5_14": under["5_14"],
        "15_44": (1 - older) * young,
        "45_64": under["45_64"],
        "65_74": older - of_older["75_84"] - of_older["85_over"],
        "75_84": of_older["75_84"],
        "85_over": of_older["85_over"],
    }
    table = np.stack(list(shares.values()), axis=1)
    counts = _whole(table / table.sum(axis=1, keepdims=True) * lists[:, None]).astype(np.float64)
    return {f"patients_{group}": counts[:, column] for column, group in enumerate(shares)}


def _female(lists: IntArray, home: IntArray, pcns: int, generator: np.random.Generator) -> FloatArray:
    mean, between, within = figures.FEMALE_SHARE
    drawn = (
        mean
        + between * generator.standard_normal(pcns)[home]
        + within * generator.standard_normal(len(lists))
    )
    female: FloatArray = np.rint(np.clip(drawn, 0.42, 0.54) * lists)
    return female


def _gp_fte(lists: IntArray, imd_score: FloatArray, generator: np.random.Generator) -> FloatArray:
    """GP FTE by practice: the published regression on list, fewer GPs in deprived fifths, the published skew."""
    first, second = figures.GP_FTE_ON_LIST
    fifth = np.searchsorted(figures.IMD_FIFTH_SCORES, imd_score)
    log_need: FloatArray = np.log(figures.PATIENTS_PER_GP_FTE(generator.standard_normal(len(lists))))
    centre, spread = figures.LOG_LIST
    log_list: FloatArray = np.log(lists.astype(np.float64))
    uneven = np.clip(1 - figures.GP_FTE_UNEVENNESS * (log_list - centre) / spread, 0.4, 1.25)
    residual = _GP_SHIFT[fifth] - _GP_SCALE * uneven * (log_need - _GP_CENTRE)
    fte: FloatArray = np.exp(first + second * log_list + residual)
    return fte.round(2)


def _gp_residual() -> tuple[FloatArray, float, float]:
    """Shift of ln(FTE) by deprivation fifth; centre and scale of the rest, for the published spread in all."""
    by_fifth = np.log(np.array(figures.PATIENTS_PER_GP_FTE_BY_IMD_FIFTH))
    shift: FloatArray = by_fifth.mean() - by_fifth
    grid = (np.arange(4000) + 0.5) / 4000
    values = np.log(figures.PATIENTS_PER_GP_FTE(np.array([figures._NORMAL.inv_cdf(p) for p in grid])))
    scale = (figures.GP_FTE_SPREAD**2 - shift.var()) ** 0.5 / values.std()
    return shift, float(values.mean()), float(scale)


_GP_SHIFT, _GP_CENTRE, _GP_SCALE = _gp_residual()


def _staff(population: IntArray, generator: np.random.Generator) -> dict[str, FloatArray]:
    """Additional staff FTE by PCN: a total per head, shared out to roles that are there or not by gamma weights."""
    rates = np.array([figure[0] for figure in figures.ADDITIONAL_STAFF.values()])
    share = np.array([figure[1] for figure in figures.ADDITIONAL_STAFF.values()])
    shape = np.array([figure[2] for figure in figures.ADDITIONAL_STAFF.values()])
    size = (len(population), len(rates))
    amount = generator.standard_gamma(np.broadcast_to(shape, size)) * (rates / share / shape)
    amount *= generator.random(size) < share
    total = figures.ADDITIONAL_STAFF_TOTAL(generator.standard_normal(len(population))) * population / 10_000
    drawn = amount.sum(axis=1)
    fte = np.round(amount * np.divide(total, drawn, out=np.zeros_like(total), where=drawn > 0)[:, None], 2)
    direct = fte[:, :-1].sum(axis=1)
    return {
        **{f"fte_{role}": fte[:, column] for column, role in enumerate(ROLES)},
        "fte_direct_care": np.round(direct, 2),
        "fte_total": np.round(direct + fte[:, -1], 2),
    }


def _systems(pcns: int, generator: np.random.Generator) -> tuple[list[int], list[int], int]:
    """System (from 0) and place in the system (from 1) of each PCN, in runs, and the number of systems."""
    count = 1 if pcns <= ONE_SYSTEM_UP_TO else max(2, round(pcns / figures.PCNS_PER_SYSTEM))
    weights = np.exp(figures.PCNS_PER_SYSTEM_SPREAD * generator.standard_normal(count))
    sizes = 1 + _whole(weights / weights.sum() * (pcns - count))
    systems: list[int] = []
    places: list[int] = []
    for system, size in enumerate(sizes.tolist()):
        inside = max(1, round(size / figures.PCNS_PER_SUB_ICB))
        systems += [system] * size
        places += [1 + position * inside // size for position in range(size)]
    return systems, places, count


def _codes(counts: IntArray) -> tuple[list[str], list[str], list[str], list[str]]:
    """Codes that sort in the order of drawing: PCN codes; practice codes, names and PCN codes by practice."""
    width = max(4, len(str(len(counts))))
    pcns = [f"N{number + 1:0{width}d}" for number in range(len(counts))]
    practices: list[str] = []
    names: list[str] = []
    homes: list[str] = []
    for number, (code, count) in enumerate(zip(pcns, counts.tolist(), strict=True), start=1):
        for inside in range(1, count + 1):
            practices.append(f"{code}-{inside:02d}")
            names.append(f"Practice {number}.{inside}")
            homes.append(code)
    return pcns, practices, names, homes
