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

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from scipy.spatial import cKDTree

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
_EXACT, _NEAR = 160, 96
"""Colours of an image that stay as they are, and those that stand for all the others: the folder is part of the repository."""


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
    few_colours(Image.open(io.BytesIO(page.screenshot())).convert("RGB")).save(target, optimize=True)
    page.context.close()
    return target


def few_colours(image: Image.Image) -> Image.Image:
    """The image in 256 colours: the commonest unchanged (so greys stay grey), and those that cover the rarer ones best (a mark is rare)."""
    pixels = np.asarray(image).reshape(-1, 3)
    colours, place, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    colours, order = colours[np.argsort(-counts)], np.argsort(np.argsort(-counts))
    exact, rare = colours[:_EXACT], colours[_EXACT:]
    covering = (
        Image.fromarray(rare[None]).quantize(_NEAR, method=Image.Quantize.MAXCOVERAGE).getpalette() if len(rare) else []
    )
    palette = np.vstack([exact, np.array(covering, np.uint8).reshape(-1, 3)])
    _, nearest = cKDTree(palette).query(colours)
    drawn = Image.fromarray(nearest[order[place]].astype(np.uint8).reshape(image.height, image.width))
    drawn.putpalette(palette.tobytes())
    return drawn


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
