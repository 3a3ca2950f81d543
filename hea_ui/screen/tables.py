"""The table of a screening's alloys, and conditions on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hea_core.composition import typeset
from hea_ui.common import palette
from hea_ui.common.verdict import PLACES, WORDS
from hea_ui.common.wording import number
from hea_ui.screen.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from hea_ui.screen.result import Result

_SHOWN = ("probability", "low", "high")
"""Columns that have a form of their own in the table."""
_NUMBERS = tuple(column for column in COLUMNS.values() if column.name not in _SHOWN)
CONFIG = {
    "formula": st.column_config.TextColumn("alloy", width=190),
    "verdict": st.column_config.MultiselectColumn(
        "verdict",
        options=list(WORDS.values()),
        color=[palette.SINGLE_PHASE, palette.MULTI_PHASE, palette.NEUTRAL],
        help="The answer left in the 90 % set, as on the other pages.",
        width=105,
    ),
    "probability": st.column_config.NumberColumn("probability", format="%.2f", help="Of a single phase."),
    "interval": st.column_config.TextColumn("90 % interval", width=110),
    "domain": st.column_config.TextColumn(
        "domain",
        help="Whether the model interpolates: inside what was measured, at its edge, or outside.",
        width=95,
    ),
} | {column.name: st.column_config.NumberColumn(column.title, format=f"%.{column.digits}f") for column in _NUMBERS}


def shown(table: pd.DataFrame, verdicts: Sequence[str]) -> pd.DataFrame:
    """The rows for the eye, with the verdict on each: typeset formulas, the interval as one column, the domain in words."""
    import pandas as pd

    interval = [f"{number(low)}–{number(high)}" for low, high in zip(table["low"], table["high"], strict=True)]
    return pd.DataFrame(
        {
            "formula": table["formula"].map(typeset),
            "verdict": [[WORDS[verdict]] for verdict in verdicts],
            "probability": table["probability"],
            "interval": interval,
            "domain": table["domain"].map(PLACES),
            **{column.name: table[column.name] for column in _NUMBERS},
        }
    )


def holds(result: Result, text: str) -> np.ndarray:
    """Which alloys fulfil the conditions, bool (rows,); HeaError where they cannot be read."""
    from hea_core.screening.conditions import parse_where

    keep = np.ones(result.rows, dtype=bool)
    for condition in parse_where(text, result.pool):
        keep &= condition.holds({condition.column: result.column(condition.column)})
    return keep
