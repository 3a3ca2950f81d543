from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import darken, serious
from tests.browser.tabs import PHONE

FIVE = "elements=Co,Cr,Fe,Mn,Ni&keep=the+best&top=60"
READY = ".lm-root[data-ready=yes]"


def size(page):
    return int(page.get_attribute("[data-size]", "data-size"))


def shown(page):
    return int(page.get_attribute("[data-shown]", "data-shown"))


def element(page, symbol):
    return page.locator(f".pt-grid button[data-symbol={symbol}]")


def run(page):
    page.locator(".st-key-run button").click()


@pytest.fixture(scope="module")
def screened(tabs, site):
    """The link of a finished screening, for tests that do not ask how it came about."""
    page = tabs.take(site)
    page.goto(f"{site}/Screen?{FIVE}")
    run(page)
    page.wait_for_selector("[data-state=finished]", timeout=120_000)
    page.wait_for_function("location.search.includes('job=')")
    link = page.url.removeprefix(site)
    tabs.give_back()
    return link


def test_elements_are_picked_and_a_run_ends_in_alloys(visit):
    page = visit("/Screen?elements=Al,Co,Cr,Fe,Ni,V", wait_for="[data-size]")
    before = size(page)
    element(page, "Mn").click()
    page.wait_for_selector(".pt-grid button[data-symbol=Mn][data-mark=chosen]")
    page.wait_for_function("before => Number(document.querySelector('[data-size]')?.dataset.size) > before", arg=before)
    page.wait_for_function("location.search.includes('Mn')")
    expect(page.locator("[data-size]")).to_have_attribute("data-size", "83923")
    element(page, "V").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".pt-grid button[data-symbol=V][data-mark='']")
    page.keyboard.press("Enter")
    page.wait_for_function("Number(document.querySelector('[data-size]')?.dataset.size) === 83923")
    run(page)
    page.wait_for_selector("[data-state=finished]", timeout=120_000)
    page.wait_for_selector(READY, timeout=60_000)
    expect(page.locator(".st-key-run button"), "the set-up is folded to a sentence").not_to_be_visible()
    everything = shown(page)
    assert everything > 3000, "more than are drawn one by one"
    chart = page.locator(".st-key-screen_scatter .nsewdrag")
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    page.mouse.move(box["x"] + 0.55 * box["width"], box["y"] + 0.05 * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + 0.98 * box["width"], box["y"] + 0.5 * box["height"], steps=5)
    page.mouse.up()
    page.wait_for_function("all => Number(document.querySelector('[data-shown]')?.dataset.shown) < all", arg=everything)
    assert 0 < shown(page) < everything


def test_a_ticked_alloy_lights_up_on_the_map_and_goes_to_check(visit, screened):
    page = visit(screened, wait_for=READY)
    expect(page.locator(".lm-root")).to_have_attribute("data-traces", re.compile("selected"))
    chosen = "#chosen .la-chip"
    first = page.locator(chosen).first.get_attribute("data-formula")
    grid = page.locator(".st-key-screen_table canvas").first
    grid.scroll_into_view_if_needed()
    box = grid.bounding_box()
    page.mouse.click(box["x"] + 18, box["y"] + 36 * 3.5)
    page.wait_for_function(
        "first => document.querySelector('#chosen [data-formula]')?.dataset.formula !== first", arg=first
    )
    ticked = page.locator(chosen).first.get_attribute("data-formula")
    expect(page.locator(chosen)).to_have_count(1)
    expect(page.locator("text=On the map:")).to_contain_text("1 ticked")
    page.wait_for_function("formula => decodeURIComponent(location.search).includes(`ticks=${formula}`)", arg=ticked)
    page.locator(chosen).click()
    page.get_by_role("menuitem", name="Check").click()
    page.wait_for_selector(f".la-formula[data-formula='{ticked}']", timeout=60_000)
    page.go_back()
    page.wait_for_selector("[data-state=finished]", timeout=60_000)
    expect(page.locator(chosen).first, "Back restores what was ticked").to_have_attribute("data-formula", ticked)


def test_a_run_survives_a_reload_and_cancel_keeps_what_is_done_and_run_on_goes_on(visit):
    page = visit("/Screen?elements=Al,Co,Cr,Fe,Mn,Ni,Ti&grid=1&keep=the+best&top=50", wait_for="[data-size]")
    run(page)
    page.get_by_text("alloys/s").wait_for(timeout=120_000)
    page.wait_for_function("location.search.includes('job=')")
    page.reload()
    page.get_by_text("alloys/s").wait_for(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("[data-state=stopped]", timeout=60_000)
    expect(page.locator("[data-state]")).to_contain_text("Not complete")
    page.wait_for_selector(".st-key-screen_table canvas", timeout=60_000)
    page.locator(".st-key-resume button").click()
    page.get_by_text("alloys/s").wait_for(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("[data-state=stopped]", timeout=60_000)


def test_filters_narrow_by_text_by_range_and_by_chip_and_stand_in_the_link(visit, screened):
    page = visit(screened, wait_for=READY)
    expect(page.locator("[data-shown]")).to_have_attribute("data-shown", "60")
    page.locator(".st-key-narrow input").fill("VEC>8.45")
    page.keyboard.press("Enter")
    page.wait_for_function("Number(document.querySelector('[data-shown]')?.dataset.shown) < 60")
    few = shown(page)
    expect(page).to_have_url(re.compile("narrow=VEC"))
    thumb = page.locator(".st-key-range_density input[type=range]").last
    thumb.focus()
    for _ in range(12):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("few => Number(document.querySelector('[data-shown]')?.dataset.shown) < few", arg=few)
    expect(page.locator(".st-key-narrow input")).to_have_value(re.compile("density<="))
    page.get_by_role("button", name="VEC > 8.45").click()
    page.wait_for_function("!location.search.includes('vec%3E8.45')")
    expect(page.locator("[data-element]")).to_have_count(5)


def test_a_phone_shows_it_without_scrolling_sideways(visit, screened):
    page = visit(screened, wait_for=READY, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_axe_finds_no_serious_violation(visit, screened):
    page = visit(screened, wait_for=READY)
    page.get_by_text("Parallel coordinates").click()
    page.wait_for_selector(".st-key-screen_parallel .main-svg")
    assert serious(page) == []
    darken(page)
    assert serious(page) == []
