from __future__ import annotations

import shutil

import pytest
from playwright.sync_api import expect

from hea_ui.latent_map import component, serve_plotly
from tests import ROOT
from tests.browser.conftest import serve


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trajectory")
    serve_plotly()
    shutil.copytree(component._STATIC, folder / "static")
    script = shutil.copy(ROOT / "tests/browser/trajectory_page.py", folder / "page.py")
    process, address = serve(script, folder, "--server.enableStaticServing=true", "--server.fileWatcherType=none")
    yield address
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_the_trajectory_plays_pauses_steps_and_scrubs(chromium, address, motion):
    page = chromium.new_context(reduced_motion=motion).new_page()
    page.goto(address)
    page.wait_for_selector(".lm-root[data-ready=yes]")
    frame = lambda: float(page.get_attribute(".lm-root", "data-frame"))  # noqa: E731
    assert frame() == 5.0, "the end is shown until somebody plays"
    page.get_by_role("button", name="Play").click()
    page.wait_for_function(
        "() => { const at = Number(document.querySelector('.lm-root').dataset.frame); return at >= 1.1 && at < 4 || at === 1; }"
    )
    page.get_by_role("button", name="Pause").click()
    held = frame()
    page.wait_for_timeout(400)
    assert frame() == held
    if motion == "reduce":
        assert held == int(held), "reduced motion jumps from step to step"
    page.get_by_role("button", name="One step forward").click()
    assert frame() == int(held) + 1
    page.get_by_role("button", name="One step back").click()
    assert frame() == int(held)
    page.locator(".lm-scrub").fill("2.5")
    assert frame() == 2.5
    expect(page.locator(".lm-caption")).to_contain_text("Step 2 of 5 · Al₃CoCrFeNi · p 0.40")
    page.get_by_label("unrelated").fill("a rerun")
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    assert frame() == 2.5, "a rerun does not touch the player"
    page.context.close()


def test_a_new_play_number_starts_the_trajectory(chromium, address):
    page = chromium.new_context().new_page()
    page.goto(address)
    page.wait_for_selector(".lm-root[data-ready=yes]")
    page.get_by_role("spinbutton").fill("1")
    page.keyboard.press("Enter")
    page.wait_for_function("Number(document.querySelector('.lm-root').dataset.frame) < 4")
    page.wait_for_function("Number(document.querySelector('.lm-root').dataset.frame) === 5")
    page.context.close()
