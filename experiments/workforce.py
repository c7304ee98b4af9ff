"""X10: when do additional roles pay back the GP time that they cost?

Asked: from which year do additional staff take more off GPs than their supervision costs, and how does that move with
the shortage of GPs and the supervision they take? Varied: additional roles; shortage; supervision
(configs/workforce.toml). Look at: contacts per GP and waits with minus without, by year, and the first year in which
both intervals are better than nil.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.workforce [--replications 20]
"""

from __future__ import annotations

from experiments.arms import Arms, configured, options, run_config
from experiments.tables import headed, legend, show, show_differences, show_money, show_years
from pcnsim.analysis.statistics import moments

BETTER = ("contacts_per_day", "wait", "strain", "leaving")
"""Outcomes that are better when lower."""

WHOM = ("spill_fifth_1", "spill_fifth_5", "slope_spill", "continuity")


def first_year_better(arms: Arms, arm: int, outcome: str) -> str:
    """The first year in which the whole 95 % interval of the paired difference lies below nil."""
    for year in arms.years():
        values = arms.year(outcome, year)
        if float(moments(values[arm] - values[arms.references[arm]]).high) < 0:
            return f"year {year}"
    return "in none"


def main() -> None:
    """Run from the command line."""
    arms = run_config(configured("workforce", options(__doc__)))
    rows = [
        [arms.names[arm], *(first_year_better(arms, arm, one) for one in BETTER)] for arm in arms.compared
    ]
    show(
        "First year in which additional roles make it better (the whole interval of the difference below nil)",
        ["", *(headed(one) for one in BETTER)],
        rows,
    )
    for outcome in ("contacts_per_day", "wait", "supervision_hours"):
        show_years(arms, outcome)
    show_differences(arms, WHOM, "Whom it reaches: least (1) and most (5) deprived fifth, last year, paired")
    show_money(arms, "Money in the last year")
    legend(arms)


if __name__ == "__main__":
    main()
