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
from tests.view.app.conftest import Open
from tests.view.app.pages import Server, Visit

pytestmark = pytest.mark.end_to_end


def run_of(config: bytes, folder: Path) -> Path:
    """What `pcnsim run` of a configuration writes, as the command line calls it."""
    file = folder / "config.toml"
    file.write_bytes(config)
    out = folder / "out"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "argv", ["pcnsim", "run", str(file), "--out", str(out)])
        with pytest.raises(SystemExit) as end:
            main()
    assert end.value.code == 0
    return out


def test_what_is_taken_away_is_what_the_command_line_makes(visit: Visit, tmp_path: Path) -> None:
    """With a structure changed, a programme begun and a parameter set on the way."""
    visit.step(2)
    visit.button("Network").click()
    surge = visit.opened("A surge of demand")
    surge.get_by_role("switch").check()
    visit.opened("Demand")
    visit.type_into("Demand scale", "1.2")
    expect(visit.page.get_by_role("list", name="Changes in this run").get_by_role("listitem")).to_have_count(
        3
    )
    visit.step(3)
    visit.tab("Take away")
    name, config = visit.download(visit.button("Settings so far"))
    assert name.endswith("config.toml")
    out = run_of(config, tmp_path)
    for file in ("weekly.csv", "practices.csv", "network.graphml"):
        name, content = visit.download(visit.button(file))
        assert name.endswith(f"week-5-{file}")
        assert content == (out / file).read_bytes(), file
    name, packed = visit.download(visit.button("Everything as a zip"))
    assert name.endswith(".zip")
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        inside = {Path(one).name: archive.read(one) for one in archive.namelist()}
    assert inside["config.toml"] == config
    made = {path.name: path.read_bytes() for path in out.iterdir() if path.name != "manifest.json"}
    assert {file: inside.get(file) for file in made} == made
    name, picture = visit.download(visit.button("Network: page"))
    assert name.endswith("network.html")
    assert b"sendChartToCloud" in picture  # among the buttons to leave out


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


def test_an_agent_is_looked_at(visit: Visit) -> None:
    visit.step(3)
    visit.tab("Inspect")
    title = visit.page.locator(".pcnsim-agent h2")
    expect(visit.page.locator(".pcnsim-tables caption").filter(has_text="ties, mean trust")).to_have_count(1)
    picture = visit.page.get_by_role("img", name=re.compile("week by week up to week 3"))
    expect(picture).to_have_attribute("data-draws", re.compile(r"\d+"))
    visit.page.get_by_label("Kind").select_option(index=1)
    first = title.inner_text()
    tie = visit.page.locator(".pcnsim-tables td button, .pcnsim-tables th button").first
    other = tie.inner_text()
    tie.click()
    expect(title).to_contain_text(other)
    assert title.inner_text() != first
    shown = visit.page.locator(".pcnsim-tables table").all_inner_texts()
    visit.step()
    expect(visit.page.get_by_role("img", name=re.compile("up to week 4"))).to_have_count(1)
    assert visit.page.locator(".pcnsim-tables table").all_inner_texts() != shown


def test_a_click_in_the_network_chooses_an_agent(visit: Visit) -> None:
    figure = visit.figure()
    inspect = visit.page.get_by_role("button", name=re.compile("^Inspect "))
    expect(inspect).to_have_count(0)
    for point in figure.locator(".point").all():
        box = point.bounding_box()
        if box is None or box["width"] < 8:
            continue
        visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        break
    else:
        pytest.fail("nothing to click")
    expect(inspect).to_have_count(1)
    code = inspect.inner_text().split(" ", 1)[1]
    inspect.click()
    expect(visit.page.locator(".pcnsim-agent")).to_contain_text(code)


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
