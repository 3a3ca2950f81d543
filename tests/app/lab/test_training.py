"""The Lab page: what the lab's results teach, at once and by a training."""

from __future__ import annotations

import json
import shutil

from hea_core.composition import Composition
from hea_core.lab import Alloy, Result, Store
from hea_ui.jobs import training
from tests.app.lab.pages import page
from tests.app.pages import ROOT, opened, shown


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
