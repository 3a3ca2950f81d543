"""What a next batch is held to: its inputs, each a part of the link, and one press that lifts it all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.common import demands
from hea_ui.lab.inputs import CONSTRAINTS, LINK

if TYPE_CHECKING:
    from hea_core.design.constraints import Constraints

_NOTHING_ASKED = {one.name: one.default for one in CONSTRAINTS}


def show() -> None:
    """Draw them, open where anything is asked for."""
    asked = any(st.session_state[key] != nothing for key, nothing in _NOTHING_ASKED.items())
    with st.expander("Constraints", expanded=asked):
        _elements()
        at_least, up_to, ceiling = st.columns([1, 1, 1.6], gap="medium", vertical_alignment="bottom")
        at_least.number_input(demands.FEWEST, 1, 100, None, 1, key="at_least", on_change=LINK.write)
        up_to.number_input(demands.MOST, 1, 100, None, 1, key="up_to", on_change=LINK.write)
        ceiling.number_input(
            demands.CEILING,
            0.1,
            1e6,
            None,
            1.0,
            "%g",
            key="ceiling",
            on_change=LINK.write,
        )
        if asked:
            st.button("Lift all constraints", key="lab_lift", on_click=LINK.write, kwargs=_NOTHING_ASKED)


def _elements() -> None:
    banned, palette, locked, ranged = st.columns(4, gap="medium", vertical_alignment="bottom")
    banned.text_input(demands.BANNED, key="banned", on_change=LINK.write, placeholder="Os, Be", max_chars=200)
    palette.text_input(demands.ONLY, key="palette", on_change=LINK.write, placeholder="Al, Co, Cr", max_chars=200)
    locked.text_input(demands.LOCKED, key="locked", on_change=LINK.write, placeholder="Fe=20, Ni=20", max_chars=200)
    ranged.text_input(demands.RANGE, key="ranged", on_change=LINK.write, placeholder="Al=0-10", max_chars=200)


def asked() -> Constraints:
    """The constraints that the inputs hold (HeaError where they cannot be read)."""
    state = st.session_state
    return demands.typed(
        state["banned"],
        state["locked"],
        state["ranged"],
        state["palette"],
        min_elements=state["at_least"],
        max_elements=state["up_to"],
        max_price=state["ceiling"],
    )
