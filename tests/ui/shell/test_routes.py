"""Where a text of the box leads, what the browser may ask, and the links of chips and navigation."""

from __future__ import annotations

import re

import pytest

from hea_core.errors import HeaError
from hea_ui.common.chip import acts, chip, keep_all
from hea_ui.shell.box import answer, read_asked
from hea_ui.shell.page import PAGES, navigation
from hea_ui.shell.routes import route


@pytest.mark.parametrize(
    "text",
    ["CoCrFeMnNi", "  Al0.5 CoCrFeNi ", "Ti-6Al-4V", "(CoCrFeNi)94Ti2Al4", "Co20 Cr20 Fe20 Ni40", "Fe", "Fe 20, Ni 80"],
)
def test_one_alloy_leads_to_check(text):
    found = route(text)
    assert (found.page, found.query) == ("Check", {"formula": " ".join(text.split())})


def test_a_series_leads_to_check_and_a_broken_one_is_refused():
    assert route("AlxCoCrFeNi, x=0:2:0.1").query == {"formula": "AlxCoCrFeNi, x=0:2:0.1"}
    with pytest.raises(HeaError):
        route("AlxCoCrFeNi, x=banana")


@pytest.mark.parametrize(
    "text",
    [
        "CoCrFeMnNi\nHfNbTaTiZr",
        "CoCrFeMnNi; HfNbTaTiZr",
        "CoCrFeMnNi, HfNbTaTiZr\n",
        "CoCrFeMnNi,\nHfNbTaTiZr",
        "CoCrFeNi CoCrFeMnNi",
        "CoCrFeMnNi\nwhatever",
    ],
)
def test_a_list_leads_to_many_alloys(text):
    found = route(text)
    assert found.page == "Check"
    assert found.query["ask"] == "Many alloys"
    assert len(found.query["many"].splitlines()) == 2
    assert found.said == "Read as a list of 2 alloys."


@pytest.mark.parametrize(
    "text", ["Al Co Cr Fe Ni Ti", "Al, Co, Cr, Fe, Ni, Ti", "Al,Co,Cr,Fe,Ni,Ti", "Al\nCo\nCr\nFe\nNi\nTi"]
)
def test_elements_set_apart_lead_to_screen_and_the_alloy_is_offered(text):
    found = route(text)
    assert (found.page, found.query) == ("Screen", {"elements": "Al, Co, Cr, Fe, Ni, Ti"})
    words, other = found.other
    assert "AlCoCrFeNiTi" in words
    assert other.query == {"formula": "AlCoCrFeNiTi"}


def test_few_elements_make_alloys_of_as_many():
    assert route("Al Co Cr").query["orders"] == ["3", "3"]
    assert route("Al Co Cr Fe").query["orders"] == ["4", "4"]


@pytest.mark.parametrize("text", ["", "   ", "Inconel 718", "FeXx", "steel", "xx\nyy", "<script>", "Al Xx Cr"])
def test_what_cannot_be_read_is_refused_with_a_sentence(text):
    with pytest.raises(HeaError, match="example"):
        route(text)
    assert "example" in answer(text, "1")["error"]


def test_the_browser_is_told_where_to_go():
    told = answer("Al Co Cr", "7")
    assert told["number"] == "7"
    assert told["page"] == "Screen"
    assert told["query"] == "elements=Al%2C+Co%2C+Cr&orders=3&orders=3"
    assert told["other"]["query"] == "formula=AlCoCr"


@pytest.mark.parametrize(
    "payload", [None, 3, {}, {"text": 1, "number": "1"}, {"text": "Fe"}, {"text": "F" * 2_000_000, "number": "1"}]
)
def test_nonsense_from_the_browser_is_ignored(payload):
    assert read_asked(payload) is None


def test_a_chip_carries_its_formula_and_escapes():
    assert 'data-formula="CoCr"' in chip("CoCr")
    for html in (chip("<b>"), acts('"><b>'), keep_all(["<b>"])):
        assert "<b>" not in html


def test_the_acts_lead_somewhere_without_a_script_too():
    html = acts("Co50Cr50")
    for href in ("Check?formula=Co50Cr50", "Nudge?alloy=Co50Cr50", "./?alloy=Co50Cr50"):
        assert f'href="{href}"' in html
    assert "Keep" in html


def test_several_alloys_are_kept_with_one_button():
    assert 'data-formulas="A~B"' in keep_all(["A", "B", "A"])
    assert keep_all([]) == ""


def test_every_page_is_in_the_navigation_with_the_view_it_was_left_with():
    html = navigation("Data", {page.name: {"formula": ["Al<"]} if page.name == "Check" else {} for page in PAGES})
    assert re.findall(r">([A-Z][a-z]+)</a>", html) == [page.name for page in PAGES]
    assert 'href="Check?formula=Al%3C"' in html
    assert html.count("aria-current=page") == 1
    assert 'href="Data" aria-current=page' in html
