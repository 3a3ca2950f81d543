"""Components of Streamlit with a script of ours, registered where they are imported."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st


def lean(text: str) -> str:
    """A script or a style sheet without comments of whole lines, indentation and empty lines: it goes to the browser with every run."""
    lines = (line.strip() for line in re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL).splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def files(folder: Path, *names: str) -> str:
    """The text of files beside a component, one after the other."""
    return "\n".join((folder / name).read_text(encoding="utf-8") for name in names)


def component(name: str, *, html: str, js: str, css: str = "", isolate_styles: bool = True) -> Callable[..., None]:
    """Register a component; returns what draws it, called with `key`, `data` and callbacks as `on_pressed_change`.

    The script finds its data as `data[0]`. Streamlit looks at every value of a bare mapping whether it is a table, and imports pandas to
    know one: half a second before the first page, and 80 MB.
    """
    mount = st.components.v2.component(name, html=html, css=lean(css), js=lean(js), isolate_styles=isolate_styles)

    def draw(key: str, data: Mapping[str, Any], **callbacks: Any) -> None:  # noqa: ANN401 - of Streamlit
        mount(key=key, data=[data], **callbacks)

    return draw
