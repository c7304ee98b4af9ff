"""The resolved configuration of a run or an experiment: one frozen value, complete and checked."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictBool,
    StrictInt,
    StrictStr,
    field_validator,
)

from pcnsim.config import blocks
from pcnsim.config.changes import ParameterChange, Point, StructureChange, in_order
from pcnsim.config.design import Design, Level, Range
from pcnsim.config.folders import content_digest
from pcnsim.config.parameters import Parameters, declared
from pcnsim.config.sources import Sources
from pcnsim.config.structure import Structure

__all__ = [
    "AREA_FACTORS",
    "SETTING_FACTORS",
    "AreaChoice",
    "Config",
    "Experiment",
    "Level",
    "ParameterChange",
    "Start",
    "StructureChange",
    "factor_names",
    "parameter_behind",
]

Start = Literal["founding", "established"]

SETTING_FACTORS = ("structure", "network_position", "start", "established_structure")
"""Settings of a run that an experiment may vary, beside parameters."""

AREA_FACTORS = ("area", "area.pcns", "area.practices_per_pcn")
"""Choices of area that an experiment may vary: a folder, or the size of a synthetic area."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AreaChoice(_Frozen):
    """Where the simulated place comes from: a folder of tables, or a synthetic area of a given size."""

    pcns: Annotated[StrictInt, Field(ge=1, le=20_000)] = 9
    """Number of PCNs of a synthetic area."""
    practices_per_pcn: Annotated[StrictInt, Field(ge=0, le=40)] = 0
    """Practices in each PCN of a synthetic area; 0 draws them."""
    seed: Annotated[StrictInt, Field(ge=0)] | None = None
    """Seed of a synthetic area that all replications share; None: each replication draws its own."""
    folder: StrictStr | None = None
    """Folder of an area made before; None: the area is synthetic."""
    made_by: StrictStr | None = None
    """The command that makes the folder, shown when it is missing."""

    @property
    def synthetic(self) -> bool:
        """Whether the area is drawn and not read."""
        return self.folder is None

    def content(self) -> dict[str, Any]:
        """What determines the area: the digest of a folder's tables, or how it is drawn."""
        if self.folder is not None:
            return {"tables": content_digest(Path(self.folder), self.made_by)}
        return {"pcns": self.pcns, "practices_per_pcn": self.practices_per_pcn, "seed": self.seed}


class Experiment(_Frozen):
    """The design: factors with their levels, replications, and the arm that differences are taken from."""

    replications: Annotated[StrictInt, Field(ge=1)] = 20
    factors: dict[str, tuple[Level, ...] | Range] = {}
    """What varies: listed levels, or a range."""
    design: Design = Design()
    baseline: dict[str, Level] = {}
    outcomes: tuple[StrictStr, ...] = ()
    """Outcomes to show in the summary table; empty: the main ones."""
    weekly: StrictBool = False
    """Whether the weekly series of every run is kept."""

    @property
    def reference(self) -> dict[str, Level]:
        """The levels from which paired differences are taken.

        `baseline`, or the first level of the first factor that has listed levels, and of those that move with it; in a
        list its first point. Empty where there is none: all factors are sampled, or they vary one at a time and are
        compared with the configuration as it is.
        """
        if self.baseline:
            return dict(self.baseline)
        if self.design.kind == "list":
            return dict(self.design.points[0])
        if self.design.kind != "one-at-a-time":
            for name, levels in self.factors.items():
                if isinstance(levels, tuple):
                    return {one: self._first(one) for one in self.design.group_of(name)}
        return {}

    def _first(self, name: str) -> Level:
        levels = self.factors[name]
        assert isinstance(levels, tuple)  # groups hold listed levels or ranges, never both
        return levels[0]


class Config(_Frozen):
    """Everything that determines a run, and the experiment around it.

    Made by `pcnsim.config.load`, which reports every mistake in words; `with_factors` gives a design point.
    Weeks count from the start of the contract; the burn-in is the weeks before week 0.
    """

    name: StrictStr = "experiment"
    description: StrictStr = ""
    seed: Annotated[StrictInt, Field(ge=0)] = 1
    weeks: Annotated[StrictInt, Field(ge=1)] = 260
    burn_in_weeks: Annotated[StrictInt, Field(ge=0)] = 52
    start: Start = "founding"
    established_structure: Point = "hybrid"
    """The structure of the years before week 0 of an established start."""
    area: AreaChoice = AreaChoice()
    parameters: Parameters = Parameters()
    structure_changes: tuple[StructureChange, ...] = ()
    parameter_changes: tuple[ParameterChange, ...] = ()
    """New values of parameters from a week on: one entry a week, in order of weeks."""
    experiment: Experiment = Experiment()
    _sources: Sources = PrivateAttr(default_factory=Sources)

    @field_validator("parameter_changes")
    @classmethod
    def _one_a_week(cls, changes: tuple[ParameterChange, ...]) -> tuple[ParameterChange, ...]:
        return in_order(changes)

    @property
    def sources(self) -> Sources:
        """The files that it was read from, with their SHA-256; empty where it was made otherwise."""
        return self._sources

    @property
    def structure(self) -> Structure:
        """The six shares at the start, before any change."""
        return Structure.of(self.parameters)

    @property
    def structure_before(self) -> Structure:
        """The six shares of the years before week 0 where the start is established, else those at the start."""
        return Structure.at(self.established_structure) if self.start == "established" else self.structure

    def parameters_at(self, week: int) -> Parameters:
        """The parameters that hold in a week: those of the start with the changes up to that week."""
        parameters = self.parameters
        for change in self.parameter_changes:
            if change.week <= week:
                parameters = parameters.with_values(change.parameters)
        return parameters

    def with_factors(self, levels: Mapping[str, Level | None]) -> Config:
        """The configuration of one design point: the given factors at the given levels.

        Factors are `structure`, `network_position`, `start`, `established_structure`, `area` (a folder),
        `area.pcns`, `area.practices_per_pcn`, any parameter by its (dotted) name, or any key of a programme's block
        (`programmes.executive.enabled`, then in the words of the block). None leaves a factor as it is. What is named
        leaves the design of the result. A parameter that changes later takes its new value in every arm.
        """
        from pcnsim.config.designs import at_levels

        return at_levels(self, levels)

    def with_design(
        self,
        *,
        kind: str = "grid",
        factors: Mapping[str, Any] | None = None,
        baseline: Mapping[str, Level] | None = None,
        replications: int | None = None,
        outcomes: Sequence[str] | None = None,
        weekly: bool | None = None,
        **design: Any,
    ) -> Config:
        """A copy with another design, resolved and checked like one in a file.

        factors: for each a list of levels, a `Range`, a mapping with its ends (`{"low": 0.97}`), or None for its
        declared range; left out, those of this configuration stay, and the baseline with them. design: the other
        settings of `Design`, such as `samples=64` or `vary=["all"]`; `points` may be a DataFrame or the path of a
        CSV file.

        Raises `InputError` that lists every mistake.
        """
        from pcnsim.config.designs import with_design

        own = {"replications": replications, "outcomes": outcomes, "weekly": weekly}
        return with_design(
            self,
            factors,
            baseline,
            {"kind": kind, **{name: value for name, value in design.items() if value is not None}},
            {name: value for name, value in own.items() if value is not None},
        )

    def with_parameter_change(self, week: int, values: Mapping[str, Any]) -> Config:
        """A copy in which parameters take new values from the start of a week on; see `edits.with_parameter_change`."""
        from pcnsim.config import edits

        return edits.with_parameter_change(self, week, values)

    def without_parameter_change(self, week: int, name: str) -> Config:
        """A copy in which a parameter does not change in that week. Raises `InputError` where it did not."""
        from pcnsim.config import edits

        return edits.without_parameter_change(self, week, name)

    def with_structure_change(self, week: int, position: Level) -> Config:
        """A copy in which all PCNs move to a structure in a week; see `edits.with_structure_change`."""
        from pcnsim.config import edits

        return edits.with_structure_change(self, week, position)

    def without_structure_change(self, week: int, pcns: tuple[str, ...] | None = None) -> Config:
        """A copy without the change of all PCNs, or of these, in that week. Raises `InputError` where there is none."""
        from pcnsim.config import edits

        return edits.without_structure_change(self, week, pcns)

    def with_programme(self, name: str, values: Mapping[str, Level]) -> Config:
        """A copy with some keys of a programme's block set, in its words; see `edits.with_programme`."""
        from pcnsim.config import edits

        return edits.with_programme(self, name, values)

    def with_seed(self, seed: int) -> Config:
        """A copy with another seed."""
        return self.model_copy(update={"seed": seed})

    def to_toml(self, relative_to: Path | None = None) -> str:
        """The complete resolved configuration as TOML; loading it gives the same configuration.

        relative_to: folder that the text will be written to; area folders are then given relative to it.
        """
        from pcnsim.config.writing import as_toml

        return as_toml(self, relative_to)

    def digest(self) -> str:
        """SHA-256 in hex of everything that determines a run except its seed: 64 characters.

        Name, description and design do not count, nor does how a structure was written (`hybrid` or 0.5), nor
        where an area folder lies: its tables count. Equal on every machine and Python.
        """
        from pcnsim.config.digests import content_of

        return hashlib.sha256(content_of(self)).hexdigest()


def parameter_behind(name: str) -> str:
    """The parameter that a factor sets, equal for two names of the same: `network_position` for `structure`."""
    return "network_position" if name == "structure" else blocks.parameter_of(name)


def factor_names() -> list[str]:
    """Every name that can be a factor: settings, choices of area, parameters, keys of programmes' blocks."""
    return [*SETTING_FACTORS, *AREA_FACTORS, *declared(), *blocks.block_keys()]
