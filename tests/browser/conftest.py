"""A real browser and a real server, started once for all browser tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import ROOT
from tests.browser.machine import free_port
from tests.browser.tabs import Tabs
from tests.browser.waiting import whole

expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test that fails is tried once more: beside another process a page may draw later than a test looks at it.

    What fails twice is a fault; what passed at the second try is listed as rerun.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=1))


def serve(
    script: Path, folder: Path, *options: str, runs: Path | None = None, path: Path = ROOT
) -> tuple[subprocess.Popen[bytes], str]:
    """Start `streamlit run script` in a folder, results in `runs`, the code from `path`; returns the process and its address once it answers."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        f"--server.port={port}",
        "--server.headless=true",
        *options,
    ]
    environment = os.environ | {"PYTHONPATH": str(path), "OMP_NUM_THREADS": "1"}
    if runs:
        environment |= {"LATENTALLOY_RUNS": str(runs)}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return process, address
        except OSError:
            time.sleep(0.25)
    process.terminate()
    raise RuntimeError(f"{script.name} did not start within a minute")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    process, address = serve(ROOT / "app.py", ROOT, runs=tmp_path_factory.mktemp("runs"))
    yield address
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def tabs(chromium: Browser) -> Tabs:
    return Tabs(chromium)


@pytest.fixture
def visit(tabs: Tabs, site: str) -> Iterator[Callable[..., Page]]:
    """Open a path in a browser of its own, until all of the page is there; at the end nothing may have gone wrong in any page opened."""

    def open_page(path: str = "/", wait_for: str = ".la-formula", **options: object) -> Page:
        page = tabs.take(site, **options)
        page.goto(site + path)
        page.wait_for_selector(wait_for, timeout=60_000)
        whole(page)
        return page

    yield open_page
    assert tabs.give_back() == []
