"""The start of a server: what the first visitor would wait for is made while a browser fetches Streamlit's own scripts.

Until its websocket opens, a second after the page is asked for, a server has nothing else to do. This module imports next to nothing,
since nobody is answered before it has been read.
"""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from hea_ui.server import sending, shutdown


@asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Of `st.App`: entered when the server starts to answer."""
    shutdown.limit()
    sending.at_once()
    threading.Thread(target=prepare, name="start", daemon=False).start()  # no daemon: as the thread of warm_up
    try:
        yield
    finally:
        shutdown.begin()  # a signal that came before the limit was set is not known to it


def prepare() -> None:
    """Import what the Map page is made with, have the model loaded, and make the alloys of the view that a bare address opens."""
    from hea_core.errors import HeaError
    from hea_ui.map import page, state  # noqa: F401
    from hea_ui.server import resources, warm_up

    warm_up.wait()
    view = state.DEFAULT
    with suppress(HeaError):  # a damaged model: the page says so
        resources.candidates(view.z1, view.z2, view.p, view.count, view.seed, view.constraints(), view.targets)
