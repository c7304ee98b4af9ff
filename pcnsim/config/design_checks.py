"""Mistakes in the design of an experiment: factors, their levels, and the baseline."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pcnsim.config import blocks
from pcnsim.config.configuration import AREA_FACTORS, SETTING_FACTORS, AreaChoice, factor_names
from pcnsim.config.folders import missing_folder
from pcnsim.config.layers import SETTINGS, Fault, Setting
from pcnsim.config.parameters import declared
from pcnsim.config.parameters import unknown as unknown_parameter
from pcnsim.config.structure import NAMED_STRUCTURES, position_fault

__all__ = ["design_faults"]

_FACTORS = "experiment.factors."
_BASELINE = "experiment.baseline."


def design_faults(settings: Mapping[str, Setting]) -> list[Fault]:
    """Unknown factors, no or duplicate levels, levels that cannot be used, a baseline outside the design."""
    found: list[Fault] = []
    levels: dict[str, list[Any]] = {}
    faulty: set[str] = set()
    for key, setting in settings.items():
        if key.startswith(_FACTORS):
            name = key.removeprefix(_FACTORS)
            levels[name] = setting.value if isinstance(setting.value, list) else []
            texts = _factor_faults(name, setting.value)
            found.extend(Fault(setting.layer, key, text) for text in texts)
            faulty.update([name] if texts else [])
    for key, setting in settings.items():
        if key.startswith(_BASELINE) and key.removeprefix(_BASELINE) not in faulty:
            text = _baseline_fault(key.removeprefix(_BASELINE), setting.value, levels)
            if text:
                found.append(Fault(setting.layer, key, text))
    return found


def _factor_faults(name: str, levels: Any) -> list[str]:
    if name not in {*SETTING_FACTORS, *AREA_FACTORS, *declared(), *blocks.block_keys()}:
        return [_unknown_factor(name)]
    if not isinstance(levels, list):
        return [f"must be a list of levels, such as [{levels!r}], not {levels!r}"]
    if not levels:
        return ["has no levels; give at least one, or take the factor out"]
    problems = [f"level {fault}" for level in levels if (fault := _level_fault(name, level))]
    if not problems:
        seen: dict[Any, Any] = {}
        for level in levels:
            canonical = _canonical(name, level)
            if canonical in seen:
                problems.append(f"has the level {level!r} twice; keep one")
            seen[canonical] = level
    return problems


def _unknown_factor(name: str) -> str:
    if name.startswith(blocks.PREFIX):
        return blocks.unknown(name)
    sentence = unknown_parameter(name)
    if "is a table" in sentence:
        return sentence
    if name in SETTINGS:
        return (
            f"is no factor: {name} is the same in all arms; factors are structure, start, area, parameters "
            "and keys of programmes"
        )
    near = difflib.get_close_matches(name, factor_names(), n=1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"is no factor{hint or '; factors are structure, start, area and parameters (`pcnsim explain --all`)'}"


def _level_fault(name: str, level: Any) -> str | None:
    if name in ("structure", "established_structure"):
        return position_fault(level)
    if name == "start":
        return (
            None
            if level in ("founding", "established")
            else f"must be founding or established, not {level!r}"
        )
    if name == "area":
        if not isinstance(level, str):
            return f"must be the path of an area folder, not {level!r}; use area.pcns to vary the size of an area"
        return missing_folder(Path(level), None)
    if name in AREA_FACTORS:
        field = name.removeprefix("area.")
        try:
            AreaChoice.model_validate({field: level})
        except ValidationError:
            return f"must be a whole number in the range of {name}, not {level!r}"
        return None
    return blocks.fault(name, level) if name in blocks.block_keys() else declared()[name].fault(level)


def _canonical(name: str, level: Any) -> Any:
    if name in ("structure", "established_structure") and isinstance(level, str):
        return NAMED_STRUCTURES[level]
    return float(level) if isinstance(level, int | float) else level


def _baseline_fault(name: str, level: Any, levels: Mapping[str, list[Any]]) -> str | None:
    if name not in levels:
        near = difflib.get_close_matches(name, levels, n=1, cutoff=0.5)
        listed = f"its factors are {', '.join(levels)}" if levels else "it has none"
        hint = f"; did you mean {near[0]}?" if near else f"; {listed}"
        return f"is no factor of this experiment{hint}"
    try:
        known = {_canonical(name, one) for one in levels[name]}
        inside = _canonical(name, level) in known
    except (KeyError, TypeError):
        inside = level in levels[name]
    if inside:
        return None
    return (
        f"is {level!r}, which is no level of that factor; its levels are {', '.join(map(repr, levels[name]))}"
    )
