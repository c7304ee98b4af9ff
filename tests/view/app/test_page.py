"""The page in a real browser: what a user clicks, types and sees. Nothing may go wrong unseen (conftest)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.view.app.conftest import Open
from tests.view.app.pages import Visit

pytestmark = pytest.mark.end_to_end


def test_it_opens_at_week_0_with_real_figures(visit: Visit) -> None:
    expect(visit.headline).to_contain_text("3 PCNs")
    expect(visit.headline).to_contain_text("9 practices")
    expect(visit.headline).to_contain_text("seed 7 · hybrid · week 0 of 300")
    assert visit.figure().locator(".point").count() >= 9
    assert visit.alert.count() == 0
    assert "static/assets/plotly.min.js" in "".join(visit.sent)
    # Plotly's button that would send the figure to its makers.
    expect(visit.page.locator(".modebar-btn")).not_to_have_count(0)
    expect(visit.page.locator(".modebar-btn[data-title^=Share]")).to_have_count(0)


def test_a_step_is_a_week(visit: Visit) -> None:
    drawn = int(visit.figure().get_attribute("data-draws") or 0)
    assert visit.step() == 1
    expect(visit.headline).to_contain_text("week 1 of 300")
    visit.page.wait_for_function(
        "drawn => Number(document.querySelector('.pcnsim-figure [data-draws]').dataset.draws) > drawn",
        arg=drawn,
    )
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


def test_the_run_ends_and_begins_again(visit: Visit) -> None:
    visit.restart(weeks=2)
    visit.button("▶").click()
    visit.until_week(2)
    expect(visit.headline).to_contain_text("The run has ended")
    expect(visit.button("Step")).to_be_disabled()
    assert visit.reset() == 0
    assert visit.step() == 1


def test_structure_changes_from_the_beginning_and_on_the_way(visit: Visit) -> None:
    changes = visit.page.get_by_role("list", name="Changes in this run")
    visit.button("Hierarchy").click()
    expect(visit.headline).to_contain_text("· hierarchy · week 0")
    expect(changes).to_have_count(0)
    visit.step(2)
    visit.button("Network").click()
    expect(changes.get_by_role("listitem")).to_have_count(1)
    expect(changes).to_contain_text("2")
    expect(visit.button("Network")).to_have_attribute("aria-pressed", "true")
    assert visit.week == 2
    assert visit.step() == 3
    assert visit.reset() == 0  # the change stays, in its week
    expect(visit.button("Hierarchy")).to_have_attribute("aria-pressed", "true")
    expect(changes.get_by_role("listitem")).to_have_count(1)
    visit.step(3)
    expect(visit.button("Network")).to_have_attribute("aria-pressed", "true")
    changes.get_by_role("button", name="Remove").click()
    expect(changes).to_have_count(0)
    expect(visit.button("Hierarchy")).to_have_attribute("aria-pressed", "true")
    assert visit.week == 3


def test_what_is_typed_wrongly_is_told_and_the_run_goes_on(visit: Visit) -> None:
    visit.step()
    for field, typed, words in (
        ("Seed, at Reset", "lucky", "'lucky' is not a whole number"),
        ("Seed, at Reset", "7", ""),
        ("Area, at Reset: PCNs to draw, or a folder", "no/such/folder", "there is no folder no/such/folder"),
        ("Area, at Reset: PCNs to draw, or a folder", "3", ""),
        ("Weeks, at Reset", "-1", "'-1' is not a whole number"),
        ("Weeks, at Reset", "20", ""),
    ):
        visit.type_into(field, typed)
        visit.button("Reset").click()
        if words:
            expect(visit.alert).to_contain_text(words)
            week = visit.week
            assert visit.step() == week + 1
        else:
            visit.until("element => element.dataset.week === '0'")
            expect(visit.alert).to_have_count(0)
    expect(visit.headline).to_contain_text("week 0 of 20")


def test_a_parameter_out_of_range_is_told_at_its_field(visit: Visit) -> None:
    visit.step()
    demand = visit.opened("Demand")
    field = visit.type_into("Demand scale", "-1")
    expect(demand.get_by_role("alert")).to_contain_text("-1")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert visit.step() == 2
    visit.type_into("Demand scale", "1.5")
    expect(demand.get_by_role("alert")).to_have_count(0)
    expect(visit.page.get_by_role("list", name="Changes in this run")).to_contain_text("Demand scale")
    assert visit.step() == 3


def test_two_pages_do_not_share_a_run(visits: Open) -> None:
    one, other = visits(), visits()
    assert one.step(3) == 3
    other.front()
    other.button("Network").click()
    expect(other.headline).to_contain_text("· network ·")
    assert other.step() == 1
    assert one.week == 3
    expect(one.headline).to_contain_text("· hybrid ·")
    assert one.step() == 4
    assert other.week == 1


def test_everything_can_be_reached_by_keyboard(visit: Visit) -> None:
    def tab_to(text: str) -> None:
        for _ in range(80):
            visit.page.keyboard.press("Tab")
            if visit.page.evaluate("() => document.activeElement.textContent.trim()") == text:
                return
        pytest.fail(f"the tabulator does not reach {text}")

    tab_to("Step")
    visit.page.keyboard.press("Enter")
    visit.until_week(1)
    tab_to("Series")
    visit.page.keyboard.press("Enter")
    expect(visit.page.locator("[role=tab][aria-selected=true]")).to_have_text("Series")
