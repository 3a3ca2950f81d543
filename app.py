"""The Map page: click anywhere on the latent map, set the single-phase probability, get alloys, each re-examined."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import cards, controls, resources, shell, state
from hea_ui.latent_map import latent_map

shell.setup("Latent map", "🗺️")
state.notice_bad_link()
plot, side = st.columns([1.85, 1], gap="medium")
several, values = st.columns([1.85, 1], gap="medium")
with side:
    controls.point_inputs()
with plot:
    controls.layer_inputs()
with several:
    controls.candidate_inputs()
view = state.current()
try:
    with plot:
        layers = resources.layers(state.COLOURS[view.colour], view.p if view.field else None, view.families)
        latent_map(layers, (view.z1, view.z2), on_click=state.take_click, echo=state.echo(), link=view.query())
    made = resources.candidates(view.z1, view.z2, view.p, view.count, view.seed)
    with side:
        cards.alloy_card(made[0])
    with several:
        cards.candidate_table(made)
    with values:
        cards.descriptors(made[0])
except HeaError as error:
    st.error(str(error))
state.remember_notice()
