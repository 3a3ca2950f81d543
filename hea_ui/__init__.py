"""The dashboard's parts: everything that knows Streamlit, apart from app.py and pages/."""
