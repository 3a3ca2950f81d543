"""What every page calls first: page configuration, navigation, style, and the warm-up."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError
from streamlit.runtime.scriptrunner import get_script_run_ctx

from hea_ui import login, resources
from hea_ui.link_values import NUMBERS, is_number

_SIDEBAR_PIXELS = 200
_STYLE = Path(__file__).with_name("style.css")


@dataclass(frozen=True)
class Page:
    """An entry of the navigation: file from the repository's root, and name."""

    file: str
    name: str


PAGES: tuple[Page, ...] = (
    Page("app.py", "Map"),
    Page("pages/Nudge.py", "Nudge"),
    Page("pages/Check.py", "Check"),
    Page("pages/Screen.py", "Screen"),
    Page("pages/Models.py", "Models"),
    Page("pages/Data.py", "Data"),
    Page("pages/About.py", "About"),
)


def setup(title: str, icon: str) -> None:
    """Configure the page and draw the navigation.

    Args:
        title: of the browser tab and of the page's heading.
        icon: an emoji. A material icon would make the browser fetch a font from another host.
    """
    st.set_page_config(
        page_title=f"{title} · LatentAlloy", page_icon=icon, layout="wide", initial_sidebar_state=_SIDEBAR_PIXELS
    )
    _shield()
    resources.warm_up()
    st.html(_STYLE)
    login.require()
    with st.sidebar:
        st.html(
            '<p class="la-brand">LatentAlloy</p><p class="la-quiet">Design of high-entropy alloys on a learned map</p>'
        )
        for page in PAGES:
            try:
                st.page_link(page.file, label=page.name)
            except StreamlitPageNotFoundError:  # a page that is run by itself, as tests do, has no others
                continue
        login.way_out()


def _shield() -> None:
    """Keep numbers that are not finite from widgets bound to the link: Streamlit raises on them, and only refuses what is no number.

    Streamlit fills bound widgets from its own copy of the first link, which is changed here; the link that pages read keeps what was
    typed, so that they can name it.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    with context.session_state.query_params() as query:
        first: dict[str, list[str]] = query._initial_query_params
        for name in NUMBERS & first.keys():
            first[name] = [
                text if text == "" or is_number(text, -math.inf, math.inf) else "none" for text in first[name]
            ]
