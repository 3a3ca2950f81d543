"""The end of the server's process within seconds, whatever still works or waits in it.

The server waits, without a limit, for connections that come in while it ends, as those of tabs that connect again do. Python then
waits, without a limit, for every thread that is no daemon: the one that loads the model, and the workers of thread pools. So a
process that was told to end gets a few seconds to do it tidily. Nothing is lost then: jobs are processes of their own, and every
file is written whole or not at all.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

LIMIT = 3.0
"""Seconds from the signal to the end of the process."""


def limit() -> None:
    """From now on the process ends LIMIT seconds after a signal that its server takes. Call once, in the main thread, while it is served."""
    for number in (signal.SIGTERM, signal.SIGINT):
        take = signal.getsignal(number)
        if callable(take):  # else the signal ends the process by itself
            signal.signal(number, _limited(take))


def begin() -> None:
    """The process ends LIMIT seconds from now at the latest."""
    threading.Thread(target=_end, name="shutdown", daemon=True).start()


def _limited(take: Callable[[int, FrameType | None], object]) -> Callable[[int, FrameType | None], None]:
    def told(number: int, frame: FrameType | None) -> None:
        begin()
        take(number, frame)

    return told


def _end() -> None:
    time.sleep(LIMIT)
    os._exit(0)
