from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from hea_core.errors import HeaError
from hea_core.explain.shapley import Explanation
from hea_ui.common.nudge_ways import WAYS
from hea_ui.nudge import loaders
from hea_ui.nudge.state import NudgeRequest
from hea_ui.server import measured_data, resources
from tests.app.pages import formula, opened, shown
from tests.ui.samples import NAMES

START = "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Exact Shapley values take seconds each and have tests of their own in the core."""
    even = dict.fromkeys(NAMES, 0.02)
    monkeypatch.setattr(resources, "explanation", lambda formula: Explanation(formula, 0.5, 0.66, even, even))


def test_the_page_opens_on_the_papers_example_already_drawn():
    app = opened("pages/Nudge.py")
    assert not app.exception
    assert not app.error
    assert app.text_input(key="alloy").value == ""
    assert "type an alloy of your own above" in shown(app)
    assert 'data-status="converged"' in shown(app)
    assert "raises the probability from" in shown(app)
    assert "Second opinion" in shown(app)
    assert "Nearest measured alloys" in shown(app)
    app.text_input(key="alloy").set_value("AlCoCrFeNi").run()
    assert not app.exception
    assert "type an alloy of your own above" not in shown(app)


def test_the_papers_own_path_stands_beside_ours_for_its_example_however_written():
    for alloy in ("", "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni"):
        told = shown(opened("pages/Nudge.py", alloy=alloy)).split("id=paper")[1].split("</table>")[0]
        assert [value for value in ("0.12", "0.48", "0.08", "0.70") if f">{value}<" in told or f"<b>{value}</b>" in told] == [
            "0.12", "0.48", "0.08", "0.70",
        ]  # fmt: skip
        assert 'data-formula="Co35Cr22Fe21Ni22"' in told
    assert "id=paper" not in shown(opened("pages/Nudge.py", alloy="AlCoCrFeNi"))


def test_a_link_replays_the_nudge():
    app = opened("pages/Nudge.py", alloy=START, method="steer", cutoff="0.7", steps="8", lock="Fe", ban="Os")
    assert not app.exception
    assert not app.warning
    assert app.radio(key="method").value == "steer"
    assert app.slider(key="cutoff").value == 0.7
    assert app.text_input(key="lock").value == "Fe"
    assert "lock Fe, ban Os" in shown(app)
    assert "Fe14.75" in formula(app), "the lock keeps the start's own at.%, whole or not"
    assert shown(app).split("id=steps")[1].split("</table>")[0].count("<tr>") <= 1 + 1 + 8
    assert formula(
        opened("pages/Nudge.py", alloy=START, method="steer", cutoff="0.7", steps="8", lock="Fe", ban="Os")
    ) == formula(app)


def test_all_ways_stand_side_by_side_and_one_of_them_in_full():
    app = opened("pages/Nudge.py", alloy=START, method="side by side")
    assert not app.exception
    assert not app.warning, "a link of before is understood"
    assert app.radio(key="method").value == "loop"
    table = shown(app).split("id=methods")[1].split("</table>")[0]
    assert [
        table.count(f'<th scope="row">{method}</th>') for method in ("loop", "steer", "cautious", "bare minimum")
    ] == [1] * 4
    assert "What more at.% would buy" not in [box.value for box in app.header]
    app.radio(key="method").set_value("minimal").run()
    assert not app.exception
    assert "What more at.% would buy" in [box.value for box in app.header]


def panel(app):
    """The trust panel's HTML: the last card of the page."""
    return shown(app).split("la-card la-trust")[1]


def looked_at(app):
    """Which step the heading of the trust panel names."""
    return next(box.value for box in app.header if box.value.startswith("How far to trust")).removeprefix(
        "How far to trust "
    )


def test_every_step_has_its_whole_trust_panel_and_the_step_is_a_link():
    app = opened("pages/Nudge.py", alloy=START, method="steer")
    assert not app.exception
    assert looked_at(app) == "the end"
    end = panel(app)
    for part in (
        "data-verdict=",
        "<dt>Domain</dt>",
        "<dt>Rules</dt>",
        "<dt>Processing</dt>",
        "Nearest measured alloys",
    ):
        assert part in end
    first = opened("pages/Nudge.py", alloy=START, method="steer", at_step="0")
    assert looked_at(first) == "the start"
    assert panel(first) != end
    assert "0.0 at.%<small> from the start" in panel(first)
    assert looked_at(opened("pages/Nudge.py", alloy=START, method="steer", at_step="3")).startswith("step 3 of ")


@pytest.mark.parametrize("asked", ["999", "-1", "x"])
def test_a_step_that_is_not_there_is_the_end(asked):
    app = opened("pages/Nudge.py", alloy=START, method="steer", at_step=asked)
    assert not app.exception
    assert looked_at(app) == "the end"


def test_another_nudge_begins_at_its_end():
    app = opened("pages/Nudge.py", alloy=START, method="steer", at_step="1")
    assert looked_at(app).startswith("step 1 of ")
    app.radio(key="method").set_value("minimal").run()
    assert not app.exception
    assert looked_at(app) == "the end"


def test_an_alloy_that_needs_no_nudge_has_one_panel_and_no_step():
    app = opened("pages/Nudge.py", alloy="CoCrFeMnNi", cutoff="0.3", method="steer")
    assert not app.exception
    assert 'data-status="already"' in shown(app)
    assert "data-verdict=" in panel(app)
    assert looked_at(app) == "it"


def test_a_method_that_fails_does_not_take_the_one_shown_with_it(monkeypatch):
    made = loaders._trajectory

    def only_steer(request):
        if request.method != "steer":
            raise HeaError("not within these limits")
        return made(request)

    monkeypatch.setattr(loaders, "_trajectory", only_steer)
    assert [one.method for one in loaders.trajectories(NudgeRequest(alloy=START, method="steer"))] == ["steer"]
    with pytest.raises(HeaError):
        loaders.trajectories(NudgeRequest(alloy=START, method="loop"))


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
    found = loaders.trajectories(request)
    content = json.loads(exports.result_json(request, found, {"model_sha256": "a", "data_sha256": "b"}))
    assert content["request"]["alloy"] == START
    assert content["provenance"] == {"model_sha256": "a", "data_sha256": "b"}
    assert content["trajectories"][0]["steps"][0]["moved_at_percent"] == 0
    found = [replace(found[0], reading="=1+1"), *found[1:]]
    rows = exports.steps_csv(found).splitlines()
    assert rows[1].endswith(",'=1+1")  # no spreadsheet runs what a user typed
    assert len(rows) == 1 + sum(len(one.steps) for one in found)
    assert {row.partition(",")[0] for row in rows[1:]} == set(WAYS)
    assert "Al_at_percent" in rows[0]


def test_the_beeswarm_beside_the_model_is_drawn_and_computed_only_where_there_is_none(monkeypatch):
    asked: list[str] = []

    def explanations(formulas):
        asked.extend(formulas)
        return tuple(map(resources.explanation, formulas))

    monkeypatch.setattr(resources, "explanations", explanations)
    held_out = measured_data.held_out()
    kept = loaders.kept_explanations()
    assert sorted(one.formula for one in kept) == sorted(held_out)
    assert not opened("pages/Nudge.py", all_alloys="true").exception
    assert asked == []
    monkeypatch.setattr(loaders, "kept_explanations", tuple)
    assert not opened("pages/Nudge.py", all_alloys="true").exception
    assert asked == list(held_out)


def test_targets_of_a_link_are_reached_told_and_can_be_let_go():
    app = opened("pages/Nudge.py", alloy="Al0.45CoCrFeNi", hardness="257", about_price="20", method="minimal")
    assert not app.exception
    assert app.slider(key="hardness").value == 257.0
    told = shown(app)
    assert "<dt>Vickers hardness</dt>" in told
    assert "asked 257 or more: reached" in told
    assert any("Vickers hardness" in (chart.proto.spec or "") for chart in app.get("plotly_chart"))
    assert app.number_input(key="about_price").value == 20.0
    assert "<dt>Price of about 2013</dt>" in told
    app.toggle(key="hardness_wanted").set_value(False).run()
    assert not app.exception
    assert "hardness" not in app.query_params
    assert "<dt>Vickers hardness</dt>" not in shown(app)


def test_a_goal_begins_at_what_follows_from_the_start_which_is_said_beside_it():
    app = opened("pages/Nudge.py", alloy="Al0.45CoCrFeNi", method="minimal")
    toggle = app.toggle(key="hardness_wanted")
    own = float(re.search(r"the start has (\d+) HV", toggle.label)[1])
    toggle.set_value(True).run()
    assert not app.exception
    assert app.slider(key="hardness").value == pytest.approx(1.2 * own, rel=0.05)
    assert f"asked {app.slider(key='hardness').value:.0f} or more" in shown(app)
    app.segmented_control(key="hardness_side").set_value("at most").run()
    assert "or less" in shown(app)
