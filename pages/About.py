"""The About page: method, limits, model card, data card, citation, licence."""

import streamlit as st

from hea_core.errors import HeaError
from hea_ui import about, shell
from hea_ui.common import documents, messages
from hea_ui.server import resources

shell.setup("About", "📄")
st.title("About", anchor=False)
about.method()
about.limits()
st.subheader("Model card", anchor=False)
try:
    documents.show_card(resources.model_card())
except HeaError as error:
    messages.error(error)
st.subheader("Data card", anchor=False)
try:
    documents.show_data_card(resources.data_card())
except HeaError as error:
    messages.error(error)
about.citation()
