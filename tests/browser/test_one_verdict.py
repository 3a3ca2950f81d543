"""In a browser: a dot opens its record, ground designs, my alloy is my alloy, and the pages agree on every verdict."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.tabs import PHONE
from tests.browser.waiting import whole

ALLOYS = {"Ti-6Al-4V": "Al10.2Ti86.2V3.6", "CoCrFeMnNi": "CoCrFeMnNi", "AlCoCrFeNi": "AlCoCrFeNi"}
ON_MAP, OFF_MAP = "AlCoCrFeNi", "CoCrFeNiU"
"""Both can be checked, one has no place on the map."""
CARD = ".la-trust .la-formula"
DRAWN = (
    "[...document.querySelectorAll('[data-formula][data-verdict]')].map(e => [e.dataset.formula, e.dataset.verdict])"
)


def drawn(page):
    """{formula: verdicts drawn of it} of a page."""
    found = {}
    for formula, verdict in page.evaluate(DRAWN):
        found.setdefault(formula, set()).add(verdict)
    return found


def card(page):
    return page.get_attribute(CARD, "data-formula")


def lonely_dot(page, beyond):
    """Where a measured alloy lies that has no other near it, at a larger z1 than given: pixel, class, place."""
    return page.evaluate(
        """(beyond) => {
          const plot = document.querySelector('.lm-plot'), full = plot._fullLayout;
          const box = plot.querySelector('.nsewdrag').getBoundingClientRect();
          const dots = plot.data.filter(t => ['single-phase', 'multi-phase'].includes(t.name)).flatMap(
            t => t.x.map((x, i) => [box.left + full.xaxis.d2p(x), box.top + full.yaxis.d2p(t.y[i]), t.name, x, t.y[i]]));
          const apart = ([x, y]) => Math.min(...dots.map(([u, v]) => Math.hypot(u - x, v - y)).filter(d => d > 0));
          const inside = ([x, y]) => x > box.left + 30 && x < box.right - 30 && y > box.top + 30 && y < box.bottom - 30;
          return dots.filter(d => inside(d) && d[3] > beyond).sort((a, b) => apart(b) - apart(a))[0];
        }""",
        beyond,
    )


def ink(page, x, y):
    """Colour that the canvas of the dots holds at a pixel of the page: red, green, blue, opacity."""
    return page.evaluate(
        """([x, y]) => {
          const canvas = document.querySelector('.lm-dots'), box = canvas.getBoundingClientRect(), sharp = canvas.width / box.width;
          return [...canvas.getContext('2d').getImageData((x - box.left) * sharp, (y - box.top) * sharp, 1, 1).data];
        }""",
        [x, y],
    )


def test_a_dot_opens_its_record_and_ground_designs_again(visit):
    page = visit(viewport={"width": 1440, "height": 900})
    framed = float(page.get_attribute(".lm-root", "data-x-range").split(",")[1])
    page.get_by_role("button", name="All alloys").click()
    page.wait_for_function(
        "before => Number(document.querySelector('.lm-root').dataset.xRange.split(',')[1]) > before + 0.1", arg=framed
    )
    x, y, kind, z1, _ = lonely_dot(page, framed)
    assert z1 > framed, "outliers can be reached"
    red, _, blue, _ = ink(page, x, y)
    assert (red > blue) == (kind == "multi-phase"), "its colour stands where it is, also after the view has changed"
    assert ink(page, x - 20, y)[3] == 0
    page.mouse.move(x, y)
    page.wait_for_selector(".lm-tip[data-formula]")
    formula, verdict = (page.get_attribute(".lm-tip", f"data-{name}") for name in ("formula", "verdict"))
    entries = page.evaluate("history.length")
    page.mouse.click(x, y)
    page.wait_for_selector(f"[data-record='{formula}']")
    whole(page)
    assert page.evaluate("history.length") == entries + 1
    assert card(page) == formula
    assert drawn(page)[formula] == {verdict}
    assert page.locator("#record tbody tr").count() >= 1
    assert page.locator("#record a[href^='https://doi.org/']").count() >= 1
    assert abs(float(page.get_attribute(".lm-root", "data-z1")) - z1) < 0.01
    expect(page).to_have_url(re.compile(re.escape(f"alloy={formula}")))
    page.mouse.click(x - 60, y - 25)
    page.wait_for_selector("[data-record]", state="detached")
    page.wait_for_function("!location.search.includes('alloy=')")
    expect(page.locator(CARD)).not_to_have_attribute("data-formula", formula)
    page.go_back()
    page.wait_for_selector(f"[data-record='{formula}']")
    expect(page.locator(CARD)).to_have_attribute("data-formula", formula)


@pytest.mark.parametrize("typed", ALLOYS)
def test_show_on_map_shows_my_alloy_in_its_own_place(visit, typed):
    page = visit(f"/Check?formula={typed}", wait_for=".la-trust")
    formula, said = ALLOYS[typed], drawn(page)[ALLOYS[typed]]
    page.locator(".la-acts [data-act=map]").first.click()
    page.wait_for_selector(".lm-root[data-ready=yes]", timeout=60_000)
    page.wait_for_selector(f"{CARD}[data-formula='{formula}']")
    whole(page)
    assert drawn(page)[formula] == said
    expect(page.locator(".st-key-candidates_place")).to_contain_text("Designed at the marked place")
    expect(page).to_have_url(re.compile("alloy="))


def test_pages_agree_on_every_verdict_drawn(visit, site):
    """What the pages' scripts draw too; tests/app/test_one_verdict.py holds what the server sends, of many alloys."""
    many = "%0A".join(ALLOYS)
    page = visit(f"/Check?ask=Many+alloys&many={many}", wait_for="#checked")
    found = drawn(page)
    for path in (
        f"{path}={one}" for path in ("/Check?formula", "/?alloy", "/Nudge?alloy") for one in (ON_MAP, OFF_MAP)
    ):
        page.goto(site + path)  # in one tab: in a fresh browser each page reads all scripts anew
        page.wait_for_selector(".la-trust")
        whole(page)
        assert OFF_MAP not in path or OFF_MAP in drawn(page)
        for formula, verdicts in drawn(page).items():
            found.setdefault(formula, set()).update(verdicts)
    assert {formula: verdicts for formula, verdicts in found.items() if len(verdicts) > 1} == {}
    assert set(ALLOYS.values()) <= found.keys()


def test_designs_keep_to_the_number_of_elements_until_it_is_lifted(visit):
    page = visit("/?z1=7.5&z2=7.5")
    expect(page.locator(".st-key-alloy_place")).to_contain_text("4 to 6 elements")
    page.get_by_role("button", name="Lift all limits").click()
    page.wait_for_function("location.search.includes('orders=1')")
    page.get_by_role("button", name="4 to 6 elements").click()
    page.wait_for_function("!location.search.includes('orders=')")


def test_what_is_probable_fades_where_nothing_was_measured_and_dots_stay_on_top(visit):
    page = visit("/?field=true")
    traces = page.get_attribute(".lm-root", "data-traces").split(",")
    order = [
        "probability of designs",
        "empty ground",
        "designs at 0.5",
        "designs at 0.9",
        "multi-phase",
        "single-phase",
    ]
    assert [traces.index(name) for name in order] == sorted(traces.index(name) for name in order)
    x, y = page.evaluate(
        "() => { const b = document.querySelector('.lm-plot .nsewdrag').getBoundingClientRect(); return [b.right - 60, b.top + 40]; }"
    )
    page.mouse.move(x, y)
    page.wait_for_selector(".lm-tip[data-kind=empty]")
    expect(page.locator(".lm-tip")).to_contain_text("Hardly any alloy was measured here")


def test_a_pinned_alloy_fits_a_phone(visit):
    page = visit("/?alloy=AlCoCrFeNi", **PHONE)
    right = "Math.max(...[...document.querySelectorAll('.la-card, .la-error, .la-track')].map(e => e.getBoundingClientRect().right))"
    assert page.evaluate(right) <= 390


def test_the_measured_neighbours_of_a_phone_keep_what_was_observed(visit):
    page = visit("/Check?formula=CoCrFeMnNi", wait_for="#evidence", viewport={"width": 390, "height": 844})
    cells = page.locator("#evidence tbody tr:not(.la-fold) td:nth-child(3)")
    expect(cells).to_have_count(5)
    table = page.get_by_role("region", name="Nearest measured alloys").bounding_box()
    for cell in cells.all():
        box = cell.bounding_box()
        assert box["x"] + box["width"] <= table["x"] + table["width"] + 1
