"""X6: when does a local general practice executive help, and when does it lose its mandate?

Asked: does one voice win influence, at what price in power and mandate; does feedback keep the mandate, and does it
matter where management comes from? Varied: executive; feedback; management (configs/executive.toml). Look at: mandate,
powers and capacity at the end of each year; what the area has more than without.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.executive [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config, year_ends
from experiments.tables import legend, show_differences, show_levels, show_money, show_years

EXECUTIVE = ("executive_mandate", "executive_powers_held", "executive_capacity")
POWER = ("influence", "decision_gini", "legitimacy", "centre_trust", "decision_latency")
CHANGE = ("partners_signed", "adopted", "broker_dependence", "joint_resolution")
WORK = ("director_unpaid_hours", "coordination_hours", "contacts_per_day", "hospital_contacts")


def main() -> None:
    """Run from the command line."""
    config = configured("executive", options(__doc__))
    ends = year_ends(config.weeks)
    arms = run_config(config)
    show_levels(arms, EXECUTIVE, ends, "The executive at the end of each year", among=arms.compared)
    show_years(arms, "influence")
    show_differences(arms, POWER, "Power in the last year, paired")
    show_differences(arms, CHANGE, "Change in the last year, paired")
    show_differences(arms, WORK, "Work in the last year, paired")
    show_money(arms, "Money in the last year")
    legend(arms)


if __name__ == "__main__":
    main()
