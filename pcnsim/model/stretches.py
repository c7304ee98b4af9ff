"""Parameters over time: the stretches of weeks in which all parameters stay, and the record of each for the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pcnsim.config.errors import InputError
from pcnsim.config.record import as_record

if TYPE_CHECKING:
    from pcnsim.config import Config
    from pcnsim.config.parameters import Parameters


class Stretch(NamedTuple):
    """Weeks in which parameters stay as they are."""

    first: int
    end: int | None
    """The week after the last one; None for the stretch that lasts to the end of the run."""
    record: np.recarray[Any, Any]


def parameters_over_time(config: Config) -> list[tuple[int, Parameters]]:
    """The first week of each stretch and the parameters that hold in it; the first stretch begins the run."""
    over_time = [(-config.burn_in_weeks, config.parameters)]
    for change in config.parameter_changes:
        over_time.append((change.week, over_time[-1][1].with_values(change.parameters)))
    return over_time


def stretches(config: Config) -> tuple[Stretch, ...]:
    """The stretches of a run, one where nothing changes.

    Raises InputError where a change leaves a row of weights that are all 0.
    """
    over_time = parameters_over_time(config)
    ends = [first for first, _ in over_time[1:]]
    made = []
    for (first, parameters), end in zip(over_time, [*ends, None], strict=True):
        try:
            made.append(Stretch(first, end, as_record(parameters).view(np.recarray)))
        except InputError as error:
            if not made:
                raise
            where = f"parameter_changes (week {first})"
            raise InputError(error.what, where=where, remedy=error.remedy) from None
    return tuple(made)


def stretch_at(made: tuple[Stretch, ...], week: int) -> Stretch:
    """The stretch that a week belongs to; weeks before the run belong to the first."""
    return next((one for one in reversed(made) if one.first <= week), made[0])
