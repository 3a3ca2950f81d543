"""Every page in light and dark: readable, within its window, nothing asked of another host (which `visit` watches)."""

from __future__ import annotations

import pytest

from tests.browser.looks import darken, serious, sideways, small_text
from tests.browser.tabs import PHONE

TRAY = "tray=CoCrFeMnNi~Ti-6Al-4V~Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni"
NUDGE = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"
PAGES = {
    "map": (f"/?{TRAY}&families=true&lasso=-1,2;0,3;1,2", ".lm-root[data-ready=yes]"),
    "tour": ("/?tour=1", ".lt-call"),
    "start": ("/", ".la-frame[data-formula]"),
    "pinned": ("/?alloy=AlCoCrFeNi&field=true", ".la-trust"),
    "nudge": (f"/Nudge?alloy={NUDGE}&method=steer&{TRAY}", ".st-key-nudge_shapley .main-svg"),
    "check": (f"/Check?formula=Al0.6CoCrFeNi&{TRAY}", ".st-key-waterfall .js-plotly-plot"),
    "series": ("/Check?formula=AlxCoCrFeNi%2C+x%3D0%3A2%3A0.1", ".st-key-series .js-plotly-plot"),
    "many": ("/Check?ask=Many+alloys&many=CoCrFeMnNi%0AAl0.5CoCrFeNi%0AXx", "#batch"),
    "section": ("/Check?ask=Ternary+section", ".st-key-triangle .js-plotly-plot"),
    "screen": (f"/Screen?elements=Co,Cr,Fe,Mn,Ni&{TRAY}", "[data-size]"),
    "lab": (f"/Lab?{TRAY}", "#results"),
    "models": (f"/Models?{TRAY}", "[data-testid=stPlotlyChart]"),
    "data": (f"/Data?formula=CoCrFeNi&{TRAY}", ".st-key-data_table"),
    "about": (f"/About?{TRAY}", "h1"),
    "compare": (f"/Compare?{TRAY}", "#compare"),
}
"""One address for each kind of answer, and what stands there once it is whole."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_violation_in_light_and_dark_and_no_small_text(visit, name):
    path, ready = PAGES[name]
    page = visit(path, wait_for=ready)
    assert serious(page) == []
    assert small_text(page) == []
    darken(page)
    assert serious(page) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_phone(visit, name):
    path, ready = PAGES[name]
    page = visit(path, wait_for=ready, **PHONE)
    assert sideways(page) <= 0
