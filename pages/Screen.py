"""The Screen page: build a composition space, score every alloy of it, and look at what is worth keeping."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import messages, screen_inputs, screen_state, screen_views, shell

shell.setup("Screen", "⛏️", screen_state.LINK)
st.title("Screen a composition space", anchor=False)
try:
    screen_inputs.show()
    screen_views.show()
except HeaError as error:
    messages.error(error)
