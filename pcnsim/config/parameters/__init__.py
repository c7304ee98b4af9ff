"""All parameters of the model, each declared once in the module of its submodel, as one frozen value.

`Parameters` combines the groups; `declared()` lists every declaration; a name is flat (`trust_forgetting`) or,
for an element of a table, dotted (`minutes_per_contact.simple`).
"""

from __future__ import annotations

import difflib
import functools
import sys
from collections.abc import Callable, Mapping
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from pydantic import ConfigDict, model_validator

from pcnsim.config.errors import InputError
from pcnsim.config.parameters.access import AccessParameters
from pcnsim.config.parameters.additional_roles import AdditionalRolesParameters
from pcnsim.config.parameters.capacity import CapacityParameters
from pcnsim.config.parameters.community import CommunityParameters
from pcnsim.config.parameters.contract import ContractParameters
from pcnsim.config.parameters.coordination import CoordinationParameters
from pcnsim.config.parameters.costs import CostParameters
from pcnsim.config.parameters.decisions import DecisionParameters
from pcnsim.config.parameters.declaration import Declaration, ParameterGroup, declarations_of
from pcnsim.config.parameters.demand import DemandParameters
from pcnsim.config.parameters.deputies import DeputyParameters
from pcnsim.config.parameters.executive import ExecutiveParameters
from pcnsim.config.parameters.executive_time import ExecutiveTimeParameters
from pcnsim.config.parameters.footprint import FootprintParameters
from pcnsim.config.parameters.gp_ties import GPTieParameters
from pcnsim.config.parameters.initiatives import InitiativeParameters
from pcnsim.config.parameters.leadership import LeadershipParameters
from pcnsim.config.parameters.network_roles import NetworkRoleParameters
from pcnsim.config.parameters.network_scheme import NetworkSchemeParameters
from pcnsim.config.parameters.people import PeopleParameters
from pcnsim.config.parameters.programmes import NEVER, PROGRAMMES, Programme
from pcnsim.config.parameters.shocks import ShockParameters
from pcnsim.config.parameters.structure import StructureParameters
from pcnsim.config.parameters.tables import (
    AGE_BANDS,
    DESTINATIONS,
    NEED_CLASSES,
    ROLES,
    SERVICES,
    Table,
)
from pcnsim.config.parameters.trust import TrustParameters
from pcnsim.config.parameters.trusts import TrustActorParameters
from pcnsim.config.parameters.workforce import WorkforceParameters

__all__ = [
    "AGE_BANDS",
    "DESTINATIONS",
    "GROUPS",
    "NEED_CLASSES",
    "NEVER",
    "PROGRAMMES",
    "ROLES",
    "SERVICES",
    "Declaration",
    "Parameters",
    "Programme",
    "Table",
    "declared",
    "flattened",
    "nearest",
    "table_fields",
]

GROUPS: tuple[type[ParameterGroup], ...] = (
    StructureParameters,
    CoordinationParameters,
    DemandParameters,
    CapacityParameters,
    AccessParameters,
    CommunityParameters,
    TrustParameters,
    GPTieParameters,
    TrustActorParameters,
    WorkforceParameters,
    LeadershipParameters,
    AdditionalRolesParameters,
    NetworkSchemeParameters,
    NetworkRoleParameters,
    DecisionParameters,
    InitiativeParameters,
    PeopleParameters,
    DeputyParameters,
    ContractParameters,
    FootprintParameters,
    ExecutiveParameters,
    ExecutiveTimeParameters,
    ShockParameters,
    CostParameters,
)
"""The groups in the order in which people are shown them."""


class Parameters(
    CostParameters,
    ShockParameters,
    ExecutiveTimeParameters,
    ExecutiveParameters,
    FootprintParameters,
    ContractParameters,
    DeputyParameters,
    PeopleParameters,
    InitiativeParameters,
    DecisionParameters,
    NetworkRoleParameters,
    NetworkSchemeParameters,
    AdditionalRolesParameters,
    LeadershipParameters,
    WorkforceParameters,
    TrustActorParameters,
    GPTieParameters,
    TrustParameters,
    CommunityParameters,
    AccessParameters,
    CapacityParameters,
    DemandParameters,
    CoordinationParameters,
    StructureParameters,
):
    """Every parameter of the model, checked and frozen.

    Numbers are strict: an int counts as a float, but a bool, a string, nan or inf is refused, and so is a value
    outside a declaration's hard limits. A value outside the plausible range is allowed and listed by
    `outside_plausible_range`.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, defer_build=False
    )

    @model_validator(mode="before")
    @classmethod
    def _complete_tables(cls, data: Any) -> Any:
        """Let a table be given in part: the other elements keep their defaults; check everything declared."""
        if not isinstance(data, Mapping):
            return data
        flat = flattened(data)
        problems = faults(flat)
        if problems:
            raise InputError("; ".join(problems), where="parameters")
        return _nested(flat)

    def with_values(self, values: Mapping[str, Any]) -> Parameters:
        """A copy with some values changed, by flat or dotted name; a whole table may be given as a mapping.

        Raises `InputError` naming every unknown name (with the nearest known one) and every value that cannot
        be used.
        """
        flat = flattened(values)
        problems = faults(flat)
        if problems:
            raise InputError("; ".join(problems), where="parameters")
        # All that is declared was checked just now, so the other fields need not be checked again: a design of many
        # points asks for this once a point.
        fields, homes = _fields(), _homes()
        update: dict[str, Any] = {}
        elements: dict[str, dict[str, Any]] = {}
        for name, value in flat.items():
            field, whole = homes[name]
            if field is not None:
                elements.setdefault(field, {})[name] = value
            else:
                update[name] = int(value) if whole else value if value is None else float(value)
        for field, given in elements.items():
            kind = fields[field]
            assert kind is not None
            there = zip(
                (f"{field}.{element}" for element in kind.elements()),
                getattr(self, field).flat(),
                strict=True,
            )
            update[field] = kind.build([float(given.get(name, value)) for name, value in there])
        return self.model_copy(update=update)

    def value(self, name: str) -> float | None:
        """One value by flat or dotted name."""
        known(name)
        found: Any = self
        for part in name.split("."):
            found = getattr(found, part)
        return None if found is None else float(found)

    def flat(self) -> dict[str, float | None]:
        """Every value by its flat or dotted name, in the order of `declared()`; whole numbers are ints."""
        return dict(zip(declared(), self.numbers(), strict=True))

    def numbers(self) -> tuple[float | None, ...]:
        """The values of `flat()` alone, in the same order."""
        found: tuple[float | None, ...] = _all_values()(self)
        return found

    def changed(self) -> dict[str, float | None]:
        """The values that differ from their defaults, by name."""
        declarations = declared()
        return {name: value for name, value in self.flat().items() if value != declarations[name].default}

    def outside_plausible_range(self) -> dict[str, float]:
        """The values that lie outside the declared plausible range (allowed, but worth a warning), by name."""
        declarations = declared()
        return {
            name: value
            for name, value in self.changed().items()
            if value is not None and not declarations[name].low <= value <= declarations[name].high
        }


@functools.cache
def declared() -> Mapping[str, Declaration]:
    """Every declaration by name, in the order of `GROUPS` and of the fields in them (read only)."""
    found: dict[str, Declaration] = {}
    for group in GROUPS:
        for name, field in group.model_fields.items():
            for declaration in declarations_of(name, field, group.submodel):
                found[declaration.name] = declaration
    return MappingProxyType(found)


@functools.cache
def _fields() -> Mapping[str, type[Table] | None]:
    """Fields of `Parameters` in declared order: the table's type, or None for a single number."""
    kinds: dict[str, type[Table] | None] = {}
    for group in GROUPS:
        for name, field in group.model_fields.items():
            kind = field.annotation
            kinds[name] = kind if isinstance(kind, type) and issubclass(kind, Table) else None
    return MappingProxyType(kinds)


@functools.cache
def _all_values() -> Callable[[Parameters], Any]:
    """Takes all values out of the fields and tables at once: a design of many points asks for them at every point."""
    return attrgetter(*declared())


def table_fields() -> Mapping[str, type[Table] | None]:
    """Fields in declared order with the type of the table, or None for a single number (read only)."""
    return _fields()


def nearest(name: str) -> str | None:
    """The known parameter or table whose name is nearest to `name`, or None if nothing is near."""
    names = list(dict.fromkeys([*_fields(), *declared()]))
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.65)
    return found[0] if found else None


def known(name: str) -> Declaration:
    """The declaration of `name`; `InputError` with the nearest known name if there is none."""
    declaration = declared().get(name)
    if declaration is None:
        raise InputError(unknown(name), where="parameters")
    return declaration


def unknown(name: str) -> str:
    """What to tell about a name that is no parameter."""
    inside = next((one for one in declared() if one.startswith(f"{name}.")), None)
    if inside is not None:
        return f"{name} is a table: name one of its elements, such as {inside}"
    near = nearest(name)
    hint = f"; did you mean {near}?" if near else "; `pcnsim explain --all` lists them all"
    return f"there is no parameter {name}{hint}"


def flattened(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings (and tables) as one mapping of dotted names; names are not checked here."""
    flat: dict[str, Any] = {}
    for name, value in values.items():
        full = f"{prefix}{name}" if prefix else name
        if type(value) is float:  # most are, and asking for mappings takes longer
            flat[full] = value
        elif isinstance(value, Table):
            elements = type(value).elements()
            flat.update(zip((f"{full}.{element}" for element in elements), value.flat(), strict=True))
        elif isinstance(value, Mapping):
            flat.update(flattened(value, f"{full}."))
        else:
            flat[full] = value
    return flat


def faults(flat: Mapping[str, Any]) -> list[str]:
    """What is wrong with values given by dotted name: one sentence per fault, in the order given."""
    declarations, plain = declared(), _plain_limits()
    problems = []
    for name, value in flat.items():
        if type(value) is float and name in plain and plain[name][0] <= value <= plain[name][1]:
            continue
        declaration = declarations.get(name)
        if declaration is None:
            problems.append(unknown(name))
        elif fault := declaration.fault(value):
            problems.append(f"{name} {fault}")
    return problems


@functools.cache
def _homes() -> dict[str, tuple[str | None, bool]]:
    """Of every parameter its table, None for a single number, and whether only whole numbers make sense."""
    fields = _fields()
    return {
        name: (None if fields[one.field] is None else one.field, one.whole)
        for name, one in declared().items()
    }


@functools.cache
def _plain_limits() -> dict[str, tuple[float, float]]:
    """Between what finite limits a float needs no closer look, of those that need not be whole."""
    most = sys.float_info.max
    return {
        name: (-most if one.minimum is None else one.minimum, most if one.maximum is None else one.maximum)
        for name, one in declared().items()
        if not one.whole
    }


def _nested(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Checked values by dotted name as arguments of `Parameters`: tables completed with their defaults."""
    declarations = declared()
    nested: dict[str, Any] = {}
    touched = {name.partition(".")[0] for name in flat}
    for name, kind in _fields().items():
        if name not in touched:
            continue
        if kind is None:
            value = flat[name]
            whole = declarations[name].whole
            nested[name] = int(value) if whole else value if value is None else float(value)
        else:
            full = [f"{name}.{element}" for element in kind.elements()]
            nested[name] = kind.build([float(flat.get(one, declarations[one].default)) for one in full])
    return nested
