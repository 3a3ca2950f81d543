"""Reading a page's link and what users type beside it: shared by the pages that ask for more than a point."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st


def entries(text: str) -> list[str]:
    """The entries of a list as users type it, by commas, semicolons or spaces, each once."""
    return list(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def problem(name: str, text: str, allowed: str) -> str:
    """What to say of a value of a link that cannot be used; the page then falls back to the default."""
    return f"The link gave {name} = {text[:40]!r}; it takes {allowed}, so the default is used instead."


def remember(page: str, problems: Iterable[str], request: object) -> tuple[str, ...]:
    """Problems of the link to show: those just found, or earlier ones as long as the request has not changed."""
    key, found = f"{page}_problems", tuple(problems)
    if found:
        st.session_state[key] = found, request
    shown, since = st.session_state.get(key, ((), None))
    return shown if since == request else ()
