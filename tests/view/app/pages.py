"""A server of pages in a process of its own, and what a test does with a page in a browser, watched for every fault."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import BrowserContext, Download, Locator, Page

ROOT: Final = Path(__file__).resolve().parents[3]
PLANTED: Final = Path(__file__).parent / "planted"
END: Final = "end of the stacks"
"""What planted/sitecustomize.py writes last."""

PATIENCE: Final = float(os.environ.get("PCNSIM_PATIENCE", "60"))
"""Seconds for whatever a test waits for: the machine may be busy."""

HARMLESS: Final = ("Failed to evaluate Vue script", "GPU stall due to ReadPixels")
"""What the console says of tools rather than of the page: Vue 2 of a module of its own, Chromium without a GPU."""

ARGUMENTS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No name is ever looked up: what the page asks of another machine fails, and is seen to fail.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
"""How tests start Chromium: by itself, asking nothing of anybody."""

TINY: Final = """
name = "tiny"
seed = 7
weeks = 300
burn_in_weeks = 4

[area]
pcns = 3
practices_per_pcn = 3
"""


@dataclass
class Server:
    """`pcnsim view` that runs. `address` ends with a slash; `errors` is the file of what it says."""

    process: subprocess.Popen[bytes]
    errors: Path
    address: str = ""

    @property
    def said(self) -> str:
        """Standard error so far."""
        return self.errors.read_text("utf-8")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rstrip("/").rsplit(":", 1)[1])

    def threads(self, doing: str) -> int:
        """How many threads are somewhere in a function of this name, or in a module whose path ends so."""
        file = self.errors.with_name("stacks.txt")
        file.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        deadline = time.monotonic() + PATIENCE
        while not (file.exists() and END in (told := file.read_text("utf-8"))):
            assert self.process.poll() is None, (
                f"the server ended, code {self.process.returncode}: {self.said}"
            )
            assert time.monotonic() < deadline, "the server does not tell what it does"
            time.sleep(0.02)
        call = re.compile(rf"^.*{re.escape(doing)} in |in {re.escape(doing)}$", re.MULTILINE)
        return sum(call.search(stack) is not None for stack in told.split("\n\n"))

    @property
    def playing(self) -> int:
        """How many pages play."""
        return self.threads("mesa/visualization/solara_viz.py")

    def until_nothing_plays(self) -> None:
        """Wait until no page plays: a week may be under way."""
        deadline = time.monotonic() + PATIENCE
        while self.playing:
            assert time.monotonic() < deadline, "a page still plays"
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGINT) -> int:
        """End it as Ctrl-C does, or by another signal; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(folder: Path, *arguments: str, config: str = TINY, **environment: str) -> Iterator[Server]:
    """`pcnsim view` of a configuration, on a port of its own, from when it answers to the end of the block."""
    file = folder / "tiny.toml"
    file.write_text(config, "utf-8")
    errors = folder / "said.txt"
    with errors.open("wb") as said:
        # A shell that runs tests in the background may have told its children to ignore Ctrl-C.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "pcnsim",
                    "view",
                    str(file),
                    "--no-browser",
                    "--port",
                    "0",
                    *arguments,
                ],
                cwd=folder,
                env={
                    **os.environ,
                    "PYTHONPATH": os.pathsep.join([str(PLANTED), str(ROOT)]),
                    "STACKS": str(folder / "stacks.txt"),
                    "PYTHONFAULTHANDLER": "1",  # what kills it is told
                    "VIRTUAL_ENV": str(folder / "another"),  # one that is active in the shell
                    **environment,
                },
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
            )
        finally:
            signal.signal(signal.SIGINT, before)
    server = Server(process, errors)
    try:
        deadline = time.monotonic() + 10 * PATIENCE  # the first run on a machine compiles the model
        while not (found := re.search(r"the page is at (http://\S+/)", server.said)):
            assert process.poll() is None, server.said
            assert time.monotonic() < deadline, f"no answer: {server.said}"
            time.sleep(0.02)
        server.address = found[1]
        yield server
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


@dataclass
class Visit:
    """A page of the server in a browser, and everything that went wrong with it."""

    page: Page
    server: Server
    faults: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    """Addresses asked for."""

    @classmethod
    def of(cls, server: Server, context: BrowserContext) -> Visit:
        """Open the page and wait until it shows week 0."""
        visit = cls(context.new_page(), server)
        visit._watch()
        visit.page.goto(server.address)
        visit.until("element => element.dataset.week === '0'")
        return visit

    def _watch(self) -> None:
        page, faults, home = self.page, self.faults, self.server.address

        def console(message: Any) -> None:
            text = message.text
            if message.type in ("error", "warning") and not any(known in text for known in HARMLESS):
                faults.append(f"console {message.type}: {text}")

        def request(address: str) -> None:
            self.sent.append(address)
            here = (home, home.replace("http:", "ws:"), "data:", "blob:")
            if not address.startswith(here):
                faults.append(f"asked another machine: {address}")

        page.on("console", console)
        page.on("pageerror", lambda error: faults.append(f"page error: {error}"))
        page.on("request", lambda one: request(one.url))
        page.on("websocket", lambda one: request(one.url))
        page.on("requestfailed", lambda one: faults.append(f"failed: {one.url} {one.failure}"))
        page.on("response", lambda one: one.status >= 400 and faults.append(f"HTTP {one.status}: {one.url}"))

    # ------------------------------------------------------------------ looking

    @property
    def week(self) -> int:
        """The week that comes next, as the page says."""
        return int(self.page.locator("#pcnsim-pulse").get_attribute("data-week") or -1)

    @property
    def headline(self) -> Locator:
        """Area, seed, structure and week, in words."""
        return self.page.locator(".pcnsim-headline")

    @property
    def alert(self) -> Locator:
        """What could not be done."""
        return self.page.get_by_role("alert")

    def until(self, holds: str, *more: Any) -> None:
        """Wait until a function of the pulse's element, and of more, holds."""
        self.page.wait_for_selector("#pcnsim-pulse", state="attached")
        self.page.wait_for_function(
            f"more => ({holds})(document.querySelector('#pcnsim-pulse'), ...more)", arg=list(more)
        )

    def until_week(self, week: int) -> None:
        """Wait until at least this week is shown."""
        self.until("(element, week) => Number(element.dataset.week) >= week", week)

    def rest(self, milliseconds: int = 300) -> int:
        """Wait until the week has been the same for a while, three times what playing takes; that week."""
        self.until(
            """(element, rest) => {
                const now = performance.now(), seen = window.pcnsimSeen, number = element.dataset.number;
                if (!seen || seen.number !== number) window.pcnsimSeen = { number, since: now };
                return now - window.pcnsimSeen.since > rest;
            }""",
            milliseconds,
        )
        return self.week

    def figure(self, index: int = 0) -> Locator:
        """A picture of the open view, once it is drawn."""
        picture = self.page.locator(".pcnsim-figure [role=img][data-draws]").nth(index)
        picture.wait_for(state="attached")
        return picture

    # ------------------------------------------------------------------ acting

    def button(self, name: str) -> Locator:
        """A button by its exact name."""
        return self.page.get_by_role("button", name=name, exact=True)

    def front(self) -> None:
        """Show it: a page behind another is slow, as browsers have it."""
        self.page.bring_to_front()

    def step(self, times: int = 1) -> int:
        """Click Step and wait for the next week, so many times; the week then."""
        self.front()
        for _ in range(times):
            week = self.week
            self.button("Step").click()
            self.until_week(week + 1)
        return self.week

    def play(self, weeks: int) -> None:
        """Play, until so many weeks more are shown."""
        week = self.week
        self.button("▶").click()
        self.until_week(week + weeks)

    def pause(self) -> int:
        """Pause; the week at which it rests."""
        self.button("❚❚").click()
        self.button("▶").wait_for()
        self.server.until_nothing_plays()
        return self.rest()

    def reset(self) -> int:
        """Reset; the week at which it rests."""
        number = self.page.locator("#pcnsim-pulse").get_attribute("data-number")
        self.button("Reset").click()
        self.until("(element, number) => element.dataset.number !== number", number)
        self.server.until_nothing_plays()
        return self.rest()

    def tab(self, name: str) -> None:
        """Open a view."""
        self.page.get_by_role("tab", name=name, exact=True).click()
        self.page.wait_for_selector(f"[data-view='{name}']")

    def restart(self, weeks: int) -> None:
        """Reset to a run of so many weeks.

        Typed again where it had not reached the server: on a busy machine the click may overtake what was typed.
        """
        for _ in range(5):
            self.type_into("Weeks, at Reset", str(weeks))
            self.reset()
            if f"week 0 of {weeks}." in (self.headline.text_content() or ""):
                return
        raise AssertionError(f"the run does not get {weeks} weeks")

    def type_into(self, label: str, text: str) -> Locator:
        """Type into a field and leave it; the field."""
        field = self.page.get_by_label(label, exact=True)
        field.fill(text)
        field.blur()
        return field

    def opened(self, section: str) -> Locator:
        """A section of the settings, unfolded."""
        self.page.get_by_role("button", name=section, exact=True).click()
        return self.page.get_by_role("group", name=section, exact=True)

    def download(self, control: Locator) -> tuple[str, bytes]:
        """What a button gives: a file's name and bytes."""
        with self.page.expect_download() as waiting:
            control.click()
        found: Download = waiting.value
        return found.suggested_filename, Path(found.path()).read_bytes()
