"""What the Screen page keeps between runs, for all sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.screen import figures

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from hea_ui.screen.columns import Column
    from hea_ui.screen.result import Result


@st.cache_resource(max_entries=32, show_spinner="Drawing the alloys")
def screen_figure(result: Result, x: Column, y: Column, shade: Column, ways: tuple[int, int]) -> go.Figure:
    """The scatter of a screening's alloys over two columns, with the front where both have a better way."""
    return figures.trade_off(result, x, y, shade, ways)
