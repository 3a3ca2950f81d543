"""The one switch of whether the lab's own results count: in the sidebar of every page, kept in its address.

Probabilities are corrected beside the model's, which stay; verdicts are never. Each page says which of its numbers are which.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from hea_ui.common.links import LEARN

SAID = {
    "": "The card of the alloy shows before and after; its verdict, the dots, the shaded ground, the strip and the candidates are the "
    "model's alone. Stars are your own results.",
    "Nudge": "Start and end are shown before and after; verdicts, steps and charts are the model's alone, and the search asks the model "
    "alone.",
    "Check": "One alloy is shown before and after; verdicts, series, lists, sections and files are the model's alone.",
    "Screen": "All that is scored, filtered and shown here is the model's alone.",
    "Lab": "The lab book shows before and after, and the next batch is chosen by what your results leave open; verdicts and all else here "
    "are the model's alone.",
    "Compare": "Below the columns the alloys stand before and after; the columns themselves and files are the model's alone.",
    "Models": "All figures here are the model's alone, as it was tested.",
}
"""{path of a page that shows probabilities: which of them the lab's results correct}."""
_HELP = (
    "Corrects probabilities near the alloys that you made and examined, and marks where it does; each page says which of its numbers are "
    "corrected. Verdicts stay the model's."
)


def learns() -> bool:
    """Whether the lab's own results count."""
    return st.query_params.get(LEARN) == "true"


def switch() -> None:
    """Draw the switch; every act is one entry of the history."""
    st.session_state[LEARN] = learns()
    st.toggle("Learn from my lab", key=LEARN, on_change=_write, help=_HELP)


def said(path: str) -> None:
    """While the switch is on: which numbers of this page are corrected, and which are the model's alone."""
    if learns() and path in SAID:
        st.html(f'<p class="la-quiet" data-learns="true"><b>Learn from my lab is on.</b> {escape(SAID[path])}</p>')


def _write() -> None:
    if st.session_state[LEARN]:
        st.query_params[LEARN] = "true"
    else:
        st.query_params.pop(LEARN, None)
