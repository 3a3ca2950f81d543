"""What every page calls first: page configuration, the link, navigation, the box, the tray, and the warm-up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import streamlit as st
from streamlit.errors import StreamlitPageNotFoundError

from hea_ui.common import messages
from hea_ui.common.links import Link, last_views
from hea_ui.server import resources
from hea_ui.shell import login
from hea_ui.shell.box import box
from hea_ui.shell.learn import switch
from hea_ui.shell.tray import tray

_SIDEBAR_PIXELS = 200
_STYLE = Path(__file__).parents[1] / "style.css"


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
    Page("pages/Lab.py", "Lab"),
    Page("pages/Models.py", "Models"),
    Page("pages/Data.py", "Data"),
    Page("pages/About.py", "About"),
)


def setup(title: str, icon: str, link: Link | None = None) -> None:
    """Configure the page, read its link, and draw what all pages share.

    Args:
        title: of the browser tab and of the page's heading.
        icon: an emoji. A material icon would make the browser fetch a font from another host.
        link: what the address of this page holds, if anything but the tray.
    """
    st.set_page_config(
        page_title=f"{title} · LatentAlloy", page_icon=icon, layout="wide", initial_sidebar_state=_SIDEBAR_PIXELS
    )
    resources.warm_up()
    if link:
        link.read()
    st.html(_STYLE)
    login.require()
    box()
    with st.sidebar:
        _navigation()
        switch()
        login.way_out()
    tray()


def notices(link: Link) -> None:
    """Say what in the address cannot be used, as long as it stands there."""
    for problem in link.problems():
        messages.warning(problem)


def _navigation() -> None:
    st.html('<p class="la-brand">LatentAlloy</p><p class="la-quiet">Design of high-entropy alloys on a learned map</p>')
    views = last_views(page.name for page in PAGES)
    for page in PAGES:
        try:
            st.page_link(page.file, label=page.name, query_params=views[page.name])
        except StreamlitPageNotFoundError:  # a page that is run by itself, as tests do, has no others
            continue
