from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.waiting import whole

READY = {"wait_for": ".st-key-waterfall .js-plotly-plot"}


def test_a_formula_typed_gives_verdict_evidence_and_explanation(visit):
    page = visit("/Check", wait_for=".st-key-formula input")
    page.locator(".st-key-formula input").fill("Al0.6CoCrFeNi")
    page.keyboard.press("Enter")
    page.wait_for_selector(READY["wait_for"], timeout=120_000)
    whole(page)
    assert page.get_attribute(".la-trust [data-verdict]", "data-verdict") in {"single", "multiple", "undecided"}
    expect(page.locator("#evidence tbody th")).to_have_count(5)
    assert page.locator("#rules tbody tr").count() >= 10
    page.wait_for_function("location.search.includes('formula=Al0.6CoCrFeNi')")


def test_the_report_comes_down_and_prints_without_anything_from_outside(visit):
    page = visit("/Check?formula=CoCrFeMnNi", **READY)
    with page.expect_download(timeout=60_000) as started:
        page.get_by_role("button", name="Report").click()
    text = started.value.path().read_text(encoding="utf-8")
    assert "@page" in text
    assert "<ol class=" in text, "sources stand at the end"
    assert "<script" not in text
    page.set_content(text.partition('<h2 id="sources"')[0])
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, "all but the sources on one page"
    smallest = (
        "Math.min(...[...document.body.querySelectorAll('*')].map((e) => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert page.evaluate(smallest) >= 9


def test_a_series_is_a_curve_with_measured_alloys(visit):
    page = visit("/Check?formula=AlxCoCrFeNi%2C+x%3D0%3A2%3A0.1", wait_for=".st-key-series .js-plotly-plot")
    expect(page.locator(".st-key-series .legend")).to_contain_text("measured")


def test_a_file_with_bad_rows_answers_the_good_ones(visit):
    page = visit("/Check?ask=Many+alloys", wait_for="[data-testid=stFileUploader]")
    rows = b"name,formula\nfirst,CoCrFeMnNi\nsecond,FeXx\nthird,Ti-6Al-4V\n"
    page.locator("[data-testid=stFileUploader] input").set_input_files(
        {"name": "alloys.csv", "mimeType": "text/csv", "buffer": rows}
    )
    # the page opens on a worked list, which the file replaces
    page.wait_for_selector("#batch:has-text('1 row could not be')", timeout=60_000)
    with page.expect_download(timeout=60_000) as started:
        page.get_by_role("button", name="Download all rows").click()
    lines = started.value.path().read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    assert "'Xx'" in lines[2]
    page.evaluate("navigator.clipboard.writeText = async () => {}")
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("Link copied, without the list or file given here")).to_be_visible()


def test_elements_as_columns_are_looked_at_first_and_come_back_with_the_answers(visit):
    page = visit("/Check?ask=Many+alloys", wait_for="[data-testid=stFileUploader]")
    rows = b"Heat,Ni,Cr,Fe,HV\nH1,60,20,20,-1\nH2,50,25,25,=cmd\n"
    page.locator("[data-testid=stFileUploader] input").set_input_files(
        {"name": "heats.csv", "mimeType": "text/csv", "buffer": rows}
    )
    page.wait_for_selector("#look", timeout=60_000)
    expect(page.locator("#batch")).to_have_count(0)
    page.get_by_role("radio", name="wt.%").click()
    page.wait_for_selector("#look [data-formula='Cr21.79Fe20.29Ni57.92']", timeout=60_000)
    page.locator(".st-key-check_them button").click()
    page.wait_for_selector("#batch", timeout=60_000)
    with page.expect_download(timeout=60_000) as started:
        page.get_by_role("button", name="Download all rows").click()
    lines = started.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].endswith('"Heat","Ni","Cr","Fe","HV"')
    assert lines[2].endswith('"H2",50,25,25,"\'=cmd"')


def test_a_section_shows_the_measured_alloys_in_it(visit):
    page = visit("/Check?ask=Ternary+section", wait_for=".st-key-triangle .js-plotly-plot")
    expect(page.locator(".st-key-triangle .legend")).to_contain_text("measured")


def test_a_press_in_a_section_opens_the_composition_and_stands_in_the_link(visit):
    page = visit("/Check?ask=Ternary+section&lines=VEC", wait_for=".st-key-triangle .js-plotly-plot")
    before = page.locator("#cell [data-formula]").first.get_attribute("data-formula")
    box = page.locator(".st-key-triangle .ternarylayer .toplevel, .st-key-triangle .ternarylayer").first.bounding_box()
    page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"])
    page.locator(".st-key-triangle .hoverlayer .hovertext").wait_for()
    page.mouse.click(box["x"] + 0.5 * box["width"], box["y"] + 0.6 * box["height"])
    page.wait_for_function("location.search.includes('cell=')")
    page.wait_for_function(
        "before => document.querySelector('#cell [data-formula]').dataset.formula !== before", arg=before
    )
    opened = page.locator("#cell [data-formula]").first.get_attribute("data-formula")
    expect(page).to_have_url(re.compile(re.escape(f"cell={opened}")))
    page.locator("#cell [data-act=check]").click()
    page.wait_for_selector(f".la-trust .la-formula[data-formula='{opened}']", timeout=60_000)
    page.go_back()
    page.wait_for_selector(f"#cell [data-formula='{opened}']", timeout=60_000)


def test_a_list_is_ordered_by_a_press_on_a_heading_and_its_own_columns_stay(visit):
    rows = "Sample,Formula,HV%0AA1,CoCrFeMnNi,160%0AA2,AlCoCrFeNi,500%0AA3,MoNbTaW,454"
    page = visit(f"/Check?ask=Many+alloys&many={rows}", wait_for="#checked")
    first_column = page.locator("#checked tbody tr td:first-child")
    expect(first_column).to_have_text(["2", "3", "4"])
    page.locator("#checked th a", has_text="HV").click()
    page.wait_for_selector("#checked th[aria-sort=ascending]")
    expect(first_column).to_have_text(["2", "4", "3"])
    page.locator("#checked th a", has_text="probability").click()
    page.wait_for_selector("#checked th[aria-sort=descending]")
    expect(first_column.last, "the multi-phase one comes last").to_have_text("3")
    page.go_back()
    page.wait_for_selector("#checked th[aria-sort=ascending]")
    expect(first_column, "one press, one step back").to_have_text(["2", "4", "3"])
    expect(page.locator("#checked")).to_contain_text("500")


def test_papers_of_a_neighbour_are_links_that_fold(visit):
    page = visit("/Check?formula=CoCrFeMnNi", **READY)
    links, fold = page.locator("#evidence a:visible"), page.locator("#evidence summary:visible").first
    expect(links.first).to_have_attribute("href", re.compile(r"^https://doi\.org/10\."))
    folded = links.count()
    fold.click()
    expect(links.nth(folded)).to_be_visible()


def test_the_next_step_of_a_multi_phase_alloy_is_nudge(visit):
    page = visit("/Check", **READY)
    page.wait_for_function("document.querySelector('.la-reason')?.innerText.includes('because')")
    page.locator(".la-proposed").click()
    page.wait_for_function("location.pathname.endsWith('/Nudge') && location.search.includes('alloy=')")


def test_details_are_one_press_away(visit):
    page = visit("/Check?formula=CoCrFeMnNi", **READY)
    page.get_by_role("tab", name="Empirical rules").click()
    page.locator("#rules").wait_for()
    page.locator("#rules summary").first.click()
    expect(page.locator("#rules details p").first).to_contain_text("δ")
    page.get_by_role("tab", name="Facts").click()
    page.get_by_text("Density", exact=True).wait_for()


def test_a_large_file_can_be_stopped_keeps_what_is_done_and_goes_on(visit):
    page = visit("/Check?ask=Many+alloys", wait_for="[data-testid=stFileUploader]")
    rows = "\n".join(f"Co{a}Cr{b}Fe{c}Ni{a + b}" for a in range(1, 31) for b in range(1, 31) for c in range(1, 46))
    page.locator("[data-testid=stFileUploader] input").set_input_files(
        {"name": "many.csv", "mimeType": "text/csv", "buffer": f"formula\n{rows}\n".encode()}
    )
    page.locator(".st-key-check_them button").click(timeout=60_000)
    expect(page.locator("[data-testid=stProgress]")).to_contain_text(re.compile("Checked [1-9]"), timeout=60_000)
    page.locator(".st-key-stop button").click(timeout=60_000)
    page.wait_for_selector(".st-key-go_on button", timeout=60_000)
    expect(page.get_by_role("alert")).to_contain_text("of 40,500 rows are checked")
    told = page.get_by_role("alert").inner_text()
    done = int(told.split()[1].replace(",", ""))
    assert done < 40_500
    expect(page.locator("#batch")).to_contain_text(f"{done:,}")
    page.locator(".st-key-go_on button").click()
    page.wait_for_function("document.querySelector('#batch')?.innerText.includes('40,500')", timeout=120_000)
    expect(page.locator(".st-key-go_on, .st-key-stop")).to_have_count(0)
