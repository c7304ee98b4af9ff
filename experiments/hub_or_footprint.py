"""X5: community teams in hubs or on PCN footprints?

Asked: hubs give scale, footprints closeness: in which structure, and with how much team capacity, does either serve
better, and whom? Varied: footprint or hub; structure; team capacity (configs/hub-or-footprint.toml). Look at: footprint
minus hub, over the last year and by year.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.hub_or_footprint [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config
from experiments.tables import legend, show_differences, show_money, show_years

SERVICES = ("joint_resolution", "timeliness", "service_trust", "team_wait", "team_refusals")
OTHERS = ("coordination_hours", "contacts_per_day", "hospital_contacts", "gini_joint_resolution")
FIFTHS = ("joint_resolution_fifth_1", "joint_resolution_fifth_5", "slope_joint_resolution")


def main() -> None:
    """Run from the command line."""
    arms = run_config(configured("hub-or-footprint", options(__doc__)))
    show_differences(arms, SERVICES, "Services in the last year, footprint minus hub")
    show_differences(arms, OTHERS, "GPs, hospital and practices in the last year, footprint minus hub")
    show_differences(
        arms, FIFTHS, "Least (1) and most (5) deprived fifth in the last year, footprint minus hub"
    )
    show_years(arms, "team_wait")
    show_money(arms, "Money in the last year, footprint minus hub")
    legend(arms)


if __name__ == "__main__":
    main()
