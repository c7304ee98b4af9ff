"""Draws the pictures of the page that README and docs show, and each view at full size to look at.

python -m tests.view.app.pictures docs/images            # the small ones
python -m tests.view.app.pictures FOLDER --full-size     # every view, 1440 x 900 pixels
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.view.app.pages import ARGUMENTS, PATIENCE, ROOT, Visit, serving
from tests.view.chromium import chromium_path

SIZE = {"width": 1440, "height": 900}
IN_DOCS = ("network", "series", "side-by-side")
SMALL = 0.75
"""Of the full size, in the docs."""

WEEKS = 60


def main() -> None:
    """Play a city, and draw view after view."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--full-size", action="store_true", help="every view, not only those in the docs")
    parser.add_argument("--config", type=Path, default=ROOT / "configs" / "structures.toml")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        context = browser.new_context(viewport=SIZE, device_scale_factor=1.0 if asked.full_size else SMALL)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE * 1000)
        config = f'extends = "{asked.config.resolve().as_posix()}"\n'
        with serving(Path(folder), config=config) as server:
            visit = Visit.of(server, context)
            for name in ("network", "series", "side-by-side", "inspect", "take-away"):
                if name == "network":
                    visit.play(WEEKS)
                    visit.pause()
                visit.tab(name.replace("-", " ").capitalize())
                visit.rest(1500)
                if asked.full_size or name in IN_DOCS:
                    file = asked.folder / f"view-{name}.png"
                    visit.page.screenshot(path=file, scale="device")
                    print(file)
            if visit.faults:
                sys.exit("\n".join(visit.faults))
        browser.close()


if __name__ == "__main__":
    main()
