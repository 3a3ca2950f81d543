"""Many alloys on the Check page: a table that was brought is answered a piece at a time, shown a page at a time, and taken away as a file."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

import streamlit as st

from hea_core.errors import RequestError
from hea_ui.check import markup as check_markup
from hea_ui.common import messages
from hea_ui.common.drawing import download
from hea_ui.server import long_answers, resources, table_work
from hea_ui.server.table_work import Brought, Question, Summary
from hea_ui.server.worker import worker

if TYPE_CHECKING:
    from hea_core.composition.tables import Table

ROWS_A_PAGE = 100
OWN_COLUMNS = 30
"""Of the user's columns that are shown; the downloads have all."""
XLSX_ROWS = 20_000
"""Rows of a table that is offered as a workbook too; every spreadsheet opens the CSV of more."""
BAD_ROWS = 1_000
"""Rows that cannot be checked, of those that are shown; the downloads have all."""
_SMALL = 20_000
"""Bytes of a table that the server answers itself: a twentieth of a second, and the worker need not be started for them."""
_PREFIX = "latentalloy-"

Answer = TypeVar("Answer")


class Kept:
    """A file or text that was brought, in a folder that goes with the session."""

    def __init__(self, name: str, content: bytes) -> None:
        """Write it down (RequestError where there is no room)."""
        _sweep()
        try:
            self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
            weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
            path = self.folder / "brought"
            path.write_bytes(content)
        except OSError as error:
            raise RequestError(
                f"The table cannot be kept in {tempfile.gettempdir()} ({error.strerror}): make room there, or bring a smaller one."
            ) from None
        self.brought = Brought(path, name)
        self.small = len(content) <= _SMALL

    def opened(self, sheet: str | None) -> tuple[Table, int]:
        """The table with its first rows, and how many it has (HeaError where it cannot be read)."""
        return self.ask(table_work.first_rows, self.brought, sheet)

    def ask(self, function: Callable[..., Answer], *arguments: object) -> Answer:
        """What a function of `table_work` answers: here of a small table, else in the worker."""
        return function(*arguments) if self.small else worker().ask(function, *arguments)


@cache
def _sweep() -> None:
    """Once a process: throw away what servers left that were ended in the middle."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}[0-9]*-*"):
        number = int(folder.name.split("-")[1])
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # another user's
            continue


@dataclass(frozen=True)
class ManyAsked:
    """A table of alloys to check.

    Attributes:
        kept: with the table in it.
        table: understood, with its first rows.
        count: rows that it has.
        question: what is asked of it.
    """

    kept: Kept
    table: Table
    count: int
    question: Question


@dataclass
class Work:
    """One table of a session, as far as it has come: what is done outlives a stop, and another view of it costs nothing."""

    asked: ManyAsked
    done: int = 0
    stopped: bool = False
    _summary: tuple[int, Summary] | None = None

    def __post_init__(self) -> None:
        """A folder for the answers, which goes with that of the table."""
        self.folder = self.asked.kept.folder / uuid4().hex
        self._turn = Lock()

    def go_on(self) -> None:
        """Answer the next piece, or as many as the worker does together."""
        kept, question = self.asked.kept, self.asked.question
        with self._turn:
            if kept.small:
                engine = resources.predictor(question.model).engine
                self.done = table_work.answer(engine, question, self.folder, self.done)
            else:
                self.done = kept.ask(table_work.answer_there, question, self.folder, self.done)

    def settle(self) -> None:
        """Wait for the piece that a run of the page, which a button has replaced, is still answering."""
        with self._turn:
            pass

    @property
    def summary(self) -> Summary:
        """Of the rows that are answered, at least one."""
        if self._summary is None or self._summary[0] != self.done:
            self._summary = self.done, self.asked.kept.ask(table_work.summed_up, self.folder)
        return self._summary[1]

    def content(self, kind: str) -> bytes:
        """All answered rows as a file of a kind of `table_work.file`."""
        return self.asked.kept.ask(table_work.file, self.folder, kind).read_bytes()


def show(asked: ManyAsked) -> None:
    """A table; bad rows stand apart with their reason, and all can be taken away, the user's own columns with them."""
    work = _worked(asked)
    if not work.done:
        return
    found = work.summary
    st.html(check_markup.batch_summary(found.verdicts, found.domains, found.refused))
    with st.container(horizontal=True, gap="small"):
        download("Download all rows as CSV", lambda: work.content("csv"), "checked.csv", "download_csv")
        if work.done <= XLSX_ROWS:
            download("XLSX", lambda: work.content("xlsx"), "checked.xlsx", "download_xlsx")
    if found.good:
        order = st.session_state["order"]
        mine = found.own if len(asked.table.names) > 1 else ()  # a bare list is the column of alloys again
        pages = -(-found.good // ROWS_A_PAGE)
        page = st.pagination(pages, key="page") if pages > 1 else 1
        rows = table_work.good_rows(work.folder, order, ROWS_A_PAGE * (page - 1), ROWS_A_PAGE)
        st.html(check_markup.batch_table(rows, mine[:OWN_COLUMNS], order))
    if found.refused:
        st.header("Rows that cannot be checked", anchor=False)
        if found.refused > BAD_ROWS:
            st.html(check_markup.first_bad_rows(BAD_ROWS, found.refused))
        st.html(check_markup.bad_table(table_work.bad_rows(work.folder, BAD_ROWS)))


def _worked(asked: ManyAsked) -> Work:
    """The rows answered, all of them or up to where the user stopped."""
    work: Work | None = st.session_state.get("check_batch")
    if work is None or work.asked.question != asked.question:
        work = st.session_state["check_batch"] = Work(asked)
    if not work.stopped and work.done < asked.count:
        place = st.empty()
        with place.container(horizontal=True, vertical_alignment="bottom"):
            bar = st.progress(0.0, "Checking alloys", width=420)
            st.button("Stop", key="stop", on_click=_set_stopped, args=(work, True))
        # Streamlit ends the run here when a button is pressed; the next run finds what was answered.
        while work.done < asked.count:
            work.go_on()
            bar.progress(
                work.done / asked.count, f"Checked {work.done:,} of {asked.count:,} rows{long_answers.others()}"
            )
        place.empty()
    if work.stopped:
        work.settle()
        with st.container(horizontal=True, vertical_alignment="center"):
            messages.warning(f"Stopped: {work.done:,} of {asked.count:,} rows are checked.", width=420)
            st.button("Go on", key="go_on", on_click=_set_stopped, args=(work, False))
    return work


def _set_stopped(work: Work, stopped: bool) -> None:
    work.stopped = stopped
