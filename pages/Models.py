"""The Models page: how good the model is, measured, beside the paper and its peers."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import shell
from hea_ui.common import messages
from hea_ui.models import page
from hea_ui.server import resources

shell.setup("Models", "📏", page.LINK)
st.title("How good the model is", anchor=False)
shell.notices(page.LINK)
try:
    card = resources.model_card()
except HeaError as error:
    messages.error(error)
else:
    page.show(card)
