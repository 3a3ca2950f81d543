"""What a link says is shown as it is: nothing in it acts, and nothing makes the browser ask another host."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serve
from tests.browser.waiting import rest, whole

PAYLOADS = (
    "![a](http://other.example/i.png)",
    "[a](http://other.example/)",
    "http://other.example/auto",
    "https://other.example",
    "www.other.example",
    "someone@other.example",
    "<http://other.example/angle>",
    "<img src=http://other.example/i.png>",
    "<a href=//other.example>a</a>",
    "<b>bold</b> &amp; &#65;",
    ":material/home: :streamlit: :smile:",
    ":red[colour] :blue-badge[badge] :small[x]",
    "**bold** *slanted* _slanted_ __bold__",
    "~~struck~~ ~x~",
    "$x^2$ and $$y$$",
    "`code` ``two``",
    "a -> b <- c <-> d -- e >= f <= g ~= h",
    "# heading",
    "> quoted",
    "- item",
    "+ item",
    "* item",
    "1. first",
    "12) twelfth",
    "| a | b |",
    "\\\\ \\[a\\] \\*",
    "[ref]: http://other.example",
    "![][ref] [x][ref]",
    "---",
    "===",
    "FTP://other.example mailto:a@other.example",
    "a_b c_d _e f_ 'q' \"q\" 50 % x=1 (y) {z} ^1^ ==m==",
)
PAGE = """
import streamlit as st
from hea_ui.common import messages
for text in {payloads!r}:
    messages.error(text)
    st.button(messages.literal(text), help=messages.literal(text))
st.markdown("the end")
"""
FOREIGN = "[...document.querySelectorAll('a, img')].some(one => new URL(one.href || one.src, location).host.includes('other'))"
OTHER = "![a](http://other.example/i.png) [b](http://other.example/) www.other.example"
LINKS = (
    *(("/", name) for name in ("z1", "z2", "p", "colour", "field", "families", "count", "seed")),
    *(
        ("/Nudge", name)
        for name in (
            "alloy",
            "cutoff",
            "method",
            "steps",
            "budget",
            "ban",
            "lock",
            "most",
            "price",
            "cautious",
            "at_step",
        )
    ),
    *(("/Check", name) for name in ("formula", "ask", "corners", "base", "base_at")),
    *(("/Check?ask=Ternary+section", name) for name in ("corners", "base", "base_at")),
    *(
        ("/Screen", name)
        for name in ("space", "elements", "grid", "least", "most", "orders", "banned", "locked", "ranges", "up_to")
    ),
    *(
        ("/Screen", name)
        for name in (
            "ceiling",
            "where",
            "keep",
            "top",
            "by",
            "pareto",
            "job",
            "x",
            "y",
            "shade",
            "order",
            "narrow",
            "axes",
        )
    ),
    *(("/Screen?space=around+one+alloy", name) for name in ("around", "joining", "within")),
    *(("/Data", name) for name in ("formula",)),
)


@pytest.fixture(scope="module")
def payload_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    (folder / "page.py").write_text(PAGE.format(payloads=PAYLOADS), encoding="utf-8")
    process, address = serve(folder / "page.py", folder, "--browser.gatherUsageStats=false")
    yield address
    process.terminate()
    process.wait(10)


def test_every_text_shows_as_it_is(chromium, payload_page):
    page = chromium.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(payload_page)
    page.get_by_text("the end").wait_for()
    rest(page)
    for kind in ("stAlert", "stButton"):
        expect(page.get_by_test_id(kind)).to_have_count(len(PAYLOADS))
        boxes = [box.replace("\u2060", "") for box in page.get_by_test_id(kind).all_inner_texts()]
        assert boxes == [" ".join(text.split()) for text in PAYLOADS]
    assert (
        page.locator("[data-testid=stAlert] :is(a, img, em, strong, del, code, h1, h2, li, blockquote, .katex)").count()
        == 0
    )
    assert not [url for url in asked if not url.startswith((payload_page, "data:", "blob:"))]
    page.close()


def test_no_parameter_of_a_link_reaches_another_host(chromium, site):
    """Every parameter of every page at once, then each by itself where the page stops at the first one that it cannot read."""
    page = chromium.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    together: dict[str, dict[str, str]] = {}
    for path, name in LINKS:
        together.setdefault(path, {})[name] = OTHER
    alone = [(path, {name: OTHER}) for path, name in LINKS if name in ("alloy", "where", "job")]
    for path, query in [*together.items(), *alone]:
        page.goto(f"{site}{path}{'&' if '?' in path else '?'}{urlencode(query)}")
        page.wait_for_selector("h1, h2", timeout=60_000)
        whole(page)
        assert not page.evaluate(FOREIGN), (path, query)
        assert page.get_by_test_id("stException").count() == 0, (path, query)
    assert not [url for url in asked if "other.example" in url.split("?")[0]]
    assert not [url for url in asked if not url.startswith((site, "data:", "blob:", site.replace("http", "ws", 1)))]
    page.close()
