"""The clickable, animated latent map: one Streamlit component and the pure functions that fill it."""

from __future__ import annotations

from hea_ui.latent_map.component import PathStep, latent_map, serve_plotly
from hea_ui.latent_map.layers import Layers, build_layers

__all__ = ["Layers", "PathStep", "build_layers", "latent_map", "serve_plotly"]
