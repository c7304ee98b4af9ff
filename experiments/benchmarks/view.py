"""The page in a real browser: from the click on Step to the new picture, and from opening to the first picture."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from experiments.benchmarks.figures import Figure
from experiments.benchmarks.sizes import Scale

if TYPE_CHECKING:
    from tests.view.app.pages import Visit

AIM = 0.5
"""Seconds from a click to the new picture that the view may take at 60 practices."""

VIEWS = ("Network", "Series", "Side by side", "Inspect")


def view(scale: Scale, told: Callable[[], None]) -> list[Figure]:
    """Seconds of wall clock at 60 practices, medians of 20 clicks; needs Chromium, as tests of the page do."""
    from playwright.sync_api import sync_playwright

    from tests.view.app.pages import ARGUMENTS, PATIENCE, TINY, Visit, serving
    from tests.view.chromium import chromium_path

    clicks = 20 if scale.cold else 2
    config = TINY.replace("pcns = 3", "pcns = 10").replace("practices_per_pcn = 3", "practices_per_pcn = 6")
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        begun = time.perf_counter()
        with serving(Path(folder), config=config) as server:
            started = time.perf_counter() - begun
            browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            context.set_default_timeout(PATIENCE * 1000)
            opened: list[float] = []
            for _ in range(2):
                begun = time.perf_counter()
                visit = Visit.of(server, context)
                visit.figure()
                opened.append(time.perf_counter() - begun)
                told()
            visit.step(2)
            for name in VIEWS:
                visit.tab(name)
                visit.figure()
                took = [_click(visit) for _ in range(clicks)]
                aim = AIM if name == "Network" else None
                note = f"60 practices, medians of {clicks}; slowest {max(took):.2f} s"
                found.append(
                    Figure("view", f"click on Step to new picture, {name}", median(took), "s", aim, note=note)
                )
                told()
            browser.close()
    found.append(Figure("view", "`pcnsim view` to its first answer", started, "s", note="compiled before"))
    found.append(
        Figure("view", "page to first picture", opened[0], "s", note=f"opened again {opened[1]:.2f} s")
    )
    return found


def _click(visit: Visit) -> float:
    """Seconds from a click on Step until every picture is drawn again, as the page measures them."""
    return float(
        visit.page.evaluate(
            """() => new Promise((done) => {
                const plots = [...document.querySelectorAll(".pcnsim-figure [role=img]")];
                const before = plots.map((plot) => plot.dataset.draws);
                const buttons = [...document.querySelectorAll("button")];
                const step = buttons.find((one) => one.innerText.trim().toLowerCase() === "step");
                const begun = performance.now();
                const look = () => plots.every((plot, place) => plot.dataset.draws !== before[place])
                    ? done((performance.now() - begun) / 1000) : setTimeout(look, 5);
                step.click();
                look();
            })"""
        )
    )
