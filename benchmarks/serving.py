"""The real app, started as a user starts it, and Chromium in front of it; both are gone when a block ends."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from benchmarks.measure import ROOT
from tests.browser.machine import FLAGS, chromium_path, free_port

APP, PEER = "app.py", "benchmarks/empty_page.py"
"""Pages to serve: the app's map, and the least that a page of Streamlit with its coordinates can be."""
_PATIENCE = 60.0
"""Seconds that a server may take to listen, or a page to show what is waited for."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running app.

    Attributes:
        host: "127.0.0.1:8501", where it listens.
        pid: of its only process.
        begun: `time.time()` just before it was started.
    """

    host: str
    pid: int
    begun: float

    def connected(self) -> connect:
        """The connection that a page of a browser keeps, to be entered."""
        return connect(
            f"ws://{self.host}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None, compression=None
        )

    def memory(self) -> tuple[float, float]:
        """Resident memory now and at its highest, MB."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8").splitlines()
        held = dict(line.split(":", 1) for line in lines)
        now, highest = (float(held[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
        return now, highest

    def processor_time(self) -> float:
        """Seconds of processor time since the start."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(environment: Mapping[str, str] | None = None, page: str = APP) -> Iterator[Server]:
    """`streamlit run` of a page on a free port, listening, with these variables beside those of this process."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", page, f"--server.port={port}"]
    begun = time.time()
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | (environment or {}), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _listens(port):
            if process.poll() is not None or time.time() - begun > _PATIENCE:
                raise RuntimeError(f"{page} did not start (exit status {process.poll()}): try 'make app'.")
            time.sleep(0.005)
        yield Server(f"127.0.0.1:{port}", process.pid, begun)
    finally:
        process.kill()
        process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def chromium() -> Iterator[Any]:
    """A headless browser of Playwright; its contexts start with an empty cache."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    if path is None:
        raise RuntimeError("There is no Chromium on the PATH: install it, for example with 'apt-get install chromium'.")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Any, server: Server, script: str = "") -> Iterator[Any]:  # noqa: ANN401 - Playwright comes late
    """Its page in a fresh context, with a script that runs before the page's own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.set_default_timeout(1000 * _PATIENCE)
        if script:
            page.add_init_script(script)
        page.goto(f"http://{server.host}/", wait_until="commit")
        yield page
    finally:
        context.close()
