"""The end of the server's process within seconds, whatever still works or waits in it.

The server waits, without a limit, for connections that come in while it ends, as those of tabs that connect again do. Python then
waits, without a limit, for every thread that is no daemon: the one that loads the model, and the workers of thread pools. So a
process that was told to end gets a few seconds to do it tidily. Nothing is lost then: jobs are processes of their own, and every
file is written whole or not at all.
"""

from __future__ import annotations

import os
import threading
import time

from streamlit import runtime
from streamlit.runtime.runtime import RuntimeState

LIMIT = 3.0
"""Seconds from the end of the server to the end of its process."""
_EVERY = 0.25
_STOPPING = (RuntimeState.STOPPING, RuntimeState.STOPPED)


def limit() -> None:
    """See to it that the server's process ends LIMIT seconds after it was told to. Call once a process; elsewhere it does nothing."""
    threading.Thread(target=_end, name="shutdown", daemon=True).start()


def _end() -> None:
    main = threading.main_thread()
    while main.is_alive() and not (runtime.exists() and runtime.get_instance().state in _STOPPING):
        main.join(_EVERY)
    if runtime.exists():
        time.sleep(LIMIT)
        os._exit(0)
