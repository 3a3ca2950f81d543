"""The Lab page: results against what the model said, the lab book, the next batch, and a training on what was found."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import messages
from hea_ui.lab import inputs, views

shell.setup("Lab", "⚗️", inputs.LINK)
st.title("Lab", anchor=False)
shell.notices(inputs.LINK)
try:
    views.show(inputs.part())
except HeaError as error:
    messages.error(error)
