from __future__ import annotations

import re

from playwright.sync_api import expect

from hea_core.composition import Composition
from tests.browser.tabs import PHONE
from tests.browser.waiting import rest, whole


def state(page):
    return page.locator(".lm-root").evaluate("element => ({...element.dataset})")


def formula(page):
    return page.get_attribute(".la-formula", "data-formula")


def wait_for_another(page, before):
    page.wait_for_function("before => document.querySelector('.la-formula')?.dataset.formula !== before", arg=before)
    return formula(page)


def span(text):
    low, high = text.split(",")
    return float(low), float(high)


def place(page, right, up):
    """Pixel at these shares of the plot area, what it means, and what one pixel is worth there."""
    box = page.locator(".lm-plot .nsewdrag").bounding_box()
    x, y = round(box["x"] + right * box["width"]), round(box["y"] + (1 - up) * box["height"])
    view = state(page)
    (x_low, x_high), (y_low, y_high) = span(view["xRange"]), span(view["yRange"])
    z1 = x_low + (x - box["x"]) / box["width"] * (x_high - x_low)
    z2 = y_high - (y - box["y"]) / box["height"] * (y_high - y_low)
    return x, y, z1, z2, (x_high - x_low) / box["width"], (y_high - y_low) / box["height"]


def ground(page, x, y):
    """The pixel nearest to this one, along its row, that no dot is near: a click there designs."""
    return page.evaluate(
        """([x, y]) => {
          const plot = document.querySelector('.lm-plot'), full = plot._fullLayout;
          const box = plot.querySelector('.nsewdrag').getBoundingClientRect();
          const dots = plot.data.filter(t => t.type === 'scatter').flatMap(
            t => t.x.map((z, i) => [box.left + full.xaxis.d2p(z), box.top + full.yaxis.d2p(t.y[i])]));
          const free = u => dots.every(([a, b]) => Math.hypot(a - u, b - y) > 8);
          for (let k = 0; k < 400; k += 1) for (const u of [x - k, x + k]) if (u > box.left && u < box.right && free(u)) return [u, y];
        }""",
        [x, y],
    )


def test_a_click_sets_z_within_a_pixel_and_shows_an_alloy(visit):
    page = visit()
    before = formula(page)
    x, y, z1, z2, one_x, one_y = place(page, 0.85, 0.2)
    page.mouse.click(x, y)
    first = wait_for_another(page, before)
    whole(page)
    assert abs(float(page.locator(".st-key-z1 input").input_value()) - z1) <= one_x
    assert abs(float(page.locator(".st-key-z2 input").input_value()) - z2) <= one_y
    x, y, *_ = place(page, 0.85, 0.9)
    page.mouse.click(x, y)
    assert wait_for_another(page, first) not in {before, first}


def test_the_slider_changes_the_alloy(visit):
    page = visit("/?z1=-1.5&z2=0.5&p=0.9")
    before = formula(page)
    handle = page.locator(".st-key-p input")
    handle.focus()
    for _ in range(3):
        page.keyboard.press("PageDown")
    for _ in range(60):
        page.keyboard.press("ArrowLeft")
    wait_for_another(page, before)
    expect(page.locator(".la-asked .la-big").first).not_to_contain_text("0.90")


def test_zoom_and_pan_survive_a_click_and_a_double_click_shows_the_whole_map(visit):
    page = visit()
    all_of_it = state(page)
    page.get_by_role("button", name="Zoom in").click()  # which may scroll the page
    expect(page.locator(".lm-root")).not_to_have_attribute("data-x-range", all_of_it["xRange"])
    at_zoom = state(page)["xRange"]
    x, y, *_ = place(page, 0.5, 0.5)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 70, y + 40, steps=4)
    page.mouse.up()
    expect(page.locator(".lm-root")).not_to_have_attribute("data-x-range", at_zoom)
    page.wait_for_timeout(400)  # what a click would have done is seen by now
    zoomed = state(page)
    assert zoomed["xRange"] != all_of_it["xRange"]
    assert (zoomed["z1"], zoomed["z2"]) == (all_of_it["z1"], all_of_it["z2"]), "a drag is not a click"
    before = formula(page)
    page.mouse.click(*ground(page, x - 90, y))
    before = wait_for_another(page, before)
    whole(page)
    assert state(page)["xRange"] == zoomed["xRange"]
    page.get_by_text("Numbers: place and seed").click()
    page.locator(".st-key-z1 input").fill("0.123")
    page.keyboard.press("Enter")
    wait_for_another(page, before)
    expect(page.locator(".lm-root")).to_have_attribute("data-z1", "0.123")
    whole(page)
    assert state(page)["yRange"] == zoomed["yRange"]
    page.locator(".lm-plot").scroll_into_view_if_needed()
    x, y, *_ = place(page, 0.5, 0.5)
    page.mouse.dblclick(x, y)
    page.wait_for_function(
        "range => document.querySelector('.lm-root').dataset.xRange === range", arg=all_of_it["xRange"]
    )


def test_a_cold_link_is_drawn_as_it_says(visit):
    page = visit("/?z1=1.25&z2=-0.75&p=0.4&colour=mixing+enthalpy&families=true&count=2")
    assert (state(page)["z1"], state(page)["z2"]) == ("1.25", "-0.75")
    expect(page.locator(".la-asked")).to_contain_text("0.40")
    assert "noble" in state(page)["traces"]
    expect(page.locator("#candidates tbody tr")).to_have_count(2)


def test_arrow_keys_move_the_point_and_the_link_follows(visit):
    page = visit()
    page.locator(".lm-stage").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    for name, value in (("data-z1", "0.85"), ("data-z2", "-0.25")):
        expect(page.locator(".lm-root")).to_have_attribute(name, value)
    page.keyboard.press("Space")
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollTop") == 0, "it acts, as Enter does"
    page.wait_for_function("location.search.includes('z1=0.85') && location.search.includes('z2=-0.25')")
    page.wait_for_function("document.querySelector('.st-key-z1 input').value === '0.850'")
    expect(page.locator(".lm-live")).to_contain_text("0.85")


def test_a_first_tap_on_a_phone_makes_an_alloy_there(visit):
    page = visit(**PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = formula(page)
    page.locator(".lm-plot").scroll_into_view_if_needed()
    x, y, z1, z2, one_x, one_y = place(page, 0.3, 0.55)
    page.touchscreen.tap(x, y)
    wait_for_another(page, before)
    whole(page)
    # a tap is told to the page in whole pixels of a phone, which are two of these
    assert abs(float(state(page)["z1"]) - z1) <= 2 * one_x
    assert abs(float(state(page)["z2"]) - z2) <= 2 * one_y


def test_nothing_runs_over_the_edge_and_the_alloy_comes_before_the_candidates(visit):
    page = visit(viewport={"width": 1280, "height": 800})

    def top_left(key):
        box = page.locator(f".st-key-{key}_place").bounding_box()
        return box["x"], box["y"]

    for width in (1280, 1024, 800, 390):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(
            "Math.max(...[...document.querySelectorAll('.la-card *')].map(e => e.getBoundingClientRect().right)) <= innerWidth"
        )
        card, table, values = top_left("alloy"), top_left("candidates"), top_left("values")
        assert (card[0] > table[0]) == (width > 1100), f"side by side at {width}"
        assert card[1] < values[1]
        if width <= 1100:
            assert card[1] < table[1] < values[1]


def waits_for_designs(page):
    page.wait_for_function("window.latentalloyPreview?.designs.length > 100", timeout=120_000)


def grounds(page, count):
    """Pixels of ground where alloys were measured around, as far apart as they come."""
    found = []
    for share in range(count):
        x, y, *_ = place(page, 0.3, 0.25 + 0.5 * share / count)
        found.append(ground(page, x, y))
    return found


def test_the_pointer_over_ground_is_told_what_a_click_gives_without_a_message_to_the_server(visit):
    page = visit("/?p=0.9")
    waits_for_designs(page)
    page.wait_for_selector("a.la-frame")  # that the user rests at a place is a message, after which the strip is drawn
    rest(page)
    page.evaluate(
        """() => {
          window.said = 0;
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (...what) { window.said += 1; return send.apply(this, what); };
        }"""
    )
    told = set()
    for x, y in grounds(page, 6):
        page.mouse.move(x, y)
        page.wait_for_selector(".lm-tip[data-kind=ground]")
        told.add(page.get_attribute(".lm-tip", "data-formula"))
        expect(page.locator(".lm-tip")).to_contain_text("p 0.")
    assert len(told) > 1, "another place, another alloy"
    assert page.evaluate("window.said") == 0
    before = formula(page)
    page.mouse.click(x, y)
    clicked = wait_for_another(page, before)
    assert elements(clicked) & elements(page.get_attribute(".lm-tip", "data-formula"))
    assert page.evaluate("window.said") > 0, "a click is a message"


def elements(text):
    return set(Composition.parse(text).elements)


def test_another_probability_has_previews_of_its_own(visit):
    page = visit("/?p=0.9")
    waits_for_designs(page)
    first = page.evaluate("JSON.stringify(latentalloyPreview.designs)")
    page.locator("a.la-frame").nth(1).click()
    page.wait_for_function("location.search.includes('p=0.1')")
    page.wait_for_function(
        "first => window.latentalloyPreview && JSON.stringify(latentalloyPreview.designs) !== first",
        arg=first,
        timeout=120_000,
    )
    chances = page.evaluate("latentalloyPreview.designs.map(one => one[1])")
    assert sum(chances) / len(chances) < 0.3


def test_the_strip_asks_for_another_probability_at_the_same_place(visit):
    page = visit("/?z1=0.3&z2=0.1&p=0.9")
    frame = page.locator("a.la-frame").nth(3)  # the designs come after a moment's rest; until then the frames are empty
    asked = frame.get_attribute("data-formula")
    frame.click()
    page.wait_for_function(
        "formula => document.querySelector('.la-card .la-formula')?.dataset.formula === formula", arg=asked
    )
    expect(page).to_have_url(re.compile("z1=0.3"))
    expect(page).to_have_url(re.compile("[?&]p=0.3"))
    page.go_back()
    page.wait_for_function(
        "formula => document.querySelector('.la-card .la-formula')?.dataset.formula !== formula", arg=asked
    )


def test_regions_are_named_and_outer_alloys_are_marked_at_the_edge_and_open(visit):
    page = visit(viewport={"width": 1440, "height": 900})
    names = page.locator(".lm-region:visible")
    expect(names.filter(has_text=re.compile("^refractory, BCC$"))).to_have_count(1)
    expect(names.filter(has_text=re.compile("^noble"))).not_to_have_count(0)
    mark = page.evaluate(
        """() => {
          const box = document.querySelector('.lm-overlay').getBoundingClientRect();
          const marks = [...document.querySelectorAll('.lm-beyond')].filter(m => m.style.display !== 'none');
          const [x, y] = marks[0].getAttribute('transform').match(/translate\\(([^)]*)\\)/)[1].split(',').map(Number);
          return [marks.length, box.left + x, box.top + y];
        }"""
    )
    assert mark[0] >= 5
    page.mouse.move(mark[1], mark[2])
    page.wait_for_selector(".lm-tip[data-kind=dot]")
    expect(page.locator(".lm-tip")).to_contain_text("outside this view")
    outer = page.get_attribute(".lm-tip", "data-formula")
    page.mouse.click(mark[1], mark[2])
    page.wait_for_selector(f"[data-record='{outer}']")
    multiple = page.locator(".lm-beyond.lm-multi:visible")
    expect(multiple).not_to_have_count(0)
    page.locator(".lm-plot .legendtoggle").first.click()
    expect(multiple, "multi-phase is switched off").to_have_count(0)
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    expect(page.locator(".lm-beyond:visible"), "closer up the edge says nothing").to_have_count(0)


def test_a_first_visit_is_offered_starts_which_go_after_the_first_act(visit):
    page = visit()
    expect(page.locator(".la-start")).to_have_count(5)
    page.locator(".la-start").first.click()
    page.wait_for_selector("[data-record=CoCrFeMnNi]")
    expect(page.locator(".la-start")).to_have_count(0)
    assert page.evaluate("performance.getEntriesByType('navigation').length") == 1
    page.go_back()
    page.wait_for_selector(".la-start")
    page.locator(".la-start").nth(1).click()
    page.wait_for_selector(".ns-root[data-formula]", timeout=120_000)


def test_the_tour_leads_through_the_page_and_can_be_left_and_called_back(visit):
    page = visit()
    page.locator(".la-start").last.click()
    call = page.get_by_role("dialog", name="Tour")
    call.wait_for()
    seen = [call.get_by_role("heading").inner_text()]
    while call.get_by_role("button", name="Next").count():
        call.get_by_role("button", name="Next").click()
        seen.append(call.get_by_role("heading").inner_text())
        box = call.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
        assert box["y"] + box["height"] <= 900
    assert len(set(seen)) == len(seen) == 5
    call.get_by_role("button", name="Done").click()
    call.wait_for(state="detached")
    expect(page).not_to_have_url(re.compile("tour"))
    again = visit("/?tour=1")
    again.get_by_role("dialog", name="Tour").wait_for()
    again.keyboard.press("Escape")
    again.get_by_role("dialog", name="Tour").wait_for(state="detached")
    expect(again).not_to_have_url(re.compile("tour"))
