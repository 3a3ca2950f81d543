"""How the Check page draws a figure and offers a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    import plotly.graph_objects as go

_PLAIN = {"displayModeBar": False}


def plot(figure: go.Figure, key: str, alt: str) -> None:
    """A figure without a bar of tools; `alt` says what it shows to those who cannot see it."""
    st.plotly_chart(figure, config=_PLAIN, key=key, alt=alt)


def download(label: str, data: Callable[[], str | bytes], name: str, mime: str, key: str) -> None:
    """A file that is made when it is asked for."""
    st.download_button(label, data, name, mime, on_click="ignore", key=f"download_{key}")
