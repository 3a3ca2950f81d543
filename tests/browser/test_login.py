"""Login by OpenID Connect, against a provider on loopback, through the proxy as it would be deployed."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from hea_ui.shell import login
from tests import ROOT
from tests.browser.conftest import serve
from tests.browser.machine import free_port
from tests.browser.proxy import NAME, nginx_path, proxied
from tests.browser.waiting import rest

_SECRETS = """
[auth]
redirect_uri = "https://{name}:{front}/oauth2callback"
cookie_secret = "of this test alone, thirty-two characters or more"
client_id = "latentalloy"
client_secret = "known to the provider"
server_metadata_url = "http://localhost:{provider}/.well-known/openid-configuration"
"""
_NEEDED = "a login needs requirements-server.txt, and its test the provider of requirements-dev.txt"


@pytest.fixture
def walled(tmp_path, monkeypatch, request):
    """The app's port, started to require a login, with these secrets."""
    monkeypatch.setenv("LATENTALLOY_LOGIN", "required")
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(request.param, encoding="utf-8")
    process, address = serve(ROOT / "app.py", ROOT, f"--secrets.files={secrets}", runs=tmp_path / "runs")
    yield address
    process.terminate()
    process.wait(10)


@pytest.mark.parametrize("walled", ["", "[auth\n", '[other]\nkey = "value"\n'], indirect=True)
def test_a_slip_in_the_secrets_opens_nothing(chromium, walled):
    page = chromium.new_context().new_page()
    page.goto(f"{walled}/Check?formula=CoCrFeMnNi")
    page.wait_for_selector("[data-testid=stAlert]", timeout=60_000)
    expect(page.get_by_role("alert")).to_contain_text("LATENTALLOY_LOGIN")
    rest(page)
    assert page.locator(".la-trust, .la-pages").count() == 0
    page.context.close()


def test_without_a_login_configured_nothing_is_asked(visit):
    page = visit("/About", wait_for="h1")
    assert page.get_by_role("button", name="Log in").count() == 0
    assert page.get_by_role("button", name="Log out").count() == 0


@pytest.mark.skipif(nginx_path() is None, reason="nginx is not installed (apt-get install nginx)")
def test_one_logs_in_works_and_logs_out(chromium, tmp_path, monkeypatch):
    pytest.importorskip("authlib", reason=_NEEDED)
    provider = pytest.importorskip("oidc_provider_mock", reason=_NEEDED)
    monkeypatch.setenv("LATENTALLOY_LOGIN", "required")
    secrets = tmp_path / "secrets.toml"
    options = (f"--secrets.files={secrets}",)
    front = free_port()
    with provider.run_server_in_thread() as idp:
        secrets.write_text(_SECRETS.format(name=NAME, front=front, provider=idp.server_port), encoding="utf-8")
        process, address = serve(ROOT / "app.py", ROOT, *options, runs=tmp_path / "runs")
        try:
            with proxied(tmp_path, int(address.rsplit(":", 1)[1]), https_port=front):
                site = f"https://{NAME}:{front}"
                context = chromium.new_context(ignore_https_errors=True)
                page = context.new_page()
                page.goto(f"{site}/About")
                page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
                assert page.locator(".la-pages").count() == 0
                page.get_by_role("button", name="Log in").click()
                page.locator("input[name=sub]").fill("expert@alloys.example.org", timeout=30_000)
                page.get_by_role("button", name="Authorize").click()
                page.wait_for_selector(".lm-root[data-ready=yes]", timeout=60_000)
                cookies = {one["name"]: one for one in context.cookies()}
                assert cookies["_streamlit_user"]["httpOnly"]
                assert cookies["_streamlit_user"]["secure"]
                page.goto(f"{site}/Check?formula=CoCrFeMnNi")
                page.wait_for_selector(".la-trust", timeout=60_000)
                rest(page)
                page.get_by_role("button", name="Log out").click()
                page.wait_for_url("**/end_session?**")  # the provider is told as well
                page.goto(f"{site}/Check?formula=CoCrFeMnNi")
                page.get_by_role("button", name="Log in").wait_for(timeout=60_000)
                rest(page)
                assert page.locator(".la-trust").count() == 0
                context.close()
        finally:
            process.terminate()
            process.wait(10)


def test_the_name_of_the_switch_is_the_one_that_is_documented():
    for file in ("docs/deploy.md", "deploy/latentalloy.service"):
        assert f"{login._REQUIRED}=required" in (ROOT / file).read_text(encoding="utf-8")
