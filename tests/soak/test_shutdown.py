"""SIGTERM of the app at many moments, while it loads, computes, reads a file or serves: it ends within five seconds."""

from __future__ import annotations

import random
import signal
import time

import pytest

from tests import ROOT
from tests.browser.conftest import serve

AT_WORK = {
    "nothing asked": None,
    "loading the model": "/",
    "a field over the whole map": "/?field=true",
    "a trajectory three ways": "/Nudge?alloy=Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1&method=side+by+side",
    "an alloy explained": "/Check?formula=Al0.5CoCrFeNi",
    "a section": "/Check?ask=Ternary+section",
    "the pace measured": "/Screen",
}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("work", AT_WORK)
def test_the_app_ends_within_five_seconds(chromium, tmp_path, work, number):
    process, address = serve(ROOT / "app.py", ROOT, runs=tmp_path)
    try:
        page = chromium.new_page()
        if AT_WORK[work]:
            page.goto(address + AT_WORK[work], wait_until="commit")
            # before the first page has run, nothing of ours is loaded that could set a limit
            page.wait_for_selector("[data-testid=stSidebar]", timeout=60_000)
        time.sleep(random.Random(f"{work} {number}").uniform(0, 6))
        begun = time.monotonic()
        process.send_signal(number)
        process.wait(60)
        assert time.monotonic() - begun < 5
    finally:
        process.kill()
        process.wait()
        page.close()
