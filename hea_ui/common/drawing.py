"""How pages draw a figure and offer a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.files import spreadsheets

if TYPE_CHECKING:
    import plotly.graph_objects as go

_MIME = {
    "csv": "text/csv",
    "xlsx": spreadsheets.XLSX,
    "json": "application/json",
    "html": "text/html",
    "bib": "text/plain",
    "parquet": "application/vnd.apache.parquet",
}
"""By the ending of a file's name."""


def plot(figure: go.Figure, key: str, alt: str, **options: Any) -> None:  # noqa: ANN401 - of st.plotly_chart
    """A figure without a bar of tools; `alt` says what it shows to those who cannot see it."""
    st.plotly_chart(figure, config={"displayModeBar": False}, key=key, alt=alt, **options)


def download(label: str, data: Callable[[], str | bytes] | bytes, name: str, key: str, **options: Any) -> None:  # noqa: ANN401 - of st.download_button
    """A file that is made when it is asked for, at no cost of a rerun."""
    st.download_button(label, data, name, _MIME[name.rpartition(".")[2]], on_click="ignore", key=key, **options)
