"""The JSON Schema of a configuration file, for editors, made from the same declarations as everything else.

`python -m pcnsim.config.schema docs/config.schema.json` writes it. In an editor with TOML support (taplo,
Even Better TOML) the first line `#:schema ../docs/config.schema.json` of a config turns it on.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pcnsim.config import blocks
from pcnsim.config.changes import changeable
from pcnsim.config.configuration import Config
from pcnsim.config.parameters import PROGRAMMES, Declaration, declared
from pcnsim.config.schema_design import DEFINITIONS, experiment_schema, whole
from pcnsim.config.structure import NAMED_STRUCTURES, SHARES

__all__ = ["json_schema", "main", "schema_text"]

_POINT_DEFINITION: dict[str, Any] = {
    "description": "hierarchy, hybrid, network, or a number from 0 (hierarchy) to 1 (network)",
    "oneOf": [{"enum": list(NAMED_STRUCTURES)}, {"type": "number", "minimum": 0, "maximum": 1}],
}
_POINT: dict[str, Any] = {"$ref": "#/definitions/point"}
_SHARE: dict[str, Any] = {"type": "number", "minimum": 0, "maximum": 1}
_FOLDER: dict[str, Any] = {"type": "string", "description": "an area folder, relative to this file"}


def json_schema() -> dict[str, Any]:
    """The schema (draft 7, which editors read) of one file; a file that extends another may be partial."""
    fields = Config.model_fields
    properties: dict[str, Any] = {
        "extends": {"type": "string", "description": "a file whose settings hold where this one sets none"},
        "name": {"type": "string", "description": "name of the experiment and of its result folder"},
        "description": {"type": "string"},
        "seed": whole(0, "seed of all luck", fields["seed"].default),
        "weeks": whole(1, "weeks simulated from the start of the contract", fields["weeks"].default),
        "burn_in_weeks": whole(0, "weeks before week 0, not counted", fields["burn_in_weeks"].default),
        "start": {
            "enum": ["founding", "established"],
            "default": fields["start"].default,
            "description": "whether networks are set up at week 0 or exist already",
        },
        "structure": _POINT,
        "established_structure": {
            "description": "structure of the years before an established start",
            "default": fields["established_structure"].default,
            "allOf": [_POINT],
        },
        "area": _area(),
        "parameters": _parameters(),
        "programmes": _programmes(),
        "structure_changes": {"type": "array", "items": _change()},
        "parameter_changes": {"type": "array", "items": _new_values()},
        "experiment": experiment_schema(),
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "pcnsim configuration",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
        "definitions": {
            "point": _POINT_DEFINITION,
            **DEFINITIONS,
        },
    }


def schema_text() -> str:
    """The schema as text, ending in a line break."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Write the schema to the file named by the only argument."""
    if len(arguments) != 1:
        print("usage: python -m pcnsim.config.schema FILE", file=sys.stderr)
        return 2
    Path(arguments[0]).write_text(schema_text(), encoding="utf-8")
    return 0


def _area() -> dict[str, Any]:
    table = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "pcns": {
                "type": "integer",
                "minimum": 1,
                "maximum": 20_000,
                "description": "PCNs of a synthetic area",
            },
            "practices_per_pcn": {
                "type": "integer",
                "minimum": 0,
                "maximum": 40,
                "description": "practices in each PCN of a synthetic area; 0 draws them",
            },
            "seed": {
                "type": "integer",
                "minimum": 0,
                "description": "one synthetic area for all replications; without it each draws its own",
            },
            "folder": _FOLDER,
            "made_by": {
                "type": "string",
                "description": "command that makes the folder, shown when it is missing",
            },
        },
    }
    return {"description": "the simulated place: a folder, or a synthetic area", "anyOf": [_FOLDER, table]}


def _parameters() -> dict[str, Any]:
    root: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}
    for name, declaration in declared().items():
        *tables, last = name.split(".")
        inner = root
        for table in tables:
            inner = inner["properties"].setdefault(
                table, {"type": "object", "additionalProperties": False, "properties": {}}
            )
        inner["properties"][last] = _number(declaration)
    return root


def _programmes() -> dict[str, Any]:
    return {
        "type": "object",
        "description": "what policy can switch on; a programme without a block is off",
        "additionalProperties": False,
        "properties": {
            name: {
                "type": "object",
                "title": programme.title,
                "description": programme.why,
                "additionalProperties": False,
                "properties": {key: _key(f"{blocks.PREFIX}{name}.{key}") for key in programme.keys},
            }
            for name, programme in PROGRAMMES.items()
        },
    }


def _key(key: str) -> dict[str, Any]:
    """A key of a block: its words, or the number of its parameter."""
    declaration = declared()[blocks.parameter_of(key)]
    one = _number(declaration)
    if words := blocks.words_of(key):
        kind = {"type": "boolean"} if words == (False, True) else {"enum": list(words)}
        default = {"default": blocks.shown(key, declaration.default or 0)}
        return {"title": one["title"], "description": one["description"], **kind, **default}
    return one


def _number(declaration: Declaration) -> dict[str, Any]:
    one: dict[str, Any] = {
        "type": "integer" if declaration.whole else "number",
        "title": f"{declaration.name} ({declaration.unit})",
        "description": (
            f"{declaration.description} Plausible {declaration.low:g} to {declaration.high:g}. "
            f"Source: {declaration.source}."
        ),
    }
    if declaration.default is not None:
        one["default"] = declaration.default
    if declaration.minimum is not None:
        one["minimum"] = declaration.minimum
    if declaration.maximum is not None:
        one["maximum"] = declaration.maximum
    return one


def _change() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["week"],
        "properties": {
            "week": {"type": "integer", "description": "the week at whose start the structure changes"},
            "structure": _POINT,
            "pcns": {
                "type": "array",
                "items": {"type": "string"},
                "minItems": 1,
                "description": "codes of the PCNs that change; without it all",
            },
            **dict.fromkeys(SHARES, _SHARE),
        },
    }


def _new_values() -> dict[str, Any]:
    """Parameters that can change in a run, as they are declared for the start, and keys of programmes."""
    properties: dict[str, Any] = {
        "week": {"type": "integer", "minimum": 0, "description": "the week from whose start the values hold"},
        "programmes": {"type": "object", "additionalProperties": False, "properties": {}},
    }
    programmes = properties["programmes"]["properties"]
    for name, declaration in declared().items():
        if changeable(name) is None:
            properties[declaration.field] = {
                "$ref": f"#/properties/parameters/properties/{declaration.field}"
            }
    for key in blocks.block_keys():
        if changeable(key) is None:
            programme, inner = blocks.programme_of(key)
            block = programmes.setdefault(
                programme, {"type": "object", "additionalProperties": False, "properties": {}}
            )
            place = f"#/properties/programmes/properties/{programme}/properties/{inner}"
            block["properties"][inner] = {"$ref": place}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["week"],
        "minProperties": 2,
        "properties": properties,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
