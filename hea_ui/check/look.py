"""A first look at a table of alloys: what was understood of it, what can be chosen, three rows as they are read; then the word to go."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.composition.tables import ELEMENTS
from hea_core.errors import HeaError
from hea_ui.check import markup

if TYPE_CHECKING:
    from hea_core.composition.reading import Unit
    from hea_core.composition.tables import Table

AT_ONCE = 200
"""Rows that are checked without being asked for, where nothing is in doubt: they take a fraction of a second."""
_ROWS = 3
_UNITS: dict[str, Unit] = {"at.%": "at", "wt.%": "wt"}


@dataclass(frozen=True)
class ManyAsked:
    """A table of alloys to check.

    Attributes:
        table: understood, not read yet.
        unit: what its amounts are shares of where it does not say so.
        key: equal for the same question.
    """

    table: Table
    unit: Unit
    key: tuple[str, ...]


def asked(source: str, opened: Callable[[str | None], Table]) -> ManyAsked | None:
    """Show the table; what is to be checked once the user says so, or at once where the list is short and nothing in doubt.

    Args:
        source: equal for the same file or text.
        opened: gives the table, of the sheet named or of the first that holds alloys (HeaError where it cannot be read).
    """
    sheet = st.session_state.get(f"sheet of {source}")
    table = _held(source, sheet, opened)
    if len(table.rows) <= AT_ONCE and len(table.columns) == 1 and not table.ambiguous:
        return ManyAsked(table, "auto", (source,))
    with st.container(border=True, key="look"):
        table, unit = _choices(source, table)
        st.html(markup.first_look(table, list(table.entries(unit, slice(0, _ROWS)))))
        key = (source, table.sheet, table.column, unit)
        if len(table.rows) <= AT_ONCE and not table.ambiguous:
            return ManyAsked(table, unit, key)
        if st.session_state.get("go") != key:
            st.button("Check them", key="check_them", type="primary", on_click=_go, args=(key,))
            return None
    return ManyAsked(table, unit, key)


def source_of(text: str) -> str:
    """A short name for a text that was pasted, as `asked` takes it."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def _held(source: str, sheet: str | None, opened: Callable[[str | None], Table]) -> Table:
    """The table, opened once a session, or the reason why it cannot be: a large file takes seconds."""
    held = st.session_state.get("table")
    if held is None or held[:2] != (source, sheet):
        with st.spinner("Reading the table"):
            held = st.session_state["table"] = source, sheet, _opened(sheet, opened)
    if isinstance(held[2], HeaError):
        raise held[2]
    table: Table = held[2]
    return table


def _opened(sheet: str | None, opened: Callable[[str | None], Table]) -> Table | HeaError:
    try:
        return opened(sheet)
    except HeaError as error:
        return error


def _choices(source: str, table: Table) -> tuple[Table, Unit]:
    """Sheet, column and unit, each where there is something to choose."""
    with st.container(horizontal=True, gap="medium", vertical_alignment="bottom"):
        if len(table.sheets) > 1:
            st.selectbox("Sheet", table.sheets, table.sheets.index(table.sheet), key=f"sheet of {source}", width=220)
        if len(table.columns) > 1:
            chosen = st.selectbox(
                "Take the alloys from",
                table.columns,
                table.columns.index(table.column),
                format_func=lambda name: (
                    "the columns of elements" if name == ELEMENTS and name not in table.names else name
                ),
                key=f"column of {source}, {table.sheet}",
                width=260,
            )
            if chosen != table.column:
                table = table.taking(chosen)
        unit = _unit(source, table)
    return table, unit


def _unit(source: str, table: Table) -> Unit:
    """What amounts are shares of: asked where the table does not say so itself."""
    if table.firm:
        return "auto"
    label, told = "Percentages without a unit", "as written"
    if table.ambiguous:
        label, told = "The table does not say what its amounts are shares of", ""
    elif table.by_elements:
        label, told = "Amounts are shares of", "as the table says"
    options = [*([told] if told else []), *_UNITS]
    chosen = st.segmented_control(
        label, options, default=options[0], required=True, key=f"unit of {source}, {table.sheet}, {table.column}"
    )
    # at.% for an ambiguous table is what is assumed unless the user says otherwise, and each answer says so
    return "auto" if chosen in (None, options[0]) else _UNITS[chosen]


def _go(key: tuple[str, ...]) -> None:
    st.session_state["go"] = key
