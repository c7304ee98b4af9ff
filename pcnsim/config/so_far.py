"""The part of a configuration that a run has carried out by a week: a shorter run, without what lies ahead of it.

A run that is stopped in a week is a whole run of fewer weeks. What begins later would be refused there as a mistake,
because it could do nothing, and is left out; what has begun stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pcnsim.config.configuration import Experiment
from pcnsim.config.errors import InputError
from pcnsim.config.parameters import NEVER, PROGRAMMES

if TYPE_CHECKING:
    from pcnsim.config.configuration import Config

__all__ = ["ahead", "so_far"]


def so_far(config: Config, week: int) -> Config:
    """The configuration of the weeks before `week`: run to its end it gives what a run of `config` gives by then.

    week: the week that comes next, 1 or more. It describes one run: the design of an experiment is left out.

    Raises `InputError` where no week has been run.
    """
    if week < 1:
        raise InputError(
            "nothing has been run yet, so there are no results",
            where=f"week {week}",
            remedy="Run a week or more first.",
        )
    values: dict[str, Any] = {PROGRAMMES[name].switch: 0 for name, _ in _programmes_ahead(config, week)}
    if _move_ahead(config, week):
        values |= {"network_role_transfer_week": NEVER, "network_role_transfer_to": 0}
    update: dict[str, Any] = {
        "experiment": Experiment(),
        "weeks": week,
        "structure_changes": tuple(change for change in config.structure_changes if change.week < week),
        "parameter_changes": tuple(change for change in config.parameter_changes if change.week < week),
        "parameters": config.parameters.with_values(values) if values else config.parameters,
    }
    return config.model_copy(update=update)


def ahead(config: Config, week: int) -> list[str]:
    """What a configuration holds that begins in `week` or later, in words, one line each, by week."""
    found = [(change.week, "the structure changes") for change in config.structure_changes]
    found += [
        (change.week, f"new values of {', '.join(name.replace('_', ' ') for name in change.parameters)}")
        for change in config.parameter_changes
    ]
    found += [(begin, PROGRAMMES[name].title) for name, begin in _programmes_ahead(config, week)]
    if move := _move_ahead(config, week):
        found.append((move, "network-role GPs move to another specialty"))
    return [f"week {begin}: {words}" for begin, words in sorted(found) if begin >= week]


def _programmes_ahead(config: Config, week: int) -> list[tuple[str, int]]:
    """Programmes that are switched on and begin in `week` or later, with their week."""
    weeks = {
        name: int(config.parameters.value(programme.begins) or 0)
        for name, programme in PROGRAMMES.items()
        if config.parameters.value(programme.switch)
    }
    return [(name, begin) for name, begin in weeks.items() if begin >= week]


def _move_ahead(config: Config, week: int) -> int | None:
    """The week in which network-role GPs who serve already are to move to another specialty; None if they are not."""
    p = config.parameters
    move = int(p.network_role_transfer_week)
    return move if p.network_role_gps and week <= move < NEVER else None
