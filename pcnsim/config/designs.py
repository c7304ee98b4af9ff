"""Designs as a whole: read from settings, given in Python, and what is left of one once some factors are set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config import blocks
from pcnsim.config.configuration import (
    AREA_FACTORS,
    SETTING_FACTORS,
    AreaChoice,
    Experiment,
    parameter_behind,
)
from pcnsim.config.design import Design, Level, Range
from pcnsim.config.design_checks import check_baseline, expand_vary, read_factors
from pcnsim.config.draft import Draft
from pcnsim.config.errors import InputError
from pcnsim.config.group_checks import check_constraints, check_cross, check_together
from pcnsim.config.kind_checks import check_needs, read_design
from pcnsim.config.layers import Fault, Setting
from pcnsim.config.parameters import declared
from pcnsim.config.points import read_points
from pcnsim.config.structure import position_of

if TYPE_CHECKING:
    from pcnsim.config.configuration import Config

__all__ = ["at_levels", "resolved", "settings_of", "with_design", "without"]

_CALL: Final = "with_design"
"""Where a mistake in arguments stands."""


def resolved(settings: Mapping[str, Setting]) -> tuple[dict[str, Any], dict[str, Setting], list[Fault]]:
    """The parts `factors`, `baseline` and `design` of an experiment, its factors as settings, and every mistake.

    settings: all that is known, with parameters of blocks as numbers. Ranges are complete, `vary` is expanded, points
    are read.
    """
    draft = Draft(settings)
    read_design(draft)
    if draft.kind == "list":
        read_points(draft)
    read_factors(draft)
    expand_vary(draft)
    check_together(draft)
    check_cross(draft)
    check_constraints(draft)
    check_needs(draft)
    baseline = check_baseline(draft)
    factors = {
        name: one.value if isinstance(one.value, Range) else tuple(one.value)
        for name, one in draft.factors.items()
    }
    return {"factors": factors, "baseline": baseline, "design": draft.design}, draft.factors, draft.faults


def with_design(
    config: Config,
    factors: Mapping[str, Any] | None,
    baseline: Mapping[str, Any] | None,
    settings: Mapping[str, Any],
    experiment: Mapping[str, Any],
) -> Config:
    """The configuration with another design; see `Config.with_design`."""
    from pcnsim.config.checks import checked

    given = settings_of(config)
    if factors is None:
        columns = config.experiment.design.points[:1] or ({},)
        kept = {name: one for name, one in config.experiment.factors.items() if name not in columns[0]}
        given |= {f"experiment.factors.{name}": Setting(_plain(one), _CALL) for name, one in kept.items()}
    if baseline is None and factors is None:
        names = config.experiment.factors
        baseline = {name: one for name, one in config.experiment.baseline.items() if name in names}
    tables = {"factors": factors or {}, "baseline": baseline or {}, "design": settings}
    for table, values in tables.items():
        given |= {
            f"experiment.{table}.{name}": Setting(_plain(value), _CALL, order=1)
            for name, value in values.items()
        }
    given |= {
        f"experiment.{name}": Setting(_plain(value), _CALL, order=1) for name, value in experiment.items()
    }
    made = checked(given, [])
    return config.model_copy(update={"experiment": made.experiment})


def settings_of(config: Config) -> dict[str, Setting]:
    """The settings of a configuration without its design, as if they had been read from a file."""
    values: dict[str, Any] = {
        "weeks": config.weeks,
        "burn_in_weeks": config.burn_in_weeks,
        "start": config.start,
        "structure": config.parameters.network_position,
        "experiment.replications": config.experiment.replications,
        "experiment.outcomes": list(config.experiment.outcomes),
        "experiment.weekly": config.experiment.weekly,
    }
    if config.parameter_changes:
        values["parameter_changes"] = [
            {"week": one.week, **one.parameters} for one in config.parameter_changes
        ]
    if config.area.folder is not None:
        values["area.folder"] = config.area.folder
    flat = config.parameters.flat()
    del flat["network_position"]
    values |= {f"parameters.{name}": value for name, value in flat.items() if value is not None}
    return {name: Setting(value, "the configuration") for name, value in values.items()}


def _plain(value: Any) -> Any:
    """A value as a file would give it: lists for tuples, a table for a range, plain numbers for NumPy's."""
    if value is None:
        return {}
    if isinstance(value, Range):
        return value.model_dump(exclude_none=True)
    if isinstance(value, Mapping):
        return {name: one if one is None else _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, PathLike):
        return str(value)
    if hasattr(value, "to_dict"):
        return value.to_dict("records")  # a table of points
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def at_levels(config: Config, levels: Mapping[str, Level | None]) -> Config:
    """The configuration of one design point; see `Config.with_factors`."""
    changes: dict[str, Any] = {}
    area: dict[str, Any] = {}
    parameters: dict[str, Any] = {}
    for name, level in levels.items():
        if level is None:
            continue
        if name in ("structure", "network_position"):
            parameters["network_position"] = position_of(level)
        elif name in SETTING_FACTORS:
            changes[name] = level
        elif name == "area":
            area = {"folder": level}
        elif name in AREA_FACTORS:
            area[name.removeprefix("area.")] = level
        elif name in blocks.block_keys():
            parameters[blocks.parameter_of(name)] = blocks.number_of(name, level)
        else:
            parameters[name] = level
    changes["experiment"] = without(config.experiment, set(levels))
    if area:
        kept = {} if "folder" in area else config.area.model_dump(exclude={"folder", "made_by"})
        changes["area"] = AreaChoice(**{**kept, **area})
    if parameters:
        changes["parameters"] = config.parameters.with_values(parameters)
    if changes.get("start", "founding") not in ("founding", "established"):
        raise InputError(f"must be founding or established, not {changes['start']!r}", where="start")
    if "established_structure" in changes:
        position_of(changes["established_structure"])
    return config.model_copy(update=changes)


def without(experiment: Experiment, names: set[str]) -> Experiment:
    """What is left of an experiment once some factors are set, so that it can be written and read again.

    names: factors, by any of their names. A design of which nothing is left to vary is none.
    """
    old = experiment.design
    left = [name for name in experiment.factors if name not in names]
    if left:
        done = {parameter_behind(name) for name in names}
        left = [name for name in left if parameter_behind(name) not in done]
    factors = {name: experiment.factors[name] for name in left}
    drawn = dict.fromkeys(old.drawn)
    if old.sampled:
        for name, one in experiment.factors.items():
            if name not in drawn and name not in factors and isinstance(one, Range):
                drawn |= {parameter_behind(name): None} if parameter_behind(name) in declared() else {}
    if not factors:
        design = Design(drawn=tuple(drawn))
        return experiment.model_copy(update={"factors": {}, "baseline": {}, "design": design})
    baseline = {name: one for name, one in experiment.baseline.items() if name in factors}
    rows = dict.fromkeys(tuple(one for one in point.items() if one[0] in factors) for point in old.points)
    points = tuple(dict(row) for row in rows if row)
    listless = old.kind == "list" and not points
    rangeless = old.sampled and not any(isinstance(one, Range) for one in factors.values())
    groups = (tuple(name for name in group if name in factors) for group in old.together)
    changes: dict[str, Any] = {
        "points": points,
        "drawn": tuple(drawn),
        "cross": tuple(name for name in old.cross if name in factors),
        "together": tuple(group for group in groups if len(group) > 1),
    }
    design = old.model_copy(update=changes)
    if listless or rangeless:
        design = Design(drawn=design.drawn, together=design.together, constraints=old.constraints)
    return experiment.model_copy(update={"factors": factors, "baseline": baseline, "design": design})
