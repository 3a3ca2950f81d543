"""An install on a disk that cannot be written: every page is there, the map draws, and Run says what to do."""

from __future__ import annotations

import shutil

import pytest

from tests import ROOT
from tests.browser.conftest import serve
from tests.browser.waiting import whole
from tests.disks import disk, make_read_only

INSTALLED = ("app.py", "pages", "hea_core", "hea_ui", "models", "data", ".streamlit", "static/.gitignore")


@pytest.fixture(scope="module")
def read_only(tmp_path_factory):
    with disk(tmp_path_factory.mktemp("install") / "latentalloy", "40m") as install:
        for name in INSTALLED:
            target = install / name
            target.parent.mkdir(exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / name, target)
        make_read_only(install)
        process, address = serve(install / "app.py", install, path=install)
        yield address
        process.terminate()
        process.wait(10)


def test_a_read_only_install_draws_the_map_and_says_where_results_could_go(chromium, read_only):
    page = chromium.new_page()
    page.goto(read_only)
    page.wait_for_selector(".la-formula", timeout=120_000)
    whole(page)
    assert page.get_by_test_id("stException").count() == 0
    page.goto(read_only + "/Screen")
    page.get_by_role("button", name="Run", exact=True).click(timeout=60_000)
    page.get_by_text("LATENTALLOY_RUNS").first.wait_for(timeout=60_000)
    assert page.get_by_test_id("stException").count() == 0
    page.close()
