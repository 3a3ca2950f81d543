"""Everything said to the user in Streamlit's own boxes and labels, which read Markdown: text is shown as it is, never as Markdown.

An image or a link in the text of an error would otherwise make the browser fetch from a foreign host, from a link alone.
"""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

_JOIN = "\u2060"
"""Word joiner, invisible: breaks up what acts in spite of a backslash."""
_ACTS = re.compile(r"(?<=:)(?=\S)|(?<=@)|(?<=www)(?=\.)|(?<=(?<!\S)[-<>~])(?=(?:[-=]|-?>)(?!\S))", re.IGNORECASE)
"""After these stands a joiner: web and mail addresses, icons as :name:, and arrows, which act only between blanks."""
_MARKS = re.compile(r"[\\`*{}\[\]<~$|&]|(?<![^\W_])_|_(?![^\W_])|^[-+#>=]|(?<=^\d)[.)]|(?<=^\d\d)[.)]|(?<=^\d\d\d)[.)]")
"""Before these stands a backslash. What only acts at the beginning of a line is left alone elsewhere, so that sentences stay readable."""


def literal(text: object) -> str:
    """Text for an element that reads Markdown, so that it shows as it is; runs of blanks become one."""
    return _MARKS.sub(r"\\\g<0>", _ACTS.sub(_JOIN, " ".join(str(text).split())))


def error(text: object, **options: Any) -> None:  # noqa: ANN401 - of st.error
    """What went wrong: an exception or a sentence."""
    st.error(literal(text), **options)


def warning(text: object, **options: Any) -> None:  # noqa: ANN401 - of st.warning
    """What was not as asked."""
    st.warning(literal(text), **options)


def info(text: object, **options: Any) -> None:  # noqa: ANN401 - of st.info
    """What to do now."""
    st.info(literal(text), **options)


def header(text: object) -> None:
    """A heading that holds what the user typed."""
    st.header(literal(text), anchor=False)
