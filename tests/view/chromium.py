"""Where the tests of the page find a Chromium, and what becomes of them without one."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""What it is called on a search path; .ci/run looks for the same."""


def chromium_path() -> str:
    """Return the Chromium of PCNSIM_CHROMIUM or of the search path.

    Without one the test is skipped, and fails where CI=true: there nobody reads why tests were skipped.
    """
    chosen = os.environ.get("PCNSIM_CHROMIUM")
    path = next(filter(None, map(shutil.which, [chosen] if chosen else NAMES)), None)
    if path is not None:
        return path
    looked = f"PCNSIM_CHROMIUM={chosen}" if chosen else f"{', '.join(NAMES)} on the search path"
    reason = f"needs a Chromium or Chrome, and there is none (looked for {looked}; CONTRIBUTING.md says more)"
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
