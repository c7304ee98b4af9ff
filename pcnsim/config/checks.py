"""Checks merged settings and makes a `Config` of them, or one `InputError` that lists every mistake."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pcnsim.config import blocks
from pcnsim.config.changes import StructureChange, read_changes
from pcnsim.config.configuration import Config
from pcnsim.config.contradictions import contradictions
from pcnsim.config.designs import resolved
from pcnsim.config.errors import InputError, all_mistakes
from pcnsim.config.folders import missing_folder
from pcnsim.config.layers import SETTINGS, TABLES, Fault, Setting
from pcnsim.config.parameters import PROGRAMMES, Parameters, declared, faults, unknown
from pcnsim.config.structure import position_fault

__all__ = ["checked", "report"]

_DESIGNED = ("experiment.factors.", "experiment.baseline.", "experiment.design.")
"""Beginnings of settings that `pcnsim.config.designs` reads."""


def checked(settings: Mapping[str, Setting], found: list[Fault]) -> Config:
    """The configuration that the settings describe; `found` are mistakes of form known already."""
    known = _known(settings, found)
    for key, setting in known.items():
        if key.startswith("parameters."):
            known[key] = _parameter(key, setting, found)
    parameters = {
        key.removeprefix("parameters."): one for key, one in known.items() if key.startswith("parameters.")
    }
    document = _document(known, found)
    try:
        Config.model_validate({key: value for key, value in document.items() if key != "parameters"})
    except ValidationError as error:
        found.extend(_pydantic_faults(error, known))
    found.extend(_name_faults(known))
    experiment, factors, faults_of_design = resolved(known)
    found.extend(faults_of_design)
    found.extend(_folder_faults(known))
    config = None
    if not found:
        point = document.pop("structure", None)
        values = {name: setting.value for name, setting in parameters.items()}
        document["parameters"] = Parameters().with_values(values)
        document["experiment"] = {**document.get("experiment", {}), **experiment}
        config = Config.model_validate(document)
        config = config if point is None else _at_point(config, point)
        others = {key: one for key, one in known.items() if not key.startswith(_DESIGNED)}
        varied = {f"experiment.factors.{name}": one for name, one in factors.items()}
        found.extend(contradictions({**others, **varied}, config))
    if config is None or found:
        order = {one.place(key): place for place, (key, one) in enumerate(settings.items())}
        raise report(sorted(found, key=lambda fault: order.get(fault.key.partition("[")[0], -1)))
    return config


def report(found: list[Fault]) -> InputError:
    """One error for all mistakes, in the order found: file and key of each."""
    return all_mistakes([(_place(fault), fault.sentence) for fault in dict.fromkeys(found)])


def _place(fault: Fault) -> str:
    return fault.layer if fault.layer.startswith("--") else f"{fault.layer}, {fault.key}"


def _parameter(key: str, setting: Setting, found: list[Fault]) -> Setting:
    """The setting with the parameter's number, where a block gave it in words."""
    name = key.removeprefix("parameters.")
    if setting.written:
        problem = blocks.fault(setting.written, setting.value)
        if problem is None:
            return replace(setting, value=blocks.number_of(setting.written, setting.value))
        found.append(Fault(setting.layer, setting.written, problem))
    for text in () if setting.written else faults({name: setting.value}):
        found.append(Fault(setting.layer, key, f"{_after_name(name, text)}{_words(name, setting.value)}"))
    return setting


def _words(name: str, value: Any) -> str:
    """Where words and truth values may stand, if somebody gave one for a number."""
    block_key = blocks.key_of(name)
    if block_key is None or not isinstance(value, bool | str) or not blocks.words_of(block_key):
        return ""
    allowed = ", ".join(str(word).lower() for word in blocks.words_of(block_key))
    return f"; words go in the programme's block: {block_key} ({allowed})"


def _at_point(config: Config, point: str | float) -> Config:
    design = config.experiment
    return config.with_factors({"structure": point}).model_copy(update={"experiment": design})


def _known(settings: Mapping[str, Setting], found: list[Fault]) -> dict[str, Setting]:
    known: dict[str, Setting] = {}
    for key, setting in settings.items():
        group = key.partition(".")[0]
        named = key in SETTINGS or key.startswith(("parameters.", *_DESIGNED[:2]))
        if named:
            known[key] = setting
            continue
        candidates = [name for name in SETTINGS if name.startswith(f"{group}.")] if "." in key else []
        near = difflib.get_close_matches(key, candidates or [*SETTINGS, *declared()], n=1)
        table = difflib.get_close_matches(group, TABLES, n=1, cutoff=0.8)
        if table and group not in TABLES and isinstance(setting.value, Mapping):
            hint = f"; did you mean the table {table[0]}?"
        elif group in PROGRAMMES and ("." in key or isinstance(setting.value, Mapping)):
            hint = f"; the block of a programme is [programmes.{group}]"
        elif near and near[0] in declared() and near[0] == key:
            hint = f"; parameters stand in the table [parameters]: write {key} there"
        else:
            hint = (
                f"; did you mean {near[0]}?" if near else f"; known are {', '.join(candidates or SETTINGS)}"
            )
        found.append(Fault(setting.layer, key, f"there is no setting of that name{hint}"))
    return known


def _after_name(name: str, sentence: str) -> str:
    if name not in declared() and sentence == unknown(name):
        # Somebody who writes --set replications=3 means experiment.replications.
        if "." in name and name.partition(".")[0] in PROGRAMMES:
            return f"there is no parameter {name}; did you mean {blocks.PREFIX}{name}?"
        near = difflib.get_close_matches(name, blocks.block_keys(), n=1, cutoff=0.9)
        if near:
            return f"there is no parameter {name}; did you mean {near[0]}?"
        settings = {setting.rpartition(".")[2]: setting for setting in reversed(SETTINGS)}
        near = difflib.get_close_matches(name, settings, n=1, cutoff=0.8)
        if near and "is a table" not in sentence:
            return f"there is no parameter {name}; did you mean the setting {settings[near[0]]}?"
        return sentence
    return sentence.removeprefix(f"{name} ")


def _document(known: Mapping[str, Setting], found: list[Fault]) -> dict[str, Any]:
    """The settings as nested tables, without parameters and design; points of structure are checked here."""
    document: dict[str, Any] = {}
    for key, setting in known.items():
        if key.startswith(("parameters.", *_DESIGNED)):
            continue
        if key in ("structure", "established_structure"):
            fault = position_fault(setting.value)
            if fault:
                found.append(Fault(setting.layer, key, fault))
                continue
        group, _, inner = key.rpartition(".")
        (document.setdefault(group, {}) if group else document)[inner] = setting.value
    if "parameter_changes" in document:
        document["parameter_changes"], wrong = read_changes(document["parameter_changes"])
        layer = known["parameter_changes"].layer
        found.extend(Fault(layer, key, sentence) for key, sentence in wrong)
    changes = document.get("structure_changes")
    if isinstance(changes, list):
        for place, change in enumerate(changes):
            point = change.get("structure") if isinstance(change, Mapping) else None
            fault = None if point is None else position_fault(point)
            if fault:
                key = f"structure_changes[{place + 1}].structure"
                found.append(Fault(known["structure_changes"].layer, key, fault))
    return document


def _name_faults(known: Mapping[str, Setting]) -> list[Fault]:
    """A name is a folder's too: results/NAME."""
    setting = known.get("name")
    if setting is None or not isinstance(setting.value, str):
        return []
    name = setting.value
    strange = [one for one in name if one in '/\\:*?"<>|' or ord(one) < 32]
    if not strange and name.strip(" .") == name and name:
        return []
    remedy = (
        f"leave out {' '.join(dict.fromkeys(strange))}" if strange else "no blanks or full stops at its ends"
    )
    return [Fault(setting.layer, "name", f"is {name!r}, which cannot be the name of a folder; {remedy}")]


def _folder_faults(known: Mapping[str, Setting]) -> list[Fault]:
    folder = known.get("area.folder")
    if folder is None or not isinstance(folder.value, str):
        return []
    made_by = known.get("area.made_by")
    problem = missing_folder(Path(folder.value), made_by.value if made_by else None)
    return [Fault(folder.layer, "area.folder", problem)] if problem else []


_KINDS = {
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "model_type": "must be a table",
    "dict_type": "must be a table",
    "finite_number": "must be a finite number",
    "missing": "is missing",
}


def _pydantic_faults(error: ValidationError, known: Mapping[str, Setting]) -> list[Fault]:
    found: list[Fault] = []
    for one in error.errors(include_url=False):
        location = list(one["loc"])
        if "structure" in location[:-1] or location[-1] in ("str", "float") or location == ["structure"]:
            continue
        key = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in location).lstrip(
            "."
        )
        layer = next((known[name].layer for name in (key, str(location[0])) if name in known), "")
        kind, context, given = one["type"], one.get("ctx", {}), one["input"]
        if kind == "extra_forbidden":
            sentence = _unknown_in_change(str(location[-1]))
        elif kind == "greater_than_equal":
            sentence = f"must be at least {context['ge']}, not {given!r}"
        elif kind == "less_than_equal":
            sentence = f"must be at most {context['le']}, not {given!r}"
        elif kind == "literal_error":
            sentence = f"must be founding or established, not {given!r}"
        elif kind == "missing":
            sentence = "is missing; say the week at whose start the structure changes"
        elif kind in _KINDS:
            sentence = f"{_KINDS[kind]}, not {given!r}"
        else:
            sentence = one["msg"]
        found.append(Fault(layer, key, sentence))
    return found


def _unknown_in_change(name: str) -> str:
    fields = list(StructureChange.model_fields)
    near = difflib.get_close_matches(name, fields, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(fields)}"
    return f"there is no setting of that name; {hint}"
