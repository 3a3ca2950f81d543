"""What every page calls first: page configuration, the link, navigation, the box, the tray, and the warm-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import streamlit as st

from hea_ui.common import messages
from hea_ui.common.component import lean
from hea_ui.common.links import Link, last_views
from hea_ui.server import warm_up
from hea_ui.shell import answering, learn, login
from hea_ui.shell.box import box
from hea_ui.shell.tray import tray

_SIDEBAR_PIXELS = 200
_STYLE = lean((Path(__file__).parents[1] / "style.css").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Page:
    """An entry of the navigation: file from the repository's root, and name."""

    file: str
    name: str

    @property
    def path(self) -> str:
        """In its address, "" for the map."""
        return "" if self.file == "app.py" else Path(self.file).stem


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
    warm_up.start()
    if link:
        link.read()
    st.html(f"<style>{_STYLE}</style>")
    login.require()
    box()
    answering.notice()
    learn.said(_here())
    with st.sidebar:
        st.html(navigation(_here(), last_views(page.name for page in PAGES)))
        learn.switch()
        answering.said()
        login.way_out()
    tray(ask_origins=_here() == "Lab")


def notices(link: Link) -> None:
    """Say what in the address cannot be used, as long as it stands there."""
    for problem in link.problems():
        messages.warning(problem)


def navigation(here: str, views: Mapping[str, Mapping[str, list[str]]]) -> str:
    """The pages as links, in one piece of HTML: nine elements of Streamlit would cost a run as much as an alloy.

    Args:
        here: path of the page shown, "" for the map; its own link does nothing.
        views: {page: query that it was left with}.
    """
    links = "".join(
        f'<a data-act="go" href="{escape(one.path or "./")}{escape(_query(views[one.name]))}"'
        f"{' aria-current=page' if one.path == here else ''}>{one.name}</a>"
        for one in PAGES
    )
    return (
        '<p class="la-brand">LatentAlloy</p><p class="la-quiet">Design of high-entropy alloys on a learned map</p>'
        f'<nav aria-label="Pages" class="la-pages">{links}</nav>'
    )


def _query(view: Mapping[str, list[str]]) -> str:
    return f"?{urlencode(view, doseq=True)}" if view else ""


def _here() -> str:
    return urlsplit(str(st.context.url or "")).path.rsplit("/", 1)[-1]
