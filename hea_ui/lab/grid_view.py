"""The lab book on the page: narrowed, edited in a grid, with undo, files to take away and a sheet to weigh out by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from hea_core.errors import HeaError
from hea_core.lab import Conflict, OriginKind
from hea_ui.common import markup, messages
from hea_ui.common.chip import chips, keep_all
from hea_ui.common.drawing import download
from hea_ui.common.refusals import Refusals
from hea_ui.common.wording import counted
from hea_ui.jobs import owner
from hea_ui.lab import editing, exports, learning_view, origins
from hea_ui.lab import markup as lab_markup
from hea_ui.lab.editing import Editing
from hea_ui.lab.inputs import LINK, OUTCOMES, STATUSES
from hea_ui.lab.marks import SIGNS, judged
from hea_ui.server import book

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.lab import Alloy, Deletion, Store

_GRID, _FILTERS, _TURN = "lab_grid", "lab_grid_of", "lab_turn"
"""Session keys: the grid being edited, the filters it was drawn for, and how often it was drawn anew."""
_HEIGHT, _ROW = 460, 35
_CHIPS = 24
"""Alloys of which chips, and on a phone cards, are drawn."""
_VIEW = "view"
_ALL = "all batches"
_REFUSALS = Refusals("lab_undo_failed")


def show(store: Store) -> None:
    """The lab book, narrowed by status and batch (HeaError where it cannot be read)."""
    everything = store.alloys()
    _undo(store)
    if not everything:
        st.html(
            "<p>Nothing is kept yet. Paste results under Results, or keep alloys in the tray on any page and take them over with "
            "From the tray.</p>"
        )
        return
    _filters(store)
    alloys = [one for one in everything if _wanted(one)]
    grid = _grid(alloys)
    _conflicts(store, grid)
    for problem in grid.problems:
        messages.error(f"Not saved: {problem}")
    st.html(lab_markup.score(alloys, book.said_then))
    _editor(store, grid, alloys)
    if alloys:
        shown = list(dict.fromkeys(one.formula for one in alloys))[:_CHIPS]
        st.html(chips(shown) + keep_all(shown))
        learning_view.show(
            [one.composition for one in alloys if not one.results] or [one.composition for one in alloys]
        )
        _downloads(alloys)
        _weigh_out(alloys)


def _filters(store: Store) -> None:
    names = list(dict.fromkeys([*store.batches(), *filter(None, [st.session_state["batch"]])]))
    status, batch = st.columns([2, 1], gap="medium", vertical_alignment="bottom")
    status.pills("Status", STATUSES, selection_mode="multi", key="status", on_change=_narrow)
    if names:
        batch.selectbox("Batch", ["", *names], key="batch", on_change=_narrow, format_func=lambda name: name or _ALL)


def _narrow() -> None:
    st.session_state.pop(_GRID, None)
    LINK.write()


def _wanted(alloy: Alloy) -> bool:
    statuses, batch = st.session_state["status"], st.session_state["batch"]
    return (not statuses or alloy.status in statuses) and (not batch or alloy.batch == batch)


def _grid(alloys: Sequence[Alloy]) -> Editing:
    """The grid that is being edited; a new one where the old one does not show what is stored.

    Its lines are as they were drawn first, and the cells changed since are the widget's, which forgets them while another part is shown.
    """
    held: Editing | None = st.session_state.get(_GRID)
    filters = (tuple(st.session_state["status"]), st.session_state["batch"], owner.project())
    if (
        held is None
        or held.redraw
        or st.session_state.get(_FILTERS) != filters
        or _editor_key() not in st.session_state
    ):
        conflicts, problems = (held.conflicts, held.problems) if held else ([], [])
        held = Editing(editing.lines(alloys), conflicts, problems)
        st.session_state[_GRID], st.session_state[_FILTERS] = held, filters
        st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    return held


def _editor_key() -> str:
    return f"lab_editor_{st.session_state.get(_TURN, 0)}"


def _editor(store: Store, grid: Editing, alloys: Sequence[Alloy]) -> None:
    key = _editor_key()
    rows = _rows(grid)
    frame = _frame(rows)
    st.html(lab_markup.cards(rows[:_CHIPS], len(rows)))
    st.data_editor(
        frame,
        hide_index=True,
        num_rows="fixed" if store.read_only else "delete",
        disabled=True
        if store.read_only
        else ["alloy", editing.THEN, editing.JUDGED, editing.NOW, "other values", _VIEW],
        height=min(_ROW * (len(frame) + 1) + 3, _HEIGHT),
        column_config=_columns(),
        placeholder="",
        key=key,
        on_change=partial(_take, key),
        alt="The lab book: a line a result, and one for each alloy without any",
    )
    st.html(
        markup.note(
            store.read_only
            or "A changed cell is saved at once. To delete, tick lines at their left edge and press Delete or the bin above the table."
        )
    )


def _take(key: str) -> None:
    """Callback of the grid: save what changed, delete what was deleted."""
    grid: Editing = st.session_state[_GRID]
    state = st.session_state[key]
    try:
        store = book.book()
        grid.take(store, state["edited_rows"])
        if state["deleted_rows"]:
            grid.delete(store, state["deleted_rows"])
    except Conflict as conflict:
        grid.conflicts.append(conflict)
        grid.redraw = True
    except HeaError as error:
        grid.problems.append(str(error))
        grid.redraw = True


def _rows(grid: Editing) -> list[dict[str, Any]]:
    """What the grid shows of each line, by column."""
    now = book.said_of([line.alloy.composition for line in grid.lines])
    rows = []
    for line, said in zip(grid.lines, now, strict=True):
        then = book.said_then(line.alloy)
        found = judged(then, line.result)
        others = [
            one
            for one in (line.result.measurements if line.result else ())
            if (one.name, one.unit) != ("hardness", "HV")
        ]
        edited = editing.result_cells(line.result) | editing.alloy_cells(line.alloy)
        rows.append(
            {
                "alloy": line.alloy.formula,
                **{name: edited.pop(name) for name in ("status", editing.FOUND, editing.PHASES)},
                editing.THEN: then and then.probability,
                editing.JUDGED: f"{SIGNS[found]} {found}" if found else "",
                editing.NOW: said and said.probability,
                editing.FROM: edited.pop(editing.FROM),
                _VIEW: origins.replay(line.alloy.origin.link) or None,
                **edited,
                "other values": ", ".join(map(lab_markup.value_text, others)),
            }
        )
    return rows


def _frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    columns = list(rows[0]) if rows else ["alloy"]
    frame = pd.DataFrame(rows, columns=columns, dtype=object)
    for name in {editing.THEN, editing.NOW, editing.HARDNESS, editing.ERROR} & set(columns):
        frame[name] = pd.to_numeric(frame[name])
    return frame


def _columns() -> dict[str, Any]:
    number, text, choice = st.column_config.NumberColumn, st.column_config.TextColumn, st.column_config.SelectboxColumn
    return {
        "alloy": text("alloy", pinned=True, width=125),  # so that a phone has room for three columns
        "status": choice("status", options=list(STATUSES), required=True, width=85),
        editing.FOUND: choice(
            "found",
            options=list(OUTCOMES),
            format_func=OUTCOMES.__getitem__,
            width=110,
            help="One phase, several, or unclear.",
        ),
        editing.PHASES: text("phases", help="For example FCC + B2"),
        editing.THEN: number("model then", format="%.2f", help="Probability of one phase when the alloy was kept."),
        editing.JUDGED: text(
            "model was", help="Right or wrong about what was found, by its verdict when the alloy was kept."
        ),
        editing.NOW: number("model now", format="%.2f", help="Probability of one phase by the model that answers now."),
        editing.HARDNESS: number("hardness (HV)", min_value=0, max_value=10_000, format="%g"),
        editing.ERROR: number("± (HV)", min_value=0, max_value=10_000, format="%g"),
        "date": text("date", help="Year-month-day, for example 2026-11-26"),
        "tags": text("tags", help="Parted by ;"),
        "reason": text("why rejected"),
        editing.FROM: choice(
            "from", options=list(OriginKind), required=True, help="Where the alloy was when it was kept."
        ),
        _VIEW: st.column_config.LinkColumn(
            "its view", display_text="open", help="Opens what was shown when the alloy was kept, in another tab."
        ),
    }


def _conflicts(store: Store, grid: Editing) -> None:
    """Both versions of every row that somebody else changed meanwhile, and which of them to keep."""
    for place, conflict in enumerate(list(grid.conflicts)):
        with st.container(border=True, key=f"lab_conflict_{place}"):
            messages.warning(conflict)
            theirs = None if conflict.theirs is None else editing.versions(conflict.theirs)
            st.html(lab_markup.differences(editing.versions(conflict.yours), theirs))
            with st.container(horizontal=True, gap="small"):
                st.button("Save mine", key=f"mine_{place}", on_click=_settle, args=(grid, conflict, True))
                st.button("Keep theirs", key=f"theirs_{place}", on_click=_settle, args=(grid, conflict, False))


def _settle(grid: Editing, conflict: Conflict, mine: bool) -> None:
    grid.redraw, grid.problems = True, []
    try:
        if mine:
            editing.insist(book.book(), conflict)
    except Conflict as again:
        grid.conflicts.append(again)
    except HeaError as error:
        grid.problems.append(str(error))
        return
    grid.conflicts.remove(conflict)


def _undo(store: Store) -> None:
    """The last deletion, which can be undone also after a reload."""
    _REFUSALS.show()
    deletions = () if store.read_only else store.deletions()
    if not deletions:
        return
    last = deletions[0]
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button("Undo the deletion", key="lab_undo", on_click=_restore, args=(last,))
        st.html(
            markup.note(
                f"{editing.deletion_words(last.alloys, last.results)} deleted at {last.when[11:16]} UTC on {last.when[:10]}."
            )
        )


def _restore(deletion: Deletion) -> None:
    with _REFUSALS.caught():
        book.book().restore(deletion)
    st.session_state.pop(_GRID, None)


def _downloads(alloys: Sequence[Alloy]) -> None:
    st.html(
        markup.note(f"{counted(len(alloys), 'alloy')} to take away; Results takes such a file back, to the last digit:")
    )
    with st.container(horizontal=True, gap="small"):
        for kind in ("csv", "xlsx", "json"):
            download(kind.upper(), partial(exports.book, alloys, kind), f"lab.{kind}", f"lab_{kind}")


def _weigh_out(alloys: Sequence[Alloy]) -> None:
    """Grams of each element, of what is shown."""
    with st.expander("Weigh-out sheet"):
        grams = st.number_input("Grams of each alloy", 0.001, 1e6, 20.0, 1.0, "%g", key="lab_grams", width=200)
        try:
            sheet = exports.weigh_out(alloys, grams)
        except HeaError as error:
            messages.error(error)
            return
        st.html(lab_markup.weigh_out_table(sheet))
        st.html(
            markup.note(
                f"The {counted(len(alloys), 'alloy')} shown above; choose a batch to narrow it. Nothing is added for what evaporates "
                "in melting, Mn first of all."
            )
        )
        with st.container(horizontal=True, gap="small"):
            download("Sheet as CSV", partial(exports.sheet_csv, sheet), "weigh-out.csv", "lab_sheet_csv")
            download("Sheet as XLSX", partial(exports.sheet_xlsx, sheet), "weigh-out.xlsx", "lab_sheet_xlsx")
