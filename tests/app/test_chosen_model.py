"""The model that answers: chosen on the Lab page, held by the address, the same on every page."""

from __future__ import annotations

import json
import shutil

import pytest

import hea_core
from hea_core.model import artifacts
from hea_core.model.artifacts import CARD
from hea_ui.server import chosen
from tests.app.pages import ROOT, opened, shown

NAME = "20261126-041500-ab12"


@pytest.fixture(autouse=True)
def trained(tmp_path, monkeypatch):
    """A finished training: the shipped model without what was measured of it, so that its intervals are narrower."""
    monkeypatch.setenv("LATENTALLOY_HOME", str(tmp_path))
    folder = tmp_path / "trainings" / NAME
    shutil.copytree(ROOT / "models" / "default", folder / "model")
    card = json.loads((folder / "model" / CARD).read_text())
    (folder / "model" / CARD).write_text(json.dumps({**card, "metrics": {}}))
    (folder / "about.json").write_text(json.dumps({"steps": 7000, "seed": 0, "project": "", "owner": ""}))
    (folder / "answer.json").write_text((folder / "model" / CARD).read_text())
    return folder


def test_the_choice_is_one_entry_of_the_address_and_back():
    app = opened("pages/Lab.py", part="Retrain")
    app.selectbox(key="lab_answers").set_value(NAME).run()
    assert not app.exception
    assert app.query_params["model"] in (NAME, [NAME])
    assert f'data-model="{NAME}"' in shown(app)
    app.button(key="shipped_model").click().run()
    assert "model" not in app.query_params
    assert "data-model" not in shown(app)
    assert app.selectbox(key="lab_answers").value == ""


def test_both_models_stand_beside_each_other_on_alloys_kept_out_of_both():
    app = opened("pages/Lab.py", part="Retrain", model=NAME, tray="CoCrFeNi")
    html = shown(app)
    assert not app.exception
    assert "What moved in the tray and the lab book" in html, "what answers is compared unasked"
    table = html.split("id=side_by_side")[1].split("</table>")[0]
    assert table.count("published alloys kept out of both trainings") == 3
    assert "nothing to set beside them" in html


@pytest.mark.parametrize("file", ["app.py", "pages/Compare.py", "pages/Nudge.py"])
def test_every_page_answers_with_it(file):
    app = opened(file, model=NAME, tray="CoCrFeNi", formula="CoCrFeNi", alloy="CoCrFeNi")
    assert not app.exception
    assert not app.error
    assert f'data-model="{NAME}"' in shown(app)


def test_its_answers_are_its_own(trained):
    mine, shipped = (hea_core.load(name).predict(["AlCoCrFeNi"])[0] for name in (str(trained / "model"), "default"))
    assert mine.low != shipped.low, "else this test says nothing"
    for query, expected in (({"model": NAME}, mine), ({}, shipped), ({"model": NAME}, mine)):
        html = shown(opened("pages/Check.py", formula="AlCoCrFeNi", **query))
        assert f"{expected.low:.2f}" in html
        assert f'data-verdict="{expected.verdict}"' in html


@pytest.mark.parametrize("name", ["nonsense", "../../models/default", "20261126-041500-ffff", "x" * 500])
def test_a_model_that_is_not_here_is_said_and_the_shipped_one_answers(name):
    app = opened("pages/Check.py", formula="CoCrFeNi", model=name)
    assert not app.exception
    assert any("The shipped model answers instead." in one.value for one in app.warning)
    assert "data-model" not in shown(app)


def test_a_damaged_model_or_one_that_is_gone_is_said(trained):
    weights = next(trained.glob("model/weights*"))
    weights.write_bytes(weights.read_bytes()[:-1])
    for _ in range(2):
        app = opened("pages/About.py", model=NAME)
        assert any("The shipped model answers instead." in one.value for one in app.warning)
    shutil.rmtree(trained / "model")
    assert any("instead" in one.value for one in opened("pages/About.py", model=NAME).warning)


def test_another_projects_model_does_not_answer(trained):
    (trained / "about.json").write_text(json.dumps({"steps": 7000, "seed": 0, "project": "anna", "owner": ""}))
    app = opened("pages/About.py", model=NAME)
    assert any("no training of this name" in one.value for one in app.warning)


def test_without_a_page_the_shipped_one_answers():
    assert chosen.active() == chosen.SHIPPED
    assert artifacts.identity(chosen.active(), hea_core.load().card) is not None
