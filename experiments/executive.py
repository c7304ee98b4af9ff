"""X6: when does a local general practice executive help, and when does it lose its mandate?

Asked: does one voice win influence, at what price in power and mandate; does feedback keep the mandate, and does it
matter where management comes from? Varied: executive; feedback; management (configs/executive.toml). Look at: mandate,
powers and capacity at the end of each year; what the area has more than without.

Takes about ten seconds once the model is compiled: python -m experiments.executive [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config, year_ends
from experiments.readings import executive_now
from experiments.tables import costs, show_differences, show_seen, show_years

POWER = ("influence", "decision_gini", "centre_trust", "partners_signed", "adopted")
WORK = ("joint_resolution", "contacts_per_day", "director_unpaid_hours", "hospital_contacts")


def main() -> None:
    """Run from the command line."""
    config = configured("executive", options(__doc__))
    ends = year_ends(config.weeks)
    arms = run_config(config, look=executive_now, at=ends)
    show_seen(arms, "The executive at the end of each year", ends, among=arms.compared)
    show_years(arms, "influence")
    show_differences(arms, POWER, "Power and change in the last year, paired")
    show_differences(arms, WORK, "Work in the last year, paired")
    show_differences(arms, costs(), "Money in the last year, paired")


if __name__ == "__main__":
    main()
