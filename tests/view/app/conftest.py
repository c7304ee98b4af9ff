"""A server, a browser and watched pages, for the tests of the page."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

os.environ["SOLARA_CHECK_HOOKS"] = "off"  # as the server does: a component of Mesa 3.3 breaks a rule of hooks

pytest.importorskip("solara", reason="needs the extra: pip install 'pcnsim[view]'")
pytest.importorskip("playwright", reason="needs the extra: pip install 'pcnsim[dev]'")

from playwright.sync_api import BrowserContext, expect, sync_playwright

from tests.view.app.pages import ARGUMENTS, PATIENCE, Server, Visit, serving
from tests.view.chromium import chromium_path


class Open:
    """Opens pages. `expected`: what the server may say meanwhile."""

    def __init__(self, server: Server, browser: BrowserContext) -> None:
        self._server, self._browser = server, browser
        self.opened: list[Visit] = []
        self.expected: list[str] = []

    def __call__(self) -> Visit:
        self.opened.append(Visit.of(self._server, self._browser))
        return self.opened[-1]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of a module."""
    with serving(tmp_path_factory.mktemp("server")) as one:
        yield one


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """One browser for the tests of a module. It runs an event loop in this thread, so it must not outlive them.

    With a profile in a folder, as users have it: only then does Chromium keep scripts compiled from one page to the
    next, which halves the time that opening a page takes.
    """
    path = chromium_path()
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("browser"),
            executable_path=path,
            headless=True,
            args=list(ARGUMENTS),
            viewport={"width": 1440, "height": 900},
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE * 1000)
        yield context
        context.close()


@pytest.fixture
def visits(server: Server, browser: BrowserContext) -> Iterator[Open]:
    """Opens pages; whatever went wrong with one of them, or on the server meanwhile, fails the test."""
    before = len(server.said)
    pages = Open(server, browser)
    yield pages
    faults = [fault for one in pages.opened for fault in one.faults]
    for one in pages.opened:
        one.page.close()
    said = server.said[before:]
    if said != "".join(pages.expected):
        faults.append(f"the server said: {said}")
    assert not faults, "\n".join(faults)


@pytest.fixture
def visit(visits: Open) -> Visit:
    """A page at week 0."""
    return visits()
