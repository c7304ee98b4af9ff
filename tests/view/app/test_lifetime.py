"""What a page keeps: as much after many weeks as after few, and nothing once it is closed."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakSet

import pytest
import solara

from pcnsim.config import load
from pcnsim.model import Simulation
from pcnsim.view.app import page, start
from pcnsim.view.app.session import Session
from pcnsim.view.app.updates import tell


@contextmanager
def opened(sessions: WeakSet[Session]) -> Iterator[Session]:
    """A page as the server opens it, without a browser."""
    _, drawn = solara.render(page.Page(), handle_error=False)
    (session,) = sessions
    try:
        yield session
    finally:
        drawn.close()


def simulations() -> int:
    gc.collect()
    return sum(isinstance(one, Simulation) for one in gc.get_objects())


@pytest.mark.unit
def test_a_page_keeps_the_frame_it_shows_and_a_closed_one_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_chosen", [])
    start.begin_with(load(None, ["area.pcns=1", "area.practices_per_pcn=2", "weeks=90", "burn_in_weeks=2"]))
    sessions: WeakSet[Session] = WeakSet()
    begin = Session.__init__
    monkeypatch.setattr(
        Session, "__init__", lambda self, config: (begin(self, config), sessions.add(self))[0]
    )
    elsewhere = simulations()
    for _ in range(2):
        with opened(sessions) as session:
            kept = []
            for _ in range(3):
                for _ in range(5):
                    session.step()
                    tell()
                session.change(structure="network" if session.week < 8 else "hybrid")
                tell()
                kept.append(simulations() - elsewhere)
            assert kept[0] == kept[1] == kept[2] <= 4
        del session
        assert simulations() == elsewhere
        assert not sessions
