"""X11: does help for embryonic networks pay, and what does a deadline do?

Asked: does support speed set-up and still show in year 2, does it narrow the gap between practices, and does a deadline
hasten set-up at the cost of trust? Varied: prior collaboration; support; deadline (configs/support.toml). Look at: PCNs
set up by week; joint resolution, trust and spread in year 2.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.support [--replications 20]
"""

from __future__ import annotations

from experiments.arms import YEAR, Arms, configured, options, run_config
from experiments.tables import cell, legend, show, show_differences, show_money, show_years

MARKS = (13, 26, 39, 52, 78, 104)
"""Weeks at which the set-up is looked at."""

YEAR_2 = (
    "joint_resolution",
    "gini_joint_resolution",
    "practice_trust",
    "decision_latency",
    "additional_staff",
)


def show_set_up(arms: Arms) -> None:
    """Share of PCNs with agreement and account by week."""
    marks = [week for week in MARKS if week <= arms.weeks]
    set_up = arms.series("set_up")
    rows = [
        [name, *(cell(set_up[arm, :, week - 1]) for week in marks)] for arm, name in enumerate(arms.names)
    ]
    show("PCNs set up, share", ["", *(f"week {week}" for week in marks)], rows)


def main() -> None:
    """Run from the command line."""
    arms = run_config(configured("support", options(__doc__)))
    show_set_up(arms)
    year_2 = Arms(arms.names, arms.weekly[:, :, : 2 * YEAR], {}, arms.references)
    show_differences(year_2, YEAR_2, "Year 2, paired")
    show_years(arms, "practice_trust")
    show_money(arms, "Money over the whole run", last_weeks=arms.weeks)
    legend(arms)


if __name__ == "__main__":
    main()
