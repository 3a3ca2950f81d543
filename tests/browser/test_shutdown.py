"""A process that was told to end does so within seconds, whatever its threads wait for."""

from __future__ import annotations

import signal
import time

import pytest

from tests.browser.conftest import serve


@pytest.fixture
def stuck_server(tmp_path):
    """A server with a page whose run never ends by itself."""
    page = tmp_path / "page.py"
    page.write_text(
        "import threading\nimport streamlit as st\nfrom hea_ui import shutdown\nshutdown.limit()\n"
        f"open({str(tmp_path / 'runs')!r}, 'w').close()\nthreading.Event().wait()\n"
    )
    process, address = serve(page, tmp_path, "--browser.gatherUsageStats=false")
    yield process, address, tmp_path / "runs"
    process.kill()
    process.wait(10)


def test_a_page_that_never_ends_does_not_keep_the_server(chromium, stuck_server):
    process, address, runs = stuck_server
    page = chromium.new_page()
    page.goto(address)
    end = time.monotonic() + 30
    while not runs.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert runs.exists()
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(20)
    assert time.monotonic() - begun < 5
    page.close()
