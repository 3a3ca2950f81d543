from __future__ import annotations

import json

import pytest

from hea_core.explain.shapley import Explanation
from hea_ui.server import resources
from tests.app.pages import formula, opened, shown
from tests.ui.samples import NAMES

START = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Exact Shapley values take seconds each and have tests of their own in the core."""
    even = dict.fromkeys(NAMES, 0.02)
    monkeypatch.setattr(resources, "explanation", lambda formula: Explanation(formula, 0.5, 0.66, even, even))


def test_an_empty_page_says_what_to_do_and_the_example_fills_it():
    app = opened("pages/Nudge.py")
    assert not app.exception
    assert "Type an alloy" in shown(app)
    assert "data-formula" not in shown(app)
    app.button(key="example").click().run()
    assert not app.exception
    assert not app.error
    assert 'data-status="converged"' in shown(app)
    assert "raises the probability from" in shown(app)
    assert "Second opinion" in shown(app)
    assert "Nearest measured alloys" in shown(app)


def test_a_link_replays_the_nudge():
    app = opened("pages/Nudge.py", alloy=START, method="steer", cutoff="0.7", steps="8", lock="Fe", ban="Os")
    assert not app.exception
    assert not app.warning
    assert app.radio(key="method").value == "steer"
    assert app.slider(key="cutoff").value == 0.7
    assert app.text_input(key="lock").value == "Fe"
    assert "lock Fe, ban Os" in shown(app)
    assert "Fe14.75" in formula(app), "the lock keeps the start's own at.%, whole or not"
    assert shown(app).split('id="steps"')[1].split("</table>")[0].count("<tr>") <= 1 + 1 + 8
    assert formula(
        opened("pages/Nudge.py", alloy=START, method="steer", cutoff="0.7", steps="8", lock="Fe", ban="Os")
    ) == formula(app)


def test_the_ways_side_by_side_and_one_of_them_in_full():
    app = opened("pages/Nudge.py", alloy=START, method="side by side")
    assert not app.exception
    table = shown(app).split('id="methods"')[1].split("</table>")[0]
    assert [
        table.count(f'<th scope="row">{method}</th>') for method in ("loop", "steer", "cautious", "bare minimum")
    ] == [1] * 4
    assert "What more at.% would buy" not in [box.value for box in app.subheader]
    app.segmented_control(key="shown").set_value("minimal").run()
    assert not app.exception
    assert "What more at.% would buy" in [box.value for box in app.subheader]


def panel(app):
    """The trust panel's HTML: the last card of the page."""
    return shown(app).split("la-card la-trust")[1]


def test_every_step_has_its_whole_trust_panel_and_the_step_is_a_link():
    app = opened("pages/Nudge.py", alloy=START, method="steer")
    assert not app.exception
    slider = app.slider(key="step_shown")
    assert slider.value == slider.max
    end = panel(app)
    for part in (
        "data-verdict=",
        "<dt>Domain</dt>",
        "<dt>Rules</dt>",
        "<dt>Processing</dt>",
        "Nearest measured alloys",
    ):
        assert part in end
    slider.set_value(0).run()
    assert not app.exception
    start = panel(app)
    assert start != end
    assert "0.0 at.%<small> from the start" in start
    assert panel(opened("pages/Nudge.py", alloy=START, method="steer", at_step="0")) == start


@pytest.mark.parametrize("asked", ["999", "-1", "x"])
def test_a_step_that_is_not_there_is_the_end(asked):
    app = opened("pages/Nudge.py", alloy=START, method="steer", at_step=asked)
    assert not app.exception
    assert app.slider(key="step_shown").value == app.slider(key="step_shown").max


def test_another_nudge_begins_at_its_end():
    app = opened("pages/Nudge.py", alloy=START, method="steer", at_step="1")
    assert app.slider(key="step_shown").value == 1
    app.radio(key="method").set_value("minimal").run()
    assert not app.exception
    assert app.slider(key="step_shown").value == app.slider(key="step_shown").max


def test_an_alloy_that_needs_no_nudge_has_one_panel_and_no_slider():
    app = opened("pages/Nudge.py", alloy="CoCrFeMnNi", cutoff="0.3", method="steer")
    assert not app.exception
    assert 'data-status="already"' in shown(app)
    assert "data-verdict=" in panel(app)
    assert "step_shown" not in [slider.key for slider in app.slider]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"alloy": "FeXx"}, "Xx"),
        ({"alloy": "AlCoCrFeNi", "lock": "Cu"}, "holds no Cu"),
        ({"alloy": "AlCoCrFeNi", "lock": "Fe", "ban": "Fe"}, "both banned and locked"),
        ({"alloy": "AlCoCrFeNi", "most": "1", "lock": "Fe Ni"}, "max-elements 1 cannot hold"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_no_traceback(query, words):
    app = opened("pages/Nudge.py", **query)
    assert not app.exception
    assert [words in box.value for box in app.error] == [True]


@pytest.mark.parametrize("alloy", ["CoCrFeNiU", "CoCrFeNiY0.1", "C0.5CoCrFeMnNi"])
def test_an_alloy_off_the_map_cannot_be_nudged_and_still_has_its_verdict(alloy):
    app = opened("pages/Nudge.py", alloy=alloy)
    assert not app.exception
    assert ["has no place on the map" in box.value for box in app.error] == [True]
    said = resources.predictor().predict([alloy])[0]
    assert f'data-formula="{said.formula}" data-verdict="{said.verdict}"' in panel(app)


def test_a_bad_link_is_said_until_the_request_changes():
    app = opened("pages/Nudge.py", alloy="CoCrFeMnNi", cutoff="9")
    assert ["cutoff = '9'" in box.value for box in app.warning] == [True]
    assert app.slider(key="cutoff").value == 0.6
    app.slider(key="cutoff").set_value(0.5).run()
    assert not app.warning


def test_the_json_holds_the_request_and_both_hashes():
    from hea_ui.nudge import exports, state

    request = state.NudgeRequest(alloy=START, method="loop")
    found = resources.trajectories(request)
    content = json.loads(exports.result_json(request, found, {"model_sha256": "a", "data_sha256": "b"}))
    assert content["request"]["alloy"] == START
    assert content["provenance"] == {"model_sha256": "a", "data_sha256": "b"}
    assert content["trajectories"][0]["steps"][0]["moved_at_percent"] == 0
    rows = exports.steps_csv(found).splitlines()
    assert len(rows) == 1 + len(found[0].steps)
    assert "Al_at_percent" in rows[0]
