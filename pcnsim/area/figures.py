"""Published distributions of English practices and PCNs that synthetic areas are drawn from; figures only.

Sources, named beside each figure:
  [REG]  NHS England, Patients Registered at a GP Practice, 1 July 2026 (practice map and five-year age bands).
  [PCNW] NHS England, Primary Care Network Workforce, individual level, June 2026.
  [GPW]  NHS England, General Practice Workforce, practice level, financial year 2023/24.
  [IMD]  OHID Fingertips, Index of Multiple Deprivation 2025 score by practice.
Contains NHS England information licensed under the Open Government Licence v3.0. "Computed" means computed for
this project from those files; docs/areas.md says how and shows how close the draws come.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

_NORMAL = NormalDist()


def _scores(probabilities: tuple[float, ...]) -> FloatArray:
    return np.array([_NORMAL.inv_cdf(p) for p in probabilities])


class QuantileCurve:
    """A distribution given by some of its quantiles, read at standard normal scores.

    Between two quantiles the value is linear in the score (on a log scale when ``log`` is set); beyond the outer
    ones it is the outer one, so nothing is drawn beyond what was observed.
    """

    def __init__(self, quantiles: dict[float, float], *, log: bool = False) -> None:
        self.quantiles = quantiles
        self.log = log
        self._scores = _scores(tuple(quantiles))
        values = np.array(list(quantiles.values()), dtype=np.float64)
        self._values = np.log(values) if log else values

    def __call__(self, scores: FloatArray) -> FloatArray:
        """Values at standard normal scores; same shape."""
        values = np.interp(scores, self._scores, self._values)
        return np.exp(values) if self.log else values


# --- practices and populations of PCNs -------------------------------------------------------------------------------

PCNS_BY_PRACTICES: Final[dict[int, int]] = {
    1: 93, 2: 130, 3: 220, 4: 250, 5: 221, 6: 138, 7: 97, 8: 57, 9: 31, 10: 24, 11: 18, 12: 6, 13: 4, 14: 2,
    15: 2, 18: 2, 19: 1, 21: 1, 31: 1,
}  # fmt: skip
"""Number of PCNs with so many practices [REG]; 1,298 PCNs."""

PRACTICE_COUNTS: Final[NDArray[np.int64]] = np.array(list(PCNS_BY_PRACTICES), dtype=np.int64)
_SHARES = np.cumsum(list(PCNS_BY_PRACTICES.values())) / sum(PCNS_BY_PRACTICES.values())
PRACTICE_COUNT_SCORES: Final[FloatArray] = _scores(tuple(float(share) for share in _SHARES[:-1]))
"""Normal scores that separate the counts of ``PRACTICE_COUNTS``."""

PRACTICES_BY_COUNT: Final[FloatArray] = np.array(
    [n * pcns for n, pcns in PCNS_BY_PRACTICES.items()], dtype=np.float64
)
"""Number of practices in PCNs of each of ``PRACTICE_COUNTS``."""


def _mean_scores() -> FloatArray:
    # Mean of a standard normal between two scores: (density below - density above) / probability between.
    density = np.array([0.0, *(_NORMAL.pdf(float(score)) for score in PRACTICE_COUNT_SCORES), 0.0])
    means: FloatArray = (density[:-1] - density[1:]) / np.diff(_SHARES, prepend=0.0)
    return means


PRACTICE_COUNT_MEAN_SCORES: Final[FloatArray] = _mean_scores()
"""Mean normal score of the PCNs with each of ``PRACTICE_COUNTS``."""

POPULATION_BY_PRACTICES: Final[tuple[tuple[float, ...], tuple[float, ...]]] = (
    (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.5, 14.0, 31.0),
    (35_600, 35_600, 38_200, 43_100, 47_500, 51_500, 56_700, 61_500, 67_500, 76_000, 110_000, 250_000),
)
"""Median PCN population by number of practices [REG, computed and smoothed]; the range of ``POPULATION_SPREAD``
is around it. With the split below it gives the published median list by number of practices."""

POPULATION_SPREAD: Final = 0.262
"""Standard deviation of log PCN population among PCNs with as many practices [REG, computed]."""

LIST_SPREAD: Final = 0.625
"""Standard deviation of log list weights inside a PCN, before the least list is set aside. Set so that the lists
inside a PCN differ as published: standard deviation of log list 0.50 within PCNs, ICC 0.27 [REG]."""

LIST_SPREAD_VARIATION: Final = 0.40
"""Standard deviation of the log of that spread between PCNs: some are of equals, some have one large practice. Set
so that the share of the largest practice is as published."""

LEAST_LIST: Final = 1_000
"""Smallest list drawn, patients (assumption: smaller lists are special services; 26 practices of 2026)."""

LEAST_MEAN_LIST: Final = 1_500
"""Smallest mean list of a PCN, patients (assumption)."""

# --- deprivation and age ---------------------------------------------------------------------------------------------

IMD_SCORE: Final = QuantileCurve(
    {0.0002: 3.9, 0.01: 6.1, 0.05: 8.7, 0.10: 10.4, 0.25: 14.3, 0.50: 21.3, 0.75: 30.8, 0.90: 40.0, 0.95: 46.2,
     0.99: 54.6, 0.9998: 65.4},
)  # fmt: skip
"""Practice IMD 2025 score [IMD]; least and first percentile computed."""

PERCENT_65_OVER: Final = QuantileCurve(
    {0.0005: 1.0, 0.01: 3.7, 0.05: 7.2, 0.10: 9.0, 0.25: 13.3, 0.50: 18.7, 0.75: 23.7, 0.90: 28.5, 0.95: 31.4,
     0.99: 36.9, 0.9998: 50.0},
)  # fmt: skip
"""Per cent of a practice list aged 65 or over [REG]. The largest observed, 94.6, is a single practice; the curve
ends at 50 (assumption)."""

IMD_CLUSTERING: Final = 0.750
"""Share of variance of the normal score of IMD that lies between PCNs; gives the published ICC 0.74 [IMD]."""
AGE_CLUSTERING: Final = 0.645
"""The same for per cent aged 65 or over; gives the published ICC 0.64 [REG]."""

PCN_CORRELATION: Final = np.array(
    # practices, population given practices, IMD, % 65+
    [
        [1.00, 0.00, 0.30, -0.05],
        [0.00, 1.00, -0.08, -0.14],
        [0.30, -0.08, 1.00, -0.42],
        [-0.05, -0.14, -0.42, 1.00],
    ]
)
"""Correlation of normal scores between PCNs [REG, IMD; computed]: deprived PCNs hold more practices and are
younger."""

PRACTICE_CORRELATION: Final = np.array(
    # log list, IMD, % 65+, each as deviation from the PCN
    [[1.00, -0.12, -0.11], [-0.12, 1.00, -0.40], [-0.11, -0.40, 1.00]]
)
"""Correlation of deviations inside a PCN [REG, IMD; computed]."""

YOUNG_ADULTS: Final[tuple[float, float, float]] = (0.490, -0.0569, 0.0434)
"""Share of those under 65 who are 15 to 44: mean, change per normal score of per cent 65+, residual standard
deviation [REG, computed]. The residual is students and families: 43 % of its variance lies between PCNs."""
YOUNG_ADULT_CLUSTERING: Final = 0.43

UNDER_65: Final[dict[str, tuple[float, float]]] = {
    "0_4": (0.111, -0.0177),
    "5_14": (0.273, -0.0236),
    "45_64": (0.616, 0.0413),
}
"""How those under 65 who are not 15 to 44 divide: share, and change per normal score of per cent 65+ [REG,
computed]."""

OF_65_OVER: Final[dict[str, tuple[float, float]]] = {"75_84": (0.347, 0.0), "85_over": (0.125, 0.175)}
"""Share of the 65-and-overs, and change per unit share aged 65 or over around 0.188 [REG, computed]."""

FEMALE_SHARE: Final[tuple[float, float, float]] = (0.500, 0.012, 0.016)
"""Mean, standard deviation between PCNs, standard deviation within [REG, computed]; cut to 0.42 to 0.54, the
first and last percentile."""

# --- general practitioners -------------------------------------------------------------------------------------------

GP_FTE_ON_LIST: Final[tuple[float, float]] = (-7.563, 0.970)
"""ln(GP FTE) = first + second x ln(list) + residual, fully qualified, without trainees and locums [GPW]."""

GP_FTE_SPREAD: Final = 0.474
"""Standard deviation of that residual [GPW]."""

GP_FTE_UNEVENNESS: Final = 0.20
"""How much that spread shrinks per standard deviation of log list: small practices differ more. Set so that the
quantiles of GP FTE are as published (assumption about the form)."""

LOG_LIST: Final[tuple[float, float]] = (9.0757, 0.5906)
"""Mean and standard deviation of log list [REG]."""

PATIENTS_PER_GP_FTE: Final = QuantileCurve(
    {0.05: 1_389, 0.10: 1_548, 0.25: 1_873, 0.50: 2_354, 0.75: 3_130, 0.90: 4_580, 0.95: 6_091, 0.99: 12_482},
    log=True,
)
"""Patients per such FTE, practice values [GPW]: the shape of the residual. The largest published, 64,940, is left
out as a gap in the returns (assumption), so the curve ends at the 5th and the 99th percentile."""

PATIENTS_PER_GP_FTE_BY_IMD_FIFTH: Final[tuple[float, ...]] = (2_121, 2_222, 2_423, 2_594, 2_572)
"""From the least to the most deprived fifth of practices [GPW, IMD]."""

IMD_FIFTH_SCORES: Final[FloatArray] = _scores((0.2, 0.4, 0.6, 0.8))
"""Normal scores that separate the fifths."""

GP_FTE_PER_HEAD: Final = 0.728
"""FTE per GP head [GPW]."""

# --- additional staff ------------------------------------------------------------------------------------------------

ADDITIONAL_STAFF: Final[dict[str, tuple[float, float, float]]] = {
    # FTE per 10,000 patients over all PCNs, share of PCNs with any, shape of the gamma among those
    "pharmacist": (0.98, 0.96, 3.3),
    "physiotherapist": (0.29, 0.73, 3.1),
    "link_worker": (0.42, 0.84, 2.7),
    "physician_associate": (0.16, 0.34, 1.8),
    "paramedic": (0.24, 0.56, 2.2),
    "other_direct_care": (2.00, 0.97, 2.6),
    "not_direct_care": (0.96, 0.956, 1.6),
}
"""PCN-employed staff [PCNW]; shapes computed by maximum likelihood. ``other_direct_care`` is every other role in
direct patient care (4.09 per 10,000 in all), ``not_direct_care`` managers, directors, salaried GPs and nurses
(5.05 in all). Across roles the rates are all but independent (rank correlations below 0.2)."""

ADDITIONAL_STAFF_TOTAL: Final = QuantileCurve(
    {0.0008: 0.05, 0.01: 0.6, 0.05: 1.78, 0.10: 2.63, 0.25: 4.06, 0.50: 5.05, 0.75: 6.03, 0.90: 7.17, 0.95: 7.90,
     0.99: 10.07, 0.9992: 20.0},
)  # fmt: skip
"""All PCN-employed FTE per 10,000 patients [PCNW]; first percentile computed. The largest, 31.75, is a single PCN;
the curve ends at 20 (assumption)."""

# --- systems ---------------------------------------------------------------------------------------------------------

PCNS_PER_SYSTEM: Final = 36.1
"""Mean PCNs per ICB [REG]; standard deviation 19.5."""
PCNS_PER_SYSTEM_SPREAD: Final = 0.57
"""Standard deviation of the log of PCNs per ICB, before scaling to the number asked for [REG, computed]."""
PCNS_PER_SUB_ICB: Final = 12.2
"""Mean PCNs per sub-ICB location [REG]."""
