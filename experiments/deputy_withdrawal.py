"""X3: what is left of deputy clinical directors when their year of outside money is over?

Asked: does a year of deputies raise leadership capacity, what remains when the post is withdrawn, reviewed or kept, who
keeps it, and who pays? Varied: deputies, and what happens at the end of the year (configs/deputy-withdrawal.toml). Look
at: the gain in year 1 against that in later years; the share of PCNs that keep the post; money.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.deputy_withdrawal [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config, year_ends
from experiments.tables import legend, show_differences, show_levels, show_money, show_years

SERVICES = ("joint_resolution", "integration_functional", "contacts_per_day", "hospital_contacts")


def main() -> None:
    """Run from the command line."""
    config = configured("deputy-withdrawal", options(__doc__))
    money_ends = int(config.parameters.deputy_start_week + config.parameters.deputy_weeks)
    weeks = sorted({money_ends - 1, money_ends, *year_ends(config.weeks)})
    arms = run_config(config)
    show_levels(
        arms,
        ("deputies_in_post", "deputies_kept"),
        weeks,
        f"Deputies: outside money from week {int(config.parameters.deputy_start_week)} to {money_ends - 1}",
        among=arms.compared,
    )
    for outcome in (
        "leadership",
        "ready_leaders",
        "director_vacancy",
        "director_unpaid_hours",
        "joint_resolution",
    ):
        show_years(arms, outcome)
    show_differences(arms, SERVICES, "Services and work over the whole run, paired", last_weeks=arms.weeks)
    show_money(arms, "Money over the whole run", last_weeks=arms.weeks)
    legend(arms)


if __name__ == "__main__":
    main()
