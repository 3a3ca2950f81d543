"""The Map page: click anywhere on the latent map, set the single-phase probability, get alloys, each re-examined."""

from __future__ import annotations

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import markup, messages
from hea_ui.map import design, inputs, lasso, state, views, welcome
from hea_ui.server import warm_up


def show() -> None:
    """All of it; while the model is loaded, what needs none."""
    shell.setup("Latent map", "🗺️", state.LINK)
    shell.notices(state.LINK)
    welcome.show()
    left, right = st.columns([1.78, 1], gap="medium")
    # side by side on a desk; one below the other on a phone, the candidates after the alloy (style.css)
    plot, several = left.container(key="map_place"), left.container(key="candidates_place")
    side, values = right.container(key="alloy_place"), right.container(key="values_place")
    view = state.current()
    with side:
        alloy = st.container(key="own_place")
        inputs.design_inputs(view)
    with plot:
        inputs.layer_inputs()
        ground, film = st.container(key="ground_place"), st.container(key="film_place")
        lasso.show()
    with several:
        heading = inputs.candidate_inputs()
        table, downloads = st.container(key="table_place"), st.container(key="downloads_place")
    with values.expander("Numbers: place and seed"):
        numbers = st.container(key="numbers_place")
        inputs.seed_input()
    places = design.Places(alloy, side, film, heading, table, numbers, values)
    if warm_up.loading():  # once a start: what needs no model is there at once
        views.frame(view, ground, places)
        side.html(markup.note("The model is being loaded; the first alloy follows."))
        warm_up.wait()
        st.rerun()
    try:
        views.show(view, ground, downloads, places)
    except HeaError as error:  # a damaged model or table
        messages.error(error)
