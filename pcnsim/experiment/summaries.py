"""Which outcomes and factors stand in summary.csv and comparisons.csv, so that a large design stays readable.

All of them for designs of listed levels. A sample may have thousands of points and hundreds of factors: then the tables
hold the outcomes that are shown, and the values of many sampled factors stand in plan.csv under their design point.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pcnsim.config.design import SAMPLED, Range

if TYPE_CHECKING:
    from pcnsim.config import Config

__all__ = [
    "COMPOSITES",
    "DOMAINS",
    "MOST_FACTORS",
    "PARTS",
    "shown_outcomes",
    "summary_factors",
    "summary_outcomes",
]

PARTS: Final = (
    "joint_resolution",
    "timeliness",
    "service_trust",
    "reach_floor",
    "partners_signed",
    "external_change",
)
"""The six parts of the integration composite (specification section 8)."""

COMPOSITES: Final = (
    "integration_composite",
    "integration_mean",
    "integration_minimum",
    "integration_functional",
)
"""The ways the parts are put together, all of which are always reported beside them (specification section 8)."""

DOMAINS: Final = ("integration", "workload", "access", "hospital", "cost")
"""Domains shown by default."""

MOST_FACTORS: Final = 20
"""Factors up to which sampled ones have columns in summary.csv and comparisons.csv."""


def summary_outcomes(config: Config) -> tuple[str, ...]:
    """Names of the outcomes in summary.csv and comparisons.csv, in the order of runs.csv."""
    from pcnsim.model.outcomes.declared import headline_names

    if config.experiment.design.kind not in SAMPLED:
        return tuple(headline_names())
    shown = set(shown_outcomes(config))
    return tuple(name for name in headline_names() if name in shown)


def summary_factors(config: Config) -> tuple[str, ...]:
    """Names of the factors that have columns in summary.csv and comparisons.csv."""
    factors = config.experiment.factors
    names = tuple(dict.fromkeys((*(config.experiment.design.points or ({},))[0], *factors)))
    if len(names) <= MOST_FACTORS:
        return names
    return tuple(name for name in names if not isinstance(factors.get(name), Range))


def shown_outcomes(config: Config) -> list[str]:
    """Outcomes to show: those the experiment names, else the main ones of `DOMAINS` with all parts and composites."""
    from pcnsim.model.outcomes.declared import OUTCOMES

    if config.experiment.outcomes:
        return list(config.experiment.outcomes)
    always = {*PARTS, *COMPOSITES}
    return [one.name for one in OUTCOMES if one.domain in DOMAINS and (one.main or one.name in always)]
