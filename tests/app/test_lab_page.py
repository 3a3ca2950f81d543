"""The Lab page: results against the model, kept, and read again."""

from __future__ import annotations

import json
import re
import shutil
from html import unescape
from urllib.parse import parse_qsl, unquote

import pandas as pd
import pytest

import hea_core
from hea_core.composition import Composition
from hea_core.design.wanted import Bound
from hea_core.lab import Alloy, Outcome, Result, Store
from hea_core.results import Side
from hea_ui.jobs import training
from hea_ui.jobs.job import id_of
from hea_ui.lab import pools
from hea_ui.lab.marks import mark, tally
from hea_ui.map import lasso
from hea_ui.map.state import AppState
from hea_ui.shell import PAGES
from tests.app.pages import ROOT, opened, shown

THREE = "AlCoCrFeNi BCC + B2, 512 ± 8 HV\nCoCrFeNi FCC\nXx FCC\nAl0.3CoCrFeNi FCC + B2"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    return tmp_path


def page(**query):
    app = opened("pages/Lab.py", **query)
    assert not app.exception
    return app


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


POOL = "AlCoCrFeNi\nCoCrFeNiTi\nAl0.3CoCrFeNi\nnonsense\nCoCrCuFeNi\nMoNbTaW"


def test_the_next_batch_has_reasons_and_what_either_answer_would_teach():
    html = shown(page(part="Next batch", pool="a list", list=POOL, count="3"))
    assert html.count("data-suggestion=") == 3
    assert "expected to tell" in html
    assert html.count("If it has one phase") == html.count("If it has more than one phase") == 3


def test_what_cannot_be_read_is_said_and_left_out_of_the_pool():
    app = page(part="Next batch", pool="a list", list=POOL)
    assert any("Left out of the pool" in one.value for one in app.warning)


def test_accepted_is_queued_in_the_batch_with_the_link_that_replays_it_and_rejected_is_remembered():
    app = page(part="Next batch", pool="a list", list=POOL, count="2", way="probability")
    first, second = [one.key.removeprefix("accept_") for one in app.button if (one.key or "").startswith("accept_")]
    app.button(key=f"accept_{first}").click().run()
    kept = Store().find(Composition.parse(first))
    assert (str(kept.status), kept.batch, str(kept.origin.kind)) == ("queued", "Batch 1", "suggested")
    assert "way=probability" in kept.origin.link
    assert kept.prediction is not None
    assert 'data-batch="Batch 1"' in shown(app)
    assert f'data-suggestion="{first}"' not in shown(app)

    app.button(key=f"reject_{second}").click().run()
    assert "Say why" in app.error[0].value
    assert Store().find(Composition.parse(second)) is None

    app.text_input(key=f"reason_{second}").set_value("needs arc melting").run()
    app.button(key=f"reject_{second}").click().run()
    assert Store().rejected()[0].reason == "needs arc melting"
    assert f'data-suggestion="{second}"' not in shown(app)
    again = page(part="Next batch", pool="a list", list=POOL, count="5", way="probability")
    assert f'data-suggestion="{second}"' not in shown(again)
    assert "; 2 of the pool are measured, in a batch or rejected already." in shown(again)
    assert f'data-rejected="{second}"' in shown(again)


def test_the_pool_can_be_a_finished_screening_by_the_address_of_its_page(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_RUNS", str(tmp_path / "runs"))
    job = id_of({"where": ""})
    folder = tmp_path / "runs" / "screens" / job
    folder.mkdir(parents=True)
    formulas = ["AlCoCrFeNi", "CoCrFeNiTi", "MoNbTaW"]
    pd.DataFrame({"formula": formulas, "probability": [0.3, 0.2, 0.9]}).to_parquet(folder / "result.parquet")
    (folder / "job.json").write_text(
        json.dumps({"settings": {"where": ""}, "words": ["--top=3"], "size": 9, "request": {}, "owner": ""})
    )
    (folder / "answer.json").write_text(json.dumps({"scored": 9, "kept": 3, "out": ""}))
    for address in (job, f"http://localhost:8501/Screen?elements=Al%2C+Co&job={job}&x=price"):
        html = shown(page(part="Next batch", pool="a screening's result", screening=address, count="3"))
        assert {one for one in formulas if f'data-suggestion="{one}"' in html} == set(formulas)
    app = page(part="Next batch", pool="a screening's result", screening="ba9876543210")
    assert "is no finished screening (there is none of that name here)" in app.error[0].value


def test_of_a_large_screening_the_most_probable_are_the_pool_and_it_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(pools, "MOST_SCREENED", 2)
    file = tmp_path / "result.parquet"
    pd.DataFrame({"formula": ["AlCoCrFeNi", "CoCrFeNiTi", "MoNbTaW"], "probability": [0.3, 0.2, 0.9]}).to_parquet(file)
    found = pools._screened(file, 0)
    assert [one.formula for one in found.compositions] == ["MoNbTaW", "AlCoCrFeNi"]
    assert found.said == "The 2 most probable of the 3 alloys that the screening kept."


def test_the_pool_can_be_a_region_of_the_map_under_the_constraints():
    region = "0.4,-0.8;1.2,-0.8;0.8,-0.2"
    html = shown(
        page(part="Next batch", pool="a region of the map", region=region, count="3", banned="Cr", at_least="4")
    )
    assert html.count("data-suggestion=") == 3
    assert "places of the region" in html
    assert not re.search(r'data-suggestion="[^"]*Cr', html)
    assert all(len(re.findall("[A-Z]", one)) >= 4 for one in re.findall(r'data-suggestion="([^"]+)', html))


def test_the_limits_and_targets_of_the_map_come_along_and_can_be_lifted():
    view = AppState(
        orders=(4, 5), ban="Os", only="Al Co Fe Ni", lock="Fe=20", range="Al=0-10", price=40.0,
        targets=(("structure", "FCC"), ("hardness", Bound(200.0, Side.OR_MORE)), ("density", 8.0)),
    )  # fmt: skip
    link = lasso.next_batch(((0.4, -0.8), (1.2, -0.8), (0.8, -0.2)), view).split('href="Lab?')[1].split('"')[0]
    led = dict(parse_qsl(unescape(link)))
    assert led["region"] == "0.4,-0.8;1.2,-0.8;0.8,-0.2"
    assert led["aims"] == "structure=FCC, hardness>=200, density=8"
    pool = "\n".join(("Al5Co30Fe20Ni45", "Al5Co40Fe10Ni45", "Al20Co20Fe20Ni40", "Co25Cr30Fe20Ni25"))
    app = page(**led | {"pool": "a list", "list": pool, "count": "4"})
    assert re.findall(r'data-suggestion="([^"]+)', shown(app)) == ["Al5Co30Fe20Ni45"]
    app.button(key="lab_lift").click().run()
    assert not app.exception
    assert shown(app).count("data-suggestion=") == 4
    assert not {"banned", "palette", "locked", "ranged", "at_least", "up_to", "ceiling"} & set(app.query_params)


def test_constraints_hold_in_the_batch():
    html = shown(page(part="Next batch", pool="a list", list=POOL, count="5", banned="Ti, Mo"))
    assert 'data-suggestion="CoCrFeNiTi"' not in html
    assert 'data-suggestion="MoNbTaW"' not in html
    assert "data-suggestion=" in html


def test_an_empty_pool_says_how_to_fill_it():
    for pool in ("the tray", "ideas of the lab book", "a list", "a screening's result", "a region of the map"):
        assert "The pool is empty." in shown(page(part="Next batch", pool=pool))


def measured_in_the_lab():
    store = Store()
    alloy = store.add(Alloy(Composition.parse("Al0.3CoCrFeNi")))
    store.add_result(alloy, Result("multiple", ("FCC", "B2")))


def test_learning_is_off_until_it_is_switched_on_and_marked_where_it_acts():
    measured_in_the_lab()
    off = opened("pages/Check.py", formula="Al0.35CoCrFeNi")
    assert "data-before" not in shown(off)
    assert 'data-own="Al0.3CoCrFeNi"' in shown(off)
    on = opened("pages/Check.py", formula="Al0.35CoCrFeNi", learn="true")
    assert not on.exception
    row = shown(on).split("data-before=")[1].split(">")[0]
    before, after = (float(text) for text in (row.split('"')[1], row.split('"')[3]))
    assert after < before - 0.05


def test_the_switch_is_one_entry_of_the_address_and_travels():
    app = page()
    app.toggle(key="learn").set_value(True).run()
    assert app.query_params["learn"] in ("true", ["true"])
    app.toggle(key="learn").set_value(False).run()
    assert "learn" not in app.query_params


def test_learning_from_an_empty_book_says_so():
    app = opened("pages/Compare.py", tray="CoCrFeNi~AlCoCrFeNi", learn="true")
    assert "no clear result yet" in shown(app)


def test_without_results_there_is_nothing_to_train_on():
    app = page(part="Retrain")
    assert "nothing to train on" in shown(app)
    assert app.button(key="lab_train").disabled


def test_the_audit_stands_before_a_training():
    store = Store()
    alloy = store.add(Alloy(Composition.parse("CoCrFeMnNi")))
    store.add_result(alloy, Result("multiple", ("FCC", "σ")))
    store.add_result(alloy, Result("single", ("FCC",)))
    app = page(part="Retrain")
    html = shown(app)
    assert 'data-usable="2"' in html
    assert "Your results contradict each other (1)" in html
    assert not app.button(key="lab_train").disabled


def test_a_training_is_started_shown_and_cancelled():
    measured_in_the_lab()
    app = page(part="Retrain", steps="20")
    app.button(key="lab_train").click().run()
    assert not app.exception
    assert "20 steps, seed 0" in shown(app)
    try:
        # a session without the cookie of who began it is another browser
        other = page(part="Retrain")
        next(one for one in other.button if (one.key or "").startswith("cancel_")).click().run()
        assert "Another browser began this training" in other.error[0].value
        app.run()
        next(one for one in app.button if (one.key or "").startswith("cancel_")).click().run()
        (found,) = training.job_queue().recent()
        assert found.state in ("stopping", "stopped")
        assert found.card is None
    finally:
        for one in training.job_queue().recent():
            training.TrainingFolder(training.home() / "trainings" / one.id).stop()


def test_another_projects_trainings_are_not_shown():
    measured_in_the_lab()
    name = training.job_queue().start(20, 0, "somebody else")
    try:
        assert name not in shown(page(part="Retrain"))
    finally:
        training.job_queue().cancel(name)


def test_a_finished_model_stands_beside_the_shipped_one_and_says_what_it_moved(home):
    measured_in_the_lab()
    name = "20261126-041500-ab12"
    folder = home / "trainings" / name
    shutil.copytree(ROOT / "models" / "default", folder / "model")
    (folder / "about.json").write_text(json.dumps({"steps": 7000, "seed": 0, "project": "", "owner": ""}))
    (folder / "answer.json").write_text((folder / "model" / "card.json").read_text())
    app = page(part="Retrain", tray="CoCrFeNi")
    html = shown(app)
    assert "id=models" in html or 'id="models"' in html
    assert "26 Nov 2026, 04:15:00 UTC" in html
    assert name not in html, "said as a date"
    app.selectbox(key="compared").set_value(name).run()
    assert not app.exception
    app = page(part="Retrain", tray="CoCrFeNi", compared=name)  # the link has it
    assert "What moved in the tray and the lab book" in shown(app)
    assert "0 move by 0.1 or more in probability, and 0 cross one half" in shown(app)
    assert shown(app).count('data-formula="CoCrFeNi" data-verdict="single"') == 2


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


def test_the_next_batch_is_chosen_by_several_targets():
    pool = "CoCrFeNi\nMoNbTaW\nAlTiVCr"
    app = page(part="Next batch", pool="a list", list=pool, way="probability", aims="hardness>=400 x2; density<=6")
    assert re.findall(r'data-suggestion="([^"]+)"', shown(app))[0] == "AlCrTiV"
    assert "density 6 g/cm³ or less: met" in shown(app)
    assert (
        "no targets"
        in page(part="Next batch", pool="a list", list=pool, way="information", aims="HV=500").error[0].value
    )
