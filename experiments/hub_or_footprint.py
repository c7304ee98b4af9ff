"""X5: community teams in hubs or on PCN footprints?

Asked: hubs give scale, footprints closeness: in which structure, and with how much team capacity, does either serve
better, and whom? Varied: footprint or hub; structure; team capacity (configs/hub-or-footprint.toml). Look at: footprint
minus hub, over the last year and by year.

Takes about ten seconds once the model is compiled: python -m experiments.hub_or_footprint [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config
from experiments.tables import show_differences, show_years

SERVICES = ("joint_resolution", "timeliness", "service_trust", "team_wait", "team_refusals")
OTHERS = (
    "coordination_hours",
    "hospital_contacts",
    "gini_joint_resolution",
    "deprivation_ratio",
    "cost_total",
)


def main() -> None:
    """Run from the command line."""
    arms = run_config(configured("hub-or-footprint", options(__doc__)))
    show_differences(arms, SERVICES, "Services in the last year, footprint minus hub")
    show_differences(arms, OTHERS, "GPs, hospital, equity and money in the last year, footprint minus hub")
    show_years(arms, "team_wait")


if __name__ == "__main__":
    main()
