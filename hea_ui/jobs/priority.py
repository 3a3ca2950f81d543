"""The server's pages come before everything else that it starts."""

from __future__ import annotations

import os
from contextlib import suppress

NICER = 10
"""Added to the server's own niceness: a tenth of a core while pages want all of it, and all that they leave. As a fixed value it would
put the work before the pages of a server that is itself started with `nice`."""
_MOST = 19


def lower(process: int) -> None:
    """Put a process that this one started behind the server's pages; threads that it starts later follow."""
    with suppress(OSError, AttributeError):  # it is gone already; Windows has no such call
        os.setpriority(os.PRIO_PROCESS, process, min(_MOST, os.getpriority(os.PRIO_PROCESS, 0) + NICER))
