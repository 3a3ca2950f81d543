"""Where the alloys of the tray and of the lab book were kept, and the links that lead back there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import streamlit as st

from hea_core.errors import HeaError
from hea_core.lab import Origin, OriginKind
from hea_ui.shell.tray import ORIGINS

_PAGES = {
    "": OriginKind.MAP,
    "Nudge": OriginKind.NUDGE,
    "Check": OriginKind.TYPED,
    "Screen": OriginKind.SCREEN,
    "Lab": OriginKind.TYPED,
    "Models": OriginKind.DATA,
    "Data": OriginKind.DATA,
    "Compare": OriginKind.DATA,
}
"""{page as it stands in a link: what is kept there}; Compare names nothing new but published neighbours."""
VIEWS = {("Check", "ask", "Ternary section"): OriginKind.SECTION, ("Lab", "part", "Next batch"): OriginKind.SUGGESTED}
"""{(page, parameter, value): what is kept in that view of the page}."""
_LINK = re.compile(r"(?:\./|/(?!/))?(?P<page>[A-Za-z]*)(?:\?(?P<query>.*))?", re.DOTALL)


def of_tray(written: str) -> Origin:
    """Where an alloy of the tray was kept, by its text in the address; without a link where the browser has not said."""
    told = st.session_state.get(ORIGINS, {}).get(written)
    try:
        return told_origin(told)
    except HeaError:
        return Origin(OriginKind.IMPORTED)


def told_origin(told: object) -> Origin:
    """The origin that the browser tells as {"link", "kind"} (StoreError); imported, without a link, where that makes no sense."""
    link = replay(str(told.get("link", ""))) if isinstance(told, Mapping) else ""
    if not link or not isinstance(told, Mapping):
        return Origin(OriginKind.IMPORTED)
    return Origin(told.get("kind") or kind_of(link), link)


def kind_of(link: str) -> OriginKind:
    """What the view of a link is, of those that `replay` gives."""
    page, _, query = link.removeprefix("./").partition("?")
    given = parse_qs(query)
    found = (kind for (where, name, value), kind in VIEWS.items() if where == page and given.get(name) == [value])
    return next(found, _PAGES[page])


def replay(link: str) -> str:
    """A kept link as one within this app, relative to its pages; "" for any other address, which nobody should be led to."""
    found = _LINK.fullmatch(link.strip())
    if not found or found["page"] not in _PAGES or not link.strip():
        return ""
    query: Any = found["query"]
    return (found["page"] or "./") + (f"?{query}" if query else "")
