"""From a configuration to the list of runs: design points, replications, their seeds, and the name of each run.

The design is the full factorial of the factors, the last factor varying fastest; every design point is run once in
each replication. Replication r takes its luck from `SeedSequence(experiment seed, spawn_key=(r,))` whatever the
design point, so that arms are compared on common random numbers. Nothing here runs, reads or writes.
"""

from __future__ import annotations

import difflib
import hashlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pcnsim import __version__
from pcnsim.config.errors import InputError
from pcnsim.config.structure import SHARES, position_of

if TYPE_CHECKING:
    from pcnsim.config import AreaChoice, Config
    from pcnsim.config.configuration import Level

RESULTS_SCHEMA: Final = 1
"""Version of the result folder's files; part of every run's name."""

_RUN_STREAM: Final[tuple[int, ...]] = ()
_AREA_STREAM: Final = (1,)
_RUN_ID_DIGITS: Final = 16


@dataclass(frozen=True)
class DesignPoint:
    """One combination of factor levels. `number` counts from 0 in the order of the design.

    The configuration is made anew when it is asked for, so that a design of many points takes no room. It raises
    `InputError` where the levels contradict each other.
    """

    number: int
    levels: Mapping[str, Level]
    base: Config

    @property
    def config(self) -> Config:
        """The configuration of this point."""
        return self.base.with_factors(self.levels)

    @cached_property
    def area(self) -> AreaChoice:
        """The choice of area of this point."""
        return self.config.area

    @cached_property
    def digest(self) -> str:
        """Digest of everything that determines a run of this point, except its luck."""
        return self.config.digest()

    @cached_property
    def burn_in_digest(self) -> str | None:
        """Equal for points whose weeks before week 0 are the same; None where they cannot be shared.

        Before the contract begins no structure acts, so points that differ in structure alone share their burn-in;
        not so where the start is established (structure has acted for years) or a structure changes before week 0.
        """
        config = self.config
        if config.start != "founding" or config.burn_in_weeks == 0:
            return None
        if any(change.week < 0 for change in config.structure_changes):
            return None
        neutral: dict[str, float | None] = {"network_position": 0.0, **dict.fromkeys(SHARES)}
        return config.model_copy(update={"parameters": config.parameters.with_values(neutral)}).digest()


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run: which design point, which replication, and the seeds that give its luck.

    `number` is its place in the plan, from 0. `area_seed` is None where the area is read from a folder.
    """

    number: int
    run_id: str
    design_point: int
    replication: int
    seed_entropy: int
    spawn_key: tuple[int, ...]
    seed: int
    area_seed: int | None


def run_seed(entropy: int, replication: int) -> int:
    """Seed of a replication: 63 bits, the same for all design points."""
    return _seed(entropy, (replication, *_RUN_STREAM))


def area_seed(entropy: int, replication: int) -> int:
    """Seed of the synthetic area of a replication: 63 bits, independent of the run's seed."""
    return _seed(entropy, (replication, *_AREA_STREAM))


def _seed(entropy: int, spawn_key: tuple[int, ...]) -> int:
    import numpy as np

    word = np.random.SeedSequence(entropy, spawn_key=spawn_key).generate_state(1, np.uint64)[0]
    return int(word) >> 1  # 63 bits fit a signed column in every program that reads the plan


def run_id(digest: str, seed: int, area: int | str | None) -> str:
    """Name of a run: 16 hexadecimal digits of a SHA-256 over what determines it.

    digest: of the resolved configuration. area: seed of a drawn area, fingerprint of one given by the caller, or
    None (then the tables of the folder are part of the configuration's digest).

    The model enters with its version, not with a hash of its sources: a run keeps its name when a comment is edited
    or a line ending differs, and can be cited. That finished runs of edited sources are not taken for new ones is
    seen to by the result folder, whose manifest does hold that hash.
    """
    text = json.dumps([digest, seed, area, __version__, RESULTS_SCHEMA], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_RUN_ID_DIGITS]


@dataclass(frozen=True)
class Plan:
    """All runs of an experiment, in plan order: design points in order, replications within each.

    Runs are made one by one as they are asked for, so a plan of many runs takes no room.
    """

    config: Config
    points: tuple[DesignPoint, ...]

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the factors, in order; empty where nothing varies."""
        return tuple(self.config.experiment.factors)

    @property
    def replications(self) -> int:
        """Number of replications of every design point."""
        return self.config.experiment.replications

    def __len__(self) -> int:
        return len(self.points) * self.replications

    def __iter__(self) -> Iterator[PlannedRun]:
        return (self.run(point, r) for point in range(len(self.points)) for r in range(self.replications))

    def run(self, point: int, replication: int) -> PlannedRun:
        """One run of the plan."""
        seed, drawn = self._seeds[replication]
        area = self.points[point].area
        where = None if not area.synthetic else drawn if area.seed is None else area.seed
        return PlannedRun(
            number=point * self.replications + replication,
            run_id=run_id(self.points[point].digest, seed, where),
            design_point=point,
            replication=replication,
            seed_entropy=self.config.seed,
            spawn_key=(replication, *_RUN_STREAM),
            seed=seed,
            area_seed=where,
        )

    @cached_property
    def _seeds(self) -> tuple[tuple[int, int], ...]:
        entropy = self.config.seed
        return tuple((run_seed(entropy, r), area_seed(entropy, r)) for r in range(self.replications))

    @cached_property
    def experiment_id(self) -> str:
        """Equal for experiments that consist of the same runs: 16 hexadecimal digits."""
        content = [
            RESULTS_SCHEMA,
            __version__,
            self.config.seed,
            self.replications,
            list(self.factors),
            [[list(self.shown(point)), point.digest] for point in self.points],
        ]
        return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:_RUN_ID_DIGITS]

    def shown(self, point: DesignPoint) -> tuple[Level, ...]:
        """Levels of a design point as they stand in tables: an area by the name of its folder."""
        return tuple(self._shown(name, point.levels[name]) for name in self.factors)

    def _shown(self, factor: str, level: Level) -> Level:
        if factor != "area":
            return level
        names = [Path(str(one)).name for one in self.config.experiment.factors["area"]]
        return Path(str(level)).name if len(set(names)) == len(names) else str(level)

    @cached_property
    def references(self) -> Mapping[int, int]:
        """For each arm the design point that its paired differences are taken from.

        That is the point with the baseline's levels of the factors that the baseline names, and the arm's own
        levels of the others; a point that is its own reference is left out.
        """
        baseline = {name: _canonical(name, level) for name, level in self.config.experiment.reference.items()}
        by_levels = {_key(point.levels): point.number for point in self.points}
        found = {}
        for point in self.points:
            reference = by_levels[_key({**point.levels, **baseline})]
            if reference != point.number:
                found[point.number] = reference
        return found


def make_plan(config: Config) -> Plan:
    """The plan of a configuration. Raises `InputError` where an outcome to be shown is not known."""
    check_outcomes(config.experiment.outcomes)
    factors = config.experiment.factors
    points = []
    for number, levels in enumerate(itertools.product(*factors.values())):
        points.append(DesignPoint(number, dict(zip(factors, levels, strict=True)), config))
    return Plan(config, tuple(points))


def check_outcomes(names: tuple[str, ...]) -> None:
    """Raise `InputError` for the name of an outcome that there is not, with the nearest one that there is."""
    from pcnsim.model.outcomes.declared import headline_names

    for name in names:
        if name not in headline_names():
            near = difflib.get_close_matches(name, headline_names(), n=1)
            raise InputError(
                f"there is no outcome {name}",
                where="experiment.outcomes",
                remedy=f"Did you mean {near[0]}?" if near else "docs/outputs.md lists them.",
            )


def _key(levels: Mapping[str, Level]) -> tuple[tuple[str, Level], ...]:
    return tuple(sorted((name, _canonical(name, level)) for name, level in levels.items()))


def _canonical(factor: str, level: Level) -> Level:
    if factor in ("structure", "established_structure", "network_position") and not isinstance(level, bool):
        return position_of(level)
    return level if isinstance(level, str) else float(level)
