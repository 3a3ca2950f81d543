"""The filters of a result on the page: a text, a chip for each condition, and a histogram with a range for each quantity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hea_core.errors import HeaError
from hea_core.screening.columns import COLUMNS
from hea_ui.common import messages
from hea_ui.screen import filters
from hea_ui.screen.state import LINK

if TYPE_CHECKING:
    from hea_core.screening.conditions import Condition
    from hea_ui.screen.filters import Histogram
    from hea_ui.screen.result import Result

_WIDE = 130
"""Pixels of a filter: all eight beside each other on a screen 1,440 wide, two on a phone."""


def filter_bar(result: Result) -> tuple[Condition, ...]:
    """Draw the filters; returns the conditions that hold, none where what is typed cannot be read, which is said."""
    conditions = _typed(result)
    with st.container(horizontal=True, gap="small", key="filters"):
        for name in (name for name in filters.OFFERED if name in COLUMNS):
            held = filters.histogram(result, name)
            if held:
                _filter(name, held, conditions)
    return conditions


def _typed(result: Result) -> tuple[Condition, ...]:
    text = st.text_input(
        "Show only alloys with", key="narrow", on_change=LINK.write, max_chars=300,
        placeholder="VEC>8, δ<5, p>0.9", help="Conditions on any column, joined by a comma or *and*; or move the ranges below.",
    )  # fmt: skip
    try:
        conditions = filters.read(text, result)
    except HeaError as error:
        messages.error(error)
        return ()
    if conditions:
        with st.container(horizontal=True, gap="small", key="chips"):
            for place, one in enumerate(conditions):
                rest = filters.text_of(conditions[:place] + conditions[place + 1 :])
                st.button(
                    messages.literal(f"{filters.said(one)} ✕"), key=f"chip_{place}", on_click=_narrow, args=(rest,),
                    help="Press to drop this condition.",
                )  # fmt: skip
    return conditions


def _filter(name: str, held: Histogram, conditions: tuple[Condition, ...]) -> None:
    """One histogram and its range."""
    chosen, key = filters.bounds(conditions, name, held), f"range_{name}"
    st.session_state[key] = chosen
    with st.container(width=_WIDE, gap=None):
        st.html(filters.bars(name, held, chosen))
        st.slider(
            messages.literal(COLUMNS[name].title), held.low, held.high, step=held.step, key=key,
            on_change=_moved, args=(name, held, conditions), label_visibility="collapsed", format=f"%.{COLUMNS[name].digits}f",
        )  # fmt: skip


def _moved(name: str, held: Histogram, conditions: tuple[Condition, ...]) -> None:
    _narrow(filters.ranged(conditions, name, st.session_state[f"range_{name}"], held))


def _narrow(text: str) -> None:
    """Callback: other conditions hold; other alloys are shown, so none stays ticked."""
    LINK.write(narrow=text, ticks=[])
