"""The parts of the Lab page."""

from __future__ import annotations

import streamlit as st

from hea_ui.common import markup
from hea_ui.lab import batch_view, grid_view, inputs, results_view, retrain_view
from hea_ui.server import book


def show(part: str) -> None:
    """Draw one of `inputs.PARTS` (HeaError where the lab book, or what was given, cannot be read)."""
    store = book.book()
    results_view.notices()
    if part == inputs.BOOK:
        grid_view.show(store)
    elif part == inputs.NEXT:
        batch_view.show(store)
    elif part == inputs.RETRAIN:
        retrain_view.show(store)
    else:
        results_view.show(store)
    st.html(markup.note(book.place(store)))
