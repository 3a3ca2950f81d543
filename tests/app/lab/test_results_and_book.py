"""The Lab page: results against the model, kept, and read again."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

import hea_core
from hea_core.composition import Composition
from hea_core.lab import Alloy, Outcome, Result, Store
from hea_ui.lab.marks import mark, tally
from hea_ui.shell import PAGES
from tests.app.lab.pages import page
from tests.app.pages import opened, shown

THREE = "AlCoCrFeNi BCC + B2, 512 ± 8 HV\nCoCrFeNi FCC\nXx FCC\nAl0.3CoCrFeNi FCC + B2"


def test_it_stands_between_screen_and_models():
    names = [one.name for one in PAGES]
    assert names[names.index("Screen") : names.index("Models") + 1] == ["Screen", "Lab", "Models"]


def test_the_empty_page_draws_an_example_and_saves_nothing():
    app = page()
    assert re.search(r"[0-3] of 3 right", shown(app))
    assert "Nothing of it is saved" in shown(app)
    assert not [one for one in app.button if one.key == "lab_keep"]
    assert Store().alloys() == ()


def test_results_are_compared_at_once_and_the_bad_row_is_named():
    html = shown(page(results=THREE))
    said = hea_core.load("default").predict(["AlCoCrFeNi", "CoCrFeNi", "Al0.3CoCrFeNi"])
    found = (Outcome.MULTIPLE, Outcome.SINGLE, Outcome.MULTIPLE)
    expected = tally([mark(one.verdict, outcome) for one, outcome in zip(said, found, strict=True)])
    assert f'data-tally="{expected}"' in html
    for one in said:
        assert f'data-formula="{one.formula}" data-verdict="{one.verdict}"' in html
    assert '<td class="la-num">3</td><td class="la-wide">Unknown element' in html
    assert Store().alloys() == ()


def test_what_is_kept_has_the_prediction_of_that_day_and_empties_the_input():
    app = page(results=THREE)
    app.button(key="lab_keep").click().run()
    assert not app.exception
    assert "Kept in the lab book: 3 alloys new. 1 row left out." in shown(app)
    assert app.query_params.get("results") in (None, [], "")
    kept = Store().find(Composition.parse("AlCoCrFeNi"))
    assert kept.results[0].measurements[0].error == 8.0
    said = hea_core.load("default").predict(["AlCoCrFeNi"])[0]
    assert kept.prediction["probability"] == pytest.approx(said.probability, abs=1e-5)
    assert 'data-alloys="3"' in shown(app)


def test_the_same_results_twice_change_nothing():
    for _ in range(2):
        app = page(results=THREE)
        app.button(key="lab_keep").click().run()
    assert "has all of this already" in shown(app)
    assert sum(len(one.results) for one in Store().alloys()) == 3


def test_one_alloy_is_typed_into_fields():
    app = page(source="One alloy", formula="Al0.3CoCrFeNi")
    app.text_input(key="lab_phases").set_value("FCC + B2").run()
    assert "you found FCC + B2." in shown(app)
    app.number_input(key="lab_hardness").set_value(512.0).run()
    app.number_input(key="lab_error").set_value(8.0).run()
    app.button(key="lab_keep").click().run()
    (kept,) = Store().alloys()
    assert (kept.results[0].measurements[0].value, kept.results[0].measurements[0].error) == (512.0, 8.0)


def test_what_was_typed_for_one_alloy_is_there_after_another_part_and_after_a_reload():
    app = page(source="One alloy", formula="Al0.3CoCrFeNi")
    app.text_input(key="lab_phases").set_value("FCC + B2").run()
    app.number_input(key="lab_hardness").set_value(512.0).run()
    app.query_params["part"] = "Lab book"
    app.run()
    del app.query_params["part"]
    for again in (app.run(), page(**dict(app.query_params))):
        assert again.text_input(key="lab_phases").value == "FCC + B2"
        assert again.number_input(key="lab_hardness").value == 512


def test_the_tray_is_kept_as_ideas():
    app = page(source="From the tray", tray="AlCoCrFeNi~CoCrFeNi")
    app.button(key="lab_keep").click().run()
    assert [(one.formula, str(one.status)) for one in Store().alloys()] == [
        ("AlCoCrFeNi", "idea"),
        ("CoCrFeNi", "idea"),
    ]


def test_what_is_filled_in_for_the_tray_lasts_when_it_grows_and_through_another_part():
    app = page(source="From the tray", tray="AlCoCrFeNi~CoCrFeNi")
    app.session_state[app.data_editor[0].key] = {
        "edited_rows": {1: {"phases": "FCC"}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    app.query_params["tray"] = "AlCoCrFeNi~CoCrFeNi~MoNbTaW"
    app.run()
    assert list(app.data_editor[0].value["phases"]) == ["", "FCC", ""]
    app.query_params["part"] = "Lab book"
    app.run()
    del app.query_params["part"]
    app.run()
    app.button(key="lab_keep").click().run()
    assert [one.status for one in Store().alloys()] == ["idea", "measured", "idea"]
    app.query_params["part"], app.query_params["seed"] = "Results", "1"  # a view that was not just left
    app.run()
    assert set(app.data_editor[0].value["phases"]) == {""}  # what is kept is not offered again


def test_a_file_is_kept_once():
    app = page()
    app.file_uploader[0].set_value(("mine.csv", b"formula,phases\nCoCrFeNi,FCC\n", "text/csv")).run()
    app.button(key="lab_keep").click().run()
    assert [one.formula for one in Store().alloys()] == ["CoCrFeNi"]
    app.query_params["part"], app.query_params["seed"] = "Results", "1"  # a view that was not just left
    app.run()
    assert "Nothing of it is saved" in shown(app)  # the example stands there again


def test_a_file_that_cannot_be_read_is_a_sentence():
    app = page(results="nothing to read here at all")
    assert app.error or "Rows that are left out" in shown(app)


def test_the_book_is_narrowed_by_status_and_batch():
    store = Store()
    for formula, batch in (("CoCrFeNi", "B1"), ("AlCoCrFeNi", "B1"), ("CoCrFeMnNi", "B2")):
        store.add(Alloy(Composition.parse(formula), batch=batch))
    store.add_result(store.find(Composition.parse("CoCrFeNi")), Result("single"))
    assert 'data-alloys="3"' in shown(page(part="Lab book"))
    assert 'data-alloys="2"' in shown(page(part="Lab book", batch="B1"))
    assert 'data-alloys="1"' in shown(page(part="Lab book", batch="B1", status="measured"))


def test_a_changed_cell_is_shown_after_another_part():
    Store().add(Alloy(Composition.parse("CoCrFeNi")))
    app = page(part="Lab book")
    key = app.data_editor[0].key
    app.session_state[key] = {"edited_rows": {0: {"notes": "annealed"}}, "added_rows": [], "deleted_rows": []}
    app.session_state["lab_grid"].take(Store(), {0: {"notes": "annealed"}})
    app.run()
    assert app.data_editor[0].key == key  # no new grid while one types
    for part in ("Results", "Lab book"):
        app.query_params["part"] = part
        app.run()
    assert list(app.data_editor[0].value["notes"]) == ["annealed"]


def test_a_deletion_is_undone_after_a_reload():
    store = Store()
    store.delete([store.add(Alloy(Composition.parse("CoCrFeNi")))])
    app = page(part="Lab book")
    assert "1 alloy deleted at" in shown(app)
    app.button(key="lab_undo").click().run()
    assert not app.exception
    assert 'data-alloys="1"' in shown(app)


def test_a_read_only_book_is_shown_and_says_so(home):
    Store().add(Alloy(Composition.parse("CoCrFeNi")))
    (home / "lab.sqlite").chmod(0o444)
    app = page(part="Lab book")
    assert 'data-alloys="1"' in shown(app)


def test_a_damaged_book_is_a_sentence(home):
    (home / "lab.sqlite").write_bytes(b"no database at all" * 100)
    app = page()
    assert "damaged" in app.error[0].value


def test_the_lab_book_says_where_each_alloy_was_kept():
    told = {"CoCrFeNi": {"link": "Nudge?alloy=AlCoCrFeNi&at_step=2", "kind": ""}}
    app = opened("pages/Lab.py", {"tray_origins": told}, source="From the tray", tray="CoCrFeNi~MoNbTaW")
    app.button(key="lab_keep").click().run()
    assert not app.exception
    first, second = (Store().find(Composition.parse(formula)).origin for formula in ("CoCrFeNi", "MoNbTaW"))
    assert (str(first.kind), first.link) == ("nudge", "Nudge?alloy=AlCoCrFeNi&at_step=2")
    assert (str(second.kind), second.link) == ("imported", "")
    app = page(results="AlCoCrFeNi BCC + B2")
    app.button(key="lab_keep").click().run()
    typed = Store().find(Composition.parse("AlCoCrFeNi")).origin
    assert (str(typed.kind), unquote(typed.link)) == ("typed", "Lab?results=AlCoCrFeNi+BCC+++B2")
