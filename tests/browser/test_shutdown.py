"""A server that was told to end does so within seconds, whatever its threads and its clients wait for."""

from __future__ import annotations

import signal
import socket
import time
from urllib.parse import urlsplit

import pytest

from tests.browser.conftest import serve

PAGE = """
import threading
from contextlib import asynccontextmanager
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from hea_ui.server import shutdown

@asynccontextmanager
async def lifespan(app):
    shutdown.limit()
    # no daemon, as the thread that loads the model: Python waits for it
    threading.Thread(target=threading.Event().wait, daemon=False).start()
    yield

if get_script_run_ctx(suppress_warning=True):
    open({runs!r}, "w").close()
else:
    app = st.App(__file__, lifespan=lifespan)
"""
HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: streamlit\r\n\r\n"
)


@pytest.fixture
def stuck(tmp_path):
    """A server in which a thread never ends by itself; the file is there once it runs."""
    page = tmp_path / "page.py"
    page.write_text(PAGE.format(runs=str(tmp_path / "runs")), encoding="utf-8")
    process, address = serve(page, tmp_path, "--browser.gatherUsageStats=false")
    yield process, address, tmp_path / "runs"
    process.kill()
    process.wait(10)


def test_neither_a_thread_that_never_ends_nor_clients_that_never_answer_keep_the_server(chromium, stuck):
    process, address, runs = stuck
    page = chromium.new_page()
    page.goto(address)
    end = time.monotonic() + 30
    while not runs.exists() and time.monotonic() < end:
        time.sleep(0.1)
    assert runs.exists()
    host = urlsplit(address).netloc
    silent = [socket.create_connection(host.split(":")) for _ in range(5)]
    for client in silent:
        client.sendall(HANDSHAKE.format(host=host).encode())
        assert b"101" in client.recv(100)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    process.wait(30)
    assert time.monotonic() - begun < 5
    for client in silent:
        client.close()
    page.close()
