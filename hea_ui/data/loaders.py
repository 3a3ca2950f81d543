"""What the Data page keeps between runs, for all sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.data import tables
from hea_ui.server import measured_data

if TYPE_CHECKING:
    import pandas as pd


@st.cache_resource(show_spinner=False)
def alloy_table() -> pd.DataFrame:
    """The measured alloys as a table."""
    return tables.alloy_table(measured_data.alloys())
