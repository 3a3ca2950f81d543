"""What a first visit is offered: four worked starts and a tour of the page."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import streamlit as st

from hea_ui.common import links
from hea_ui.map import state
from hea_ui.map.state import TOUR
from hea_ui.map.tour import tour

STARTS: tuple[tuple[str, str, str, dict[str, str]], ...] = (
    ("The Cantor alloy", "where it lies, and what was measured of it", "./", {"alloy": "CoCrFeMnNi"}),
    ("Mend a multi-phase alloy", "the paper's example, nudged to one phase", "Nudge", {"alloy": "Al1.4Co0.9Cr1.4Cu0.5Fe0.9Ni1"}),
    ("A light refractory alloy", "designs rich in Ti, without the heavy metals", "./",
     {"z1": "-0.7", "z2": "-0.6", "ban": "Ta W Hf Re Os Ir Pt Au", "range": "Ti=25-60"}),
    ("An alloy of your own", "formulas, at.% or wt.%, series, lists, tables", "Check", {}),
)  # fmt: skip
"""Word, what it shows, page and query of each start."""


def is_first_look() -> bool:
    """Whether the address asks for nothing yet."""
    ours = {one.name for one in state.LINK.parameters}
    return not ours & set(links.query_now())


def show() -> None:
    """The starts while nothing was done yet, and the tour where the address asks for it.

    In a place that stays when they go: what lies below would be drawn anew if it moved up, and the map would lose its zoom.
    """
    with st.container(key="welcome"):
        if is_first_look():
            st.html(starts())
        if st.session_state[TOUR]:
            tour()


def starts() -> str:
    """The starts as links."""
    cards = "".join(
        f'<a class="la-start" data-act="go" href="{escape(_address(page, query))}"><b>{escape(word)}</b><small>{escape(shows)}</small></a>'
        for word, shows, page, query in STARTS
    )
    tour_card = '<a class="la-start" data-act="go" href="./?tour=1"><b>Tour</b><small>this page in a minute</small></a>'
    return f'<nav aria-label="Start with" class="la-starts">{cards}{tour_card}</nav>'


def _address(page: str, query: dict[str, str]) -> str:
    return f"{page}?{urlencode(query)}" if query else page
