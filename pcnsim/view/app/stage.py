"""What Mesa's page steps: a Mesa model around a session, which keeps playing in step with the browser.

Mesa's page plays in a thread of its own. Left to itself that thread steps on while another draws, steps faster than the
browser can show, and goes on when the page is gone (Mesa 3.3 and 3.5). So a week is run only when the browser has said
that it shows the one before, and a page that is gone ends its run.
"""

from __future__ import annotations

import asyncio
import threading
from typing import Final
from weakref import WeakSet

import mesa

from pcnsim.config import InputError
from pcnsim.view.app.session import Session
from pcnsim.view.app.updates import asked

__all__ = ["Stage"]

PATIENCE: Final = 5.0
"""Seconds that playing waits for a browser before it goes on all the same."""


class Shown:
    """Which frame the page has drawn and the browser has said to show; shared by the stages of one page."""

    def __init__(self) -> None:
        """Nothing shown so far."""
        self._drawn = -1
        self._update = 0
        self._number = -1
        self._condition = threading.Condition()
        self.closed = False
        self.stopped: WeakSet[threading.Thread] = WeakSet()
        """Threads that were there at the last Reset: the week that a player of them may still run belongs to nobody."""

    def draw(self, number: int, update: int) -> None:
        """Note that this frame is on its way to the browser; of weeks run between two pictures only the last is.

        update: how often drawing had been asked for when this was drawn (`updates.asked`).
        """
        with self._condition:
            self._drawn = number
            self._update = max(self._update, update)
            self._condition.notify_all()

    def tell(self, number: int) -> None:
        """Note that the browser shows this frame."""
        with self._condition:
            self._number = max(self._number, number)
            self._condition.notify_all()

    def close(self) -> None:
        """The page is gone."""
        with self._condition:
            self.closed = True
            self._condition.notify_all()

    def wait(self, update: int) -> None:
        """Wait until what was asked for is drawn and the browser shows it, or is gone, or has never said anything.

        Whoever plays may ask while another thread draws. That thread then draws again; were the next week not to wait
        for it, it would draw again and again, and the browser would see nothing until the run has ended.
        """

        def settled() -> bool:
            drawn = self._update >= update and self._number >= self._drawn
            return self.closed or self._number < 0 or drawn

        with self._condition:
            self._condition.wait_for(settled, timeout=PATIENCE)


class Stage(mesa.Model):
    """A session as a model that Mesa's page can step and make anew.

    The page makes a new one at Reset with what was typed. What cannot be used is told in `session.trouble`, and the
    run stays as it was: a constructor that raises would leave an empty page.
    """

    def __init__(
        self,
        session: Session,
        shown: Shown,
        seed: str | None = None,
        area: str | None = None,
        weeks: str | None = None,
        first: bool = False,
    ) -> None:
        """Begin again with what was typed, unless this is the page's first stage."""
        super().__init__(rng=session.config.seed)
        self.session = session
        self.shown = shown
        if not first:
            with session.lock:
                shown.stopped = WeakSet(threading.enumerate())
                try:
                    session.restart(seed=seed, area=area, weeks=weeks)
                except InputError as error:
                    session.trouble = str(error)
        self.running = not (session.ended or shown.closed)

    def step(self) -> None:
        """Run a week when the browser shows what was drawn last; nothing when the page is gone or the run has ended."""
        thread = threading.current_thread()
        plays = _plays()
        if plays and thread not in self.shown.stopped:
            self.shown.wait(asked())
        if self.shown.closed:
            self.running = False
            return
        with self.session.lock:
            # While it waited the run may have been reset: then the week is not that run's any more.
            if plays and thread in self.shown.stopped:
                return
            self.session.step()
            self.running = not self.session.ended


def _plays() -> bool:
    """Whether this thread plays; the one that talks with the browser runs an event loop and must not wait."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return True
    return False
