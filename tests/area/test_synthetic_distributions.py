"""Large draws against the published distributions of July 2026 (docs/areas.md).

Twenty areas of England's size (1,298 PCNs). A figure drawn is the mean over the areas; its standard deviation between
areas is the sampling error that the published figure, from one England, has itself. Tolerance: three of those plus
what the model is declared to be off by (``MODEL``, a share of the published figure).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from pcnsim.area import Area, draw_area

pytestmark = pytest.mark.statistical

Statistic = Callable[[Area], float]

# 5th, 10th, 25th, 50th, 75th, 90th, 95th percentile, mean, standard deviation: as published for July 2026 (GPs:
# 2023/24). The share of the model's own error is declared beside each.
PROBABILITIES = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95)
PUBLISHED: dict[str, tuple[tuple[float, ...], float, float, float]] = {
    "practice list": ((3_255, 4_076, 5_968, 8_889, 12_792, 17_728, 22_127), 10_429, 7_175, 0.05),
    "practices per PCN": ((1, 2, 3, 4, 6, 8, 9), 4.69, 2.6, 0.01),
    "PCN population": ((27_114, 30_313, 35_885, 45_118, 56_027, 69_969, 84_512), 48_703, 20_122, 0.05),
    "GP FTE": ((1.0, 1.2, 2.1, 3.7, 5.7, 8.1, 9.8), 4.3, 3.2, 0.09),
    "patients per GP FTE": ((1_389, 1_548, 1_873, 2_354, 3_130, 4_580, 6_091), np.nan, np.nan, 0.06),
    "IMD score": ((8.7, 10.4, 14.3, 21.3, 30.8, 40.0, 46.2), 23.5, 11.6, 0.03),
    "per cent 65 and over": ((7.2, 9.0, 13.3, 18.7, 23.7, 28.5, 31.4), 18.8, 7.6, 0.03),
    "largest share": ((0.180, 0.205, 0.267, 0.342, 0.450, 0.589, 0.670), 0.373, 0.150, 0.05),
    "additional staff per 10,000": ((1.78, 2.63, 4.06, 5.05, 6.03, 7.17, 7.90), 5.05, 2.03, 0.04),
    "direct patient care per 10,000": ((1.43, 2.03, 3.13, 4.07, 4.99, 6.04, 6.66), 4.09, 1.62, 0.08),
}
MEDIAN_LIST_BY_PRACTICES = {
    1: 36_220, 2: 15_928, 3: 12_268, 4: 10_345, 5: 8_847, 6: 7_717, 7: 7_620, 8: 6_969, 9: 7_205, 10: 6_800,
    11: 6_411, 12: 7_251,
}  # fmt: skip


@pytest.fixture(scope="module")
def england() -> list[Area]:
    return [draw_area(1_298, seed=seed) for seed in range(20)]


def values(area: Area, quantity: str) -> pd.Series[float]:
    practices, pcns = area.practices, area.pcns
    lists = practices["list_size"]
    if quantity == "largest share":
        by_pcn = practices.groupby("pcn_code")["list_size"].agg(["max", "sum", "size"])
        by_pcn = by_pcn[by_pcn["size"] > 1]
        return by_pcn["max"] / by_pcn["sum"]
    older = practices["patients_65_74"] + practices["patients_75_84"] + practices["patients_85_over"]
    made: dict[str, pd.Series[float]] = {
        "practice list": lists.astype(float),
        "practices per PCN": pcns["practices"].astype(float),
        "PCN population": pcns["population"].astype(float),
        "GP FTE": practices["gp_fte"],
        "patients per GP FTE": lists / practices["gp_fte"],
        "IMD score": practices["imd_score"],
        "per cent 65 and over": 100 * older / lists,
        "additional staff per 10,000": pcns["fte_total"] / pcns["population"] * 10_000,
        "direct patient care per 10,000": pcns["fte_direct_care"] / pcns["population"] * 10_000,
    }
    return made[quantity]


def icc(measure: pd.Series[float], group: pd.Series[str]) -> float:
    """Intraclass correlation from the analysis of variance for groups of unequal size."""
    groups = pd.DataFrame({"x": measure, "g": group}).groupby("g")["x"].agg(["size", "mean", "var"])
    total, count = groups["size"].sum(), len(groups)
    size = (total - (groups["size"] ** 2).sum() / total) / (count - 1)
    between = (groups["size"] * (groups["mean"] - measure.mean()) ** 2).sum() / (count - 1)
    within = ((groups["size"] - 1) * groups["var"].fillna(0)).sum() / (total - count)
    return float((between - within) / (between - within + size * within))


def compare(england: list[Area], statistic: Statistic, published: float, model: float) -> str | None:
    drawn = np.array([statistic(area) for area in england])
    tolerance = 3 * drawn.std(ddof=1) + model * abs(published)
    if abs(drawn.mean() - published) <= tolerance:
        return None
    return f"{drawn.mean():.4g} drawn, {published:.4g} published, tolerance {tolerance:.3g}"


@pytest.mark.parametrize("quantity", PUBLISHED)
def test_quantiles_mean_and_spread(england: list[Area], quantity: str) -> None:
    quantiles, mean, spread, model = PUBLISHED[quantity]
    wrong = {
        f"quantile {p}": compare(
            england, lambda area, p=p: float(values(area, quantity).quantile(p)), expected, model
        )
        for p, expected in zip(PROBABILITIES, quantiles, strict=True)
    }
    if not np.isnan(mean):
        wrong["mean"] = compare(england, lambda area: float(values(area, quantity).mean()), mean, model)
        # Spreads are of tails that the curves cut off on purpose (docs/areas.md): twice the share.
        wrong["standard deviation"] = compare(
            england, lambda area: float(values(area, quantity).std()), spread, 2 * model
        )
    assert {name: text for name, text in wrong.items() if text} == {}


@pytest.mark.parametrize("count", MEDIAN_LIST_BY_PRACTICES)
def test_median_list_by_number_of_practices(england: list[Area], count: int) -> None:
    def median(area: Area) -> float:
        size = area.practices["pcn_code"].map(area.pcns.set_index("pcn_code")["practices"]).clip(upper=12)
        return float(area.practices.loc[size == count, "list_size"].median())

    assert compare(england, median, MEDIAN_LIST_BY_PRACTICES[count], 0.06) is None


def test_clustering_inside_pcns(england: list[Area]) -> None:
    def of(quantity: str) -> Statistic:
        return lambda area: icc(values(area, quantity), area.practices["pcn_code"])

    def log_list(area: Area) -> float:
        return icc(pd.Series(np.log(area.practices["list_size"])), area.practices["pcn_code"])

    assert compare(england, of("IMD score"), 0.74, 0.02) is None
    assert compare(england, of("per cent 65 and over"), 0.64, 0.02) is None
    assert compare(england, log_list, 0.27, 0.05) is None


def test_gps_by_list_and_by_deprivation(england: list[Area]) -> None:
    def slope(area: Area) -> float:
        return float(np.polyfit(np.log(area.practices["list_size"]), np.log(area.practices["gp_fte"]), 1)[0])

    def residual(area: Area) -> float:
        x, y = np.log(area.practices["list_size"]), np.log(area.practices["gp_fte"])
        return float(np.std(y - np.polyval(np.polyfit(x, y, 1), x)))

    def pooled(area: Area) -> float:
        return float(area.practices["list_size"].sum() / area.practices["gp_fte"].sum())

    assert compare(england, slope, 0.970, 0.03) is None
    assert compare(england, residual, 0.474, 0.03) is None
    assert compare(england, pooled, 2_355, 0.02) is None

    def fifth(area: Area, column: str, which: int) -> float:
        fifths = pd.qcut(area.practices["imd_score"], 5, labels=False)
        measure = values(area, column)
        return float(measure[fifths == which].median())

    for which, published in enumerate((2_121, 2_222, 2_423, 2_594, 2_572)):
        assert (
            compare(england, lambda area, w=which: fifth(area, "patients per GP FTE", w), published, 0.03)
            is None
        )
    for which, published in ((0, 10_370), (4, 7_386)):
        assert (
            compare(england, lambda area, w=which: fifth(area, "practice list", w), published, 0.04) is None
        )


def test_shares_of_pcns_with_each_role(england: list[Area]) -> None:
    for role, rate, share in (
        ("pharmacist", 0.98, 0.96),
        ("physiotherapist", 0.29, 0.73),
        ("link_worker", 0.42, 0.84),
        ("physician_associate", 0.16, 0.34),
        ("paramedic", 0.24, 0.56),
    ):

        def some(area: Area, role: str = role) -> float:
            return float((area.pcns[f"fte_{role}"] > 0).mean())

        def per_head(area: Area, role: str = role) -> float:
            return float((area.pcns[f"fte_{role}"] / area.pcns["population"]).mean() * 10_000)

        assert compare(england, some, share, 0.02) is None, role
        assert compare(england, per_head, rate, 0.08) is None, role


def test_fixing_the_number_of_practices_keeps_lists_as_they_are_in_such_pcns() -> None:
    areas = [draw_area(300, seed=seed, practices_per_pcn=3) for seed in range(10)]
    assert compare(areas, lambda area: float(area.practices["list_size"].median()), 12_268, 0.06) is None
    # Deprivation does not follow a number that the researcher sets.
    assert compare(areas, lambda area: float(area.practices["imd_score"].median()), 21.3, 0.03) is None
