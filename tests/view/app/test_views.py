"""The views of the page in a real browser: side by side, inspect, programmes under way, and what is taken away."""

from __future__ import annotations

import io
import re
import sys
import time
import zipfile
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import expect

from pcnsim.cli.app import main
from tests.small import contents
from tests.view.app.conftest import Open
from tests.view.app.pages import Server, Visit

pytestmark = pytest.mark.end_to_end


PLACE = """wanted => {
    const element = document.querySelector(".pcnsim-figure [role=img]");
    const codes = (trace) => Array.from(trace.customdata || [], (one) => [].concat(one)[0]);
    const trace = element._fullData.find((one) => one.name === wanted || codes(one).includes(wanted));
    const place = Math.max(codes(trace).indexOf(wanted), 0);
    const box = element.getBoundingClientRect(), { xaxis, yaxis } = element._fullLayout;
    const across = xaxis._offset + xaxis.d2p(trace.x[place]), down = yaxis._offset + yaxis.d2p(trace.y[place]);
    return [box.left + across, box.top + down];
}"""
"""Where an agent is drawn, or what is first of a trace of that name, in pixels of the page."""


def run_of(config: Path, out: Path) -> Path:
    """What `pcnsim run` of a configuration writes, as the command line calls it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["pcnsim", "run", str(config), "--out", str(out)])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == 0
    return out


def test_what_is_taken_away_is_what_the_command_line_makes(visit: Visit, tmp_path: Path) -> None:
    """With a structure changed, a programme begun and a parameter set on the way."""
    visit.tab("Take away")
    expect(visit.button("weekly.csv")).to_be_disabled()
    visit.step(2)
    visit.button("Network").click()
    expect(visit.headline).to_contain_text("network · week 2")
    surge = visit.opened("A surge of demand")
    surge.get_by_role("switch").check()
    visit.opened("Demand")
    visit.type_into("Demand scale", "1.2")
    expect(visit.page.get_by_role("list", name="Changes in this run").get_by_role("listitem")).to_have_count(
        3
    )
    visit.step(3)
    name, packed = visit.download(visit.button("Everything as a zip"))
    assert name == "3-pcns-hybrid-changed-seed-7-week-5.zip"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    taken = tmp_path / name.removesuffix(".zip")
    made = contents(run_of(taken / "config.toml", tmp_path / "again"))
    assert contents(taken, without=("manifest.json", "README.txt")) == made
    for file in ("weekly.csv", "practices.csv", "network.graphml"):
        assert visit.download(visit.button(file)) == (f"{taken.name}-{file}", made[file])
    name, settings = visit.download(visit.button("Settings so far"))
    assert name.endswith("config.toml")
    assert settings == made["config.toml"]
    name, picture = visit.download(visit.button("Network: page"))
    assert name.endswith("network.html")
    assert b"sendChartToCloud" in picture  # among the buttons to leave out
    name, picture = visit.download(visit.button("Network: PNG"))
    assert name.endswith("-network.png")
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 50_000


def test_a_programme_begun_on_the_way_changes_what_comes(visit: Visit) -> None:
    def weekly() -> list[str]:
        visit.tab("Take away")
        return visit.download(visit.button("weekly.csv"))[1].decode().splitlines()

    visit.step(5)
    without = weekly()
    visit.reset()
    visit.step(3)
    surge = visit.opened("A surge of demand")
    surge.get_by_role("switch").check()
    changes = visit.page.get_by_role("list", name="Changes in this run")
    expect(changes).to_contain_text(re.compile("week 3.*surge", re.IGNORECASE))
    visit.step(2)
    with_surge = weekly()
    assert len(with_surge) == len(without)
    assert with_surge[:-2] == without[:-2]  # weeks 0 to 2
    assert with_surge[-2:] != without[-2:]
    changes.get_by_role("button", name="Remove").click()
    expect(changes).to_have_count(0)
    assert weekly() == without


def test_side_by_side_shows_one_week_of_three_structures(visit: Visit) -> None:
    visit.step(2)
    visit.tab("Side by side")
    table = visit.page.get_by_role("table")
    for week in (2, 3):
        for name in ("hierarchy", "hybrid", "network"):
            expect(visit.page.get_by_role("img", name=f"{name} in week {week}")).to_have_attribute(
                "data-draws", re.compile(r"\d+")
            )
        expect(table).to_contain_text(f"Means of weeks 0 to {week - 1}")
        heads = table.locator("thead th").all_inner_texts()
        assert heads == [
            *("Outcome", "hierarchy", "hybrid", "network"),
            *("hybrid minus hierarchy", "network minus hierarchy"),
        ]
        differences = table.locator("tbody tr").all_inner_texts()
        assert len(differences) >= 5
        if week == 2:
            before = differences
            visit.step()
        else:
            assert differences != before
    visit.play(weeks=2)
    week = visit.pause()
    for name in ("hierarchy", "hybrid", "network"):
        expect(visit.page.get_by_role("img", name=f"{name} in week {week}")).to_have_count(1)
    visit.tab("Network")
    assert visit.step() == week + 1


def test_an_agent_is_chosen_and_followed(visit: Visit) -> None:
    visit.step(3)
    visit.tab("Inspect")
    page = visit.page
    heading = page.locator(".pcnsim-agent h2")
    kind = page.get_by_label("Kind", exact=True)
    ties = page.get_by_role("region", name=re.compile(r"^\d+ ties, mean trust 0\."))
    expect(heading).to_have_text("Practice 1.1 (N0001-01)")
    expect(ties).to_have_count(1)
    picture = page.get_by_role("img", name=re.compile("week by week up to week 3"))
    expect(picture).to_have_attribute("data-draws", re.compile(r"\d+"))
    # By a click on a tie of a GP: no practice has ties with GPs, so it is not one of what was shown before.
    kind.select_option(label="GP")
    expect(heading).to_have_text("GP 1, Practice 1.1 (N0001-01-GP1)")
    tie = ties.get_by_role("button", name=re.compile("^GP ")).first
    other = tie.inner_text()
    assert other != "GP 1, Practice 1.1"
    tie.click()
    expect(heading).to_contain_text(other)
    # By its code among others of its kind.
    kind.select_option(label="PCN")
    expect(heading).to_have_text("PCN 1 (N0001)")
    page.get_by_label("Find by name or code").fill("n0003")
    page.get_by_label("Agent: 1 found").select_option(label="PCN 3 (N0003)")
    expect(heading).to_have_text("PCN 3 (N0003)")
    ties = page.get_by_role("region", name=re.compile(r"^5 ties, mean trust 0\."))
    expect(ties.get_by_role("columnheader")).to_have_count(5)
    expect(ties.get_by_role("rowheader")).to_have_count(5)
    # By the keyboard to a practice of it, and on by a week: the figure goes on where it is.
    practice = page.get_by_role("button", name="Practice 3.2", exact=True)
    practice.focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_text("Practice 3.2 (N0003-02)")
    expect(page.get_by_role("rowheader", name="Contacts", exact=True)).to_be_visible()
    shown = page.locator(".pcnsim-tables table").all_inner_texts()
    drawn = int(visit.figure().get_attribute("data-draws") or 0)
    visit.step()
    expect(page.get_by_text("Practice, after week 3 of the contract")).to_be_visible()
    expect(page.get_by_role("img", name="Practice 3.2, week by week up to week 4")).to_have_count(1)
    page.wait_for_function(
        "drawn => Number(document.querySelector('.pcnsim-figure [data-draws]').dataset.draws) > drawn",
        arg=drawn,
    )
    assert page.locator(".pcnsim-tables table").all_inner_texts() != shown


def test_pointing_at_a_tie_tells_of_it_and_a_click_chooses_an_agent(visit: Visit) -> None:
    visit.figure()
    expect(visit.page.get_by_role("button", name=re.compile("^Inspect "))).to_have_count(0)
    said = visit.page.locator(".hoverlayer")
    visit.page.mouse.move(*visit.page.evaluate(PLACE, "figures of ties"))
    expect(said).to_contain_text(re.compile(r"trust 0\.\d+, evidence \d+ encounters"))
    spot = visit.page.evaluate(PLACE, "N0001-01")
    visit.page.mouse.move(*spot)
    expect(said).not_to_contain_text("encounters")
    expect(said).to_contain_text("Practice 1.1")
    visit.page.mouse.click(*spot)
    visit.button("Inspect N0001-01").click()
    expect(visit.page.locator(".pcnsim-agent h2")).to_have_text("Practice 1.1 (N0001-01)")


def test_series_show_every_week(visit: Visit) -> None:
    visit.tab("Series")
    visit.step(2)
    figure = visit.page.get_by_role("img", name="Outcomes week by week, up to week 2")
    expect(figure).to_have_attribute("data-draws", re.compile(r"\d+"))
    assert figure.locator(".scatterlayer .trace").count() >= 3


def test_pictures_follow_fast_play_and_memory_stays_flat(server: Server, visit: Visit) -> None:
    """Playing, as fast as can be, shows nearly every week; playing again takes no more memory.

    12 rounds of 200 weeks were measured to take 3 MB more than the first, all of it in the first six; a figure that is
    kept takes 0.2 MB and more, and there are 28 after the first round.
    """
    process, weeks = psutil.Process(server.process.pid), 14
    visit.restart(weeks)
    visit.page.get_by_role("slider", name="Play Interval (ms)").focus()
    visit.page.keyboard.press("Home")
    memory = []
    for _ in range(3):
        before = int(visit.figure().get_attribute("data-draws") or 0)
        visit.button("▶").click()
        visit.until_week(weeks)
        drawn = int(visit.figure().get_attribute("data-draws") or 0) - before
        assert weeks // 2 <= drawn <= weeks + 2
        memory.append(process.memory_info().rss / 2**20)
        visit.reset()
    assert memory[-1] < memory[0] + 5


def test_pages_that_are_closed_while_they_play_leave_nothing_running(server: Server, visits: Open) -> None:
    """Two pages played and shut: no thread of theirs stays, whatever else the server keeps for later."""
    for _ in range(2):
        playing = visits()
        playing.play(weeks=2)
        assert server.playing == 1
        playing.page.close()
    server.until_nothing_plays()


def test_ctrl_c_ends_the_server_though_a_page_plays(server: Server, visits: Open) -> None:
    """The last test: the server of this module is gone afterwards, and the page is told nothing but that."""
    visit = visits()
    visit.play(weeks=1)
    begun = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - begun < 10  # a second is granted to pages; the rest is for a busy machine
    assert server.said.splitlines()[-1] == "pcnsim: stopped"
    visit.faults = [fault for fault in visit.faults if "ERR_CONNECTION" not in fault]
    visits.expected.append("pcnsim: stopped\n")
