"""Constraints of a design: conditions on settings that every design point must meet, read and evaluated.

A condition is an expression such as `trust_forgetting < 0.99 and minutes_per_contact.simple < 10`. It is evaluated by
simpleeval, which runs no code; names, functions and forms are checked beforehand.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from pcnsim.config import blocks
from pcnsim.config.errors import InputError
from pcnsim.config.parameters import declared
from pcnsim.config.parameters import unknown as unknown_parameter
from pcnsim.config.structure import SHARES, Structure, position_of

if TYPE_CHECKING:
    from pcnsim.config.configuration import Config
    from pcnsim.config.design import Level

__all__ = ["FUNCTIONS", "Constraints", "constraint_fault", "names_in"]

FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {"abs": abs, "max": max, "min": min, "round": round}
"""What a condition may call."""

SETTINGS: Final = ("area.pcns", "area.practices_per_pcn", "weeks", "burn_in_weeks", "start")
"""What a condition may name beside parameters and keys of programmes."""

_FORMS: Final = (
    ast.Expression,
    ast.Compare,
    ast.BoolOp,
    ast.UnaryOp,
    ast.BinOp,
    ast.Name,
    ast.Constant,
    ast.Call,
    ast.Load,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.Eq,
    ast.NotEq,
    ast.Lt,
    ast.LtE,
    ast.Gt,
    ast.GtE,
)
_REFUSED: Final = (ast.BitAnd, ast.BitOr, ast.BitXor, ast.LShift, ast.RShift, ast.Invert, ast.MatMult)


class _Dotted(ast.NodeTransformer):
    """Turns `minutes_per_contact.simple` into one name."""

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        inner = self.visit(node.value)
        if not isinstance(inner, ast.Name):
            return ast.Attribute(inner, node.attr, node.ctx)
        return ast.copy_location(ast.Name(f"{inner.id}.{node.attr}", ast.Load()), node)


def _parsed(text: str) -> ast.Expression:
    tree = ast.parse(text.strip(), mode="eval")
    dotted: ast.Expression = ast.fix_missing_locations(_Dotted().visit(tree))
    return dotted


def names_in(text: str) -> list[str]:
    """The settings that a condition names, in order. Raises `SyntaxError`."""
    tree = _parsed(text)
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
    return list(dict.fromkeys(names))


def constraint_fault(text: str) -> str | None:
    """What is wrong with a condition as it is written, in words that follow it; None if it can be evaluated."""
    try:
        tree = _parsed(text)
    except (SyntaxError, ValueError, RecursionError) as error:
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        hint = "; equality is written ==" if "=" in text and "==" not in text else ""
        return f"cannot be read ({reason}){hint}; write it like trust_prior_mass < 20"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            named = node.func.id if isinstance(node.func, ast.Name) else "that"
            if named not in FUNCTIONS or node.keywords:
                return f"calls {named}, which is not allowed; functions are {', '.join(FUNCTIONS)}"
        elif not isinstance(node, _FORMS) or isinstance(node, _REFUSED):
            used = {ast.BitAnd: "&", ast.BitOr: "|", ast.Invert: "~"}.get(type(node))
            hint = "write and, or, not" if used else "compare numbers with <, <=, ==, and, or, not"
            return f"uses {used or type(node).__name__}, which cannot stand in a constraint; {hint}"
    body = tree.body
    switch = isinstance(body, ast.Name) and blocks.key_of(blocks.parameter_of(body.id)) is not None
    negated = isinstance(body, ast.UnaryOp) and isinstance(body.op, ast.Not)
    if not (isinstance(body, ast.Compare | ast.BoolOp) or negated or switch):
        return "is no condition; compare two numbers with <, <=, >, >=, == or !="
    for name in names_in(text):
        if name not in declared() and name not in blocks.block_keys() and name not in SETTINGS:
            return _unknown(name)
    return None


def _unknown(name: str) -> str:
    if name in ("structure", "established_structure"):
        return f"names {name}; name network_position instead, which is 0 in a hierarchy and 1 in a network"
    if name.startswith(blocks.PREFIX):
        return f"names {name}: {blocks.unknown(name)}"
    told = unknown_parameter(name)
    if "is a table" in told:
        return f"names {name}; {told}"
    near = difflib.get_close_matches(name, [*SETTINGS, *declared(), *blocks.block_keys()], n=1, cutoff=0.65)
    if near:
        return f"names {name}, which there is not; did you mean {near[0]}?"
    return f"names {name}, which there is not: {told}"


class Constraints:
    """The conditions of a design, ready to be put to many points.

    texts: conditions, each checked by `constraint_fault`. base: the configuration that holds where a point sets
    nothing.
    """

    def __init__(self, texts: Sequence[str], base: Config) -> None:
        from simpleeval import SimpleEval

        self._evaluator = SimpleEval(functions=dict(FUNCTIONS), names={})
        self._conditions = [(text, _parsed(text).body) for text in texts]
        named = {name for text in texts for name in names_in(text)}
        self._shares = [name for name in SHARES if name in named]
        self._base = {name: _value(base, name) for name in named - set(SHARES)}
        self._set_shares = {name: base.parameters.value(name) for name in SHARES}
        self._position = base.parameters.network_position
        self._keys: dict[str, tuple[str, ...]] = {}
        for name in named:
            parameter = blocks.parameter_of(name)
            for written in {name, parameter, blocks.key_of(parameter) or name}:
                self._keys[written] = (*self._keys.get(written, ()), name)

    def broken(self, levels: Mapping[str, Level]) -> str | None:
        """The first condition that a design point breaks; None if it meets all.

        Raises `InputError` where a condition cannot be evaluated there (a division by zero).
        """
        values = dict(self._base)
        for written, level in levels.items():
            for name in self._keys.get(written, ()):
                values[name] = _converted(written, name, level)
        if self._shares or "network_position" in values:
            values |= self._structure(levels, values)
        self._evaluator.names = values
        for text, tree in self._conditions:
            try:
                met = self._evaluator.eval(text, previously_parsed=tree)
            except (ArithmeticError, TypeError, ValueError) as error:
                shown = ", ".join(f"{name} = {values[name]!r}" for name in names_in(text))
                raise InputError(
                    f"{text} cannot be evaluated ({error}) where {shown}",
                    where="experiment.design.constraints",
                ) from None
            if not met:
                return text
        return None

    def _structure(self, levels: Mapping[str, Level], values: Mapping[str, Any]) -> dict[str, Any]:
        """Position and shares of a point, as the model gets them: a share that is not set follows the position."""
        position = self._position
        for written in ("structure", "network_position"):
            if written in levels:
                position = position_of(levels[written])
        found: dict[str, Any] = {"network_position": position}
        if self._shares:
            own = {name: values.get(name, self._set_shares[name]) for name in SHARES}
            shares = dict(zip(SHARES, Structure.at(position, **own).as_tuple(), strict=True))
            found |= {name: shares[name] for name in self._shares}
        return found


def _value(base: Config, name: str) -> Any:
    if name in blocks.block_keys():
        return blocks.shown(name, base.parameters.value(blocks.parameter_of(name)) or 0)
    if name in declared():
        return base.parameters.value(name)
    whole = base.area if name.startswith("area.") else base
    return getattr(whole, name.removeprefix("area."))


def _converted(written: str, name: str, level: Level) -> Any:
    """A level as the name in a condition means it: words of a block for its key, numbers for its parameter."""
    keys = blocks.block_keys()
    if written == name or (written in keys) == (name in keys):
        return level
    if written in keys:
        return blocks.number_of(written, level)
    return blocks.shown(name, float(level))
