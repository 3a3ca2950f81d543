"""The tray: the alloys in hand, on every page. The address holds them (`?tray=`); one component in the bottom bar draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from hea_core.composition.reading import read
from hea_core.errors import FormulaError, quoted
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
_NAMED = 3
"""Alloys left out that are named."""
_LEARNT = "lab: with your results. Verdicts are the model's alone."
_TRAY = component(
    "tray",
    html=browser.text("tray.html"),
    css=browser.text("tray.css"),
    js=browser.text("go.js", "origins.js", "chips.js", "sidebar.js", "tray.js"),
    isolate_styles=False,
)


@dataclass(frozen=True)
class Held:
    """What the address says of the tray.

    Attributes:
        alloys: {canonical formula: as the address has it}.
        left_out: {as the address has it: why it is not among them}.
    """

    alloys: dict[str, str]
    left_out: dict[str, str]


def kept() -> dict[str, str]:
    """The alloys of the tray, {canonical formula: as the address has it}; what cannot be used is left out."""
    return _held().alloys


def _held() -> Held:
    held = Held({}, {})
    for text in filter(str.strip, dict.fromkeys(str(st.query_params.get(TRAY, "")).split(SEPARATOR))):
        try:
            formula = read(text).composition.formula if len(text) <= LONGEST_FORMULA else ""
        except FormulaError:
            formula = ""
        if not formula:
            held.left_out[text] = "not readable"
        elif formula in held.alloys:
            held.left_out[text] = "there twice"
        elif len(held.alloys) == MOST:
            held.left_out[text] = f"above {MOST}"
        else:
            held.alloys[formula] = text
    return held


def told(left_out: Mapping[str, str]) -> str:
    """A sentence on what of the link is not in the tray, "" where nothing is: the first few by name."""
    if not left_out:
        return ""
    named = [f"{quoted(text)} ({why})" for text, why in list(left_out.items())[:_NAMED]]
    more = [f"{len(left_out) - _NAMED} more"] if len(left_out) > _NAMED else []
    return f"{counted(len(left_out), 'alloy')} of the link left out: {', '.join(named + more)}."


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
    held = _held()
    alloys, said = held.alloys, [told(held.left_out)]
    loaded = bool(alloys) and not warm_up.loading()
    shown = [_shown(formula, text, loaded) for formula, text in alloys.items()]
    if loaded and learns():
        after = _learnt(alloys)
        shown = [one | {"learnt": after.get(one["formula"], "")} for one in shown]
        said += [_LEARNT] if after else []
    origins = st.session_state.get(ORIGINS, {}) if ask_origins else None
    _TRAY(
        key="tray",
        data={"alloys": shown, "most": MOST, "told": " ".join(filter(None, said)), "origins": origins},
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
