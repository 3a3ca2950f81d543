"""What the tests ask a worker: functions that both processes can import."""

from __future__ import annotations

import os
import sys
import time

from hea_core.errors import RequestError


def where() -> tuple[int, int, set[str]]:
    """Number and niceness of this process, and the packages that it has imported."""
    return os.getpid(), os.nice(0), {name.partition(".")[0] for name in sys.modules}


def refuse() -> None:
    raise RequestError("step is 0: give one that divides 100, for example 5.")


def slowly(number: int) -> int:
    time.sleep(0.05)
    return number
