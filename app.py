"""The Map page: click anywhere on the latent map, set the single-phase probability, get alloys, each re-examined."""

from functools import partial

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import cards, controls, markup, messages, resources, shell, state
from hea_ui.latent_map import latent_map

shell.setup("Latent map", "🗺️", state.LINK)
shell.notices(state.LINK)
left, right = st.columns([1.78, 1], gap="medium")
# side by side on a desk; one below the other on a phone, the candidates after the alloy (style.css)
plot, several = left.container(key="map_place"), left.container(key="candidates_place")
side, values = right.container(key="alloy_place"), right.container(key="values_place")
with side:
    controls.point_inputs()
with plot:
    controls.layer_inputs()
with several:
    controls.candidate_inputs()
view = state.current()
show = partial(latent_map, point=(view.z1, view.z2), on_click=state.take_click, echo=state.echo())
if resources.loading():  # once a start: what needs no model is there at once
    with plot:
        show(None if view.field else resources.known_layers(state.COLOURS[view.colour], view.families))
    with side:
        st.html(markup.note("The model is being loaded; the first alloy follows."))
    resources.wait()
    st.rerun()
try:
    with plot:
        show(resources.layers(state.COLOURS[view.colour], view.p if view.field else None, view.families))
    made = resources.candidates(view.z1, view.z2, view.p, view.count, view.seed)
    with side:
        cards.alloy_card(made[0])
    with several:
        cards.candidate_table(made)
    with values:
        cards.descriptors(made[0])
except HeaError as error:
    messages.error(error)
