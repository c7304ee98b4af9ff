"""From a configuration to the list of runs: design points, replications, their seeds, and the name of each run.

The design points come from `pcnsim.experiment.designs`; every design point is run once in each replication.
Replication r takes its luck from `SeedSequence(experiment seed, spawn_key=(r,))` whatever the
design point, so that arms are compared on common random numbers. Nothing here runs, reads or writes.
"""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, overload

import numpy as np
from numpy.typing import NDArray

from pcnsim import __version__
from pcnsim.config.configuration import AREA_FACTORS
from pcnsim.config.digests import Digests
from pcnsim.config.errors import InputError
from pcnsim.config.structure import SHARES
from pcnsim.experiment.designs.build import base_level, design_points
from pcnsim.experiment.designs.points import DesignPoints
from pcnsim.experiment.designs.references import References, references_of

if TYPE_CHECKING:
    from pcnsim.config import AreaChoice, Config
    from pcnsim.config.design import Level

RESULTS_SCHEMA: Final = 1
"""Version of the result folder's files; part of every run's name."""

_RUN_STREAM: Final[tuple[int, ...]] = ()
_AREA_STREAM: Final = (1,)
_RUN_ID_DIGITS: Final = 16

_POINTS_KEPT: Final = 32
"""Design points kept with their configurations, some 50 kB each."""


@dataclass(frozen=True)
class DesignPoint:
    """One combination of factor levels. `number` counts from 0 in the order of the design.

    Made when it is asked for, and its configuration too, so that a design of many points takes no room. A level None
    leaves a factor as the base has it. `config` raises `InputError` where the levels contradict each other.
    """

    number: int
    levels: Mapping[str, Level | None]
    base: Config

    @cached_property
    def config(self) -> Config:
        """The configuration of this point."""
        return self.base.with_factors(self.levels)

    @property
    def area(self) -> AreaChoice:
        """The choice of area of this point."""
        return self.config.area

    @property
    def digest(self) -> str:
        """Digest of everything that determines a run of this point, except its luck."""
        return self.config.digest()


class PointList(Sequence[DesignPoint]):
    """The design points of a plan in order, each made when it is asked for; the last few are kept."""

    def __init__(self, design: DesignPoints, base: Config) -> None:
        self._design, self._base = design, base
        # Arms follow each other in every replication: those of a small design are made once.
        self._kept = lru_cache(maxsize=_POINTS_KEPT)(self._made)

    def __reduce__(self) -> tuple[Any, ...]:
        return PointList, (self._design, self._base)

    def __len__(self) -> int:
        return len(self._design)

    @overload
    def __getitem__(self, place: int) -> DesignPoint: ...
    @overload
    def __getitem__(self, place: slice) -> list[DesignPoint]: ...
    def __getitem__(self, place: int | slice) -> DesignPoint | list[DesignPoint]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        number = int(place) + len(self) if place < 0 else int(place)
        if not 0 <= number < len(self):
            raise IndexError(f"there is no design point {place}: there are {len(self)}")
        return self._kept(number)

    def _made(self, number: int) -> DesignPoint:
        return DesignPoint(number, self._design.levels(number), self._base)


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

    Points and runs are made one by one as they are asked for; what is kept of each point is its levels and its digest.
    """

    config: Config
    design: DesignPoints

    @cached_property
    def points(self) -> PointList:
        """The design points in order."""
        return PointList(self.design, self.config)

    @property
    def factors(self) -> tuple[str, ...]:
        """Names of the factors, in order; empty where nothing varies."""
        return self.design.factors

    @property
    def replications(self) -> int:
        """Number of replications of every design point."""
        return self.config.experiment.replications

    def __len__(self) -> int:
        return len(self.design) * self.replications

    def __iter__(self) -> Iterator[PlannedRun]:
        return (self.run(point, r) for point in range(len(self.design)) for r in range(self.replications))

    def run(self, point: int, replication: int) -> PlannedRun:
        """One run of the plan."""
        seed, drawn = (int(one) for one in self._seeds[replication])
        area = self._area(point)
        where = None if not area.synthetic else drawn if area.seed is None else area.seed
        return PlannedRun(
            number=point * self.replications + replication,
            run_id=run_id(self.digests[point].tobytes().hex(), seed, where),
            design_point=point,
            replication=replication,
            seed_entropy=self.config.seed,
            spawn_key=(replication, *_RUN_STREAM),
            seed=seed,
            area_seed=where,
        )

    @cached_property
    def digests(self) -> NDArray[np.uint8]:
        """Digest of every design point (points x 32 bytes): of all that determines its runs, except their luck."""
        digests = Digests(self.config)
        found = np.empty((len(self.design), hashlib.sha256().digest_size), dtype=np.uint8)
        for number in range(len(self.design)):
            found[number] = np.frombuffer(digests.of(self.design.levels(number)), dtype=np.uint8)
        return found

    def for_workers(self) -> Plan:
        """The same plan as it is sent to another process: with the digests, so that nothing is sampled or hashed again.

        A sample of many dimensions takes SALib seconds; levels and digests are some bytes a point.
        """
        plan = Plan(self.config, replace(self.design, unit=None))
        plan.__dict__["digests"] = self.digests
        return plan

    @cached_property
    def burn_in_groups(self) -> NDArray[np.int64]:
        """A number for every design point, equal for points whose weeks before week 0 are the same.

        Before the contract begins no structure acts, so points that differ in structure alone share their burn-in; not
        so where the start is established (structure has acted for years) or a structure changes before week 0.
        """
        alone = np.arange(len(self.design), dtype=np.int64)
        config = self.config
        if config.burn_in_weeks == 0 or any(change.week < 0 for change in config.structure_changes):
            return alone
        if "start" not in self.factors and config.start != "founding":
            return alone
        groups = self.design.groups(("structure", "network_position", *SHARES))
        if "start" in self.factors:
            established = [self.design.levels(n)["start"] == "established" for n in range(len(alone))]
            groups = np.where(established, -1 - alone, groups)
        return groups

    @cached_property
    def references(self) -> References:
        """For each arm the design point that its paired differences are taken from (`designs.references`)."""
        return references_of(self.design, self.config)

    @cached_property
    def experiment_id(self) -> str:
        """Equal for experiments that consist of the same runs: 16 hexadecimal digits."""
        head = [RESULTS_SCHEMA, __version__, self.config.seed, self.replications, list(self.factors)]
        content = hashlib.sha256(json.dumps(head).encode())
        for point in self.points:
            content.update(json.dumps(list(self.shown(point))).encode())
        content.update(self.digests.tobytes())
        return content.hexdigest()[:_RUN_ID_DIGITS]

    def shown(self, point: DesignPoint) -> tuple[Level | None, ...]:
        """Levels of a design point as they stand in tables: an area by the name of its folder.

        A factor that stays as the configuration has it shows that; None: a share that follows the structure.
        """
        levels = point.levels
        if "area" not in levels and None not in levels.values():
            return tuple(levels.values())
        return tuple(self._shown(name, levels[name]) for name in self.factors)

    def _shown(self, factor: str, level: Level | None) -> Level | None:
        if level is None:
            level = base_level(self.config, factor)
        if factor != "area" or level is None:
            return level
        return self._area_names.get(str(level), Path(str(level)).name)

    @cached_property
    def _area_names(self) -> dict[str, str]:
        """Area folders by the names that stand in tables: the last part where that is enough to tell them apart."""
        folders = {str(self.design.levels(n)["area"]) for n in range(len(self.design))}
        names = [Path(folder).name for folder in folders]
        short = len(set(names)) == len(names)
        return {folder: Path(folder).name if short else folder for folder in folders}

    def _area(self, point: int) -> AreaChoice:
        if not any(name in AREA_FACTORS for name in self.factors):
            return self.config.area
        levels = self.design.levels(point)
        return self.config.with_factors({name: levels[name] for name in AREA_FACTORS if name in levels}).area

    @cached_property
    def _seeds(self) -> NDArray[np.int64]:
        """Seeds of the run and of a drawn area (replications x 2)."""
        entropy = self.config.seed
        pairs = ((run_seed(entropy, r), area_seed(entropy, r)) for r in range(self.replications))
        return np.fromiter(pairs, dtype=np.dtype((np.int64, 2)), count=self.replications)


def make_plan(config: Config) -> Plan:
    """The plan of a configuration. Raises `InputError` where an outcome to be shown is not known, or for the design."""
    check_outcomes(config.experiment.outcomes)
    return Plan(config, design_points(config))


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
