"""X8: the money of the network contract stops: what is left, and for how long?

Asked: how fast do trust, adoption, partners, leadership and staff go after the cut, and does it depend on structure and
on whether additional staff go too? Varied: structure; cut; additional roles (configs/money-stops.toml). Look at: the
weeks from the cut until half of what had been built since week 0 is gone against the same runs without the cut.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.money_stops [--replications 20]
"""

from __future__ import annotations

import math

import numpy as np

from experiments.arms import Arms, configured, half_life, options, run_config
from experiments.tables import headed, legend, show, show_differences, show_money, show_years

BUILT = (
    "leadership",
    "service_trust",
    "partners_signed",
    "adopted",
    "additional_staff",
    "joint_resolution",
    "cross_sector_density",
)
START, BEFORE = 4, 26


def weeks_to_half(arms: Arms, arm: int, outcome: str, cut: int) -> tuple[float, float]:
    """What was built between week 0 and the cut, and its half-life, on means over replications; nan if nothing was."""
    cut_off, going_on = (np.nanmean(arms.series(outcome)[one], axis=0) for one in (arm, arms.references[arm]))
    built = float(np.nanmean(going_on[max(0, cut - BEFORE) : cut]) - np.nanmean(going_on[:START]))
    return built, half_life(built + (cut_off - going_on), cut, BEFORE) if built > 0 else math.nan


def in_weeks(built: float, weeks: float) -> str:
    """What was built, and its half-life, in words."""
    if math.isnan(weeks):
        return "nothing built"
    return f"{built:+.3g}: " + ("not lost" if math.isinf(weeks) else f"{weeks:.0f} weeks")


def main() -> None:
    """Run from the command line."""
    config = configured("money-stops", options(__doc__))
    cut = config.parameters.cut_week
    arms = run_config(config)
    rows = [
        [arms.names[arm], *(in_weeks(*weeks_to_half(arms, arm, outcome, cut)) for outcome in BUILT)]
        for arm in arms.compared
    ]
    title = f"What was built since week 0, and weeks from the cut (week {cut}) until half of what was built is gone"
    show(title, ["", *(headed(outcome) for outcome in BUILT)], rows)
    for outcome in ("leadership", "partners_signed", "adopted"):
        show_years(arms, outcome)
    show_differences(arms, ("practice_trust", *BUILT), "The last year, paired")
    show_money(arms, "Money in the last year")
    legend(arms)


if __name__ == "__main__":
    main()
