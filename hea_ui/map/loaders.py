"""What the Map page keeps between runs, for all sessions."""

from __future__ import annotations

import streamlit as st

from hea_ui.map import alloy as map_alloy
from hea_ui.map.alloy import Pinned
from hea_ui.server import chosen, measured_data, resources


@chosen.of_model(st.cache_resource(max_entries=256, show_spinner=False))
def pinned(alloy: str) -> Pinned:
    """An alloy in its own place on the map, with all statements about it (HeaError where it cannot be read)."""
    return map_alloy.pin(resources.predictor(), alloy, measured_data.alloys())
