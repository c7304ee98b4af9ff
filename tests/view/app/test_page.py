"""The page in a real browser: what a user clicks, types and sees. Nothing may go wrong unseen (conftest)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.view.app.pages import Visit

pytestmark = pytest.mark.end_to_end


def test_it_opens_at_week_0_with_real_figures(visit: Visit) -> None:
    expect(visit.headline).to_contain_text("3 PCNs")
    expect(visit.headline).to_contain_text("9 practices")
    expect(visit.headline).to_contain_text("seed 7 · hybrid · week 0 of 300")
    assert visit.figure().locator(".point").count() >= 9
    assert visit.alert.count() == 0


def test_a_step_is_a_week(visit: Visit) -> None:
    drawn = int(visit.figure().get_attribute("data-draws") or 0)
    assert visit.step() == 1
    expect(visit.headline).to_contain_text("week 1 of 300")
    visit.page.wait_for_selector(f".pcnsim-figure [data-draws='{drawn + 1}']", state="attached")
    assert visit.step(2) == 3


def test_playing_goes_on_until_paused(visit: Visit) -> None:
    visit.play(weeks=3)
    expect(visit.button("Step")).to_be_disabled()
    rest = visit.pause()
    assert rest >= 3
    assert visit.step() == rest + 1


def test_reset_begins_again_also_while_it_plays(visit: Visit) -> None:
    visit.step(2)
    assert visit.reset() == 0
    visit.play(weeks=2)
    assert visit.reset() == 0
    expect(visit.headline).to_contain_text("week 0 of")
    assert visit.step() == 1
