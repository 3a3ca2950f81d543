"""J6 in a browser: I made three alloys, tell the tool; then the lab book, its undo, the next batch, and a training."""

from __future__ import annotations

import re
import time
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from hea_core.composition import Composition
from hea_core.lab import Alloy, Result, Store
from tests.browser.conftest import ROOT, serve
from tests.browser.looks import serious, sideways, small_text
from tests.browser.tabs import PHONE
from tests.browser.waiting import rest, whole

THREE = "AlCoCrFeNi BCC + B2, 512 ± 8 HV, as cast\nCoCrFeNi FCC\nAl0.3CoCrFeNi FCC + B2, aged\nXx FCC"
POOL = "CoCrFeNiTi\nAl0.4CoCrFeNi\nCoCrCuFeNi\nMoNbTaW"
NEXT = f"/Lab?part=Next+batch&pool=a+list&list={quote(POOL)}&count=2"

PARTS = (
    ("/Lab", "#results"),
    ("/Lab?part=Lab+book&learn=true", "#learnt"),
    (NEXT, "[data-suggestion]"),
    ("/Lab?part=Retrain", "[data-usable]"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A server with a lab book of its own."""
    folder = tmp_path_factory.mktemp("lab")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("LATENTALLOY_HOME", str(folder / "home"))
        process, address = serve(ROOT / "app.py", ROOT, runs=folder / "runs")
        yield address
        process.terminate()
        process.wait(10)


@pytest.fixture(autouse=True)
def store(site):
    """The same lab book, emptied, so that no test finds what another kept."""
    opened = Store()
    opened.delete(opened.alloys())
    yield opened
    opened.close()


@pytest.fixture
def three(store):
    """Three results in the lab book, for what does not ask how they came there."""
    for formula, phases in (("AlCoCrFeNi", ("BCC", "B2")), ("CoCrFeNi", ("FCC",)), ("Al0.3CoCrFeNi", ("FCC", "B2"))):
        kept = store.add(Alloy(Composition.parse(formula)))
        store.add_result(kept, Result("single" if len(phases) == 1 else "multiple", phases))


def first_line(page: Page) -> Locator:
    """The grid, once it is drawn, to be clicked 52 pixels below its upper edge: a click waits until nothing moves it any more."""
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    return page.locator("[data-testid=stDataFrame]")


def wait_until_saved(store: Store, status: str) -> None:
    """Until an alloy of the lab book has this status."""
    end = time.monotonic() + 60
    while not store.alloys(status):
        assert time.monotonic() < end, f"no alloy became {status}"
        time.sleep(0.1)


def keep_three(visit) -> Page:
    page = visit("/Lab", wait_for="#results")
    page.get_by_label("Results, one alloy a line").fill(THREE)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#refused")).to_contain_text("Unknown element 'Xx'", timeout=60_000)
    expect(page.locator("[data-tally]")).to_contain_text(re.compile("[0-3] of 3 right"))
    page.get_by_role("button", name="Keep 3 in the lab book").click()
    expect(page.locator("[data-kept]")).to_contain_text("3 alloys new. 1 row left out.", timeout=60_000)
    return page


def test_three_results_are_judged_kept_and_there_after_a_reload(visit):
    page = keep_three(visit)
    rest(page)
    page.reload()
    expect(page.locator("[data-alloys='3']")).to_contain_text(re.compile("[0-3] of 3 right"), timeout=60_000)
    expect(page.locator(".la-chips")).to_contain_text("AlCoCrFeNi")
    # and on Check they come before the literature
    page.goto(re.sub("/Lab.*", "/Check?formula=Al0.35CoCrFeNi&learn=true", page.url))
    expect(page.locator("[data-own='Al0.3CoCrFeNi']")).to_contain_text("FCC + B2", timeout=60_000)
    learnt = page.locator("#learnt")
    assert float(learnt.get_attribute("data-after")) < float(learnt.get_attribute("data-before"))


def test_a_line_is_deleted_in_the_grid_and_comes_back(visit, three):
    page = visit("/Lab?part=Lab+book", wait_for="[data-alloys='3']")
    first_line(page).click(position={"x": 16, "y": 35 + 17})
    expect(page.get_by_role("button", name="Delete row(s)")).to_be_attached()
    page.keyboard.press("Delete")
    expect(page.locator("[data-alloys='2']")).to_be_visible(timeout=60_000)
    page.reload()
    expect(page.locator("[data-alloys='2']")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Undo the deletion").click()
    expect(page.locator("[data-alloys='3']")).to_be_visible(timeout=60_000)


def test_a_cell_is_changed_and_two_browsers_lose_nothing(visit, store, three):
    first = visit("/Lab?part=Lab+book", wait_for="[data-alloys='3']")
    second = visit("/Lab?part=Lab+book", wait_for="[data-alloys='3']")
    for page, status in ((first, "made"), (second, "queued")):
        first_line(page).dblclick(position={"x": 200, "y": 35 + 17})
        page.get_by_role("option", name=status, exact=True).click()
        page.keyboard.press("Enter")
        if page is first:
            wait_until_saved(store, status)
    conflict = second.locator("#versions")
    expect(conflict).to_contain_text("queued", timeout=60_000)
    expect(conflict).to_contain_text("made")
    second.get_by_role("button", name="Save mine").click()
    expect(conflict).to_have_count(0, timeout=60_000)


def test_the_tray_leads_to_the_lab_which_knows_where_each_alloy_was_kept(visit, store):
    page = visit("/Check?formula=AlCoCrFeNi&tray=MoNbTaW", wait_for="[data-act=keep]")
    page.locator("[data-act=keep]").first.click()
    page.get_by_role("button", name="To the lab").click()
    expect(page.locator("#results")).to_contain_text("kept as an idea", timeout=60_000)
    rest(page)
    expect(page.locator("[data-origins-known]")).to_be_attached(timeout=60_000)  # told a tenth of a second later
    rest(page)
    page.get_by_role("button", name="Keep 2 in the lab book").click()
    expect(page.locator("[data-alloys='2']")).to_be_visible(timeout=60_000)
    found = {one.formula: (str(one.origin.kind), one.origin.link) for one in store.alloys()}
    assert found == {
        "AlCoCrFeNi": ("typed", "Check?formula=AlCoCrFeNi"),
        "MoNbTaW": ("imported", "Check?formula=AlCoCrFeNi"),
    }
    page.get_by_role("region", name="Tray").get_by_role("button", name="AlCoCrFeNi", exact=True).click()
    page.get_by_role("menuitem", name="Where it was kept").click()
    expect(page).to_have_url(re.compile(r"/Check\?formula=AlCoCrFeNi&tray="))


def test_a_batch_is_accepted_and_rejected_for_good(visit):
    page = visit(NEXT, wait_for="[data-suggestion]")
    rest(page)
    _, second = [one.get_attribute("data-suggestion") for one in page.locator("[data-suggestion]").all()]
    page.locator(".st-key-lab_suggestion_0").get_by_role("button", name="Accept").click()
    expect(page.locator("[data-batch='Batch 1']")).to_be_visible(timeout=60_000)
    rest(page)
    card = page.locator("[class*=st-key-lab_suggestion]", has=page.locator(f"[data-suggestion='{second}']"))
    card.get_by_label("Why not").fill("needs arc melting")
    card.get_by_role("button", name="Reject").click()
    expect(page.locator(f"[data-suggestion='{second}']")).to_have_count(0, timeout=60_000)
    page.reload()
    expect(page.locator("[data-suggestion]").first).to_be_visible(timeout=60_000)
    whole(page)
    expect(page.locator(f"[data-suggestion='{second}']")).to_have_count(0)
    page.get_by_text("Rejected (1)").click()
    expect(page.locator(f"[data-rejected='{second}']")).to_contain_text("needs arc melting")


def test_a_training_survives_a_change_of_page_and_a_reload_and_is_cancelled(visit, three):
    page = visit("/Lab?part=Retrain&steps=50", wait_for="[data-usable]")
    page.get_by_role("button", name="Train with my results").click(timeout=60_000)
    expect(page.locator("[data-training][data-state=running]")).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="About").click()
    expect(page).to_have_url(re.compile("/About"), timeout=60_000)
    rest(page)
    page.get_by_role("link", name="Lab", exact=True).click()
    expect(page.locator("[data-training][data-state=running]")).to_contain_text("50 steps", timeout=60_000)
    page.reload()
    expect(page.locator("[data-training][data-state=running]")).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator("[data-training][data-state=stopped]")).to_be_visible(timeout=60_000)


@pytest.mark.parametrize(("path", "ready"), PARTS)
def test_every_part_is_readable_and_fits_a_phone(visit, three, path, ready):
    for scheme in ("light", "dark"):
        page = visit(path, wait_for=ready, color_scheme=scheme)
        assert serious(page) == [], scheme
    assert small_text(page) == []
    assert sideways(visit(path, wait_for=ready, **PHONE)) <= 0
