"""A page as the server opens it, without a browser: what it keeps, what it lets go, and whom it waits for."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

import pytest
import solara

from pcnsim.config import load
from pcnsim.model import Simulation
from pcnsim.view.app import page, stage, start
from pcnsim.view.app.session import Session
from pcnsim.view.app.stage import Shown
from pcnsim.view.app.updates import asked, tell


@contextmanager
def opened(sessions: WeakSet[Session]) -> Iterator[Session]:
    """A page as the server opens it, without a browser."""
    _, drawn = solara.render(page.Page(), handle_error=False)
    (session,) = sessions
    try:
        yield session
    finally:
        drawn.close()


def kept_sessions(monkeypatch: pytest.MonkeyPatch) -> WeakSet[Session]:
    """The sessions of all pages opened from now on, which are small, as long as anything keeps them."""
    monkeypatch.setattr(start, "_chosen", [])
    start.begin_with(load(None, ["area.pcns=1", "area.practices_per_pcn=2", "weeks=90", "burn_in_weeks=2"]))
    sessions: WeakSet[Session] = WeakSet()
    begin = Session.__init__
    monkeypatch.setattr(
        Session, "__init__", lambda self, config: (begin(self, config), sessions.add(self))[0]
    )
    return sessions


def simulations() -> int:
    gc.collect()
    return sum(isinstance(one, Simulation) for one in gc.get_objects())


@pytest.mark.unit
def test_a_page_keeps_the_frame_it_shows_and_a_closed_one_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = kept_sessions(monkeypatch)
    elsewhere = simulations()
    with opened(sessions) as session:
        kept = []
        for structure in ("network", "hybrid"):
            for _ in range(5):
                session.step()
                tell()
            session.change(structure=structure)
            tell()
            kept.append(simulations() - elsewhere)
        assert kept[0] == kept[1] <= 4
    del session
    assert simulations() == elsewhere
    assert not sessions


@pytest.mark.unit
def test_playing_waits_for_the_browser_to_show_what_the_page_has_drawn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sessions, made = kept_sessions(monkeypatch), []
    monkeypatch.setattr(page, "Shown", lambda: made.append(Shown()) or made[-1])
    with opened(sessions) as session:
        (shown,) = made
        shown.tell(session.number)
        session.step()
        shown.wait(asked())  # not drawn yet, nor asked for: it does not
        tell()
        monkeypatch.setattr(stage, "PATIENCE", 0.05)
        begun = time.monotonic()
        shown.wait(asked())
        assert time.monotonic() - begun >= 0.05
        shown.tell(session.number)
        monkeypatch.setattr(stage, "PATIENCE", 60.0)
        shown.wait(asked())
    assert shown.closed
