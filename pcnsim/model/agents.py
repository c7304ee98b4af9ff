"""Mesa agents as views of rows: ``gp.strain`` reads and writes the column, so an agent costs a run nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import mesa

from pcnsim.model.columns import (
    Gps,
    Owners,
    PcnFlows,
    Pcns,
    PracticeFlows,
    Practices,
    Systems,
    Table,
    Teams,
    column_names,
)

if TYPE_CHECKING:
    from pcnsim.model.model import Model


class Column:
    """One column of a table as an attribute of the agent in its row; wide columns give an array that can be written."""

    def __init__(self, table: str, name: str) -> None:
        """table: name of the table in the state; name: the column."""
        self.table, self.name = table, name

    def __get__(self, agent: RowAgent | None, owner: type | None = None) -> Any:
        """The value in the agent's row."""
        if agent is None:
            return self
        value = getattr(agent.model.simulation.state, self.table)[self.name][agent.row]
        return value.item() if value.ndim == 0 else value

    def __set__(self, agent: RowAgent, value: Any) -> None:
        """Write the value into the agent's row."""
        getattr(agent.model.simulation.state, self.table)[self.name][agent.row] = value


class RowAgent(mesa.Agent):
    """An agent that is one row of one or two tables."""

    tables: ClassVar[tuple[tuple[str, type[Table]], ...]] = ()
    model: Model

    def __init__(self, model: Model, row: int, code: str) -> None:
        """row: place in the tables; code: the agent's code, unique in the model."""
        super().__init__(model)
        self.row = row
        self.code = code

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give the class one attribute a column; where two tables share a name the first one's counts."""
        super().__init_subclass__(**kwargs)
        for table, kind in cls.tables:
            for name in column_names(kind):
                if not hasattr(cls, name):
                    setattr(cls, name, Column(table, name))

    def __repr__(self) -> str:
        """Kind and code."""
        return f"<{type(self).__name__} {self.code}>"


class GP(RowAgent):
    """A GP post and whoever is in it."""

    tables = (("gps", Gps),)


class Practice(RowAgent):
    """A GP practice."""

    tables = (("practices", Practices), ("practice_flows", PracticeFlows))


class PCN(RowAgent):
    """A primary care network."""

    tables = (("pcns", Pcns), ("pcn_flows", PcnFlows))


class Service(RowAgent):
    """A community team, or the acute interface of a system."""

    tables = (("teams", Teams),)


class Trust(RowAgent):
    """A provider trust or another owner of services."""

    tables = (("owners", Owners),)


class Commissioner(RowAgent):
    """An integrated care board with its system."""

    tables = (("systems", Systems),)


class Executive(RowAgent):
    """The local general practice executive of a system; ``executive`` says whether it is in force this week."""

    tables = (("systems", Systems),)
