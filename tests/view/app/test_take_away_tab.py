"""The view that gives files without a browser: what it offers, makes and forgets."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import solara

from pcnsim.config import load
from pcnsim.view.app import take_away
from pcnsim.view.app.session import Session
from pcnsim.view.app.tabs.take_away_tab import TakeAwayTab
from pcnsim.view.app.updates import tell
from tests.view.app.widgets import within

pytestmark = pytest.mark.unit

SMALL = ("weeks=30", "burn_in_weeks=2", "area.pcns=1", "area.practices_per_pcn=2", "seed=3")


class View:
    """The view of a session, seen from the browser."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.box, self.context = solara.render(TakeAwayTab(session), handle_error=False)

    @property
    def widget(self) -> Any:
        return next(one for one in within(self.box) if hasattr(one, "offered"))

    @property
    def items(self) -> dict[str, dict[str, Any]]:
        return {item["name"]: item for group in json.loads(self.widget.offered) for item in group["items"]}

    def said(self) -> str:
        """Texts of the view."""
        return " ".join(str(getattr(one, "children", "")) for one in within(self.box))

    def ask(self, name: str) -> bytes:
        before = self.widget.number
        self.widget.vue_asked(name)
        deadline = time.monotonic() + 20
        while self.widget.content is None or self.widget.number in (0, before):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        content: bytes = self.widget.content
        return content


@pytest.fixture
def view() -> Iterator[View]:
    one = View(Session(load(None, SMALL)))
    yield one
    one.context.close()


def test_in_week_0_only_settings_and_pictures_can_be_had(view: View) -> None:
    there = {name for name, item in view.items.items() if item["there"]}
    assert there == {"config-whole.toml", "network.html", "network.png", "series.html", "series.png"}
    assert "press Step" in view.widget.offered
    view.session.step()
    tell()
    assert all(item["there"] for item in view.items.values())
    assert set(take_away.FILES) < set(view.items)
    assert "pcnsim run 1-pcns-hybrid-seed-3-week-1/config.toml" in view.widget.offered


def test_a_file_is_that_of_the_week_in_which_it_was_asked_for_and_is_forgotten(view: View) -> None:
    view.session.step()
    tell()
    frame = view.session.frame
    content = view.ask("weekly.csv")
    assert content == take_away.one_file(frame, "weekly.csv")
    view.session.step()
    tell()
    assert view.widget.content == content, "what was asked for stays until it is saved"
    assert view.widget.filename == "1-pcns-hybrid-seed-3-week-1-weekly.csv"
    assert view.widget.kind == "text/csv"
    view.widget.vue_saved(view.widget.number)
    assert view.widget.content is None
    assert view.ask("config.toml") == take_away.config_toml(view.session.frame)
    assert view.widget.filename == "1-pcns-hybrid-seed-3-week-2-config.toml"


def test_pictures_come_as_pages_and_as_figures_for_the_browser(view: View) -> None:
    assert b"Plotly.newPlot" in view.ask("series.html")
    view.widget.vue_saved(view.widget.number)
    assert json.loads(view.ask("network.png"))["data"]
    assert view.widget.kind == "image/png"


def test_what_cannot_be_made_is_told(view: View) -> None:
    view.widget.vue_asked("weekly.csv")  # of week 0: its button is not to be pressed
    deadline = time.monotonic() + 20
    while "nothing has been run yet" not in view.said() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "nothing has been run yet" in view.said()
    assert view.widget.content is None
    assert view.widget.busy == ""


def test_whatever_goes_wrong_is_told_and_the_button_comes_back(
    view: View, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    view.session.step()
    tell()

    def failing(*_: object) -> bytes:
        raise MemoryError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(take_away, "one_file", failing)
        view.widget.vue_asked("weekly.csv")
        deadline = time.monotonic() + 20
        while view.widget.busy and time.monotonic() < deadline:
            time.sleep(0.01)
    assert view.widget.busy == ""
    assert "weekly.csv could not be made (MemoryError: no room)." in view.said()
    assert "Traceback" in caplog.text  # for whoever runs the server
    assert view.ask("weekly.csv") == take_away.one_file(view.session.frame, "weekly.csv")
    assert "could not be made" not in view.said()


def test_two_files_asked_for_at_once_are_not_taken_for_each_other(view: View) -> None:
    """The second before the browser has told that the first is saved."""
    view.session.step()
    tell()
    first = view.ask("weekly.csv")
    sent: list[tuple[int, bytes | None]] = []
    view.widget.observe(lambda change: sent.append((view.widget.number, view.widget.content)))
    assert view.ask("practices.csv") != first
    number = view.widget.number
    assert first not in [content for shown, content in sent if shown == number]
    view.widget.vue_saved(number - 1)
    assert view.widget.content is not None, "the second has not been saved yet"
