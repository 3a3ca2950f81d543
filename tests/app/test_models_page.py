from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from hea_core.errors import ArtifactError
from hea_ui.models import tables
from hea_ui.server import resources, warm_up
from tests.ui.model_card import metrics

SECTIONS = ("paper", "by_system", "leave_one_element_out", "data_efficiency", "nudge", "trust")


@pytest.fixture(autouse=True)
def _no_model_is_loaded(monkeypatch):
    monkeypatch.setattr(warm_up, "start", lambda: None)


def page(monkeypatch, found: dict, specialists: bool = True) -> AppTest:
    card = {"name": "test", "trained": "today", "settings": {"seed": 0}, "metrics": found}
    monkeypatch.setattr(resources, "model_card", lambda: json.loads(json.dumps(card)))
    app = AppTest.from_file("../../pages/Models.py", default_timeout=60)
    if specialists:
        app.query_params["specialists"] = "true"
    return app.run()


def test_four_sentences_and_a_picture_come_first_and_all_else_only_when_it_is_opened(monkeypatch):
    app = page(monkeypatch, metrics(), specialists=False)
    assert not app.exception
    text = everything(app)
    assert 'data-right=\\"62\\"' in text or 'data-right="62"' in text
    assert text.count("<li>") == 4
    assert "Scoreboard" not in text
    assert len(app.get("plotly_chart")) == 2


def everything(app: AppTest) -> str:
    return " ".join(str(part.proto) for part in app.get("html"))


def unmeasured(app: AppTest) -> int:
    """Sections that say how they are measured, instead of a figure."""
    return everything(app).count("Not measured yet: run make evaluate")


def test_every_section_is_drawn(monkeypatch):
    app = page(monkeypatch, metrics())
    assert not app.exception
    assert not app.error
    assert not app.warning
    assert unmeasured(app) == 0
    assert len(app.get("plotly_chart")) == 15
    text = everything(app)
    assert "Scoreboard" in text
    assert "0.890 ± 0.025" in text
    assert all(chart.proto.alt for chart in app.get("plotly_chart"))
    assert len(app.get("download_button")) == 1


def test_a_card_that_was_not_evaluated_says_how(monkeypatch):
    app = page(monkeypatch, {})
    assert not app.exception
    assert unmeasured(app) == 11


@pytest.mark.parametrize("missing", SECTIONS)
def test_one_missing_section_leaves_the_others(monkeypatch, missing):
    found = metrics()
    del found[missing]
    app = page(monkeypatch, found)
    assert not app.exception
    assert not app.warning
    assert unmeasured(app) >= 1


def test_figures_of_another_version_are_named_not_raised(monkeypatch):
    found = metrics()
    del found["trust"]["coverage"]
    app = page(monkeypatch, found)
    assert not app.exception
    assert "coverage" in app.warning[0].value


def test_a_damaged_model_is_said(monkeypatch):
    def damaged() -> None:
        raise ArtifactError("models/default/card.json is missing: run make train.")

    monkeypatch.setattr(resources, "model_card", damaged)
    app = AppTest.from_file("../../pages/Models.py", default_timeout=60).run()
    assert "make train" in app.error[0].value


def test_a_bug_in_drawing_is_not_taken_for_an_older_card(monkeypatch):
    def broken(_found: dict) -> str:
        raise KeyError("a slip in the code")

    monkeypatch.setattr(tables, "systems", broken)
    app = page(monkeypatch, metrics())
    assert len(app.exception) == 1  # to the log, as every bug; the page says that there was one
    assert not app.warning
