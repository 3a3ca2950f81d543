"""The table of a screening's alloys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.composition import typeset
from hea_ui.common import palette
from hea_ui.common.verdict import PLACES, WORDS
from hea_ui.common.wording import number
from hea_ui.screen.columns import COLUMNS

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.results import Verdict

_SHOWN = ("probability", "low", "high")
"""Columns that have a form of their own in the table."""
_NUMBERS = tuple(column for column in COLUMNS.values() if column.name not in _SHOWN)
_ELEMENT = 62
"""Pixels of the column of an element."""
_CONFIG = {
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


def config(pool: Sequence[str]) -> dict[str, Any]:
    """How the columns look, with one for each element."""
    amounts = {
        symbol: st.column_config.NumberColumn(symbol, format="%.4g", width=_ELEMENT, help=f"{symbol}, at.%")
        for symbol in pool
    }
    return {**_CONFIG, **amounts}


def shown(table: pd.DataFrame, verdicts: Sequence[Verdict], pool: Sequence[str]) -> pd.DataFrame:
    """The rows for the eye: the verdict, the composition, then the numbers; formulas typeset, the interval as one column."""
    import pandas as pd

    interval = [f"{number(low)}–{number(high)}" for low, high in zip(table["low"], table["high"], strict=True)]
    return pd.DataFrame(
        {
            "formula": table["formula"].map(typeset),
            "verdict": [[WORDS[verdict]] for verdict in verdicts],
            "probability": table["probability"],
            **{symbol: table[symbol] for symbol in pool},
            "interval": interval,
            "domain": table["domain"].map(PLACES),
            **{column.name: table[column.name] for column in _NUMBERS},
        }
    )
