"""The app behind nginx as deploy/nginx.conf sets it up: headers, host names, websocket, upload and every page under its policy."""

from __future__ import annotations

import base64
import hashlib
import http.client
import re
import socket
import ssl
import subprocess
from pathlib import Path

import pytest
import streamlit
from playwright.sync_api import expect

from tests.browser.proxy import NAME, SHIPPED, configure, nginx_path, proxied

pytestmark = pytest.mark.skipif(nginx_path() is None, reason="nginx is not installed (apt-get install nginx)")
PAGES = {
    "/": ".lm-root[data-ready=yes]",
    "/Nudge?alloy=Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1": ".lm-root[data-ready=yes]",
    "/Check?formula=CoCrFeMnNi": ".js-plotly-plot",
    "/Screen": "h1",
    "/Models": ".js-plotly-plot",
    "/Data": "[data-testid=stDataFrame]",
    "/About": "h1",
}
"""Every page, with something on it that needs scripts, styles, workers or fonts to appear."""


@pytest.fixture(scope="module")
def front(site, tmp_path_factory):
    with proxied(tmp_path_factory.mktemp("nginx"), int(site.rsplit(":", 1)[1])) as ports:
        yield ports


def ask(port: int, path: str, host: str, secure: bool = True, **headers: str) -> http.client.HTTPResponse:
    """One request, whatever the certificate says."""
    unchecked = ssl._create_unverified_context()
    connection = (
        http.client.HTTPSConnection("127.0.0.1", port, context=unchecked, timeout=20)
        if secure
        else http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    )
    if secure:  # the name goes into the handshake, as a browser puts it there
        connection.sock = unchecked.wrap_socket(socket.create_connection(("127.0.0.1", port), 20), server_hostname=host)
    connection.request("GET", path, headers={"Host": host, **headers})
    return connection.getresponse()


def test_the_shipped_configuration_is_valid(tmp_path):
    checked = subprocess.run(
        [str(nginx_path()), "-t", "-p", str(tmp_path), "-c", str(configure(tmp_path))], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stderr
    assert "[warn]" not in checked.stderr


def test_the_policy_names_the_inline_script_of_the_installed_streamlit():
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in SHIPPED.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/", "/static/nothing.js", "/_stcore/health", "/_stcore/metrics"])
def test_every_answer_carries_the_headers(front, path):
    answer = ask(front[1], path, NAME)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Strict-Transport-Security"]
    assert "nginx/" not in answer.headers["Server"]


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/_stcore/script-health-check"])
def test_what_only_the_operator_needs_is_not_passed_on(front, path):
    assert ask(front[1], path, NAME).status == 404


def test_plain_http_leads_to_https(front):
    answer = ask(front[0], "/Check?formula=Fe", NAME, secure=False)
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/Check?formula=Fe")


def test_another_host_name_gets_no_answer(front):
    with pytest.raises(http.client.RemoteDisconnected):
        ask(front[0], "/", "evil.example", secure=False)
    with pytest.raises(ssl.SSLError):  # refused before a certificate is shown
        ask(front[1], "/", "evil.example")


def handshake(port: int, origin: str, host: str, secure: bool = True) -> int:
    """Status of a request for the app's websocket."""
    key = base64.b64encode(b"0123456789abcdef").decode()
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key}
    return ask(port, "/_stcore/stream", host, secure, Origin=origin, **upgrade).status


def test_the_websocket_is_for_pages_of_this_host_alone(front, site):
    assert handshake(front[1], f"https://{NAME}", NAME) == 101
    assert handshake(front[1], "https://evil.example", NAME) == 403
    # and where there is no proxy, the app itself asks for the host name
    port = int(site.rsplit(":", 1)[1])
    assert handshake(port, f"http://127.0.0.1:{port}", f"127.0.0.1:{port}", secure=False) == 101
    assert handshake(port, f"http://evil.example:{port}", f"evil.example:{port}", secure=False) == 403


@pytest.fixture
def page(tabs, front):
    address = f"https://{NAME}:{front[1]}"
    yield tabs.take(address, ignore_https_errors=True), address
    assert tabs.give_back() == []


@pytest.mark.parametrize("path", PAGES)
def test_every_page_works_under_the_policy(page, path):
    opened, address = page
    opened.goto(address + path)
    opened.wait_for_selector(PAGES[path], timeout=60_000)
    opened.wait_for_selector("[data-testid=stStatusWidget]", state="detached", timeout=60_000)
    expect(opened.locator("[data-testid=stException]")).to_have_count(0)


def test_a_click_an_upload_and_a_download_pass_the_proxy(page, tmp_path):
    opened, address = page
    opened.goto(f"{address}/Check?ask=Many+alloys")
    table = tmp_path / "alloys.csv"
    table.write_text("formula\nCoCrFeMnNi\nAlCoCrFeNi\n", encoding="utf-8")
    rows = opened.locator("#checked tbody tr")
    expect(rows).to_have_count(5)  # the worked list, which the file replaces
    opened.set_input_files("input[type=file]", str(table))
    expect(rows).to_have_count(2)
    with opened.expect_download(timeout=60_000) as waiting:
        opened.get_by_role("button", name="Download all rows as CSV").click(timeout=60_000)
    assert len(Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()) == 3


def test_no_other_site_can_frame_it(chromium, front):
    outer = chromium.new_context(ignore_https_errors=True).new_page()
    said = []
    outer.on("console", lambda message: said.append(message.text))
    outer.set_content(f'<iframe src="https://{NAME}:{front[1]}/"></iframe>')
    outer.wait_for_timeout(1500)
    assert outer.frames[1].locator("[data-testid=stApp]").count() == 0
    assert any("frame" in text.lower() for text in said)
    outer.context.close()
