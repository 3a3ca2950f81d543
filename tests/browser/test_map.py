from __future__ import annotations

import pytest

from hea_ui.shell import PAGES


def state(page):
    return page.eval_on_selector(".lm-root", "element => ({...element.dataset})")


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
    assert "0.90" not in page.locator(".la-asked .la-big").first.inner_text()


def test_zoom_and_pan_survive_a_click_and_a_double_click_shows_the_whole_map(visit):
    page = visit()
    whole = state(page)
    page.get_by_role("button", name="Zoom in").click()  # which may scroll the page
    x, y, *_ = place(page, 0.5, 0.5)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 70, y + 40, steps=4)
    page.mouse.up()
    page.wait_for_timeout(400)
    zoomed = state(page)
    assert zoomed["xRange"] != whole["xRange"]
    assert (zoomed["z1"], zoomed["z2"]) == (whole["z1"], whole["z2"]), "a drag is not a click"
    before = formula(page)
    page.mouse.click(*ground(page, x - 90, y))
    before = wait_for_another(page, before)
    assert state(page)["xRange"] == zoomed["xRange"]
    page.locator(".st-key-z1 input").fill("0.123")
    page.keyboard.press("Enter")
    wait_for_another(page, before)
    assert state(page)["yRange"] == zoomed["yRange"]
    assert state(page)["z1"] == "0.123"
    x, y, *_ = place(page, 0.5, 0.5)
    page.mouse.dblclick(x, y)
    page.wait_for_function("range => document.querySelector('.lm-root').dataset.xRange === range", arg=whole["xRange"])


def test_a_cold_link_restores_the_view(visit):
    page = visit("/?z1=1.25&z2=-0.75&p=0.4&colour=mixing+enthalpy&families=true&count=2")
    assert (state(page)["z1"], state(page)["z2"]) == ("1.25", "-0.75")
    assert "0.40" in page.locator(".la-asked").inner_text()
    assert "noble" in state(page)["traces"]
    assert page.locator("#candidates tbody tr").count() == 2
    again = visit("/?z1=1.25&z2=-0.75&p=0.4&colour=mixing+enthalpy&families=true&count=2")
    assert formula(again) == formula(page)


def test_a_bad_link_is_said_and_the_page_still_works(visit):
    page = visit("/?z1=abc&p=0.7")
    assert "z1 = 'abc'" in page.get_by_role("alert").inner_text()
    assert state(page)["z1"] == "0.8"


def test_arrow_keys_move_the_point_and_the_link_follows(visit):
    page = visit()
    page.locator(".lm-stage").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert (state(page)["z1"], state(page)["z2"]) == ("0.85", "-0.25")
    page.keyboard.press("Enter")
    page.wait_for_function("location.search.includes('z1=0.85') && location.search.includes('z2=-0.25')")
    page.wait_for_function("document.querySelector('.st-key-z1 input').value === '0.850'")
    assert "0.85" in page.locator(".lm-live").inner_text()


def test_a_first_tap_on_a_phone_makes_an_alloy_there(visit):
    page = visit(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    before = formula(page)
    page.locator(".lm-plot").scroll_into_view_if_needed()
    x, y, z1, z2, one_x, one_y = place(page, 0.3, 0.55)
    page.touchscreen.tap(x, y)
    wait_for_another(page, before)
    assert abs(float(state(page)["z1"]) - z1) <= one_x
    assert abs(float(state(page)["z2"]) - z2) <= one_y


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


@pytest.mark.parametrize(
    ("path", "wait_for"),
    [
        ("/Data", "[data-testid=stDataFrame]"),
        ("/About", "[data-testid=stExpander]"),
        ("/Models", "[data-testid=stPlotlyChart]"),
    ],
)
def test_other_pages_open_cold_with_their_navigation(visit, path, wait_for):
    page = visit(path, wait_for=wait_for)
    links = page.locator("[data-testid=stSidebar] [data-testid=stPageLink]")
    links.nth(len(PAGES) - 1).wait_for()
    assert [text.strip() for text in links.all_inner_texts()] == [page.name for page in PAGES]
