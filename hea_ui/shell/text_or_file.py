"""The pair of inputs for a table: a text that is part of the link, and beside it a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        upload = st.file_uploader("or a file", type=list(kinds), key=file_key, help=about_file)
        if not upload and not text.strip():
            where_nothing()
        elif not upload and not fits_a_link(text):
            st.html(
                markup.note(
                    "This list is too long for a link: it is gone once this tab is closed or reloaded. Keep a copy."
                )
            )
    return text, upload
