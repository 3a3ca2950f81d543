"""What the Check page answers: the parts of one alloy, a series, a section, or many alloys, with their downloads."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import streamlit as st

from hea_core.composition.series import is_series
from hea_ui.check import alloy, batch, exports, figures, section
from hea_ui.check import markup as check_markup
from hea_ui.check.drawing import download, plot
from hea_ui.check.inputs import SectionAsked
from hea_ui.check.look import ManyAsked
from hea_ui.common import markup, messages, spreadsheets
from hea_ui.server import long_answers, resources

if TYPE_CHECKING:
    import pandas as pd

    from hea_core.composition.tables import Entry

ROWS_A_PAGE = 100
OWN_COLUMNS = 30
"""Of the user's columns that are shown; the downloads have all."""
XLSX_ROWS = 20_000
"""Rows of a table that is offered as a workbook too; more take the server too long, and every spreadsheet opens the CSV."""
_ASSUMPTIONS = 3
"""Of a series that are shown; the download has that of each point."""
_NUMBER, _TEXT = st.column_config.NumberColumn, st.column_config.TextColumn
_BAD_COLUMNS = {"row": _NUMBER("row", width="small"), "error": _TEXT("why", width="large")}


def show(asked: str | ManyAsked | SectionAsked | None) -> None:
    """Answer what was asked (HeaError where it cannot be)."""
    if isinstance(asked, ManyAsked):
        many(asked)
    elif isinstance(asked, SectionAsked):
        section.show(asked)
    elif asked and is_series(asked):
        series(asked)
    elif asked:
        alloy.show(asked)


def series(text: str) -> None:
    """Probability against the variable, with the assumptions made in reading any of its alloys."""
    found = resources.series(text)
    messages.subheader(figures.template(found.series))
    assumptions = dict.fromkeys(reading.assumption for reading in found.series.readings if reading.assumption)
    for assumption in list(assumptions)[:_ASSUMPTIONS]:
        st.html(markup.note(assumption))
    alt = f"Single-phase probability of {found.series.template} against {found.series.variable}"
    plot(figures.series(found), "series", alt)
    st.html(
        markup.note(
            f"{len(found.series.x)} alloys, and {len(found.measured)} measured ones of this series at their observed label "
            "(at 1: single-phase, at 0: multi-phase, in between: sources disagree)."
        )
    )
    download("Download CSV", lambda: exports.answer_csv(found), "series.csv", "text/csv", "csv")


def many(asked: ManyAsked) -> None:
    """A table; bad rows stand apart with their reason, and all can be taken away, the user's own columns with them."""
    table = _answered(asked)
    good, bad = batch.good(table), batch.bad(table)
    st.html(check_markup.batch_summary(Counter(good["verdict"]), Counter(good["domain"]), len(bad)))
    with st.container(horizontal=True, gap="small"):
        download("Download all rows as CSV", lambda: spreadsheets.as_csv(table), "checked.csv", "text/csv", "csv")
        if len(table) <= XLSX_ROWS:
            download("XLSX", lambda: spreadsheets.as_xlsx(table), "checked.xlsx", spreadsheets.XLSX, "xlsx")
    if len(good):
        good, order = batch.ordered(good, st.session_state["order"]), st.session_state["order"]
        mine = batch.own(table) if len(asked.table.names) > 1 else []  # a bare list is the column of alloys again
        pages = -(-len(good) // ROWS_A_PAGE)
        page = st.pagination(pages, key="page") if pages > 1 else 1
        page_of = good[ROWS_A_PAGE * (page - 1) : ROWS_A_PAGE * page]
        st.html(check_markup.batch_table(page_of, mine[:OWN_COLUMNS], order))
    if len(bad):
        st.subheader("Rows that cannot be checked", anchor=False)
        st.dataframe(bad, hide_index=True, column_config=_BAD_COLUMNS, alt="Rows that cannot be checked")


@dataclass
class Work:
    """One list of a session, as far as it has come: what is done outlives a stop, and another view of it costs nothing."""

    asked: ManyAsked
    answers: batch.Answers = field(default_factory=dict)
    stopped: bool = False
    table: pd.DataFrame | None = None

    @cached_property
    def entries(self) -> list[Entry]:
        """The rows, read."""
        table, unit = self.asked.table, self.asked.unit
        return long_answers.with_pauses(lambda rows: table.entries(unit, rows), len(table.rows))

    def answered(self) -> pd.DataFrame:
        """The rows that are answered."""
        return batch.table(self.asked.table.names, self.entries, self.answers)


def _answered(asked: ManyAsked) -> pd.DataFrame:
    """The rows answered, all of them or up to where the user stopped."""
    work = st.session_state.get("batch")
    if work is None or work.asked.key != asked.key:
        work = st.session_state["batch"] = Work(asked)
    if not work.stopped and work.table is None:
        place = st.empty()
        with place.container(horizontal=True, vertical_alignment="bottom"):
            bar = st.progress(0.0, "Checking alloys", width=420)
            st.button("Stop", key="stop", on_click=_set_stopped, args=(work, True))
        # Streamlit ends the run here when a button is pressed; the next run finds what was answered.
        batch.answer(
            long_answers.Aside(resources.predictor()),
            work.entries,
            work.answers,
            lambda done, of: bar.progress(
                done / of, f"Checked {done:,} of {of:,} distinct alloys{long_answers.others()}"
            ),
        )
        place.empty()
        work.table = work.answered()
    if work.table is not None:
        return work.table
    so_far = work.answered()
    with st.container(horizontal=True, vertical_alignment="center"):
        messages.warning(f"Stopped: {len(so_far):,} of {len(work.entries):,} rows are checked.", width=420)
        st.button("Go on", key="go_on", on_click=_set_stopped, args=(work, False))
    return so_far


def _set_stopped(work: Work, stopped: bool) -> None:
    work.stopped = stopped
