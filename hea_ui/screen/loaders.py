"""What the Screen page keeps between runs, for all sessions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.errors import HeaError
from hea_ui.screen import figures
from hea_ui.screen import markup as screen_markup
from hea_ui.server import long_answers

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from hea_core.screening.columns import Column
    from hea_ui.screen.result import Result


_BY_NAME: dict[str | type[Any], Callable[[Any], str]] = {
    "hea_core.screening.columns.Column": lambda column: column.name
}
"""A column of a screening is what its name says; it holds a function, which caches cannot tell apart."""


@st.cache_data(max_entries=64, show_spinner="Counting what each condition leaves")
def why_empty(settings: Mapping[str, Any]) -> str:
    """Which conditions of a screening left no alloy."""
    try:
        return f"No alloy is kept. {screen_markup.conditions(long_answers.funnel(settings))}"
    except HeaError as error:
        return f"No alloy of the space fulfils this: loosen a condition or widen the space. {error}"


@st.cache_resource(max_entries=32, show_spinner="Drawing the alloys", hash_funcs=_BY_NAME)
def screen_figure(result: Result, x: Column, y: Column, shade: Column, ways: tuple[int, int]) -> go.Figure:
    """The scatter of a screening's alloys over two columns, with the front where both have a better way."""
    return figures.trade_off(result, x, y, shade, ways)
