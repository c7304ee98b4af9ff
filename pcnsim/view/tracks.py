"""Where weekly figures take their numbers from: a model, a simulation, a result folder, or several by name.

Each becomes a `Track`: weeks and the outcomes asked for. Of an experiment each arm is one, with an interval over its
replications.

Weekly outcomes are drawn as they are: from week to week they vary by a tenth at most of what they vary over a run (the
von Neumann ratio, in areas of 3 and of 9 PCNs), and a mean of past weeks would show an effect late, one of weeks to
come before its cause. Only what counts leavers jumps between nil and many, and is drawn as the mean of a year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import numpy as np

from pcnsim.analysis.weekly_series import check_weekly
from pcnsim.config.errors import InputError
from pcnsim.experiment.store.folder import CONFIG, EXPERIMENT, MANIFEST, manifest_of
from pcnsim.experiment.store.records import read_table

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.model import Simulation
    from pcnsim.model.columns import Floats, Ints
    from pcnsim.model.model import Model

__all__ = ["MEAN_OF", "MOST_TRACKS", "Source", "Track", "simulation_of", "smoothed", "tracks_of"]

Source: TypeAlias = "Model | Simulation | str | PathLike[str]"

MEAN_OF: Final = {"leaving": 52, "cost_turnover": 52, "cost_to_practices": 52}
"""Weeks over which an outcome is averaged to be drawn: a year for leavers, who are less than one a week in a city."""

LEAST: Final = 13
"""Weeks that such a mean has to have behind it."""

MOST_TRACKS: Final = 8
"""Lines that can be told apart in a panel."""

WEEKLY_CSV: Final = "weekly.csv"


@dataclass(frozen=True)
class Track:
    """The weekly outcomes of a run, or of the runs of an arm.

    name: what it is called beside others. weeks: (W,) from the first; negative ones are the burn-in. values: (W, O) by
    week and outcome, nan where not known, with the means of `MEAN_OF`; of several runs the mean over them. low, high:
    the 95 % interval of that mean (Student's t), None of one run.
    """

    name: str
    config: Config
    weeks: Ints
    values: Floats
    low: Floats | None = None
    high: Floats | None = None
    runs: int = 1

    @property
    def now(self) -> int:
        """The week that comes next: the number of weeks run since week 0, or negative in the burn-in."""
        return int(self.weeks[-1]) + 1 if len(self.weeks) else -self.config.burn_in_weeks


def tracks_of(
    source: Source | Mapping[str, Source],
    outcomes: Sequence[str],
    *,
    design_points: Sequence[int] | None = None,
) -> list[Track]:
    """The tracks of a source, or of several by name.

    outcomes: names of weekly outcomes. design_points: the arms of an experiment to take, by number; None takes all.

    Raises `InputError` where a folder holds no weekly series, an outcome is unknown, or tracks are too many to be told
    apart.
    """
    check_weekly(outcomes)
    if isinstance(source, Mapping):
        if not source:
            raise InputError("there is nothing to draw: the mapping is empty", where="source")
        tracks = [
            track for name, one in source.items() for track in _tracks(name, one, outcomes, design_points)
        ]
    else:
        tracks = _tracks(None, source, outcomes, design_points)
    if len(tracks) > MOST_TRACKS:
        raise InputError(
            f"{len(tracks)} lines cannot be told apart; {MOST_TRACKS} can",
            where="source",
            remedy="Choose arms: design_points=[0, 1].",
        )
    return tracks


def simulation_of(source: Model | Simulation) -> Simulation:
    """The simulation behind a model, or itself. Raises `InputError` for anything else."""
    found = getattr(source, "simulation", source)
    if not (hasattr(found, "series") and hasattr(found, "config")):
        raise InputError(
            f"cannot be drawn: a {type(source).__name__}",
            where="source",
            remedy="Give a model, a simulation, a result folder, or several of them by name.",
        )
    return found


def smoothed(weekly: Floats, outcomes: Sequence[str], first_week: int) -> Floats:
    """Weekly values (W, O) from `first_week` on, with those outcomes of `MEAN_OF` as means of the weeks up to each."""
    found = weekly.copy()
    for column, name in enumerate(outcomes):
        if name in MEAN_OF:
            found[:, column] = _running_mean(weekly[:, column], first_week, MEAN_OF[name])
    return found


def _running_mean(weekly: Floats, first_week: int, length: int) -> Floats:
    """Mean of each week and those before it, up to `length`; nan where `LEAST` are not there.

    Week 0 begins anew, so that nothing of the burn-in is in a later mean.
    """
    if first_week < 0 < first_week + len(weekly):
        parts = (weekly[:-first_week], weekly[-first_week:])
        return np.concatenate([_running_mean(part, 0, length) for part in parts])
    known = ~np.isnan(weekly)
    total, count = np.cumsum(np.where(known, weekly, 0.0)), np.cumsum(known)
    total[length:] -= total[:-length].copy()
    count[length:] -= count[:-length].copy()
    return np.where(count >= LEAST, total / np.maximum(count, 1), np.nan)


# ---------------------------------------------------------------------- the kinds of sources


def _tracks(
    name: str | None, source: Any, outcomes: Sequence[str], points: Sequence[int] | None
) -> list[Track]:
    if isinstance(source, str | PathLike):
        return _of_folder(name, Path(source), outcomes, points)
    from pcnsim.model.outcomes.declared import NAMES

    simulation = simulation_of(source)
    columns = [NAMES.index(outcome) for outcome in outcomes]
    series = simulation.series()[:, columns]
    return [_of_run(name, simulation.config, outcomes, simulation.first_week, series)]


def _of_run(
    name: str | None, config: Config, outcomes: Sequence[str], first_week: int, weekly: Floats
) -> Track:
    weeks = np.arange(first_week, first_week + len(weekly))
    name = config.structure.name if name is None else name
    return Track(name, config, weeks, smoothed(weekly, outcomes, first_week))


def _of_folder(
    name: str | None, folder: Path, outcomes: Sequence[str], points: Sequence[int] | None
) -> list[Track]:
    manifest = manifest_of(folder)
    if manifest is None:
        raise InputError(
            f"no result is there: {MANIFEST} is missing or cannot be read",
            where=str(folder),
            remedy="Name the folder that `pcnsim run` or `pcnsim experiment` wrote.",
        )
    if manifest["kind"] == EXPERIMENT:
        arms = _of_experiment(folder, outcomes, points)
        if name is None:
            return arms
        return [replace(arm, name=f"{name}, {arm.name}" if len(arms) > 1 else name) for arm in arms]
    return [_of_run_folder(name, folder, outcomes)]


def _of_run_folder(name: str | None, folder: Path, outcomes: Sequence[str]) -> Track:
    from pcnsim.experiment.reproduce.lookup import config_of

    config = config_of(folder)
    try:
        table = read_table(folder / WEEKLY_CSV)
        first_week = int(table["week"].iloc[0]) if len(table) else -config.burn_in_weeks
        weekly = table[list(outcomes)].to_numpy(float)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(
            f"{WEEKLY_CSV} is missing there or cannot be read",
            where=str(folder),
            remedy=f"`pcnsim run {folder / CONFIG} --out {folder} --force` writes it again.",
        ) from error
    return _of_run(name, config, outcomes, first_week, weekly)


def _of_experiment(folder: Path, outcomes: Sequence[str], points: Sequence[int] | None) -> list[Track]:
    """One track for each arm: the mean over its runs, with its 95 % interval."""
    from pcnsim.analysis.labels import arm
    from pcnsim.analysis.statistics import moments
    from pcnsim.analysis.weekly_series import open_weekly

    series = open_weekly(folder, design_points=points, outcomes=list(dict.fromkeys(outcomes)))
    wanted = range(len(series.plan.points)) if points is None else points
    if len(wanted) > MOST_TRACKS:
        raise InputError(
            f"{len(wanted)} arms cannot be told apart; {MOST_TRACKS} can",
            where=str(folder),
            remedy="Choose arms: design_points=[0, 1].",
        )
    order = [series.outcomes.index(name) for name in outcomes]
    runs: dict[int, list[Floats]] = {}
    weeks_of: dict[int, range] = {}
    for held, weeks, values in series:
        weekly = np.column_stack(values)[:, order]
        runs.setdefault(held.design_point, []).append(smoothed(weekly, outcomes, weeks.start))
        weeks_of.setdefault(held.design_point, weeks)
    tracks = []
    for number in sorted(runs):
        point = series.plan.points[number]
        of = moments(np.stack(runs[number]))
        name = arm(series.plan, point)
        tracks.append(
            Track(
                name,
                point.config,
                np.array(weeks_of[number]),
                of.mean,
                of.low,
                of.high,
                runs=len(runs[number]),
            )
        )
    return tracks
