"""What the page tells of one agent: found, described, with ties and history."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from plotly.graph_objects import Figure

from pcnsim.area import draw_area
from pcnsim.config import InputError, load
from pcnsim.model import Model
from pcnsim.model.simulation import Simulation
from pcnsim.view.agent_figure import agent_figure
from pcnsim.view.agent_history import MEASURES, Replay, agent_history
from pcnsim.view.agent_state import describe
from pcnsim.view.agents import KINDS, Agents

EVERYTHING_ON = (
    *("area.pcns=3", "area.practices_per_pcn=3", "weeks=40", "burn_in_weeks=4", "structure=network"),
    *("programmes.executive.enabled=true", "programmes.network_role_gps.enabled=true"),
    *("programmes.deputy_directors.enabled=true", "programmes.practice_closure.enabled=true"),
    *(
        "programmes.practice_closure.week=6",
        "programmes.footprint.enabled=true",
        "programmes.footprint.start_week=8",
    ),
)


@pytest.fixture(scope="module")
def frame() -> Simulation:
    """A place in which every kind of agent has every kind of tie; not to be changed."""
    config = load(None, EVERYTHING_ON)
    return Simulation(config, draw_area(3, seed=5, practices_per_pcn=3), 4).run(4 + 16)


@pytest.fixture(scope="module")
def agents(frame: Simulation) -> Agents:
    return Agents(frame)


@pytest.mark.unit
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_described_with_its_ties(frame: Simulation, agents: Agents, kind: str) -> None:
    for agent in agents.of_kind(kind)[::4]:
        told = describe(frame, agent.code, agents)
        assert told.agent == agent
        assert told.week == 16
        rows = [row for group in told.groups.values() for row in group]
        assert 5 <= len(rows) <= 20
        assert len({row.label for row in rows}) == len(rows)
        assert all(row.value and "nan" not in row.value for row in rows)
        assert [tie.trust for tie in told.ties] == sorted((tie.trust for tie in told.ties), reverse=True)
        mean = agent_history(frame, agent.code).values[-1, -1]
        assert mean == pytest.approx(told.mean_trust, nan_ok=True, abs=1e-12)


@pytest.mark.unit
def test_ties_are_those_that_a_run_writes(frame: Simulation, agents: Agents) -> None:
    tables = frame.tables()
    ends = [
        *zip(
            tables["gp_ties"]["first"], tables["gp_ties"]["second"], tables["gp_ties"]["trust"], strict=True
        ),
        *zip(*(tables["practice_ties"][name] for name in ("first", "second", "trust")), strict=True),
        *zip(*(tables["service_ties"][name] for name in ("practice", "service", "trust")), strict=True),
        *zip(*(tables["owner_ties"][name] for name in ("pcn", "owner", "trust")), strict=True),
        *zip(*(tables["programme_ties"][name] for name in ("first", "second", "trust")), strict=True),
    ]
    there = sorted([(one, other, trust) for one, other, trust in ends] + [(b, a, t) for a, b, t in ends])
    told = [
        (agent.code, tie.other.code, tie.trust)
        for kind in KINDS
        for agent in agents.of_kind(kind)
        for tie in describe(frame, agent.code, agents).ties
    ]
    centre = [one for one in told if "SYS1" in one[:2]]
    assert sorted(one for one in told if one not in centre) == there
    open_now = tables["practices"][tables["practices"]["open"]]
    assert sorted(t for a, _, t in centre if a == "SYS1") == sorted(open_now["centre_trust"])
    assert {"gp_service", "pcn_executive", "executive_owner"} == set(tables["programme_ties"]["tie"])


@pytest.mark.unit
@pytest.mark.parametrize("kind", KINDS)
def test_history_is_what_stepping_a_model_shows(frame: Simulation, kind: str) -> None:
    model = Model(frame.config, frame.area, frame.seed)
    name = {"gp": "GP", "pcn": "PCN", "owner": "Trust", "system": "Commissioner"}.get(kind, kind.capitalize())
    mine = [agent for agent in model.agents if type(agent).__name__ == name]
    agent = mine[len(mine) // 2]
    seen = []
    while model.week < frame.week:
        week = model.week
        model.step()
        if week >= -4:
            seen.append([_seen(model, agent, one.table, one.column) for one in MEASURES[kind] if one.table])
    history = agent_history(frame, agent.code)
    assert list(history.weeks) == list(range(-4, 16))
    assert np.array_equal(history.values[:-1].T, np.array(seen))


def _seen(model: Model, agent: object, table: str, column: str) -> float:
    # Where two tables of an agent share a name, its attribute is of the first.
    if table.endswith("_flows"):
        return float(np.sum(model.simulation.state._asdict()[table][column][agent.row]))  # type: ignore[attr-defined]
    return float(np.sum(getattr(agent, column)))


@pytest.mark.unit
def test_a_replay_goes_on_goes_back_and_begins_again(frame: Simulation) -> None:
    replay = Replay()
    agent = Agents(frame).of_kind("practice")[2]
    whole = agent_history(frame, agent.code)
    early = Simulation(frame.config, frame.area, frame.seed).run(4 + 5)
    assert replay.weeks_to_run(early, agent) == 4 + 5
    first = replay.history(early, agent)
    assert replay.weeks_to_run(frame, agent) == 11
    assert np.array_equal(replay.history(frame, agent).values, whole.values)
    assert np.array_equal(first.values, whole.values[:, :9])
    assert replay.weeks_to_run(early, agent) == 0
    assert np.array_equal(replay.history(early, agent).values, first.values)
    other = Simulation(frame.config.with_factors({"structure": "hierarchy"}), frame.area, frame.seed).run(
        4 + 5
    )
    assert replay.weeks_to_run(other, agent) == 4 + 5
    assert not np.array_equal(replay.history(other, agent).values, first.values)
    before = Simulation(frame.config, frame.area, frame.seed)
    assert replay.history(before, agent).values.shape == (4, 0)


@pytest.mark.unit
def test_a_long_burn_in_is_told_from_half_a_year_before_the_contract() -> None:
    config = load(None, ["area.pcns=1", "area.practices_per_pcn=2", "burn_in_weeks=40"])
    run = Simulation(config, draw_area(1, seed=5, practices_per_pcn=2), 4).run(40 + 3)
    history = agent_history(run, "N0001")
    assert list(history.weeks) == list(range(-26, 3))
    assert history.values[0, -1] == run.state.pcn_flows.success[0]


@pytest.mark.unit
def test_looking_changes_nothing(frame: Simulation, agents: Agents) -> None:
    before = frame.tables()
    for kind in KINDS:
        describe(frame, agents.of_kind(kind)[0].code)
    assert all(before[name].equals(table) for name, table in frame.tables().items())


@pytest.mark.unit
def test_agents_are_found_by_name_or_code(frame: Simulation, agents: Agents) -> None:
    codes = list(frame.area.practices["practice_code"])
    assert [one.code for one in agents.of_kind("practice")] == codes
    assert [one.code for one in agents.of_kind("practice", codes[4].lower())] == [codes[4]]
    name = agents.find(codes[4]).name
    assert codes[4] in [one.code for one in agents.of_kind("practice", name.upper())]
    assert agents.of_kind("practice", "nobody") == []
    closed = frame.tables()["practices"].set_index("practice")["open"]
    assert [one.code for one in agents.of_kind("practice", "closed")] == list(closed[~closed].index)
    with pytest.raises(InputError, match="there is no agent 'nobody'"):
        agents.find("nobody")
    with pytest.raises(InputError, match="there is no agent 'nobody'"):
        describe(frame, "nobody")
    with pytest.raises(InputError, match="there is no kind of agent 'planet'"):
        agents.of_kind("planet")


@pytest.mark.unit
def test_who_belongs_to_whom_goes_both_ways(agents: Agents) -> None:
    up = {"practice": "Its practices", "gp": "Its GP posts", "pcn": "Its PCNs"}
    for kind, heading in up.items():
        for agent in agents.of_kind(kind):
            home = agents.related(agent)["Belongs to"][0]
            assert agent in agents.related(home)[heading]


@pytest.mark.unit
def test_figures_are_those_of_the_tables(frame: Simulation, agents: Agents) -> None:
    practices: pd.DataFrame = frame.tables()["practices"].set_index("practice")
    code = str(practices.index[3])
    told = describe(frame, code, agents)
    rows = {row.label: row for group in told.groups.values() for row in group}
    waiting = practices.loc[code, [name for name in practices.columns if name.startswith("backlog_")]].sum()
    assert float(rows["Contacts waiting"].value.replace(",", "")) == pytest.approx(waiting, rel=0.01)
    assert rows["Patients on its list"].value == f"{practices.loc[code, 'list_size']:,.0f}"
    assert [row.label for row in told.columns] == ["practice", *practices.columns]
    assert {row.label: row.unit for row in told.columns}["overtime"] == "share of extra minutes"
    pcn = describe(frame, "N0001", agents)
    staff = next(row for row in pcn.groups["Size"] if row.label == "Additional staff")
    table = frame.tables()["pcns"].set_index("pcn")
    parts = [name for name in table.columns if name.startswith("staff_") and "experience" not in name]
    assert float(staff.value) == pytest.approx(table.loc["N0001", parts].sum(), abs=0.06)


@pytest.mark.unit
def test_the_figure_shows_the_history(frame: Simulation) -> None:
    history = agent_history(frame, "N0002")
    figure = agent_figure(history)
    assert figure == agent_figure(frame, "N0002")
    assert Figure(figure.to_dict()).data  # every property is one that Plotly knows
    lines = [
        trace
        for trace in figure.data
        if trace.mode == "lines" and trace.name in {m.label for m in history.measures}
    ]
    assert [trace.name for trace in lines] == [one.label for one in MEASURES["pcn"]]
    for trace, values in zip(lines, history.values, strict=True):
        assert np.array_equal(trace.y, values.astype(np.float32))
    assert figure.layout.uirevision == agent_figure(frame, "N0002").layout.uirevision != "N0001"
    limits = [shape for shape in agent_figure(frame, "N0001-01-GP1").layout.shapes if shape.y0 == 25]
    assert len(limits) == 1
    with pytest.raises(InputError, match="say which agent"):
        agent_figure(frame)
