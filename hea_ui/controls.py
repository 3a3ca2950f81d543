"""The inputs of the map page, each a part of its link."""

from __future__ import annotations

import streamlit as st

from hea_core.latent import Z_LIMIT
from hea_ui import state
from hea_ui.state import COLOURS, COUNT_LIMIT, DEFAULT


def point_inputs() -> None:
    """The probability slider and the two coordinates."""
    st.slider(
        "Single-phase probability to ask for",
        min_value=0.0,
        max_value=1.0,
        value=DEFAULT.p,
        step=0.01,
        key="p",
        on_change=state.LINK.write,
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
            on_change=state.LINK.write,
        )


def layer_inputs() -> None:
    """The heading of the map, and what it shows besides density and alloys."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.title("Latent map", anchor=False, width="content")
        st.selectbox("Colour alloys by", list(COLOURS), key="colour", on_change=state.LINK.write, width=190)
        st.toggle(
            "Re-examined p",
            value=DEFAULT.field,
            key="field",
            on_change=state.LINK.write,
            help="Shades the whole map by the re-examined probability of the alloy that a click there gives: it shows where the generator obeys.",
        )
        st.toggle(
            "Alloy families",
            value=DEFAULT.families,
            key="families",
            on_change=state.LINK.write,
            help="Equimolar quaternaries of magnetic, noble and refractory metals.",
        )


def candidate_inputs() -> None:
    """How many candidates at the point, and which draw."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.subheader("Candidates here", anchor=False, width=240)
        st.number_input(
            "How many", 1, COUNT_LIMIT, DEFAULT.count, 1, key="count", on_change=state.LINK.write, width=130
        )
        st.number_input(
            "Draw",
            0,
            9999,
            DEFAULT.seed,
            1,
            key="seed",
            on_change=state.LINK.write,
            width=130,
            help="Seed: another number draws other alloys.",
        )
