"""Which model answers, on every page: nothing while it is the shipped one, else its name and the way back."""

from __future__ import annotations

import streamlit as st

from hea_ui.common import messages
from hea_ui.common.wording import training_name
from hea_ui.server import chosen


def said() -> None:
    """In the sidebar: the model that answers where it is not the shipped one."""
    if chosen.active() == chosen.SHIPPED:
        return
    name = chosen.named()  # the name of a training by now
    st.html(f'<p class="la-quiet" id="answering" data-model="{name}">Your model of {training_name(name)} answers.</p>')
    st.button("Back to the shipped model", key="shipped_model", on_click=chosen.choose, args=("",))


def notice() -> None:
    """On top of the page: why a model that the address names does not answer."""
    why = chosen.problem()
    if why:
        messages.warning(why)
