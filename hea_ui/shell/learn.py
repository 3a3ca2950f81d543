"""The one switch of whether the lab's own results count: in the sidebar of every page, kept in its address."""

from __future__ import annotations

import streamlit as st

from hea_ui.common.links import LEARN

_HELP = (
    "Corrects probabilities near the alloys that you made and examined, and marks where it does: in the tray's comparison, on Check and "
    "in the lab book. Verdicts stay the model's."
)


def learns() -> bool:
    """Whether the lab's own results count."""
    return st.query_params.get(LEARN) == "true"


def switch() -> None:
    """Draw the switch; every act is one entry of the history."""
    st.session_state[LEARN] = learns()
    st.toggle("Learn from my lab", key=LEARN, on_change=_write, help=_HELP)


def _write() -> None:
    if st.session_state[LEARN]:
        st.query_params[LEARN] = "true"
    else:
        st.query_params.pop(LEARN, None)
