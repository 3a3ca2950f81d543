"""A training as figures and HTML."""

from __future__ import annotations

from pathlib import Path

import pytest

from hea_core.lab.audit import audit
from hea_ui.jobs.training_folder import Training
from hea_ui.lab import figures, inputs
from hea_ui.lab import training_markup as markup

FIGURES = (
    {"step": 500, "elbo": -40.0, "accuracy": 0.8, "auc": None},
    {"step": 1000, "elbo": -31.5, "accuracy": 0.8, "auc": 0.85},
)
CARD = {
    "trained": "2026-11-26",
    "seconds": 107.0,
    "data": {"labelled": 1294, "lab": ["a", "b"]},
    "settings": {"steps": 600},
    "history": [{"step": 600, "validation_loss": 31.5}],
}


def one(state: str, **more: object) -> Training:
    values = {
        "stage": "coders",
        "done": 500,
        "of": 7000,
        "seconds_left": 90.0,
        "figures": FIGURES,
        "card": None,
        "error": "",
    }
    return Training("20261126-041500-ab12", state, 7000, 0, model=Path("/nowhere"), **{**values, **more})


def test_the_figures_hold_what_was_reported_and_name_their_axes():
    bound, scores = figures.elbo(FIGURES), figures.classifier(FIGURES)
    assert list(bound.data[0].y) == [-40.0, -31.5]
    assert {trace.name: list(trace.y) for trace in scores.data} == {"accuracy": [0.8, 0.8], "AUC": [0.85]}
    for figure in (bound, scores):
        assert figure.layout.xaxis.title.text
        assert "(" in figure.layout.yaxis.title.text


@pytest.mark.parametrize("state", ["waiting", "running", "stopping", "stopped", "failed"])
def test_every_state_is_said_and_marked(state):
    html = markup.training(one(state))
    assert f'data-state="{state}"' in html


def test_progress_says_stage_steps_and_time_left():
    assert "Trains the coders: 500 of 7,000 steps, about 2 min left of this stage." in markup.training(one("running"))
    assert "left" not in markup.training(one("running", seconds_left=None))


def test_a_failure_gives_its_reason_escaped():
    assert "&lt;b&gt;" in markup.training(one("failed", error="<b>"))


def test_cards_stand_side_by_side():
    html = markup.cards({"shipped": {**CARD, "data": {"labelled": 1294}}, "mine": CARD})
    assert "<td>0</td><td>2</td>" in html
    assert html.count("−31.50") == 2


def test_an_audit_names_every_kind_it_found():
    table = "formula,outcome\nCoCrFeMnNi,single\nCoCrFeMnNi,multiple\nAlCoCrFeNi,multiple\nXx,single\nCoCrFeNi,unclear\nAlCoCrFeNi,multiple\n"
    html = markup.audit(audit("lab.csv", table.encode()))
    for title in ("Your results contradict each other", "The same twice", "Not readable", "Without a clear outcome"):
        assert title in html
    assert 'data-usable="4"' in html


def test_a_training_is_offered_as_long_as_the_shipped_model_had():
    from hea_core.training.config import TrainConfig

    assert TrainConfig().steps == inputs.STEPS
