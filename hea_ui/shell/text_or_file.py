"""The pair of inputs for a table: a text that is part of the link, and beside it a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from hea_ui.common import markup
from hea_ui.shell.packing import fits_a_link

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_MOST = 1_000_000
"""Characters of a text."""


def ask(
    label: str,
    *,
    key: str,
    placeholder: str,
    on_change: Callable[[], None],
    file_key: str,
    kinds: Sequence[str],
    about_file: str,
    below: Callable[[], object] | None = None,
    where_nothing: Callable[[], object],
    widths: tuple[float, float] = (1, 1),
) -> tuple[str, UploadedFile | None]:
    """Draw both; the text, which may be blank, and the file, which comes before it.

    Args:
        label: of the text.
        key: its session key and name in the link.
        placeholder: an example.
        on_change: writes the link.
        file_key: session key of the file.
        kinds: endings of its name.
        about_file: the help beside it.
        below: draws what stands under the text.
        where_nothing: draws what stands under the file while neither is given.
        widths: of text and file.
    """
    left, right = st.columns(widths, gap="medium")
    with left:
        text = st.text_area(label, key=key, on_change=on_change, height=132, placeholder=placeholder, max_chars=_MOST)
        if below:
            below()
    with right:
        upload = _file(file_key, key, kinds, about_file)
        if not upload and not text.strip():
            where_nothing()
        elif not upload and not fits_a_link(text):
            st.html(
                markup.note(
                    "This list is too long for a link: it is gone once this tab is closed or reloaded. Keep a copy."
                )
            )
    return text, upload


def brought(file_key: str, text_key: str) -> UploadedFile | None:
    """The file that is given, also where another page was shown since, which Streamlit's own input does not outlive.

    Unless a link or the box has brought another text: that is then meant.
    """
    given: UploadedFile | None = st.session_state.get(file_key)
    before, text = st.session_state.get(_held(file_key), (None, ""))
    return given or (before if text == st.session_state[text_key] else None)


def put_away(file_key: str) -> None:
    """In a callback: as if no file had been given."""
    st.session_state.pop(_held(file_key), None)


def _file(key: str, text_key: str, kinds: Sequence[str], about_file: str) -> UploadedFile | None:
    given = st.file_uploader(
        "or a file", type=list(kinds), key=key, help=about_file, on_change=_take, args=(key, text_key)
    )
    found = brought(key, text_key)
    if found and not given:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(f'<p class="la-quiet" data-brought="yes">{escape(found.name)}, as you gave it before.</p>')
            st.button("Put it away", key=f"{key}_away", on_click=put_away, args=(key,))
    return found


def _take(key: str, text_key: str) -> None:
    st.session_state[_held(key)] = st.session_state[key], st.session_state[text_key]


def _held(key: str) -> str:
    """Session key: the file that was given last, and the text beside it."""
    return f"{key}_brought"
