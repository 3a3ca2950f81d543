"""What a page shows of an answer that takes longer than a second: how far it is, and a button that ends it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.errors import HeaError
from hea_core.progress import OnProgress
from hea_ui.common import messages

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

PATIENCE = 1.0
"""Seconds before anything is shown."""


@contextmanager
def waiting(what: str, stop: str, on_stop: Callable[[], None]) -> Iterator[OnProgress]:
    """While a block works, gives what it tells its progress to; Streamlit may then end the run because the user has done something else.

    Args:
        what: is waited for.
        stop: name of the button that ends it.
        on_stop: what a press on it does; the run that follows should ask for something else.
    """
    place, began = st.empty(), time.monotonic()
    bars: list[DeltaGenerator] = []

    def told(_what: str, done: int, total: int) -> None:
        if time.monotonic() - began < PATIENCE:
            return
        if not bars:
            with place.container():
                bars.append(st.empty())
                st.button(messages.literal(stop), key=f"waiting_stop {what}", on_click=on_stop)
        bars[0].progress(done / total, messages.literal(what))

    try:
        yield told
    except HeaError:
        place.empty()
        raise
    place.empty()
