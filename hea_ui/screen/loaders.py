"""What the Screen page keeps between runs, for all sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_ui.screen import figures

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from hea_core.screening.columns import Column
    from hea_ui.screen.result import Result


_BY_NAME: dict[str | type[Any], Callable[[Any], str]] = {
    "hea_core.screening.columns.Column": lambda column: column.name
}
"""A column of a screening is what its name says; it holds a function, which caches cannot tell apart."""


@st.cache_resource(max_entries=32, show_spinner="Drawing the alloys", hash_funcs=_BY_NAME)
def screen_figure(result: Result, x: Column, y: Column, shade: Column, ways: tuple[int, int]) -> go.Figure:
    """The scatter of a screening's alloys over two columns, with the front where both have a better way."""
    return figures.trade_off(result, x, y, shade, ways)
