from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from hea_core.errors import ConstraintError
from hea_ui import resources
from tests.app.pages import formula, opened, shown


def test_the_page_opens_with_an_alloy_that_was_re_examined():
    app = opened("app.py")
    assert not app.exception
    assert not app.error
    assert "re-examined" in shown(app)
    assert "Nearest measured alloys" in shown(app)
    assert formula(app)


def test_the_alloy_at_the_point_has_the_whole_trust_panel():
    html = shown(opened("app.py"))
    for part in (
        "data-verdict=",
        "asked",
        "<dt>Comes to lie</dt>",
        "<dt>Domain</dt>",
        "<dt>Rules</dt>",
        "<dt>Processing</dt>",
    ):
        assert part in html
    assert html.split("id=evidence")[1].split("</table>")[0].count('<th scope="row">') == 5


def test_typing_a_coordinate_makes_another_alloy():
    app = opened("app.py")
    before = formula(app)
    app.number_input(key="z1").set_value(-2.5).run()
    assert not app.exception
    assert formula(app) != before


def test_the_probability_asked_for_is_shown_beside_the_answer():
    app = opened("app.py")
    app.slider(key="p").set_value(0.15).run()
    assert ">0.15<" in shown(app)


def test_count_gives_that_many_distinct_candidates():
    app = opened("app.py", count="7")
    assert shown(app).count('<tr><td class="la-num">') == 7


def test_a_link_restores_the_whole_view():
    app = opened("app.py", z1="1.25", z2="-0.5", p="0.8", colour="mixing enthalpy", families="true")
    assert not app.warning
    assert app.number_input(key="z1").value == 1.25
    assert app.slider(key="p").value == 0.8
    assert app.selectbox(key="colour").value == "mixing enthalpy"
    assert app.toggle(key="families").value is True


def test_a_bad_link_falls_back_with_a_notice_that_goes_when_the_view_changes():
    app = opened("app.py", z1="abc", p="7")
    assert [("z1 = 'abc'" in box.value, "p = '7'" in box.value) for box in app.warning] == [
        (True, False),
        (False, True),
    ]
    assert app.number_input(key="z1").value == 0.8
    app.number_input(key="z2").set_value(0.25).run()
    assert not app.exception
    assert not app.warning


def test_an_error_of_the_core_is_one_sentence_and_no_traceback(monkeypatch):
    def refuse(*_args: object) -> None:
        raise ConstraintError("Fe cannot be 120 at.%: give at most 100.")

    monkeypatch.setattr(resources, "candidates", refuse)
    app = opened("app.py")
    assert not app.exception
    assert [box.value for box in app.error] == ["Fe cannot be 120 at.%: give at most 100."]


def test_far_out_is_warned_of():
    app = opened("app.py", z1="7.5", z2="7.5")
    assert not app.error
    assert "Low-density region" in shown(app)


def test_while_the_model_is_loaded_the_frame_stands_and_the_alloy_follows(monkeypatch):
    states = iter([True])
    seen = []
    monkeypatch.setattr(resources, "loading", lambda: next(states, False))
    monkeypatch.setattr(resources, "known_layers", lambda *choices: seen.append(choices))
    app = opened("app.py", colour="mixing enthalpy", families="true", z1="abc")
    assert seen == [("mixing_enthalpy", True)]
    assert not app.exception
    assert formula(app)
    assert "being loaded" not in shown(app)
    assert len(app.warning) == 1, "a bad link is still said after the model has come"


def test_sessions_that_come_during_the_warm_up_share_one_model():
    def come(_: int) -> int:
        resources.warm_up()
        resources.wait()
        return id(resources.predictor())

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(come, range(8)))) == 1
    assert not resources.loading()
    assert [thread.name for thread in threading.enumerate()].count("warm-up") == 0


def test_sessions_take_turns_at_making_alloys(monkeypatch):
    busy, met = threading.Lock(), []

    class Model:
        def generate(self, *_at: float, **_how: int) -> list[object]:
            met.append(busy.acquire(blocking=False))
            time.sleep(0.005)
            busy.release()
            return []

    monkeypatch.setattr(resources, "predictor", Model)
    resources.candidates.clear()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda seed: resources.candidates(0.0, 0.0, 0.5, 1, seed), range(8)))
    resources.candidates.clear()
    assert met == [True] * 8
