from __future__ import annotations

import json
import time

import numpy as np
import pytest

from hea_core.screening.request import Screen
from hea_core.screening.run import run
from hea_core.screening.space import Space
from hea_ui.jobs import queue
from hea_ui.jobs.folder import JobFolder
from hea_ui.screen.request import ScreenRequest
from tests.app.pages import opened, shown

POOL = ("Al", "Co", "Cr", "Fe", "Ni")
ASKED = ScreenRequest(elements="Al, Co, Cr, Fe, Ni", where="probability>=0.6")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A folder of jobs that holds one finished screening, and its id."""
    home = tmp_path_factory.mktemp("runs")
    screen = ASKED.screen()
    folder = JobFolder(home / "screens" / queue.job_id(screen))
    about = {"settings": screen.settings(), "words": [], "size": screen.space.size, "request": ASKED.__dict__}
    folder.enqueue(about)
    folder.claim()
    done = run(screen, folder.result)
    folder.answer.write_text(json.dumps({"scored": done.scored, "kept": done.kept}))
    (home / "screens" / "pace.json").write_text(json.dumps({"classifier": 1e-6, "domain": 1e-5, "descriptors": 1e-6}))
    return home, folder.path.name, done


@pytest.fixture
def server(finished, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_RUNS", str(finished[0]))
    return finished


def size(app) -> int:
    return int(shown(app).split('data-size="')[1].split('"')[0])


def test_a_page_with_other_settings_says_what_to_do_and_counts_the_space(server):
    app = opened("pages/Screen.py", elements="Al, Co, Cr, Fe, Ni, Ti", keep="the best")
    assert not app.exception
    assert not app.error
    assert size(app) == Space((*POOL, "Ti")).count
    assert "about 5 s" in shown(app)
    assert "No result yet" in shown(app)
    assert app.button(key="run").label == "Run"


def test_a_first_visit_shows_the_example_that_it_opens_with_and_begins_it_once(server, monkeypatch):
    begun = []
    real = queue.job_queue().start
    monkeypatch.setattr(type(queue.job_queue()), "start", lambda self, *asked: begun.append(asked) or real(*asked))
    app = opened("pages/Screen.py")
    assert not app.exception
    assert app.expander[0].label.startswith("Al, Co, Cr, Fe, Ni, Ti · 4 to 6 elements")
    end = time.monotonic() + 90
    while not app.dataframe and time.monotonic() < end:
        time.sleep(0.5)
        app.run()
    assert app.dataframe
    assert len(begun) == 1
    assert 'id="finding"' in shown(app)


def test_where_nothing_can_be_begun_a_first_visit_says_what_to_do(server, monkeypatch):
    from hea_core.errors import RequestError

    def full(*_: object) -> str:
        raise RequestError("8 screenings wait for their turn already.")

    monkeypatch.setattr(type(queue.job_queue()), "start", full)
    monkeypatch.setattr(type(queue.job_queue()), "open", lambda self, name: None)
    app = opened("pages/Screen.py")
    assert not app.exception
    assert not app.error
    assert "No result yet" in shown(app)


def test_the_size_follows_every_input(server):
    app = opened("pages/Screen.py", keep="the best")
    app.text_input(key="elements").set_value("Al Co Cr Fe Ni Ti Mn").run()
    assert size(app) == Space((*POOL, "Ti", "Mn")).count
    app.slider(key="orders").set_value((5, 5)).run()
    assert size(app) == Space((*POOL, "Ti", "Mn"), orders=(5, 5)).count
    app.text_input(key="ranges").set_value("Al=10-15").run()
    assert size(app) < Space((*POOL, "Ti", "Mn"), orders=(5, 5)).count
    assert not app.exception


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"elements": "Al,Co"}, "The space is empty"),
        ({"elements": "Al,Co,Xx,Fe"}, "Xx"),
        ({"where": "beauty>1"}, "beauty"),
        ({"space": "around one alloy", "around": "FeXx"}, "Xx"),
    ],
)
def test_an_impossible_space_is_a_sentence_beside_the_inputs(server, query, words):
    app = opened("pages/Screen.py", **query)
    assert not app.exception
    assert [words in box.value for box in app.error] == [True]
    assert app.button(key="run").disabled


@pytest.mark.parametrize("query", [{"space": "around one alloy"}, {"space": "a sample"}])
def test_there_is_no_error_before_an_act(server, query):
    app = opened("pages/Screen.py", **query)
    assert not app.exception
    assert not app.error
    assert ("Type the alloy" in shown(app)) or ("all of them are taken" in shown(app))


def test_a_bad_link_is_said_until_the_request_changes(server):
    app = opened("pages/Screen.py", grid="3", top="many", keep="the best")
    assert sorted("grid" in box.value for box in app.warning) == [False, True]
    assert app.selectbox(key="grid").value == "5"
    app.selectbox(key="grid").set_value("10").run()
    assert not app.warning


def test_a_link_finds_a_finished_screening_again(server):
    _, name, done = server
    app = opened("pages/Screen.py", job=name)
    assert not app.exception
    assert not app.error
    assert f"<b>{done.kept:,}</b> of <b>{done.scored:,}</b>" in shown(app)
    table = app.dataframe[0].value
    assert table["probability"].is_monotonic_decreasing
    assert len(app.get("plotly_chart")) == 1, "parallel coordinates come when they are opened"
    assert f'data-shown="{done.kept}"' in shown(app)
    middle = float(table["density"].median().round(2))
    app.text_input(key="narrow").set_value(f"density<{middle:g}").run()
    assert 0 < len(app.dataframe[0].value) < len(table)
    assert (app.dataframe[0].value["density"] < middle).all()
    assert 'data-element="Al"' in shown(app)
    held = app.slider(key="range_price")
    cheapest = app.dataframe[0].value["price"].min()
    ceiling = held.min + np.ceil((cheapest - held.min) / held.step) * held.step
    held.set_value((held.min, ceiling)).run()
    assert app.text_input(key="narrow").value == f"density<{middle:g} and price<={ceiling:g}"
    assert (app.dataframe[0].value["price"] <= ceiling + 1e-6).all()
    app.button(key="chip_1").click().run()
    assert app.text_input(key="narrow").value == f"density<{middle:g}"
    app.selectbox(key="order").set_value("low price").run()
    assert app.dataframe[0].value["price"].is_monotonic_increasing
    app.text_input(key="narrow").set_value("beauty>1").run()
    assert not app.exception
    assert "beauty" in app.error[0].value


def test_conditions_that_no_alloy_passes_are_said(server):
    app = opened("pages/Screen.py", job=server[1], narrow="density<0.1")
    assert not app.exception
    assert 'data-shown="0"' in shown(app)
    assert "No alloy of the result is shown" in app.info[0].value


def test_an_axis_that_the_result_lacks_falls_back(server):
    _, name, _ = server
    app = opened("pages/Screen.py", job=name, x="Mn")
    assert not app.exception
    assert app.selectbox(key="x").value == "density"


def test_a_brush_narrows_the_table(server):
    _, name, done = server
    app = opened("pages/Screen.py", job=name, brush="0,0.8;30,1")
    assert not app.exception
    assert 0 < len(app.dataframe[0].value) < done.kept
    assert app.dataframe[0].value["probability"].min() >= 0.8


def test_the_settings_of_a_result_go_back_into_the_inputs(server):
    _, name, _ = server
    app = opened("pages/Screen.py", job=name)
    assert "other settings" in shown(app)
    app.button(key="take").click().run()
    assert not app.exception
    assert app.text_input(key="elements").value == ASKED.elements
    assert app.text_input(key="where").value == ASKED.where
    assert app.button(key="run").disabled
    assert "other settings" not in shown(app)


def test_what_is_gone_is_said(server):
    for name in ("0" * 12, "../../etc", "<b>"):
        app = opened("pages/Screen.py", job=name)
        assert not app.exception
        assert "There is no screening" in app.warning[0].value


def test_nothing_found_says_what_to_loosen(server):
    home, _, _ = server
    screen = Screen(Space(POOL), where="probability>1")
    folder = JobFolder(home / "screens" / queue.job_id(screen))
    folder.enqueue({"settings": screen.settings(), "words": [], "size": screen.space.size, "request": {}})
    folder.claim()
    folder.answer.write_text(json.dumps({"scored": run(screen, folder.result).scored, "kept": 0}))
    app = opened("pages/Screen.py", job=folder.path.name)
    assert not app.exception
    assert "probability > 1 holds for 0" in app.info[0].value
    assert "Loosen probability > 1" in app.info[0].value


def test_run_starts_a_job_and_shows_its_result(server):
    app = opened("pages/Screen.py", elements="Co, Cr, Fe, Mn, Ni", keep="the Pareto front")
    app.button(key="run").click().run()
    assert not app.exception
    assert app.get("progress") or app.dataframe
    end = time.monotonic() + 60
    while not app.dataframe and time.monotonic() < end:
        time.sleep(0.5)
        app.run()
    assert "Pareto front" in shown(app)
    assert app.selectbox(key="y").value == "probability"
    assert not app.exception
