"""One simulation: made from a config, an area and a seed, run week by week, copied, saved and restored.

This is the light path that sweeps take; ``model.Model`` puts Mesa's interface on top of it. Neither knows of files.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np

from pcnsim.config.structure import Structure
from pcnsim.model.branching import check_branch
from pcnsim.model.columns import Floats, GpTies, Ints, State
from pcnsim.model.fit import check_fit
from pcnsim.model.initial import initial_state, teams_for_footprints
from pcnsim.model.initial_ties import headroom, with_room
from pcnsim.model.outcomes.declared import NAMES, headline_names
from pcnsim.model.outcomes.whole_run import whole_run
from pcnsim.model.people_tables import quantile_table
from pcnsim.model.rules.money import COSTS
from pcnsim.model.stretches import stretch_at, stretches
from pcnsim.model.vocabulary import NEED_CLASSES, OWNER_OF_SERVICE, OWNERS
from pcnsim.model.week import Scratch, Setting, run_weeks

if TYPE_CHECKING:
    import pandas as pd

    from pcnsim.area import Area
    from pcnsim.config import Config

ESTABLISHED_YEARS = 4
"""Years of contract behind an established network at the start of its burn-in (amendment A4): the fifth year's terms
go on. The contract began in July 2019."""

HEADLINE_WEEKS = 52
"""Weeks over which headline outcomes are averaged (specification section 8)."""

BEFORE_THE_CONTRACT = Structure.at(0.5, bridging_share=0.0)
"""The structure of the burn-in of founding networks, the same in every arm (specification section 3)."""


class Simulation:
    """A simulated area that goes on week by week.

    config: everything that is set; area: the place; seed: the luck, 0 .. 2**63 - 1. The same three give the same
    bytes. Weeks count from the start of the contract; the first weeks are the burn-in and negative.

    Raises InputError where the config names PCNs that the area does not have, or programmes do not fit it.
    """

    def __init__(self, config: Config, area: Area, seed: int) -> None:
        """Draw the initial state."""
        check_fit(config, area)
        self.config = config
        self.area = area
        self.seed = int(seed)
        self.week = -config.burn_in_weeks
        self.stretches = stretches(config)
        established = config.start == "established"
        before = config.structure_before if established else BEFORE_THE_CONTRACT
        self.state, lean, hubs, self.imputed = initial_state(
            self.record, area, self.seed, before.as_tuple(), config.start, quantile_table()
        )
        self.posts_at_start = np.bincount(self.state.gps.practice, minlength=len(self.state.practices.pcn))
        self._rows: list[Floats] = []
        self.setting = self._setting(lean, hubs)
        self.scratch = _scratch(self.state)

    # ------------------------------------------------------------------ running

    @property
    def record(self) -> np.recarray[Any, Any]:
        """The parameters of the week run last; before any week is run, those that the run begins with."""
        return stretch_at(self.stretches, self.week - 1).record

    @property
    def last_week(self) -> int:
        """The week after the last one of the run."""
        return self.config.weeks

    def step(self) -> None:
        """Run one week."""
        self.run(1)

    def run(self, weeks: int | None = None) -> Simulation:
        """Run so many weeks, or to the end of the run; many single weeks give the same as one call."""
        last = self.last_week if weeks is None else self.week + weeks
        while self.week < last:
            stretch = stretch_at(self.stretches, self.week)
            self._run_to(last if stretch.end is None else min(last, stretch.end), stretch.record[0])
        return self

    def _run_to(self, last: int, record: Any) -> None:
        """Run weeks in which no parameter changes, making room for ties between GPs on the way."""
        room = headroom(record, len(self.state.gps.practice))
        while self.week < last:
            rows = np.full((last - self.week, len(NAMES)), np.nan)
            reached = run_weeks(record, self.setting, self.scratch, self.state, self.week, last, room, rows)
            done = reached - self.week
            if done:
                self._rows.append(rows[:done])
            self.week = int(reached)
            if self.week < last:
                ties = self.state.gp_ties
                self.state = self.state._replace(gp_ties=with_room(ties, 2 * len(ties.first) + 2 * room))

    def branch(self, config: Config) -> Simulation:
        """A copy at this week that goes on under another config, for arms that share what lies behind them.

        What acts from this week on may differ: structures and their changes, programmes, rates and their changes. Area
        and seed stay, and parameters that only draw the initial state do nothing any more.

        Raises InputError where the config asks for something before this week, or its programmes do not fit the area.
        """
        check_branch(self.config, config, self.week)
        check_fit(config, self.area)
        other = self.frozen()
        other.config = config
        other.stretches = stretches(config)
        # Teams for footprints are sized at the start of a run, whatever has changed since.
        state, start = other.state, other.stretches[0].record[0]
        teams = teams_for_footprints(start, state.practices, state.teams, len(state.pcns.system))
        other.state = state._replace(teams=teams)
        other.setting = other._setting(self.setting.practice_goals, self.setting.hubs)
        return other

    def frozen(self) -> Simulation:
        """An independent copy at this week, for whoever looks at it while this one goes on."""
        other = copy.copy(self)
        other.state = copy_state(self.state)
        other.scratch = _scratch(other.state)
        other._rows = list(self._rows)
        return other

    # ------------------------------------------------------------------ saving

    def snapshot(self) -> dict[str, np.ndarray[Any, Any]]:
        """All tables by name, with the week and the series so far: what ``restored`` needs to go on."""
        saved: dict[str, np.ndarray[Any, Any]] = {
            "week": np.array([self.week]),
            "series": self.series().copy(),
        }
        for name, values in zip(State._fields, self.state, strict=True):
            if isinstance(values, GpTies):
                saved |= {f"{name}.{column}": array.copy() for column, array in values._asdict().items()}
            else:
                saved[name] = np.asarray(values).copy()
        return saved

    def restored(self, saved: dict[str, np.ndarray[Any, Any]]) -> Simulation:
        """A simulation of the same config, area and seed at a saved week; it goes on to the same bytes."""
        other = copy.copy(self)
        tables: list[Any] = []
        for name, values in zip(State._fields, self.state, strict=True):
            if isinstance(values, GpTies):
                tables.append(GpTies(*(saved[f"{name}.{column}"].copy() for column in GpTies._fields)))
            else:
                tables.append(saved[name].copy().view(np.recarray))
        other.state = State(*tables)
        other.scratch = _scratch(other.state)
        other.week = int(saved["week"][0])
        other._rows = [saved["series"].copy()]
        return other

    # ------------------------------------------------------------------ looking

    def weekly(self) -> pd.DataFrame:
        """One row a week (burn-in included): column week, then every outcome of ``declared.OUTCOMES``."""
        import pandas as pd

        table = pd.DataFrame(self.series(), columns=list(NAMES))
        table.insert(0, "week", np.arange(self.first_week, self.week))
        return table

    def series(self) -> Floats:
        """The same as plain numbers (weeks, outcomes) from ``first_week`` on, nan where unknown; leave it as it is."""
        if not self._rows:
            return np.empty((0, len(NAMES)))
        if len(self._rows) > 1:
            self._rows = [np.concatenate(self._rows)]
        return self._rows[0]

    @property
    def first_week(self) -> int:
        """The week that the series begins with: negative where there is a burn-in."""
        return self.week - len(self.series())

    def outcomes(self) -> dict[str, float]:
        """Each outcome over the last 52 weeks, over all weeks from week 0 (``_all_weeks``), and of the run as a whole.

        nan where unknown.
        """
        series = self.series()
        after = series[max(len(series) - max(self.week, 0), 0) :]
        whole = whole_run(self.config, series, self.first_week)
        values = [*_means(after[-HEADLINE_WEEKS:]), *_means(after), *whole.values()]
        return dict(zip(headline_names(), values, strict=True))

    def tables(self) -> dict[str, pd.DataFrame]:
        """Agents and ties at this week, one table a kind."""
        from pcnsim.model.tables import tables

        return tables(self)

    # ------------------------------------------------------------------ making

    def _setting(self, lean: Floats, hubs: int) -> Setting:
        weeks, pcns, shares = self._changes()
        established = self.config.start == "established"
        return Setting(
            seed=self.seed,
            contract_from=-self.config.burn_in_weeks if established else 0,
            contract_age=52 * ESTABLISHED_YEARS if established else 0,
            change_week=weeks,
            change_pcn=pcns,
            change_shares=shares,
            owner_of_service=np.array(OWNER_OF_SERVICE, dtype=np.int64),
            quantiles=quantile_table(),
            practice_goals=lean,
            hubs=hubs,
        )

    def _changes(self) -> tuple[Ints, Ints, Floats]:
        """The structure of week 0 and its changes as rows of week, PCN (-1: all) and shares (nan: stays)."""
        from pcnsim.model.structures import change_rows

        return change_rows(self.config, self.area)


def simulate(config: Config, area: Area, seed: int) -> Simulation:
    """Make a simulation and run it to its end."""
    return Simulation(config, area, seed).run()


def copy_state(state: State) -> State:
    """A deep copy: no column is shared."""
    copied = {name: values.copy() for name, values in state._asdict().items() if name != "gp_ties"}
    ties = {name: column.copy() for name, column in state.gp_ties._asdict().items()}
    return State(gp_ties=GpTies(**ties), **copied)


def _means(series: Floats) -> list[float]:
    """Means over weeks that leave out unknown values; nan where there is none."""
    known = ~np.isnan(series)
    count = known.sum(axis=0)
    total = np.where(known, series, 0.0).sum(axis=0)
    return [float(t / c) if c else float("nan") for t, c in zip(total, count, strict=True)]


def _scratch(state: State) -> Scratch:
    posts, practices = len(state.gps.practice), len(state.practices.pcn)
    pcns, systems = len(state.pcns.system), len(state.systems.pcns)
    return Scratch(
        left=np.zeros(posts, dtype=bool),
        arrived=np.zeros(posts, dtype=bool),
        cases=np.zeros((practices, len(NEED_CLASSES))),
        tied=np.zeros(practices, dtype=np.int64),
        outside=np.zeros(practices, dtype=np.int64),
        by_system=np.zeros(systems),
        owner_cases=np.zeros((pcns, len(OWNERS))),
        owner_settled=np.zeros((pcns, len(OWNERS))),
        costs=np.zeros(COSTS),
    )
