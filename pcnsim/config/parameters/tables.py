"""Small tables of parameters: by need class, role, age band, contract year, service, destination.

A table is a frozen model whose elements are addressed with dots (`minutes_per_contact.simple`). The order of
the fields is the order of rows and columns in the numeric record and in the model.
"""

from __future__ import annotations

import functools
from operator import attrgetter
from typing import Any

from pydantic import BaseModel, ConfigDict

__all__ = [
    "AGE_BANDS",
    "DESTINATIONS",
    "NEED_CLASSES",
    "ROLES",
    "SERVICES",
    "ByAge",
    "ByClass",
    "ByClassAndAge",
    "ByClassAndDestination",
    "ByClassAndService",
    "ByDestination",
    "ByRole",
    "ByRoleAndClass",
    "ByService",
    "ByYear",
    "Table",
]

NEED_CLASSES = ("simple", "complex", "child", "mental", "urgent")
ROLES = ("pharmacist", "physiotherapist", "link_worker", "physician_associate", "paramedic")
SERVICES = (
    "district_nursing",
    "community_mental_health",
    "adult_social_care",
    "voluntary_sector",
    "family_support",
    "unscheduled_care",
    "community_pharmacy",
    "acute_interface",
)
AGE_BANDS = ("age_0_4", "age_5_14", "age_15_44", "age_45_64", "age_65_74", "age_75_84", "age_85_over")
DESTINATIONS = ("emergency_department", "out_of_hours", "pharmacy", "gives_up")


class Table(BaseModel):
    """Base of all tables: frozen, strict numbers, nothing but its own elements."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)

    @classmethod
    @functools.cache
    def elements(cls) -> tuple[str, ...]:
        """Names of the elements in order, dotted for a table of two dimensions."""
        names: list[str] = []
        for name, field in cls.model_fields.items():
            inner = field.annotation
            if isinstance(inner, type) and issubclass(inner, Table):
                names.extend(f"{name}.{element}" for element in inner.elements())
            else:
                names.append(name)
        return tuple(names)

    @classmethod
    @functools.cache
    def shape(cls) -> tuple[int, ...]:
        """(elements,) or (rows, columns)."""
        first = next(iter(cls.model_fields.values())).annotation
        if isinstance(first, type) and issubclass(first, Table):
            return (len(cls.model_fields), *first.shape())
        return (len(cls.model_fields),)

    @classmethod
    def build(cls, values: tuple[Any, ...] | list[Any]) -> Any:
        """A table from its elements in order (flat, rows one after the other, or one tuple a row)."""
        rows = list(cls.model_fields.items())
        if len(cls.shape()) == 1:
            return cls(**{name: value for (name, _), value in zip(rows, values, strict=True)})
        width = cls.shape()[1]
        if len(values) != len(rows):
            values = [values[start : start + width] for start in range(0, len(values), width)]
        made: dict[str, Any] = {}
        for (name, field), row in zip(rows, values, strict=True):
            inner: Any = field.annotation
            made[name] = inner.build(row)
        return cls(**made)

    def flat(self) -> tuple[float, ...]:
        """The elements in order, rows one after the other."""
        values: tuple[float, ...] = attrgetter(*type(self).elements())(self)
        return values


class ByClass(Table):
    """One number per need class."""

    simple: float
    complex: float
    child: float
    mental: float
    urgent: float


class ByRole(Table):
    """One number per additional role."""

    pharmacist: float
    physiotherapist: float
    link_worker: float
    physician_associate: float
    paramedic: float


class ByAge(Table):
    """One number per age band (years)."""

    age_0_4: float
    age_5_14: float
    age_15_44: float
    age_45_64: float
    age_65_74: float
    age_75_84: float
    age_85_over: float


class ByYear(Table):
    """One number per year of the network contract; later years keep the last."""

    year_1: float
    year_2: float
    year_3: float
    year_4: float
    year_5: float


class ByService(Table):
    """One number per community service."""

    district_nursing: float
    community_mental_health: float
    adult_social_care: float
    voluntary_sector: float
    family_support: float
    unscheduled_care: float
    community_pharmacy: float
    acute_interface: float


class ByDestination(Table):
    """One number per place where a failed request for a contact ends."""

    emergency_department: float
    out_of_hours: float
    pharmacy: float
    gives_up: float


class ByClassAndService(Table):
    """A row of services per need class."""

    simple: ByService
    complex: ByService
    child: ByService
    mental: ByService
    urgent: ByService


class ByClassAndAge(Table):
    """A row of age bands per need class."""

    simple: ByAge
    complex: ByAge
    child: ByAge
    mental: ByAge
    urgent: ByAge


class ByClassAndDestination(Table):
    """A row of destinations per need class."""

    simple: ByDestination
    complex: ByDestination
    child: ByDestination
    mental: ByDestination
    urgent: ByDestination


class ByRoleAndClass(Table):
    """A row of need classes per additional role."""

    pharmacist: ByClass
    physiotherapist: ByClass
    link_worker: ByClass
    physician_associate: ByClass
    paramedic: ByClass
