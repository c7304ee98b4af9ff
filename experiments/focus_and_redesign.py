"""X7: look inwards or outwards, or inwards first; small steps or redesign?

Asked: should a network first help its practices or turn to its community, or begin with the one and go on to the other;
is redesign worth its dip, and who is ready for it? Varied: external focus; a change to it at week 104; redesign
(configs/focus-and-redesign.toml). Look at: paths of adoption by year; PCNs redesigned; the last year.

Takes 10 to 20 seconds once the model is compiled: python -m experiments.focus_and_redesign [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config, year_ends
from experiments.tables import legend, show_differences, show_levels, show_years

CHANGE = ("adopted", "external_change", "decision_latency", "engagement", "consensus")
SERVICES = ("wait", "contacts_per_day", "joint_resolution", "integration_composite", "cost_total")


def main() -> None:
    """Run from the command line."""
    config = configured("focus-and-redesign", options(__doc__))
    ends = year_ends(config.weeks)
    arms = run_config(config)
    ready = [place for place, name in enumerate(arms.names) if "with redesign" in name]
    show_levels(arms, ("redesigned",), ends, "Redesign: share of PCNs at the end of each year", among=ready)
    for outcome in ("adopted", "external_change", "wait"):
        show_years(arms, outcome)
    show_differences(arms, CHANGE, "Change in the last year, paired")
    show_differences(arms, SERVICES, "Services, work and money in the last year, paired")
    legend(arms)


if __name__ == "__main__":
    main()
