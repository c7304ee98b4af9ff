"""The part of the JSON Schema that describes an experiment: factors, their levels and ranges, and the design."""

from __future__ import annotations

from typing import Any, get_args

from pcnsim.config import blocks
from pcnsim.config.configuration import AREA_FACTORS, SETTING_FACTORS, Experiment
from pcnsim.config.design import KINDS, Design, DesignScale
from pcnsim.config.parameters import PROGRAMMES, declared

__all__ = ["DEFINITIONS", "experiment_schema", "whole"]

_LEVEL: dict[str, Any] = {"type": ["string", "boolean", "number"]}
_LEVELS: dict[str, Any] = {"type": "array", "minItems": 1, "uniqueItems": True, "items": _LEVEL}
_RANGE: dict[str, Any] = {
    "type": "object",
    "description": "a range; what is left out is declared, and {} is the declared range",
    "additionalProperties": False,
    "properties": {
        "low": {"type": "number"},
        "high": {"type": "number"},
        "scale": {"enum": list(get_args(DesignScale))},
        "levels": {
            "type": "integer",
            "minimum": 2,
            "description": "levels, evenly spaced on the scale, of a grid",
        },
    },
}
DEFINITIONS: dict[str, Any] = {
    "levels": _LEVELS,
    "levels_or_range": {"anyOf": [_LEVELS, _RANGE]},
    "table_of_levels": {"anyOf": [_LEVELS, {"type": "object"}]},
}
"""What the schema refers to."""


def whole(minimum: int, description: str, default: int) -> dict[str, Any]:
    """A whole number of at least `minimum`."""
    return {"type": "integer", "minimum": minimum, "default": default, "description": description}


def experiment_schema() -> dict[str, Any]:
    """The schema of the table [experiment]."""
    names = [*SETTING_FACTORS, *AREA_FACTORS, *declared()]
    levels = {"$ref": "#/definitions/levels_or_range"}
    # Editors show a dotted TOML key as nested tables, so a table of parameters is let through here as well.
    tables = sorted({name.partition(".")[0] for name in names if "." in name})
    factors: dict[str, Any] = dict.fromkeys(names, levels)
    factors.update({table: {"$ref": "#/definitions/table_of_levels"} for table in tables})
    factors["programmes"] = _varied_programmes()
    factors.update(dict.fromkeys(blocks.block_keys(), levels))
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "replications": whole(1, "runs of each arm", Experiment.model_fields["replications"].default),
            "factors": {
                "type": "object",
                "description": "what varies between arms, each with its levels or a range",
                "additionalProperties": False,
                "properties": factors,
            },
            "baseline": {
                "type": "object",
                "description": "arm that paired differences are taken from; default: first level of the first factor",
                "additionalProperties": {"anyOf": [_LEVEL, {"type": "object"}]},
            },
            "outcomes": {
                "type": "array",
                "items": {"type": "string"},
                "description": "outcomes of the summary table; default: the main ones",
            },
            "weekly": {
                "type": "boolean",
                "default": False,
                "description": "whether the weekly series of every run is kept",
            },
            "design": _design(),
        },
    }


def _varied_programmes() -> dict[str, Any]:
    """Keys of blocks as factors, each with its levels."""
    table: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {}}
    for name, programme in PROGRAMMES.items():
        keys = {}
        for key in programme.keys:
            words = blocks.words_of(f"{blocks.PREFIX}{name}.{key}")
            items = {"enum": list(words)} if words else {"type": "number"}
            levels = {"type": "array", "minItems": 1, "uniqueItems": True, "items": items}
            keys[key] = levels if words else {"anyOf": [levels, _RANGE]}
        table["properties"][name] = {"type": "object", "additionalProperties": False, "properties": keys}
    return table


def _design() -> dict[str, Any]:
    names = {"type": "array", "items": {"type": "string"}, "uniqueItems": True}
    point = {"type": "object", "minProperties": 1}
    described: dict[str, dict[str, Any]] = {
        "kind": {"enum": list(KINDS), "default": "grid", "description": "how factors make design points"},
        "vary": {
            **names,
            "description": "parameters, tables, submodels, programmes, main or all: over declared ranges",
        },
        "leave_out": {**names, "description": "what vary does not bring in"},
        "drawn": {
            **names,
            "description": "parameters that a sweep gives values to; written, not set by hand",
        },
        "together": {
            "type": "array",
            "items": {**names, "minItems": 2},
            "description": "groups of factors that move together",
        },
        "cross": {
            **names,
            "description": "factors with levels combined with every point of list or one-at-a-time",
        },
        "constraints": {**names, "description": "conditions; points that break one are left out"},
        "samples": {
            "type": "integer",
            "minimum": 1,
            "description": "points of latin-hypercube and sobol; base of saltelli",
        },
        "trajectories": {"type": "integer", "minimum": 2, "description": "trajectories of morris"},
        "levels": {
            "type": "integer",
            "minimum": 2,
            "multipleOf": 2,
            "description": "levels of the grid of morris",
        },
        "second_order": {
            "type": "boolean",
            "default": False,
            "description": "whether saltelli has the points for second-order indices",
        },
        "points": {
            "anyOf": [{"type": "string"}, {"type": "array", "minItems": 1, "items": point}],
            "description": "points of a list, or a CSV file with a column for each factor, relative to this file",
        },
    }
    return {
        "type": "object",
        "description": "how factors make design points; default: every combination of levels",
        "additionalProperties": False,
        "properties": {name: described[name] for name in Design.model_fields},
    }
