"""Screenshots of every page, light, dark, 1024 pixels wide and on a phone of 390, into docs/screenshots: run it, and look at them.

    python -m scripts.screenshots [--only NAME] [--out FOLDER]

It starts a server of its own, needs Chromium on the PATH, and takes about five minutes.
"""

from __future__ import annotations

import argparse
import io
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests import ROOT
from tests.browser.conftest import serve
from tests.browser.machine import FLAGS, chromium_path
from tests.browser.test_looks import PAGES

VIEWS: Mapping[str, dict[str, Any]] = {
    "light": {"viewport": {"width": 1440, "height": 900}},
    "dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "1024": {"viewport": {"width": 1024, "height": 768}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
_SCREEN = "screen"
_COLOURS = 256
"""Of an image: text and thin lines need no more, and the folder is part of the repository. Rare colours are kept: a mark is one."""


def take(browser: Browser, site: str, name: str, view: str, folder: Path) -> Path:
    """One page in one view; a screening is run first, so that its result is seen."""
    path, ready = PAGES[name]
    page = browser.new_context(**VIEWS[view]).new_page()
    page.goto(site + path)
    page.wait_for_selector(ready, timeout=120_000)
    if name == _SCREEN:
        run = page.locator(".st-key-run button")
        run.wait_for()
        if run.is_enabled():
            run.click()
        page.wait_for_selector("[data-state=finished]", timeout=120_000)
        page.wait_for_selector(".st-key-screen_scatter .main-svg", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_selector(".ls-box")
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')", timeout=60_000)
    page.wait_for_timeout(800)  # figures fade in
    target = folder / f"{name}-{view}.png"
    taken = Image.open(io.BytesIO(page.screenshot()))
    taken.convert("RGB").quantize(_COLOURS, method=Image.Quantize.MAXCOVERAGE).save(target, optimize=True)
    page.context.close()
    return target


def main() -> None:
    """Take them all, or those of one page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", choices=PAGES)
    parser.add_argument("--out", type=Path, default=ROOT / "docs/screenshots")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as runs, sync_playwright() as driver:
        os.environ["LATENTALLOY_HOME"] = str(Path(runs) / "home")  # not the lab book of who runs this
        process, site = serve(ROOT / "app.py", ROOT, runs=Path(runs))
        try:
            browser = driver.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
            for name in [asked.only] if asked.only else PAGES:
                for view in VIEWS:
                    print(take(browser, site, name, view, asked.out))
            browser.close()
        finally:
            process.terminate()
            process.wait(10)


if __name__ == "__main__":
    main()
