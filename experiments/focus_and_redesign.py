"""X7: look inwards or outwards, or inwards first; small steps or redesign?

Asked: should a network first help its practices or turn to its community, or begin with the one and go on to the other;
is redesign worth its dip, and who is ready for it? Varied: external focus; a change to it at week 104; redesign
(configs/focus-and-redesign.toml). Look at: paths of adoption by year; PCNs redesigned; the last year.

Takes about ten seconds once the model is compiled: python -m experiments.focus_and_redesign [--replications 20]
"""

from __future__ import annotations

from experiments.arms import configured, options, run_config, year_ends
from experiments.readings import redesigned_now
from experiments.tables import show_differences, show_seen, show_years

LAST = ("adopted", "external_change", "engagement", "wait", "contacts_per_day", "integration_composite")


def main() -> None:
    """Run from the command line."""
    config = configured("focus-and-redesign", options(__doc__))
    ends = year_ends(config.weeks)
    arms = run_config(config, look=redesigned_now, at=ends)
    ready = [place for place, name in enumerate(arms.names) if "with redesign" in name]
    show_seen(arms, "Redesign: share of PCNs at the end of each year", ends, among=ready)
    for outcome in ("adopted", "external_change", "wait"):
        show_years(arms, outcome)
    show_differences(arms, LAST, "The last year, paired")


if __name__ == "__main__":
    main()
