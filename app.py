"""What `streamlit run app.py` serves: to a session it is the Map page; before the first one, it says how the server starts."""

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if get_script_run_ctx(suppress_warning=True):
    from hea_ui.map import page

    page.show()
else:
    from hea_ui.map import start

    app = st.App(__file__, lifespan=start.lifespan)
