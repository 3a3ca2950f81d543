from __future__ import annotations

import pytest
from playwright.sync_api import expect

START = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"
LINK = f"/Nudge?alloy={START}&method=steer"


def stage(page):
    return page.locator(".ns-root").evaluate("element => ({...element.dataset})")


def span(page, axis):
    low, high = page.get_attribute(".lm-root", f"data-{axis}-range").split(",")
    return float(low), float(high)


def amounts(page):
    return page.eval_on_selector_all(
        ".ns-bar", "rows => Object.fromEntries(rows.map(r => [r.dataset.element, Number(r.dataset.amount)]))"
    )


def test_the_page_opens_on_the_papers_example_with_its_stage_above_the_fold(visit):
    page = visit("/Nudge", wait_for=".ns-root[data-formula]", viewport={"width": 1440, "height": 900})
    box = page.locator(".ns-root").bounding_box()
    tray = page.locator("[data-testid=stBottom]").bounding_box()
    assert box["y"] + box["height"] <= tray["y"]
    words = page.locator(".ns-plot text").all_text_contents()
    for method in ("loop", "steer", "cautious", "bare minimum"):
        assert any(text.startswith(method) for text in words), method
    assert "goal 0.60" in words
    expect(page.locator(".ns-band")).not_to_have_count(0)
    expect(page.locator(".la-sentence")).to_contain_text("raises the probability from")


def test_one_scrubber_moves_bars_curve_and_path_and_its_rest_is_in_the_link(visit):
    page = visit(LINK, wait_for=".ns-root[data-formula]")
    last = int(page.get_attribute(".ns-scrub", "max"))
    page.wait_for_function(f"Number(document.querySelector('.ns-root').dataset.at) === {last}")  # it is played once
    end, ring = amounts(page), page.get_attribute(".ns-runner", "cx")
    page.locator(".ns-scrub").fill("0")
    assert sum(amounts(page).values()) == pytest.approx(100, abs=0.1)
    assert amounts(page) != end
    assert page.get_attribute(".ns-runner", "cx") != ring
    expect(page.locator(".lm-root"), "the path on the map follows").to_have_attribute("data-frame", "0.00")
    page.wait_for_function("location.search.includes('at_step=0')")
    page.get_by_role("heading", name="How far to trust the start").wait_for()
    page.locator(".ns-scrub").fill("2.5")
    between = amounts(page)
    page.locator(".ns-scrub").fill("2")
    low = amounts(page)
    page.locator(".ns-scrub").fill("3")
    high = amounts(page)
    for symbol, amount in between.items():
        assert amount == pytest.approx((low[symbol] + high[symbol]) / 2, abs=0.02), "bars morph between steps"
    page.get_by_role("button", name="One step back").click()
    expect(page.locator(".ns-root")).to_have_attribute("data-at", "2.00")
    page.wait_for_function("location.search.includes('at_step=2')")
    page.go_back()
    page.wait_for_function("document.querySelector('.ns-root').dataset.at !== '2.00'")


def test_the_path_on_the_map_fills_its_frame_with_the_start_drawn(visit):
    page = visit(LINK, wait_for=".ns-root[data-formula]")
    left, right = span(page, "x")
    assert right - left < 0.5, "not the whole map"
    box = page.locator(".lm-overlay").bounding_box()
    dots = page.eval_on_selector_all(
        ".lm-step", "all => all.map(d => [Number(d.getAttribute('cx')), Number(d.getAttribute('cy'))])"
    )
    assert all(0 < x < box["width"] and 0 < y < box["height"] for x, y in dots)
    assert max(x for x, _ in dots) - min(x for x, _ in dots) > 0.2 * box["width"]
    assert page.locator(".lm-end").all_text_contents() == ["start", "end"]


def test_another_method_is_shown_in_full(visit):
    page = visit(LINK, wait_for=".ns-root[data-formula]")
    before = stage(page)["formula"]
    page.locator(".st-key-method").get_by_text("cautious").click()
    page.wait_for_function(
        "before => document.querySelector('.ns-shown') && document.querySelector('.la-card .la-formula').dataset.formula !== before",
        arg=before,
    )
    page.wait_for_function("[...document.querySelectorAll('.ns-bold')].some(t => t.textContent.startsWith('cautious'))")


def test_the_trust_panel_follows_the_step_and_the_link(visit):
    page = visit(LINK, wait_for=".la-trust")
    end = page.get_attribute(".la-trust .la-formula", "data-formula")
    page.locator(".ns-scrub").focus()
    page.keyboard.press("Home")
    page.wait_for_function("end => document.querySelector('.la-trust .la-formula')?.dataset.formula !== end", arg=end)
    page.wait_for_function("location.search.includes('at_step=0')")
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("window.copied?.includes('at_step=0')")
    expect(page.locator(".la-trust #evidence tbody th")).to_have_count(5)
    start = page.get_attribute(".la-trust .la-formula", "data-formula")
    again = visit(f"{LINK}&at_step=0", wait_for=".la-trust")
    expect(again.locator(".la-trust .la-formula")).to_have_attribute("data-formula", start)
    expect(again.locator(".ns-root")).to_have_attribute("data-at", "0.00")
    again.locator(".ns-scrub").press("ArrowRight")
    expect(again.locator(".ns-root")).to_have_attribute("data-at", "1.00")


def test_an_element_is_locked_then_banned_with_the_keyboard(visit):
    page = visit(LINK, wait_for=".la-sentence")
    page.get_by_text("Limits: at.% budget").click()
    iron = page.locator(".pt-grid button[data-symbol=Fe]")
    iron.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".pt-grid button[data-symbol=Fe][data-mark=locked]")
    page.wait_for_function("location.search.includes('lock=Fe')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pt-grid button[data-symbol=Fe][data-mark=banned]")
    page.wait_for_function("location.search.includes('ban=Fe') && !location.search.includes('lock=')")
