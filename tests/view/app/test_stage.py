"""What Mesa's page steps: in step with the browser, ended with the page, never an exception at Reset."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from pcnsim.config import load
from pcnsim.view.app.session import Session
from pcnsim.view.app.stage import PATIENCE, Shown, Stage


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> Session:
    # Outside a page the counter of drawings is one for all tests of this process.
    monkeypatch.setattr("pcnsim.view.app.stage.asked", lambda: 0)
    return Session(load(None, ["area.pcns=1", "weeks=6", "burn_in_weeks=2"]))


def in_step(session: Session) -> Shown:
    """A page whose browser shows the frame of now."""
    shown = Shown()
    shown.draw(session.number, 0)
    shown.tell(session.number)
    return shown


def clicked(stage: Stage) -> None:
    """Step as the button does: from the thread that talks with the browser, which runs an event loop."""

    async def click() -> None:
        stage.step()

    asyncio.run(click())


@pytest.mark.unit
def test_a_click_runs_a_week_and_the_last_week_ends_the_run(session: Session) -> None:
    stage = Stage(session, Shown(), first=True)
    for week in range(1, 7):
        assert stage.running
        clicked(stage)
        assert session.week == week
    assert not stage.running
    clicked(stage)
    assert session.week == 6


@pytest.mark.unit
def test_a_click_never_waits_for_the_browser(session: Session) -> None:
    shown = in_step(session)
    shown.draw(session.number + 1, 0)  # and the browser still shows the one before
    stage = Stage(session, shown, first=True)
    begun = time.monotonic()
    clicked(stage)
    clicked(stage)
    assert session.week == 2
    assert time.monotonic() - begun < 2


@pytest.mark.unit
def test_playing_waits_until_the_browser_shows_the_last_week(session: Session) -> None:
    shown = in_step(session)
    stage = Stage(session, shown, first=True)

    def play() -> None:
        stage.step()
        shown.draw(session.number, 0)  # as the page does after each turn of Mesa's player
        stage.step()

    player = threading.Thread(target=play, daemon=True)
    player.start()
    deadline = time.monotonic() + 4
    while session.week < 1 and time.monotonic() < deadline:
        time.sleep(0.005)
    player.join(0.3)
    assert (session.week, player.is_alive()) == (1, True)
    shown.tell(session.number)
    player.join(4)
    assert (session.week, player.is_alive()) == (2, False)


@pytest.mark.unit
def test_weeks_between_two_pictures_do_not_wait_for_one(session: Session) -> None:
    """Mesa's render interval: several weeks are run, then the page is drawn."""
    stage = Stage(session, in_step(session), first=True)
    player = threading.Thread(target=lambda: [stage.step() for _ in range(3)], daemon=True)
    player.start()
    player.join(0.9 * PATIENCE)
    assert (session.week, player.is_alive()) == (3, False)


@pytest.mark.unit
def test_a_page_that_is_gone_ends_its_run(session: Session) -> None:
    shown = in_step(session)
    stage = Stage(session, shown, first=True)
    stage.step()
    shown.draw(session.number, 0)
    waiting = threading.Thread(target=stage.step, daemon=True)
    waiting.start()
    shown.close()
    waiting.join(4)
    assert not waiting.is_alive()
    assert not stage.running
    assert session.week == 1


@pytest.mark.unit
def test_reset_begins_again_with_what_was_typed(session: Session) -> None:
    shown = Shown()
    clicked(Stage(session, shown, first=True))
    stage = Stage(session, shown, seed="42", area="2", weeks="9")
    assert (session.week, session.config.seed, session.config.area.pcns, session.config.weeks) == (
        0,
        42,
        2,
        9,
    )
    assert stage.running
    assert session.trouble is None


@pytest.mark.unit
def test_reset_with_a_bad_seed_is_told_and_leaves_the_run(session: Session) -> None:
    shown = Shown()
    clicked(Stage(session, shown, first=True))
    stage = Stage(session, shown, seed="seven", area="1", weeks="6")
    assert session.week == 1
    assert session.trouble is not None
    assert "'seven' is not a whole number" in session.trouble
    clicked(stage)
    assert session.week == 2


@pytest.mark.unit
def test_a_player_that_was_on_its_way_at_reset_does_not_step_the_new_run(session: Session) -> None:
    """Mesa's player makes one more step after Reset (3.3 and 3.5)."""
    shown = Shown()
    first = Stage(session, shown, first=True)
    again: list[Stage] = []

    def play() -> None:
        first.step()
        again.append(Stage(session, shown, seed="1", area="1", weeks="6"))
        again[0].step()

    player = threading.Thread(target=play)
    player.start()
    player.join(10)
    assert session.week == 0
    clicked(again[0])
    assert session.week == 1


@pytest.mark.unit
def test_a_player_that_waits_for_the_browser_at_reset_does_not_step_the_new_run(session: Session) -> None:
    shown = in_step(session)
    first = Stage(session, shown, first=True)
    shown.draw(session.number + 1, 0)
    player = threading.Thread(target=first.step, daemon=True)
    player.start()
    player.join(0.1)
    assert player.is_alive()
    Stage(session, shown, seed="1", area="1", weeks="6")
    shown.tell(session.number)
    player.join(4)
    assert (session.week, player.is_alive()) == (0, False)


@pytest.mark.unit
def test_a_player_that_had_yet_to_make_its_first_step_at_reset_does_not_step_the_new_run(
    session: Session,
) -> None:
    """Mesa's player waits for the play interval first, and does not look again whether it was stopped meanwhile."""
    stages = [Stage(session, in_step(session), first=True)]
    reset = threading.Event()
    player = threading.Thread(target=lambda: [reset.wait(), stages[-1].step()], daemon=True)
    player.start()
    stages.append(Stage(session, stages[0].shown, seed="1", area="1", weeks="6"))
    reset.set()
    player.join(4)
    assert session.week == 0
    again = threading.Thread(target=stages[-1].step, daemon=True)
    again.start()
    again.join(4)
    assert session.week == 1
