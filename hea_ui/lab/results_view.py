"""Results as they are given: at once beside what the model says, and into the lab book when the user says so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.common import markup, messages
from hea_ui.common.refusals import Refusals
from hea_ui.common.wording import counted
from hea_ui.lab import inputs
from hea_ui.lab import markup as lab_markup
from hea_ui.lab.inputs import Given
from hea_ui.server import book

if TYPE_CHECKING:
    from hea_core.lab import Store
    from hea_core.lab.exchange import Taken
    from hea_core.lab.intake import Read

_ASSUMED = re.compile(r"\d+ rows?: ")
"""Begins a remark on what was assumed of some rows; the others are on columns, which the page itself has named where it wrote the table."""
_SHOWN = 200
"""Rows that are drawn; all are kept."""
_KEPT = "lab_kept"
"""Session key: the sentence on what was kept last."""
_REFUSALS = Refusals("lab_refused")


def notices() -> None:
    """What became of the last results that were to be kept."""
    done = st.session_state.pop(_KEPT, None)
    if done:
        st.html(f'<p class="la-sentence" data-kept="yes">{done}</p>')
    _REFUSALS.show()


def show(store: Store) -> None:
    """The inputs, the comparison, and the button that keeps it (HeaError where what was given cannot be read)."""
    given = inputs.results()
    read = _read(given.name, given.content)
    _compare(store, given, read)


@st.cache_resource(max_entries=16, show_spinner="Reading the results")
def _read(name: str, content: bytes) -> Read:
    from hea_core.lab.exchange import read_results

    return read_results(name, content)


def _compare(store: Store, given: Given, read: Read) -> None:
    numbers = dict(enumerate(given.lines, start=2))
    taken = [one for one in read.rows if one.alloy]
    said = book.said_of([one.alloy.composition for one in taken if one.alloy])
    pairs = [(one.alloy, one.result, now) for one, now in zip(taken, said, strict=True) if one.alloy]
    st.html(lab_markup.headline(pairs, given.example))
    if given.example:
        st.html(
            markup.note(
                f"An example: three alloys of one paper (doi {inputs.EXAMPLE_DOI}), which the model has learned from. Nothing of it is saved. "
                "Put your own results above."
            )
        )
    remarks = [one for one in read.remarks if not given.lines or _ASSUMED.match(one)]
    if not given.example:
        st.html(markup.note(" ".join(filter(None, [given.said, *remarks]))))
    known = set() if given.example else {alloy.composition for alloy in store.alloys()}
    lines = [
        (numbers.get(one.row, one.row), alloy, result, now, alloy.composition in known)
        for one, (alloy, result, now) in zip(taken, pairs, strict=True)
    ]
    if not given.example:
        _keep_button(store, given, len(lines))
    st.html(lab_markup.results_table(lines[:_SHOWN]))
    if len(lines) > _SHOWN:
        st.html(markup.note(f"The first {_SHOWN} of {len(lines):,} rows; all are kept."))
    refused = sorted([*given.refused, *((numbers.get(one.row, one.row), one.error) for one in read.rows if one.error)])
    if refused:
        st.html(lab_markup.refused_table(refused[:_SHOWN]))


def _keep_button(store: Store, given: Given, rows: int) -> None:
    if store.read_only:
        messages.warning(store.read_only)
    st.button(
        f"Keep {rows:,} in the lab book" if rows > 1 else "Keep in the lab book",
        type="primary",
        key="lab_keep",
        on_click=_keep,
        args=(given,),
        disabled=bool(store.read_only) or not rows,
    )


def _keep(given: Given) -> None:
    from hea_core.lab.exchange import take_in

    with _REFUSALS.caught():
        done = take_in(book.book(), given.name, given.content, book.records_of, given.origin_of)
        st.session_state[_KEPT] = _kept_words(done, len(done.refused) + len(given.refused))
        inputs.clear()


def _kept_words(done: Taken, refused: int) -> str:
    if not done.added and not done.updated:
        return "The lab book has all of this already: nothing was changed."
    parts = [counted(done.added, "alloy") + " new" if done.added else ""]
    parts.append(counted(done.updated, "alloy") + " with something new" if done.updated else "")
    left = f" {counted(refused, 'row')} left out." if refused else ""
    return f"Kept in the lab book: {', '.join(filter(None, parts))}.{left}"
