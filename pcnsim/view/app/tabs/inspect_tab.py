"""One agent: its state in words and units, its ties, and what it was like in each week so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import solara

from pcnsim.config import InputError
from pcnsim.view.agent_figure import agent_figure
from pcnsim.view.agent_history import Replay
from pcnsim.view.agent_state import describe
from pcnsim.view.agents import Agents
from pcnsim.view.app import agent_tables
from pcnsim.view.app.agent_choice import AgentChoice
from pcnsim.view.app.plotly_view import PlotlyView
from pcnsim.view.app.session import Session
from pcnsim.view.app.tables_view import TablesView
from pcnsim.view.app.take_away import name_of
from pcnsim.view.app.updates import frame_of

if TYPE_CHECKING:
    from pcnsim.model import Simulation
    from pcnsim.view.agents import Agent

__all__ = ["InspectTab"]

WIDTH: Final = 620
"""Pixels of the figure beside the tables, on a laptop."""

AT_ONCE: Final = 30_000
"""Weeks times practices that are run again while the page waits: about a tenth of a second."""


@solara.component
def InspectTab(session: Session, selected: solara.Reactive[str | None]) -> None:
    """The agent chosen here or in the network picture, `selected` by its code; the first practice before that."""
    frame = frame_of(session)
    search, set_search = solara.use_state("")
    listed, set_listed = solara.use_state(None)
    every, set_every = solara.use_state(False)
    agents = solara.use_memo(lambda: Agents(frame), [frame])
    agent, missing = _agent(agents, selected.value)
    kind = listed or agent.kind

    def choose(code: str) -> None:
        selected.set(code)
        set_listed(None)
        set_search("")

    def choose_kind(name: str) -> None:
        set_listed(name)
        set_search("")
        if found := agents.of_kind(name):
            choose(found[0].code)

    shown = describe(frame, agent.code, agents)
    with solara.Column(gap="4px"):
        if missing:
            solara.Text(f"{selected.value} is not in this area; this is another agent.")
        AgentChoice(
            choice=agent_tables.choice(agents, kind, search, shown),
            on_kind=choose_kind,
            on_search=set_search,
            on_choose=choose,
        )
        with solara.Div(classes=["pcnsim-inspect"]):
            TablesView(tables=agent_tables.state_tables(shown))
            with solara.Div():
                _History(frame, agent)
                TablesView(tables=agent_tables.ties_table(shown), height=420, on_choose=choose)
        word = "Hide" if every else "Show"
        with solara.Row():
            solara.Button(
                f"{word} all {len(shown.columns)} columns", on_click=lambda: set_every(not every), text=True
            )
        if every:
            TablesView(tables=agent_tables.all_columns(shown))
    solara.Style(_STYLE)


def _agent(agents: Agents, code: str | None) -> tuple[Agent, bool]:
    """The agent of a code, or the first practice; and whether the area has no agent of that code."""
    first = agents.of_kind("practice")[0]
    if code is None:
        return first, False
    try:
        return agents.find(code), False
    except InputError:
        return first, True


@solara.component
def _History(frame: Simulation, agent: Agent) -> None:
    """The agent over the weeks. Where the weeks so far take long to run again, they are run beside the page.

    Frame and agent come together: an agent of one area has no row in another.
    """
    replay = solara.use_memo(Replay, [])
    long = replay.weeks_to_run(frame, agent) * len(frame.area.practices) > AT_ONCE

    def run_again() -> None:
        if long:
            replay.history(frame, agent)

    running = solara.use_thread(
        run_again,
        dependencies=[long, agent.code, frame if long else None],
        intrusive_cancel=False,  # it would stop in the middle of a week, from which the next frame goes on
    )
    if long and running.error is not None:
        solara.Error(f"The weeks so far cannot be told ({type(running.error).__name__}: {running.error}).")
        return
    if long:
        solara.Text(f"Running {frame.week:,} weeks again to tell what it was like …")
        solara.ProgressLinear(True)
        return
    PlotlyView(
        agent_figure(replay.history(frame, agent), width=WIDTH),
        f"{agent.name}, week by week up to week {frame.week}",
        filename=f"{name_of(frame)}-{agent.code.replace(':', '-')}",
    )


_STYLE = """
.pcnsim-inspect { display: grid; grid-template-columns: minmax(330px, 4fr) minmax(0, 7fr); gap: 24px; }
@media (max-width: 1100px) { .pcnsim-inspect { grid-template-columns: minmax(0, 1fr); } }
"""
