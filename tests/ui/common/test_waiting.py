from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from hea_core.errors import RequestError
from hea_ui.common import waiting
from hea_ui.server import resources


def waits(fails: bool) -> None:
    import streamlit as st

    from hea_core.errors import RequestError
    from hea_ui.common.waiting import waiting

    try:
        with waiting("Searching", "Stop", lambda: st.session_state.update(stopped=True)) as told:
            told("rounds", 3, 10)
            st.session_state["drawn"] = "waiting_stop Searching" in st.session_state
            if fails:
                raise RequestError("cannot")
    except RequestError:
        st.write("refused")


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize(("seconds", "drawn"), [(0.0, True), (60.0, False)])
def test_a_wait_is_shown_once_it_is_long_and_gone_when_it_is_over(monkeypatch, seconds, drawn, fails):
    monkeypatch.setattr(waiting, "PATIENCE", seconds)
    app = AppTest.from_function(waits, args=(fails,)).run()
    assert not app.exception
    assert app.session_state["drawn"] is drawn
    assert not app.button
    assert bool(app.markdown) is fails


def test_what_a_watch_raises_ends_a_search_and_nothing_of_it_is_kept():
    class Stopped(BaseException):
        pass

    def stop(_what: str, _done: int, _total: int) -> None:
        raise Stopped

    asked = (0.8, -0.5, 0.77, 1, 0)
    with pytest.raises(Stopped), resources.watching(stop):
        resources.candidates(*asked)
    with pytest.raises(Stopped), resources.watching(stop):
        resources.film(0.8, -0.5, None, (("hardness", 400.0),))
    told = []
    with resources.watching(lambda *how_far: told.append(how_far)):
        (made,) = resources.candidates(*asked)
    assert told
    assert all(0 <= done <= total for _, done, total in told)
    assert resources.candidates(*asked) == (made,)
    with pytest.raises(RequestError), resources.watching(stop):
        resources.feasible(0.8, -0.5, (("hardness", 5.0),), 0.9)
