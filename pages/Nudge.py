"""The Nudge page: the smallest change that makes an alloy one phase, three ways, played on the map, and why."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import messages, nudge_inputs, nudge_state, nudge_views, shell

shell.setup("Nudge", "👣", nudge_state.LINK)
st.title("Nudge an alloy to one phase", anchor=False)
shell.notices(nudge_state.LINK)
try:
    nudge_views.show(nudge_inputs.show())
except HeaError as error:
    messages.error(error)
