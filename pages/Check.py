"""The Check page: bring a formula, get a probability with what it rests on and what it is worth."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.check import inputs, views
from hea_ui.common import messages

shell.setup("Check", "🔎", inputs.LINK)
st.title("Check alloys", anchor=False)
shell.notices(inputs.LINK)
try:
    views.show(inputs.ask())
except HeaError as error:
    messages.error(error)
