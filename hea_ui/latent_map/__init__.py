"""The clickable, animated latent map: two Streamlit components and the pure functions that fill it."""

from __future__ import annotations

from hea_ui.latent_map.component import PathStep, designs, latent_map, over_map, serve_plotly
from hea_ui.latent_map.layers import Layers, build_layers, frame

__all__ = ["Layers", "PathStep", "build_layers", "designs", "frame", "latent_map", "over_map", "serve_plotly"]
