"""Bands that matter: for some outcomes the levels that people measure them against, each with its source.

Only levels that somebody published stand here, or that follow from an outcome's definition. Trust, strain and the
integration scores have none: what the model calls a working tie or burnt out is its own convention.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["BANDS", "Band", "bands_of"]


@dataclass(frozen=True, slots=True)
class Band:
    """A level, or all between two, of an outcome in its own unit.

    words: for the figure, short. source: who says so, and what has to be known to read it.
    """

    outcome: str
    low: float
    high: float
    words: str
    source: str

    @property
    def line(self) -> bool:
        """Whether it is a single level."""
        return self.low == self.high


BANDS: Final = (
    Band(
        "contacts_per_day",
        25.0,
        25.0,
        "25 a day: safe limit (BMA, UEMO)",
        "Advice of the British Medical Association and the European Union of General Practitioners; NHS England "
        "sets no limit.",
    ),
    Band(
        "contacts_per_day",
        31.0,
        37.0,
        "31 to 37: what GPs report",
        "Surveys by Pulse of 2023 (37 a day) and 2024 (31); 41.5 in 2018. Those who answered chose to.",
    ),
    Band(
        "gp_days_above_25",
        0.6,
        0.6,
        "0.6: poll of GPs (GPonline)",
        "In a poll by GPonline 60 % of 455 GPs saw more than 25 patients a day. Those who answered chose to.",
    ),
    Band(
        "load",
        1.0,
        1.0,
        "1: as much work as there is time",
        "Follows from the definition: work over the minutes that GPs have.",
    ),
    Band(
        "leaving",
        5.0,
        12.0,
        "5 to 12 % a year: England",
        "Range used in calibration (docs/calibration.md, C2), from the turnover of English practices (Parisi and "
        "others 2021: a quarter of practices lose more than 11 to 14 % a year). Weekly figures of a small area "
        "jump: look at the mean.",
    ),
    Band(
        "gps_per_100000",
        44.3,
        44.3,
        "44: England, May 2025",
        "28,250 full-time equivalents of fully qualified GPs for 63.8 million patients (NHS workforce and "
        "registration statistics, May 2025).",
    ),
    Band(
        "director_hours",
        8.0,
        8.0,
        "8 hours: what the contract pays",
        "Two sessions a week for a network of 50,000 patients (seed 004; Network Contract DES 2019). Smaller and "
        "larger networks are paid in proportion.",
    ),
    Band(
        "director_hours",
        12.0,
        20.0,
        "12 to 20: what directors report",
        "Range used in calibration (docs/calibration.md, C4), from Pulse 2024 (66 % of directors worked more than 16 "
        "hours) and BMA 2019.",
    ),
    Band(
        "wait",
        2.0,
        2.0,
        "2 weeks: national expectation",
        "Our plan for patients (Department of Health and Social Care, September 2022): everybody who needs an "
        "appointment gets one within two weeks. It speaks of each patient, the outcome of a mean.",
    ),
    Band(
        "emergency_after_no_access",
        60.0,
        140.0,
        "60 to 140: England, about 108",
        "Cowling and others 2014: 5.77 million attendances a year after an appointment could not be had, 108 per "
        "1,000 patients; the range used in calibration (docs/calibration.md, C3).",
    ),
    Band(
        "additional_staff",
        14.4,
        14.4,
        "14.4: England in the fourth year",
        "Penfold and others 2024: 17,588 full-time equivalents in 1,223 networks.",
    ),
)
"""All bands, those of an outcome together."""


def bands_of(outcome: str) -> tuple[Band, ...]:
    """The bands of an outcome by its name; none where nobody published a level."""
    return tuple(band for band in BANDS if band.outcome == outcome)
