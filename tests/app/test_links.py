"""Links that no program of ours made: every number wild, every page; never an exception box."""

from __future__ import annotations

import pytest
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.testing.v1 import AppTest

from tests.app.pages import opened

NUMBERS = {
    "app.py": ({}, "z1 z2 p count seed"),
    "pages/Nudge.py": ({}, "cutoff steps budget most price at_step"),
    "pages/Check.py": ({"ask": "Ternary section"}, "base_at"),
    "pages/Screen.py": ({"keep": "the best", "space": "a sample"}, "least most sample draw orders up_to ceiling top"),
    "pages/Data.py": ({}, "span"),
}
UNUSABLE = ("inf", "nan", "-1e400", "9" * 400, "x")
WILD = (*UNUSABLE, "")
SAY = ("app.py", "pages/Nudge.py", "pages/Screen.py")
"""Pages that name what they could not use."""


@pytest.mark.parametrize(("file", "value"), [(file, value) for file in NUMBERS for value in WILD])
def test_wild_numbers_in_a_link_are_never_an_exception(file, value, tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_RUNS", str(tmp_path))
    monkeypatch.setattr("hea_ui.jobs.pace.Pace.seconds", lambda self, screen: 1.0)
    usual, names = NUMBERS[file]
    app = opened(file, **usual, **dict.fromkeys(names.split(), value))
    assert not app.exception, app.exception[0].message
    if file in SAY and value in UNUSABLE:
        assert any("The link gave" in box.value for box in app.warning)


@pytest.mark.parametrize(
    ("file", "left", "given", "usual"),
    [("pages/Nudge.py", 8.0, 8, None), ("pages/Screen.py", 8, 8.0, 35.0)],
    ids=["Screen to Nudge", "Nudge to Screen"],
)
def test_what_another_page_left_under_the_same_name_is_taken_over_by_the_link(
    file, left, given, usual, tmp_path, monkeypatch
):
    monkeypatch.setenv("LATENTALLOY_RUNS", str(tmp_path))
    monkeypatch.setattr("hea_ui.jobs.pace.Pace.seconds", lambda self, screen: 1.0)
    for query, expected in (({"most": "8"}, given), ({}, usual)):
        app = opened(file, before={"most": left}, **query)
        assert not app.exception, app.exception[0].message
        held = app.session_state["most"]
        assert (held, type(held)) == (expected, type(expected))


def test_a_wild_number_in_a_neighbourhood_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("LATENTALLOY_RUNS", str(tmp_path))
    monkeypatch.setattr("hea_ui.jobs.pace.Pace.seconds", lambda self, screen: 1.0)
    app = opened("pages/Screen.py", space="around one alloy", around="CoCrFeNi", within="inf")
    assert not app.exception
    assert "within = 'inf'" in app.warning[0].value


def _moved() -> None:
    import streamlit as st

    from hea_ui.common import links

    link = links.Link("Moved", (links.number("z", 0.0, -9.0, 9.0), links.number("p", 0.5, 0.0, 1.0)))
    link.read()
    st.number_input("z", key="z", on_change=link.write)
    st.number_input("p", key="p", on_change=link.write)
    st.button("act", on_click=link.write, kwargs={"z": 5.0})


@pytest.fixture
def moved():
    app = AppTest.from_function(_moved).run()
    return app.button[0].click().run()


def test_a_run_of_a_browser_that_has_not_heard_of_an_act_does_not_undo_it(moved):
    moved.query_params.clear()  # a timer sends the address before
    moved.run()
    assert moved.session_state["z"] == 5.0
    moved.query_params.clear()
    moved.number_input[0].set_value(0.0).run()  # and what the widget held before
    assert moved.session_state["z"] == 5.0


def test_what_is_set_by_hand_after_an_act_counts(moved):
    moved.number_input[1].set_value(0.7).run()
    moved.number_input[0].set_value(1.0).run()
    assert (moved.session_state["z"], moved.session_state["p"]) == (1.0, 0.7)
    moved.number_input[0].set_value(5.0).run()
    assert moved.session_state["z"] == 5.0


def test_back_undoes_an_act_at_once(moved, monkeypatch):
    monkeypatch.setattr(ScriptRunContext, "is_history_navigation", property(lambda _: True, lambda *_: None))
    moved.query_params.clear()
    moved.run()
    assert moved.session_state["z"] == 0.0
