"""The tray: the alloys in hand, on every page. The address holds them (`?tray=`); one component in the bottom bar draws them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from hea_core.composition.reading import read
from hea_core.errors import FormulaError
from hea_core.results import Prediction
from hea_ui.common.component import component
from hea_ui.common.links import LONGEST_FORMULA, SEPARATOR, TRAY
from hea_ui.common.verdict import WORDS
from hea_ui.common.wording import counted, number
from hea_ui.server import resources, warm_up
from hea_ui.shell import browser
from hea_ui.shell.learn import learns

MOST = 24
"""Alloys in the tray."""
ORIGINS = "tray_origins"
"""Session key: {alloy as the address has it: {"link", "kind"}}, as the browser told it; hea_ui/lab/origins.py reads it."""
_EVERY = 1.0
_LEARNT = "lab: with your results. Verdicts are the model's alone."
_TRAY = component(
    "tray",
    html=browser.text("tray.html"),
    css=browser.text("tray.css"),
    js=browser.text("go.js", "origins.js", "chips.js", "sidebar.js", "tray.js"),
    isolate_styles=False,
)


def kept() -> dict[str, str]:
    """The alloys of the tray, {canonical formula: as the address has it}; what cannot be read is left out."""
    found: dict[str, str] = {}
    for text in _written():
        try:
            found.setdefault(read(text).composition.formula, text)
        except FormulaError:
            continue
    return dict(list(found.items())[:MOST])


def _written() -> list[str]:
    parts = str(st.query_params.get(TRAY, "")).split(SEPARATOR)
    return [part for part in parts if part.strip() and len(part) <= LONGEST_FORMULA]


def tray(ask_origins: bool) -> None:
    """Draw the tray at the bottom of the page; the verdicts follow once the model is loaded.

    Args:
        ask_origins: whether the page wants to know where the alloys were kept.
    """
    with st.bottom:
        if kept() and warm_up.loading():
            st.fragment(_draw, run_every=_EVERY, key="tray_drawn")(ask_origins)
        else:
            _draw(ask_origins)


def _draw(ask_origins: bool) -> None:
    alloys = kept()
    left_out = len(set(_written())) - len(alloys)
    told = (
        f"{counted(left_out, 'alloy')} of the link left out: not readable, there twice, or above {MOST}."
        if left_out
        else ""
    )
    loaded = bool(alloys) and not warm_up.loading()
    shown = [_shown(formula, text, loaded) for formula, text in alloys.items()]
    if loaded and learns():
        after = _learnt(alloys)
        shown = [one | {"learnt": after.get(one["formula"], "")} for one in shown]
        told = " ".join(filter(None, [told, _LEARNT if after else ""]))
    origins = st.session_state.get(ORIGINS, {}) if ask_origins else None
    _TRAY(
        key="tray",
        data={"alloys": shown, "most": MOST, "told": told, "origins": origins},
        on_origins_change=_take_origins,
    )


def _take_origins() -> None:
    told = st.session_state["tray"].get("origins")
    if isinstance(told, dict):
        st.session_state[ORIGINS] = told


def _learnt(alloys: Iterable[str]) -> dict[str, str]:
    """{formula: probability with the lab's results}, of the alloys on which the lab has a say."""
    from hea_ui.server import learning

    found = learning.learnt([read(formula).composition for formula in alloys], learning.kept_alloys())
    return {one.formula: number(one.after) for one in found if number(one.after) != number(one.before)}


def _shown(formula: str, written: str, loaded: bool) -> dict[str, Any]:
    found = resources.prediction(formula) if loaded else None
    known = {"formula": formula, "written": written}
    if not isinstance(found, Prediction):
        return known | {"verdict": "", "word": "" if found is None else "not covered", "probability": ""}
    return known | {
        "formula": found.formula,
        "verdict": found.verdict,
        "word": WORDS[found.verdict],
        "probability": number(found.probability),
    }
