"""The About page: method, limits, where the cards are, citation, licence."""

import streamlit as st

from hea_ui import about, shell

shell.setup("About", "📄")
st.title("About", anchor=False)
about.method()
about.limits()
about.cards()
about.citation()
