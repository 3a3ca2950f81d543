from __future__ import annotations

import pytest

START = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"
LINK = f"/Nudge?alloy={START}&method=steer"


def frame(page):
    return float(page.get_attribute(".lm-root", "data-frame"))


def last_step(page):
    return int(page.get_attribute(".lm-scrub", "max"))


def test_the_example_runs_and_its_trajectory_plays_and_scrubs(visit):
    page = visit("/Nudge", wait_for=".st-key-example button")
    page.locator(".st-key-example button").click()
    page.wait_for_selector(".la-sentence", timeout=120_000)
    page.wait_for_selector(".lm-root[data-ready=yes]", timeout=60_000)
    assert "raises the probability from" in page.locator(".la-sentence").inner_text()
    end = last_step(page)
    page.wait_for_function(f"Number(document.querySelector('.lm-root').dataset.frame) === {end}")
    page.locator(".lm-scrub").fill("0")
    assert frame(page) == 0
    assert "Step 0" in page.locator(".lm-caption").inner_text()
    page.get_by_role("button", name="One step forward").click()
    assert frame(page) == 1
    page.wait_for_function(f"location.search.includes('{START}')")


def test_a_cold_link_replays_the_same_nudge(visit):
    first, again = (visit(LINK, wait_for=".la-sentence") for _ in range(2))
    assert first.get_attribute(".la-formula", "data-formula") == again.get_attribute(".la-formula", "data-formula")
    assert first.locator("#steps tbody tr").count() == again.locator("#steps tbody tr").count() > 2


def test_the_trust_panel_follows_the_step_and_the_link(visit):
    page = visit(LINK, wait_for=".la-trust")
    end = page.get_attribute(".la-trust .la-formula", "data-formula")
    thumb = page.locator(".st-key-step_shown input")
    thumb.focus()
    page.keyboard.press("Home")
    page.wait_for_function("end => document.querySelector('.la-trust .la-formula')?.dataset.formula !== end", arg=end)
    page.wait_for_function("location.search.includes('at_step=0')")
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("window.copied?.includes('at_step=0')")
    assert page.locator(".la-trust #evidence tbody th").count() == 5
    start = page.get_attribute(".la-trust .la-formula", "data-formula")
    again = visit(f"{LINK}&at_step=0", wait_for=".la-trust")
    assert again.get_attribute(".la-trust .la-formula", "data-formula") == start


def test_an_element_is_locked_then_banned_with_the_keyboard(visit):
    page = visit(LINK, wait_for=".la-sentence")
    page.get_by_text("Constraints: lock or ban").click()
    iron = page.locator(".pt-grid button[data-symbol=Fe]")
    iron.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".pt-grid button[data-symbol=Fe][data-mark=locked]")
    page.wait_for_function("location.search.includes('lock=Fe')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pt-grid button[data-symbol=Fe][data-mark=banned]")
    page.wait_for_function("location.search.includes('ban=Fe') && !location.search.includes('lock=')")


@pytest.mark.parametrize(
    ("query", "words"), [("alloy=FeXx", "Xx"), ("alloy=AlCoCrFeNi&lock=Fe&ban=Fe", "both banned and locked")]
)
def test_what_cannot_be_is_said_in_a_sentence(visit, query, words):
    page = visit(f"/Nudge?{query}", wait_for="[role=alert]")
    assert words in page.get_by_role("alert").inner_text()


def test_a_phone_shows_it_without_scrolling_sideways(visit):
    page = visit(LINK, wait_for=".la-sentence", viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
