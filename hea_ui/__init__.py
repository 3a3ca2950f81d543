"""The dashboard's parts: everything that knows Streamlit, apart from app.py and pages/."""

from hea_core import threads

threads.one_for_products()
