"""X4: what do network-role GPs add in each structure, and what stays when their year ends?

Asked: where do GPs who bridge to other services add most, and is more kept where the hours went into people than where
they went into a clinic? Varied: structure; network-role GPs for a year; people or service
(configs/network-role-gps.toml). Look at: the gain in the scheme's year against that in years 3 and 5.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.network_role_gps [--replications 20]
"""

from __future__ import annotations

from experiments.arms import Arms, configured, options, run_config
from experiments.tables import cell, headed, legend, show, show_differences, show_money, show_years

KEPT = ("joint_resolution", "cross_sector_density", "pathway_knowledge", "child_escalations", "ready_leaders")
OUTCOMES = ("service_trust", "broker_dependence", "wait_child", "leaving", "contacts_per_day")


def show_kept(arms: Arms, outcome: str) -> None:
    """The gain in the second half of the first year, and in years 3 and 5 as far as they were run."""
    spans = {"second half of year 1": (26, 52), "year 3": (104, 156), "year 5": (208, 260)}
    spans = {name: span for name, span in spans.items() if span[0] < arms.weeks}
    means = [arms.mean(outcome, *span) for span in spans.values()]
    rows = [
        [arms.names[arm], *(cell(mean[arm] - mean[arms.references[arm]], sign=True) for mean in means)]
        for arm in arms.compared
    ]
    if spans:
        what = headed(outcome).replace("\n", " ")
        show(f"What stays of the gain in {what}, paired", ["", *spans], rows)


def main() -> None:
    """Run from the command line."""
    arms = run_config(configured("network-role-gps", options(__doc__)))
    for outcome in KEPT:
        show_kept(arms, outcome)
    show_years(arms, "wait_child")
    show_differences(
        arms, OUTCOMES, "In the scheme's year and after: all weeks, paired", last_weeks=arms.weeks
    )
    show_money(arms, "Money over all weeks", last_weeks=arms.weeks)
    legend(arms)


if __name__ == "__main__":
    main()
