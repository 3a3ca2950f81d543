"""The Check page: bring a formula, get a probability with what it rests on and what it is worth."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import check_inputs, check_views, messages, shell

shell.setup("Check", "🔎", check_inputs.LINK)
st.title("Check alloys", anchor=False)
shell.notices(check_inputs.LINK)
try:
    check_views.show(check_inputs.ask())
except HeaError as error:
    messages.error(error)
