"""The view of one agent without a browser: what it is sent, and what it does with what is chosen there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import solara

from pcnsim.config import load
from pcnsim.view import agent_history
from pcnsim.view.agent_state import describe
from pcnsim.view.agents import KINDS, Agents
from pcnsim.view.app import agent_tables
from pcnsim.view.app.session import Session
from pcnsim.view.app.tabs import inspect_tab
from pcnsim.view.app.tabs.inspect_tab import InspectTab
from pcnsim.view.app.updates import tell
from tests.view.app.widgets import within

pytestmark = pytest.mark.unit

SMALL = ("weeks=30", "burn_in_weeks=2", "area.pcns=2", "area.practices_per_pcn=2", "seed=3")


class View:
    """The view of a session, seen from the browser."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.selected: solara.Reactive[str | None] = solara.reactive(None)
        self.box, self.context = solara.render(InspectTab(session, self.selected), handle_error=False)

    def widgets(self, trait: str) -> list[Any]:
        """Widgets of the view that have a trait, in order."""
        return [one for one in within(self.box) if hasattr(one, trait)]

    @property
    def chooser(self) -> Any:
        return self.widgets("told")[0]

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.chooser.told)
        return found

    @property
    def tables(self) -> list[list[dict[str, Any]]]:
        return [json.loads(one.tables) for one in self.widgets("tables")]

    @property
    def figure(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.widgets("figure")[0].figure)
        return found


@pytest.fixture
def view() -> Iterator[View]:
    one = View(Session(load(None, SMALL)))
    yield one
    one.context.close()


def test_it_shows_a_practice_until_something_is_chosen(view: View) -> None:
    assert view.selected.value is None
    assert view.told["title"] == "Practice 1.1 (N0001-01)"
    assert view.told["when"] == "as the contract begins"
    assert [one["kind"] for one in view.told["kinds"]] == list(KINDS)
    view.session.step()
    tell()
    assert view.told["when"] == "after week 0 of the contract"
    assert len(view.figure["data"][0]["x"]) or view.figure["data"][0]["x"]["bdata"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_can_be_chosen(view: View, kind: str) -> None:
    view.chooser.vue_kind(kind)
    agent = Agents(view.session.frame).of_kind(kind)[0]
    assert view.selected.value == agent.code
    assert view.told["title"] == agent.shown
    state, ties = view.tables
    shown = describe(view.session.frame, agent.code)
    assert [table["caption"] for table in state] == list(shown.groups)
    assert len(ties[0]["rows"]) == min(len(shown.ties), agent_tables.MOST_TIES)


def test_a_search_a_tie_and_a_relative_lead_to_others(view: View) -> None:
    view.chooser.vue_searched("practice 2.")
    assert [one["code"] for one in view.told["offered"]] == ["N0002-01", "N0002-02"]
    assert view.told["count"] == "2 found"
    assert view.told["code"] == "", "the agent shown is none of those found"
    view.chooser.vue_chosen("N0002-02")
    assert view.told["search"] == ""
    pcn = next(one for group in view.told["related"] for one in group["agents"] if one["code"] == "N0002")
    view.chooser.vue_chosen(pcn["code"])
    assert view.told["what"] == "PCN"
    tie = view.tables[1][0]["rows"][0][0]
    view.widgets("tables")[1].vue_chosen(tie["code"])
    assert view.selected.value == tie["code"]
    assert view.told["title"].startswith(tie["text"])


def test_what_another_view_chose_is_shown_and_what_is_gone_is_told(view: View) -> None:
    view.selected.set("N0002")
    assert view.told["title"] == "PCN 2 (N0002)"
    view.session.restart(area="1")
    tell()
    assert view.told["title"] == "Practice 1.1 (N0001-01)"
    assert any("N0002 is not in this area" in str(one.children) for one in view.widgets("children"))


def test_a_long_run_is_told_without_waiting_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspect_tab, "AT_ONCE", 10)
    view = View(Session(load(None, SMALL)))
    deadline = time.monotonic() + 20
    while not view.widgets("figure") and time.monotonic() < deadline:
        time.sleep(0.02)
    assert view.figure["data"]
    view.context.close()


def test_weeks_that_come_while_a_long_run_is_told_do_not_disturb_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page goes on to the next frame while the weeks up to the one before are still run again."""
    monkeypatch.setattr(inspect_tab, "AT_ONCE", 0)
    seen, under_way, go_on = agent_history._seen, threading.Event(), threading.Event()

    def slow(*arguments: Any) -> list[float]:
        under_way.set()
        go_on.wait(20)
        return seen(*arguments)

    monkeypatch.setattr(agent_history, "_seen", slow)
    replays: list[agent_history.Replay] = []
    monkeypatch.setattr(inspect_tab, "Replay", lambda: replays.append(agent_history.Replay()) or replays[-1])
    session = Session(load(None, SMALL))
    view = View(session)
    assert under_way.wait(20)
    session.step()
    tell()
    go_on.set()
    deadline = time.monotonic() + 20
    while not view.widgets("figure") and time.monotonic() < deadline:
        time.sleep(0.02)
    view.context.close()
    agent = Agents(session.frame).find("N0001-01")
    told = replays[0].history(session.frame, agent)
    alone = agent_history.agent_history(session.frame, "N0001-01")
    np.testing.assert_array_equal(told.weeks, alone.weeks)
    np.testing.assert_array_equal(told.values, alone.values)


def test_weeks_that_cannot_be_run_again_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(*_: Any) -> list[float]:
        raise MemoryError("no room")

    monkeypatch.setattr(inspect_tab, "AT_ONCE", 0)
    monkeypatch.setattr(agent_history, "_seen", nothing)
    view = View(Session(load(None, SMALL)))
    words = "The weeks so far cannot be told (MemoryError: no room)."
    deadline = time.monotonic() + 20
    while not any(words in str(one.children) for one in view.widgets("children")):
        assert time.monotonic() < deadline, view.widgets("children")
        time.sleep(0.02)
    assert view.told["title"] == "Practice 1.1 (N0001-01)"
    view.context.close()


def test_lists_end_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(load(None, SMALL))
    agents = Agents(session.frame)
    shown = describe(session.frame, "N0001-01", agents)
    monkeypatch.setattr(agent_tables, "MOST_OFFERED", 3)
    monkeypatch.setattr(agent_tables, "MOST_TIES", 2)
    choice = agent_tables.choice(agents, "practice", "", shown)
    assert len(choice["offered"]) == 3
    assert choice["count"] == "4 in the area; the first 3 are listed, type to find others"
    (table,) = agent_tables.ties_table(shown)
    assert len(table["rows"]) == 2
    assert table["caption"].endswith("the 2 strongest")
    assert [row[0] for row in agent_tables.all_columns(shown)[0]["rows"]] == list(shown.values)
