"""What one browser page works with: a configuration, its run so far, and the changes made on the way. No screen here.

The configuration is the one truth. A change acts from the week that comes next and is written into it, so that at every
moment `pcnsim run` of `Session.config` repeats the run to the bit, and starting again replays it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from pcnsim.area import Area
from pcnsim.config import Config, InputError, blocks
from pcnsim.config.parameters import PROGRAMMES
from pcnsim.config.structure import NAMED_STRUCTURES
from pcnsim.experiment.plan import area_seed, run_seed
from pcnsim.experiment.work import make_area
from pcnsim.model.simulation import Simulation
from pcnsim.view.app.beginning import with_beginning

__all__ = ["Scheduled", "Session", "attempted"]

STRUCTURES: Final = tuple(NAMED_STRUCTURES)
"""What stands side by side."""


@dataclass(frozen=True, slots=True)
class Scheduled:
    """Something that begins in a week: a change of structure or of a parameter, or a programme."""

    week: int
    kind: Literal["structure", "parameter", "programme"]
    name: str
    """The parameter or programme; "structure" for a structure."""
    value: float | str | None
    """The new value; None of a programme, and of a structure of which only shares change."""
    pcns: tuple[str, ...] | None = None
    """Codes of the PCNs whose structure changes; None: all."""


class Session:
    """A run that somebody watches and changes.

    config: where it begins. Each page has a session of its own; nothing is shared. Views draw `frame`, a copy that
    nobody steps, so that a run may go on in one thread while another draws.

    Raises InputError where the config and its area cannot be used.
    """

    def __init__(self, config: Config) -> None:
        """Run the burn-in: the page opens at week 0."""
        self.original = config
        self.lock = threading.RLock()
        self.trouble: str | None = None
        """What was wrong with the last thing asked for, in words for the page."""
        self.number = 0
        """Counts frames, so that the page can say which one it has drawn."""
        self._others: dict[str, Simulation] | None = None
        self._frames_beside: dict[str, Simulation] = {}
        self.at_reset: dict[str, float | None] = {}
        """Parameters that only draw the start, with what they become when the run begins again."""
        self._begin(config)

    # ------------------------------------------------------------------ looking

    @property
    def week(self) -> int:
        """The week that comes next in the frame shown."""
        return self.frame.week

    @property
    def ended(self) -> bool:
        """Whether the last week of the run has been run."""
        return self._simulation.week >= self.config.weeks

    @property
    def beside(self) -> dict[str, Simulation]:
        """Frames of hierarchy, hybrid and network, same seed and week; empty unless `compare` was asked for."""
        return self._frames_beside

    def scheduled(self) -> list[Scheduled]:
        """Changes and programmes of the configuration, those behind included, by week."""
        config = self.config
        found = [
            Scheduled(change.week, "structure", "structure", change.structure, change.pcns)
            for change in config.structure_changes
        ]
        for entry in config.parameter_changes:
            found += [
                Scheduled(entry.week, "parameter", name, value) for name, value in entry.parameters.items()
            ]
        for name in PROGRAMMES:
            begins = _begins(config, name)
            if begins is not None:
                found.append(Scheduled(begins, "programme", name, None))
        return sorted(found, key=lambda one: (one.week, one.kind, one.name, one.pcns or ()))

    # ------------------------------------------------------------------ going on

    def step(self) -> None:
        """Run one week, of the runs side by side too; nothing after the last week."""
        with self.lock:
            if self.ended:
                return
            self._simulation.run(1)
            for other in (self._others or {}).values():
                other.run(1)
            self._show()

    def restart(self, *, seed: object = None, area: object = None, weeks: object = None) -> None:
        """Begin again at week 0, with the changes of the configuration in their weeks.

        seed, weeks: whole numbers, also as text; area: a number of PCNs to draw, or a folder; None: as before. Raises
        InputError, and leaves everything as it was, where one cannot be used.
        """
        with self.lock:
            config = with_beginning(self.config, seed=seed, area=area, weeks=weeks)
            self._begin(_with_values(config, self.at_reset))

    def revert(self) -> None:
        """Take out every change made on the page and run again to this week; seed, area and length stay."""
        with self.lock:
            kept = {name: getattr(self.config, name) for name in ("seed", "area", "weeks")}
            self._replace(self.original.model_copy(update=kept))
            self.at_reset = {}

    def compare(self, wanted: bool) -> None:
        """Keep hierarchy, hybrid and network beside the run, or stop doing so."""
        with self.lock:
            if wanted and self._others is None:
                self._others = _beside(self.config, self.area, self._simulation)
                self._show()
            elif not wanted:
                self._others = None
                self._frames_beside = {}

    # ------------------------------------------------------------------ changing

    def change(
        self,
        parameters: Mapping[str, float] | None = None,
        structure: str | float | None = None,
        programme: tuple[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """Change something from the week that comes next; at week 0 from the beginning, burn-in included.

        parameters: new values by name. structure: a name, or a position from 0 to 1. programme: its name and keys of
        its block; of one that has begun they hold from its beginning, and the run is made again up to this week (its
        sizes change on the way as `parameters`). Raises InputError where it cannot be done; all stays as it was.
        """
        with self.lock:
            week = self._simulation.week
            config = self.config
            if week <= 0:
                levels: dict[str, Any] = dict(parameters or {})
                if structure is not None:
                    levels["structure"] = structure
                config = config.with_factors(levels)
            else:
                if parameters:
                    config = config.with_parameter_change(week, parameters)
                if structure is not None:
                    config = config.with_structure_change(week, structure)
            if programme is None:
                self._go_on(config)
                return
            config = _with_programme(config, week, *programme)
            if week > 0 and self._has_begun(programme[0]):
                # The block holds from its start: to go on would be another run than its own.
                self._replace(config)
            else:
                self._go_on(config)

    def later(self, parameters: Mapping[str, float | None]) -> None:
        """Keep values for the next time that the run begins; None: as the structure has it.

        Raises InputError where one cannot be used.
        """
        with self.lock:
            values = {**self.at_reset, **parameters}
            _with_values(self.config, values)
            now = self.config.parameters.flat()
            self.at_reset = {name: value for name, value in values.items() if value != now[name]}

    def remove(self, scheduled: Scheduled) -> None:
        """Take a change or programme out of the configuration; a run that has passed it is run again to its week."""
        with self.lock:
            config = self.config
            if scheduled.kind == "structure":
                config = config.without_structure_change(scheduled.week, scheduled.pcns)
            elif scheduled.kind == "parameter":
                config = config.without_parameter_change(scheduled.week, scheduled.name)
            else:
                config = config.with_programme(
                    scheduled.name, {**_block(self.original, scheduled.name), "enabled": False}
                )
            self._replace(config)

    # ------------------------------------------------------------------ within

    def _has_begun(self, programme: str) -> bool:
        begins = _begins(self.config, programme)
        return begins is not None and begins < self._simulation.week

    def _begin(self, config: Config) -> None:
        """Start a run of `config`; only when it stands is anything of the session touched."""
        place = None if not config.area.synthetic else config.area.seed
        area = make_area(config.area, area_seed(config.seed, 0) if place is None else place)
        simulation = Simulation(config, area, run_seed(config.seed, 0)).run(config.burn_in_weeks)
        self.at_reset = {}
        self._settle(config, area, simulation)

    def _go_on(self, config: Config) -> None:
        """Go on from this week under another configuration; what is at its beginning begins again."""
        if self._simulation.week <= 0:
            self._begin(config)
        else:
            self._settle(config, self.area, self._simulation.branch(config))

    def _replace(self, config: Config) -> None:
        """Run again to this week under another configuration."""
        run = self._simulation
        self._settle(config, self.area, _run_to(run.week, config, self.area, run.seed))

    def _settle(self, config: Config, area: Area, simulation: Simulation) -> None:
        """Take a run in place of the one so far, once those beside it stand as well."""
        others = None if self._others is None else _beside(config, area, simulation)
        self.config, self.area, self._simulation, self._others = config, area, simulation, others
        self.trouble = None
        self._show()

    def _show(self) -> None:
        self._frames_beside = {name: one.frozen() for name, one in (self._others or {}).items()}
        self.frame = self._simulation.frozen()
        self.number += 1


def _run_to(week: int, config: Config, area: Area, luck: int) -> Simulation:
    return Simulation(config, area, luck).run(config.burn_in_weeks + week)


def _beside(config: Config, area: Area, run: Simulation) -> dict[str, Simulation]:
    """Runs with each named structure from the beginning on, all else that of a run, at its week."""
    plain = config.model_copy(update={"structure_changes": ()})
    configs = {name: plain.with_factors({"structure": name}) for name in STRUCTURES}
    return {name: _run_to(run.week, one, area, run.seed) for name, one in configs.items()}


def _with_programme(config: Config, week: int, name: str, values: Mapping[str, Any]) -> Config:
    """The configuration with keys of a programme's block set; an end among them holds against those of changes.

    Changes of the end from this week on go. Where one lies behind, the block's end is not in force any more, and the
    new one becomes a change of this week: what has been run stays.
    """
    end = f"{blocks.PREFIX}{name}.end_week"
    weeks = [one.week for one in config.parameter_changes if blocks.parameter_of(end) in one.parameters]
    if "end_week" not in values or not weeks:
        return config.with_programme(name, values)
    for one in weeks:
        if one >= week:
            config = config.without_parameter_change(one, end)
    if weeks[0] >= week:
        return config.with_programme(name, values)
    rest = {key: value for key, value in values.items() if key != "end_week"}
    return config.with_programme(name, rest).with_parameter_change(week, {end: values["end_week"]})


def _block(config: Config, programme: str) -> dict[str, str | bool | float]:
    """A programme's block as it is written."""
    keys = PROGRAMMES[programme].keys.items()
    return {
        key: blocks.shown(f"{blocks.PREFIX}{programme}.{key}", config.parameters.value(name) or 0)
        for key, name in keys
    }


def _with_values(config: Config, values: Mapping[str, float | None]) -> Config:
    """The configuration with other values at its beginning."""
    return (
        config.model_copy(update={"parameters": config.parameters.with_values(values)}) if values else config
    )


def attempted(session: Session, action: Callable[[], None]) -> bool:
    """Do something to a session; keep what is wrong with it, in words, for the page. Whether it was done."""
    try:
        action()
    except InputError as error:
        session.trouble = str(error)
        return False
    session.trouble = None
    return True


def _begins(config: Config, programme: str) -> int | None:
    """The week in which a programme begins; None where it is off."""
    one, parameters = PROGRAMMES[programme], config.parameters
    return int(parameters.value(one.begins) or 0) if parameters.value(one.switch) else None
