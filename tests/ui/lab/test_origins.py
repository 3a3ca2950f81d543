"""Where alloys were kept: what the browser tells, and what a kept link may lead to."""

from __future__ import annotations

import pytest

from hea_core.lab import OriginKind
from hea_ui.check import inputs as check_inputs
from hea_ui.lab import inputs, origins
from hea_ui.shell import PAGES


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("./?z1=0.8&z2=-0.5", "map"),
        ("./", "map"),
        ("Nudge?alloy=AlCoCrFeNi&at_step=3", "nudge"),
        ("Screen?job=0123456789ab", "screen"),
        ("Check?formula=CoCrFeNi", "typed"),
        ("Check?" + check_inputs.LINK.address(ask=check_inputs.SECTION, cell="CoCrFeNi"), "section"),
        ("Lab?" + inputs.LINK.address(part=inputs.NEXT), "suggested"),
        ("Lab?" + inputs.LINK.address(results="CoCrFeNi FCC"), "typed"),
        ("Data?formula=Al", "data"),
    ],
)
def test_a_view_says_what_was_kept_there(link, kind):
    assert origins.told_origin({"link": link, "kind": ""}) == origins.Origin(kind, link)


def test_every_page_that_draws_alloys_is_known():
    assert {one.path for one in PAGES} - {"About"} <= set(origins._PAGES)
    assert "Compare" in origins._PAGES


def test_what_the_alloy_itself_says_goes_before_the_page():
    assert origins.told_origin({"link": "Check?formula=Fe", "kind": "data"}).kind is OriginKind.DATA


@pytest.mark.parametrize(
    "told",
    [
        None,
        3,
        {},
        {"link": 3, "kind": ""},
        {"link": "https://example.org/?a", "kind": ""},
        {"link": "//example.org/?a", "kind": ""},
    ],
)
def test_nonsense_from_the_browser_is_no_origin(told):
    assert origins.told_origin(told) == origins.Origin("imported")


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("/?z1=0.8", "./?z1=0.8"),
        ("./?z1=0.8", "./?z1=0.8"),
        ("/Nudge?alloy=Fe", "Nudge?alloy=Fe"),
        ("Lab", "Lab"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("javascript?alert(1)", ""),
        ("//example.org/Nudge?a", ""),
        ("/\\example.org/?a", ""),
        ("\\\\example.org", ""),
        ("Nudge/../../x?a", ""),
        ("Elsewhere?a=1", ""),
    ],
)
def test_a_kept_link_leads_only_to_pages_of_the_app(link, shown):
    assert origins.replay(link) == shown
