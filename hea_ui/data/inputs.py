"""What the Data page is searched by, each a part of its link."""

from __future__ import annotations

import streamlit as st

from hea_ui.common import links, ticked_table

OBSERVED = ("single-phase", "multi-phase", "sources disagree")
SPAN = (1, 10)
LINK = links.Link(
    "Data",
    (
        links.text("formula", longest=200),
        links.choices("observed", (), OBSERVED.__contains__, "one or more of " + ", ".join(OBSERVED)),
        links.pair("span", SPAN, *SPAN),
        links.formulas(ticked_table.NAME, ticked_table.MOST),
    ),
)
"""What the address of the Data page holds."""


def search_inputs() -> tuple[str, tuple[str, ...], tuple[int, int]]:
    """Formula text, classes and range of element counts to search the measured alloys by."""
    text, observed, elements = st.columns([1.2, 1.4, 1], gap="medium")
    with text:
        typed = st.text_input(
            "Formula or elements",
            key="formula",
            on_change=LINK.write,
            placeholder="CoCrFeMnNi",
            max_chars=200,
            help="Alloys that hold all these elements, nearest composition first.",
        )
    with observed:
        classes = st.pills("Observed", OBSERVED, selection_mode="multi", key="observed", on_change=LINK.write)
    with elements:
        span = st.slider("Number of elements", *SPAN, SPAN, key="span", on_change=LINK.write)
    return typed, tuple(classes), span
