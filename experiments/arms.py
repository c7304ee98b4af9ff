"""What all scripts here share: the arms of a config run on common random numbers, week by week.

`pcnsim experiment` keeps each run's headline outcomes. Scripts also look at the course of a run and at single PCNs, so
they run the same arms on the same seeds in this process and keep the weekly series: the headline of an arm is the
same number either way.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track

from pcnsim.config import Config, load
from pcnsim.experiment.plan import area_seed, make_plan, run_seed
from pcnsim.experiment.work import make_area
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.simulation import Simulation

Floats = NDArray[np.float64]
Look = Callable[[Simulation], Mapping[str, Any]]
"""What is read off a simulation after a week: named numbers or arrays, of the same shape every time."""

CONFIGS = Path(__file__).resolve().parent.parent / "configs"
YEAR = 52


@dataclass(frozen=True)
class Arms:
    """Finished runs. ``weekly``: (arm, replication, week from 0, outcome); ``seen``: (arm, replication, look, ...)."""

    names: tuple[str, ...]
    weekly: Floats
    seen: Mapping[str, Floats]
    references: Mapping[int, int]
    """For each arm the arm that its differences are taken from."""

    @property
    def weeks(self) -> int:
        """Weeks run from week 0."""
        return int(self.weekly.shape[2])

    @property
    def replications(self) -> int:
        """Runs of each arm."""
        return int(self.weekly.shape[1])

    @cached_property
    def compared(self) -> list[int]:
        """Arms that have a reference."""
        return list(self.references)

    def series(self, outcome: str) -> Floats:
        """One outcome by arm, replication and week."""
        return self.weekly[..., NAMES.index(outcome)]

    def mean(self, outcome: str, first: int = 0, last: int | None = None) -> Floats:
        """Mean of an outcome over weeks ``first`` to ``last`` - 1, by arm and replication; nan where there is none."""
        return mean_over_weeks(self.series(outcome)[..., first:last])

    def year(self, outcome: str, year: int) -> Floats:
        """Mean over a year of the contract, the first being 1."""
        return self.mean(outcome, (year - 1) * YEAR, year * YEAR)

    def years(self) -> list[int]:
        """Years of which a week at least was run."""
        return list(range(1, -(-self.weeks // YEAR) + 1))


def mean_over_weeks(values: Floats) -> Floats:
    """Mean over the last axis without unknown values; nan where all are unknown."""
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    total = np.where(known, values, 0.0).sum(axis=-1)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def run_arms(
    config: Config,
    arms: Mapping[str, Mapping[str, Any]],
    *,
    look: Look | None = None,
    at: Sequence[int] = (),
    references: Mapping[int, int] | None = None,
    tell: str = "running",
) -> Arms:
    """Run each arm (its levels on top of the config) in every replication, on the config's seeds.

    look: called after the weeks ``at`` (every week from 0 on where none is named, and what it returns must then be
    numbers or arrays), so with the state at the end of that week. references: by default the first arm.
    """
    configs = [config.with_factors(levels) for levels in arms.values()]
    replications = config.experiment.replications
    weeks = [] if look is None else list(at) or list(range(config.weeks))
    rows: list[list[Floats]] = []
    looks: list[list[list[Mapping[str, Any]]]] = []
    screen = Console(stderr=True)
    for arm in track(
        range(len(configs)), tell, console=screen, transient=True, disable=not screen.is_terminal
    ):
        rows.append([])
        looks.append([])
        for replication in range(replications):
            area = make_area(configs[arm].area, area_seed(config.seed, replication))
            simulation = Simulation(configs[arm], area, run_seed(config.seed, replication))
            found: list[Mapping[str, Any]] = []
            for week in weeks:
                simulation.run(min(week + 1, config.weeks) - simulation.week)
                found.append(look(simulation) if look else {})
            simulation.run()
            series = simulation.weekly()
            rows[-1].append(series.loc[series["week"] >= 0, list(NAMES)].to_numpy())
            looks[-1].append(found)
    names = looks[0][0][0] if look else ()
    seen = {name: _stacked([[[one[name] for one in run] for run in arm] for arm in looks]) for name in names}
    return Arms(
        names=tuple(arms),
        weekly=np.array(rows),
        seen=seen,
        references=dict.fromkeys(range(1, len(configs)), 0) if references is None else references,
    )


def _stacked(values: list[list[list[Any]]]) -> Any:
    """One array; an array of objects (one a look) where replications are places of different size."""
    shapes = {np.shape(one) for arm in values for run in arm for one in run}
    if len(shapes) == 1:
        return np.array(values, dtype=float)
    out = np.empty((len(values), len(values[0]), len(values[0][0])), dtype=object)
    for place in np.ndindex(out.shape):
        out[place] = np.asarray(values[place[0]][place[1]][place[2]], dtype=float)
    return out


# ---------------------------------------------------------------------------------------------- scripts of a config


def options(text: str | None, more: argparse.ArgumentParser | None = None) -> argparse.Namespace:
    """The command line of a script: replications and weeks, PCNs for a smaller place, and any setting besides."""
    parser = argparse.ArgumentParser(
        description=text, formatter_class=argparse.RawDescriptionHelpFormatter, parents=[more] if more else []
    )
    parser.add_argument("--replications", type=int, help="runs per arm")
    parser.add_argument("--weeks", type=int, help="weeks after week 0")
    parser.add_argument("--pcns", type=int, help="PCNs of the synthetic area")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="any other setting")
    return parser.parse_args()


def configured(source: str | None, given: argparse.Namespace) -> Config:
    """A config of configs/ by name (None: the defaults), with what the command line says on top."""
    sets = [f"experiment.replications={given.replications}"] if given.replications else []
    sets += [f"weeks={given.weeks}"] if given.weeks else []
    sets += [f"area.pcns={given.pcns}"] if given.pcns else []
    return load(CONFIGS / f"{source}.toml" if source else None, (*sets, *given.set))


def run_config(config: Config, look: Look | None = None, at: Sequence[int] = ()) -> Arms:
    """Run the full design of a config, once where arms are the same because a programme is off in them."""
    plan = make_plan(config)
    words = [in_words(point.levels) for point in plan.points]
    arms = {name: point.levels for name, point in zip(words, plan.points, strict=True)}
    places = {name: place for place, name in enumerate(arms)}
    references = {places[words[one]]: places[words[other]] for one, other in plan.references.items()}
    references = {one: other for one, other in references.items() if one != other}
    return run_arms(config, arms, look=look, at=at, references=references, tell=config.name)


def in_words(levels: Mapping[str, Any]) -> str:
    """The levels of an arm, short: a programme's block by its name, switches as with and without."""
    off = {name.removesuffix("enabled") for name, level in levels.items() if level is False}
    parts = []
    for name, level in levels.items():
        *_, block, key = ["", *name.split(".")]
        if key != "enabled" and name.removesuffix(key) in off:
            continue
        words = block if key == "enabled" else key
        words = words.replace("_", " ").replace("network role", "network-role")
        words = re.sub(r"\bgp(s?)\b", r"GP\1", words)
        if key == "enabled":
            parts.append(f"{'with' if level else 'no'} {words}")
        elif isinstance(level, bool):
            parts.append(f"{words}: {'yes' if level else 'no'}")
        elif isinstance(level, str):
            parts.append(level.replace("_", " "))
        else:
            parts.append(f"{words} {level:g}")
    return ", ".join(parts) or "all runs"


def year_ends(weeks: int) -> list[int]:
    """The last week of each year of the run, the last of which may be short."""
    return [min(end, weeks) - 1 for end in range(YEAR, weeks + YEAR, YEAR)]


def half_life(gap: Floats, stop: int, before: int = 26, smooth: int = 13) -> float:
    """Weeks from ``stop`` until a mean difference (by week) is down to half of its mean in the weeks before.

    The difference is smoothed over ``smooth`` weeks; inf where it stays, nan where there was none to lose.
    """
    had = float(np.nanmean(gap[max(0, stop - before) : stop])) if stop > 0 else float("nan")
    after = gap[stop:]
    if not len(after) or not abs(had) > 0.0:
        return float("nan")
    window = min(smooth, len(after))
    smoothed = np.convolve(after, np.ones(window) / window, mode="valid")
    reached = np.flatnonzero(smoothed * np.sign(had) <= abs(had) / 2)
    return float(reached[0] + window // 2) if len(reached) else float("inf")
