"""Copies of a configuration with one thing changed or taken back, checked as if it had been written in a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pcnsim.config import blocks
from pcnsim.config.changes import StructureChange, changed, in_order
from pcnsim.config.contradictions import contradictions
from pcnsim.config.designs import settings_of
from pcnsim.config.errors import InputError, all_mistakes
from pcnsim.config.layers import Fault, Setting
from pcnsim.config.structure import position_fault

if TYPE_CHECKING:
    from pcnsim.config.configuration import Config
    from pcnsim.config.design import Level

__all__ = [
    "with_parameter_change",
    "with_programme",
    "with_structure_change",
    "without_parameter_change",
    "without_structure_change",
]


def with_parameter_change(config: Config, week: int, values: Mapping[str, Any]) -> Config:
    """A copy in which parameters take new values from the start of a week on.

    week: 0 or later, inside the run. values: by dotted name, or by key of a programme's block
    (`programmes.executive.powers`) in its words. They are put beside those that change in that week already, and
    replace them.

    Raises `InputError` for what is no parameter, cannot change in a run, or contradicts what holds then.
    """
    changes = in_order((*config.parameter_changes, changed(week, values)))
    return _checked(config, config.model_copy(update={"parameter_changes": changes}))


def without_parameter_change(config: Config, week: int, name: str) -> Config:
    """A copy in which the parameter, or key of a block, does not change in that week."""
    parameter = blocks.parameter_of(name)
    left = {change.week: dict(change.parameters) for change in config.parameter_changes}
    if parameter not in left.get(week, {}):
        found = [str(one) for one, values in left.items() if parameter in values]
        remedy = f"it changes in week {' and '.join(found)}" if found else "it does not change at all"
        raise InputError(f"does not change in week {week}", where=name, remedy=remedy)
    del left[week][parameter]
    changes = tuple(
        change.model_copy(update={"parameters": left[change.week]})
        for change in config.parameter_changes
        if left[change.week]
    )
    return config.model_copy(update={"parameter_changes": changes})


def with_structure_change(config: Config, week: int, position: Level) -> Config:
    """A copy in which all PCNs move to a structure (a name, or a position 0..1) at the start of a week.

    It replaces another change of all PCNs in that week. Raises `InputError` for what is no structure, a week outside
    the run, and where some PCNs have a change of their own in that week.
    """
    if fault := position_fault(position):
        raise InputError(fault, where=f"structure_changes (week {week}).structure")
    kept = [one for one in config.structure_changes if one.week != week or one.pcns is not None]
    kept.append(StructureChange(week=week, structure=position))
    changes = tuple(sorted(kept, key=lambda one: one.week))
    return _checked(config, config.model_copy(update={"structure_changes": changes}))


def without_structure_change(config: Config, week: int, pcns: tuple[str, ...] | None = None) -> Config:
    """A copy without the change of all PCNs in that week, or without that of some, which are named as it names them."""
    changes = tuple(one for one in config.structure_changes if (one.week, one.pcns) != (week, pcns))
    if len(changes) == len(config.structure_changes):
        weeks = [str(one.week) for one in config.structure_changes if one.pcns == pcns]
        remedy = f"they do in week {' and '.join(weeks)}" if weeks else "they never do"
        who = "all PCNs" if pcns is None else f"PCNs {', '.join(pcns)}"
        raise InputError(
            f"{who} do not change structure in week {week}", where="structure_changes", remedy=remedy
        )
    return config.model_copy(update={"structure_changes": changes})


def with_programme(config: Config, name: str, values: Mapping[str, Level]) -> Config:
    """A copy with some keys of a programme's block set, in the words of the block.

    name: of the block, such as `executive`; values: such as `{"enabled": True, "start_week": 37}`. What is set no
    longer varies in the design.

    Raises `InputError` that lists what is no key, what cannot be used, and what contradicts the rest.
    """
    block = f"{blocks.PREFIX}{name}"
    if not any(key.startswith(f"{block}.") for key in blocks.block_keys()):
        raise InputError(blocks.unknown(block), where=block)
    found = []
    for inner, value in values.items():
        key = f"{block}.{inner}"
        fault = blocks.fault(key, value) if key in blocks.block_keys() else blocks.unknown(key)
        found += [Fault("", key, fault)] if fault else []
    _refuse(found)
    return _checked(config, config.with_factors({f"{block}.{inner}": one for inner, one in values.items()}))


def _checked(old: Config, new: Config) -> Config:
    """The new configuration. Raises `InputError` for contradictions that the old one does not have."""
    known = set(_contradictions(old))
    _refuse([fault for fault in _contradictions(new) if fault not in known])
    return new


def _contradictions(config: Config) -> list[Fault]:
    settings = {
        key: Setting(one.value, "", blocks.key_of(key.removeprefix("parameters.")) or "")
        for key, one in settings_of(config).items()
        if not key.startswith("area.")
    }
    settings["structure_changes"] = Setting(
        [change.model_dump(exclude_none=True) for change in config.structure_changes], ""
    )
    settings["parameter_changes"] = Setting([{"week": one.week} for one in config.parameter_changes], "")
    for name, levels in config.experiment.factors.items():
        settings[f"experiment.factors.{name}"] = Setting(levels, "")
    weeks = [
        [one.week for one in changes] for changes in (config.structure_changes, config.parameter_changes)
    ]
    return [_by_week(fault, *weeks) for fault in contradictions(settings, config)]


def _by_week(fault: Fault, structures: list[int], parameters: list[int]) -> Fault:
    """The fault with changes named by their weeks: nobody has counted the entries of a configuration made in Python."""
    key, sentence = fault.key, fault.sentence
    for table, weeks in (("structure_changes", structures), ("parameter_changes", parameters)):
        for place, week in enumerate(weeks, start=1):
            key = key.replace(f"{table}[{place}]", f"{table} (week {week})")
            sentence = sentence.replace(f"{table}[{place}]", f"{table} (week {week})")
    return Fault("", key, sentence)


def _refuse(found: list[Fault]) -> None:
    if found:
        raise all_mistakes([(one.key, one.sentence) for one in found])
