"""A page with nothing but the map and a trajectory, for the test of the component's player."""

import streamlit as st

from hea_ui.latent_map import PathStep, build_layers, latent_map, over_map
from tests.ui import samples

st.number_input("play", key="play", value=0)
st.text_input("unrelated", key="unrelated")
steps = [PathStep(-2 + 0.5 * step, 0.25 * step, f"Al{step + 1}CoCrFeNi", 0.2 + 0.1 * step) for step in range(6)]
layers = build_layers(samples.atlas(), colour="class", field=None, families=False)
latent_map(layers)
over_map((-2.0, 0.0), on_click=lambda: None, echo=0, path=steps, play=int(st.session_state["play"]))
