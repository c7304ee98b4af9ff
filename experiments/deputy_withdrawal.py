"""X3: what is left of deputy clinical directors when their year of outside money is over?

Asked: does a year of deputies raise leadership capacity, what remains when the post is withdrawn, reviewed or kept, who
keeps it, and who pays? Varied: deputies, and what happens at the end of the year (configs/deputy-withdrawal.toml). Look
at: the gain in year 1 against that in later years; the share of PCNs that keep the post; money.

Takes about ten seconds once the model is compiled: python -m experiments.deputy_withdrawal [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config, year_ends
from experiments.readings import posts_now
from experiments.tables import costs, show_differences, show_seen, show_years


def main() -> None:
    """Run from the command line."""
    config = configured("deputy-withdrawal", options(__doc__))
    ends = year_ends(config.weeks)
    arms = run_config(config, look=posts_now, at=ends)
    show_seen(arms, "Deputies: share of PCNs at the end of each year", ends, among=arms.compared)
    for outcome in (
        "leadership",
        "ready_leaders",
        "director_vacancy",
        "director_unpaid_hours",
        "joint_resolution",
    ):
        show_years(arms, outcome)
    show_differences(arms, costs(), "Money over the whole run, paired differences", last_weeks=arms.weeks)


if __name__ == "__main__":
    main()
