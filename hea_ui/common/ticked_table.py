"""A table of alloys with rows to tick, the ticks a part of the page's link."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_ui.common.links import Link

if TYPE_CHECKING:
    import pandas as pd

MOST = 50
"""Ticked alloys that a link holds."""
NAME = "ticks"
"""Of the parameter: `links.formulas(NAME, MOST)`."""
_ROW, _HEIGHT = 36, 380


def ticked_table(
    shown: pd.DataFrame, formulas: Sequence[str], link: Link, columns: dict[str, Any], alt: str
) -> list[int]:
    """Draw the table; returns which rows are ticked.

    Args:
        shown: the rows for the eye.
        formulas: the alloy of each row.
        link: of the page, which has the parameter NAME.
        columns: configuration of the columns.
        alt: what the table holds, to screen readers.
    """
    wanted = set(st.session_state[NAME])
    rows = [row for row, formula in enumerate(formulas) if formula in wanted]
    key = _key(link, formulas, rows)
    st.container(key=f"{link.page.lower()}_table").dataframe(
        shown,
        hide_index=True,
        height=min(_ROW * (len(shown) + 1) + 3, _HEIGHT),
        column_config=columns,
        on_select=partial(_take, key, link, formulas),
        selection_mode="multi-row",
        selection_default={"selection": {"rows": rows}},
        key=key,
        alt=alt,
    )
    return rows


def _key(link: Link, formulas: Sequence[str], rows: Sequence[int]) -> str:
    """A key for a table of these alloys, another one whenever its ticks are not those of the link.

    A table keeps its ticks by the number of the row, whatever stands there; under another key it begins with those of the link.
    """
    content = hashlib.sha256("~".join(formulas).encode()).hexdigest()[:12]
    counter = f"{link.page}_table_turn"
    turn = st.session_state.get(counter, 0)
    held = st.session_state.get(f"ticked_{content}_{turn}")
    if held is not None and sorted(held["selection"]["rows"]) != list(rows):
        turn += 1
        st.session_state[counter] = turn
    return f"ticked_{content}_{turn}"


def _take(key: str, link: Link, formulas: Sequence[str]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    link.write(**{NAME: [formulas[row] for row in rows if row < len(formulas)][:MOST]})
