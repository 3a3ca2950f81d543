"""The inputs of the map page. Each is bound to the query parameter of its key, so that the view is a link."""

from __future__ import annotations

from typing import Any

import streamlit as st

from hea_ui.state import COLOURS, COUNT_LIMIT, DEFAULT, Z_LIMIT


def point_inputs() -> None:
    """The probability slider and the two coordinates."""
    st.slider(
        "Single-phase probability to ask for",
        min_value=0.0,
        max_value=1.0,
        value=DEFAULT.p,
        step=0.01,
        key="p",
        bind="query-params",
        help="φ, the phase variable of the decoder. The alloy is re-examined by the classifier, which may disagree.",
    )
    for column, name, label in zip(st.columns(2, gap="small", wrap=False), ("z1", "z2"), ("z₁", "z₂"), strict=True):
        column.number_input(
            label,
            min_value=-Z_LIMIT,
            max_value=Z_LIMIT,
            value=getattr(DEFAULT, name),
            step=0.05,
            format="%.3f",
            key=name,
            bind="query-params",
        )


def layer_inputs() -> None:
    """The heading of the map, and what it shows besides density and alloys."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title("Latent map", anchor=False, width="content")
        st.selectbox("Colour alloys by", list(COLOURS), key="colour", bind="query-params", width=190)
        st.toggle(
            "Re-examined p",
            value=DEFAULT.field,
            key="field",
            bind="query-params",
            help="Shades the whole map by the re-examined probability of the alloy that a click there gives: it shows where the generator obeys.",
        )
        st.toggle(
            "Alloy families",
            value=DEFAULT.families,
            key="families",
            bind="query-params",
            help="Equimolar quaternaries of magnetic, noble and refractory metals.",
        )


def candidate_inputs() -> None:
    """How many candidates at the point, and which draw."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.subheader("Candidates here", anchor=False, width=240)
        st.number_input("How many", 1, COUNT_LIMIT, DEFAULT.count, 1, key="count", bind="query-params", width=130)
        st.number_input(
            "Draw",
            0,
            9999,
            DEFAULT.seed,
            1,
            key="seed",
            bind="query-params",
            width=130,
            help="Seed: another number draws other alloys.",
        )


ALLOY_COLUMNS: dict[str, Any] = {
    "formula": st.column_config.TextColumn("alloy", width="medium"),
    "at_percent_moved": st.column_config.NumberColumn("at.% moved", format="%.1f"),
    "label": st.column_config.NumberColumn(
        "label (0–1)", format="%.2f", help="Mean of all observations: 1 single-phase, 0 not."
    ),
    "doi": st.column_config.TextColumn("DOI"),
}
"""How the columns of tables.alloy_table are headed."""


def search_inputs() -> tuple[str, tuple[str, ...], tuple[int, int]]:
    """Formula text, classes and range of element counts to search the measured alloys by."""
    text, observed, elements = st.columns([1.2, 1.4, 1], gap="medium", vertical_alignment="bottom")
    with text:
        typed = st.text_input(
            "Formula or elements",
            key="formula",
            bind="query-params",
            placeholder="CoCrFeMnNi",
            max_chars=200,
            help="Alloys that hold all these elements, nearest composition first.",
        )
    with observed:
        classes = st.pills(
            "Observed", ["single-phase", "multi-phase", "sources disagree"], selection_mode="multi", key="observed"
        )
    with elements:
        span = st.slider("Number of elements", 1, 10, (1, 10), key="span")
    return typed, tuple(classes), span
