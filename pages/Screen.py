"""The Screen page: build a composition space, score every alloy of it, and look at what is worth keeping."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import messages
from hea_ui.screen import inputs, state, views

shell.setup("Screen", "⛏️", state.LINK)
st.title("Screen a composition space", anchor=False)
try:
    inputs.show()
    views.show()
except HeaError as error:
    messages.error(error)
