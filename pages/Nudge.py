"""The Nudge page: the smallest change that makes an alloy one phase, three ways, played on the map, and why."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import messages
from hea_ui.nudge import inputs, state, views

shell.setup("Nudge", "👣", state.LINK)
st.title("Nudge an alloy to one phase", anchor=False)
shell.notices(state.LINK)
try:
    views.show(inputs.show())
except HeaError as error:
    messages.error(error)
