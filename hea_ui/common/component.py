"""Components of Streamlit with a script of ours, registered where they are imported."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st


def component(name: str, *, html: str, js: str, css: str = "", isolate_styles: bool = True) -> Callable[..., None]:
    """Register a component; returns what draws it, called with `key`, `data` and callbacks as `on_pressed_change`.

    The script finds its data as `data[0]`. Streamlit looks at every value of a bare mapping whether it is a table, and imports pandas to
    know one: half a second before the first page, and 80 MB.
    """
    mount = st.components.v2.component(name, html=html, css=css, js=js, isolate_styles=isolate_styles)

    def draw(key: str, data: Mapping[str, Any], **callbacks: Any) -> None:  # noqa: ANN401 - of Streamlit
        mount(key=key, data=[data], **callbacks)

    return draw
