"""The designs that the benchmark of sweeps runs: a grid, a Latin hypercube, a screening, and very small runs."""

from __future__ import annotations

from pathlib import Path

from experiments.benchmarks.measure import ROOT
from experiments.benchmarks.sizes import Scale
from pcnsim.config import Config, load

STRUCTURES, SCREENING = ROOT / "configs/structures.toml", ROOT / "configs/screening-morris.toml"

RANGES = (
    "general_trust",
    "trust_forgetting",
    "initial_trust_services",
    "initial_trust_gps",
    "prior_collaboration",
)
"""What the Latin hypercube varies, over declared ranges."""


def grid(scale: Scale, replications: int | None = None) -> Config:
    """Three structures of a city, as configs/structures.toml has them."""
    return load(
        STRUCTURES, (*_size(scale), f"experiment.replications={replications or scale.sweep.replications}")
    )


def hypercube(scale: Scale, points: int) -> Config:
    """A Latin hypercube over a few parameters, one run a point: no two runs share their burn-in."""
    return _hypercube(load(STRUCTURES, (*_size(scale), "experiment.replications=1")), points)


def screening(scale: Scale) -> Config:
    """A Morris design over all parameters of a city, two trajectories, one run a point."""
    sets = (*_size(scale), *fewer(scale), "experiment.design.trajectories=2", "experiment.replications=1")
    return load(SCREENING, sets)


def fewer(scale: Scale) -> tuple[str, ...]:
    """Settings with which a quick benchmark varies some parameters, not all."""
    return () if scale.cold else ('experiment.design.vary=["trust"]',)


def small(points: int, replications: int) -> Config:
    """Runs of milliseconds: one network of two practices for three weeks."""
    sets = ("seed=7", "weeks=3", "burn_in_weeks=2", "area.pcns=1", "area.practices_per_pcn=2")
    return _hypercube(load(None, (*sets, f"experiment.replications={replications}")), points)


def design(config: Config, path: Path) -> Path:
    """Write a configuration to a file that the command line takes; returns the file."""
    path.write_text(config.to_toml(path.parent.absolute()), "utf-8")
    return path


def _hypercube(config: Config, points: int) -> Config:
    return config.with_design(
        kind="latin-hypercube", factors={name: {} for name in RANGES}, samples=points, baseline={}
    )


def _size(scale: Scale) -> tuple[str, ...]:
    return (
        f"area.pcns={scale.city}",
        f"weeks={scale.weeks}",
        f"burn_in_weeks={scale.burn_in}",
    )
