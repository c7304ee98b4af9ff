"""What a simulation that is under way may go on with: whether another config asks for what lies behind it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pcnsim.config.errors import InputError

if TYPE_CHECKING:
    from pcnsim.config import Config

__all__ = ["check_branch"]


def check_branch(old: Config, new: Config, week: int) -> None:
    """Raise `InputError` where `new` cannot go on from week `week` (the one that comes next) of a run of `old`.

    Otherwise a config would be carried out in part and nobody told: a deadline that has passed, a year of deputies that
    was over before they began, a structure that was to be there from week 0.
    """
    for name in ("start", "burn_in_weeks"):
        if getattr(new, name) != getattr(old, name):
            raise InputError(
                f"is {getattr(new, name)!r}, but the run began with {getattr(old, name)!r}",
                where=name,
                remedy="leave it, or start a new run",
            )
    if week > 0 and new.structure != old.structure:
        raise InputError(
            f"differs from that of week 0, but the run has reached week {week}",
            where="structure",
            remedy=f"leave it, and give a change of structure in week {week} or later (structure_changes)",
        )
    for number, change in enumerate(new.structure_changes):
        if change.week < week and change not in old.structure_changes:
            raise InputError(
                f"is of week {change.week}, but the run has reached week {week}",
                where=f"structure_changes[{number}]",
                remedy=f"change the structure in week {week} or later",
            )
    _check_parameters(old, new, week)
    _check_programmes(old, new, week)


def _check_parameters(old: Config, new: Config, week: int) -> None:
    """New values of parameters come in `week` or later, but those that the run has taken already."""
    taken = {change.week: change.parameters for change in old.parameter_changes}
    for change in new.parameter_changes:
        for name, value in change.parameters.items():
            if change.week < week and taken.get(change.week, {}).get(name) != value:
                raise InputError(
                    f"changes to {value:g} in week {change.week}, but the run has reached week {week}",
                    where=f"parameter_changes (week {change.week}).{name}",
                    remedy=f"change it in week {week} or later",
                )


def _check_programmes(old: Config, new: Config, week: int) -> None:
    """Programmes that are new, or begin at another time than before, begin at `week` or later."""
    from pcnsim.config.parameters import PROGRAMMES

    before, after = _numbers(old), _numbers(new)
    for name, programme in PROGRAMMES.items():
        if not after[programme.switch]:
            continue
        begins = programme.begins
        if after[begins] >= week:
            continue
        if not before[programme.switch] or before[begins] != after[begins]:
            raise InputError(
                f"is {after[begins]:g}, but the run has reached week {week}",
                where=f"programmes.{name}.{programme.begin_key}",
                remedy=f"begin in week {week} or later",
            )
    size = "network_role_gps_per_pcn"
    running = before["network_role_gps"] and after["network_role_gps"]
    if running and before[size] != after[size] and before["network_role_start_week"] < week:
        raise InputError(
            f"is {after[size]:g}, but GPs serve already at {before[size]:g}",
            where="programmes.network_role_gps.gps_per_pcn",
            remedy="leave it while the programme runs",
        )


def _numbers(config: Config) -> dict[str, float]:
    """Parameters that have a value; those that follow the structure have none."""
    return {name: value for name, value in config.parameters.flat().items() if value is not None}
