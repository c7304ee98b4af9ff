"""How a view notices that a session has something new to show: the counter that Mesa's own page uses, one a page."""

from __future__ import annotations

from mesa.visualization.utils import force_update, update_counter

from pcnsim.model.simulation import Simulation
from pcnsim.view.app.session import Session

__all__ = ["asked", "frame_of", "tell"]


def frame_of(session: Session) -> Simulation:
    """The frame to draw; a component that calls this is drawn again with every new frame."""
    update_counter.get()
    return session.frame


def tell() -> None:
    """Draw everything again that shows a session, after a change."""
    force_update()


def asked() -> int:
    """How often drawing has been asked for on this page."""
    return int(update_counter.peek())
