"""The measured alloys that a search found: a table, and chips of the rows that are ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_ui.common import markup
from hea_ui.common.chip import chips, keep_all
from hea_ui.common.ticked_table import ticked_table
from hea_ui.data import tables
from hea_ui.data.inputs import LINK

if TYPE_CHECKING:
    import pandas as pd

_FIRST = 8
"""Chips where no row is ticked."""
_COLUMNS: dict[str, Any] = {
    "formula": st.column_config.TextColumn("alloy", width="medium"),
    "at_percent_moved": st.column_config.NumberColumn("at.% moved", format="%.1f"),
    "label": st.column_config.NumberColumn(
        "label (0–1)",
        format="%.2f",
        help="Mean of all sources, each weighted by what its word is worth: 1 single-phase, 0 not.",
    ),
    "doi": st.column_config.TextColumn("DOI"),
}
"""How the columns of tables.alloy_table are headed."""


def alloys(rows: pd.DataFrame) -> None:
    """The rows, and what can be done with those ticked, or with the first."""
    chips_place = st.container()
    everything = list(rows["formula"])
    ticked = ticked_table(tables.shown(rows), everything, LINK, _COLUMNS, "Measured alloys")
    formulas = [everything[row] for row in ticked] or everything[:_FIRST]
    with chips_place:
        st.html(
            markup.note("Ticked:" if ticked else "The first rows; tick others in the table:")
            + chips(formulas)
            + (keep_all(formulas) if ticked else "")
        )
