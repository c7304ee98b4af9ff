"""Parameters as numbers for the compiled model: one record of fixed layout. NumPy is imported only here."""

from __future__ import annotations

import functools
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pcnsim.config.errors import InputError
from pcnsim.config.parameters import Parameters, declared, table_fields

__all__ = ["as_record", "record_dtype", "weight_tables"]


@functools.cache
def record_dtype() -> np.dtype[np.void]:
    """Layout of a record: an f8 field per parameter, a sub-array per table (`agency_mix` is (5, 8)).

    Fields stand in the order of `declared()`, so that the layout depends on the declarations alone.
    """
    fields: list[Any] = []
    for name, kind in table_fields().items():
        fields.append((name, "f8") if kind is None else (name, "f8", kind.shape()))
    return np.dtype(fields)


@functools.cache
def weight_tables() -> frozenset[str]:
    """Names of the tables whose rows are weights."""
    return frozenset(declaration.field for declaration in declared().values() if declaration.weight)


def as_record(parameters: Parameters) -> NDArray[np.void]:
    """The parameters as a structured array of shape (1,), every field f8.

    Rows of weight tables (`weight_tables`) are divided by their sum here, so that a researcher who changes one
    weight need not change the others; a row of zeros is refused. A parameter that follows the structure (None)
    is nan.
    """
    # The fields of a record are f8 one after the other, in the order of `declared()`; None becomes nan.
    numbers = np.array(parameters.numbers(), dtype=np.float64)
    for name, start, shape in _weights():
        rows = numbers[start : start + math.prod(shape)].reshape(shape)
        sums = rows.sum(axis=-1, keepdims=True)
        if not (sums > 0).all():
            raise InputError(
                f"{name} has a row of weights that are all 0",
                where="parameters",
                remedy="give at least one element of each row a weight above 0",
            )
        rows /= sums
    return numbers.view(record_dtype())


@functools.cache
def _weights() -> tuple[tuple[str, int, tuple[int, ...]], ...]:
    """The weight tables: name, place of the first element in a record, and shape."""
    places, start = [], 0
    for name, kind in table_fields().items():
        shape = () if kind is None else kind.shape()
        if name in weight_tables():
            places.append((name, start, shape))
        start += math.prod(shape)
    return tuple(places)
