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
from hea_ui.check.many import Kept, ManyAsked
from hea_ui.server import chosen
from hea_ui.server.table_work import Question

if TYPE_CHECKING:
    from hea_core.composition.reading import Unit
    from hea_core.composition.tables import Table

AT_ONCE = 200
"""Rows that are checked without being asked for, where nothing is in doubt: they take a fraction of a second."""
_ROWS = 3
_UNITS: dict[str, Unit] = {"at.%": "at", "wt.%": "wt"}


def asked(source: str, brought: Callable[[], Kept]) -> ManyAsked | None:
    """Show the table; what is to be checked once the user says so, or at once where the list is short and nothing in doubt.

    Args:
        source: equal for the same file or text.
        brought: keeps it, in a folder of the session (HeaError where it cannot).
    """
    sheet = st.session_state.get(f"sheet of {source}")
    kept, table, count = _held(source, sheet, brought)

    def question(unit: Unit) -> Question:
        return Question(kept.brought, sheet, table.column, unit, chosen.active())

    if count <= AT_ONCE and len(table.columns) == 1 and not table.ambiguous:
        return ManyAsked(kept, table, count, question("auto"))
    with st.container(border=True, key="look"):
        table, unit = _choices(source, table)
        st.html(markup.first_look(table, list(table.entries(unit, slice(0, _ROWS))), count))
        key = question(unit)
        if (count > AT_ONCE or table.ambiguous) and st.session_state.get("go") != key:
            st.button("Check them", key="check_them", type="primary", on_click=_go, args=(key,))
            return None
    return ManyAsked(kept, table, count, key)


def source_of(text: str) -> str:
    """A short name for a text that was pasted, as `asked` takes it."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def _held(source: str, sheet: str | None, brought: Callable[[], Kept]) -> tuple[Kept, Table, int]:
    """The table with its first rows, opened once a session, or the reason why it cannot be: a large file takes seconds."""
    held: Held | None = st.session_state.get("table")
    if held is None or held.source != source:
        held = st.session_state["table"] = Held(source, brought(), {})
    if sheet not in held.opened:
        with st.spinner("Reading the table"):
            held.opened[sheet] = _opened(held.kept, sheet)
    found = held.opened[sheet]
    if isinstance(found, HeaError):
        raise found
    return held.kept, *found


@dataclass
class Held:
    """What a session brought last, and its sheets that were opened."""

    source: str
    kept: Kept
    opened: dict[str | None, tuple[Table, int] | HeaError]


def _opened(kept: Kept, sheet: str | None) -> tuple[Table, int] | HeaError:
    try:
        return kept.opened(sheet)
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


def _go(key: Question) -> None:
    st.session_state["go"] = key
