"""The Compare page: the alloys of the tray beside each other, what differs most first."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import messages
from hea_ui.compare import view

shell.setup("Compare", "⚖️")
st.title("Compare alloys", anchor=False)
try:
    view.show()
except HeaError as error:
    messages.error(error)
