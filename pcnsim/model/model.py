"""The Mesa model: a simulation with agents that Mesa's tools can select, group and draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import pandas as pd

from pcnsim.config.errors import InputError
from pcnsim.model.agents import GP, PCN, Commissioner, Executive, Practice, Service, Trust
from pcnsim.model.network import graph
from pcnsim.model.outcomes.declared import NAMES
from pcnsim.model.simulation import Simulation
from pcnsim.model.tables import Codes

if TYPE_CHECKING:
    import networkx as nx

    from pcnsim.area import Area
    from pcnsim.config import Config


class Model(mesa.Model):
    """A simulated area as a Mesa model: ``step()`` runs one week, ``agents`` are views of rows.

    config: everything that is set (default: the defaults); area: the place (default: the config's synthetic area);
    seed: the luck (default: the config's). Equal arguments give equal bytes. The week counter is ``week``.

    Raises InputError where the config and the area do not fit.
    """

    def __init__(
        self, config: Config | None = None, area: Area | None = None, seed: int | None = None
    ) -> None:
        """Draw the initial state and one agent a row."""
        from pcnsim.area.synthetic import draw_area
        from pcnsim.config import Config, load

        if config is not None and not isinstance(config, Config):
            raise InputError("config must be a Config", remedy="make one with pcnsim.load(path)")
        config = load(None) if config is None else config
        seed = config.seed if seed is None else int(seed)
        if not 0 <= seed < 2**63:
            raise InputError("must be from 0 to 2**63 - 1", where="seed")
        super().__init__(rng=seed)
        if area is None:
            if config.area.folder is not None:
                from pcnsim.area.folder import read_area

                area = read_area(config.area.folder)
            else:
                area = draw_area(
                    pcns=config.area.pcns,
                    seed=seed if config.area.seed is None else config.area.seed,
                    practices_per_pcn=config.area.practices_per_pcn,
                )
        self.simulation = Simulation(config, area, seed)
        codes = Codes(self.simulation)
        for kind, names in (
            (Commissioner, codes.system),
            (Trust, codes.owner),
            (Service, codes.team),
            (PCN, codes.pcn),
            (Practice, codes.practice),
            (GP, codes.gp),
            (Executive, codes.executive if config.parameters.executive else ()),
        ):
            for row, code in enumerate(names):
                kind(self, row, str(code))

    @property
    def week(self) -> int:
        """The week that comes next; weeks before the contract are negative."""
        return self.simulation.week

    def step(self) -> None:
        """Run one week."""
        self.simulation.step()

    def run(self, weeks: int | None = None) -> Model:
        """Run so many weeks, or to the end of the run, in one compiled call; the same as that many steps."""
        self.simulation.run(weeks)
        return self

    def run_model(self) -> None:
        """Run to the end, for tools that expect Mesa's name."""
        self.run()

    def network(self, gps: bool = True) -> nx.Graph[str]:
        """Agents, membership and trust ties as a networkx graph; see ``network.graph``."""
        return graph(self.simulation, gps)

    def outcomes(self) -> dict[str, float]:
        """Each outcome over the last 52 weeks and over all weeks; nan before week 0 has been run."""
        return self.simulation.outcomes()

    def weekly(self) -> pd.DataFrame:
        """One row a week: week and every outcome."""
        return self.simulation.weekly()

    def latest(self) -> dict[str, float]:
        """Every outcome of the week just run, for a Mesa DataCollector; nan before the first."""
        weekly = self.simulation.weekly()
        if weekly.empty:
            return dict.fromkeys(NAMES, float("nan"))
        return {str(name): float(value) for name, value in weekly.iloc[-1].drop("week").items()}

    def branch(self, config: Config) -> Simulation:
        """A simulation that goes on from this week under another structure, or with other programmes."""
        return self.simulation.branch(config)


def model_reporters(names: tuple[str, ...] = NAMES) -> dict[str, Any]:
    """Reporters of outcomes for a Mesa DataCollector."""
    return {name: (lambda model, name=name: model.latest()[name]) for name in names}
