"""The shell in a browser: one act is one history entry; box, tray, chips and menu work on every page and on a phone."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.tabs import PHONE
from tests.browser.waiting import whole

BOX = "Alloy, series, list or elements"
TWO = "tray=CoCrFeMnNi~HfNbTaTiZr"


def query(page):
    return {name: values[-1] for name, values in parse_qs(urlsplit(page.url).query).items()}


def entries(page):
    return page.evaluate("history.length")


def alloys(page):
    return [item.get_attribute("data-formula") for item in page.get_by_role("region", name="Tray").locator("li").all()]


def wait_for_query(page, *names):
    """The query of the address once it has these parameters."""
    page.wait_for_function(
        "names => names.every(name => new URLSearchParams(location.search).has(name))", arg=list(names)
    )
    return query(page)


def wait_for_tray(page, count):
    page.wait_for_function("count => document.querySelectorAll('.ls-tray li').length === count", arg=count)


def click_map(page, right, up):
    """Click on ground at these shares of the map; returns the formula that follows."""
    before = page.get_attribute(".la-formula", "data-formula")
    box = page.locator(".lm-plot .nsewdrag").bounding_box()
    page.mouse.click(box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"])
    page.wait_for_function("f => document.querySelector('.la-formula')?.dataset.formula !== f", arg=before)
    whole(page)
    return page.get_attribute(".la-formula", "data-formula")


def focused(page):
    """The element of the periodic table that has the focus."""
    return page.evaluate("(document.activeElement.shadowRoot ?? document).activeElement.dataset.symbol")


def ask(page, text):
    page.keyboard.press("/")
    box = page.get_by_label(BOX)
    assert box.evaluate("box => box === document.activeElement")
    box.fill(text)
    page.keyboard.press("Enter")


def test_one_act_is_one_history_entry_and_back_leads_to_the_alloy_before(visit):
    page = visit("/?p=0.8")
    seen, at = [page.get_attribute(".la-formula", "data-formula")], [page.url]
    for place in ((0.12, 0.9), (0.9, 0.1)):
        count = entries(page)
        seen.append(click_map(page, *place))
        at.append(page.url)
        assert entries(page) == count + 1
    for formula, address in list(zip(seen, at, strict=True))[-2::-1]:
        page.go_back()
        page.wait_for_function("f => document.querySelector('.la-formula')?.dataset.formula === f", arg=formula)
        expect(page).to_have_url(address)
        expect(page.locator(".st-key-z1 input")).to_have_value(f"{float(query(page).get('z1', 0.8)):.3f}")
    page.go_forward()
    page.wait_for_function("f => document.querySelector('.la-formula')?.dataset.formula === f", arg=seen[1])


def test_back_from_another_page_leads_to_where_one_was(visit):
    page = visit()
    formula = click_map(page, 0.12, 0.9)
    address, count = page.url, entries(page)
    page.locator(".la-acts").first.get_by_text("Nudge").click()
    page.get_by_role("heading", name="Nudge an alloy").wait_for()
    assert wait_for_query(page, "alloy")["alloy"] == formula
    assert entries(page) == count + 1
    page.go_back()
    page.wait_for_function("f => document.querySelector('.la-formula')?.dataset.formula === f", arg=formula)
    expect(page).to_have_url(address)


def test_the_navigation_leads_back_to_the_view_that_was_left(visit):
    page = visit("/Check?formula=Al0.6CoCrFeNi", wait_for=".la-trust")
    count = entries(page)
    page.get_by_role("link", name="About", exact=True).click()
    page.get_by_role("heading", name="About", exact=True).wait_for()
    page.get_by_role("link", name="Check", exact=True).click()
    page.wait_for_selector(".la-trust")
    assert wait_for_query(page, "formula")["formula"] == "Al0.6CoCrFeNi"
    assert entries(page) == count + 2
    for name in ("Check", "Nudge"):
        expect(page.get_by_role("link", name=name, exact=True), "the acts name their alloy").to_have_count(1)
    expect(page.get_by_role("link", name="Nudge Al0.6CoCrFeNi")).to_have_count(1)


@pytest.mark.parametrize(
    ("text", "path", "wanted"),
    [
        ("Al0.5CoCrFeNi", "/Check", {"formula": "Al0.5CoCrFeNi"}),
        ("CoCrFeMnNi\nTi-6Al-4V", "/Check", {"ask": "Many alloys", "many": "CoCrFeMnNi\nTi-6Al-4V"}),
        ("Al Co Cr Fe Ni Ti Mn", "/Screen", {"elements": "Al, Co, Cr, Fe, Ni, Ti, Mn"}),
    ],
)
def test_the_box_leads_to_the_page_that_answers(visit, text, path, wanted):
    page = visit(f"/About?{TWO}", wait_for=".ls-tray li")
    count = entries(page)
    ask(page, text)
    page.wait_for_function("path => location.pathname === path", arg=path)
    assert wanted.items() <= wait_for_query(page, *wanted).items()
    assert entries(page) == count + 1
    wait_for_tray(page, 2)


def test_the_box_says_how_elements_were_read_and_offers_the_alloy(visit):
    page = visit("/Data", wait_for=".ls-box")
    ask(page, "Al Co Cr Fe Ni")
    page.get_by_role("button", name="Check AlCoCrFeNi, one alloy").click()
    page.wait_for_selector(".la-trust", timeout=60_000)
    assert wait_for_query(page, "formula")["formula"] == "AlCoCrFeNi"


def test_a_refusal_is_shown_in_the_box_and_loses_nothing(visit):
    page = visit(f"/Check?formula=CoCrFeMnNi&{TWO}", wait_for=".la-trust")
    address = page.url
    ask(page, "Inconel 718")
    page.locator(".ls-refused").wait_for()
    expect(page.locator(".ls-refused")).to_contain_text("is a designation")
    assert page.get_by_label(BOX).input_value() == "Inconel 718"
    assert page.url == address
    assert alloys(page) == ["CoCrFeMnNi", "HfNbTaTiZr"]


def test_the_tray_follows_through_pages_reload_and_link_and_undoes(visit):
    page = visit("/Check?formula=CoCrFeMnNi", wait_for="#evidence")
    page.locator(".la-acts").first.get_by_role("button", name="Keep").click()
    wait_for_tray(page, 1)
    assert wait_for_query(page, "tray")["tray"] == "CoCrFeMnNi"
    page.locator(".la-acts").first.get_by_role("button", name="Kept").wait_for()
    whole(page)
    chip = page.locator("#evidence .la-chip").nth(2)
    second = chip.get_attribute("data-formula")
    chip.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    wait_for_tray(page, 2)
    assert alloys(page) == ["CoCrFeMnNi", second]
    tray = page.get_by_role("region", name="Tray")
    verdict = page.get_attribute(".la-trust [data-verdict]", "data-verdict")
    expect(tray.locator("li [data-verdict]").first).to_have_attribute("data-verdict", verdict)
    page.reload()
    wait_for_tray(page, 2)
    for name in ("Screen", "Data", "Map"):
        page.get_by_role("link", name=name, exact=True).click()
        page.wait_for_function("name => location.pathname === (name === 'Map' ? '/' : '/' + name)", arg=name)
        wait_for_tray(page, 2)
    again = visit(urlsplit(page.url)._replace(scheme="", netloc="").geturl(), wait_for=".ls-tray li")
    assert alloys(again) == ["CoCrFeMnNi", second]
    again.get_by_role("button", name="Remove CoCrFeMnNi").click()
    wait_for_tray(again, 1)
    again.get_by_role("button", name="Undo").click()
    wait_for_tray(again, 2)
    again.get_by_role("button", name="Clear").click()
    wait_for_tray(again, 0)
    again.go_back()
    wait_for_tray(again, 2)
    assert len(alloys(page)) == 2, "another tab is left alone"


def test_a_bare_address_in_the_same_tab_keeps_the_tray_and_a_new_tab_has_its_own(visit):
    page = visit(f"/About?{TWO}", wait_for=".ls-tray li")
    page.goto(urlsplit(page.url)._replace(query="").geturl())
    wait_for_tray(page, 2)
    other = page.context.new_page()
    other.goto(urlsplit(page.url)._replace(query="").geturl())
    other.wait_for_selector(".ls-tray.ls-empty")
    other.close()


def test_a_kept_tray_joins_a_link_only_when_its_widgets_stand(visit):
    """A run that follows sooner overtakes what the link says: a widget drawn only then shows its default, in one visit of four."""
    page = visit(f"/About?{TWO}", wait_for=".ls-tray li")
    page.add_init_script("""
      const write = history.replaceState.bind(history);
      history.replaceState = (state, title, url) => {
        const app = document.querySelector("[data-testid=stApp]");
        if (String(url).includes("tray="))
          window.joined ??= [app.dataset.testScriptState, app.querySelectorAll("[data-testid=stSkeleton]").length];
        write(state, title, url);
      };""")
    page.goto(urlsplit(page.url)._replace(path="/Check", query="ask=Many+alloys").geturl())
    wait_for_tray(page, 2)
    assert page.evaluate("window.joined") == ["notRunning", 0]
    expect(page.get_by_role("radio", name="Many alloys")).to_be_checked()


def test_what_of_a_tray_cannot_be_read_is_left_out_and_said(visit):
    page = visit("/About?tray=CoCrFeMnNi~nonsense~<b>x</b>", wait_for=".ls-tray li")
    assert alloys(page) == ["CoCrFeMnNi"]
    expect(page.locator(".ls-live")).to_contain_text("2 alloys of the link left out")


def test_compare_shows_what_differs_most_first_and_gives_files(visit):
    page = visit(f"/About?{TWO}~Ti-6Al-4V", wait_for=".ls-tray li")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_selector("#compare", timeout=60_000)
    whole(page)
    differences = [float(row.get_attribute("data-difference")) for row in page.locator("#compare [data-row]").all()]
    assert differences == sorted(differences, reverse=True)
    assert len(differences) == 12
    verdicts = page.locator("#compare [data-verdict]")
    shown = [one.get_attribute("data-verdict") for one in page.locator(".ls-tray li").all()]
    assert [one.get_attribute("data-verdict") for one in verdicts.all()] == shown
    with page.expect_download() as started:
        page.get_by_role("button", name="CSV").click()
    lines = started.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    with page.expect_download(timeout=120_000) as started:
        page.get_by_role("button", name="Report").click()
    report = started.value.path().read_text(encoding="utf-8")
    assert report.count('class="alloy"') == 3
    assert "<script" not in report


def test_a_lasso_on_the_map_says_what_its_alloys_share_and_goes_to_the_tray(visit):
    page = visit()
    count = entries(page)
    page.get_by_role("button", name="Lasso").click()
    box = page.locator(".lm-plot .nsewdrag").bounding_box()
    for place, (right, up) in enumerate([(0.4, 0.55), (0.46, 0.6), (0.5, 0.55), (0.46, 0.5)]):
        page.mouse.move(box["x"] + right * box["width"], box["y"] + (1 - up) * box["height"], steps=4)
        if not place:
            page.mouse.down()
    page.mouse.up()
    told = page.locator("[data-lasso]")
    told.wait_for()
    inside = int(told.get_attribute("data-lasso"))
    assert inside > 1
    assert entries(page) == count + 1
    region = page.get_by_role("region", name="In the lasso")
    for words in ("single-phase", "All hold"):
        expect(region).to_contain_text(words)
    page.get_by_role("button", name=re.compile("^Keep .*alloys$")).click()
    wait_for_tray(page, min(inside, 24))
    page.go_back()
    wait_for_tray(page, 0)
    page.go_back()
    told.wait_for(state="detached")


def test_a_lasso_is_drawn_by_keyboard_from_what_the_map_shows(visit):
    page = visit()
    page.get_by_role("button", name="Lasso").focus()
    page.keyboard.press("Enter")
    page.locator(".lm-stage").focus()
    page.keyboard.press("Enter")
    page.locator("[data-lasso]").wait_for()
    assert int(page.get_attribute("[data-lasso]", "data-lasso")) > 1000


def test_the_menu_of_a_phone_closes_after_a_choice_and_stays_closed(visit):
    page = visit("/About", wait_for=".ls-box", **PHONE)
    side = page.get_by_test_id("stSidebar")
    in_view = "side => side.getBoundingClientRect().right > 1"
    closed = "() => document.querySelector('[data-testid=stSidebar]').getBoundingClientRect().right <= 1"
    page.wait_for_function(closed)
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.wait_for_function(closed.replace("<=", ">"))
    page.get_by_test_id("stSidebarUserContent").get_by_role("link", name="Data", exact=True).tap()
    page.get_by_role("heading", name="Measured alloys").wait_for()
    page.wait_for_function(closed)
    page.get_by_test_id("stExpandSidebarButton").tap()
    page.wait_for_function(closed.replace("<=", ">"))
    page.reload()
    page.get_by_role("heading", name="Measured alloys").wait_for()
    page.wait_for_function(closed)
    assert not side.evaluate(in_view)


def test_the_tray_of_a_phone_is_a_sheet(visit):
    page = visit(f"/About?{TWO}", wait_for=".ls-toggle", **PHONE)
    page.wait_for_function("document.querySelectorAll('.ls-tray li').length === 2")
    expect(page.locator(".ls-alloys")).not_to_be_visible()
    page.locator(".ls-toggle").tap()
    expect(page.locator(".ls-alloys")).to_be_visible()
    assert page.get_by_role("button", name="Remove HfNbTaTiZr").bounding_box()["height"] >= 40
    page.get_by_role("button", name="Remove HfNbTaTiZr").tap()
    wait_for_tray(page, 1)
    assert page.locator(".ls-alloys").is_visible(), "it stays open"


def test_a_chip_gives_the_four_acts_to_the_keyboard(visit):
    page = visit("/Check?formula=Al0.6CoCrFeNi", wait_for="#evidence .la-chip")
    chip = page.locator("#evidence .la-chip").nth(1)
    chip.focus()
    page.keyboard.press("Enter")
    items = page.get_by_role("menuitem")
    expect(items).to_have_text(["Keep", "Check", "Nudge", "Show on map"])
    page.keyboard.press("Escape")
    formula = chip.get_attribute("data-formula")
    page.wait_for_function("formula => document.activeElement.dataset.formula === formula", arg=formula)
    page.keyboard.press("Enter")
    items.first.wait_for()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_function("location.pathname === '/'")
    assert wait_for_query(page, "alloy")["alloy"] == formula


def test_copy_link_takes_the_whole_view_and_the_tray(visit):
    page = visit(f"/Check?formula=Al0.6CoCrFeNi&{TWO}", wait_for=".la-trust")
    page.evaluate("navigator.clipboard.writeText = async text => { window.copied = text }")
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("window.copied")
    assert page.evaluate("window.copied") == page.url
    assert "tray=" in page.url
    # alloys that came with a link are that link's; one that was kept here takes its view along, in place of a section of the page
    kept_on = "Nudge?alloy=CoCrFeNi&at_step=3"
    page.evaluate(
        "link => { const formula = new URLSearchParams(location.search).get('tray').split('~')[1];"
        "sessionStorage.setItem('origins', JSON.stringify({[formula]: {link, kind: ''}})); window.copied = '';"
        "history.replaceState(history.state, '', '#section') }",
        kept_on,
    )
    page.get_by_role("button", name="Copy link").click()
    page.wait_for_function("window.copied")
    assert page.evaluate("window.copied") == f"{page.url.removesuffix('#section')}#from=1!!{kept_on}"
    copied = urlsplit(page.evaluate("window.copied"))
    again = visit(copied._replace(scheme="", netloc="").geturl(), wait_for=".la-trust")
    chips = again.get_by_role("region", name="Tray").locator(".la-chip")
    assert [chips.nth(place).get_attribute("title") for place in (0, 1)] == ["Came with a link", "Kept on Nudge"]
    assert "#" not in again.url


def test_a_pasted_list_is_in_the_link(visit):
    formulas = "\n".join(f"Al{k}Co20Cr20Fe20Ni{40 - k}" for k in range(1, 30))
    page = visit("/Check?ask=Many+alloys", wait_for=".st-key-many textarea")
    page.locator(".st-key-many textarea").fill(formulas)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#checked tbody tr")).to_have_count(29)
    wait_for_query(page, "many")
    again = visit(urlsplit(page.url)._replace(scheme="", netloc="").geturl(), wait_for="#batch")
    expect(again.locator(".st-key-many textarea")).to_have_value(formulas)


def test_the_periodic_table_is_one_stop_with_arrow_keys(visit):
    page = visit("/Screen", wait_for="summary:has-text('✎')")
    page.locator("summary:has-text('✎')").click()
    page.wait_for_selector(".pt-grid button")
    stops = page.locator(".pt-grid button[tabindex='0']")
    expect(stops).to_have_count(1)
    stops.focus()
    page.locator(".pt-grid button[data-symbol=Fe]").focus()
    walked = [focused(page)]
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        walked.append(focused(page))
    assert walked[:5] == ["Fe", "Co", "Rh", "Ru", "Fe"]
    assert stops.count() == 1
