"""Files taken away in a real browser, against `pcnsim run`; an agent chosen in the picture and followed."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.small import contents
from tests.view.app.pages import ROOT, Visit

pytestmark = pytest.mark.end_to_end


PLACE = """code => {
    const element = document.querySelector(".pcnsim-figure [role=img]");
    const codes = (trace) => Array.from(trace.customdata || [], (one) => [].concat(one)[0]);
    const trace = element._fullData.find((one) => codes(one).includes(code));
    const place = codes(trace).indexOf(code);
    const box = element.getBoundingClientRect(), { xaxis, yaxis } = element._fullLayout;
    const across = xaxis._offset + xaxis.d2p(trace.x[place]), down = yaxis._offset + yaxis.d2p(trace.y[place]);
    return [box.left + across, box.top + down];
}"""
"""Where an agent is drawn, in pixels of the page."""


def run(config: Path, out: Path) -> dict[str, bytes]:
    command = [sys.executable, "-m", "pcnsim", "run", str(config), "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return contents(out)


def test_files_are_those_of_the_command_after_a_change_on_the_way(visit: Visit, tmp_path: Path) -> None:
    visit.tab("Take away")
    expect(visit.button("weekly.csv")).to_be_disabled()
    visit.step(2)
    visit.button("Network").click()
    expect(visit.headline).to_contain_text("network · week 2")
    visit.step(2)
    name, packed = visit.download(visit.button("Everything as a zip"))
    assert name == "3-pcns-hybrid-changed-seed-7-week-4.zip"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path)
    made = tmp_path / name.removesuffix(".zip")
    expected = run(made / "config.toml", tmp_path / "again")
    assert contents(made, without=("manifest.json", "README.txt")) == expected
    for button in ("weekly.csv", "network.graphml"):
        file, content = visit.download(visit.button(button))
        assert file == f"{made.name}-{button}"
        assert content == expected[button]
    _, settings = visit.download(visit.button("Settings so far"))
    assert settings == expected["config.toml"]
    name, picture = visit.download(visit.button("Network: PNG"))
    assert name.endswith("-network.png")
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 50_000


def test_an_agent_is_chosen_and_followed(visit: Visit) -> None:
    visit.step()
    visit.tab("Inspect")
    page = visit.page
    heading = page.locator(".pcnsim-agent h2")
    expect(heading).to_have_text("Practice 1.1 (N0001-01)")
    page.get_by_label("Kind", exact=True).select_option(label="PCN")
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
    drawn = int(visit.figure().get_attribute("data-draws") or 0)
    visit.step()
    expect(page.get_by_text("Practice, after week 1 of the contract")).to_be_visible()
    page.wait_for_selector(f".pcnsim-figure [data-draws='{drawn + 1}']", state="attached")


def test_a_click_in_the_picture_chooses(visit: Visit) -> None:
    visit.figure()
    spot = visit.page.evaluate(PLACE, "N0001-01")
    visit.page.mouse.click(*spot)
    visit.button("Inspect N0001-01").click()
    expect(visit.page.locator(".pcnsim-agent h2")).to_have_text("Practice 1.1 (N0001-01)")
