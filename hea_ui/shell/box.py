"""The box on every page: it reads anything, and leads to the page that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from hea_core.errors import HeaError
from hea_ui.common.component import component
from hea_ui.shell import browser
from hea_ui.shell.packing import long_text
from hea_ui.shell.routes import MOST_CHARACTERS, Route, route

EXAMPLES = (
    ("CoCrFeMnNi", "an alloy"),
    ("Ti-6Al-4V", "an alloy by weight"),
    ("AlxCoCrFeNi, x=0:2:0.1", "a series"),
    ("CoCrFeMnNi; HfNbTaTiZr", "a list"),
    ("Al Co Cr Fe Ni Ti", "elements"),
)
_ANSWER = "box_answer"
_BOX = component(
    "box",
    html=browser.text("box.html"),
    css=browser.text("box.css"),
    js=browser.text("go.js", "box.js"),
    isolate_styles=False,
)


@st.fragment
def box() -> None:
    """Draw the box. A fragment: what is asked is read without a run of the page."""
    _BOX(key="box", data={"examples": EXAMPLES, "answer": st.session_state.get(_ANSWER)}, on_asked_change=_take)


def _take() -> None:
    asked = read_asked(st.session_state["box"].get("asked"))
    if asked:
        st.session_state[_ANSWER] = answer(*asked)


def read_asked(payload: object) -> tuple[str, str] | None:
    """Text and number of what the browser asks; None where it makes no sense."""
    if not isinstance(payload, Mapping):
        return None
    text, number = payload.get("text"), payload.get("number")
    if not (isinstance(text, str) and isinstance(number, str)) or len(text) > MOST_CHARACTERS:
        return None
    return text, number


def answer(text: str, number: str) -> dict[str, Any]:
    """What the browser is told: the page to open, or why there is none."""
    try:
        found = route(text)
    except HeaError as error:
        return {"number": number, "error": str(error)}
    other = {"label": found.other[0], **_target(found.other[1])} if found.other else None
    return {"number": number, **_target(found), "said": found.said, "other": other}


def _target(found: Route) -> dict[str, str]:
    query = dict(found.query)
    if "many" in query:
        query["many"] = long_text("many").texts(query["many"])
    return {"page": found.page, "query": urlencode(query, doseq=True)}
